"""What a new user of an administration uploads first: made here, of four kinds."""

from __future__ import annotations

import io
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

from tests.fakes import ole
from tests.unit.documents.hostile import xlsx
from tests.unit.documents.scans import picture, stored

TWO_COLUMNS: Final = "Lärmaktionsplan.pdf"
SCAN: Final = "Bescheid_gescannt.pdf"
SHEET: Final = "Winterdienst.xlsx"
MAIL: Final = "Anfrage_Feuerwehr.msg"
SCANNED: Final = "Die Gebühr für die Sondernutzung beträgt 180 Euro."
_SUBJECT, _BODY, _FROM, _TO = 0x0037, 0x1000, 0x0C1A, 0x0E04
_TEXT: Final = """
Der Rat der Stadt Lindenfeld hat am 12. März 2026 beschlossen, den Lärm am Ring bis 2029 zu senken.
Dafür wird die zulässige Geschwindigkeit zwischen Anger und Bahnhof auf 30 km/h begrenzt.

Die Kosten der Maßnahmen betragen 240.000 Euro. Das Land übernimmt 60 Prozent der Kosten; den Rest
der Kosten trägt die Stadt aus dem Haushalt 2027.

Das Tiefbauamt legt bis zum 30. April 2026 drei Angebote für lärmmindernden Asphalt vor und
berichtet dem Bauausschuss in jeder zweiten Sitzung.

Offen ist, ob die Buslinie 4 während der Bauzeit über die Gartenstraße geführt werden kann. Die
Verkehrsbetriebe prüfen das und antworten bis Ende Mai.

Anwohnerinnen und Anwohner können bis zum 15. Juni 2026 schriftlich Stellung nehmen. Die
Stellungnahmen werden dem Rat im Juli vorgelegt.

Die Schulen am Ring erhalten neue Fenster. Den Auftrag vergibt das Hochbauamt nach den Sommerferien;
die Mittel sind im Wirtschaftsplan der Gebäudewirtschaft enthalten.

Für den Radverkehr wird die Durchfahrt am Bahnhof auf vier Meter verbreitert. Dafür fallen elf
Stellplätze weg, für die das Parkhaus Ostwall Ersatz bietet.

Über den Erfolg wird jährlich berichtet. Gemessen wird an sechs Punkten, tags und nachts, nach dem
Verfahren der Landesanstalt für Umwelt.
"""
_ROW: Final = (
    "<row r='{n}'><c r='A{n}' t='inlineStr'><is><t>{a}</t></is></c><c r='B{n}'><v>{b}</v></c></row>"
)


def every() -> dict[str, bytes]:
    """Return the four files by their names."""
    return {TWO_COLUMNS: two_columns(), SCAN: scan(), SHEET: sheet(), MAIL: mail()}


def two_columns() -> bytes:
    """Return a PDF of two pages with two columns of German text each."""
    out = io.BytesIO()
    width, height = A4
    columns = [
        Frame(50, 60, width / 2 - 60, height - 120, id="left"),
        Frame(width / 2 + 10, 60, width / 2 - 60, height - 120, id="right"),
    ]
    paper = BaseDocTemplate(out, pagesize=A4, invariant=True)
    paper.addPageTemplates(PageTemplate(frames=columns))
    style = ParagraphStyle("large", fontName="Helvetica", fontSize=19, leading=25)
    story: list[Paragraph | Spacer] = []
    for text in _TEXT.strip().split("\n\n"):
        story += [Paragraph(text, style), Spacer(1, 12)]
    paper.build(story)
    return out.getvalue()


def scan() -> bytes:
    """Return a page that is a picture."""
    return stored(picture(SCANNED), "PDF")


def sheet() -> bytes:
    """Return a workbook."""
    rows = [("Posten", 2026), ("Streusalz", 48_500), ("Räumfahrzeuge", 131_000), ("Personal", 96)]
    return xlsx("".join(_ROW.format(n=n, a=a, b=b) for n, (a, b) in enumerate(rows, 1)))


def mail() -> bytes:
    """Return a mail with a workbook attached."""
    texts = {
        _SUBJECT: "Standort der Feuerwache Nord",
        _BODY: "Guten Tag,\r\n\r\ndie Übergabe der Feuerwache Nord ist am 4. Mai 2026. Die Kosten"
        " stehen in der Anlage.\r\n",
        _FROM: "Ordnungsamt",
        _TO: "Bauamt",
    }
    return ole.outlook(texts, attachments=[ole.attached("Kosten.xlsx", sheet())])
