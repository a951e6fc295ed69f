"""Summaries survive the death of their process: read parts are kept, and there is one result."""

from __future__ import annotations

import asyncio
import re
import signal
import time
from collections import Counter
from typing import Final

from aiohttp import web

from tests.fakes.bot_process import Town, eventually
from tests.fakes.model import Call, answer

AT_ONCE: Final = 2
BEFORE_THE_KILL: Final = {"Anfang": 1, "Mitte": 5, "Ende": 9}
"""How many of the ten or eleven parts of each file are read when the process is killed."""
_FILLER: Final = "Die Verwaltung prüft den Antrag und berichtet dem Ausschuss im Herbst darüber. "
_FILE: Final = re.compile(r"Akte-(\w+)")


class Reader:
    """A model that reads so many parts of each file and then says nothing, until it is freed."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.waiting: Counter[str] = Counter()
        self.parts: Counter[str] = Counter()
        self.is_free = False

    async def __call__(self, call: Call) -> web.StreamResponse:
        question = call.seen.question
        file = _FILE.findall(question)[0]
        if "wird in Teilen gelesen" not in question:
            return await answer(f"Fertig ist Akte-{file}.")(call)
        self.parts[question] += 1
        if not self.is_free and self.answered[file] >= BEFORE_THE_KILL[file]:
            self.waiting[file] += 1
            await call.faults.stopping.wait()
        self.answered[file] += 1
        return await answer(f"- Notiz zu Akte-{file}.")(call)

    @property
    def is_stuck(self) -> bool:
        return all(self.waiting[file] for file in BEFORE_THE_KILL)


def text_of(file: str) -> bytes:
    """Return a text that is read in ten parts or a little more."""
    return "".join(f"Akte-{file} {n}: {_FILLER}\n\n" for n in range(3_300)).encode()


async def test_a_killed_summary_goes_on_and_repeats_only_what_was_in_flight(
    here: Town,
) -> None:
    reader = Reader()
    here.model.always(reader)
    first = await here.start(MODEL_PARALLEL=str(AT_ONCE))
    for file in BEFORE_THE_KILL:
        url = here.teams.put_file(f"{file}.txt", text_of(file))
        message = here.teams.message(
            "Bitte zusammenfassen.",
            conversation=f"a:{file}",
            person=f"29:{file}",
            files=[(f"{file}.txt", url)],
        )
        assert (await here.deliver(first, message)).status == 202
    await eventually(lambda: reader.is_stuck, 30)
    await asyncio.sleep(0.3)  # the others in flight arrive, and what was answered last is kept
    first.signal(signal.SIGKILL)
    assert await first.ended() == -signal.SIGKILL
    reader.is_free = True
    await here.start(MODEL_PARALLEL=str(AT_ONCE))
    began = time.monotonic()  # nobody could go on before
    await here.settled(within_s=30)
    assert time.monotonic() - began < 20
    for file in BEFORE_THE_KILL:
        asked = [times for text, times in reader.parts.items() if f"Akte-{file}" in text]
        assert len(asked) >= 10
        assert sorted(asked)[-AT_ONCE - 1 :] in ([1, 2, 2], [1, 1, 2])  # what was in flight
        assert reader.answered[file] == len(asked)
        shown = here.teams.messages(f"a:{file}").values()
        results = [one for one in shown if one.labelled]
        assert len(results) == 1
        assert f"Fertig ist Akte-{file}" in str(results[0].card)
