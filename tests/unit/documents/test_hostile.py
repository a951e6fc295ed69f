"""Files that mean harm: each ends within 5 s of processor time, and others do not notice."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time
from zipfile import ZIP_STORED

import pytest

from bot.core.errors import PersonCanFix
from bot.documents.document import Unread
from bot.documents.extract import Extractor
from bot.documents.ocr import Tesseract
from bot.documents.recognition import Recogniser
from tests.unit.documents import hostile


@pytest.mark.parametrize("name", hostile.NAMES)
async def test_a_hostile_file_ends_soon_and_is_not_noticed_by_others(name: str) -> None:
    data = await asyncio.to_thread(hostile.made, name)
    lags: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    ticking = asyncio.create_task(tick())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = ""
    with contextlib.suppress(PersonCanFix):  # and nothing else: no crash, no time limit
        extracted = await Extractor(Recogniser(Tesseract())).extract(data, max_pages=1_500)
        text = "".join(unit.text for unit in extracted.units)
    ticking.cancel()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Others may share the machine: so processor time is asserted, and the middle of the lags.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert sorted(lags)[len(lags) // 2] < 0.01
    assert "root:" not in text


async def test_a_bomb_spoils_no_other_file_but_after_two_no_more_are_opened() -> None:
    bomb = await asyncio.to_thread(hostile.made, "PDF stream of 1 GB")
    members = {"1.pdf": bomb, "brief.txt": b"Ein Satz.", "2.pdf": bomb, "3.pdf": bomb}
    units = (await Extractor().extract(hostile.archive(members, ZIP_STORED), max_pages=1_500)).units
    assert [unit.why for unit in units] == [Unread.BROKEN, None, Unread.BROKEN, Unread.TOO_MANY]


async def test_an_archive_in_an_archive_is_named_but_not_opened() -> None:
    inner = hostile.archive({"tief.txt": "Unten"})
    data = hostile.archive({"weiter.zip": inner, "oben.txt": "Oben"})
    units = (await Extractor().extract(data, max_pages=9)).units
    assert [(unit.spot.file, unit.text, unit.why) for unit in units] == [
        ("weiter.zip", "", Unread.NESTED),
        ("oben.txt", "Oben", None),
    ]
