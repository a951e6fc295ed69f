"""Cutting a document into pieces for the model: at unit, paragraph and sentence borders.

Sizes are counted with the tokenizer of GPT-4o and 4.1, which the splitter carries; nothing is
fetched. Every letter of every readable unit is in exactly one piece. The marks that say where a
text stands (``[S. 3]``) are put in here, by code, and look-alikes in the text are defused, so
that a document can't claim other pages than its own.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from semantic_text_splitter import TextSplitter

from bot.documents.document import Document, Place, Unit

_MODEL: Final = "gpt-4o"  # the name under which the splitter knows the tokenizer
_LABELS: Final = {
    Place.PAGE: "S.",
    Place.SECTION: "Abschn.",
    Place.SLIDE: "Folie",
    Place.ROWS: "Tab.",
    Place.CUES: "Beitr.",
    Place.PART: "Teil",
}
# Mended text never has three newlines in a row, so the splitter takes this for the highest border.
_GAP: Final = "\n\n\n"
_CHARS_PER_TOKEN: Final = 3  # German has about 4.5 in GPT's tokenizer, less in those of others
_LOOK_ALIKE: Final = re.compile(
    r"\[(\s*(?:S|Seiten?|Abschn|Abschnitte?|Folien?|Tab|Beitr|Teile?"
    r"|pp?|pages?|sec|sections?|slides?|tab|cues?|parts?)\b[^\[\]\n]{0,40}|\^?\d[\d\s:.,;–-]{0,40})\]",
    re.IGNORECASE,
)
_BORDERS: Final = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document: spans of text, each with the number of its unit."""

    label: str
    spans: tuple[tuple[int, str], ...]

    @property
    def units(self) -> tuple[int, ...]:
        """The units it has any text of."""
        return tuple(number for number, _ in self.spans)

    @property
    def text(self) -> str:
        """The text with a mark before each span, as the model gets it."""
        marked = (f"[{self.label} {number}]\n{defused(text)}" for number, text in self.spans)
        return "\n\n".join(marked)

    def halves(self) -> tuple[Chunk, Chunk] | None:
        """Return two chunks of about the same size, or None when there is too little text."""
        size = sum(len(text) for _, text in self.spans)
        first: list[tuple[int, str]] = []
        rest = list(self.spans)
        while rest and sum(len(text) for _, text in first) + len(rest[0][1]) <= size / 2:
            first.append(rest.pop(0))
        if not first:
            number, text = rest[0]
            cut = _border(text)
            if cut == 0:
                return None
            first, rest[0] = [(number, text[:cut])], (number, text[cut:])
            if not rest[0][1].strip():
                return None
        return Chunk(self.label, tuple(first)), Chunk(self.label, tuple(rest))


def label_of(document: Document) -> str:
    """Return what is before a unit's number in its mark: ``S.`` in ``[S. 3]``.

    Where units are of several files, their number is no page, and must not look like one.
    """
    is_mixed = any(unit.spot.file for unit in document.units)
    return _LABELS[Place.PART if is_mixed else document.place]


def text_of(unit: Unit) -> str:
    """Return a unit's text as it is read and quoted: with its file and sheet in front."""
    spot = unit.spot
    sheet = spot.name if spot.last else ""
    named = ", ".join(name for name in (spot.file, sheet) if name)
    return f"({named})\n\n{unit.text}" if named and unit.text else unit.text


def defused(text: str) -> str:
    """Return text in which nothing looks like one of our marks: ``[S. 3]`` becomes ``(S. 3)``.

    Nor like a reference: footnotes (``[1]``) and times of a transcript lose their brackets too.
    """
    return _LOOK_ALIKE.sub(r"(\1)", text)


def estimated_tokens(text: str) -> int:
    """Return an upper bound for how many tokens a European text has, without counting."""
    return len(text) // _CHARS_PER_TOKEN + 1


class Cutter:
    """Cuts documents. Loading the tokenizer takes 0.2 s: make one when the process starts."""

    def __init__(self) -> None:
        _splitter(1)

    async def cut(self, document: Document, label: str, max_tokens: int) -> list[Chunk]:
        """Return the chunks of all readable units, in order.

        Works in a thread: the splitter lets go of the interpreter while it counts.
        """
        return await asyncio.to_thread(cut, document, label, max_tokens)


def cut(document: Document, label: str, max_tokens: int) -> list[Chunk]:
    """Return the chunks of all readable units, in order; takes 0.4 s for a million letters."""
    units = [unit for unit in document.units if unit.is_readable]
    texts = [text_of(unit) for unit in units]
    starts: list[int] = []
    size = 0
    for text in texts:
        starts.append(size)
        size += len(text) + len(_GAP)
    whole = _GAP.join(texts)
    chunks = []
    for begin, text in _splitter(max_tokens).chunk_indices(whole):
        spans = []
        end = begin + len(text)
        index = max(0, bisect_right(starts, begin) - 1)
        while index < len(units) and starts[index] < end:
            first = max(0, begin - starts[index])
            span = texts[index][first : end - starts[index]]
            if span.strip():
                spans.append((units[index].number, span))
            index += 1
        if spans:
            chunks.append(Chunk(label, tuple(spans)))
    return chunks


def _splitter(tokens: int) -> TextSplitter:
    """Return a splitter; cheap, because the tokenizer behind all of them is loaded once."""
    return TextSplitter.from_tiktoken_model(_MODEL, tokens, trim=False)


def _border(text: str) -> int:
    """Return where to cut a text in two: the last good border in its first half, or its middle."""
    middle = len(text) // 2
    for border in _BORDERS:
        found = text.rfind(border, 0, middle + 1)
        if found > 0:
            return found + len(border)
    return middle
