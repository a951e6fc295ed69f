"""Text: what is mended, how bytes become letters, where sections end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.reading.plain import SECTION_CHARS, decoded, mended, paragraphs_of, sections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alters\ufffepräsidenten", "Alterspräsidenten"),
        ("Alters\u00ad\npräsidenten", "Alterspräsidenten"),
        ("Straßen\u00adverkehr", "Straßenverkehr"),
        ("ein\x00mal\x07 im Jahr\x1b", "einmal im Jahr"),
        ("Zeile 1\r\nZeile 2\rZeile 3\u2028Ende", "Zeile 1\nZeile 2\nZeile 3\nEnde"),
        ("Verp\ufb02ichtung und \ufb01nden", "Verpflichtung und finden"),
        ("Gru\u0308\u00dfe", "Grüße"),
        ("a  \n\n\n\n\nb\t\n", "a\n\nb"),
        ("sicht\u200bbar\u202e\U000e0041\ufeff", "sichtbar"),
        ("10\u00a0% von 6,3\u202fMio. €", "10\u00a0% von 6,3\u202fMio. €"),
    ],
)
def test_text_is_mended(text: str, expected: str) -> None:
    assert mended(text) == expected


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize(
    "text", ["Größe: 5 € für Straßen", "Kurz", "Ä", "Ein längerer Text. " * 400]
)
def test_german_text_is_decoded_in_every_usual_encoding(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 100, b"\x81\x8d\x8f\x90 abc", b"ab\x00cd" * 50],
)
def test_bytes_that_are_no_text_are_told(data: bytes) -> None:
    assert decoded(data) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
    assert "\n\n\n" not in once


@given(st.lists(st.text(alphabet="aä .\n", max_size=9_000), max_size=8))
def test_sections_lose_no_letter_and_stay_small(texts: list[str]) -> None:
    parts = list(sections(texts))
    assert "".join("".join(parts).split()) == "".join("".join(texts).split())
    assert all(len(part) <= SECTION_CHARS for part in parts)
    assert all(part.strip() for part in parts)


def test_sections_end_at_paragraphs_and_only_long_paragraphs_at_sentences() -> None:
    sentence = "Die Gemeinde erhebt Gebühren nach dieser Satzung. "
    short, long = sentence * 20, sentence * 100
    parts = list(sections(paragraphs_of(f"{short}\n\n{short}\n\n{short}\n\n{short}\n\n{long}")))
    assert parts[0].count("\n\n") == 1
    assert all(part.endswith("Satzung.") for part in (text.strip() for text in parts))
