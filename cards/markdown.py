"""The model's Markdown as blocks of a card: headings, paragraphs and lists, and plain tables.

A TextBlock knows neither headings nor tables, so they become blocks of their own. Everything else
stays Markdown, disarmed (see cards.escaping).
"""

from __future__ import annotations

import re
from itertools import groupby
from textwrap import wrap
from typing import Final

from cards import elements as el
from cards.escaping import escaped_markdown

_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
_BOLD_LINE: Final = re.compile(r"\*\*([^*]{1,80})\*\*:?")
_TABLE_LINE: Final = re.compile(r" {0,3}\|.*\|[ \t]*")
_DIVIDER: Final = re.compile(r"[ \t|:-]+")
_MOST_COLUMNS: Final = 3
_MOST_ROWS: Final = 20
_LONGEST: Final = 3_000
_PADDING: Final = 5
_WIDEST: Final = 30


def model_blocks(words: str) -> list[el.Block]:
    """Return the blocks in order; empty text gives none."""
    lines = words.replace("\r\n", "\n").split("\n")
    blocks: list[el.Block] = []
    for is_table, run in groupby(lines, key=lambda line: bool(_TABLE_LINE.fullmatch(line))):
        part = list(run)
        blocks += _table(part) if is_table else _prose(part)
    return blocks


def _prose(lines: list[str]) -> list[el.Block]:
    blocks: list[el.Block] = []
    paragraph: list[str] = []
    for line in lines:
        title = _HEADING.fullmatch(line) or _BOLD_LINE.fullmatch(line.strip())
        if title or not line.strip():
            blocks += _paragraph(paragraph)
            paragraph = []
        if title:
            blocks += [el.section(escaped_markdown(title[1].replace("**", "")))]
        elif line.strip():
            paragraph.append(line)
    return blocks + _paragraph(paragraph)


def _paragraph(lines: list[str]) -> list[el.Block]:
    """Return the paragraph, in pieces where it is too long for one card."""
    pieces: list[str] = []
    for line in lines:
        for part in wrap(line, _LONGEST) if len(line) > _LONGEST else [line]:
            if pieces and len(pieces[-1]) + len(part) < _LONGEST:
                pieces[-1] += f"\n{part}"
            else:
                pieces.append(part)
    return [el.model_text(piece, spacing="small") for piece in pieces]


def _table(lines: list[str]) -> list[el.Block]:
    """Return a table, or where it would not fit a phone its rows as lines."""
    rows = [_cells(line) for line in lines if not _DIVIDER.fullmatch(line)]
    if len(rows) < 2:  # noqa: PLR2004 - a head alone is no table
        return _paragraph([", ".join(row) for row in rows])
    width = len(rows[0])
    even = [[*row, *([""] * width)][:width] for row in rows]
    if width > _MOST_COLUMNS:
        return _paragraph([_line(even[0], row) for row in even[1:]])
    shown = [[escaped_markdown(cell) for cell in row] for row in even]
    starts = range(1, len(shown), _MOST_ROWS)
    weights = _weights(even)
    return [el.table(weights, shown[0], shown[at : at + _MOST_ROWS]) for at in starts]


def _line(heads: list[str], row: list[str]) -> str:
    told = [f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell]
    return f"- {'; '.join(told)}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _weights(rows: list[list[str]]) -> list[int]:
    """Return how wide columns are: by their cells, but so that no word of a short one is cut."""
    longest = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [_PADDING + min(size, _WIDEST) for size in longest]
