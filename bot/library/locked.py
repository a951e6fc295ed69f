"""Parts of decisions that no model writes: only the agency's own text blocks may stand there.

The operative part, the exercise of discretion, the decision on costs and the information on legal
remedies bind the agency and start time limits. The ground rules tell the model to leave them out;
this takes them out where it did not obey, block or marked gap in their place. Works line by line,
so that a growing text only ever continues what was shown before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.core.errors import ConfigurationError

_MOST_BYTES: Final = 20_000


class Part(StrEnum):
    """A locked part; its value names the agency's file."""

    OPERATIVE = "tenor"
    DISCRETION = "ermessen"
    COSTS = "kosten"
    REMEDIES = "rechtsbehelf"


_NAMES: Final = {
    Part.OPERATIVE: r"tenor|entscheidungsformel|operative part",
    Part.DISCRETION: r"ermessens?(?:aus(?:übung|ge?brauch)|erwägung(?:en)?|entscheidung)?"
    r"|(?:exercise of )?discretion",
    Part.COSTS: r"kosten(?:entscheidung|festsetzung|grundentscheidung)|decision on costs",
    Part.REMEDIES: r"rechts(?:behelf|mittel)s?belehrung|(?:information on )?legal remed(?:y|ies)",
}
_GAPS: Final = {
    "de": {
        Part.OPERATIVE: "[bitte ergänzen: Textbaustein der Behörde zum Tenor]",
        Part.DISCRETION: "[bitte ergänzen: Ermessenserwägungen der zuständigen Person]",
        Part.COSTS: "[bitte ergänzen: Textbaustein der Behörde zur Kostenentscheidung]",
        Part.REMEDIES: "[bitte ergänzen: Rechtsbehelfsbelehrung der Behörde]",
    },
    "en": {
        Part.OPERATIVE: "[please add: the agency’s text block for the operative part]",
        Part.DISCRETION: "[please add: the exercise of discretion by the person in charge]",
        Part.COSTS: "[please add: the agency’s text block for the decision on costs]",
        Part.REMEDIES: "[please add: the agency’s information on legal remedies]",
    },
}
# A heading as models write one: marked, bold, numbered, or a word with a colon before its text.
_HEAD: Final = {
    part: re.compile(
        rf"\s{{0,3}}(?:#{{1,6}}\s+|\*\*|__|[IVX]{{1,4}}\.\s+|\d{{1,2}}[.)]\s+|[a-f]\)\s+){{0,3}}"
        rf"(?P<name>{names})\s*(?:\*\*|__)?\s*(?P<rest>:.*|\*\*.*|__.*|)\s*",
        re.IGNORECASE,
    )
    for part, names in _NAMES.items()
}
_ANY_HEAD: Final = re.compile(
    r"\s{0,3}(?:#{1,6}\s+\S.*|\*\*[^*]{1,80}\*\*:?\s*|__[^_]{1,80}__:?\s*"
    r"|[IVX]{1,4}\.\s+\S{1,40}(?:\s\S{1,40}){0,5}|[A-ZÄÖÜ][\wÄÖÜäöüß -]{2,40}:\s*)"
)
# What a model writes of remedies without a heading.
_REMEDY: Final = re.compile(
    r".*\bgegen\s+dies(?:en|e)\s+(?:bescheid|entscheidung|verfügung)\s+kann\b.*"
    r"\b(?:widerspruch|klage|einspruch)\b.*",
    re.IGNORECASE,
)
_LONGEST_LINE: Final = 4_000


class LockedParts:
    """Rewrites a growing text; fits in front of what else is done to an answer."""

    def __init__(self, blocks: Mapping[Part, str], language: str) -> None:
        self._blocks = blocks
        self._gaps = _GAPS[language]

    def shown(self, text: str, *, final: bool) -> str:
        """Return the text with every locked part replaced; the last line waits for its end."""
        lines = text.split("\n")
        last = [] if final else [lines.pop()]
        written: list[str] = []
        inside: Part | None = None
        for line in lines:
            inside = self._write(line, inside, written)
        if last and inside is None and not _might_lock(last[0]):
            written.append(last[0])
        elif last and written:
            written.append("")  # what was shown ends with its line
        return "\n".join(written)

    def _write(self, line: str, inside: Part | None, written: list[str]) -> Part | None:
        """Write a line, or what stands for it; return the locked part that goes on."""
        part = locked_part(line)
        if part is not None:
            head = line.strip().partition(":")[0] if part is not inside else ""
            written += [*([head] if head else []), "", self._instead(part), ""]
            return part
        if inside is not None and not _ANY_HEAD.fullmatch(line[:_LONGEST_LINE]):
            return inside
        if _REMEDY.fullmatch(line[:_LONGEST_LINE]):
            written += [self._instead(Part.REMEDIES)]
            return None
        written.append(line)
        return None

    def _instead(self, part: Part) -> str:
        return self._blocks.get(part) or self._gaps[part]


def locked_part(line: str) -> Part | None:
    """Return the locked part that a line begins, or None."""
    for part, head in _HEAD.items():
        if head.fullmatch(line[:_LONGEST_LINE]):
            return part
    return None


def load_blocks(folder: Path | None) -> dict[Part, str]:
    """Read an agency's text blocks; a part without a file stays a marked gap.

    Raises ConfigurationError when the folder or a file can't be read.
    """
    if folder is None:
        return {}
    if not folder.is_dir():
        raise ConfigurationError("library.blocks", f"{folder.name!r} is no folder")
    found: dict[Part, str] = {}
    for part in Part:
        file = folder / f"{part}.md"
        if not file.exists():
            continue
        try:
            text = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError("library.blocks", f"{file.name} can't be read") from None
        if len(text.encode()) > _MOST_BYTES:
            raise ConfigurationError("library.blocks", f"{file.name} is too long")
        if text:
            found[part] = text
    return found


def _might_lock(line: str) -> bool:
    """Tell whether a line that is still being written may yet have to be replaced."""
    start = line.lstrip(" #*_0123456789.)IVXabcdef").lower()
    return len(start) < 40 or "gegen dies" in line.lower()  # noqa: PLR2004  # longer than any name
