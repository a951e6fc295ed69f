"""OpenDocument texts and presentations: everything a reader of the file sees, where it stands."""

from __future__ import annotations

import pytest

from bot.documents.extract import Extractor
from bot.documents.reading import opendocument
from bot.documents.reading.protocol import Fault, Kind, Opened, Place, Read, ReadingError, Unread
from tests.unit.documents.office_samples import odf, odf_part, patched

_NEW_PAGE = (
    '<style:style style:name="P9" style:family="paragraph">'
    '<style:paragraph-properties fo:break-before="page"/></style:style>'
)


def opened(data: bytes) -> Opened:
    return opendocument.load()(data)


def units(data: bytes) -> list[Read]:
    return list(opened(data).units)


def text(body: str, pages: str = "") -> str:
    return "\n\n".join(unit.text for unit in units(odf("text", body, pages=pages)))


def p(inner: str) -> str:
    return f"<text:p>{inner}</text:p>"


def test_headings_paragraphs_lists_and_blanks_come_in_order() -> None:
    item = "<text:list-item>{}</text:list-item>"
    body = (
        "<text:sequence-decls><text:sequence-decl/></text:sequence-decls><text:h>Überblick</text:h>"
        + p('Die <text:span>Straße</text:span> wird<text:s text:c="2"/>neu<text:tab/>gebaut.')
        + f"<text:list>{item.format(p('erstens'))}{item.format(p('zweitens'))}</text:list>"
        + f"<text:section>{p('Im<text:line-break/>Bereich')}</text:section>"
    )
    assert text(body) == (
        "Überblick\n\nDie Straße wird  neu\tgebaut.\n\nerstens\n\nzweitens\n\nIm\nBereich"
    )


def test_tables_come_as_rows_and_those_within_cells_too() -> None:
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    inner = f"<table:table>{row(p('innen'), p('links'))}</table:table>"
    body = (
        f"<table:table><table:table-header-rows>{row(p('Straße'), p('Kosten'))}"
        f"</table:table-header-rows>{row(p('Ring'), p('5 €') + p('netto'))}"
        f"{row(inner, p('außen'))}</table:table>"
    )
    assert text(body).split("\n\n") == [
        "Straße | Kosten",
        "Ring | 5 € netto",
        "innen | links | außen",
    ]


def test_notes_and_comments_follow_their_paragraph_and_are_marked() -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    )
    comment = (
        "<office:annotation><dc:creator>Öztürk</dc:creator><dc:date>2026-01-01</dc:date>"
        f"{p('Stimmt das?')}</office:annotation>"
    )
    body = p("Siehe" + note.format("footnote", "ABl. 2026") + " Satzung" + comment + ".") + p(
        "Ende" + note.format("endnote", "Anlage")
    )
    assert text(body).split("\n\n") == [
        "Siehe Satzung.",
        "[Fußnote: ABl. 2026]",
        "[Kommentar von Öztürk: Stimmt das?]",
        "Ende",
        "[Endnote: Anlage]",
    ]


def test_tracked_deletions_are_left_out() -> None:
    deleted = f"<text:deletion>{p('alt')}</text:deletion>"
    body = f"<text:tracked-changes><text:changed-region>{deleted}</text:changed-region>"
    assert text(f"{body}</text:tracked-changes>{p('Frist: <text:change/>Juni')}") == "Frist: Juni"


def test_text_boxes_and_descriptions_of_pictures_are_read() -> None:
    box = f"<draw:frame><draw:text-box>{p('Im Kasten')}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{p('In der Form')}</draw:custom-shape>"
    picture = "<draw:frame><draw:image/><svg:desc>Lageplan</svg:desc></draw:frame>"
    assert text(p(f"Daneben{box}{shape}") + p(picture)).split("\n\n") == [
        "Daneben",
        "Im Kasten",
        "In der Form",
        "[Bild: Lageplan]",
    ]


def test_a_chart_within_the_text_gives_its_title_and_figures_once() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    chart = odf_part(
        f"<office:chart><chart:chart><chart:title>{p('Anträge')}</chart:title><table:table>"
        f"<table:table-row>{cell.format('2026')}{cell.format('12')}</table:table-row>"
        "</table:table></chart:chart></office:chart>"
    )
    frame = p('<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>')
    data = odf("text", p("Vorher") + frame + frame, parts={"Object 1/content.xml": chart})
    assert units(data)[0].text == "Vorher\n\n[Diagramm]\n\nAnträge\n\n2026 | 12"


def test_an_object_that_is_the_document_itself_ends() -> None:
    frame = p('<draw:frame><draw:object xlink:href="./"/></draw:frame>')
    assert text(p("Text") + frame) == "Text"


def test_headers_and_footers_are_read_once_each() -> None:
    header = f"<style:header>{p('Stadt Köln')}</style:header>"
    footer = f"<style:footer>{p('Az. 1')}</style:footer>"
    pages = f"<style:master-page>{header}{footer}</style:master-page>" * 2
    assert text(p("Text"), pages=pages) == "[Kopfzeile: Stadt Köln]\n\nText\n\n[Fußzeile: Az. 1]"


