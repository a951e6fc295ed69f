"""Every kind of letter, table and transcript through the real child: nothing is missing there.

The child has no disk once it reads: a codec or module that was not loaded before fails only here.
"""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from bot.core.errors import FileEncrypted
from bot.documents.document import Kind, Place, Unread
from bot.documents.extract import Extractor
from tests.fakes import ole
from tests.unit.documents import hostile

_WORD = "Größe und Straße"


def eml(charset: str) -> bytes:
    made = EmailMessage()
    made["Subject"] = _WORD
    made["From"] = "Änne <a@example.org>"
    made["Date"] = "Wed, 12 Mar 2025 10:15:00 +0100"
    made.set_content(_WORD, charset=charset, cte="base64")
    made.add_alternative(f"<p>{_WORD}</p>", subtype="html")
    made.make_mixed()
    made.add_attachment(ole.word(f"{_WORD}\r"), maintype="a", subtype="b", filename="Größe.doc")
    return made.as_bytes()


_RTF = rb"{\rtf1\ansi\ansicpg1250 Gr\'f6\'dfe und Stra\'dfe}"
_FILES = {
    "DOC": (Kind.DOC, Place.SECTION, ole.word(f"{_WORD}\r")),
    "PPT": (Kind.PPT, Place.SLIDE, ole.powerpoint([{"title": _WORD}])),
    "RTF": (Kind.RTF, Place.SECTION, _RTF),
    "HTML": (Kind.HTML, Place.SECTION, f"<html><body>{_WORD}".encode()),
    "HTML in Greek letters": (
        Kind.HTML,
        Place.SECTION,
        f"<html><meta charset=iso-8859-10>{_WORD}".encode("iso8859-10"),
    ),
    "Markdown": (Kind.MARKDOWN, Place.SECTION, f"# Titel\n\n## {_WORD}\n".encode()),
    "CSV": (Kind.CSV, Place.ROWS, f"a;b\n1;{_WORD}\n3;4\n".encode("cp1252")),
    "EML": (Kind.EML, Place.PART, eml("iso-8859-15")),
    "EML in Central European letters": (Kind.EML, Place.PART, eml("iso-8859-2")),
    "MSG": (
        Kind.MSG,
        Place.PART,
        ole.outlook({0x37: "x", 0x1000: _WORD}, numbers={0x3FFD: 1250}, codec="cp1250"),
    ),
    "VTT": (Kind.VTT, Place.CUES, f"WEBVTT\n\n0:1 --> 0:2\n<v Änne>{_WORD}</v>".encode()),
    "SRT": (Kind.SRT, Place.CUES, f"1\n00:00:01,0 --> 00:00:02,0\n{_WORD}".encode("cp1252")),
    "ZIP": (Kind.ZIP, Place.PART, hostile.archive({"Größe.rtf": _RTF})),
}


@pytest.mark.parametrize("name", _FILES)
async def test_german_text_of_every_kind_is_read_in_the_child(name: str) -> None:
    kind, place, data = _FILES[name]
    extracted = await Extractor().extract(data, max_pages=50)
    assert (extracted.kind, extracted.place) == (kind, place)
    assert all(unit.is_readable for unit in extracted.units)
    assert _WORD in "\n".join(unit.text for unit in extracted.units)


async def test_an_attachment_keeps_its_name_and_own_places() -> None:
    units = (await Extractor().extract(eml("utf-8"), max_pages=50)).units
    assert units[0].text.startswith(f"Betreff: {_WORD}\nVon: Änne <a@example.org>\n")
    assert (units[1].spot.file, units[1].spot.place, units[1].text) == (
        "Größe.doc",
        Place.SECTION,
        _WORD,
    )


async def test_a_locked_attachment_is_named_and_a_locked_file_refused() -> None:
    locked = ole.word("Geheim\r", flags=0x0300)
    mail = ole.outlook({0x37: "x"}, attachments=[ole.attached("geheim.doc", locked)])
    unit = (await Extractor().extract(mail, max_pages=50)).units[1]
    assert (unit.spot.file, unit.why) == ("geheim.doc", Unread.ENCRYPTED)
    with pytest.raises(FileEncrypted):
        await Extractor().extract(locked, max_pages=50)
