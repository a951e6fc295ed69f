"""From a laid-out report to the bytes of a file: takes its Markdown apart, marks it, writes it.

Runs in the child process; nothing here knows the bot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.export.blocks import Block, Markdown
from bot.export.markdown import blocks_of, levelled
from bot.export.marking import marked
from bot.export.paper import Paper
from bot.export.report import Format


def read_paper(content: bytes) -> Paper:
    """Read a paper from its JSON."""
    return Paper.model_validate_json(content)


def write(paper: Paper, form: str, template: bytes | None = None) -> bytes:
    """Return the file; the template is for Word only."""
    settled = settle(paper)
    if Format(form) is Format.WORD:
        from bot.export.word import write_word  # noqa: PLC0415  # the PDF needs no python-docx

        return write_word(settled, template)
    from bot.export.pdf import write_pdf  # noqa: PLC0415  # and Word no typst

    return write_pdf(settled)


def settle(paper: Paper) -> Paper:
    """Return the paper with its Markdown taken apart, headings levelled and words marked."""
    notes = frozenset(note.number for note in paper.footnotes)
    blocks = levelled(list(_taken_apart(paper.body, notes)))
    return paper.model_copy(update={"body": marked(blocks, paper.marks)})


def _taken_apart(blocks: Sequence[Block], notes: frozenset[int]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Markdown):
            yield from blocks_of(block.text, notes, is_guarded=block.is_guarded)
        else:
            yield block
