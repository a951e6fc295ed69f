"""Real mails, older Office files, web pages and subtitles, through the child. Skipped without."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from bot.core.errors import PersonCanFix
from bot.documents.document import Kind, Place, Unread
from bot.documents.extract import Extract, Extractor

SHARED = Path(__file__).parents[4] / "shared" / "data"

pytestmark = [
    pytest.mark.real_documents,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared/data is missing"),
]


async def read(name: str, folder: str = "documents/real") -> Extract:
    data = await asyncio.to_thread((SHARED / folder / name).read_bytes)
    return await Extractor().extract(data, max_pages=1_500)


async def text(name: str) -> str:
    return "\n\n".join(unit.text for unit in (await read(name)).units)


async def test_a_word_file_of_97() -> None:
    extracted = await read("tika__testWORD.doc")
    assert (extracted.kind, extracted.place) == (Kind.DOC, Place.SECTION)
    said = extracted.units[0].text
    assert said.startswith("[Kopfzeile: This is the header for our document]\n\nSample Word")
    assert said.endswith("[Fußzeile: This is the footer for our document]")
    assert "HYPERLINK" not in said


async def test_rich_text() -> None:
    escaped = await text("tika__testRTFHexEscapeInsideWord.rtf")
    assert escaped == "GOVERNO DO ESTADO DO ESPÍRITO SANTO"
    listed = await text("tika__testRTFListMicrosoftWord.rtf")
    assert listed.startswith("A short ordered list:\n\n1.\tone\n\n2.\ttwo")


async def test_mails_of_outlook() -> None:
    plain = await text("tika__testMSG.msg")
    assert plain.startswith("Betreff: MIME registry use cases\nVon: Jukka Zitting <")
    extracted = await read("docling__msg_with_attachment.msg")
    assert (extracted.kind, extracted.place) == (Kind.MSG, Place.PART)
    mail, attached, report = extracted.units
    assert mail.text.endswith("Anlagen: test.txt, report.pdf\n\nThis email contains an attachment.")
    assert (attached.spot.file, bool(attached.text)) == ("test.txt", True)
    assert (report.spot.file, report.why) == ("report.pdf", Unread.BROKEN)


async def test_mails_of_the_internet() -> None:
    extracted = await read("docling__eml_with_attachment.eml")
    mail, attached = extracted.units
    assert mail.text.startswith("Betreff: Email with Attachment\nVon: Alice Example <alice@")
    assert (attached.spot.file, attached.is_readable) == ("test.txt", True)
    two_forms = await text("kreuzberg__html_email_multipart.eml")
    assert "Plain text version of the email." in two_forms


async def test_a_web_page_in_german() -> None:
    extracted = await read("kreuzberg__berlin_german.html")
    names = {unit.spot.name for unit in extracted.units}
    said = "\n\n".join(unit.text for unit in extracted.units)
    assert extracted.kind is Kind.HTML
    assert "Geographie" in names
    assert "Hauptstadt" in said
    assert "Größe" in said or "größte" in said
    assert "<" not in said.replace("<ref", "").replace("<br", "")[:5_000]


@pytest.mark.parametrize(
    ("name", "kind", "begin", "last"),
    [
        ("tika__test_subrip.srt", Kind.SRT, "[00:01:14] ESSAI DE SOUS-TITRES", 105),
        (
            "docling__webvtt_example_02.vtt",
            Kind.VTT,
            "[00:00:00] Esme: It’s a blue apple tree!",
            10,
        ),
    ],
)
async def test_subtitles(name: str, kind: Kind, begin: str, last: int) -> None:
    extracted = await read(name)
    (unit,) = extracted.units
    assert (extracted.kind, extracted.place) == (kind, Place.CUES)
    assert unit.text.startswith(begin)
    assert unit.spot.last == last


async def test_a_council_meeting_of_hours() -> None:
    extracted = await read("council-2024-09-12.vtt", "transcripts")
    spots = [unit.spot for unit in extracted.units]
    assert len(spots) > 50
    assert all(before.last <= after.last for before, after in itertools.pairwise(spots))
    assert all("Oliver Müller:" in unit.text for unit in extracted.units[:1])


async def test_half_of_any_of_them_is_read_or_refused_but_nothing_else() -> None:
    for name in ("tika__testWORD.doc", "tika__testMSG.msg", "docling__eml_with_attachment.eml"):
        data = await asyncio.to_thread((SHARED / "documents/real" / name).read_bytes)
        try:
            extracted = await Extractor().extract(data[: len(data) // 2], max_pages=99)
        except PersonCanFix:
            continue
        assert extracted.units
