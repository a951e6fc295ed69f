"""The real German files beside a development checkout: text, pages, cost. Skipped without them."""

from __future__ import annotations

import asyncio
import re
import resource
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from rapidfuzz.distance import Indel

from bot.core.errors import FileEncrypted, FileWithoutText, PersonCanFix
from bot.core.ports import Store
from bot.documents.document import Kind, Place, Unit, Unread
from bot.documents.extract import Extract, Extractor
from bot.documents.ocr import Tesseract
from bot.documents.recognition import Recogniser
from bot.documents.service import DocumentService
from bot.documents.summarise import SummaryService
from bot.documents.summary import Step, Wish
from tests.fakes.clock import FakeClock
from tests.unit.documents.scans import has_tesseract
from tests.unit.documents.scripted import ANNA, ScriptedModel

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "documents"

pytestmark = [
    pytest.mark.real_documents,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder shared/data/documents is missing"),
]


async def read(name: str) -> Extract:
    data = await asyncio.to_thread((FOLDER / name).read_bytes)
    return await Extractor().extract(data, max_pages=1_500)


@pytest.mark.parametrize("name", ["de_1col_short", "de_2col", "de_tables"])
async def test_the_text_is_that_of_the_truth_files(name: str) -> None:
    extracted = await read(f"{name}.pdf")
    words = " ".join(unit.text for unit in extracted.units).split()
    truth = await asyncio.to_thread((FOLDER / f"{name}.truth").read_text, "utf-8")
    assert Indel.normalized_similarity(words, truth.split()) >= 0.99


async def test_all_450_pages_are_read_for_less_than_four_cpu_seconds() -> None:
    lags: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    ticking = asyncio.create_task(tick())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    extracted = await read("de_450p.pdf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticking.cancel()
    assert [unit.number for unit in extracted.units] == list(range(1, 451))
    assert all(unit.is_readable for unit in extracted.units)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 4
    assert sorted(lags)[len(lags) // 2] < 0.01


def planted_in(unit: Unit) -> Unit:
    """Return a page with a fact in its middle that no other page has."""
    at = unit.text.find(" ", len(unit.text) // 2)
    words = f" Das Kennwort lautet Eule{unit.number:04d}."
    return replace(unit, text=unit.text[:at] + words + unit.text[at:])


async def test_every_page_of_the_long_file_reaches_the_model(
    store: Store, clock: FakeClock
) -> None:
    data = await asyncio.to_thread((FOLDER / "de_450p.pdf").read_bytes)
    documents = DocumentService(store, clock, Extractor())
    kept = await documents.keep(ANNA, "Lang.pdf", data, max_pages=1_500, retention_s=86_400)
    document = await documents.load(ANNA, kept.id)
    assert document == kept
    document = replace(document, units=tuple(map(planted_in, document.units)))
    model = ScriptedModel(context_tokens=128_000)
    done: list[int] = []

    async def progress(units: int, _total: int, _step: Step) -> None:
        done.append(units)

    summary = await SummaryService(model, store, clock).summarise(
        ANNA, document, Wish(), job_id="j", progress=progress, stopping=lambda: False
    )
    parts = "\n".join(model.asked("summary.map"))
    planted = Counter(re.findall(r"Eule\d{4}", parts))
    assert planted == {f"Eule{number:04d}": 1 for number in range(1, 451)}
    assert set(re.findall(r"\[S\. (\d+)\]", parts)) == {str(n) for n in range(1, 451)}
    letters = len(re.sub(r"\s|\[S\. \d+\]", "", parts))
    whole = sum(len(re.sub(r"\s", "", unit.text)) for unit in document.units)
    assert letters >= whole  # the prompt's own words come on top
    assert (summary.read_units, done[-1]) == (450, 450)


@pytest.mark.parametrize("name", ["de_cp1252.txt", "de_utf16.txt"])
async def test_encodings_give_the_same_text(name: str) -> None:
    extracted = await read(name)
    assert extracted.kind is Kind.TXT
    assert extracted == await read("de_utf16.txt")


async def test_a_word_file_under_a_wrong_name_is_read() -> None:
    assert await read("hostile/docx_as.pdf") == await read("de.docx")


async def test_word_files_give_comments_headers_text_boxes_and_tables() -> None:
    async def text(name: str) -> str:
        return "\n".join(unit.text for unit in (await read(f"real/docling__{name}.docx")).units)

    assert "[Kommentar von Jane Editor: Another comment" in await text("docx_comments")
    assert "[Kopfzeile: REGULAR HEADER" in await text("docx_page_header_footer_first_page")
    assert (await text("textbox")).count("Infectious Disease Reporting Procedure") == 1
    assert "Cell 1.0 | Merged Cell 1.1 1.2" in await text("word_tables")
    paged = await read("real/docling__docx_page_header_footer_first_page.docx")
    assert (paged.place, len(paged.units)) == (Place.PAGE, 2)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("hostile/pw_user.pdf", FileEncrypted),
        ("real/tika__testPPT_protected_passtika.pptx", FileEncrypted),
        ("real/gesetze__bgbl1_2009_j1734-1_0070.pdf", FileWithoutText),
    ],
)
async def test_files_we_do_not_read_say_why(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await read(name)


@pytest.mark.skipif(not has_tesseract(), reason="Tesseract is not installed")
async def test_a_scanned_page_of_the_gazette_is_recognised() -> None:
    data = await asyncio.to_thread(
        (FOLDER / "real/gesetze__bgbl1_2009_j1734-1_0070.pdf").read_bytes
    )
    extractor = Extractor(Recogniser(Tesseract()))
    first, *rest = (await extractor.extract(data, max_pages=1_500, ocr_pages=1)).units
    assert first.is_recognised
    assert "Relevante Spannungsabweichung" in first.text
    assert all(unit.why in {Unread.OCR_LIMIT, Unread.BLANK} for unit in rest)


async def test_a_file_cut_in_the_middle_is_read_or_refused_but_nothing_else() -> None:
    data = await asyncio.to_thread((FOLDER / "de_1col_short.pdf").read_bytes)
    for part in (0.1, 0.5, 0.9, 0.999):
        try:
            extracted = await Extractor().extract(data[: int(len(data) * part)], max_pages=99)
        except PersonCanFix:
            continue
        assert extracted.units
