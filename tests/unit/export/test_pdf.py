"""PDF files: tagged, in a language, with every letter that the fonts have."""

from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from bot.export.pdf import write_pdf
from tests.unit.export.papers import paper


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    content = write_pdf(paper())
    with pypdfium2.PdfDocument(content) as pdf:
        assert raw.FPDFCatalog_IsTagged(pdf.raw)
        assert pdf.get_metadata_value("Title") == "Hundesteuer 2027"
        assert pdf.get_metadata_value("CreationDate").startswith("D:20261122")
    assert b"/Lang(de)" in content
    assert b"pdfuaid:part" in content


def test_it_says_everything() -> None:
    said = " ".join(text_of(write_pdf(paper())).split())
    for words in (
        "Hundesteuer 2027",
        "Dokument: Haushalt.pdf",
        "Aktenzeichen: …",
        "Entwurf einer KI",
        "Gelesen: 47 von 48 Seiten.",
        "Bitte prüfen: 1 Stelle ist markiert.",
        "=1+2",
        "öffentlich",
        "Haushalt.pdf, S. 3: „Die Steuer steigt“",
        "Schriftführung",
        "Seite 1 von",
    ):
        assert words in said, words


def test_words_are_never_read_as_a_program() -> None:
    hostile = (
        '#import "@preview/x:1.0.0" #panic() #read("/etc/passwd") $x^2$ @a <b> ] } #{1+1} \\u{41}'
    )
    said = text_of(write_pdf(paper(f"`{hostile}`\n\nText {hostile}", title=hostile)))
    assert '#panic() #read("/etc/passwd")' in said


def test_scripts_of_many_letters_come_to_an_end_too() -> None:
    everything = "".join(chr(code) for code in range(0x4E00, 0x9FFF, 7))
    said = text_of(write_pdf(paper(f"Anfang\tঀ {everything} Ende")))
    assert "Anfang" in said
    assert "Ende" in said
    assert "t□" not in said


def test_letters_that_no_font_has_are_replaced_and_that_is_said() -> None:
    said = text_of(write_pdf(paper("Größe łódź Ελλάδα Кирилл عربي 日本語 😀", title="日")))
    for word in ("Größe", "łódź", "Ελλάδα", "Кирилл"):
        assert word in said
    assert "□" in said
    assert "Die Word-Datei enthält sie." in said
    assert "Word-Datei" not in text_of(write_pdf(paper("Größe")))


@pytest.mark.parametrize("text", ["", "#\n##\n", "| |\n|---|\n| |", "-\n-\n", "> ", "1. 2. 3."])
def test_empty_parts_are_no_trouble(text: str) -> None:
    assert write_pdf(paper(text, footnotes=(), marks=(), sources=(), title="")).startswith(b"%PDF")


@given(
    text=st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "# ",
                "#### T\n",
                "- ",
                "  - x\n",
                "1. ",
                "| a | b |\n",
                "|---|---|\n",
                "> ",
                "```\n",
                "**",
                "[1]",
                "\n",
                "\n\n",
                " ",
                "x",
                "#x",
                "$",
                "@",
                "~~",
                "---\n",
                "\\",
                "\t",
            ]
        ),
        max_size=50,
    ).map("".join)
)
@settings(max_examples=25, deadline=None)
def test_any_markdown_becomes_an_accessible_pdf(text: str) -> None:
    with pypdfium2.PdfDocument(write_pdf(paper(text))) as pdf:
        assert raw.FPDFCatalog_IsTagged(pdf.raw)
