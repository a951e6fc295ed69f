"""Reading a file: one short-lived, limited child process each; the parent only waits and counts.

The bot never parses: bytes go out in slices, units come back line by line, so that nobody else's
turn notices (loop lag at most 10 ms). What the child may do is in bot/confined/confinement.py.
Files within a file have children of their own: one bad attachment spoils no other.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.confined.isolation import child
from bot.confined.launching import Launcher
from bot.core.errors import (
    AssistantError,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FilePictureTooLarge,
    FilesWithinUnreadable,
    FileTooManyPages,
    FileTooSlow,
    FileTypeUnknown,
    FileUnrecognised,
    FileWithoutText,
)
from bot.documents.document import Kind, Place, Spot, Unit, Unread
from bot.documents.reading.protocol import Fault, Limits
from bot.documents.recognition import Progress, Recogniser
from bot.documents.reply import Reply
from bot.documents.starting import reader_command

_log = logging.getLogger(__name__)

MOST_RECOGNISED: Final = 30
"""How many pictures of pages are recognised in a file unless the agency says otherwise."""

_CHARS_PER_UNIT: Final = 6_000
_SPARE_CHARS: Final = 200_000
_WALL_S: Final = 30.0  # with little processor time to be had; its own limits come sooner
_ALL_WALL_S: Final = 30.0  # after which no further file within is begun
_DEEPEST: Final = 2  # an attachment of a mail in an archive
_MOST_CRASHES: Final = 2  # of files within one file: whoever packed the third means harm
_FAULTS: Final[dict[Fault, type[AssistantError]]] = {
    Fault.UNKNOWN: FileTypeUnknown,
    Fault.ENCRYPTED: FileEncrypted,
    Fault.EMPTY: FileEmpty,
    Fault.BROKEN: FileBroken,
    Fault.TOO_LARGE: FilePictureTooLarge,
}
_WHY: Final[dict[type[AssistantError], Unread]] = {
    FileTypeUnknown: Unread.UNKNOWN,
    FileEncrypted: Unread.ENCRYPTED,
    FileEmpty: Unread.BLANK,
    FileBroken: Unread.BROKEN,
    FilePictureTooLarge: Unread.TOO_LARGE,
    FileTooManyPages: Unread.TOO_LARGE,
    FileTooSlow: Unread.TOO_LARGE,
}
_WITH_PICTURES: Final = frozenset({Kind.PDF, Kind.IMAGE})
_COUNTED: Final = frozenset({Place.PAGE, Place.SLIDE, Place.SECTION})


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file says, with every unit that it has."""

    kind: Kind
    place: Place
    units: tuple[Unit, ...]
    has_macros: bool = False


@dataclass(slots=True)
class _Room:
    """What is left for a file and all the files in it."""

    units: int
    chars: int
    pictures: int
    progress: Progress | None
    until: float
    crashes: int = _MOST_CRASHES

    @property
    def limits(self) -> Limits:
        return Limits(max_units=self.units, max_chars=self.chars)

    def take(self, units: Sequence[Unit]) -> None:
        self.units -= len(units)
        self.chars -= sum(len(unit.text) for unit in units)


