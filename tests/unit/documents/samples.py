"""Files made for these tests: good ones, and small ones that mean harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from PIL import Image
from reportlab.lib.pdfencrypt import (
    StandardEncryption,
)
from reportlab.pdfgen.canvas import Canvas

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINES = 42


def pdf(pages: Sequence[str], *, password: str = "", pictures: Sequence[int] = ()) -> bytes:
    """Return a PDF with one page a text; ``pictures`` are numbers of pages that get a picture."""
    out = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=1) if password else None
    canvas = Canvas(out, encrypt=encryption, invariant=1)
    for number, text in enumerate(pages, start=1):
        if number in pictures:
            canvas.drawInlineImage(Image.new("L", (8, 8), 128), 60, 300, 200, 200)
        lines = canvas.beginText(60, 780)
        for line in text.split("\n")[:_LINES]:
            lines.textLine(line)
        canvas.drawText(lines)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(stream: bytes, *filters: str, pages: int = 1) -> bytes:
    """Return a PDF whose pages all show one stream, given as it is with its filters."""
    kids = " ".join(f"{4 + i} 0 R" for i in range(pages))
    names = "".join(f"/{name} " for name in filters)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        f"<< /Length {len(stream)} /Filter [{names}] >>\nstream\n".encode()
        + stream
        + b"\nendstream",
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources"
    page += b" << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    objects += [page] * pages
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def deflated(n_bytes: int, unit: bytes = b"\x00") -> bytes:
    """Return a zlib stream of a long repetition, from one packed block written many times.

    Its checksum is wrong, which readers find out only when they have unpacked it all.
    """
    block = unit * (1024 * 1024 // len(unit))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\x9c" + packed * (n_bytes // len(block)) + b"\x03\x00" + bytes(4)


def paragraph(inner: str) -> str:
    """Return a paragraph; plain words become a run, markup stays."""
    run = inner if inner.startswith("<") else f"<w:r><w:t xml:space='preserve'>{inner}</w:t></w:r>"
    return f"<w:p>{run}</w:p>"


def docx(
    body: str, *, parts: dict[str, str] | None = None, prologue: str = "", extra: bytes = b""
) -> bytes:
    """Return a Word file; ``parts`` maps footnotes, endnotes, comments, header1 … to their XML."""
    out = io.BytesIO()
    given = parts or {}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{name.rstrip("0123456789")}'
        f'+xml"/>'
        for name in given
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
            f"{overrides}</Types>",
        )
        archive.writestr(
            "word/document.xml", _part("document", f"<w:body>{body}</w:body>", prologue)
        )
        for name, xml in given.items():
            root = {"header": "hdr", "footer": "ftr"}.get(name.rstrip("0123456789"), name)
            archive.writestr(f"word/{name}.xml", _part(root, xml))
        if extra:
            archive.writestr("word/media/image1.bin", extra)
    return out.getvalue()


def _part(root: str, inner: str, prologue: str = "") -> str:
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:{root} {spaces}>{inner}</w:{root}>'
