"""Handing a file to a local run: what the Playground is asked to send, and who fetches it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.admin import playground
from bot.admin.upload import upload

ACTIVITIES = "/_internal/v1/customActivities"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "Bericht März.txt"
    path.write_text("Der Rat hat beschlossen.", "utf-8")
    return path


async def test_the_file_is_sent_as_an_upload_and_served_once_asked_for(report: Path) -> None:
    seen: list[dict[str, Any]] = []
    fetched: list[str] = []

    async def send(request: web.Request) -> web.Response:
        seen.append(await request.json())
        url = seen[0]["attachments"][0]["content"]["downloadUrl"]
        async with aiohttp.ClientSession() as http, http.get(url) as response:
            fetched.append(await response.text())
        return web.json_response(None)

    async with _playground(send) as server:
        assert await upload(report, "bitte kurz", str(server.make_url("")).rstrip("/"), "a:1")
    assert fetched == ["Der Rat hat beschlossen."]
    assert (seen[0]["type"], seen[0]["text"]) == ("message", "bitte kurz")
    assert seen[0]["attachments"][0]["name"] == "Bericht März.txt"


def test_the_conversation_is_the_one_of_the_playgrounds_configuration() -> None:
    path = Path(playground.__file__).with_name("playground.yml")
    configured = yaml.safe_load(path.read_text("utf-8"))
    assert configured["personalChat"]["id"] == playground.PERSONAL_CHAT


def _playground(send: Any) -> TestServer:
    async def template(_request: web.Request) -> web.Response:
        return web.json_response({"conversation": {"id": "a:1"}})

    app = web.Application()
    app.router.add_get(f"{ACTIVITIES}/template", template)
    app.router.add_post(ACTIVITIES, send)
    return TestServer(app)
