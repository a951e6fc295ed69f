"""A model's Markdown as blocks of a document.

HTML, images and definitions of links are text here, never anything that is followed: of an image
its description stays, of a link its words (and its target in brackets where the text has passed
the link guard). Levels of headings are closed up, so that a screen reader finds no gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.export.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    plain,
)
from bot.export.cleaning import clean

_NOTES: Final = re.compile(r"[ \u00a0]*\[(\^?\d{1,3}(?:[ ]?[,;][ ]?\^?\d{1,3})*)\]")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LOOKS: Final = {"strong": "bold", "em": "italic", "s": "struck"}
_DEEPEST: Final = 6
_MOST_COLUMNS: Final = 12
_LARGEST_START: Final = 9_999


def blocks_of(
    text: str, notes: frozenset[int] = frozenset(), *, is_guarded: bool = False
) -> tuple[Block, ...]:
    """Return the blocks; ``[3]`` becomes the footnote 3 where ``notes`` has it."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # A definition would be swallowed, and its target would become a link's.
    parser.disable("reference")
    tree = SyntaxTreeNode(parser.parse(clean(text)))
    return tuple(_Reader(notes, is_guarded=is_guarded).blocks(tree))


def levelled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with headings that begin at 1 and never skip a level downwards."""
    above: list[int] = []
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            found.append(block.model_copy(update={"level": min(len(above), _DEEPEST)}))
        else:
            found.append(block)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the letters of a run look."""

    bold: bool = False
    italic: bool = False
    struck: bool = False

    def run(self, text: str, *, code: bool = False) -> Run:
        return Run(text=text, bold=self.bold, italic=self.italic, struck=self.struck, code=code)


class _Reader:
    """Reads one parsed text."""

    def __init__(self, notes: frozenset[int], *, is_guarded: bool) -> None:
        self._notes = notes
        self._is_guarded = is_guarded
        self._kinds: dict[str, Callable[[SyntaxTreeNode], Iterator[Block]]] = {
            "heading": self._heading,
            "paragraph": self._paragraph,
            "inline": self._paragraph,
            "bullet_list": self._listing,
            "ordered_list": self._listing,
            "blockquote": lambda node: iter([Quote(blocks=self._inner(node))]),
            "fence": lambda node: iter([Code(text=node.content.rstrip("\n"))]),
            "code_block": lambda node: iter([Code(text=node.content.rstrip("\n"))]),
            "hr": lambda _: iter([Rule()]),
            "table": self._table,
        }

    def blocks(self, parent: SyntaxTreeNode) -> Iterator[Block]:
        for node in parent.children:
            if reader := self._kinds.get(node.type):
                yield from reader(node)

    def _inner(self, parent: SyntaxTreeNode) -> tuple[Block, ...]:
        """Return what stands within a list or a quotation: no headings of the document."""
        return tuple(
            Paragraph(runs=tuple(run.model_copy(update={"bold": True}) for run in block.runs))
            if isinstance(block, Heading)
            else block
            for block in self.blocks(parent)
        )

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if runs := self._runs(node):
            yield Heading(level=int(node.tag[1:]), runs=runs)

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if runs := self._runs(node):
            yield Paragraph(runs=runs)

    def _listing(self, node: SyntaxTreeNode) -> Iterator[Block]:
        is_ordered = node.type == "ordered_list"
        start = int(node.attrs.get("start", 1)) if is_ordered else 1
        yield Listing(
            items=tuple(self._inner(item) for item in node.children),
            is_ordered=is_ordered,
            start=min(start, _LARGEST_START),
        )

    def _table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """Yield a table; one with more columns than a page holds becomes lines of text."""
        lines = [row for part in node.children for row in part.children]
        head, *rows = [tuple(self._runs(cell) for cell in line.children) for line in lines]
        if len(head) <= _MOST_COLUMNS:
            yield Table(head=head, rows=tuple(rows))
            return
        for row in rows:
            pairs = zip(head, row, strict=False)
            text = "; ".join(f"{plain(name)}: {plain(cell)}" for name, cell in pairs if cell)
            yield Paragraph(runs=(Run(text=text),))

    # --- within a line -------------------------------------------------------------------------

    def _runs(self, node: SyntaxTreeNode) -> Runs:
        return tuple(run for run in self._inline(node, _Look()) if run.text or run.note)

    def _inline(self, parent: SyntaxTreeNode, look: _Look) -> Iterator[Run]:
        for node in parent.children:
            if node.type in _LOOKS:
                yield from self._inline(node, replace(look, **{_LOOKS[node.type]: True}))
            elif node.type in ("inline", "image"):
                yield from self._inline(node, look)
            elif node.type == "link":
                yield from self._link(node, look)
            elif node.type == "code_inline":
                yield look.run(node.content, code=True)
            elif node.type in ("softbreak", "hardbreak"):  # the chat showed both as line ends
                yield look.run("\n")
            else:
                yield from self._noted(_BREAK.sub("\n", node.content), look)

    def _link(self, node: SyntaxTreeNode, look: _Look) -> Iterator[Run]:
        shown = list(self._inline(node, look))
        yield from shown
        target = str(node.attrs.get("href", ""))
        if self._is_guarded and target and target not in plain(tuple(shown)):
            yield look.run(f" ({target})")

    def _noted(self, text: str, look: _Look) -> Iterator[Run]:
        """Yield text with its footnotes; numbers that no footnote has stay as they are."""
        done = 0
        for found in _NOTES.finditer(text):
            numbers = [int(number) for number in re.findall(r"\d+", found[1])]
            if not self._notes.issuperset(numbers):
                continue
            yield look.run(text[done : found.start()])
            for number in numbers:
                yield Run(text="", note=number)
            done = found.end()
        yield look.run(text[done:])
