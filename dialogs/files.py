"""Uploaded files: fetched, read to the last page, and offered for a summary.

One message all along: what is shown while files are read becomes their card. Words beside a file
say what to look at, and the summary begins at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    FileTooBig,
    NotAllowedHere,
    StateUnavailable,
    TeamsUnavailable,
)
from bot.core.ids import MessageId
from bot.core.ports import FileSource
from bot.core.turn import Card, IncomingFile, Turn
from bot.documents.document import Facts
from bot.documents.service import MOST_FILES, DocumentService
from bot.documents.wishes import wish_in
from cards.error import error_card
from cards.file import ask_for_file, file_card
from cards.progress import reading_card
from cards.question import read_receipt
from dialogs.gate import Gate
from dialogs.questions import QuestionsDialog
from dialogs.summarise import SummariseDialog, default_wish

_MB: Final = 1024 * 1024
_PROGRESS_S: Final = 5.0


class FilesDialog:
    """Takes files in."""

    def __init__(
        self,
        gate: Gate,
        files: FileSource,
        documents: DocumentService,
        summarise: SummariseDialog,
        questions: QuestionsDialog,
        clock: Clock,
    ) -> None:
        self._gate = gate
        self._files = files
        self._documents = documents
        self._summarise = summarise
        self._questions = questions
        self._clock = clock

    async def receive(self, turn: Turn) -> Card | None:
        """Read what was uploaded; a question beside it is answered, other words are a focus."""
        if not turn.is_personal:
            raise NotAllowedHere
        if not await self._gate.admits(turn, counts=False):
            await turn.chat.say(turn.texts("notice.file_again"))
            return None
        files = turn.files[:MOST_FILES]
        names = [file.name for file in files]
        message = await turn.chat.show(reading_card(names, turn.texts))
        spot = _Spot(turn, names, message, self._clock)
        read = [facts for file in files if (facts := await self._read(turn, file, spot))]
        if len(turn.files) > MOST_FILES:
            await turn.chat.say(turn.texts.count("file.too_many", MOST_FILES))
        if read and self._questions.wants_answer(turn):
            await spot.fill(read_receipt(read, turn.texts))
            await self._questions.ask_beside(turn, read)
        elif read and turn.text.strip():
            wish = wish_in(turn.text, default_wish(turn))
            await self._summarise.begin(turn, read, wish, spot.fill)
        elif read:
            await spot.fill(await self._offer(turn, read))
            await self._questions.handed_in(turn, read)
        return None

    async def start(self, turn: Turn) -> Card | None:
        """Offer the files that are there, the newest first, or say how to hand one in."""
        if not turn.is_personal:
            raise NotAllowedHere
        kept = await self._documents.kept(turn.scope)
        card = await self._offer(turn, kept[:1]) if kept else ask_for_file(turn.texts, turn.agency)
        await turn.chat.show(card)
        return None

    async def _offer(self, turn: Turn, files: list[Facts]) -> Card:
        """Return the card of these files; what came before them can be taken along."""
        ids = {one.id for one in files}
        kept = await self._documents.kept(turn.scope)
        earlier = [one for one in kept if one.id not in ids]
        return file_card(files, earlier[: MOST_FILES - len(files)], turn.texts)

    async def _read(self, turn: Turn, file: IncomingFile, spot: _Spot) -> Facts | None:
        """Read one file; a file that can't be read is explained and doesn't stop the others."""
        limits = turn.agency.limits
        try:
            data = await self._files.download(file.url, max_bytes=limits.file_mb * _MB)
            return await self._documents.keep(
                turn.scope,
                file.name,
                data,
                max_pages=limits.pages,
                retention_s=turn.agency.retention_s,
                max_files=limits.files,
                ocr_pages=limits.ocr_pages,
                progress=spot.recognised,
            )
        except (StateUnavailable, TeamsUnavailable):
            raise
        except FileTooBig:
            await self._explain(turn, file, FileTooBig(max_mb=limits.file_mb), spot)
        except AssistantError as error:
            await self._explain(turn, file, error, spot)
        return None

    @staticmethod
    async def _explain(turn: Turn, file: IncomingFile, error: AssistantError, spot: _Spot) -> None:
        error.values.setdefault("name", file.name)
        await spot.fill(error_card(error, turn.texts, turn.agency))


class _Spot:
    """The message that shows what becomes of an upload; what comes after its first goes below."""

    def __init__(self, turn: Turn, names: Sequence[str], message: MessageId, clock: Clock) -> None:
        self._turn = turn
        self._names = names
        self._message = message
        self._clock = clock
        self._last = clock.monotonic()

    async def recognised(self, done: int, total: int) -> None:
        """Show how many pictures of pages were recognised, unless that was done just now."""
        now = self._clock.monotonic()
        if self._message and now - self._last >= _PROGRESS_S:
            self._last = now
            card = reading_card(self._names, self._turn.texts, done, total)
            await self._turn.chat.update(self._message, card)

    async def fill(self, card: Card) -> MessageId:
        """Show a card in the message, or as a new one once that is taken."""
        message, self._message = self._message, MessageId("")
        if not message:
            return await self._turn.chat.show(card)
        await self._turn.chat.update(message, card)
        return message
