"""Word files: everything a reader of the file sees, in its order, on its page."""

from __future__ import annotations

import pytest

from bot.documents.reading.docx import Docx
from bot.documents.reading.protocol import Fault, Place, ReadingError
from tests.unit.documents.office_samples import RELATION, patched, relations
from tests.unit.documents.samples import docx, paragraph

_BREAK = "<w:r><w:br w:type='page'/></w:r>"
_SHOWN_BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def units(body: str, **parts: str) -> list[str]:
    return texts(Docx(docx(body, parts=parts)))


def texts(read: Docx) -> list[str]:
    return [unit.text for unit in read.units]


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
    assert texts(read) == ["Seite eins,", "Seite zwei", "Seite drei"]


def test_a_page_break_within_a_table_counts() -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p>{shown}{run(text)}</w:p></w:tc></w:tr>"
        for shown, text in (("", "oben"), (_SHOWN_BREAK, "unten"))
    )
    assert units(f"<w:tbl>{rows}</w:tbl>") == ["oben", "unten"]


def test_breaks_by_hand_are_pages_only_if_the_pages_would_fit_on_paper() -> None:
    first = Docx(docx(paragraph("Eins") + paragraph(_BREAK) + paragraph("Zwei")))
    assert (first.place, texts(first)) == (Place.PAGE, ["Eins", "Zwei"])
    second = Docx(docx(paragraph("Ein Satz. " * 900) + paragraph(_BREAK) + paragraph("Zwei")))
    assert second.place is Place.SECTION


def test_a_blank_page_keeps_its_number() -> None:
    read = Docx(docx(paragraph("Eins") + paragraph(_BREAK) + paragraph(_BREAK) + paragraph("Drei")))
    assert texts(read) == ["Eins", "", "Drei"]


def styled(style: str, text: str) -> str:
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/><w:rPr><w:b/></w:rPr></w:pPr>{run(text)}</w:p>"


def test_sections_begin_at_headings_and_are_named_by_them() -> None:
    styles = (
        "<w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:styleId='Amt'><w:basedOn w:val='berschrift1'/></w:style>"
        "<w:style w:styleId='Nie'><w:basedOn w:val='berschrift1'/><w:pPr><w:outlineLvl w:val='9'/>"
        "</w:pPr></w:style><w:style w:styleId='A'><w:basedOn w:val='A'/></w:style>"
    )
    long = paragraph("Ein Satz über Maße. " * 80)
    level = f"<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{run('Kosten')}</w:p>"
    body = (
        paragraph("Vorspann")
        + styled("berschrift1", "Anlass")
        + long
        + styled("Amt", "Ziel")
        + long
        + styled("Nie", "Kein Titel")
        + styled("A", "Auch keiner")
        + level
        + long
        + long
    )
    read = Docx(docx(body, parts={"styles": styles}))
    assert read.place is Place.SECTION
    assert [unit.spot.name for unit in read.units] == ["Anlass", "Ziel", "Kosten", "Kosten"]
    assert texts(read)[1].startswith("Ziel\n\nEin Satz")


def test_a_layout_that_ends_and_a_paragraph_on_a_new_page_end_the_page() -> None:
    def ends(kind: str) -> str:
        layout = f"<w:sectPr>{kind}</w:sectPr>"
        return f"<w:p><w:pPr>{layout}</w:pPr></w:p>"

    fresh = f"<w:p><w:pPr><w:pageBreakBefore/></w:pPr>{run('Drei')}</w:p>"
    off = "<w:p><w:pPr><w:pageBreakBefore w:val='0'/></w:pPr></w:p>"
    body = (
        f"<w:p><w:pPr><w:pageBreakBefore/></w:pPr>{run('Eins')}</w:p>{off}"
        + ends("<w:type w:val='continuous'/>")
        + ends("")
        + paragraph("Zwei")
        + fresh
        + "<w:sectPr/>"
    )
    read = Docx(docx(body))
    assert (read.place, texts(read)) == (Place.PAGE, ["Eins", "Zwei", "Drei"])


def test_charts_smartart_and_descriptions_of_pictures_are_read() -> None:
    chart = (
        "<c:chart xmlns:c='urn:c'><c:ser><c:tx><c:v>Anträge</c:v></c:tx><c:cat><c:pt idx='0'>"
        "<c:v>2026</c:v></c:pt></c:cat><c:val><c:numCache><c:formatCode>0.0</c:formatCode>"
        "<c:pt idx='0'><c:v>7.25</c:v></c:pt></c:numCache></c:val></c:ser></c:chart>"
    )
    smart = (
        "<d xmlns:g='urn:g'><g:pt><g:t><p><t>Prüfung</t></p></g:t></g:pt>"
        "<g:pt type='pres'><g:t><p><t>nie</t></p></g:t></g:pt></d>"
    )
    r = f"xmlns:r='{RELATION}'"
    body = paragraph(
        run("Text")
        + f"<w:drawing><wp:docPr xmlns:wp='urn:wp' descr='Lageplan'/><c:chart xmlns:c='urn:c' {r}"
        f" r:id='r1'/><g:relIds xmlns:g='urn:g' {r} r:dm='r2'/></w:drawing>"
        "<w:drawing><wp:docPr xmlns:wp='urn:wp' descr='image1.png'/></w:drawing>"
    )
    data = patched(
        docx(body),
        {
            "word/charts/chart1.xml": chart,
            "word/diagrams/data1.xml": smart,
            "word/_rels/document.xml.rels": relations(
                ("r1", "chart", "charts/chart1.xml"), ("r2", "diagramData", "diagrams/data1.xml")
            ),
        },
    )
    assert texts(Docx(data))[0].split("\n\n") == [
        "Text",
        "[Bild: Lageplan]",
        "[Diagramm]\n| Anträge\n2026 | 7,3",
        "Prüfung",
    ]


def test_content_controls_and_boxes_to_tick_are_read() -> None:
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='nie'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    tick = "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t xml:space='preserve'> Ja</w:t></w:r>"
    assert units(control.format(paragraph("Köln")) + paragraph(tick)) == ["Köln\n\n☒ Ja"]


def test_fields_of_older_forms_say_what_was_chosen() -> None:
    def field(data: str) -> str:
        begin = f"<w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar>"
        return f"<w:r>{begin}</w:r>"

    def box(*states: str) -> str:
        return field(f"<w:checkBox><w:size/>{''.join(states)}</w:checkBox>")

    entries = "".join(f"<w:listEntry w:val='{name}'/>" for name in ("ledig", "verheiratet"))
    body = paragraph(
        box("<w:default w:val='0'/>", "<w:checked/>")
        + run(" ja ")
        + box("<w:default w:val='1'/>", "<w:checked w:val='0'/>")
        + run(" nein ")
        + box("<w:default w:val='1'/>")
        + run(" offen: ")
        + field(f"<w:ddList><w:result w:val='1'/>{entries}</w:ddList>")
        + run(", ")
        + field(f"<w:ddList>{entries}</w:ddList>")
    )
    assert units(body) == ["☒ ja ☐ nein ☒ offen: verheiratet, ledig"]


@pytest.mark.parametrize(
    "broken", ["<w:p><w:r><w:t>offen", "</w:p>", "<w:p>&unbekannt;</w:p>", "<x:p/>"]
)
def test_damaged_xml_is_a_broken_file(broken: str) -> None:
    with pytest.raises(ReadingError) as caught:
        Docx(docx(paragraph("Text") + broken))
    assert caught.value.fault is Fault.BROKEN
