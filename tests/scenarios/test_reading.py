"""What people upload besides plain PDFs: scans, mails with attachments, macros, more than fits."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from tests.scenarios.conftest import House
from tests.scenarios.test_files import docx, pdf, upload
from tests.unit.documents.hostile import archive, attached, xlsx
from tests.unit.documents.scans import SENTENCE, has_tesseract, picture, stored

_ROW = (
    "<row r='{n}'><c r='A{n}' t='inlineStr'><is><t>{a}</t></is></c><c r='B{n}'><v>{b}</v></c></row>"
)


async def summarise(house: House) -> str:
    """Press the one-click button of the last card and return what the model was shown."""
    house.model.answer("Es ist ein Vermerk.")
    received = house.last()
    run = house.button(received.card, "summary.run")
    await house.press("summary.run", {**run, "length": "short"}, reply_to=received.id)
    await house.settle(30)
    return "".join(str(seen.messages) for seen in house.model.requests)


@pytest.mark.skipif(not has_tesseract(), reason="Tesseract is not installed")
async def test_a_scanned_page_is_read_and_its_card_says_so(house: House) -> None:
    await upload(house, "Scan.pdf", stored(picture(SENTENCE), "PDF"))
    assert house.texts.count("documents.size.page.recognised", 1) in str(house.last().card)
    assert SENTENCE in await summarise(house)


async def test_a_mail_is_read_with_its_attachments_and_says_which_it_could_not(
    house: House,
) -> None:
    sheet = xlsx(_ROW.format(n=1, a="Posten", b=7) + _ROW.format(n=2, a="Streusalz", b=1250))
    inner = archive({"Haushalt.xlsx": sheet, "geheim.bin": b"MZ\x90\x00" + bytes(range(256)) * 9})
    await upload(house, "Mail.eml", attached("Anlagen.zip", inner))
    asked = await summarise(house)
    assert "Anbei die Datei." in asked
    assert "Streusalz" in asked
    assert "geheim" in str([shown.card for shown in house.shown().values()])


async def test_macros_are_never_run_and_people_are_told(house: House) -> None:
    out = BytesIO(docx("Der Rat hat beschlossen."))
    with zipfile.ZipFile(out, "a") as word:
        word.writestr("word/vbaProject.bin", b"Attribute VB_Name")
    await upload(house, "Formular.docm", out.getvalue())
    assert house.texts("documents.size.macros") in str(house.last().card)
    assert "Der Rat hat beschlossen." in await summarise(house)


async def test_files_beyond_a_set_are_refused_until_a_new_one_begins(house: House) -> None:
    first = [(f"{n}.txt", house.teams.put_file(f"{n}.txt", b"Satz %d." % n)) for n in range(10)]
    await upload(house, "0.txt", b"Satz 0.")
    await house.send("", files=first)
    await house.settle(30)
    url = house.teams.put_file("mehr.pdf", pdf(1))
    await house.send("", files=[("mehr.pdf", url)])
    await house.settle(30)
    assert house.texts("errors.file_set_full.title") in str(house.last().card)
    await house.ask("neu")
    await house.send("", files=[("mehr.pdf", url)])
    await house.settle(30)
    assert "mehr.pdf" in str(house.last().card)
    assert house.texts("errors.file_set_full.title") not in str(house.last().card)
