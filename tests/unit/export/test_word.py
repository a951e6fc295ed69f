"""Word files: real styles, footnotes, comments and tables, and nothing that leads outside."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.export.papers import (
    AGENCY,
    instructions,
    letters,
    opened,
    outside,
    part,
    word,
)


def test_headings_lists_and_quotes_have_real_styles() -> None:
    lines = [(line.style.name, line.text) for line in opened(word()).paragraphs if line.style]
    assert lines[0] == ("Title", "Hundesteuer 2027")
    assert ("Heading 1", "Überblick") in lines
    assert ("Heading 1", "Bitte prüfen") in lines
    assert ("Quote", "Bitte bald.") in lines
    assert ("KI-Festbreite", "a   b") in lines
    assert ("List Bullet 2", "im Rat") in lines
    assert ("List Bullet 3", "öffentlich") in lines


def test_each_numbered_list_counts_from_its_own_beginning() -> None:
    content = word("1. a\n2. b\n\nText\n\n1. c\n\nText\n\n7. sieben\n")
    body = opened(content).element.body
    numbers = [node.get(qn("w:val")) for node in body.iter(qn("w:numId"))]
    assert numbers[0] == numbers[1]
    assert len(set(numbers[:4])) == 3
    starts = {
        num.get(qn("w:numId")): start.get(qn("w:val"))
        for num in part(content, "word/numbering.xml").iter(qn("w:num"))
        for start in num.iter(qn("w:startOverride"))
    }
    assert [starts[number] for number in numbers[1:4]] == ["1", "1", "7"]


def test_citations_are_footnotes_of_word() -> None:
    content = word()
    notes = part(content, "word/footnotes.xml")
    texts = [letters(note).strip() for note in notes if note.get(qn("w:type")) is None]
    assert texts == [
        "Haushalt.pdf, S. 3: „Die Steuer steigt“",
        "Satzung.docx, § 4",
        "Haushalt.pdf, S. 3: „Die Steuer steigt“",
    ]
    body = opened(content).element.body
    referred = [node.get(qn("w:id")) for node in body.iter(qn("w:footnoteReference"))]
    assert referred == ["1", "2", "3"]
    assert "[1]" not in letters(body)


def test_a_number_without_a_source_stays_as_it_is() -> None:
    assert "laut [7] und [2026]" in letters(opened(word("laut [7] und [2026]")).element.body)


def test_what_is_to_be_checked_is_highlighted_and_commented() -> None:
    document = opened(word())
    (comment,) = document.comments
    assert comment.text == "Bitte prüfen: Die Zahl steht nicht im Dokument."
    assert comment.author == AGENCY
    highlighted = [
        run.text
        for line in document.paragraphs
        for run in line.runs
        if run.font.highlight_color is not None
    ]
    assert highlighted == ["6,3 Mio. €"]
    assert "Bitte prüfen: 1 Stelle ist markiert." in [line.text for line in document.paragraphs]


def test_a_table_has_a_head_that_repeats_and_an_alternative_text() -> None:
    document = opened(word())
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Posten", "Betrag"],
        ["Hund", "=1+2"],
        ["Katze", "4"],
    ]
    heads = [next(row.iter(qn("w:tblHeader")), None) for row in table._tbl.tr_lst]
    assert [head is not None for head in heads] == [True, False, False]
    (described,) = table._tbl.iter(qn("w:tblDescription"))
    assert described.get(qn("w:val")) == "Posten, Betrag"


def test_the_head_says_what_it_is_and_leaves_the_file_reference_to_a_person() -> None:
    document = opened(word())
    said = letters(document.element.body)
    assert "Dokument:" in said
    assert "22. November 2026" in said
    assert "Dieser Text ist der Entwurf einer KI" in said
    assert "Gelesen: 47 von 48 Seiten." in said
    (control,) = list(document.element.body.iter(qn("w:sdt")))
    assert control.find(f".//{qn('w:alias')}").get(qn("w:val")) == "Aktenzeichen"
    filled = opened(word(reference="V II 1 – 132 120/6"))
    assert "V II 1 – 132 120/6" in letters(filled.element.body)
    assert not list(filled.element.body.iter(qn("w:sdt")))


def test_nobody_signs_but_a_person() -> None:
    lines = [line.text for line in opened(word()).paragraphs]
    assert lines[-1] == "Vorsitz\tSchriftführung"
    assert set(lines[-2]) == {"_", "\t"}


def test_properties_name_the_agency_and_no_person() -> None:
    core = opened(word()).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("Hundesteuer 2027", AGENCY, AGENCY)
    assert (core.category, core.language) == ("KI-Entwurf", "de")
    assert core.created is not None
    assert core.created.date().isoformat() == "2026-11-22"


def test_the_page_is_a4_in_the_language_of_the_text() -> None:
    document = opened(word(language="en"))
    section = document.sections[0]
    assert abs((section.page_width or 0) - Mm(210)) < Mm(1)
    assert abs((section.page_height or 0) - Mm(297)) < Mm(1)
    german = opened(word())
    assert german.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "de-DE"
    (mode,) = [
        setting.get(qn("w:val"))
        for setting in german.settings.element.iter(qn("w:compatSetting"))
        if setting.get(qn("w:name")) == "compatibilityMode"
    ]
    assert mode == "15"
    assert "KI-Entwurf" in letters(german.sections[0].footer._element)


def test_page_numbers_are_the_only_fields() -> None:
    hostile = '{ DDEAUTO c:\\\\x "y" } { INCLUDETEXT "http://evil.example" } =cmd|\'/c calc\'!A1'
    content = word(f"{hostile}\n\n| {hostile} | b |\n|---|---|\n| @SUM(1) | +1 |\n")
    assert sorted(instructions(content)) == ["NUMPAGES", "PAGE"]


def test_nothing_leads_out_of_the_file() -> None:
    content = word(
        "[Link](https://evil.example/?q=1) <https://evil.example> ![x](https://evil.example/p.png)\n"
        '\n<img src="https://evil.example/i.png">\n\n[a]: https://evil.example/def\n\nSiehe [a].'
    )
    assert not outside(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "media" in name or "embed" in name]


def test_a_definition_of_a_link_is_not_swallowed() -> None:
    said = letters(opened(word("[9]: https://satzung.example/hund\n")).element.body)
    assert "[9]: https://satzung.example/hund" in said


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\u202e", "\u2066", "\ufffe", "\ud800"])
def test_signs_that_deceive_or_break_are_gone(sign: str) -> None:
    content = word(f"vor{sign}nach", title=f"Ti{sign}tel", sources=(f"Quel{sign}le",))
    said = letters(opened(content).element.body)
    assert sign not in said
    assert "Quel" in said


def test_a_long_text_is_written_in_time() -> None:
    rows = "".join(f"| {number} | Wert {number} |\n" for number in range(500))
    document = opened(word(f"| A | B |\n|---|---|\n{rows}\n" + "Absatz.\n\n" * 200))
    assert len(document.tables[0]._tbl.tr_lst) == 501


@given(
    text=st.text(max_size=400)
    | st.lists(
        st.sampled_from(
            [
                "# ",
                "## T\n",
                "- ",
                "  - x\n",
                "1. ",
                "| a | b |\n",
                "|---|---|\n",
                "> ",
                "```\n",
                "**",
                "[1]",
                "[^2]",
                "\n",
                "\n\n",
                " ",
                "x",
                "<b>",
                "![a](b)",
                "~~",
                "---\n",
                "6,3 Mio. €",
                "\\",
                "    ",
            ]
        ),
        max_size=60,
    ).map("".join)
)
@settings(max_examples=20, deadline=None)
def test_any_markdown_becomes_a_file_that_opens(text: str) -> None:
    content = word(text)
    assert opened(content).paragraphs[0].text == "Hundesteuer 2027"
    assert not outside(content)
    assert sorted(instructions(content)) == ["NUMPAGES", "PAGE"]
