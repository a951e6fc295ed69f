"""Word files: everything a reader of the file sees, in its order, on its page."""

from __future__ import annotations

import pytest

from bot.documents.reading.docx import Docx
from bot.documents.reading.protocol import Fault, Place, ReadingError
from tests.unit.documents.samples import docx, paragraph

_BREAK = "<w:r><w:br w:type='page'/></w:r>"
_SHOWN_BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def units(body: str, **parts: str) -> list[str]:
    return Docx(docx(body, parts=parts)).units


def test_paragraphs_and_tables_come_in_the_order_of_the_document() -> None:
    table = (
        "<w:tbl><w:tblPr/><w:tr><w:tc>"
        + paragraph("Straße")
        + "</w:tc><w:tc>"
        + paragraph("Kosten")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + paragraph("Ringstraße")
        + "</w:tc><w:tc>"
        + paragraph("5.000 €")
        + paragraph("netto")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert units(paragraph("Vorher") + table + paragraph("Nachher")) == [
        "Vorher\n\nStraße | Kosten\n\nRingstraße | 5.000 € netto\n\nNachher"
    ]


def test_a_table_within_a_table_is_read() -> None:
    inner = "<w:tbl><w:tr><w:tc>" + paragraph("innen") + "</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('außen')}{inner}</w:tc></w:tr></w:tbl>"
    assert units(outer) == ["außen innen"]


def test_text_boxes_are_read_once_although_they_are_stored_twice() -> None:
    box = "<w:txbxContent>" + paragraph("Im Kasten") + "</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>"
        + box
        + "</wps:txbx></mc:Choice><mc:Fallback><v:textbox>"
        + box
        + "</v:textbox></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert units(paragraph(run("Neben dem Kasten") + shape)) == ["Neben dem Kasten\n\nIm Kasten"]


def test_notes_and_comments_follow_their_paragraph_and_are_marked() -> None:
    body = paragraph(
        run("Siehe Satzung.") + "<w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:endnoteReference w:id='3'/></w:r><w:r><w:commentReference w:id='7'/></w:r>"
    ) + paragraph("Weiter.")
    parts = {
        "footnotes": f"<w:footnote w:id='2'>{paragraph('ABl. 2026')}</w:footnote>",
        "endnotes": f"<w:endnote w:id='3'>{paragraph('Anlage')}</w:endnote>",
        "comments": f"<w:comment w:id='7' w:author='Amt 3'>{paragraph('Stimmt das?')}</w:comment>",
    }
    assert units(body, **parts)[0].split("\n\n") == [
        "Siehe Satzung.",
        "[Fußnote: ABl. 2026]",
        "[Endnote: Anlage]",
        "[Kommentar von Amt 3: Stimmt das?]",
        "Weiter.",
    ]


def test_headers_and_footers_are_read_once_each() -> None:
    parts = {
        "header1": paragraph("Stadt Musterhausen"),
        "header2": paragraph("Stadt Musterhausen"),
        "footer1": paragraph("Az. 12-3"),
    }
    assert units(paragraph("Text"), **parts) == [
        "[Kopfzeile: Stadt Musterhausen]\n\nText\n\n[Fußzeile: Az. 12-3]"
    ]


def test_tracked_changes_are_read_as_if_accepted() -> None:
    body = paragraph(
        run("Frist: ") + f"<w:del>{run('Mai').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins>{run('Juni')}</w:ins><w:moveFrom>{run(' alt')}</w:moveFrom>"
    )
    assert units(body) == ["Frist: Juni"]


def test_field_codes_and_tab_stops_are_no_text_but_tabs_and_hyphens_are() -> None:
    body = paragraph(
        "<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        + run("A")
        + "<w:r><w:tab/></w:r>"
        + run("B")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("C")
        + "<w:r><w:br/></w:r>"
        + run("D")
    )
    assert units(body) == ["A\tB-C\nD"]


def test_pages_are_those_that_word_last_showed() -> None:
    body = paragraph(run("Seite eins, ") + _SHOWN_BREAK + run("Seite zwei")) + paragraph(
        _BREAK + _SHOWN_BREAK + run("Seite drei")
    )
    read = Docx(docx(body))
    assert read.place is Place.PAGE
    assert read.units == ["Seite eins,", "Seite zwei", "Seite drei"]


def test_a_page_break_within_a_table_counts() -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p>{shown}{run(text)}</w:p></w:tc></w:tr>"
        for shown, text in (("", "oben"), (_SHOWN_BREAK, "unten"))
    )
    assert units(f"<w:tbl>{rows}</w:tbl>") == ["oben", "unten"]


def test_breaks_by_hand_are_pages_only_if_the_pages_would_fit_on_paper() -> None:
    first = Docx(docx(paragraph("Eins") + paragraph(_BREAK) + paragraph("Zwei")))
    assert (first.place, first.units) == (Place.PAGE, ["Eins", "Zwei"])
    second = Docx(docx(paragraph("Ein Satz. " * 900) + paragraph(_BREAK) + paragraph("Zwei")))
    assert second.place is Place.SECTION


def test_a_blank_page_keeps_its_number() -> None:
    read = Docx(docx(paragraph("Eins") + paragraph(_BREAK) + paragraph(_BREAK) + paragraph("Drei")))
    assert read.units == ["Eins", "", "Drei"]


@pytest.mark.parametrize(
    "broken", ["<w:p><w:r><w:t>offen", "</w:p>", "<w:p>&unbekannt;</w:p>", "<x:p/>"]
)
def test_damaged_xml_is_a_broken_file(broken: str) -> None:
    with pytest.raises(ReadingError) as caught:
        Docx(docx(paragraph("Text") + broken))
    assert caught.value.fault is Fault.BROKEN
