"""Nothing that people, the model or anybody else says reaches a log or a figure, even at DEBUG."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Callable

from tests.fakes.bot_process import KEY, MODEL_KEY, PASSWORD, BotProcess, Town
from tests.fakes.model import Behaviour, answer, hangs, resets, status
from tests.fakes.teams import Json, Sent
from tests.fakes.teams_inbound import BOT, PERSON, TENANT

MARK = "Zwiebelfisch"
EVIL = f"{MARK}\r\n\x1b[31m{MARK}\u2028<at>x</at> %s {{0}}"
FAULT = {"error": {"code": "Fault", "message": f"{MARK} {EVIL}"}}
BROKEN = b'data: {"choices": [{"delta": {"content": "' + MARK.encode() + b"\n\n"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


async def test_no_word_of_anybody_is_logged_or_measured(here: Town) -> None:
    bot = await here.start(LOG_LEVEL="DEBUG", OPENAI_MODEL="one,two,three")
    await _talk(here, bot)
    await _fail_in_teams(here, bot)
    await _send_files(here, bot)
    await _fail_in_the_model(here, bot)
    await _knock_with_rubbish(here, bot)
    figures = (await here.get(bot, "/metrics"))[1]
    await _lose_redis(here, bot)
    here.model.always(hangs)
    bot.signal(signal.SIGTERM)
    assert await bot.ended() == 0
    for secret in (MARK, PASSWORD, MODEL_KEY, KEY, "bot-token", "Bearer", "Erika"):
        assert secret not in bot.output, secret
        assert secret not in figures, secret
    for identifier in (TENANT, PERSON, BOT, PERSON[3:], "a:", here.identity.app_id):
        assert identifier not in figures, identifier
    assert not CONTROL.search(bot.output)
    assert "Traceback" not in bot.output
    assert len(bot.lines) == bot.output.count("\n")  # each a whole JSON object
    assert "assistant_turns_total" in figures
    told = {line["class"] for line in bot.logged("turn ended with an error")}
    assert {"ModelRejectedKey", "ModelUnavailable", "ModelBusy", "FilterMissing"} <= told


class _Speaker:
    """Delivers activities of a person with a telling name, each in a conversation of its own."""

    def __init__(self, here: Town, bot: BotProcess) -> None:
        self._here = here
        self._bot = bot
        self._count = 0

    async def say(self, **more: object) -> str:
        self._count += 1
        conversation = f"a:{MARK}-{id(self)}-{self._count}"
        activity = self._here.teams.message(
            EVIL,
            conversation=conversation,
            name=MARK,
            **more,  # type: ignore[arg-type]
        )
        assert (await self.deliver(activity)) == 202
        return conversation

    async def deliver(self, activity: Json) -> int:
        return (await self._here.deliver(self._bot, activity)).status


async def _talk(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    here.model.answer(f"{EVIL} ![x](https://{MARK}.example/x.png) fertig")
    conversation = await person.say()
    await here.settled()
    where = {"conversation": conversation}
    teams = here.teams
    assert await person.deliver(teams.feedback("m-1", "dislike", EVIL)) == 200
    for verb in (MARK, "template.run", "data.show", "library.home", "answer.again"):
        data = {"v": 1, "id": MARK, MARK: EVIL}
        assert await person.deliver(teams.action(verb, data, **where)) == 200
    query = {"dataset": "templates", "queryText": EVIL, "kind": "search"}
    assert await person.deliver(teams.invoke("application/search", query)) == 200
    assert await person.deliver(teams.invoke(EVIL, {MARK: EVIL})) == 501
    await here.settled()


async def _fail_in_the_model(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    faults: list[Behaviour] = [
        *(status(code, FAULT) for code in (400, 422)),
        answer(EVIL, chunks=4, cut_after=2),
        answer(EVIL, chunks=4, filter_error_at=1),
        answer(EVIL, finish=MARK),
        answer(EVIL, chunks=4, raw_at=(1, BROKEN)),
        status(200, MARK.encode()),
        resets,
        *(status(code, FAULT) for code in (500, 404, 401)),
        status(429, FAULT, retry_after="30"),  # last: nobody is asked for a while
    ]
    for fault in faults:
        here.model.always(fault)
        await person.say()
        await here.settled(within_s=30)


async def _fail_in_teams(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    here.model.answer(EVIL, chunks=2)
    is_final: Callable[[Sent], bool] = lambda sent: sent.type == "message"  # noqa: E731  # short
    for code in (400, 403, 404):
        here.teams.fail(code, times=50, code="BadRequest", message=EVIL, where=is_final)
        await person.say()
        await here.settled(within_s=30)
        here.teams.heal()
    here.teams.fail(503, times=1, message=EVIL)
    await person.say()
    await here.settled()


async def _send_files(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    address = here.teams.put_file("x.pdf", b"%PDF-1.7\n" + MARK.encode())
    for url in (address, f"{here.teams.url}/files/{MARK}", f"https://no.example/{MARK}", "x"):
        await person.say(files=[(f"{EVIL}.pdf", url)])
    text = here.teams.put_file("x.txt", f"{MARK} wurde gelesen. ".encode() * 50)
    here.model.answer(EVIL)
    await person.say(files=[(f"{MARK}.txt", text)])
    await here.settled(within_s=30)


async def _knock_with_rubbish(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    assert await person.deliver(here.teams.message(EVIL, tenant=MARK)) == 403
    url = f"{bot.url}/api/messages"
    wrong = here.identity.wrong_tokens(here.teams.service_url).values()
    for header in (*wrong, f"Bearer {MARK}", MARK):
        headers = {"Authorization": header} if header else {}
        async with here.teams.client.post(url, json={"type": MARK}, headers=headers) as reply:
            assert reply.status == 401
    for path in (f"/{MARK}", f"/api/messages/{MARK}", "/api/messages"):
        assert (await here.get(bot, path))[0] in (404, 405)
    _, writer = await asyncio.open_connection("127.0.0.1", bot.port)
    writer.write(f"{MARK} \x00 {MARK}\r\n\r\n".encode())  # no HTTP at all
    await writer.drain()
    writer.close()


async def _lose_redis(here: Town, bot: BotProcess) -> None:
    person = _Speaker(here, bot)
    here.valkey.stop()
    assert await person.deliver(here.teams.message(EVIL, conversation=f"a:{MARK}")) == 503
    assert await person.deliver(here.teams.action("data.show", {"v": 1})) in (200, 503)
    here.valkey.start()
