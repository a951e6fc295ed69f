"""`make upload FILE=…`: hands a file to a local run, since the Playground has no button for it.

The file is served once, on loopback, and the Playground is asked to send the activity that Teams
sends when somebody uploads a file in the 1:1 chat.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot.admin import playground
from bot.admin.command import Command, complain, say

_FETCHED_WITHIN_S: Final = 30.0
_FILE_TYPE: Final = "application/vnd.microsoft.teams.file.download.info"


def upload_activity(template: Mapping[str, Any], name: str, url: str, text: str) -> dict[str, Any]:
    """Return the activity of an upload: the Playground's own, with a file and perhaps words."""
    content = {"downloadUrl": url, "uniqueId": "local", "fileType": Path(name).suffix.lstrip(".")}
    attachment = {"contentType": _FILE_TYPE, "contentUrl": url, "name": name, "content": content}
    return {**template, "type": "message", "text": text, "attachments": [attachment]}


async def upload(path: Path, text: str, playground_url: str, conversation: str) -> bool:
    """Serve a file, have it sent, and tell whether the assistant has fetched it."""
    fetched = asyncio.Event()

    async def serve(_request: web.Request) -> web.Response:
        fetched.set()
        return web.Response(body=await asyncio.to_thread(path.read_bytes))

    app = web.Application()
    app.router.add_get("/{name}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/{quote(path.name)}"
        await _send(playground_url, conversation, path.name, url, text)
        async with asyncio.timeout(_FETCHED_WITHIN_S):
            await fetched.wait()
    except TimeoutError:
        return False
    finally:
        await runner.cleanup()
    return True


async def _send(base: str, conversation: str, name: str, url: str, text: str) -> None:
    activities = f"{base}/_internal/v1/customActivities"
    async with aiohttp.ClientSession(raise_for_status=True) as http:
        where = f"{activities}/template?conversationId={quote(conversation)}"
        async with http.get(where) as response:
            template = await response.json()
        await http.post(activities, json=upload_activity(template, name, url, text))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a PDF, Word or text file")
    parser.add_argument("--text", default="", help="what to write beside it")
    parser.add_argument("--playground-port", type=int, default=playground.PORT)
    parser.add_argument("--conversation", default=playground.PERSONAL_CHAT)


def _run(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        complain(f"There is no file {given.file}.")
        return 1
    base = f"http://localhost:{given.playground_port}"
    try:
        fetched = asyncio.run(upload(given.file, given.text, base, given.conversation))
    except aiohttp.ClientError:
        complain("The Playground does not answer: open it once in a browser after `make run`.")
        return 1
    if not fetched:
        complain("The assistant has not fetched the file. Its answer in the chat says why.")
        return 1
    say("The assistant has the file: look into the chat.")
    return 0


COMMAND: Final = Command(
    "upload", "Hand a file to a local run, as an upload in the 1:1 chat", _add_arguments, _run
)
