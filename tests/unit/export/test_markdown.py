"""A model's Markdown as blocks, and the words in it that somebody should check."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.blocks import (
    Block,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Run,
    Table,
    heading,
    paragraph,
    plain,
    table,
)
from bot.export.markdown import blocks_of, levelled
from bot.export.marking import marked
from bot.export.report import Mark


def runs_of(text: str, *notes: int, guarded: bool = False) -> tuple[Run, ...]:
    (block,) = blocks_of(text, frozenset(notes), is_guarded=guarded)
    assert isinstance(block, Paragraph)
    return block.runs


def test_looks_are_kept() -> None:
    runs = runs_of("a **b *c*** ~~d~~ `e`")
    assert [run.text for run in runs if run.bold] == ["b ", "c"]
    assert [run.text for run in runs if run.italic] == ["c"]
    assert [run.text for run in runs if run.struck] == ["d"]
    assert [run.text for run in runs if run.code] == ["e"]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Satz [1].", [1]),
        ("Satz[^2].", [2]),
        ("Satz [1, 2].", [1, 2]),
        ("Satz [1][2].", [1, 2]),
        ("**Satz [1]**.", [1]),
        ("Satz [3].", []),
        ("Satz [1, 3].", []),
        ("`[1]`", []),
    ],
)
def test_citations_become_notes_where_there_is_one(text: str, notes: list[int]) -> None:
    assert [run.note for run in runs_of(text, 1, 2) if run.note] == notes


def test_targets_of_links_are_printed_only_behind_the_guard() -> None:
    text = "Die [Satzung](https://stadt.example/s)"
    assert plain(runs_of(text)) == "Die Satzung"
    assert plain(runs_of(text, guarded=True)) == "Die Satzung (https://stadt.example/s)"
    assert plain(runs_of("![Bild](https://evil.example/x)", guarded=True)) == "Bild"


def test_line_ends_stay_as_the_chat_showed_them() -> None:
    assert plain(runs_of("Stadt Musterfurt\nRing 3  \n12345 Musterfurt<br>Deutschland")) == (
        "Stadt Musterfurt\nRing 3\n12345 Musterfurt\nDeutschland"
    )


def test_lists_stand_in_lists() -> None:
    (outer,) = blocks_of("3. a\n   - b\n     1. c\n")
    assert isinstance(outer, Listing)
    assert (outer.is_ordered, outer.start) == (True, 3)
    inner = outer.items[0][1]
    assert isinstance(inner, Listing)
    assert not inner.is_ordered


def test_a_heading_in_a_quotation_is_none_of_the_document() -> None:
    (quote,) = blocks_of("> # Groß\n> Text")
    assert isinstance(quote, Quote)
    assert isinstance(quote.blocks[0], Paragraph)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [([3, 3, 4], [1, 1, 2]), ([1, 4, 2], [1, 2, 2]), ([2, 1, 6], [1, 1, 2]), ([], [])],
)
def test_levels_of_headings_have_no_gaps(given: list[int], wanted: list[int]) -> None:
    found = levelled([heading("x", level) for level in given])
    assert [block.level for block in found if isinstance(block, Heading)] == wanted


def test_a_table_too_wide_for_a_page_becomes_lines() -> None:
    head, rule = "|" + " a |" * 13, "|" + "---|" * 13
    blocks = blocks_of(f"{head}\n{rule}\n|" + " 1 |" * 13)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert isinstance(blocks_of("| a |\n|---|\n| 1 |\n")[0], Table)


def marks_in(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    return [
        (run.mark, run.text)
        for block in blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.mark
    ]


def test_a_mark_belongs_to_the_sentence_it_names() -> None:
    blocks = [paragraph("Im Mai 2026 war es so."), paragraph("Der Rat tagt 2026 neu.")]
    claimed = Mark(words="2026", about="", claim="Der **Rat** tagt 2026 neu [1].")
    found = marked(blocks, [claimed, Mark(words="Mai", about=""), Mark(words="fehlt", about="")])
    assert marks_in(found) == [(2, "Mai"), (1, "2026")]
    assert "".join(plain(block.runs) for block in found if isinstance(block, Paragraph)) == (
        "Im Mai 2026 war es so.Der Rat tagt 2026 neu."
    )


def test_a_mark_may_span_looks_and_keeps_notes() -> None:
    line = Paragraph(
        runs=(Run(text="rund "), Run(text="6,3", bold=True, note=1), Run(text=" Mio."))
    )
    (found,) = marked([line], [Mark(words="6,3 Mio.", about="")])
    assert isinstance(found, Paragraph)
    assert [(run.text, run.mark, run.note) for run in found.runs] == [
        ("rund ", 0, 0),
        ("6,3", 1, 1),
        (" Mio.", 1, 0),
    ]


def test_a_mark_is_found_in_a_table() -> None:
    (found,) = marked([table(["A"], [["4 T€"]])], [Mark(words="4 T€", about="")])
    assert isinstance(found, Table)
    assert found.rows[0][0][0].mark == 1


@given(st.text(max_size=60), st.text(max_size=6), st.text(max_size=6))
def test_marking_loses_no_letter(text: str, first: str, second: str) -> None:
    marks = [Mark(words=first, about=""), Mark(words=second, about="")]
    (found,) = marked([paragraph(text)], marks)
    assert isinstance(found, Paragraph)
    assert plain(found.runs) == text
