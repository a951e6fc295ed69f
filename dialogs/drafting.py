"""What becomes of an answer made with a template: it is checked, and others may go on from it.

A draft in Leichte Sprache is held back until it was revised; the person reads meanwhile what is
being done. All else streams as it comes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from bot.answering.service import Reply
from bot.answering.shown import Rewriting
from bot.core.errors import TemplateGone
from bot.core.ids import AgencyId
from bot.core.texts import Texts
from bot.core.turn import AnswerStream, Turn
from bot.library.bookcase import Bookcase
from bot.library.gaps import gaps_in
from bot.library.locked import LockedParts, Part
from bot.library.plain_language.service import PlainLanguageService, Revised, looked_at
from bot.library.rights import Viewer
from bot.library.template import Template
from cards.draft import FollowUp, Notes


class Draft:
    """One answer made with a template."""

    def __init__(
        self,
        source: str,
        follow_ups: tuple[FollowUp, ...],
        texts: Texts,
        service: PlainLanguageService | None,
    ) -> None:
        """``service`` revises the draft; None where the template asks for no check."""
        self._source = source
        self._next = follow_ups
        self._texts = texts
        self._service = service
        self._revised: Revised | None = None

    async def pieces(self, reply: Reply, stream: AnswerStream) -> AsyncGenerator[str, None]:
        """Yield the answer as it comes, or the revised one at once; ``reply`` then holds that."""
        if self._service is None:
            async with aclosing(reply.pieces) as pieces:  # a stop ends the model's call
                async for piece in pieces:
                    yield piece
            return

        async def progress(number: int) -> None:
            await stream.inform(self._texts("plain.working", number=self._texts.number(number)))

        await stream.inform(self._texts("plain.writing"))
        async with aclosing(reply.pieces) as pieces:
            async for _ in pieces:
                pass
        self._revised = await self._service.revise(self._source, reply.text, progress=progress)
        reply.text = self._revised.text
        yield reply.text

    def notes(self, text: str) -> Notes:
        """Return what the card says; after a crash the kept text is looked at anew."""
        revised = self._revised
        if self._service is not None and revised is None:
            revised = looked_at(self._source, text)
        return Notes(gaps_in(text), revised, self._next)


class Drafting:
    """Prepares what a template asks for beyond its answer."""

    def __init__(
        self,
        bookcase: Bookcase,
        service: PlainLanguageService,
        blocks: Mapping[AgencyId, Mapping[Part, str]],
    ) -> None:
        """``blocks`` are the agencies' own texts for the parts that no model writes."""
        self._bookcase = bookcase
        self._service = service
        self._blocks = blocks

    def locked(self, turn: Turn, template: Template) -> Rewriting:
        """Return what puts the agency's text blocks in the place of locked parts."""
        return LockedParts(self._blocks.get(turn.agency.key, {}), template.language).shown

    async def of(self, turn: Turn, viewer: Viewer, template: Template, source: str) -> Draft:
        """Return the draft to be; follow-ups that this person can't see are left out."""
        follow_ups = []
        for name in template.next:
            try:
                found = (await self._bookcase.find(viewer, name, turn.texts.language)).template
            except TemplateGone:
                continue
            if found.taking is not None:
                follow_ups.append(FollowUp(found.id, found.title, found.description))
        checked = template.check == "leichte-sprache"
        service = self._service if checked else None
        return Draft(source, tuple(follow_ups), turn.texts, service)
