"""Recognising pages that are pictures: a child draws them, Tesseract reads them, two at a time.

Where it can't be done the pages stay unread, and each says why. Tesseract reads German and
English at once; with English alone every umlaut would be lost, so without German it isn't used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.confined.isolation import Child, child
from bot.confined.launching import Launcher
from bot.documents.document import Unit, Unread
from bot.documents.ocr import Tesseract
from bot.documents.reading.protocol import Limits
from bot.documents.starting import reader_command

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], Awaitable[None]]
"""Called with how many pictures of pages have been recognised, and of how many."""

_WALL_S: Final = 600.0
_LEAST_LETTERS: Final = 3
_LEAST_SHARE: Final = 0.5  # of letters and digits in what is text
_ANNOTATION: Final = re.compile(r"^\[(?:Formularfeld|Kommentar)\b.*\]$", re.MULTILINE)
_MOST_FAILURES: Final = 2  # of a file whose pictures are not meant to be read
_DRAWING_CPU_S: Final = 2.0  # of one picture
_MOST_CPU_S: Final = 10  # and a second for each picture


class Recogniser:
    """Recognises pictures of pages; without a program it says of each that there is none."""

    def __init__(self, program: Tesseract | None, *, at_once: int = 2) -> None:
        self._program = program
        self.launcher = program.launcher if program is not None else Launcher()
        self._at_once = at_once
        self._turns = asyncio.Semaphore(at_once)

    async def read(
        self, data: bytes, units: Sequence[Unit], most: int, progress: Progress | None = None
    ) -> dict[int, Unit]:
        """Return the units of a file with what their pictures say, or why that isn't known."""
        if not units:
            return {}
        if self._program is None or not await self._program.is_ready():
            return {unit.number: replace(unit, why=Unread.NO_OCR) for unit in units}
        wanted, rest = units[:most], units[most:]
        results = {unit.number: replace(unit, why=Unread.OCR_LIMIT) for unit in rest}
        if wanted:
            run = _Run(self._program, self._turns, wanted, progress)
            await run.work(data, self._at_once)
            results |= run.results
        return results


class _Run:
    """The pictures of one file."""

    def __init__(
        self,
        program: Tesseract,
        turns: asyncio.Semaphore,
        units: Sequence[Unit],
        progress: Progress | None,
    ) -> None:
        self._program = program
        self._turns = turns
        self._units = {unit.number: unit for unit in units}
        self._progress = progress
        self._failures = 0
        self.results: dict[int, Unit] = {}

    async def work(self, data: bytes, at_once: int) -> None:
        """Recognise all; a picture that can't be drawn or read stays as it was."""
        seconds = _MOST_CPU_S + len(self._units)
        limits = Limits(
            max_units=len(self._units), max_chars=0, cpu_s=seconds, first_cpu_s=_DRAWING_CPU_S
        )
        command = reader_command(limits, show=list(self._units))
        tasks: list[asyncio.Task[None]] = []
        try:
            async with (
                asyncio.timeout(_WALL_S),
                child(self._program.launcher, command, data) as drawer,
            ):
                async for number, picture in _pictures(drawer):
                    while sum(not task.done() for task in tasks) >= at_once:
                        running = [task for task in tasks if not task.done()]
                        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    tasks.append(asyncio.create_task(self._recognise(number, picture)))
                await asyncio.gather(*tasks)
        except TimeoutError:
            _log.warning("Recognising the pictures of a file was ended at its time limit")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _recognise(self, number: int, picture: bytes) -> None:
        async with self._turns:
            unit = self._units.get(number)
            if unit is None or self._failures >= _MOST_FAILURES:
                return
            text = await self._program.text_of(picture)
        if text is None:
            self._failures += 1
            return
        self.results[number] = _with_text(unit, text)
        if self._progress is not None:
            await self._progress(len(self.results), len(self._units))


async def _pictures(drawer: Child) -> AsyncIterator[tuple[int, bytes]]:
    """Yield each picture that the child draws; it waits while nobody takes them."""
    parts: list[bytes] = []
    try:
        async for line in drawer.lines():
            value = json.loads(line)
            if "file" in value:
                parts.append(b64decode(value["file"]))
            elif "shown" in value:
                yield int(value["n"]), b"".join(parts)
                parts = []
    except (ValueError, KeyError, TypeError):
        drawer.kill()


def _with_text(unit: Unit, text: str) -> Unit:
    """Return the unit with what was recognised, and the comments that were put on the page."""
    letters = sum(letter.isalnum() for letter in text)
    solid = sum(not letter.isspace() for letter in text)
    if letters < _LEAST_LETTERS or letters < _LEAST_SHARE * solid:
        return replace(unit, why=Unread.BLANK)
    whole = "\n".join([text, *_ANNOTATION.findall(unit.text)])
    return replace(unit, text=whole, is_readable=True, is_recognised=True, why=None)
