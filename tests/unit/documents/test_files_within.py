"""Files within a file: each read by a child of its own, each with its name and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import FilesWithinUnreadable, FileTooManyPages
from bot.documents.document import Kind, Place, Spot, Unread
from bot.documents.extract import Extract, Extractor
from bot.documents.ocr import Tesseract
from bot.documents.recognition import Recogniser
from tests.unit.documents import hostile
from tests.unit.documents.samples import docx, paragraph, pdf
from tests.unit.documents.scans import SENTENCE, has_tesseract, picture, stored


async def read(data: bytes, max_pages: int = 100) -> Extract:
    return await Extractor().extract(data, max_pages=max_pages)


async def test_units_of_files_within_take_their_place_and_are_numbered_through() -> None:
    data = hostile.archive(
        {"Plan.pdf": pdf(["Erste Seite", "Zweite Seite"]), "brief.txt": "Sehr geehrte Frau"}
    )
    extracted = await read(data)
    assert (extracted.kind, extracted.place) == (Kind.ZIP, Place.PART)
    assert [(unit.number, unit.text, unit.spot) for unit in extracted.units] == [
        (1, "Erste Seite", Spot(Place.PAGE, first=1, last=1, file="Plan.pdf")),
        (2, "Zweite Seite", Spot(Place.PAGE, first=2, last=2, file="Plan.pdf")),
        (3, "Sehr geehrte Frau", Spot(Place.SECTION, first=1, last=1, file="brief.txt")),
    ]


async def test_an_attachment_of_a_mail_in_an_archive_is_read() -> None:
    mail = hostile.attached("Plan.pdf", pdf(["Der Plan des Amtes"]))
    units = (await read(hostile.archive({"Mail.eml": mail}))).units
    assert units[-1].text == "Der Plan des Amtes"
    assert units[-1].spot.file == "Mail.eml › Plan.pdf"


async def test_an_archive_in_a_mail_is_read_one_level_deep() -> None:
    inner = hostile.archive({"Plan.pdf": pdf(["Der Plan des Amtes"])})
    units = (await read(hostile.attached("alles.zip", inner))).units
    assert units[-1].spot.file == "alles.zip › Plan.pdf"


async def test_what_lies_deeper_is_named_and_not_read() -> None:
    mail = hostile.attached("Plan.pdf", pdf(["Der Plan des Amtes"]))
    data = hostile.attached("zwei.eml", hostile.attached("drei.eml", mail))
    units = (await read(data)).units
    assert units[-1].why is Unread.NESTED
    assert units[-1].spot.file == "zwei.eml › drei.eml › Plan.pdf"


async def test_a_file_within_that_cannot_be_read_says_why_and_spoils_no_other() -> None:
    data = hostile.archive(
        {
            "geheim.pdf": pdf(["Text"], password="geheim"),
            "kaputt.pdf": pdf(["Text"])[:300],
            "leer.txt": b"",
            "programm.exe": b"MZ\x90\x00" + bytes(range(256)) * 9,
            "brief.docx": docx(paragraph("Sehr geehrte Frau Öztürk,")),
        }
    )
    units = (await read(data)).units
    assert {unit.spot.file: unit.why for unit in units} == {
        "geheim.pdf": Unread.ENCRYPTED,
        "kaputt.pdf": Unread.BROKEN,
        "leer.txt": Unread.BLANK,
        "programm.exe": Unread.UNKNOWN,
        "brief.docx": None,
    }


async def test_an_archive_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(FilesWithinUnreadable):
        await read(hostile.archive({"geheim.pdf": pdf(["Text"], password="geheim")}))


async def test_pages_of_all_files_within_count_together() -> None:
    pages = {f"{n}.pdf": pdf(["Text"] * 4) for n in range(3)}
    extracted = await read(hostile.archive(pages), max_pages=9)
    assert [unit.why for unit in extracted.units] == [None] * 8 + [Unread.TOO_LARGE]
    with pytest.raises(FileTooManyPages):
        await read(hostile.archive(pages), max_pages=2)


async def test_more_than_fifty_files_are_named_but_not_read() -> None:
    data = hostile.archive({"b.txt": "Ein Satz."} | {f"{n}.bin": b"" for n in range(50)})
    units = (await read(data)).units
    assert len(units) == 51
    assert [unit.why for unit in units[-2:]] == [Unread.BLANK, Unread.TOO_MANY]


@pytest.mark.skipif(not has_tesseract(), reason="Tesseract is not installed")
async def test_a_scan_within_a_mail_is_recognised(tmp_path: Path) -> None:
    data = hostile.attached("Scan.png", stored(picture(SENTENCE), "PNG"))
    extracted = await Extractor(Recogniser(Tesseract())).extract(data, max_pages=9)
    unit = extracted.units[-1]
    assert (unit.text, unit.is_recognised, unit.spot.file) == (SENTENCE, True, "Scan.png")
