"""Wrong settings end the process with one sentence; what is only down for now does not."""

from __future__ import annotations

import base64
import resource
import socket
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.state.connection import connect
from tests.fakes.bot_process import BotProcess, Town, write_profile
from tests.fakes.teams_inbound import CONVERSATIONS

MARKER = "M4RKERs3cret"
SECRETS = {
    "TEAMS_APP_PASSWORD": f"{MARKER}-app",
    "OPENAI_API_KEY": f"{MARKER}-model",
    "REDIS_URL": f"redis://user:{MARKER}-redis@127.0.0.1:1/0",
    "DATA_KEY": base64.b64encode(b"k" * 32).decode(),
}
SOUND = {
    **SECRETS,
    "HOST": "127.0.0.1",
    "PORT": "0",
    "TEAMS_APP_ID": "5b0a6f5e-55b1-4c5e-9d9f-2f7b6c6b8a11",
    "TEAMS_APP_TENANT_ID": "7c1d5a0e-7f3e-4f0b-9a57-0c2f6f3a1b10",
    "TEAMS_OPENID_METADATA_URL": "http://127.0.0.1:1/keys",
    "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
    "OPENAI_MODEL": "fake",
    "MODEL_ALLOWED_HOSTS": "127.0.0.1:1",
}


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID"),
        ({"UNSAFE_SKIP_AUTH": "1", "HOST": "192.0.2.1"}, "UNSAFE_SKIP_AUTH"),
        ({"OPENAI_BASE_URL": ""}, "AZURE_OPENAI_ENDPOINT"),
        ({"DATA_KEY": f"{MARKER}-no-key"}, "DATA_KEY"),
        ({"REDIS_URL": f"https://user:{MARKER}@redis.example"}, "REDIS_URL"),
        ({"AGENCY_PROFILES": "unknown-key", "WORKERS": "2", "PORT": "1"}, "AGENCY_PROFILES"),
        ({"AGENCY_PROFILES": "sound", "HOST": "192.0.2.1"}, "PORT"),
    ],
)
async def test_a_wrong_setting_ends_the_process_with_one_sentence(
    tmp_path: Path, changes: dict[str, str], names: str
) -> None:
    write_profile(tmp_path / "unknown-key", colour="red")
    write_profile(tmp_path / "sound")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environ = {name: text for name, text in {**SOUND, **changes}.items() if text}
    bot = await BotProcess(environ, tmp_path, "wrong").start()
    assert await bot.ended() == 78
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time, for others may share the machine; ended() has seen that it waits for nothing.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    (sentence,) = [line for line in bot.output.splitlines() if not line.startswith("{")]
    assert sentence.startswith(f"Configuration error: {names}: ")
    assert MARKER not in bot.output


async def test_a_port_that_is_taken_is_named_with_its_reason(tmp_path: Path) -> None:
    write_profile(tmp_path / "sound")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = {"AGENCY_PROFILES": "sound", "PORT": str(other.getsockname()[1])}
        bot = await BotProcess({**SOUND, **taken}, tmp_path, "taken").start()
        assert await bot.ended() == 78
    assert "PORT: can't be listened on at this HOST (Address already in use)" in bot.output


async def test_secrets_may_come_as_files(here: Town) -> None:
    kept: dict[str, str] = {}
    for name in ("TEAMS_APP_PASSWORD", "OPENAI_API_KEY", "REDIS_URL", "DATA_KEY"):
        path = here.folder / name
        path.write_text(f"{here.environ[name]}\n", "utf-8")
        kept |= {name: "", f"{name}_FILE": str(path)}
    bot = await here.start(**kept)
    here.model.answer("Ja.")
    assert (await here.deliver(bot, here.teams.message("Und?"))).status == 202
    await here.settled()
    assert here.texts(CONVERSATIONS["personal"]) == ["Ja."]
    assert here.model.requests[0].headers["Authorization"].startswith("Bearer geheim-model")


@pytest.mark.parametrize("url", ["redis://:{}@h:99999/0", "redis://h/0?db={}", "redis://[{}"])
def test_an_address_of_redis_that_cannot_be_read_is_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect(url.format(MARKER), blocking=False)
    assert caught.value.setting == "REDIS_URL"
    assert MARKER not in str(caught.value)
