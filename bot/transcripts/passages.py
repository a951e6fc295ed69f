"""Passages: what the readers of each form find, before it is merged, cut and numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

_PAUSE_S: Final = 30.0
_ENOUGH_CHARS: Final = 700
_ENOUGH_CHARS_UNNAMED: Final = 250
_MOST_CHARS: Final = 1_500
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"“”»«')\]]*\s+")
_CLOSED: Final = re.compile(r"[.!?…][\"“”»«')\]]*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of one speaker."""

    text: str
    speaker: str = ""
    begin_s: float | None = None
    end_s: float | None = None


def merged(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Join passages of the same speaker that follow one another.

    A speech of an hour still becomes many utterances, each cut at the end of a sentence: who cites
    one shall mean a few sentences. Where nobody is named they are shorter, since we can't see where
    another speaks.
    """
    held: list[Passage] = []
    size = 0
    for passage in passages:
        if held and not _goes_on(held, size, passage):
            yield _joined(held)
            held, size = [], 0
        held.append(passage)
        size += len(passage.text) + 1
    if held:
        yield _joined(held)


def cut(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Cut passages that are too long to cite; the parts keep the times of the whole."""
    for passage in passages:
        for text in _parts(passage.text):
            yield replace(passage, text=text)


def _goes_on(held: list[Passage], size: int, after: Passage) -> bool:
    before = held[-1]
    if before.speaker != after.speaker or size + len(after.text) > _MOST_CHARS:
        return False
    enough = _ENOUGH_CHARS if after.speaker else _ENOUGH_CHARS_UNNAMED
    if size >= enough and _CLOSED.search(before.text[-8:]):
        return False
    if before.end_s is None or after.begin_s is None:
        return True
    return after.begin_s - before.end_s <= _PAUSE_S


def _joined(passages: list[Passage]) -> Passage:
    begins = [passage.begin_s for passage in passages if passage.begin_s is not None]
    ends = [passage.end_s for passage in passages if passage.end_s is not None]
    return Passage(
        text=" ".join(passage.text for passage in passages),
        speaker=passages[0].speaker,
        begin_s=begins[0] if begins else None,
        end_s=max(ends) if ends else None,  # overlapping cues may end before earlier ones
    )


def _parts(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > _MOST_CHARS:
        window = text[start : start + _MOST_CHARS]
        ends = [found.end() for found in _SENTENCE_END.finditer(window)]
        end = ends[-1] if ends else window.rfind(" ") + 1
        end = start + (end or _MOST_CHARS)
        yield text[start:end].strip()
        start = end
    if rest := text[start:].strip():
        yield rest
