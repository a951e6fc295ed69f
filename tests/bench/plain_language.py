"""The report on Leichte Sprache: how often it is right, rule by rule, and how long it takes."""

from __future__ import annotations

import time

from bot.library.plain_language.report import report
from bot.library.plain_language.survival import lost
from tests.accuracy.plain_language.measure import SETS, measure, sentences, table


def run() -> str:
    """Return the tables of both sets, and how long a page takes."""
    parts = [f"**{name}**\n\n{table(measure([name]))}" for name in SETS]
    return "\n\n".join([*parts, _speed()])


def _speed() -> str:
    page = "\n".join(sentence for name in SETS for _, sentence in sentences(name))
    begin = time.perf_counter()
    found = report(page)
    middle = time.perf_counter()
    lost(page, page)
    spent = (1_000 * (middle - begin), 1_000 * (time.perf_counter() - middle))
    return (
        f"{found.n_sentences} sentences: {spent[0]:.0f} ms for the report,"
        f" {spent[1]:.0f} ms for what survived."
    )
