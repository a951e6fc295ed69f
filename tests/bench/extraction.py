"""Bench (c), reading PDFs: pages per second of CPU and how much of the text is right.

Ours is measured as it runs: the child's whole life, plus what the bot spends on it. Bare pypdfium2
is a program of its own, start included; of the slower ones only the reading counts, not the start.
Rounds alternate; the slow ones read once, and the slowest not the long file, for minutes.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Indel

from bot.documents.extract import Extractor
from bot.documents.reading.plain import mended
from tests.bench.environments import FOLDER, python_of
from tests.bench.papers import Paper, papers

READERS: Final = ("bare", "ours", "pypdf", "markitdown")
_PROGRAMS: Final = {"bare": "bare", "pypdf": "pure", "markitdown": "marked"}
_ENVIRONMENTS: Final = {"bare": "pypdfium2", "pypdf": "pypdf", "markitdown": "markitdown"}
_ROUNDS: Final = {"pypdf": 1, "markitdown": 1}  # slow enough to be told apart at once
_TOO_SLOW: Final = frozenset({"markitdown"})  # for the long paper: it would take minutes
_LONG: Final = 400
_HERE: Final = Path(__file__).resolve().parent
_FOLDER: Final = FOLDER / "extraction"
_MOST_LATE: Final = 20  # seconds of a longest wait, should the machine be busy


@dataclass(slots=True)
class Read:
    """What the rounds of one reader with one paper have found."""

    cpu_s: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    pages: int = 0
    right: float | None = None


Found = dict[tuple[str, str], Read]


async def run(names: Sequence[str], rounds: int) -> Found:
    """Have every reader read every paper, in alternating rounds."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    found: Found = {}
    for paper in await asyncio.to_thread(papers, _FOLDER):
        for number in range(rounds):
            for name in names:
                skips = paper.pages > _LONG and name in _TOO_SLOW
                if number < _ROUNDS.get(name, rounds) and not skips:
                    one = found.setdefault((paper.name, name), Read())
                    read = _ours if name == "ours" else _other
                    await read(name, paper, one)
        _count_pages([one for (of, _), one in found.items() if of == paper.name])
    return found


async def _ours(_name: str, paper: Paper, one: Read) -> None:
    data = await asyncio.to_thread(paper.path.read_bytes)
    if not one.late_ms:  # a reading of its own: the watch costs as much as what it watches
        late = asyncio.create_task(_longest_wait())
        await Extractor().extract(data, max_pages=1_500)
        late.cancel()
        one.late_ms.append(await late)
    before, spent = _children(), time.process_time()
    extract = await Extractor().extract(data, max_pages=1_500)
    one.cpu_s.append(_children() - before + time.process_time() - spent)
    one.pages = len(extract.units)
    _judge(one, paper, " ".join(unit.text for unit in extract.units))


async def _other(name: str, paper: Paper, one: Read) -> None:
    out = _FOLDER / f"{name}.json"
    program = _HERE / "readers" / f"{_PROGRAMS[name]}.py"
    python = await asyncio.to_thread(python_of, _ENVIRONMENTS[name])
    process = await asyncio.create_subprocess_exec(python, program, paper.path, out)
    if await process.wait() != 0:
        raise RuntimeError(f"{name} could not read {paper.name}")
    said = json.loads(await asyncio.to_thread(out.read_text, "utf-8"))
    one.cpu_s.append(float(said["cpu"]))
    one.pages = int(said["pages"])
    _judge(one, paper, mended(" ".join(said["text"])))


def _judge(one: Read, paper: Paper, text: str) -> None:
    if paper.truth and one.right is None:
        one.right = Indel.normalized_similarity(text.split(), paper.truth.split())


def _count_pages(all_readers: Sequence[Read]) -> None:
    """Give those who know no pages the number that the others found."""
    pages = max(one.pages for one in all_readers)
    for one in all_readers:
        one.pages = pages


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _longest_wait() -> float:
    """Return, when cancelled, how many milliseconds the loop was late at most."""
    longest = 0.0
    try:
        async with asyncio.timeout(_MOST_LATE):
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.002)
                longest = max(longest, (time.perf_counter() - before - 0.002) * 1000)
    except (asyncio.CancelledError, TimeoutError):
        return longest


def table(found: Found) -> str:
    """Return the figures as Markdown."""
    head = (
        "| paper | reader | CPU s, min (median) | pages per CPU s | beside bare | words right |"
        " loop late, ms |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    rows = []
    for (paper, name), one in found.items():
        rate = one.pages / min(one.cpu_s)
        bare = found.get((paper, "bare"))
        beside = f"{rate * min(bare.cpu_s) / bare.pages:.2f}" if bare else "–"
        right = "–" if one.right is None else f"{one.right:.3f}"
        late = f"{max(one.late_ms):.0f}" if one.late_ms else "–"
        rows.append(
            f"| {paper} | {name} | {min(one.cpu_s):.2f} ({statistics.median(one.cpu_s):.2f}) "
            f"| {rate:.0f} | {beside} | {right} | {late} |"
        )
    return "\n".join([head, *rows])
