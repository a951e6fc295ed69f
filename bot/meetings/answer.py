"""Reading what a model writes when it is asked for JSON lines.

One object a line means that an answer cut in the middle loses one line, not everything. Fences,
enclosing arrays, commas at line ends and objects over several lines are read too; what is no JSON
is counted, so that the caller can ask once more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_BEGIN: Final = re.compile(r"^[\s,\[]*(?:[-*•]\s+|\d+[.)]\s+)?(?=\{)", re.MULTILINE)
_NOISE: Final = re.compile(r"^[\s,\[\]{}]*$")
_RANGE: Final = re.compile(r"(\d{1,6})(?:\s*(?:-|–|bis|to)\s*(\d{1,6}))?")
_LONGEST_RANGE: Final = 3_000
_LONGEST_TEXT: Final = 4_000
_MOST_BROKEN: Final = 300  # whoever writes more of them writes no JSON

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """The objects read; ``n_broken`` lines could not be, ``is_done`` says that the end came."""

    lines: tuple[Line, ...] = ()
    n_broken: int = 0
    is_done: bool = False

    def of(self, *types: str) -> Iterator[Line]:
        """Yield the lines of some types."""
        return (line for line in self.lines if line.get("type") in types)

    @property
    def is_rubbish(self) -> bool:
        """Whether asking once more is worth it."""
        n_useful = sum(line.get("type") != "done" for line in self.lines)
        return (n_useful == 0 and not self.is_done) or self.n_broken > n_useful


def read(text: str) -> Answer:
    """Return whatever lines can be read, in order; never raises."""
    bare = _FENCE.sub("", text)
    lines: list[Line] = []
    n_broken = 0
    place = 0
    decoder = json.JSONDecoder()
    for match in _BEGIN.finditer(bare):
        if n_broken > _MOST_BROKEN:
            break
        if match.end() < place:
            continue
        n_broken += _count_lost(bare[place : match.start()])
        try:
            value, end = decoder.raw_decode(bare, match.end())
        except (ValueError, RecursionError):
            end = _line_end(bare, match.end())
            n_broken += 1
        else:
            lines += _flat(value)
        place = max(place, end)
    n_broken += _count_lost(bare[place:])
    return Answer(tuple(lines), n_broken, any(line.get("type") == "done" for line in lines))


def numbers(value: object, known: range) -> tuple[int, ...]:
    """Return utterance numbers from ``[3, "5-8", "[9]"]``, those that exist, in order."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        value = [value]
    if not isinstance(value, Sequence):
        return ()
    found: set[int] = set()
    for one in value:
        for first, last in _RANGE.findall(str(one)):
            begin, end = int(first), int(last or first)
            found.update(range(begin, min(end, begin + _LONGEST_RANGE) + 1))
    return tuple(sorted(number for number in found if number in known))


def text_in(line: Line, key: str, longest: int = _LONGEST_TEXT) -> str:
    """Return a text of a line on one line; "" when there is none."""
    value = line.get(key)
    if value is None or isinstance(value, bool | Mapping | list):
        return ""
    return " ".join(str(value).split())[:longest]


def count_in(line: Line, key: str) -> int | None:
    """Return a count of votes, or None; „keine“ and the like are the model's, not ours."""
    value = line.get(key)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, str):
        value = int(value) if value.strip().isdecimal() else None
    return value if isinstance(value, int) and 0 <= value < 10_000 else None  # noqa: PLR2004  no body is larger


def _flat(value: object) -> Iterator[Line]:
    """Yield the objects of one value: itself, or those in its lists („items“: […])."""
    if not isinstance(value, Mapping):
        return
    if "type" in value:
        yield value
        return
    for inner in value.values():
        if isinstance(inner, list):
            yield from (one for one in inner if isinstance(one, Mapping) and "type" in one)


def _count_lost(text: str) -> int:
    return sum(not _NOISE.match(line) for line in text.splitlines())


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
