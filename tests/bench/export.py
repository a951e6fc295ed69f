"""What a file costs: a report of about ten pages as Word and PDF.

The time until the file is there, the CPU of its child (the mean, with a share of the launcher's),
and how long the bot's loop was held.
"""

from __future__ import annotations

import asyncio
import resource
import time
from datetime import date
from statistics import median
from typing import Final

from bot.agency.profile import load_agencies
from bot.confined.launching import Launcher
from bot.core.texts import Catalogue
from bot.export.blocks import Markdown
from bot.export.printing import Printer
from bot.export.report import Footnote, Format, Mark, Report
from bot.export.service import ExportService

_SECTION: Final = """## Abschnitt {n}

Die Verwaltung berichtet **ausführlich** über den Stand der Arbeiten und die Kosten [1]. {filler}

- Tempo 30 auf sieben Straßen [2]
- Lärmarmer Asphalt auf 8,2 km

| Jahr | Betrag |
| --- | --- |
| 2027 | 6,3 Mio. € |
| 2028 | 4,1 Mio. € |
"""
_FILLER: Final = "Der Rat hat dazu im Frühjahr beraten und um eine Vorlage gebeten. " * 30
_TICK_S: Final = 0.001


async def run(rounds: int) -> list[tuple[str, float, float, float, int]]:
    """Return for each format: wall, the child's CPU and the longest hold in ms, and bytes."""
    (agency,) = load_agencies(None, allow_any_tenant=True).all
    texts, report, rows = Catalogue().texts("de"), _report(), []
    for form in Format:
        launcher = Launcher()
        service = ExportService(Printer(launcher), {})
        taken, size, before = [], 0, _childrens_cpu()
        for _ in range(rounds):
            ticking = asyncio.create_task(_longest_hold())
            began = time.perf_counter()
            file = await service.export(report, form, agency=agency, texts=texts)
            wall = time.perf_counter() - began
            ticking.cancel()
            held = (await asyncio.gather(ticking))[0]
            taken.append((wall, held))
            size = len(file.content)
        launcher.close()  # only now is what its children used known here
        child = (_childrens_cpu() - before) * 1_000 / rounds
        wall, held = (median(column) * 1_000 for column in zip(*taken, strict=True))
        rows.append((form.value, wall, child, held, size))
    return rows


def table(rows: list[tuple[str, float, float, float, int]]) -> str:
    """Return the figures as Markdown."""
    head = "| A report of ten pages as | until it is there | CPU of the child | loop held at most"
    lines = [f"{head} | size |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, wall, child, held, size in rows:
        figures = f"{wall:.0f} ms | {child:.0f} ms | {held:.1f} ms"
        lines.append(f"| {name} | {figures} | {size / 1024:.0f} kB |")
    return "\n".join(lines)


def _report() -> Report:
    text = "\n".join(_SECTION.format(n=number, filler=_FILLER) for number in range(1, 11))
    return Report(
        title="Lärmaktionsplan",
        kind="Zusammenfassung",
        day=date(2026, 11, 22),
        body=(Markdown(text=text),),
        footnotes=(
            Footnote(number=1, place="Plan.pdf, S. 3", quote="Stand der Arbeiten"),
            Footnote(number=2, place="Plan.pdf, S. 14"),
        ),
        marks=(Mark(words="8,2 km", about="Steht so nicht im Dokument."),),
    )


def _childrens_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _longest_hold() -> float:
    """Return the longest time the loop was held beyond its tick, until cancelled."""
    longest = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            longest = max(longest, time.perf_counter() - began - _TICK_S)
    except asyncio.CancelledError:
        return longest
