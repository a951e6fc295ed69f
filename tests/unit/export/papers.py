"""Reports of the tests' own, and what can be read back from the files made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from bot.core.texts import Catalogue
from bot.export.blocks import Markdown
from bot.export.layout import paper_of
from bot.export.paper import Paper
from bot.export.report import Fact, Footnote, Mark, Report
from bot.export.word import write_word
from bot.export.writing import settle

AGENCY: Final = "KI-Assistenz Lindenfeld"
MARKDOWN: Final = """### Überblick

Die Hundesteuer **steigt** auf 6,3 Mio. € [1] und *nicht* mehr [2].

1. Gutachten
2. Beschluss
   - im Rat
     - öffentlich
3. Vollzug

| Posten | Betrag |
| --- | ---: |
| Hund [1] | =1+2 |
| Katze | 4 |

> Bitte bald.

```
a   b
```

1. von vorn
"""


def report(text: str = MARKDOWN, **more: Any) -> Report:
    """Return a report with everything that a report can have."""
    given: dict[str, Any] = {
        "title": "Hundesteuer 2027",
        "kind": "Zusammenfassung",
        "day": date(2026, 11, 22),
        "body": (Markdown(text=text),),
        "facts": (Fact(label="Dokument", value="Haushalt.pdf"),),
        "footnotes": (
            Footnote(number=1, place="Haushalt.pdf, S. 3", quote="Die Steuer steigt"),
            Footnote(number=2, place="Satzung.docx, § 4"),
        ),
        "marks": (Mark(words="6,3 Mio. €", about="Die Zahl steht nicht im Dokument."),),
        "sources": ("Haushalt.pdf", "Satzung.docx"),
        "coverage": "Gelesen: 47 von 48 Seiten.",
        "signatures": ("Vorsitz", "Schriftführung"),
    }
    return Report(**(given | more))


def paper(text: str = MARKDOWN, *, language: str = "de", **more: Any) -> Paper:
    """Return a report laid out and taken apart, as the writers get it."""
    return settle(paper_of(report(text, **more), Catalogue().texts(language), agency=AGENCY))


def word(text: str = MARKDOWN, template: bytes | None = None, **more: Any) -> bytes:
    """Return a Word file."""
    return write_word(paper(text, **more), template)


def opened(content: bytes) -> Document:
    """Open a Word file."""
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> etree._Element:
    """Return a part of a Word file as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def letters(root: etree._Element) -> str:
    """Return all letters of a part."""
    return "".join(node.text or "" for node in root.iter(qn("w:t")))


def relations(content: bytes) -> list[etree._Element]:
    """Return every relation of every part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".rels")]
        return [one for name in names for one in etree.fromstring(archive.read(name))]


def outside(content: bytes) -> list[str]:
    """Return where relations lead out of the file."""
    external = [one for one in relations(content) if one.get("TargetMode") == "External"]
    return [one.get("Target", "") for one in external]


def instructions(content: bytes) -> list[str]:
    """Return the instructions of all fields."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                found += [one.get(qn("w:instr"), "") for one in root.iter(qn("w:fldSimple"))]
                found += [one.text or "" for one in root.iter(qn("w:instrText"))]
    return found
