"""Makes a model's Markdown readable in Teams' text messages, and splits what is too long.

Teams shows no tables, headings or rules in text, and runs lines together that only one line end
separates. Works line by line, so that a growing text only ever continues what was shown before.
Belongs in front of the link guard, which has the last word on what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from itertools import zip_longest
from typing import Final

_BLANK: Final = re.compile(r"\s*")
_FENCE: Final = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)")
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t#]*")
_RULE: Final = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t].*|[ \t]*>.*|(?: {2}|\t).*")
_TABLE: Final = re.compile(r" {0,3}\|.*")
_TABLE_RULE: Final = re.compile(r" {0,3}\|[ \t|:\-]*-[ \t|:\-]*")
_BOLD_MARK: Final = re.compile(r"(?<!\S)\*\*|\*\*(?=[:;,.!?)]*(?:\s|\Z))")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_LINE_IN_CELL: Final = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
# How a line may begin that is not what it will be once it is complete.
_UNDECIDED: Final = re.compile(
    r" {0,3}(?:#{1,6}(?:[ \t].*)?|\|.*|(?:`{3}|~{3}).*)|[ \t]*(?:[-*_=+•`~ \t]*|\d{1,9}[.)]?)|\s*"
)


class _Kind(Enum):
    BLANK = auto()
    TEXT = auto()
    ITEM = auto()
    HEADING = auto()
    TABLE = auto()
    CODE = auto()
    START = auto()


class TeamsText:
    """Rewrites Markdown for Teams; stateless, the whole text is given every time."""

    def shown(self, text: str, final: bool) -> str:  # noqa: FBT001  # the contract of `pour`
        """Return the text so far as Teams can show it; an undecided last line is held back."""
        lines = text.split("\n")
        last = lines.pop()
        writer = _Writer()
        for line in lines:
            writer.add(line.rstrip("\r"))
        if final:
            writer.add(last)
            writer.end()
        else:
            writer.add_begun(last)
        return "".join(writer.parts)


class _Writer:
    """Writes line after line, with what belongs between two kinds of lines."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._before = _Kind.START
        self._fence = ""
        self._held_header: str | None = None
        self._columns: list[str] | None = None
        self._has_rows = False

    def add(self, line: str) -> None:
        """Write a complete line."""
        if self._fence:
            self._add_code(line)
        elif self._held_header is not None:
            self._decide_table(line)
        elif self._columns is not None and _TABLE.fullmatch(line):
            self._add_row(line)
        else:
            self._end_table()
            self._add_ordinary(line)

    def add_begun(self, line: str) -> None:
        """Write as much of an incomplete line as can't change any more."""
        if self._held_header is not None or (self._columns is not None and _TABLE.match(line)):
            return
        if self._fence:
            if line.strip("`~ "):
                self._write(line.rstrip(), _Kind.CODE)
        elif not _UNDECIDED.fullmatch(line):
            self._end_table()
            self._add_ordinary(line)

    def end(self) -> None:
        """Write what was held back for a line that doesn't come."""
        if self._held_header is not None:
            self._write(self._held_header, _Kind.TEXT)
            self._held_header = None
        self._end_table()

    def _add_ordinary(self, line: str) -> None:
        fence = _FENCE.fullmatch(line)
        if fence:
            self._write(line, _Kind.CODE)
            self._fence = fence["marks"]
        elif _BLANK.fullmatch(line) or _RULE.fullmatch(line):
            self._before = _Kind.START if self._before is _Kind.START else _Kind.BLANK
        elif heading := _HEADING.fullmatch(line):
            self._add_heading(heading["text"])
        elif _TABLE.fullmatch(line):
            self._held_header = line
        else:
            kind = _Kind.ITEM if _ITEM.fullmatch(line) else _Kind.TEXT
            self._write(line.rstrip(), kind)

    def _add_heading(self, text: str) -> None:
        bare = _without_bold(text)
        if bare:
            self._write(f"**{bare}**", _Kind.HEADING)

    def _add_code(self, line: str) -> None:
        self._write(line.rstrip(), _Kind.CODE)
        closing = _FENCE.fullmatch(line)
        if closing and closing["marks"].startswith(self._fence) and not closing["info"].strip():
            self._fence = ""

    def _decide_table(self, line: str) -> None:
        header, self._held_header = self._held_header or "", None
        if _TABLE_RULE.fullmatch(line):
            self._columns, self._has_rows = _cells(header), False
        else:
            self._write(header, _Kind.TEXT)
            self.add(line)

    def _add_row(self, line: str) -> None:
        item = _row(self._columns or [], _cells(line))
        if item:
            self._has_rows = True
            self._write(f"- {item}", _Kind.TABLE)

    def _end_table(self) -> None:
        if self._columns is not None and not self._has_rows:
            heads = ", ".join(filter(None, map(_without_bold, self._columns)))
            if heads:
                self._write(f"**{heads}**", _Kind.HEADING)
        self._columns = None

    def _write(self, line: str, kind: _Kind) -> None:
        self.parts += [self._between(kind), line]
        self._before = kind

    def _between(self, kind: _Kind) -> str:
        """Return the line ends between the last line and one of this kind."""
        before = self._before
        if before is _Kind.START:
            return ""
        paragraphs = {_Kind.BLANK, _Kind.HEADING}
        apart = before in paragraphs or kind is _Kind.HEADING
        apart = apart or (before is _Kind.TEXT and kind is _Kind.ITEM)
        if apart or (before is not kind and _Kind.TABLE in (before, kind)):
            return "\n\n"
        # Two spaces make Teams break the line instead of filling it up.
        return "  \n" if before is kind is _Kind.TEXT else "\n"