class Extractor:
    """Reads files, at most ``at_once`` at a time; others wait.

    Without a recogniser, pages that are pictures stay unread. ``command`` starts the child;
    tests give others that misbehave.
    """

    def __init__(
        self,
        recogniser: Recogniser | None = None,
        *,
        at_once: int = 2,
        wall_s: float = _WALL_S,
        command: Callable[[Limits], Sequence[str]] | None = None,
        launcher: Launcher | None = None,
    ) -> None:
        self._recogniser = recogniser or Recogniser(None)
        self._launcher = launcher or self._recogniser.launcher
        self._turns = asyncio.Semaphore(at_once)
        self._wall_s = wall_s
        self._command = command or reader_command
        self._warned = False

    async def extract(
        self,
        data: bytes,
        *,
        max_pages: int,
        ocr_pages: int = MOST_RECOGNISED,
        progress: Progress | None = None,
    ) -> Extract:
        """Return all units of a file; at most ``ocr_pages`` pictures of pages are recognised.

        Raises FileTypeUnknown, FileEncrypted, FileEmpty, FileBroken, FileTooManyPages,
        FileTooSlow, FilePictureTooLarge, and where nothing can be read FileWithoutText,
        FileUnrecognised or FilesWithinUnreadable. A cancelled call ends its children.
        """
        if not data:
            raise FileEmpty
        most_chars = max_pages * _CHARS_PER_UNIT + _SPARE_CHARS
        until = time.monotonic() + _ALL_WALL_S
        room = _Room(max_pages, most_chars, ocr_pages, progress, until)
        reply, units = await self._read(data, room, ())
        if not any(unit.is_readable for unit in units):
            raise _unreadable(units)
        if holds_files := any(unit.spot.file for unit in units):
            units = [replace(unit, number=n) for n, unit in enumerate(units, start=1)]
        return Extract(
            reply.kind,
            Place.PART if holds_files else reply.place,
            tuple(units),
            has_macros=reply.head.get("macros") is True,
        )

    async def _read(
        self, data: bytes, room: _Room, above: tuple[Kind, ...]
    ) -> tuple[Reply, list[Unit]]:
        """Read a file with all that is in it; ``above`` are the kinds it is packed in."""
        async with self._turns:
            reply = await self._run(data, room)
        units = reply.units()
        room.take([unit for unit in units if not reply.holds(unit.number)])
        if reply.kind in _WITH_PICTURES:
            pictures = [unit for unit in units if unit.why is Unread.PICTURE]
            seen = await self._recogniser.read(data, pictures, room.pictures, room.progress)
            room.pictures -= min(len(pictures), room.pictures)
            return reply, [seen.get(unit.number, unit) for unit in units]
        filled: list[Unit] = []
        for unit in units:
            packed = reply.file(unit.number)
            filled += (
                [unit] if packed is None else await self._file(unit, packed, room, above, reply)
            )
        return reply, filled

    async def _file(
        self, unit: Unit, data: bytes, room: _Room, above: tuple[Kind, ...], reply: Reply
    ) -> list[Unit]:
        """Return the units of a file within, or one that says why there are none."""
        within = (*above, reply.kind)
        if len(within) > _DEEPEST:
            return [_unread(unit, Unread.NESTED)]
        if room.crashes <= 0 or room.units <= 0 or time.monotonic() > room.until:
            return [_unread(unit, Unread.TOO_MANY)]
        try:
            if not data:
                raise FileEmpty
            inner, units = await self._read(data, room, within)
        except tuple(_WHY) as error:
            return [_unread(unit, _WHY[type(error)])]
        if inner.kind is Kind.ZIP and Kind.ZIP in within:
            return [_unread(unit, Unread.NESTED)]
        return [_placed(one, inner.place, unit.spot) for one in units]

    async def _run(self, data: bytes, room: _Room) -> Reply:
        """Have a child read a file; raises what the person is to be told of its fault."""
        reply, limits = Reply(), room.limits
        try:
            async with (
                asyncio.timeout(self._wall_s),
                child(self._launcher, self._command(limits), data) as reader,
            ):
                await reply.listen(reader)
                exit_code = await reader.exit_code()
        except TimeoutError:
            _log.warning("A file's reader was ended at its time limit", extra={"size": len(data)})
            room.crashes -= 1
            raise FileTooSlow from None
        if reply.fault is Fault.TOO_MANY:
            raise FileTooManyPages(pages=reply.total, max_pages=limits.max_units)
        if reply.fault is not None:
            raise _FAULTS[reply.fault]
        if not reply.is_whole or reply.total < 1 or not reply.head:
            # Memory, processor time or the parser's own crash: a bomb or a damaged file.
            _log.warning("A file's reader ended early", extra={"exit_code": exit_code})
            room.crashes -= 1
            raise FileBroken
        self._warn_once(confined=bool(reply.head["confined"]))
        return reply

    def _warn_once(self, *, confined: bool) -> None:
        if not confined and not self._warned:
            self._warned = True
            _log.warning("This system offers no system call filter; readers have limits only")


def _unreadable(units: Sequence[Unit]) -> AssistantError:
    """Return what to tell of a file of which nothing could be read."""
    if any(unit.spot.file for unit in units):
        return FilesWithinUnreadable()
    was_tried = any(unit.why is Unread.BLANK for unit in units)
    return FileUnrecognised() if was_tried else FileWithoutText()


def _unread(unit: Unit, why: Unread) -> Unit:
    return replace(unit, text="", is_readable=False, why=why)


def _placed(unit: Unit, place: Place, outer: Spot) -> Unit:
    """Return a unit of a file within, with its place in that file and the file's name."""
    spot = unit.spot
    kind = spot.place or place
    counts = kind in _COUNTED and not spot.first
    number = unit.number if counts else spot.first
    return replace(
        unit,
        spot=dataclasses.replace(
            spot,
            place=kind,
            first=number,
            last=number if counts else spot.last,
            file=f"{outer.file} › {spot.file}" if spot.file else outer.file,
        ),
    )
