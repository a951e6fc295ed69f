"""A step of the link guard: Markdown's inline links lose their target, images go entirely.

Brackets are paired in one pass, never across a blank line, and an undecided end is held back.
Reference links need nothing here: the guard's last step leaves no definition they could refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.answering.addresses import is_plain_address

_MARKS: Final = re.compile(r"\\.|\[|\]|\n[ \t]*\n", re.DOTALL)
_TARGET: Final = re.compile(
    r"\(\s*(?:<(?P<quoted>[^<>\n]*)>|(?P<plain>[^\s()\[\]]*(?:\([^\s()\[\]]*\)[^\s()\[\]]*)*))"
    r"(?:\s+(?:\"[^\"()\[\]]*\"|'[^'()\[\]]*'|\([^()\[\]]*\)))?\s*\)"
)
_TARGET_BEGUN: Final = re.compile(r"\((?:[^()\[\]]|\([^()\[\]]*\))*(?:\([^()\[\]]*)?\Z")
_LONGEST_TEXT: Final = 1_000
_LONGEST_TARGET: Final = 2_000

Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""


def without_targets(text: str, final: bool, *, hosts: frozenset[str]) -> str:  # noqa: FBT001  # a step
    """Remove images, and the targets of links that aren't addresses of listed hosts."""
    if "[" not in text and "!" not in text:
        return text
    pairs, open_since = _pairs(text)
    end = len(text) if final else min(open_since, _before_exclamation(text, len(text)))
    edits: list[Edit] = []
    for opening, closing in pairs.items():
        found = _edits(text, opening, closing, pairs, hosts)
        if found is None and not final:
            end = min(end, _before_exclamation(text, opening))
        edits += found or ()
    return "".join(_applied(text, sorted(edits), end))


def _pairs(text: str) -> tuple[dict[int, int], int]:
    """Return closing brackets by opening ones, and where the earliest open one stands."""
    pairs: dict[int, int] = {}
    still_open: list[int] = []
    for mark in _MARKS.finditer(text):
        kind, place = mark[0], mark.start()
        if kind == "[":
            still_open.append(place)
        elif kind == "]" and still_open:
            opening = still_open.pop()
            if place - opening <= _LONGEST_TEXT:
                pairs[opening] = place
        elif kind[0] == "\n":
            still_open.clear()
    undecided = (place for place in still_open if len(text) - place <= _LONGEST_TEXT)
    earliest = min(undecided, default=len(text))
    return pairs, _before_exclamation(text, earliest)


def _before_exclamation(text: str, place: int) -> int:
    """Return the place of an exclamation mark in front, with which a bracket begins an image."""
    return place - 1 if text[place - 1 : place] == "!" else place


def _edits(
    text: str, opening: int, closing: int, pairs: dict[int, int], hosts: frozenset[str]
) -> list[Edit] | None:
    """Return what changes at a pair of brackets, or None when that can't be said yet."""
    begin, behind = _before_exclamation(text, opening), closing + 1
    is_image = begin < opening
    match text[behind : behind + 1]:
        case "":
            return None
        case "(":
            return _inline_edits(text, opening, closing, hosts)
        case "[" if is_image and behind in pairs:
            return [(begin, pairs[behind] + 1, "")]
        case "[" if is_image and len(text) - behind <= _LONGEST_TEXT:
            return None
    return []


def _inline_edits(
    text: str, opening: int, closing: int, hosts: frozenset[str]
) -> list[Edit] | None:
    """Keep a target that is a plain address of a listed host; its title goes in any case."""
    begin, behind = _before_exclamation(text, opening), closing + 1
    target = _TARGET.match(text, behind, behind + _LONGEST_TARGET)
    if target is None:
        is_open = len(text) - behind < _LONGEST_TARGET and _TARGET_BEGUN.match(text, behind)
        return None if is_open else []
    if begin < opening:
        return [(begin, target.end(), "")]
    address = target["plain"] or target["quoted"] or ""
    if is_plain_address(address, hosts):
        return [(closing, target.end(), f"]({address})")]
    return [(opening, opening + 1, ""), (closing, target.end(), "")]


def _applied(text: str, edits: list[Edit], end: int) -> Iterator[str]:
    """Yield the text up to ``end`` with its edits; an edit inside another one is void."""
    place = 0
    for start, stop, instead in edits:
        if start >= end:
            break
        if start < place:
            continue
        yield text[place:start]
        yield instead
        place = stop
    yield text[place : max(place, end)]
