"""The door over real HTTP: who is let in, what is refused, and that refusing costs nothing."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from typing import Any

import orjson
import pytest
import pytest_asyncio
from redis import Redis

from tests.fakes.bot_process import BotProcess, Town, eventually, town
from tests.fakes.teams import Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

MB = 1024 * 1024


class Door:
    """One bot for all tests of this file, and what they ask of it."""

    def __init__(self, here: Town, bot: BotProcess) -> None:
        self.here = here
        self.bot = bot

    async def post(self, body: bytes, **headers: str) -> int:
        """Post raw bytes and return the status."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        named.setdefault("Content-Type", "application/json")
        url = f"{self.bot.url}/api/messages"
        async with self.here.teams.client.post(
            url, data=io.BytesIO(body), headers=named
        ) as response:
            return response.status

    async def offer(self, activity: Json, *, token: str = "") -> int:
        """Post an activity with a good token (or the given one) and return the status."""
        good = self.here.identity.token(str(activity.get("serviceUrl")))
        return await self.post(orjson.dumps(activity), Authorization=f"Bearer {token or good}")

    def message(self, **changes: object) -> Json:
        return {**self.here.teams.message("Hallo"), **changes}

    def keys(self) -> set[bytes]:
        with closing(Redis.from_url(self.here.valkey.url)) as redis:
            return set(redis.scan_iter())

    @contextmanager
    def nothing_happens(self) -> Iterator[None]:
        """Assert that no model is asked, nothing sent, nothing kept and no traceback written."""
        asked, sent = len(self.here.model.requests), len(self.here.teams.requests)
        kept = self.keys()
        yield
        assert len(self.here.model.requests) == asked
        assert len(self.here.teams.requests) == sent
        assert self.keys() <= kept  # counters of earlier tests may end meanwhile
        assert "Traceback" not in self.bot.output


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with town(tmp_path_factory.mktemp("door")) as here:
        opened = Door(here, await here.start())
        await eventually(opened.keys)  # the workers have made their group
        yield opened
        assert opened.bot.logged("unexpected error") == []


# --- tokens --------------------------------------------------------------------------------------


async def test_every_wrong_token_is_refused_at_once_and_logged_in_one_line(door: Door) -> None:
    activity = door.message()
    body = orjson.dumps(activity)
    wrong = door.here.identity.wrong_tokens(activity["serviceUrl"])
    assert len(wrong) >= 14
    await door.post(body, Authorization=wrong["unknown kid"] or "")  # may ask the key server
    for kind, header in wrong.items():
        headers = {"Authorization": header} if header else {}
        # Others may share the machine; what is slow by itself is slow every time.
        assert min([await _refused(door, body, headers) for _ in range(3)]) < 0.05, kind


async def _refused(door: Door, body: bytes, headers: dict[str, str]) -> float:
    """Post with a wrong token, see what is to be seen, and return how long the answer took."""
    lines = len(door.bot.lines)
    with door.nothing_happens():
        began = time.perf_counter()
        status = await door.post(body, **headers)
        took = time.perf_counter() - began
    (line,) = door.bot.lines[lines:]
    assert (status, line["status"], line["message"]) == (401, 401, "request refused")
    assert line["reason"].startswith("token_")
    return took


async def test_a_good_token_lets_in_and_its_bot_token_goes_to_teams_only(door: Door) -> None:
    door.here.model.answer("Ja.")
    assert await door.offer(door.message()) == 202
    await door.here.teams.wait_for(door.here.teams.finals)
    sent = {request.headers.get("Authorization") for request in door.here.teams.requests}
    assert sent == {"Bearer bot-token-1"}
    assert len(door.here.identity.login_requests) == 1


async def test_a_thousand_unknown_keys_cause_at_most_one_fetch(door: Door) -> None:
    service_url = door.here.teams.service_url
    identity, body = door.here.identity, orjson.dumps(door.message())
    foreign = identity.keys[identity.kid]
    tokens = [
        identity.token(service_url, headers={"kid": f"made-up-{n}"}, key=foreign) for n in range(50)
    ]
    before = identity.fetches
    with door.nothing_happens():
        for _ in range(20):  # fifty at once, a thousand in all
            posted = (door.post(body, Authorization=f"Bearer {token}") for token in tokens)
            assert set(await asyncio.gather(*posted)) == {401}
    assert identity.fetches - before <= 1


# --- who and where -------------------------------------------------------------------------------


async def test_an_unknown_tenant_leaves_no_trace(door: Door) -> None:
    with door.nothing_happens():
        foreign = door.here.teams.message("Hallo", tenant="0b2f6c6b-0000-4c5e-9d9f-2f7b6c6b8a11")
        assert await door.offer(foreign) == 403


