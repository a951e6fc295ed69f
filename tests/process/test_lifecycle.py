"""A process that is slow, killed, or asked to end: nothing is lost and nothing said twice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from tests.fakes.bot_process import BotProcess, Town, eventually, town
from tests.fakes.model import answer, hangs
from tests.fakes.teams import FakeTeams, Sent, Shown
from tests.fakes.teams_inbound import CONVERSATIONS

PERSONAL, GROUP = CONVERSATIONS["personal"], CONVERSATIONS["groupChat"]
LONG = " ".join(f"Satz {n} steht hier." for n in range(1, 41))
OTHERWISE = " ".join(f"Anders als zuvor ist Satz {n}." for n in range(1, 41))


def answers(here: Town, conversation: str) -> list[Shown]:
    """Return the messages with words of a conversation as a person sees them."""
    return [shown for shown in here.teams.messages(conversation).values() if shown.text]


# --- slow ----------------------------------------------------------------------------------------


async def test_messages_are_acknowledged_at_once_while_the_model_hangs(here: Town) -> None:
    bot = await here.start()
    here.model.always(hangs)
    took: list[float] = []

    async def write(number: int) -> int:
        activity = here.teams.message("Hallo?", conversation=f"a:{number}", person=f"29:{number}")
        began = time.perf_counter()
        reply = await here.deliver(bot, activity)
        took.append(time.perf_counter() - began)
        return reply.status

    for start in range(0, 200, 20):
        posted = (write(number) for number in range(start, start + 20))
        assert set(await asyncio.gather(*posted)) == {202}
    await here.model.arrived(50)  # the work itself has begun meanwhile
    assert sorted(took)[197] < 1.0
    assert await here.status(bot, "/readyz") == 200


async def test_a_message_delivered_five_times_to_two_processes_is_answered_once(
    here: Town,
) -> None:
    bots = await asyncio.gather(here.start(), here.start())
    here.model.answer("Einmal.", chunks=3, delay_s=0.05)
    activity = here.teams.message("Eine Frage")
    for number in range(5):
        assert (await here.deliver(bots[number % 2], activity)).status == 202
    await here.teams.wait_for(lambda: here.texts(PERSONAL) == ["Einmal."])
    assert (await here.deliver(bots[0], activity)).status == 202  # and once it is answered
    await here.settled()
    assert len(here.model.requests) == 1
    assert here.texts(PERSONAL) == ["Einmal."]
    assert len([sent for sent in here.teams.finals(PERSONAL) if sent.text]) == 1


# --- killed --------------------------------------------------------------------------------------


async def test_after_a_kill_every_answer_is_finished_exactly_once(tmp_path: Path) -> None:
    """Two houses at the same time: in one the process is restarted, the other has a second one."""
    async with AsyncExitStack() as stack:
        folders = [tmp_path / "restarted", tmp_path / "second"]
        for folder in folders:
            folder.mkdir()
        towns = [await stack.enter_async_context(town(folder)) for folder in folders]
        took = await asyncio.gather(
            _kill_amid_answers(towns[0], restart=True), _kill_amid_answers(towns[1], restart=False)
        )
    assert max(took) < 20


async def _kill_amid_answers(here: Town, *, restart: bool) -> float:
    first = await here.start()
    here.model.then(answer("Gemerkt, doch nicht gesagt.", chunks=2))
    here.teams.fail(503, times=1000, where=_is_final_of("a:remembered"))
    await here.deliver(first, here.teams.message("Und?", conversation="a:remembered"))
    await here.teams.wait_for(lambda: any(map(_is_final_of("a:remembered"), here.teams.requests)))
    here.model.answer(LONG, chunks=400, delay_s=0.05)
    await here.deliver(first, here.teams.message("Erzähle!"))
    await here.deliver(first, here.teams.message("Erzählt!", kind="groupChat"))
    await here.teams.wait_for(
        lambda: len(_poured(here.teams)) >= 2 and answers(here, GROUP), timeout_s=20
    )
    await here.deliver(first, here.teams.message("Danach?"))  # waits behind the running answer
    second = None if restart else await here.start()
    await asyncio.sleep(0.3)  # what was just sent is noted: see bot/channel/delivery.py
    first.signal(signal.SIGKILL)
    killed = time.monotonic()
    here.teams.heal()
    here.model.answer(OTHERWISE, chunks=4)  # a model does not say the same again
    assert await first.ended() == -signal.SIGKILL
    if second is None:
        await here.start()
        killed = time.monotonic()  # nobody could go on before, however long a start takes here
    await here.settled(within_s=30)
    took = time.monotonic() - killed
    assert [shown.text for shown in answers(here, PERSONAL)] == [OTHERWISE, OTHERWISE]
    assert [shown.text for shown in answers(here, GROUP)] == [OTHERWISE]
    assert here.texts("a:remembered") == ["Gemerkt, doch nicht gesagt."]
    for conversation in (PERSONAL, GROUP, "a:remembered"):
        assert not any(shown.streaming for shown in answers(here, conversation))
    questions = [seen.question for seen in here.model.requests]
    assert [questions.count(text) for text in ("Und?", "Erzähle!", "Danach?")] == [1, 2, 1]
    return took


def _is_final_of(conversation: str) -> Callable[[Sent], bool]:
    return lambda s: s.conversation == conversation and s.type == "message" and bool(s.text)


def _poured(teams: FakeTeams) -> list[Sent]:
    return [
        s for s in teams.updates(PERSONAL) if s.stream and s.stream["streamType"] == "streaming"
    ]


# --- asked to end --------------------------------------------------------------------------------


async def test_sigterm_lets_running_answers_finish_and_leaves_the_rest_to_others(
    here: Town,
) -> None:
    ending = await here.start()
    here.model.then(answer(LONG, chunks=30, delay_s=0.1)).answer("Vom anderen.")
    await here.deliver(ending, here.teams.message("Erzähle!"))
    await here.deliver(ending, here.teams.message("Danach?"))
    await here.teams.wait_for(lambda: _poured(here.teams))
    ending.signal(signal.SIGTERM)
    await eventually(lambda: ending.logged("draining"), 3.0)
    assert await here.get(ending, "/readyz") == (503, '{"status": "draining"}')
    assert LONG not in here.texts(PERSONAL)  # it says so at once, not when the answer is over
    assert await here.status(ending, "/healthz") == 200
    ending.signal(signal.SIGTERM)  # asked again, it does not hurry
    ending.signal(signal.SIGINT)
    late = here.teams.message("Noch etwas?", conversation="a:late")
    assert (await here.deliver(ending, late)).status == 202  # kept for others, not lost
    assert await ending.ended() == 0
    assert here.texts(PERSONAL) == [LONG]
    assert ending.lines[-1]["message"] == "ended"
    await here.start()
    await here.settled()
    assert here.texts(PERSONAL) == [LONG, "Vom anderen."]
    assert here.texts("a:late") == ["Vom anderen."]
    assert len(here.model.requests) == 3


async def test_two_processes_share_a_port_and_end_together(here: Town) -> None:
    port = _free_port()
    bot = await here.start(WORKERS="2", PORT=str(port))
    await eventually(lambda: len(bot.logged("listening")) == 2, 30)
    here.model.answer("Gut.")
    for number in range(12):
        activity = here.teams.message("Und?", conversation=f"a:{number}", person=f"29:{number}")
        async with _fresh_connection(here):
            assert (await here.deliver(bot, activity)).status == 202
    await here.settled()
    for _ in range(4):  # whichever process answers, it answers for both
        async with _fresh_connection(here):
            figures = (await here.get(bot, "/metrics"))[1]
        assert 'assistant_turns_total{kind="message",outcome="ok"} 12.0' in figures
    here.model.answer("Spät.", first_delay_s=4.0)
    for number in range(8):
        activity = here.teams.message("Und?", conversation=f"a:{number}", person=f"29:{number}")
        assert (await here.deliver(bot, activity)).status == 202
    await here.model.arrived(20)
    await _figures_say(here, bot, "assistant_turns_running 8.0")
    bot.signal(signal.SIGTERM)
    assert await bot.ended() == 0
    assert len(bot.logged("ended")) == 2


async def _figures_say(here: Town, bot: BotProcess, line: str) -> None:
    async with asyncio.timeout(4), _fresh_connection(here):
        while line not in (await here.get(bot, "/metrics"))[1]:  # noqa: ASYNC110  # a process
            await asyncio.sleep(0.1)


async def test_a_process_that_dies_takes_the_others_along(here: Town) -> None:
    bot = await here.start(WORKERS="2", PORT=str(_free_port()))
    await eventually(lambda: len(bot.logged("listening")) == 2, 30)
    first, second = _children(bot)
    os.kill(first, signal.SIGKILL)
    assert await bot.ended() == 128 + signal.SIGKILL
    assert len(bot.logged("ended")) == 1
    assert second not in _processes()


async def test_children_of_a_killed_parent_end_too(here: Town) -> None:
    bot = await here.start(WORKERS="2", PORT=str(_free_port()))
    await eventually(lambda: len(bot.logged("listening")) == 2, 30)
    bot.signal(signal.SIGKILL)
    await eventually(lambda: len(bot.logged("ended")) == 2)


def _children(bot: BotProcess) -> list[int]:
    """Return the processes it has started to serve (there is also a tracker of resources)."""
    pid = bot.process.pid
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [int(n) for n in found if b"spawn_main" in Path(f"/proc/{n}/cmdline").read_bytes()]


def _processes() -> set[int]:
    return {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def _fresh_connection(here: Town) -> AsyncIterator[None]:
    """Let the kernel choose anew which of the processes takes the connection."""
    kept = here.teams.client
    async with aiohttp.ClientSession() as here.teams.client:
        yield
    here.teams.client = kept
