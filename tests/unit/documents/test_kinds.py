"""Kinds are told by content: a file's name is never asked."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from bot.documents.reading.kinds import kind_of, look
from bot.documents.reading.protocol import Fault, Kind, ReadingError
from tests.unit.documents import hostile
from tests.unit.documents.samples import docx, paragraph, pdf

_MARKDOWN = "# Vermerk\n\nText\n\n## Sachverhalt\n\nMehr **wichtiger** Text."
_MAIL = "Von: Anna\nAn: Ben\nBetreff: Termin\n\nLieber Ben, wir sehen uns morgen."


def _open_document(kind: str) -> bytes:
    return hostile.archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(pdf(["Text"]), Kind.PDF, id="PDF"),
        pytest.param(b"\r\nvorweg\r\n" + pdf(["Text"]), Kind.PDF, id="PDF after some bytes"),
        pytest.param(docx(paragraph("Text")), Kind.DOCX, id="Word"),
        pytest.param(hostile.xlsx(""), Kind.XLSX, id="Excel"),
        pytest.param(hostile.pptx(""), Kind.PPTX, id="PowerPoint"),
        pytest.param(hostile.odt(""), Kind.ODT, id="OpenDocument text"),
        pytest.param(_open_document("spreadsheet"), Kind.ODS, id="OpenDocument sheet"),
        pytest.param(_open_document("presentation"), Kind.ODP, id="OpenDocument slides"),
        pytest.param(_open_document("text-template"), Kind.ODT, id="OpenDocument template"),
        pytest.param(hostile.archive({"a.txt": "A"}), Kind.ZIP, id="archive"),
        pytest.param(
            hostile.archive({"a.pdf": pdf(["Text"])}, zipfile.ZIP_STORED),
            Kind.ZIP,
            id="archive with a PDF in its first bytes",
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), Kind.IMAGE, id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(40), Kind.IMAGE, id="JPEG"),
        pytest.param(b"II*\x00" + bytes(40), Kind.IMAGE, id="TIFF"),
        pytest.param(b"{\\rtf1\\ansi Gr\\'fc\\'dfe}", Kind.RTF, id="RTF"),
        pytest.param("\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nHallo".encode(), Kind.VTT, id="VTT"),
        pytest.param(b"1\r\n00:00:00,000 --> 00:00:01,000\r\nHallo", Kind.SRT, id="SRT"),
        pytest.param(b"<!DOCTYPE html>\n<p>Hallo</p>", Kind.HTML, id="HTML"),
        pytest.param(b"<?xml version='1.0'?>\n<html><body/></html>", Kind.HTML, id="XHTML"),
        pytest.param(b"<!-- Kopf -->\n<HTML>", Kind.HTML, id="HTML after a comment"),
        pytest.param("<html>".encode("utf-16"), Kind.HTML, id="HTML in UTF-16"),
        pytest.param(_MARKDOWN.encode(), Kind.MARKDOWN, id="Markdown"),
        pytest.param(b"| a | b |\n|---|---|\n| 1 | 2 |", Kind.MARKDOWN, id="Markdown table"),
        pytest.param("Amt;Straße\n1;Süd\n2;Nord\n".encode("cp1252"), Kind.CSV, id="CSV"),
        pytest.param(b"a,b,c\n1,2,3\n4,5,6\n", Kind.CSV, id="CSV with commas"),
        pytest.param(b'a\tb\n1\t"x\ty"\n3\t4\n', Kind.CSV, id="table with tabs"),
        pytest.param(hostile.eml(b"Hallo"), Kind.EML, id="mail"),
        pytest.param(
            b"Received: from a\n\tby b\nSubject: Hallo\nFrom: a\n\nText", Kind.EML, id="raw mail"
        ),
        pytest.param(b"From a@b Mon\nFrom: a\nTo: b\n\nText", Kind.EML, id="mail of a mailbox"),
        pytest.param(_MAIL.encode(), Kind.TXT, id="a mail that somebody pasted"),
        pytest.param(b"# Ein Kommentar\nabc=1\n", Kind.TXT, id="settings"),
        pytest.param(b"Liebe Anna, lieber Ben,\nheute nicht, morgen\n", Kind.TXT, id="letter"),
        pytest.param(
            b"Wir kommen, wenn wir wollen.\nIhr bleibt, bis es reicht.\nSie geht, wie immer.\n",
            Kind.TXT,
            id="prose with as many commas in each line",
        ),
        pytest.param(b"Termin: 12 Uhr\nOrt: Rathaus\n\nDatum: offen", Kind.TXT, id="notes"),
    ],
)
def test_a_file_is_what_it_holds(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.EMPTY),
        (bytes(100), Fault.EMPTY),
        (b"PK\x05\x06" + bytes(18), Fault.EMPTY),
        (b"PK\x03\x04" + bytes(90), Fault.BROKEN),
        (b"MZ\x90\x00" + bytes(range(256)) * 9, Fault.UNKNOWN),
        (b"%!PS-Adobe-3.0\n", Fault.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.UNKNOWN),
        (b"<?xml version='1.0'?><daten/>", Fault.UNKNOWN),
        (b"GIF89a" + bytes(range(256)), Fault.UNKNOWN),
        (_open_document("graphics"), Fault.UNKNOWN),
        (hostile.archive({"[Content_Types].xml": "visio.drawing.main"}), Fault.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), Fault.BROKEN),
    ],
)
def test_what_we_do_not_read_has_a_fault(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as caught:
        kind_of(data)
    assert caught.value.fault is fault


def test_a_file_embedded_in_another_does_not_decide_its_kind() -> None:
    types = (
        '<Default Extension="docx" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document"/><Override PartName="/ppt/presentation.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/>'
    )
    assert kind_of(hostile.archive({"[Content_Types].xml": types})) is Kind.PPTX


@pytest.mark.parametrize(
    ("macro", "has"), [("word/vbaProject.bin", True), ("word/media/image1.png", False)]
)
def test_macros_are_noticed(macro: str, has: bool) -> None:  # noqa: FBT001  a case of the table
    out = BytesIO(docx(paragraph("Text")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(macro, b"Attribute VB_Name")
    assert look(out.getvalue()).has_macros is has


@pytest.mark.parametrize(
    ("main", "kind"),
    [
        ("vnd.ms-word.document.macroEnabled.main+xml", Kind.DOCX),
        ("vnd.ms-excel.sheet.macroEnabled.main+xml", Kind.XLSX),
        ("vnd.ms-powerpoint.presentation.macroEnabled.main+xml", Kind.PPTX),
        ("vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", Kind.PPTX),
        ("vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", Kind.XLSX),
    ],
)
def test_files_with_macros_and_templates_are_read_like_others(main: str, kind: Kind) -> None:
    types = f'<Override PartName="/x.xml" ContentType="application/{main}"/>'
    assert kind_of(hostile.archive({"[Content_Types].xml": types})) is kind