def _without_bold(text: str) -> str:
    """Drop bold marks at the ends of words; inside one they might hold an address apart."""
    return _BOLD_MARK.sub("", text).strip()


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = (_LINE_IN_CELL.sub(", ", cell).replace("\\|", "|") for cell in _CELL_END.split(inner))
    return [cell.strip() for cell in cells]


def _row(columns: list[str], cells: list[str]) -> str:
    """Write one row of a table as ``**Kopf:** Wert`` pairs."""
    pairs = []
    for head, cell in zip_longest(columns, cells, fillvalue=""):
        bare = _without_bold(head).rstrip(":")
        if cell:
            pairs.append(f"**{bare}:** {cell}" if bare else cell)
    return "; ".join(pairs)


# --- messages that are too long -----------------------------------------------------------------

_LONGEST: Final = 20_000
_SHORTEST_SHARE: Final = 0.3  # a break further to the front would leave a stump
_SENTENCE_END: Final = re.compile(r"(?<=[a-zäöüß]{3}[.!?])[“\")»]?\s+(?=[A-ZÄÖÜ„\"])")
_FENCE_LINE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)
_FENCE_ROOM: Final = 60
_SMALLEST_LIMIT: Final = 300


def split(text: str, limit_units: int = _LONGEST) -> list[str]:
    """Split a message at paragraph, line, sentence or word ends; code fences close and reopen.

    ``limit_units`` are UTF-16 units, in which Teams counts; the default leaves room for the rest
    of the message and for everything that JSON writes longer. Always returns at least one part.
    """
    limit_units = max(limit_units, _SMALLEST_LIMIT)
    parts: list[str] = []
    rest = text
    while _units(rest) > limit_units:
        window = _first_units(rest, limit_units - _FENCE_ROOM)
        cut = _cut(window)
        head, rest = rest[:cut], rest[cut:]
        fence = _open_fence(head)
        if fence:
            marks, info = fence
            head = f"{head.rstrip()}\n{marks}"
            rest = f"{marks}{info}\n" + rest.removeprefix("\n")
        else:
            rest = rest.lstrip("\n" if rest.startswith("\n") else " ")
        parts.append(head.rstrip())
    return [*parts, rest] if rest.strip() or not parts else parts


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first_units(text: str, units: int) -> str:
    """Return the beginning of a text that has at most so many UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "ignore")


def _cut(window: str) -> int:
    """Return where to cut a text of which this window fits."""
    lowest = int(len(window) * _SHORTEST_SHARE)
    for place in _places(window):
        if place > lowest:
            return place
    return max(1, len(window))


def _places(window: str) -> Iterator[int]:
    """Yield the last paragraph end, line end, sentence end and word end."""
    last: Callable[[str], int] = window.rfind
    yield last("\n\n")
    yield last("\n")
    yield max((match.end() for match in _SENTENCE_END.finditer(window)), default=-1)
    yield last(" ")


def _open_fence(text: str) -> tuple[str, str] | None:
    """Return the marks and the language of a code block that isn't closed."""
    fence: tuple[str, str] | None = None
    for match in _FENCE_LINE.finditer(text):
        marks, info = match[1], match[2][: _FENCE_ROOM // 2]
        if fence is None:
            fence = (marks[: _FENCE_ROOM // 3], info)
        elif marks.startswith(fence[0]) and not info.strip():
            fence = None
    return fence
