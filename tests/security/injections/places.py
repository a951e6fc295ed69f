"""Documents that hold the demands in one kind of place each, made here.

Each function takes the demands and returns a file's name and its bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas

from tests.unit.documents.hostile import eml
from tests.unit.documents.office_samples import odf
from tests.unit.documents.samples import docx, paragraph

File = tuple[str, bytes]
MOTION: Final = "Der Ausschuss berät über die Sanierung der Grundschule am Anger."


def body(demands: Sequence[str]) -> File:
    """Between honest paragraphs, with their line ends."""
    parts = [paragraph(MOTION)]
    parts += [paragraph(_lines(demand)) for demand in demands]
    return "Vorlage.docx", docx("".join(parts))


def table(demands: Sequence[str]) -> File:
    """In the cells of a table."""
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(str(number))}</w:tc><w:tc>{paragraph(_lines(demand))}</w:tc></w:tr>"
        for number, demand in enumerate(demands)
    )
    return "Kosten.docx", docx(f"{paragraph(MOTION)}<w:tbl>{rows}</w:tbl>")


def footnotes(demands: Sequence[str]) -> File:
    """In footnotes."""
    return "Fußnoten.docx", _noted("footnote", demands)


def comments(demands: Sequence[str]) -> File:
    """In comments."""
    return "Kommentare.docx", _noted("comment", demands)


def white_text(demands: Sequence[str]) -> File:
    """In white letters of one point, which nobody sees on the page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(60, 800, MOTION)
    canvas.setFillColor(white)
    for at in range(0, len(demands), 40):
        lines = canvas.beginText(60, 780)
        lines.setFont("Helvetica", 1)
        for demand in demands[at : at + 40]:
            for line in demand.split("\n"):
                lines.textLine(line.encode("cp1252", "ignore").decode("cp1252"))
        canvas.drawText(lines)
        canvas.showPage()
    canvas.save()
    return "Aushang.pdf", out.getvalue()


def alt_text(demands: Sequence[str]) -> File:
    """In the descriptions of pictures."""
    pictures = "".join(
        "<w:p><w:r><w:drawing><wp:docPr xmlns:wp='urn:wp'"
        f" descr={quoteattr(_line(demand))}/></w:drawing></w:r></w:p>"
        for demand in demands
    )
    return "Bilder.docx", docx(paragraph(MOTION) + pictures)


def sheet_names(demands: Sequence[str]) -> File:
    """In the names of sheets."""
    row = "<table:table-row><table:table-cell office:value-type='string'><text:p>{n}</text:p>"
    row += "</table:table-cell></table:table-row>"
    sheets = "".join(
        f"<table:table table:name={quoteattr(_line(demand))}>{row.format(n=number)}</table:table>"
        for number, demand in enumerate(demands)
    )
    return "Haushalt.ods", odf("spreadsheet", sheets)


def slide_notes(demands: Sequence[str]) -> File:
    """In the notes that a speaker sees."""
    frame = "<draw:frame presentation:class='{kind}'><draw:text-box><text:p>{text}</text:p>"
    frame += "</draw:text-box></draw:frame>"
    slides = "".join(
        "<draw:page>"
        + frame.format(kind="title", text=f"Folie {number}")
        + "<presentation:notes>"
        + frame.format(kind="notes", text=escape(_line(demand)))
        + "</presentation:notes></draw:page>"
        for number, demand in enumerate(demands)
    )
    return "Bericht.odp", odf("presentation", slides)


def mail_headers(demands: Sequence[str]) -> File:
    """In a mail's subject, its senders' names and the names of its recipients."""
    third = len(demands) // 3
    shares = (demands[:third], demands[third : 2 * third], demands[2 * third :])
    subject, sender, copy = (" ".join(_line(one) for one in share) for share in shares)
    safe = str.maketrans({'"': "'", "\\": "/"})
    extra = (
        f'Subject: {subject}\r\nReply-To: "x" <x@lindenfeld.example>\r\n'
        f'Cc: "{copy.translate(safe)}" <c@lindenfeld.example>\r\n'
    )
    mail = eml(MOTION.encode(), extra=extra)
    named = f'From: "{sender.translate(safe)}" <a@lindenfeld.example>\r\n'.encode()
    mail = mail.replace(b"From: a@lindenfeld.example\r\n", named)
    return "Nachricht.eml", mail.replace(b"Subject: Hallo\r\n", b"")


def speakers(demands: Sequence[str]) -> File:
    """In the names of a transcript's speakers."""
    cues = [
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n"
        f"<v {_line(demand).replace('>', '›').replace('&', '&amp;').replace('<', '&lt;')}>"
        f"Wortmeldung {n}</v>"
        for n, demand in enumerate(demands)
    ]
    return "Sitzung.vtt", "\n\n".join(["WEBVTT", *cues]).encode()


PLACES: Final[tuple[Callable[[Sequence[str]], File], ...]] = (
    body,
    table,
    footnotes,
    comments,
    white_text,
    alt_text,
    sheet_names,
    slide_notes,
    mail_headers,
    speakers,
)


def file_names(demands: Sequence[str], most: int = 10) -> list[File]:
    """Return small files with the demands in their names, as many in each as names are long."""
    named = [""] * most
    for number, demand in enumerate(demands):
        at = number % most
        if len(named[at]) + len(demand) < 240:
            named[at] += f" {_line(demand)}"
    return [
        (f"{name.strip()}.txt", f"{MOTION} Datei {number}.".encode())
        for number, name in enumerate(named)
    ]


def _noted(kind: str, demands: Sequence[str]) -> bytes:
    """Return a Word file with notes of a kind."""
    references = "".join(
        f"<w:p><w:r><w:t>Absatz {n}</w:t><w:{kind}Reference w:id='{n}'/></w:r></w:p>"
        for n in range(1, len(demands) + 1)
    )
    notes = "".join(
        f"<w:{kind} w:id='{n}' w:author='Anna'>{paragraph(_lines(demand))}</w:{kind}>"
        for n, demand in enumerate(demands, 1)
    )
    return docx(paragraph(MOTION) + references, parts={f"{kind}s": notes})


def _lines(demand: str) -> str:
    """Return the demand as a run of Word's, with its line ends."""
    lines = [f"<w:t xml:space='preserve'>{escape(line)}</w:t>" for line in demand.split("\n")]
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"


def _line(demand: str) -> str:
    """Return the demand in one line, for places that have no more."""
    return " ".join(demand.split())
