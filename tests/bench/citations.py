"""Checking citations: what is found, what is doubted wrongly, and how long it takes.

The source for the timing is text made by rule, as long as a book of 450 pages; the figures of
accuracy are those of tests/accuracy/citations, each set apart and all together.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from random import Random
from typing import Final

from bot.evidence.checking import check
from bot.evidence.passages import Passage, Passages
from tests.accuracy.citations.cases import SETS, passages
from tests.accuracy.citations.measure import Tally, measure, table

_PAGES: Final = 450
_CHARACTERS: Final = 4_350  # a page
_STATEMENTS: Final = 40  # two pages of summary
_SEED: Final = 11
_TICK_S: Final = 0.002
_READINGS: Final = 3
_SHARES: Final = (0.5, 0.95, 1.0)


def run() -> str:
    """Return all tables."""
    parts = [f"{_title(name)}\n\n{table(measure([name]))}" for name in SETS]
    together = measure(SETS)
    return "\n\n".join((*parts, f"All sets\n\n{table(together)}", _speed(), _goals(together)))


def _title(name: str) -> str:
    return f"Set `{name}`"


def _goals(tally: Tally) -> str:
    return "\n".join(
        (
            "| goal | reached | |",
            "| --- | ---: | --- |",
            _goal("faults of wording found", tally.recall(by_wording=True), 0.98),
            _goal("right wording not doubted", 1 - tally.false_alarms, 0.98),
            _goal("faults of meaning found", tally.recall(by_wording=False), 0.8),
            _goal("right meaning not doubted", 1 - tally.false_alarms_in_meaning, 0.97),
        )
    )


def _goal(what: str, reached: float, wanted: float) -> str:
    return f"| {what} ≥ {wanted} | {reached:.3f} | {'yes' if reached >= wanted else '**no**'} |"


def _speed() -> str:
    random = Random(_SEED)  # noqa: S311  # the same book in every run, nothing secret
    book = [Passage(number, text) for number, text in enumerate(_pages(random), 1)]
    started = time.process_time()
    source = Passages(book)
    made = time.process_time() - started
    late = sorted(asyncio.run(_lateness(book)))
    summary = _summary(source, random)
    started = time.process_time()
    checked = check(summary, source)
    took = time.process_time() - started
    letters = sum(len(passage.text) for passage in book) / 1_000_000
    return "\n".join(
        (
            "| work | CPU seconds |",
            "| --- | ---: |",
            f"| read {_PAGES} pages, {letters:.1f} million characters | {made:.2f} |",
            f"| check {checked.n_claims} statements, {checked.n_held} held | {took:.3f} |",
            "",
            "| an event loop meanwhile | ms late |",
            "| --- | ---: |",
            *(
                f"| {share:.0%} of its ticks at most | {_at(late, share):.1f} |"
                for share in _SHARES
            ),
        )
    )


async def _lateness(book: list[Passage]) -> list[float]:
    """Return how late an event loop is, tick by tick, while a thread reads the book."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + _TICK_S
            await asyncio.sleep(_TICK_S)
            late.append((time.perf_counter() - due) * 1_000)

    ticking = asyncio.create_task(tick())
    for _ in range(_READINGS):
        await asyncio.to_thread(Passages, book)
    ticking.cancel()
    return late


def _at(late: list[float], share: float) -> float:
    return late[min(len(late) - 1, int(len(late) * share))]


def _pages(random: Random) -> Iterator[str]:
    """Yield pages of sentences from the sets with other figures."""
    sentences = [
        span.text
        for name in SETS
        for source in (passages(name),)
        for passage in source.all
        for span in source.sentences(passage.number)
    ]
    for _ in range(_PAGES):
        page: list[str] = []
        while sum(map(len, page)) < _CHARACTERS:
            words = random.choice(sentences).split()
            changed = [_changed(word, random) if word.isdigit() else word for word in words]
            page.append(" ".join(changed))
        yield "\n".join(page)


def _changed(word: str, random: Random) -> str:
    return str(random.randint(1, 9)) + word[1:]


def _summary(source: Passages, random: Random) -> str:
    lines = []
    for _ in range(_STATEMENTS):
        number = random.randint(1, _PAGES)
        quote = random.choice(source.sentences(number)).text.replace("\n", " ")
        named = random.choice((number, number, number, random.randint(1, _PAGES)))
        lines.append(f"- {quote.rstrip('.')} [S. {named}: „{quote}“].")
    return "\n".join(lines)
