"""Minutes survive the death of their process at every step: one draft, one card each, one approval.

Several meetings at once, each at another step, and one kill for all of them.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections import Counter
from contextlib import suppress
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.fakes.bot_process import BotProcess, Town, eventually, write_profile
from tests.fakes.model import Call, answer
from tests.fakes.teams import Json

AT_ONCE: Final = 2
BEFORE_THE_KILL: Final = {"Anfang": 0, "Mitte": 2, "Ordnen": 99}
"""How many pieces of each meeting are answered; of the last all, but not how they are ordered."""
N_ASKED: Final = 5
N_APPROVED: Final = 6
_FILLER: Final = "Wir haben die Vorlage geprüft und berichten im Herbst noch einmal darüber. "
_TOPICS: Final = ("Haushaltslage", "Schulhof", "Radverkehrskonzept", "Klinik", "Personalratswahl")
_MEETING: Final = re.compile(r"Sitzung (\w+)")
_NUMBER: Final = re.compile(r"^\[(\d+)\]", re.MULTILINE)


class Drafter:
    """A model that writes each piece's lines, and falls silent where it was told, until freed."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.waiting: Counter[str] = Counter()
        self.pieces: Counter[str] = Counter()
        self.is_free = False

    async def __call__(self, call: Call) -> web.StreamResponse:
        question = call.seen.question
        name = _MEETING.findall(question)[0]
        numbers = _NUMBER.findall(question)
        limit = BEFORE_THE_KILL.get(name, 99)
        is_outline = not numbers
        if not self.is_free and (self.answered[name] >= limit or (is_outline and limit == 99)):
            self.waiting[name] += 1
            await call.faults.stopping.wait()
        if numbers:
            self.pieces[question] += 1
        self.answered[name] += bool(numbers)
        return await answer(_lines(name, numbers))(call)

    @property
    def is_stuck(self) -> bool:
        return all(self.waiting[name] for name in BEFORE_THE_KILL)


def _lines(name: str, numbers: list[str]) -> str:
    """Return what is to be said of a piece: an item of its own; nothing where none is asked."""
    lines: list[dict[str, object]] = []
    if numbers:
        top, run = numbers[0], f"{numbers[0]}-{numbers[-1]}"
        title = f"{_TOPICS[int(top) % len(_TOPICS)]} (Sitzung {name} )"
        lines = [
            {"type": "item", "top": top, "title": title},
            {"type": "use", "as": "item", "top": top, "from": [run]},
        ]
    return "\n".join(json.dumps(line) for line in [*lines, {"type": "done"}])


def spoken(name: str, n: int) -> str:
    """Return a meeting; each utterance names it."""
    return "\n".join(f"Jana Krüger: Sitzung {name} {i}: {_FILLER * 15}" for i in range(n))


class Keepers:
    """Everybody who keeps minutes in this town, each in a chat of their own."""

    def __init__(self, here: Town, bot: BotProcess) -> None:
        self.here = here
        self.bot = bot

    async def press(self, name: str, verb: str, data: Json, **more: Any) -> Json:
        action = self.here.teams.action(
            verb, {"v": 1, **data}, conversation=f"a:{name}", person=f"29:{name}", **more
        )
        reply = await self.here.deliver(self.bot, action)
        assert reply.status == 200, reply
        body: Json = reply.body
        return body

    async def draft(self, name: str, n: int) -> str:
        """Begin a draft; return the id of the minutes."""
        message = self.here.teams.message(
            f"protokoll\n{spoken(name, n)}", conversation=f"a:{name}", person=f"29:{name}"
        )
        assert (await self.here.deliver(self.bot, message)).status == 202
        await eventually(lambda: "minutes.draft" in self.cards(name))
        shown = next(
            one
            for one in self.here.teams.messages(f"a:{name}").values()
            if "minutes.draft" in one.card_text
        )
        ident = str(
            re.findall(r'"minutes\.draft","data":\{"v":1,"id":"([^"]+)"', shown.card_text)[0]
        )
        form = {"id": ident, "kind": "ergebnisprotokoll", "title": f"Sitzung {name}"}
        form |= {"day": "2026-11-18", "informed": "true"}
        await self.press(name, "minutes.draft", form, reply_to=shown.id)
        return ident

    def cards(self, name: str) -> str:
        return " ".join(one.card_text for one in self.here.teams.messages(f"a:{name}").values())

    def drafts(self, name: str) -> int:
        """Count the messages that are a draft."""
        shown = self.here.teams.messages(f"a:{name}").values()
        return sum("minutes.circulate" in one.card_text for one in shown)


