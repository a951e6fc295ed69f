"""PDFs to read: the real ones beside a development checkout, else German pages made here."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from tests.bench.environments import ROOT

_REAL: Final = ROOT.parent / "shared" / "data" / "documents"
_LONG: Final = 450
_SHORT: Final = 12
_LINES: Final = 48
_WORDS: Final = (  # noqa: SIM905  readable as the text it is
    "die der und Verwaltung Ausschuss Gebühr Straße Öffentlichkeit Beschluss Antrag gemäß prüft"
    " legt vor Haushaltsjahr Bürgerinnen Bürger Maßnahme Förderung Kreis Gemeinde zuständig für"
    " wird über sowie Bericht Frist beträgt Euro Absatz Satzung Planung Grundstück Bebauungsplan"
).split()


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF on disk, with its number of pages and, where it is known, its true text."""

    name: str
    path: Path
    pages: int
    truth: str = ""


def papers(folder: Path) -> list[Paper]:
    """Return a long one first, then short ones whose text is known."""
    if _REAL.is_dir():
        return [
            Paper("real, 450 pages", _REAL / "de_450p.pdf", _LONG),
            *(
                Paper(name, _REAL / f"{file}.pdf", pages, _truth(file))
                for name, file, pages in (
                    ("real, one column", "de_1col_short", 0),
                    ("real, two columns", "de_2col", 0),
                    ("real, tables", "de_tables", 0),
                )
            ),
        ]
    return [
        _made(folder, "made here, 450 pages", _LONG, columns=1),
        _made(folder, "made here, one column", _SHORT, columns=1),
        _made(folder, "made here, two columns", _SHORT, columns=2),
    ]


def _truth(file: str) -> str:
    return (_REAL / f"{file}.truth").read_text("utf-8")


def _made(folder: Path, name: str, pages: int, *, columns: int) -> Paper:
    """Write a PDF of German words; the same every time."""
    dice = random.Random(pages * 10 + columns)  # noqa: S311  words for a bench
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    said: list[str] = []
    for _ in range(pages):
        for column in range(columns):
            lines = canvas.beginText(50 + 255 * column, 790)
            lines.setFont("Helvetica", 10 if columns == 1 else 8)
            for _ in range(_LINES):
                words = dice.choices(_WORDS, k=11 if columns == 1 else 7)
                said += words
                lines.textLine(" ".join(words))
            canvas.drawText(lines)
        canvas.showPage()
    canvas.save()
    path = folder / f"{name.replace(' ', '-').replace(',', '')}.pdf"
    path.write_bytes(out.getvalue())
    return Paper(name, path, pages, " ".join(said))
