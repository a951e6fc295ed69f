"""What stands above Teams' question whether a file may be saved: what it is, and other forms of it.

Teams' own question is no card of ours. Where there is no OneDrive (a local run) it does not work,
so the card then offers to save the file on the same computer.
"""

from __future__ import annotations

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.export.report import Format
from cards import elements as el
from cards.actions import ExportPdf, ExportWord, SaveHere


def file_ready_card(result_id: str, form: Format, texts: Texts, *, here: str = "") -> Card:
    """Make the card for the file of a result; ``here``: its ticket, in a local run."""
    buttons = [_other(result_id, form, texts)]
    if here:
        save = el.execute(
            texts("saving.here"), SaveHere(here), tooltip=texts("saving.here.tooltip")
        )
        buttons.insert(0, save)
    return el.card(
        el.text(texts("export.offer")),
        el.sub(texts("export.kept_here" if here else "export.kept")),
        actions=buttons,
        language=texts.language,
        speak=texts("export.offer"),
    )


def _other(result_id: str, form: Format, texts: Texts) -> el.Button:
    if form is Format.WORD:
        return el.execute(
            texts("export.pdf"), ExportPdf(result_id), tooltip=texts("export.pdf.tooltip")
        )
    return el.execute(
        texts("export.word"), ExportWord(result_id), tooltip=texts("export.word.tooltip")
    )