def test_pages_are_those_that_the_program_last_showed() -> None:
    body = (
        '<text:p text:style-name="P9">Seite eins, <text:soft-page-break/>Seite zwei</text:p>'
        f'<text:soft-page-break/>{p("Seite drei")}<text:p text:style-name="P9">Seite vier</text:p>'
    )
    read = opened(odf("text", body, styles=_NEW_PAGE))
    assert read.place is Place.PAGE
    assert [unit.text for unit in read.units] == [
        "Seite eins,",
        "Seite zwei",
        "Seite drei",
        "Seite vier",
    ]


def test_without_marks_sections_begin_at_headings_and_are_named_by_them() -> None:
    body = "".join(
        f"<text:h>Kapitel {n}</text:h>{p(f'Satz über Maß {n}. ' * 80)}" for n in range(1, 4)
    )
    read = opened(odf("text", p("Vorspann") + body))
    made = list(read.units)
    assert read.place is Place.SECTION
    assert [unit.spot.name for unit in made] == ["Kapitel 1", "Kapitel 2", "Kapitel 3"]
    assert made[1].text.startswith("Kapitel 2\n\nSatz über Maß 2.")


def slide(inner: str, more: str = "") -> str:
    return f"<draw:page {more}>{inner}</draw:page>"


def frame(words: str, y: str = "1cm", x: str = "1cm", kind: str = "outline") -> str:
    return (
        f'<draw:frame svg:x="{x}" svg:y="{y}" presentation:class="{kind}"><draw:text-box>'
        f"{p(words)}</draw:text-box></draw:frame>"
    )


def test_slides_come_with_title_notes_and_comments_in_reading_order() -> None:
    notes = f"<presentation:notes>{frame('Langsam!', kind='notes')}{frame('7', kind='page-number')}"
    comment = f"<office:annotation>{p('Fehlt')}</office:annotation>"
    group = f"<draw:g>{frame('gruppiert', y='15cm')}</draw:g>"
    body = slide(
        group
        + frame("rechts", y="50mm", x="5in")
        + frame("links", y="52mm", x="10mm")
        + frame("Maß & Ziel".replace("&", "&amp;"), y="17cm", kind="title")
        + comment
        + f"{notes}</presentation:notes>"
    )
    (unit,) = units(odf("presentation", body))
    assert unit.text.split("\n\n") == [
        "Maß & Ziel",
        "[Kommentar: Fehlt]",
        "links",
        "rechts",
        "gruppiert",
        "[Notizen: Langsam!]",
    ]
    assert (unit.spot.first, unit.spot.name) == (1, "Maß & Ziel")


def test_hidden_and_empty_slides_are_known_and_footers_told_once() -> None:
    hidden = (
        '<style:style style:name="dp1" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    decl = "presentation:footer-decl"
    declared = f'<{decl} presentation:name="f">Stadt Köln</{decl}>'
    uses = 'presentation:use-footer-name="f"'
    empty = '<draw:frame presentation:placeholder="true"><draw:text-box/></draw:frame>'
    body = (
        declared
        + slide(frame("Eins"), f'draw:style-name="dp1" {uses}')
        + slide(empty)
        + slide(frame("Drei"), uses)
    )
    made = units(odf("presentation", body, styles=hidden))
    assert [unit.text for unit in made] == ["Eins\n\n[Fußzeile: Stadt Köln]", "", "Drei"]
    assert [unit.spot.is_hidden for unit in made] == [True, False, False]
    assert (made[1].is_readable, made[1].why) == (False, Unread.BLANK)


def test_a_table_on_a_slide_is_read() -> None:
    cells = "<table:table-cell><text:p>a</text:p></table:table-cell>" * 2
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    body = slide(f"<draw:frame>{table}<draw:image/></draw:frame>")
    assert units(odf("presentation", body))[0].text == "a | a"


def test_a_file_with_a_password_says_so() -> None:
    manifest = "<m:manifest xmlns:m='urn:m'><m:encryption-data/></m:manifest>"
    data = patched(odf("text", p("x")), {"META-INF/manifest.xml": manifest, "content.xml": "?"})
    with pytest.raises(ReadingError) as caught:
        opened(data)
    assert caught.value.fault is Fault.ENCRYPTED


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (odf("text", ""), Fault.EMPTY),
        (odf("text", "<text:p>"), Fault.BROKEN),
        (odf("text", "<text:list>" * 5_000 + "</text:list>" * 5_000), Fault.BROKEN),
        (odf("presentation", ""), Fault.EMPTY),
        (odf("presentation", slide("")), Fault.EMPTY),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as caught:
        opened(data)
    assert caught.value.fault is fault


def test_a_text_of_pictures_alone_is_unreadable_but_not_empty() -> None:
    (unit,) = units(odf("text", p("<draw:frame/>"), parts={"Pictures/1.png": "x"}))
    assert not unit.is_readable


@pytest.mark.parametrize(
    ("data", "kind", "place"),
    [
        (odf("text", p("Größe und Maß")), Kind.ODT, Place.SECTION),
        (odf("presentation", slide(frame("Größe und Maß"))), Kind.ODP, Place.SLIDE),
    ],
)
async def test_opendocument_files_are_read_in_the_confined_child(
    data: bytes, kind: Kind, place: Place
) -> None:
    extract = await Extractor().extract(data, max_pages=10)
    assert (extract.kind, extract.place) == (kind, place)
    assert [unit.text for unit in extract.units] == ["Größe und Maß"]
