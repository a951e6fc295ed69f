"""Tesseract, the program of the system that reads letters in pictures: limited, offline, polite.

It is a program of its own under the Apache licence, not a library of ours; where it or its
knowledge of German is missing, `is_ready` says so.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
from typing import Final

from bot.confined.isolation import child
from bot.confined.launching import Launcher
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Limits
from bot.documents.starting import launch_command

_log = logging.getLogger(__name__)

_PLACES: Final = "/usr/bin:/usr/local/bin:/opt/homebrew/bin"
_LANGUAGES: Final = ("deu", "eng")
_DPI: Final = 200
_MOST_OUTPUT: Final = 1024 * 1024
_LIMITS: Final = Limits(max_units=1, max_chars=0, memory_bytes=1024**3, cpu_s=15)
_WALL_S: Final = 60.0
# A word broken at a line's end goes on in small letters; "Ein- und Ausgang" does not.
_BROKEN_WORD: Final = re.compile(r"(?<=\w)[-‐¬]\n(?!(?:und|oder|bzw|sowie|als|bis)\b)(?=[a-zäöüß])")
# A paragraph sign is often taken for a dollar.
_PARAGRAPH_SIGN: Final = re.compile(
    r"\$(?= ?\d+[a-z]? (?:Abs\b|Satz\b|Nr\b|[A-ZÄÖÜ][A-Za-zäöü]*(?:G|GB|O|VO|LSA)\b))"
)


class Tesseract:
    """The program, looked for once; a missing language of the two is left out, but not German."""

    def __init__(self, program: str | None = None, *, launcher: Launcher | None = None) -> None:
        self.launcher = launcher or Launcher()
        self._program = program or shutil.which("tesseract", path=_PLACES)
        self._languages: str | None = None

    async def is_ready(self) -> bool:
        """Tell whether it is there and knows German."""
        if self._languages is None:
            said = await self._run(["--list-langs"], b"") or ""
            known = [name for name in _LANGUAGES if name in said.split()]
            self._languages = "+".join(known) if _LANGUAGES[0] in known else ""
            if not self._languages:
                _log.warning("No text recognition: Tesseract with German is not installed")
        return bool(self._languages)

    async def text_of(self, picture: bytes) -> str | None:
        """Return what a picture says, perhaps nothing; None if it ended at a limit or failed."""
        arguments = ["stdin", "stdout", "-l", self._languages or "deu", "--dpi", str(_DPI)]
        text = await self._run(arguments, picture)
        if text is None:
            return None
        return mended(_PARAGRAPH_SIGN.sub("§", _BROKEN_WORD.sub("", text)))

    async def _run(self, arguments: list[str], data: bytes) -> str | None:
        if self._program is None:
            return None
        command = launch_command(_LIMITS, [self._program, *arguments])
        try:
            async with (
                asyncio.timeout(_WALL_S),
                child(self.launcher, command, data) as running,
            ):
                output = await running.output(_MOST_OUTPUT)
                is_done = await running.exit_code() == 0
        except TimeoutError:
            is_done = False
        if not is_done:
            _log.warning("Text recognition of a picture failed")
            return None
        return output.decode("utf-8", "replace")
