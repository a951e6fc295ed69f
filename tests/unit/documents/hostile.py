"""Files that mean harm, each made in the moment it is asked for: small, and costly to believe."""

from __future__ import annotations

import base64
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from tests.unit.documents.samples import deflated, docx, paragraph, pdf, raw_pdf

_GB: Final = 1024**3
_LAUGHS: Final = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
)
_LAUGHING: Final = f"{_LAUGHS}]>"
_STEALING: Final = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SLIDES: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def archive(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return out.getvalue()


def lying(data: bytes, *, size: int = 100) -> bytes:
    """Return an archive whose directories give every member of over 1 MB another size."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = changed.find(mark)
        while place >= 0:
            if int.from_bytes(changed[place + at : place + at + 4], "little") > 1_000_000:
                changed[place + at : place + at + 4] = size.to_bytes(4, "little")
            place = changed.find(mark, place + 4)
    return bytes(changed)


def xlsx(rows: str, *, prologue: str = "", extra: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook with one sheet of these rows, as XML."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = f"{prologue}<worksheet xmlns='{_SHEETS}'><sheetData>{rows}</sheetData></worksheet>"
    return archive(
        {
            "[Content_Types].xml": _content_types(
                {"xl/workbook": f"{kind}.sheet.main", "xl/worksheets/sheet1": f"{kind}.worksheet"}
            ),
            "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/_rels/workbook.xml.rels": _relations(
                {"r1": ("worksheet", "worksheets/sheet1.xml")}
            ),
            "xl/workbook.xml": f"<workbook xmlns='{_SHEETS}' xmlns:r='{_DOCUMENT}'><sheets>"
            "<sheet name='Haushalt' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/worksheets/sheet1.xml": sheet,
            **(extra or {}),
        }
    )


def pptx(
    shapes: str, *, prologue: str = "", extra: Mapping[str, bytes | str] | None = None
) -> bytes:
    """Return a presentation with one slide of these shapes, as XML."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    slide = (
        f"{prologue}<p:sld xmlns:p='{_SLIDES}' xmlns:a='{_DRAWING}'><p:cSld><p:spTree>"
        f"<p:nvGrpSpPr/><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:sld>"
    )
    return archive(
        {
            "[Content_Types].xml": _content_types(
                {"ppt/presentation": f"{kind}.presentation.main", "ppt/slides/s1": f"{kind}.slide"}
            ),
            "_rels/.rels": _relations({"r1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/_rels/presentation.xml.rels": _relations({"r1": ("slide", "slides/s1.xml")}),
            "ppt/presentation.xml": f"<p:presentation xmlns:p='{_SLIDES}' xmlns:r='{_DOCUMENT}'>"
            "<p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>",
            "ppt/slides/s1.xml": slide,
            **(extra or {}),
        }
    )


def odt(body: str, *, prologue: str = "") -> bytes:
    """Return an OpenDocument text with this body, as XML."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{prologue}<office:document-content xmlns:office='{_OFFICE}'"
            f" xmlns:text='{_TEXT}'><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        }
    )


def eml(body: bytes, kind: str = "text/plain; charset=utf-8", extra: str = "") -> bytes:
    """Return a mail."""
    head = (
        "From: a@lindenfeld.example\r\nTo: b@lindenfeld.example\r\nSubject: Hallo\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n{extra}\r\n"
    )
    return head.encode() + body


def attached(name: str, data: bytes) -> bytes:
    """Return a mail with one attachment."""
    parts = (
        b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAnbei die Datei.\r\n"
        b"--x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        + f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode()
        + base64.encodebytes(data)
        + b"--x--\r\n"
    )
    return eml(parts, 'multipart/mixed; boundary="x"')


def _content_types(parts: Mapping[str, str]) -> str:
    overrides = "".join(
        f"<Override PartName='/{name}.xml' ContentType='{kind}+xml'/>".replace("'", '"')
        for name, kind in parts.items()
    )
    return f'<Types xmlns="{_TYPES}">{overrides}</Types>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f"<Relationship Id='{name}' Type='{_DOCUMENT}/{kind}' Target='{target}'/>"
        for name, (kind, target) in targets.items()
    )
    return f"<Relationships xmlns='{_RELATIONS}'>{inner}</Relationships>"


def _page_loop() -> bytes:
    return pdf(["Text"]).replace(b"/Type /Page\n", b"/Type /Pages /Kids [1 0 R 2 0 R 3 0 R] \n")


def _deep_multipart(depth: int) -> bytes:
    begin = "".join(
        f"--b{i}\r\nContent-Type: multipart/mixed; boundary=b{i + 1}\r\n\r\n" for i in range(depth)
    )
    return eml(begin.encode(), "multipart/mixed; boundary=b0")


def _nested_zip(depth: int) -> bytes:
    data = archive({"a.txt": "Am Grund der Sache liegt ein Satz."})
    for _ in range(depth):
        data = archive({"weiter.zip": data, "daneben.txt": "Hier steht auch etwas."})
    return data


def _zip_bomb_that_overlaps() -> bytes:
    """Return an archive whose 1,000 members all are the same megabytes of zeros."""
    name, body = b"a", zlib.compress(bytes(10_000_000), 9)[2:-4]
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 10_000_000, 1, 0)
    central = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(body), 150_000,
            len(str(i)), 0, 0, 0, 0, 0, 0,
        )
        + str(i).encode()
        for i in range(1_000)
    )  # fmt: skip
    data = local + name + body
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1_000, 1_000, len(central), len(data), 0)
    return data + central + end


def _png(width: int, height: int, rows: int) -> bytes:
    """Return a picture that says it is this large, with some rows of zeros."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        size, check = struct.pack(">I", len(body)), struct.pack(">I", zlib.crc32(kind + body))
        return size + kind + body + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    dots = zlib.compress(bytes((width // 8 + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def _compound_loop() -> bytes:
    """Return an OLE file whose tables of sectors lead back to themselves."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[24:34] = struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    head[44:76] = struct.pack("<8I", 1, 1, 0, 4096, 0, 1, 0, 1_000_000)
    head[76:80] = struct.pack("<I", 0)
    for place in range(80, 512, 4):
        head[place : place + 4] = b"\xff\xff\xff\xff"
    return bytes(head) + struct.pack("<128I", *([0] * 128)) * 40


_MAKERS: Final[dict[str, Callable[[], bytes]]] = {
    "PDF stream of 1 GB": lambda: raw_pdf(deflated(_GB), "FlateDecode"),
    "PDF stream of 4 GB in 7 kB": lambda: raw_pdf(
        zlib.compress(deflated(4 * _GB), 9), "FlateDecode", "FlateDecode"
    ),
    "PDF page of 150 MB of text": lambda: raw_pdf(
        deflated(150_000_000, b"BT /F1 9 Tf 10 10 Td (Wort und noch ein Wort) Tj ET\n"),
        "FlateDecode",
    ),
    "PDF of 3,000 pages": lambda: raw_pdf(zlib.compress(b"BT ET"), "FlateDecode", pages=3_000),
    "PDF with a page tree that loops": _page_loop,
    "PDF cut off": lambda: pdf(["Text " * 10] * 20)[:2_000],
    "PDF of deep arrays": lambda: raw_pdf(b"[" * 2_000_000),
    "PDF of 100,000 shapes": lambda: raw_pdf(
        zlib.compress(b"0 0 10 10 re f\n" * 100_000), "FlateDecode"
    ),
    "Word file of 60 MB in 60 kB": lambda: archive(
        {
            "[Content_Types].xml": "wordprocessingml.document.main",
            "word/document.xml": bytes(60_000_000),
        }
    ),
    "Word file whose directory lies": lambda: lying(docx(paragraph("A" * 5_000_000))),
    "Word file of 6,000 parts": lambda: archive({f"word/{i}.xml": b"" for i in range(6_000)}),
    "Word file that laughs a billion times": lambda: docx(
        paragraph("<w:r><w:t>&a9;</w:t></w:r>"), prologue=_LAUGHING
    ),
    "Word file that reads another file": lambda: docx(
        paragraph("<w:r><w:t>&x;</w:t></w:r>"), prologue=_STEALING
    ),
    "Word file nested 20,000 deep": lambda: docx("<w:tbl>" * 20_000 + "</w:tbl>" * 20_000),
    "Word file of one long word": lambda: docx(paragraph("A" * 20_000_000)),
    "workbook of 60 MB in 60 kB": lambda: xlsx(" " * 60_000_000),
    "workbook whose directory lies": lambda: lying(
        xlsx("<row r='1'><c r='A1' t='inlineStr'><is><t>" + "A" * 5_000_000 + "</t></is></c></row>")
    ),
    "workbook with a cell in the far corner": lambda: xlsx(
        "<row r='1'><c r='A1'><v>1</v></c></row>"
        "<row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"
    ),
    "workbook that laughs a billion times": lambda: xlsx(
        "<row r='1'><c r='A1' t='inlineStr'><is><t>&a9;</t></is></c></row>", prologue=_LAUGHING
    ),
    "workbook that reads another file": lambda: xlsx(
        "<row r='1'><c r='A1' t='inlineStr'><is><t>&x;</t></is></c></row>", prologue=_STEALING
    ),
    "workbook of 200,000 rows": lambda: xlsx(
        "".join(f"<row r='{i}'><c r='A{i}'><v>{i}</v></c></row>" for i in range(1, 200_001))
    ),
    "presentation of 60 MB in 60 kB": lambda: pptx(" " * 60_000_000),
    "presentation that laughs a billion times": lambda: pptx(
        "<p:sp><p:txBody><a:p><a:r><a:t>&a9;</a:t></a:r></a:p></p:txBody></p:sp>",
        prologue=_LAUGHING,
    ),
    "presentation that reads another file": lambda: pptx(
        "<p:sp><p:txBody><a:p><a:r><a:t>&x;</a:t></a:r></a:p></p:txBody></p:sp>",
        prologue=_STEALING,
    ),
    "presentation nested 20,000 deep": lambda: pptx("<p:grpSp>" * 20_000 + "</p:grpSp>" * 20_000),
    "OpenDocument of 60 MB in 60 kB": lambda: odt(" " * 60_000_000),
    "OpenDocument that laughs a billion times": lambda: odt(
        "<text:p>&a9;</text:p>", prologue=_LAUGHING
    ),
    "OpenDocument that reads another file": lambda: odt("<text:p>&x;</text:p>", prologue=_STEALING),
    "OpenDocument nested 20,000 deep": lambda: odt(
        "<text:section>" * 20_000 + "</text:section>" * 20_000
    ),
    "OpenDocument of a billion blanks": lambda: odt(
        "<text:p>a<text:s text:c='1000000000'/>b</text:p>"
    ),
    "archive of 60 MB in 60 kB": lambda: archive({"a.txt": bytes(60_000_000)}),
    "archive in an archive in an archive": lambda: _nested_zip(3),
    "archive whose directory lies": lambda: lying(archive({"a.txt": "Wort " * 1_000_000})),
    "archive whose members overlap": _zip_bomb_that_overlaps,
    "archive with names that climb": lambda: archive(
        {"../../etc/passwd": "Ein Satz.", "/etc/shadow": "Ein Satz.", "C:\\a.txt": "Ein Satz."}
    ),
    "archive of 4,000 files": lambda: archive({f"{i}.txt": "Ein Satz." for i in range(4_000)}),
    "mail nested 3,000 deep": lambda: _deep_multipart(3_000),
    "mail of 10,000 parts": lambda: eml(
        b"--x\r\nContent-Type: text/plain\r\n\r\nEin Satz.\r\n" * 10_000 + b"--x--",
        "multipart/mixed; boundary=x",
    ),
    "mail of long headers": lambda: eml(b"Hallo", extra="X-A: " + "=?utf-8?q?" * 300_000 + "\r\n"),
    "mail with a bomb": lambda: attached("b.pdf", raw_pdf(deflated(_GB // 2), "FlateDecode")),
    "Outlook message that loops": _compound_loop,
    "Outlook message cut off": lambda: _compound_loop()[:700],
    "RTF nested a million deep": lambda: b"{\\rtf1" + b"{" * 1_000_000,
    "RTF of long numbers": lambda: b"{\\rtf1 " + b"\\u99999999999999999999 " * 30_000 + b"}",
    "RTF that says its data is huge": lambda: b"{\\rtf1 Hallo \\bin4000000000 x}",
    "page of the web nested 300,000 deep": lambda: b"<html><body>" + b"<div>" * 300_000 + b"Ende",
    "page of the web of open tags": lambda: b"<html>" + b"<" * 2_000_000,
    "page of the web of one comment": lambda: b"<html><!--" + b"-" * 4_000_000,
    "Markdown of brackets": lambda: b"# A\n\n# B\n\n" + b"[" * 200_000 + b"](" * 200_000,
    "table of one quote": lambda: b'a;b\n1;2\n3;4\n5;"' + b"6;7\n" * 1_000_000,
    "table of 100,000 columns": lambda: (b";" * 100_000 + b"\n") * 20,
    "subtitles of one long cue": lambda: (
        b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<v A>Wort " * 100_000
    ),
    "picture of 3.6 billion dots": lambda: _png(60_000, 60_000, 50),
    "picture that is cut off": lambda: _png(800, 800, 10),
    "text of one long line": lambda: b"A" * 8_000_000,
    "text of blanks": lambda: b"a" + b" " * 8_000_000 + b"b",
    "noise": lambda: os.urandom(3_000_000),
    "zeros": lambda: bytes(20_000_000),
}
NAMES: Final = tuple(_MAKERS)


def made(name: str) -> bytes:
    """Return the file of this name."""
    return _MAKERS[name]()
