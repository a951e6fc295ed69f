"""`UNSAFE_SKIP_AUTH=1 python app.py`: nothing is set up, everything is there, nothing stays."""

from __future__ import annotations

import signal
import stat
from pathlib import Path

from tests.fakes.bot_process import BotProcess
from tests.fakes.teams import FakeTeams, Shown
from tests.fakes.teams_inbound import CONVERSATIONS

PERSONAL = CONVERSATIONS["personal"]


async def test_a_local_run_brings_its_own_valkey_key_and_model(tmp_path: Path) -> None:
    async with FakeTeams() as teams:
        environ = {
            "UNSAFE_SKIP_AUTH": "1",
            "PORT": "0",
            "TEAMS_ALLOWED_SERVICE_HOSTS": teams.host,
        }
        bot = await (await BotProcess(environ, tmp_path, "one").start()).listening()
        try:
            await teams.post(f"{bot.url}/api/messages", teams.message("Was ist ein Bescheid?"))
            await teams.wait_for(lambda: _whole(teams))
            (valkey,) = _valkeys(tmp_path)
        finally:
            bot.signal(signal.SIGINT)  # as Ctrl-C does
        assert await bot.ended() == 0
    assert _valkeys(tmp_path) == []
    assert valkey not in _valkeys(tmp_path)
    key = tmp_path / ".local" / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not (tmp_path / ".local" / "valkey" / "valkey.sock").exists()
    assert "Traceback" not in bot.output


def _whole(teams: FakeTeams) -> list[Shown]:
    shown = teams.messages(PERSONAL).values()
    return [message for message in shown if message.text and not message.streaming]


def _valkeys(folder: Path) -> list[int]:
    """Return the servers whose data lies under a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in line and b"unixsocket" in line:
                found.append(int(entry.name))
    return found