EVIL = [
    "https://evil.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net@evil.example/emea/",
    "https://smba.trafficmanager.net./emea/",
    "https://smba.trafficmanager.net:8443/emea/",
    "https://smbа.trafficmanager.net/emea/",  # a Cyrillic а
    "https://xn--smb-7cd.trafficmanager.net/emea/",
    "http://smba.trafficmanager.net/emea/",
    "https://2130706433:{port}/emea/",
    "http://0x7f000001:{port}/emea/",
    "http://127.1:{port}/emea/",
    "http://localhost:{port}/emea/",
    "http://[::1]:{port}/emea/",
    "http://[::ffff:127.0.0.1]:{port}/emea/",
    "http://user@127.0.0.1:{port}/emea/",
    "http://127.0.0.1:{port}\\@evil.example/emea/",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("kind", ["message", "invoke"])
@pytest.mark.parametrize("evil", EVIL)
async def test_nothing_is_sent_to_a_foreign_service_host(door: Door, evil: str, kind: str) -> None:
    port = door.here.teams.host.partition(":")[2]
    url = evil.replace("{port}", "1" if "localhost" in evil else port)
    template = door.message() if kind == "message" else door.here.teams.action("help.show")
    with door.nothing_happens():
        status = await door.offer({**template, "serviceUrl": url})
    assert status == 403


# --- what is no activity -------------------------------------------------------------------------


async def test_a_body_over_one_megabyte_is_refused(door: Door) -> None:
    body = orjson.dumps(door.message(text="x" * MB))
    token = f"Bearer {door.here.identity.token(door.here.teams.service_url)}"
    with door.nothing_happens():
        assert await door.post(body, Authorization=token) == 413
        assert await _chunked(door, body, token) == 413


async def _chunked(door: Door, body: bytes, token: str) -> int:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 64 * 1024):
            yield body[start : start + 64 * 1024]

    headers = {"Content-Type": "application/json", "Authorization": token}
    url = f"{door.bot.url}/api/messages"
    async with door.here.teams.client.post(url, data=pieces(), headers=headers) as response:
        return response.status


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"message"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"type": 5}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
    ],
)
async def test_what_is_no_activity_is_refused(
    door: Door, body: bytes, kind: str, status: int
) -> None:
    with door.nothing_happens():
        token = f"Bearer {door.here.identity.token(door.here.teams.service_url)}"
        assert await door.post(body, Authorization=token, Content_Type=kind) == status


async def test_a_sender_who_breaks_off_is_no_defect(door: Door) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", door.bot.port)
    head = b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with door.nothing_happens():
        writer.write(head + b'Content-Length: 500\r\n\r\n{"type":')
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.05)
    assert not door.bot.logged("Error handling request")


RUBBISH: list[Any] = [None, True, 7, -1.5, "", "x", "\u0000", [], ["x"], [None], [[{}]], {}]
RUBBISH += [{"id": 7}, {"id": {}}, {"id": None}, {"": []}, [{"id": []}], "9" * 300]
FIELDS = ["id", "timestamp", "from", "conversation", "recipient", "channelData", "entities"]
FIELDS += ["attachments", "value", "text", "locale", "replyToId", "membersAdded", "action", "name"]
FIELDS += ["textFormat", "relatesTo", "reactionsAdded", "semanticAction"]


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate"])
async def test_a_malformed_activity_is_refused_or_taken_and_never_a_defect(
    door: Door, kind: str
) -> None:
    teams = door.here.teams
    template = teams.message("") if kind != "invoke" else teams.action("library.home")
    wrong = [
        {**template, "type": kind, "id": f"w{n}-{field}-{kind}", field: value}
        for field in FIELDS
        for n, value in enumerate(RUBBISH)
    ]
    statuses = await asyncio.gather(*(door.offer(activity) for activity in wrong))
    found = dict(zip((f"{a['id']}" for a in wrong), statuses, strict=True))
    fine = {200, 202, 400, 403, 501} if kind == "invoke" else {202, 400, 403}
    assert {name: status for name, status in found.items() if status not in fine} == {}
    if kind in ("message", "invoke"):  # what nobody answers is taken and left alone
        for field in ("from", "conversation"):
            assert await door.offer({**template, "type": kind, field: "x"}) in {400, 403}
    assert "Traceback" not in door.bot.output
    assert door.bot.logged("unexpected error") == []
    assert door.bot.logged("A handler failed") == []
    assert await door.here.status(door.bot, "/healthz") == 200


# --- keys that change ----------------------------------------------------------------------------


async def test_a_new_key_works_soon_and_a_hanging_key_server_holds_nobody_up(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with town(tmp_path_factory.mktemp("keys")) as here:
        door = Door(here, await here.start())
        identity = here.identity
        identity.rotate(keep=False)
        began = time.perf_counter()
        assert await door.offer(door.message(type="event")) == 202
        assert time.perf_counter() - began < 2.0

        identity.hang_s, fetches = 30.0, identity.fetches
        unknown = identity.token(here.teams.service_url, headers={"kid": "nobody"})
        asking = asyncio.create_task(door.offer(door.message(), token=unknown))
        await asyncio.sleep(0.1)  # the fetch is under way and hangs
        began = time.perf_counter()
        assert await here.status(door.bot, "/healthz") == 200
        assert await door.offer(door.message(type="event")) == 202
        assert time.perf_counter() - began < 1.0
        assert not asking.done()  # though that hangs
        assert await asking == 401
        assert identity.fetches == fetches  # it hung before it came to the keys
        identity.hang_s = 0.0