async def test_minutes_go_on_at_every_step_after_a_kill(here: Town) -> None:
    write_profile(here.folder / "profiles")
    drafter = Drafter()
    here.model.always(drafter)
    first = await here.start(MODEL_PARALLEL=str(AT_ONCE))
    keepers = Keepers(here, first)
    for name in BEFORE_THE_KILL:
        await keepers.draft(name, 80)
    ready = [f"Fertig{n}" for n in range(N_APPROVED)]
    idents = {name: await keepers.draft(name, 2) for name in [*ready, "Runde"]}
    await eventually(lambda: all(keepers.drafts(name) for name in idents), 20)
    await eventually(lambda: drafter.is_stuck, 20)
    here.teams.held = lambda sent: sent.conversation == "a:1Chat-aad-p2"
    asked = ",".join(f"aad-p{n}" for n in range(N_ASKED))
    await keepers.press("Runde", "minutes.send", {"id": idents["Runde"], "people": asked})
    await eventually(lambda: here.teams.holding)
    second = await here.start(MODEL_PARALLEL=str(AT_ONCE))
    await asyncio.sleep(0.3)  # what was answered and sent last is kept
    pressing = [
        asyncio.create_task(_approve(keepers, name, idents[name], delay_s=n * 0.01))
        for n, name in enumerate(ready)
    ]
    await asyncio.sleep(0.06)  # some are before, some in the midst, some done
    first.signal(signal.SIGKILL)
    killed, keepers.bot = time.monotonic(), second
    await asyncio.gather(first.ended(), *pressing)
    drafter.is_free = True
    here.teams.release()
    n_asked = len(here.model.requests)
    await eventually(lambda: len(here.model.requests) > n_asked, 20)
    assert time.monotonic() - killed < 20
    await eventually(lambda: all(keepers.drafts(name) == 1 for name in BEFORE_THE_KILL), 20)
    await eventually(lambda: all(_asked(here, n) == 1 for n in range(N_ASKED)), 20)
    await here.settled()
    _repeats_only_what_was_in_flight(drafter)
    for name in ready:
        now = str(await keepers.press(name, "minutes.review", {"id": idents[name]}))
        assert ("Protokoll freigegeben" in now) == ("Transkript ist gelöscht" in now)
        done = await keepers.press(name, "minutes.freeze", {"id": idents[name], "base": 1})
        assert "Protokoll freigegeben" in str(done["value"])
        assert "Transkript ist gelöscht" in str(done["value"])
        assert "1.0" in str(done["value"])
    proofs = first.logged("minutes approved") + second.logged("minutes approved")
    assert {line["minutes"] for line in proofs} == {idents[name] for name in ready}
    assert all(line["transcript_deleted"] for line in proofs)


async def _approve(keepers: Keepers, name: str, ident: str, *, delay_s: float) -> None:
    await asyncio.sleep(delay_s)
    with suppress(aiohttp.ClientError, AssertionError):  # the process dies under it
        await keepers.press(name, "minutes.freeze", {"id": ident, "base": 1})


def _asked(here: Town, number: int) -> int:
    shown = here.teams.messages(f"a:1Chat-aad-p{number}").values()
    return sum("minutes.agree" in one.card_text for one in shown)


def _repeats_only_what_was_in_flight(drafter: Drafter) -> None:
    for name, n_answered in BEFORE_THE_KILL.items():
        asked = [times for text, times in drafter.pieces.items() if f"Sitzung {name} " in text]
        assert len(asked) > 3
        assert sum(times - 1 for times in asked) <= AT_ONCE
        assert drafter.answered[name] == len(asked) or n_answered
