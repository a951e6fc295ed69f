"""Workbooks: every cell as it is shown, in stretches that speak for themselves."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook

from bot.documents.extract import Extractor
from bot.documents.reading import sheets
from bot.documents.reading.protocol import Fault, Kind, Opened, Place, Read, ReadingError
from bot.documents.reading.rows import column_letters
from tests.unit.documents.office_samples import odf, patched, related, relations, xlsx


def workbook(fill: Callable[[Workbook], object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        fill(made)
    return out.getvalue()


def opened(data: bytes) -> Opened:
    return sheets.load()(data)


def units(data: bytes) -> list[Read]:
    return list(opened(data).units)


def text(data: bytes) -> str:
    return "\n".join(unit.text for unit in units(data))


def test_cells_come_as_excel_shows_them() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("Haushalt")
        sheet.write_row("A1", ["Straße", "Betrag", "Anteil", "Fällig", "PLZ", "erledigt"])
        sheet.write("A2", "Ringstraße")
        sheet.write("B2", 1234.5, book.add_format({"num_format": '#,##0.00 "€"'}))
        sheet.write("C2", 0.195, book.add_format({"num_format": "0.0%"}))
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime("D2", dt.datetime(2026, 11, 2), date)  # noqa: DTZ001  as in a sheet
        sheet.write("E2", 1067, book.add_format({"num_format": "00000"}))
        sheet.write_boolean("F2", boolean=True)
        sheet.write("A3", 3.0)
        sheet.write_formula("B3", "=1/0", value="#DIV/0!")
        sheet.write_formula("C3", "=A3*2", value=6)

    (unit,) = units(workbook(fill))
    assert unit.text.split("\n") == [
        "Straße | Betrag | Anteil | Fällig | PLZ | erledigt",
        "Ringstraße | 1.234,50 € | 19,5 % | 02.11.2026 | 01067 | WAHR",
        "3 | #DIV/0! | 6",
    ]
    assert (unit.spot.name, unit.spot.first, unit.spot.last) == ("Haushalt", 1, 3)


def test_long_sheets_are_cut_and_each_stretch_has_the_header() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("Liste")
        sheet.write("A1", "Stand: heute")
        sheet.write_row("A3", ["Nr", "Name", "Ort"])
        for row in range(3, 100):
            sheet.write_row(row, 0, [row + 1, f"Müller {row}", "Köln"])

    read = opened(workbook(fill))
    made = list(read.units)
    assert (read.place, read.total) == (Place.ROWS, 3)
    assert [(unit.spot.first, unit.spot.last) for unit in made] == [(1, 41), (42, 81), (82, 100)]
    assert made[0].text.startswith("Stand: heute\nNr | Name | Ort\n4 | Müller 3")
    assert [unit.text.split("\n")[:2] for unit in made[1:]] == [
        ["Nr | Name | Ort", "42 | Müller 41 | Köln"],
        ["Nr | Name | Ort", "82 | Müller 81 | Köln"],
    ]


def test_long_rows_make_shorter_stretches() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(10):
            sheet.write_row(row, 0, [row, "Wort " * 200])

    assert [(u.spot.first, u.spot.last) for u in units(workbook(fill))][:2] == [(1, 2), (3, 4)]


def test_rows_of_numbers_are_no_header() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(50):
            sheet.write_row(row, 0, [row, row * 2])

    made = units(workbook(fill))
    assert made[1].text.startswith("40 | 80")


def test_sheets_come_in_their_order_and_hidden_ones_are_known() -> None:
    def fill(book: Workbook) -> None:
        for name in ("Zweite", "Erste", "Leer", "Versteckt"):
            book.add_worksheet(name)
        for sheet in book.worksheets():
            if sheet.name != "Leer":
                sheet.write("A1", f"von {sheet.name}")
        book.worksheets()[3].hide()

    made = units(workbook(fill))
    assert [(unit.text, unit.spot.is_hidden) for unit in made] == [
        ("von Zweite", False),
        ("von Erste", False),
        ("von Versteckt", True),
    ]


def test_empty_rows_and_columns_are_left_out_but_rows_keep_their_numbers() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("C5", "a")
        sheet.write("F5", "b")
        sheet.write("F9", "c\nd")

    (unit,) = units(workbook(fill))
    assert (unit.text, unit.spot.first, unit.spot.last) == ("a | b\n | c d", 5, 9)


def test_comments_and_text_boxes_and_charts_and_page_headers_are_read() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("Blatt")
        sheet.write("A1", "Summe")
        sheet.write("B1", 5)
        sheet.write_comment("B1", "Stimmt das?", {"author": "Amt 3"})
        sheet.write_comment("D4", "Fehlt noch")
        sheet.insert_textbox("F1", "Nur für den Dienstgebrauch")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Blatt!$B$1:$B$1"})
        chart.set_title({"name": "Verlauf"})
        sheet.insert_chart("F9", chart)
        sheet.set_header('&L&"Arial,Fett"Stadt Köln&RSeite &P von &N')
        sheet.set_footer("&CSeite &P")

    assert text(workbook(fill)).split("\n") == [
        "[Kopfzeile: Stadt Köln]",
        "Summe | 5 [Kommentar von Amt 3: Stimmt das?]",
        " |  | [Kommentar: Fehlt noch]",
        "[Diagramm: Verlauf]",
        "[Textfeld: Nur für den Dienstgebrauch]",
    ]


def test_a_discussion_counts_and_the_notice_beside_it_does_not() -> None:
    data = workbook(lambda book: book.add_worksheet().write_comment("A1", "Ihre Version …"))
    thread = (
        '<t:ThreadedComments xmlns:t="urn:t"><t:threadedComment ref="A1" personId="{1}"><t:text>Wer'
        " prüft?</t:text></t:threadedComment></t:ThreadedComments>"
    )
    person = '<t:l xmlns:t="urn:t"><t:person id="{1}" displayName="Öztürk"/></t:l>'
    data = patched(
        data,
        {"xl/threadedComments/tc1.xml": thread, "xl/persons/person.xml": person},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": related(
                "rT", "threadedComment", "../threadedComments/tc1.xml"
            ),
            "xl/_rels/workbook.xml.rels": related("rP", "person", "persons/person.xml"),
        },
    )
    assert text(data) == "[Kommentar von Öztürk: Wer prüft?]"


def test_cells_without_places_and_strings_of_every_kind_are_read() -> None:
    rows = (
        '<row><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>nie</t></rPh></is></c>'
        '<c t="str"><f>A1</f><v>Formel</v></c><c t="d"><v>2026-11-02T09:30:00</v></c></row>'
        '<row><c><f>SUM(A1)</f></c><c t="b"><v>0</v></c></row>'
    )
    assert text(xlsx(rows)) == "inline | Formel | 02.11.2026 09:30\n=SUM(A1) | FALSCH"


def test_a_number_that_is_none_stays_as_it_is() -> None:
    values = ("eins", "NaN", "-INF", "1e999")
    row = "".join(f"<c><v>{value}</v></c>" for value in values)
    assert text(xlsx(f"<row>{row}</row>")) == "eins | NaN | -INF | 1e999"


def test_any_prefix_of_the_namespace_will_do() -> None:
    data = xlsx('<row r="2"><c r="B2"><v>5</v></c></row>')
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    assert text(patched(data, {"xl/worksheets/sheet1.xml": sheet})) == "7"


def test_two_cells_at_the_ends_of_a_sheet_cost_no_more_than_two_cells() -> None:
    row = '<row r="{0}"><c r="{1}{0}"><v>{2}</v></c></row>'
    rows = row.format(1, "A", 1) + row.format(1_048_576, "XFD", 2)
    (unit,) = units(xlsx(rows))
    assert (unit.text, unit.spot.first, unit.spot.last) == ("1\n | 2", 1, 1_048_576)


def test_a_wide_sheet_with_few_cells_is_written_cell_by_cell() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="{column_letters(n * 20)}{n}"><v>{n}</v></c></row>'
        for n in range(1, 31)
    )
    (unit,) = units(xlsx(rows))
    assert unit.text.split("\n")[:2] == ["U: 1", "AO: 2"]


def test_more_rows_than_anybody_reads_are_counted_and_refused() -> None:
    rows = (f"<row><c><v>{n * 7919 % 100_003}</v></c></row>" for n in range(65_000))
    with pytest.raises(ReadingError) as caught:
        opened(xlsx("".join(rows)))
    assert (caught.value.fault, caught.value.total > 1_500) == (Fault.TOO_MANY, True)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="ABCD1"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        f"<row>{'<c/>' * 16_385}</row>",
        '<row><c t="s"><v>9</v></c></row>',
        "<row>",
    ],
)
def test_a_damaged_sheet_is_a_broken_file(rows: str) -> None:
    with pytest.raises(ReadingError) as caught:
        opened(xlsx(rows))
    assert caught.value.fault is Fault.BROKEN


def test_entities_are_refused_and_not_followed() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    with pytest.raises(ReadingError) as caught:
        opened(xlsx('<row><c t="str"><v>&a;</v></c></row>', before=bomb))
    assert caught.value.fault is Fault.BROKEN


def test_a_workbook_without_anything_is_empty() -> None:
    with pytest.raises(ReadingError) as caught:
        opened(workbook(lambda book: book.add_worksheet()))
    assert caught.value.fault is Fault.EMPTY


def test_a_sheet_that_is_missing_is_no_silence() -> None:
    with pytest.raises(ReadingError):
        opened(xlsx("", parts={"xl/_rels/workbook.xml.rels": relations()}))


def cell(shown: str, *, repeated: int = 1, inner: str = "") -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeated}"><text:p>{shown}</text:p>'
        f"{inner}</table:table-cell>"
    )


def test_opendocument_sheets_come_as_they_were_shown() -> None:
    note = (
        "<office:annotation><dc:creator>Amt 3</dc:creator><dc:date>2026</dc:date>"
        "<text:p>Stimmt das?</text:p></office:annotation>"
    )
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    body = (
        '<table:table table:name="Haushalt"><table:shapes><draw:frame><draw:text-box>'
        "<text:p>Entwurf</text:p></draw:text-box></draw:frame></table:shapes>"
        "<table:table-header-rows>"
        f"<table:table-row>{cell('Straße')}{cell('Betrag')}{empty}</table:table-row>"
        '</table:table-header-rows><table:table-row table:number-rows-repeated="3">'
        f"{empty}</table:table-row><table:table-row>{cell('Ring<text:span>straße</text:span>')}"
        f"{cell('1.234,50 €', inner=note)}</table:table-row></table:table>"
        '<table:table table:name="Geheim" table:style-name="ta2"><table:table-row>'
        f"{cell('x', repeated=3)}</table:table-row></table:table>"
    )
    styles = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    first, second = units(odf("spreadsheet", body, styles=styles))
    assert first.text.split("\n") == [
        "Straße | Betrag",
        "Ringstraße | 1.234,50 € [Kommentar von Amt 3: Stimmt das?]",
        "[Textfeld: Entwurf]",
    ]
    assert (first.spot.name, first.spot.first, first.spot.last) == ("Haushalt", 1, 5)
    assert (second.text, second.spot.name, second.spot.is_hidden) == ("x | x | x", "Geheim", True)


def test_repeated_rows_are_unfolded_until_it_is_too_much() -> None:
    row = '<table:table-row table:number-rows-repeated="{}">' + cell("x") + "</table:table-row>"
    table = '<table:table table:name="T">{}</table:table>'
    assert text(odf("spreadsheet", table.format(row.format(3)))) == "x\nx\nx"
    with pytest.raises(ReadingError) as caught:
        opened(odf("spreadsheet", table.format(row.format(1_048_576))))
    assert caught.value.fault is Fault.TOO_MANY


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbook(lambda book: book.add_worksheet("Maße").write("A1", "Größe")), Kind.XLSX),
        (
            odf(
                "spreadsheet",
                '<table:table table:name="Maße"><table:table-row><table:table-cell><text:p>Größe'
                "</text:p></table:table-cell></table:table-row></table:table>",
            ),
            Kind.ODS,
        ),
    ],
)
async def test_workbooks_are_read_in_the_confined_child(data: bytes, kind: Kind) -> None:
    extract = await Extractor().extract(data, max_pages=10)
    assert (extract.kind, extract.place) == (kind, Place.ROWS)
    assert [(unit.text, unit.spot.name) for unit in extract.units] == [("Größe", "Maße")]
