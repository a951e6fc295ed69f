"""„Als Word“ and „Als PDF“: any result as a file, for the person who asked for it.

Where results come from is told by sources; an id alone opens nothing, since they look in the
turn's own conversation. The file is written in work of its own, beside the conversation. In groups
and channels it goes to the person's 1:1 chat: only there does Teams ask for consent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from bot.answering.kept import Basis, KeptAnswer
from bot.answering.service import AnsweringService
from bot.core.errors import CardOutdated, ExportFailed, NotAllowedHere, PersonUnreachable, Told
from bot.core.ids import new_reference
from bot.core.turn import Card, Later, Payload, Turn
from bot.export.blocks import Markdown, Paragraph, plain
from bot.export.markdown import blocks_of
from bot.export.report import Fact, Footnote, Format, Mark, Report
from bot.export.results import KeptResults
from bot.export.service import ExportService
from cards.actions import ExportPdf, ExportWord, parse
from cards.error import error_card
from cards.export import file_ready_card
from dialogs.retry import RetryDialog
from dialogs.saving import Offered, SavingDialog

EXPORT: Final = "export.run"
"""The task that writes a file."""

_TITLE: Final = re.compile(
    r"\s*(?:#{1,6}[ \t]+(?P<heading>\S.*?)[ \t#]*|\*\*(?P<bold>[^*\n]+)\*\*:?)\s*(?:\n|$)"
)
_LONGEST_TITLE: Final = 90
_LONGEST_QUESTION: Final = 300


class Source(Protocol):
    """Where results are kept that can become a file."""

    async def find(self, turn: Turn, name: str) -> Report | None:
        """Return the result of that id in the turn's conversation, or None."""
        ...


class ExportDialog:
    """Makes files of results and offers them; ``sources`` are asked in order."""

    def __init__(
        self,
        sources: Sequence[Source],
        export: ExportService,
        saving: SavingDialog,
        retry: RetryDialog,
    ) -> None:
        self._sources = sources
        self._export = export
        self._saving = saving
        self._retry = retry

    async def press(self, turn: Turn) -> Card | None:
        """Start writing the file; the pressed card stays as it is."""
        payload = turn.payload or Payload("")
        action = parse(payload.verb, payload.data)
        if not isinstance(action, ExportWord | ExportPdf):
            raise CardOutdated
        await self._find(turn, action.id)
        await _there(turn)  # refused now, where only the person sees it
        form = Format.WORD if isinstance(action, ExportWord) else Format.PDF
        await turn.later(_task(action.id, form, f"{turn.id}:{EXPORT}"))
        return None

    async def run(self, turn: Turn) -> Card | None:
        """Write the file and offer it."""
        data = turn.payload.data if turn.payload else {}
        name, form = str(data.get("id", "")), Format(str(data.get("form", "")))
        report = await self._find(turn, name)
        there = await _there(turn)
        try:
            file = await self._export.export(report, form, agency=turn.agency, texts=turn.texts)
        except ExportFailed as error:
            raise await self._failed(turn, there, error, _task(name, form)) from error
        about = turn.texts(f"export.about.{form}", kind=report.kind)
        ticket = await self._saving.keep(there, Offered(file.name, about, file.content))
        here = ticket if self._saving.is_local else ""
        await there.chat.show(file_ready_card(name, form, turn.texts, here=here))
        await self._saving.ask(there, ticket)
        return None

    async def _find(self, turn: Turn, name: str) -> Report:
        for source in self._sources:
            report = await source.find(turn, name)
            if report is not None:
                return report
        raise CardOutdated

    async def _failed(self, turn: Turn, there: Turn, error: ExportFailed, again: Later) -> Told:
        """Show the error; *Noch einmal* only where the result is: in this very conversation."""
        if turn.is_personal:
            card, told = await self._retry.offer(turn, error, again.payload.verb, again)
        else:
            told = Told(error, new_reference())
            card = error_card(error, turn.texts, turn.agency, reference=told.reference)
        await there.chat.show(card)
        return told


def _task(name: str, form: Format, ident: str = "") -> Later:
    return Later(Payload(EXPORT, {"id": name, "form": form.value}), job=EXPORT, id=ident)


async def _there(turn: Turn) -> Turn:
    """Return the turn in the 1:1 chat; raises NotAllowedHere where there is none."""
    if turn.is_personal:
        return turn
    try:
        private = await turn.people.reach(turn.person.id)
    except PersonUnreachable as error:
        raise NotAllowedHere from error
    return replace(turn, chat=private.chat, conversation=private.conversation)


# --- sources -------------------------------------------------------------------------------------


class KeptReports:
    """Results that features have kept as reports: summaries, minutes."""

    def __init__(self, results: KeptResults) -> None:
        self._results = results

    async def find(self, turn: Turn, name: str) -> Report | None:
        """Return the report of that id, or None."""
        return await self._results.load(turn.scope, name)


class AnswerReports:
    """Answers of the model, as they were kept for the buttons under them."""

    def __init__(self, answering: AnsweringService, *, is_demo: bool) -> None:
        self._answering = answering
        self._is_demo = is_demo

    async def find(self, turn: Turn, name: str) -> Report | None:
        """Return the answer of that id as a report, or None."""
        kept = await self._answering.recall(turn.scope, name, agency=turn.agency)
        return None if kept is None else self._report(turn, kept)

    def _report(self, turn: Turn, kept: KeptAnswer) -> Report:
        texts, text = turn.texts, kept.written or kept.answer
        kind, question = texts("export.kind.answer"), " ".join(kept.question.split())
        title = _TITLE.match(text)
        facts: tuple[Fact, ...] = ()
        if title is not None:
            heading, text = title["heading"] or title["bold"], text[title.end() :]
            facts = _asked(texts("export.question"), question)
        elif len(question) <= _LONGEST_TITLE:
            heading = question
        else:
            heading, facts = kind, _asked(texts("export.question"), question)
        return Report(
            title=_plain(heading) or kind,
            kind=kind,
            day=texts.day(kept.created),
            language=texts.language,
            body=(Markdown(text=text, is_guarded=True),),
            facts=facts,
            warning=texts("export.incomplete") if kept.incomplete else "",
            is_demo=self._is_demo,
            **_basis(kept.basis),
        )


def _basis(basis: Basis | None) -> dict[str, Any]:
    """Return what an answer from files rests on, as a report has it."""
    if basis is None:
        return {}
    return {
        "footnotes": tuple(
            Footnote(number=one.number, place=f"{one.name}, {one.place}", quote=one.quote)
            for one in basis.sources
        ),
        "marks": tuple(
            Mark(words=one.words, about=one.told, claim=one.claim)
            for one in basis.doubts
            if one.words
        ),
        "sources": tuple(dict.fromkeys(one.name for one in basis.sources)),
        "coverage": basis.line,
    }


def _plain(heading: str) -> str:
    """Return the letters of a heading, without Markdown."""
    blocks = blocks_of(heading)
    return plain(blocks[0].runs) if blocks and isinstance(blocks[0], Paragraph) else ""


def _asked(label: str, question: str) -> tuple[Fact, ...]:
    """Return the question for the head; a filled-in template is too long for it."""
    return (Fact(label=label, value=question),) if len(question) <= _LONGEST_QUESTION else ()
