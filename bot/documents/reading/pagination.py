"""Cutting a text document into units: pages where its program left marks, else sections.

Readers put the marks into the paragraphs that they gather. A file's own text can't contain them:
XML forbids these characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.documents.reading.plain import SECTION_CHARS, mended, sections
from bot.documents.reading.protocol import Place, Read, Spot, Unread

EXPLICIT: Final = "\x01"
"""A page break set by hand."""
RENDERED: Final = "\x02"
"""Where a page ended when the program last showed the file."""
HEADING: Final = "\x03"
"""Stands before a paragraph that is a heading."""

_BREAKS: Final = re.compile(f"([{EXPLICIT}{RENDERED}])")
_MARKS: Final = re.compile(f"[{EXPLICIT}{RENDERED}{HEADING}]+")
_LONGEST_PAGE: Final = 6_000
_LEAST_SECTION: Final = 1_000
_LONGEST_NAME: Final = 200


def without_marks(text: str, instead: str = " ") -> str:
    """Return a text without the marks, for what is no paragraph of the document itself."""
    return _MARKS.sub(instead, text)


def has_breaks(text: str) -> bool:
    """Return whether a page ends within the text."""
    return _BREAKS.search(text) is not None


def cut(blocks: list[str]) -> tuple[Place, list[Read]]:
    """Return pages if the file says where they end, else sections named by their heading.

    Breaks set by hand alone are no proof of pages: they count only if no page between them is
    longer than paper allows.
    """
    pages = list(_pages(blocks))
    rendered = any(RENDERED in block for block in blocks)
    by_hand = len(pages) > 1 and all(len(page) <= _LONGEST_PAGE for page in pages)
    if rendered or by_hand:
        return Place.PAGE, [Read(page, bool(page), why=Unread.BLANK) for page in pages]
    return Place.SECTION, list(headed_sections(blocks))


def headed_sections(blocks: Iterable[str]) -> Iterator[Read]:
    """Yield sections that begin at headings where they can, named by the heading they are under.

    Chapters of a few lines are gathered, or a document of regulations would have thousands of
    sections.
    """
    held: list[tuple[str, str]] = []  # paragraphs with the heading that they are under
    heading = ""
    size = n_headings = 0  # of what is held; how many headings stand at its end
    for block in blocks:
        text = mended(without_marks(block, "\n"))
        is_heading = HEADING in block and bool(text)
        heading = " ".join(text.split())[:_LONGEST_NAME] if is_heading else heading
        for part in sections([text]):  # one alone is longer than a section at times
            is_new = is_heading and not n_headings and size >= _LEAST_SECTION
            if held and (is_new or size + len(part) > SECTION_CHARS):
                n_kept = len(held) - n_headings or len(held)  # a heading goes with its text
                yield _section(held[:n_kept])
                held = held[n_kept:]
                size = sum(len(each) for each, _ in held)
            held.append((part, heading))
            size += len(part) + 2
            n_headings = n_headings + 1 if is_heading else 0
    if held:
        yield _section(held)


def _section(held: list[tuple[str, str]]) -> Read:
    name = next((heading for _, heading in held if heading), "")
    return Read("\n\n".join(text for text, _ in held), spot=Spot(name=name))


def _pages(blocks: list[str]) -> Iterator[str]:
    """Split at page marks; a rendered mark right after a break by hand is the same break."""
    page: list[str] = []
    fresh = False  # a break by hand was the last thing seen
    for block in blocks:
        for part in _BREAKS.split(block.replace(HEADING, "")):
            if part == EXPLICIT or (part == RENDERED and not fresh):
                yield "\n\n".join(page)
                page = []
            if part in {EXPLICIT, RENDERED}:
                fresh = part == EXPLICIT
            elif text := mended(part):
                page.append(text)
                fresh = False
    if page:
        yield "\n\n".join(page)
