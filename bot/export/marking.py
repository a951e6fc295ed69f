"""Finds the words that somebody should check, so that a writer can highlight them.

A mark belongs to one place: the block that holds its sentence, else the first that holds its
words. Words that stand nowhere (a paraphrase, a word across two cells) are still listed at the end
of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.export.blocks import Block, Heading, Listing, Paragraph, Quote, Run, Runs, Table, plain
from bot.export.report import Mark

_NO_WORD: Final = re.compile(r"\W+|_+")


def marked(blocks: Sequence[Block], marks: Sequence[Mark]) -> tuple[Block, ...]:
    """Return the blocks with runs that say which mark they carry, counted from 1."""
    lines = list(_lines(blocks))
    plan: dict[int, list[int]] = {}
    for number, mark in enumerate(marks, 1):
        place = _place(lines, mark)
        if place is not None:
            plan.setdefault(place, []).append(number)
    return _Painter(marks, plan).blocks(blocks) if plan else tuple(blocks)


def _lines(blocks: Sequence[Block]) -> Iterator[Runs]:
    """Yield all runs that belong together, in the order in which `_Painter` comes by."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.runs
            case Listing():
                for item in block.items:
                    yield from _lines(item)
            case Quote():
                yield from _lines(block.blocks)
            case Table():
                for row in (block.head, *block.rows):
                    yield from row


def _place(lines: Sequence[Runs], mark: Mark) -> int | None:
    words, claim = mark.words.strip(), _bare(mark.claim)
    if not words:
        return None
    holding = [number for number, line in enumerate(lines) if words in plain(line)]
    exact = [number for number in holding if claim and claim in _bare(plain(lines[number]))]
    return next(iter(exact or holding), None)


def _bare(text: str) -> str:
    """Return the letters and digits only: markup and citations of a sentence may be gone."""
    return _NO_WORD.sub("", re.sub(r"\[\^?\d+\]", "", text)).casefold()


class _Painter:
    """Rebuilds the blocks, with marks where the plan puts them."""

    def __init__(self, marks: Sequence[Mark], plan: dict[int, list[int]]) -> None:
        self._marks = marks
        self._plan = plan
        self._line = -1

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        match block:
            case Heading() | Paragraph():
                return block.model_copy(update={"runs": self._runs(block.runs)})
            case Listing():
                items = tuple(self.blocks(item) for item in block.items)
                return block.model_copy(update={"items": items})
            case Quote():
                return block.model_copy(update={"blocks": self.blocks(block.blocks)})
            case Table():
                head = tuple(self._runs(cell) for cell in block.head)
                rows = tuple(tuple(self._runs(cell) for cell in row) for row in block.rows)
                return block.model_copy(update={"head": head, "rows": rows})
        return block

    def _runs(self, runs: Runs) -> Runs:
        self._line += 1
        for number in self._plan.get(self._line, ()):
            runs = _painted(runs, self._marks[number - 1].words.strip(), number)
        return runs


def _painted(runs: Runs, words: str, number: int) -> Runs:
    """Give the first letters that are these words the mark, splitting runs at their edges."""
    begin = plain(runs).find(words)
    end = begin + len(words)
    found: list[Run] = []
    at = 0
    for run in runs:
        edges = {place - at for place in (begin, end) if 0 < place - at < len(run.text)}
        for a, b in pairwise(sorted({0, len(run.text), *edges})) if run.text else ((0, 0),):
            inside = begin <= at + a < end and bool(run.text) and not run.mark
            change = {"text": run.text[a:b], "mark": number if inside else run.mark, "note": 0}
            found.append(run.model_copy(update=change))
        if run.note:
            found[-1] = found[-1].model_copy(update={"note": run.note})
        at += len(run.text)
    return tuple(found)
