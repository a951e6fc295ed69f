"""Real Office files beside a development checkout, through the child. Skipped without them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.core.errors import FileEncrypted
from bot.documents.document import Kind, Place, Unit
from bot.documents.extract import Extract, Extractor

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "documents"

pytestmark = [
    pytest.mark.real_documents,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder shared/data/documents is missing"),
]


async def read(name: str) -> Extract:
    data = await asyncio.to_thread((FOLDER / name).read_bytes)
    return await Extractor().extract(data, max_pages=1_500)


async def units(name: str) -> tuple[Unit, ...]:
    return (await read(f"real/{name}")).units


async def test_a_presentation_gives_tables_lists_and_notes() -> None:
    first, second, third = await units("docling__powerpoint_sample.pptx")
    assert first.spot.name == "Test Table Slide"
    assert "\nR1 | True | False |  | False | True | True\n" in first.text
    assert first.text.endswith("With footnote")
    assert second.text.startswith("Second slide title\n\nA rectangle shape with this text inside.")
    assert second.text.endswith("[Notizen: Some notes on the second slide.]")
    assert third.text.count("List item") == 3
    assert third.spot.first == 3


async def test_a_workbook_gives_its_sheets() -> None:
    first, second = await units("kreuzberg__excel_multi_sheet.xlsx")
    assert (first.spot.name, first.text) == (
        "first_sheet",
        "Column 1 | Column 2\na | 1\nb | 2\nc | 3",
    )
    assert (second.spot.name, second.spot.last) == ("second_sheet", 4)


async def test_a_workbook_shows_numbers_as_formatted() -> None:
    (unit,) = await units("tika__testEXCEL-formats.xlsx")
    for line in (
        "Number #,##0.00 | 1.599,99 | -1.599,99",
        "Currency $#,##0.00;[Red]($#,##0.00) | $1.599,99 | ($1.599,99)",
        "Percentage (0.025) | 3 % | 2,50 %",
        "Time Format: h:mm | 06:15 | 18:15",
        "Date Format: m/d/yy | 03.10.2009",
        "Date/Time Format | 19.01.2008 04:35",
    ):
        assert line in unit.text
    assert (unit.spot.first, unit.spot.last) == (4, 16)


async def test_a_sheet_whose_cells_lie_far_apart_is_read() -> None:
    extract = await read("hostile/sparse_corner.xlsx")
    (unit,) = extract.units
    assert (extract.place, unit.text, unit.spot.last) == (Place.ROWS, "a\n | b", 1_048_576)


async def test_opendocument_files_are_read() -> None:
    (sheet,) = await units("tika__LibreOfficeCalc_ods_1.3.ods")
    assert sheet.text == "This | is | an | example | spreadsheet\n0 | 1 | 2 | 3 | 4"
    assert (sheet.spot.name, sheet.spot.first, sheet.spot.last) == ("Sheet1", 1, 2)
    (text,) = await units("tika__LibreOfficeWriter_odt_1.3.odt")
    assert text.text == "This is an example document"
    first, second = await units("tika__LibreOfficeImpress_odp_1.3.odp")
    assert (first.text, first.spot.name) == ("This is\n\nAn example Impress file", "This is")
    assert not second.is_readable


async def test_an_opendocument_text_with_tables_is_read_page_by_page() -> None:
    extract = await read("real/docling__text_document_03.odt")
    assert (extract.kind, extract.place, len(extract.units)) == (Kind.ODT, Place.PAGE, 2)
    assert "Rich cell A nested table  A | B | C" in extract.units[0].text
    assert "Only text | [Bild: Owner avatar]" in extract.units[0].text
    assert "R2C1 item 1 R2C1 item 2 | R2C2 item 1 R2C2 item 2" in extract.units[1].text


async def test_word_files_are_cut_at_their_headings() -> None:
    extract = await read("de.docx")
    assert (extract.place, len(extract.units)) == (Place.SECTION, 112)
    assert extract.units[0].spot.name == "Tagesordnungspunkt 1 vom 2024-07-08"
    assert all(unit.spot.name for unit in extract.units)
    (commented,) = await units("docling__docx_comments.docx")
    assert commented.spot.name == "Document with Comments"


@pytest.mark.parametrize(
    "name", ["tika__testODTEncrypted.odt", "tika__testPPT_protected_passtika.pptx"]
)
async def test_files_with_a_password_say_so(name: str) -> None:
    with pytest.raises(FileEncrypted):
        await read(f"real/{name}")
