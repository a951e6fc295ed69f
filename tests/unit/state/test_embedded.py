"""The embedded Valkey of a local run, and the key that goes with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.core.errors import ConfigurationError
from bot.state.embedded import embedded_valkey, local_data_key, socket_path


async def test_it_keeps_its_data_and_ends_with_its_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for value in (None, b"kept"):
        async with embedded_valkey(Path("folder")) as url:  # as app.py names it: relative
            redis = Redis.from_url(url)
            assert await redis.get("name") == value
            await redis.set("name", "kept")
            await redis.aclose()
        assert not (tmp_path / "folder" / "valkey.sock").exists()


async def test_a_server_that_still_runs_is_used_and_left_alone(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as first:
        async with embedded_valkey(tmp_path) as second:
            assert second == first
        redis = Redis.from_url(first)
        assert await redis.ping()
        await redis.aclose()


def test_a_folder_with_a_long_name_has_its_socket_elsewhere(tmp_path: Path) -> None:
    path = socket_path(tmp_path / ("x" * 100))
    assert len(str(path)) < 100
    path.parent.rmdir()


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = local_data_key(tmp_path)
    assert len(key) == 32
    assert local_data_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "data.key").stat().st_mode) == 0o600


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.key").write_text("x", "ascii")
    with pytest.raises(ConfigurationError, match="DATA_KEY"):
        local_data_key(tmp_path)
