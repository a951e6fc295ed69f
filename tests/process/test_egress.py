"""Where the bot's answers and its token may go, also when the address was stored long ago."""

from __future__ import annotations

import base64
import time

from bot.core.ids import ConversationId, TenantId
from bot.core.ports import Lane
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.queue import RedisWorkQueue
from tests.fakes.bot_process import KEY, Town
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_inbound import CONVERSATIONS, TENANT

STORED = [
    "https://evil.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net@127.0.0.1:{port}/emea/",
    "http://127.0.0.1:{port}/emea/",
    "http://localhost:{port}/emea/",
    "http://127.1:{port}/emea/",
    "https://smba.trafficmanager.net./emea/",
    "https://smba.trafficmanager.net:{port}/emea/",
]


async def test_stored_work_is_not_answered_where_the_list_no_longer_leads(here: Town) -> None:
    redis = connect(here.valkey.url, blocking=False)
    key = Cipher([base64.b64decode(KEY)])
    queue = RedisWorkQueue(Commands(redis), key, lambda _tenant: 86_400)
    port = here.teams.host.partition(":")[2]
    for number, url in enumerate(STORED):
        activity = here.teams.message("Hallo", conversation=f"a:{number}")
        activity["serviceUrl"] = url.replace("{port}", port)
        lane = Lane(TenantId(TENANT), ConversationId(f"a:{number}"))
        await queue.put(lane, f"message:{number}", {"activity": activity, "arrived": time.time()})
    await redis.aclose()
    bot = await here.start(TEAMS_ALLOWED_SERVICE_HOSTS="smba.trafficmanager.net")
    await here.settled()
    assert here.teams.requests == []
    assert here.identity.login_requests == []
    assert here.model.requests == []
    dropped = bot.logged("work for a service host off the list dropped")
    assert len(dropped) == len(STORED)


async def test_a_redirect_is_not_followed(here: Town) -> None:
    async with FakeTeams() as evil:
        here.teams.redirect_to = f"{evil.service_url}v3/conversations/a:1/activities"
        bot = await here.start(TEAMS_ALLOWED_SERVICE_HOSTS=f"{here.teams.host},{evil.host}")
        await here.deliver(bot, here.teams.message("Hallo"))
        await here.settled()
        assert here.teams.requests
        assert evil.requests == []
        here.teams.redirect_to = ""
        here.model.answer("Wieder da.")
        await here.deliver(bot, here.teams.message("Und jetzt?"))
        await here.settled()
    assert here.texts(CONVERSATIONS["personal"]) == ["Wieder da."]
    assert "Traceback" not in bot.output
