"""One or several files have arrived: what they are, and one click to a summary.

The presets are what the filled button takes: a page, of the files that came just now. Focus and
language hide behind *Mehr*.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.agency.profile import Agency
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.coverage import notes_line, size_line
from bot.documents.document import Facts
from bot.documents.summary import LONGEST_FOCUS, Form, Length, Tongue
from cards import elements as el
from cards.action import ANEW
from cards.actions import HelpTopic, SummaryRun
from cards.escaping import escaped
from cards.icons import Icon
from cards.library_actions import LibraryHome


def file_card(files: Sequence[Facts], earlier: Sequence[Facts], texts: Texts) -> Card:
    """Make the card of the files of one message.

    ``earlier``: files of the conversation that may be taken along; with more than one file in
    all, those of the message are ticked.
    """
    every = [*files, *earlier]
    run = SummaryRun(files[0].id if len(every) == 1 else "")
    until = min(one.expires for one in every)
    body = _one(files[0], texts) if len(every) == 1 else _several(files, every, texts)
    return el.card(
        *body,
        _form(texts),
        _length(texts),
        el.row_actions(
            el.execute(texts("file.summarise"), run, style="positive", inputs=True),
            _more(run, texts),
            spacing="small",
        ),
        el.sub(texts("file.kept", date=texts.date(until)), spacing="medium"),
        language=texts.language,
        speak=_spoken(files, texts),
    )


def ask_for_file(texts: Texts, agency: Agency) -> Card:
    """Make the answer to *zusammenfassen* without a file: how one gets here."""
    told = texts("file.ask.text", mb=texts.number(agency.limits.file_mb))
    return el.card(
        el.header(Icon.FILE, texts("file.icon"), texts("file.ask.title")),
        el.text(told),
        el.sub(texts("file.ask.or_paste")),
        actions=[
            el.execute(texts("file.ask.kinds"), HelpTopic("files")),
            el.execute(texts("help.library"), LibraryHome(ANEW)),
        ],
        language=texts.language,
        speak=told,
    )


def _spoken(files: Sequence[Facts], texts: Texts) -> str:
    names = ", ".join(one.name for one in files)
    return texts.count("file.speak", len(files), names=names)


def _one(facts: Facts, texts: Texts) -> list[el.Block]:
    name, size = escaped(facts.name), size_line(facts, texts)
    return [el.header(Icon.FILE, texts("file.icon"), name, below=size), *_notes([facts], texts)]


def _several(files: Sequence[Facts], every: Sequence[Facts], texts: Texts) -> list[el.Block]:
    first, several = files[0], len(files) > 1
    title = texts.count("file.several", len(files)) if several else escaped(first.name)
    below = "" if several else size_line(first, texts)
    which = el.input_choice(
        "document",
        texts("file.which"),
        [(_choice(one, texts), one.id) for one in every],
        error=texts("file.which.error"),
        value=",".join(one.id for one in files),
        multiple=True,
    )
    header = el.header(Icon.FILE, texts("file.icon"), title, below=below)
    return [header, *_notes(files, texts), which]


def _notes(files: Sequence[Facts], texts: Texts) -> list[el.Block]:
    """Say what is missing or odd; of several files, of which."""
    notes = [(one, notes_line(one, texts)) for one in files]
    if len(files) == 1:
        return [el.sub(escaped(line)) for _, line in notes if line]
    named = [(texts("file.note", name=one.name, note=line)) for one, line in notes if line]
    return [el.sub(escaped(line)) for line in named]


def _choice(facts: Facts, texts: Texts) -> str:
    units = texts.count(f"documents.size.{facts.place}", facts.n_units)
    return texts("file.choice", name=facts.name, units=units)


def _form(texts: Texts) -> el.Block:
    choices = [(texts(f"file.form.{one}"), one.value) for one in Form]
    return el.input_choice("form", texts("file.form"), choices, value=Form.OVERVIEW.value)


def _length(texts: Texts) -> el.Block:
    choices = [(texts(f"file.length.{one}"), one.value) for one in Length]
    return el.input_choice("length", texts("file.length"), choices, value=Length.PAGE.value)


def _more(run: SummaryRun, texts: Texts) -> el.Button:
    languages = [(texts(f"file.language.{one}"), one.value) for one in Tongue]
    return el.show_card(
        texts("file.more"),
        el.input_text(
            "focus",
            texts("file.focus"),
            placeholder=texts("file.focus.example"),
            max_length=LONGEST_FOCUS,
        ),
        el.input_choice(
            "language", texts("file.language"), languages, value=Tongue(texts.language).value
        ),
        actions=[el.execute(texts("file.summarise"), run, inputs=True)],
        tooltip=texts("file.more.tooltip"),
    )
