"""Files: their names, the child that writes them, and results kept until somebody wants one."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from datetime import date

import pytest
from redis.asyncio import Redis

from bot.agency.profile import load_agencies
from bot.core.errors import ExportFailed
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Store
from bot.core.texts import Catalogue
from bot.export.cleaning import clean, file_name
from bot.export.layout import paper_of
from bot.export.printing import Printer
from bot.export.report import Format
from bot.export.results import KeptResults, result_id
from bot.export.service import ExportService
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore
from tests.fakes.clock import FakeClock
from tests.unit.export.papers import AGENCY, opened, report

DAY = date(2026, 11, 22)
ERIKA = PersonId("29:erika")
SCOPE = Scope(TenantId("t"), ConversationId("a:1"), ERIKA)


@pytest.fixture
def store(redis: Redis) -> Store:
    """Give a store on an empty Valkey with a key of its own."""
    return RedisStore(Commands(redis), Cipher([os.urandom(32)]), lambda _tenant: 30 * 86_400)


@pytest.mark.parametrize(
    ("kind", "stem"),
    [
        ("Zusammenfassung", "Zusammenfassung"),
        ("Kurzer Vermerk für Öztürk", "Kurzer-Vermerk-für-Öztürk"),
        ("../../etc/passwd", "etc-passwd"),
        ('a\\b:c*d?e"f<g>h|i#j%k', "a-b-c-d-e-f-g-h-i-j-k"),
        ("CON", "Datei-CON"),
        ("lpt1", "Datei-lpt1"),
        ("...", "Datei"),
        ("", "Datei"),
        ("x\u202egnp.exe\n", "xgnp.exe"),
        ("~$Antwort", "Antwort"),
        ("y" * 300, "y" * 80),
    ],
)
def test_names_of_files_are_safe_and_readable(kind: str, stem: str) -> None:
    assert file_name(kind, DAY, "docx") == f"{stem}_2026-11-22.docx"


def test_cleaning_keeps_what_people_write() -> None:
    kept = "Größe\t€ „Zitat“ – łódź Ελλ עברית\u200d日本 😀\nzweite"
    assert clean(kept) == kept
    assert clean("a\r\nb\rc\u2028d\x0be") == "a\nb\nc\nd\ne"
    assert clean("Ver\u00adwal\u200btung\ufeff \U000e0041x\U0001ffff") == "Verwaltung x"


async def test_a_child_writes_the_file() -> None:
    service = ExportService(Printer(), {})
    (agency,) = load_agencies(None, allow_any_tenant=True).all
    texts = Catalogue().texts("de")
    word, pdf = await asyncio.gather(
        service.export(report(), Format.WORD, agency=agency, texts=texts),
        service.export(report(), Format.PDF, agency=agency, texts=texts),
    )
    assert word.name == "Zusammenfassung_2026-11-22.docx"
    assert opened(word.content).paragraphs[0].text == "Hundesteuer 2027"
    assert pdf.name == "Zusammenfassung_2026-11-22.pdf"
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(3)",
        "pass",
        "import time; time.sleep(60)",
        "import os; os.kill(os.getpid(), 9)",
        "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
    ],
)
async def test_a_child_that_fails_is_an_error_and_is_gone(program: str) -> None:
    printer = Printer(wall_s=0.5, command=[sys.executable, "-I", "-S", "-c", program])
    paper = paper_of(report(), Catalogue().texts("de"), agency=AGENCY)
    with pytest.raises(ExportFailed):
        await printer.print(paper, Format.WORD)


async def test_a_turn_that_ends_takes_its_child_along() -> None:
    program = "import time; time.sleep(60)"
    printer = Printer(command=[sys.executable, "-I", "-S", "-c", program])
    paper = paper_of(report(), Catalogue().texts("de"), agency=AGENCY)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await printer.print(paper, Format.WORD)


async def test_results_are_kept_for_their_conversation_only(store: Store) -> None:
    results = KeptResults(store, FakeClock())
    name = result_id("turn-1")
    await results.keep(SCOPE, report(), name=name, owner=ERIKA)
    assert await results.load(SCOPE, name) == report()
    assert await results.load(replace(SCOPE, owner=PersonId("29:other")), name) is None
    assert await results.load(replace(SCOPE, conversation=ConversationId("a:2")), name) is None
    assert await results.load(SCOPE, "unknown") is None
    await results.forget(SCOPE)
    assert await results.load(SCOPE, name) is None


async def test_the_last_twenty_results_are_kept(store: Store) -> None:
    clock = FakeClock()
    results = KeptResults(store, clock)
    for number in range(22):
        await clock.advance(1)
        await results.keep(SCOPE, report("x"), name=f"n{number}", owner=ERIKA)
    assert await results.load(SCOPE, "n1") is None
    assert await results.load(SCOPE, "n2") is not None


async def test_a_persons_part_of_a_group_is_forgotten(store: Store) -> None:
    results = KeptResults(store, FakeClock())
    group = replace(SCOPE, owner=PersonId(""))
    await results.keep(group, report("x"), name="mine", owner=ERIKA)
    await results.keep(group, report("x"), name="theirs", owner=PersonId("29:other"))
    await results.forget_person(group, ERIKA)
    assert await results.load(group, "mine") is None
    assert await results.load(group, "theirs") is not None
