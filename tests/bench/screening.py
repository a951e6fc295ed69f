"""The screening's rules: what they find, their false alarms, and how long they take."""

from __future__ import annotations

import time

from bot.library.loader import shipped_templates
from bot.library.screening import words_of
from bot.library.screening_personal import personal_data
from bot.library.screening_risks import risks
from tests.accuracy.screening.measure import SETS, measure, table


def run() -> str:
    """Return the tables of both sets, and what the shipped templates raise."""
    parts = [f"**{name}**\n\n{table(measure(name))}" for name in SETS]
    texts = [words_of(one) for one in shipped_templates()]
    begin = time.perf_counter()
    alarms = sum(bool(list(risks(text))) for text in texts)
    named = sum(bool(list(personal_data(text))) for text in texts)
    spent = 1_000 * (time.perf_counter() - begin) / len(texts)
    parts.append(
        f"{len(texts)} shipped templates: {alarms} seem risky, {named} name people in examples;"
        f" {spent:.1f} ms each."
    )
    return "\n\n".join(parts)
