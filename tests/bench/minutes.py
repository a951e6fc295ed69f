"""Checking minutes: planted faults, clean minutes, and the votes of real council meetings.

The second table is of meetings for which no rule was made: what to expect of one's own.
The council meetings lie beside a development checkout; without them their table is left out.
"""

from __future__ import annotations

import time

from bot.meetings.checking import check
from tests.minutes import council
from tests.minutes.accuracy import measured, table
from tests.minutes.meetings import UNSEEN, meetings


def run() -> str:
    """Return the tables, and how long one check takes."""
    parts = [
        f"Meetings the rules were made with\n\n{table(measured(meetings()))}",
        f"Meetings they have not seen\n\n{table(measured(meetings(UNSEEN)))}",
        _speed(),
    ]
    if council.FOLDER.is_dir():
        parts.insert(2, council.table(council.measured(council.councils())))
    return "\n\n".join(parts)


def _speed() -> str:
    """Time the first check of each meeting, everything included."""
    spent = []
    for one in meetings():
        begin = time.perf_counter()
        check(one.draft, one.transcript)
        spent.append(time.perf_counter() - begin)
    utterances = sum(len(one.transcript.utterances) for one in meetings())
    total = 1_000 * sum(spent)
    return f"One check: {total / len(spent):.0f} ms, {total / utterances:.1f} ms an utterance."
