"""A language model that does what a test tells it: an OpenAI-compatible server on loopback.

It speaks HTTP in the test's own event loop, in Azure's shape (filter annotations, a first chunk
without choices, usage at the end), and can be late, busy, cut off, filtered or plain rubbish.
What it does next is queued (`then`) per deployment or for all; an empty queue repeats `answer`.
`python -m tests.fakes.model --port 9000` serves it alone, for benches and by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Final, Self

import orjson
from aiohttp import web

_SAFE: Final = {
    kind: {"filtered": False, "severity": "safe"}
    for kind in ("hate", "self_harm", "sexual", "violence")
}
_FILTER_DOWN: Final = {
    "error": {
        "code": "content_filter_error",
        "message": "The contents are not filtered",
    }
}
_PATHS: Final = (
    "/v1/chat/completions",
    "/openai/v1/chat/completions",
    "/openai/deployments/{deployment}/chat/completions",
)


@dataclass
class Seen:
    """One request as it arrived, and what became of its caller."""

    body: dict[str, Any]
    headers: dict[str, str]
    path: str
    at: float
    left_at: float | None = None  # loop time at which the caller hung up, if it did
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def messages(self) -> list[dict[str, str]]:
        messages: list[dict[str, str]] = self.body["messages"]
        return messages

    @property
    def question(self) -> str:
        """The last message's text."""
        return self.messages[-1]["content"]


@dataclass
class Call:
    """What a behaviour has at hand."""

    http: web.Request
    seen: Seen
    faults: Faults

    def cut(self) -> None:
        """Reset the connection, as a crashed gateway does."""
        if self.http.transport is not None:
            self.http.transport.abort()


@dataclass
class Faults:
    """Holds back whatever hangs until the server stops."""

    stopping: asyncio.Event = field(default_factory=asyncio.Event)


Behaviour = Callable[[Call], Awaitable[web.StreamResponse]]


# --- behaviours ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class answer:  # noqa: N801  # reads as a verb: fake.then(answer("Ja."))
    """A streamed answer (or a whole one, if asked so), with whatever goes wrong in it.

    ``cut_after``: that many text chunks, then a reset; ``ends_after``: then a clean end without
    finish reason; ``hangs_after``: then silence. ``filter_error_at``: the chunk that says that its
    filter did not run. ``raw_at``: bytes written in place of that chunk. ``shred``: the stream
    arrives in pieces of so many bytes, whatever they split.
    """

    text: str
    _: KW_ONLY
    chunks: int | None = None
    delay_s: float = 0.0
    first_delay_s: float = 0.0
    finish: str = "stop"
    azure: bool = True
    usage: bool = True
    done: bool = True
    eol: str = "\n"
    shred: int = 0
    cut_after: int | None = None
    ends_after: int | None = None
    hangs_after: int | None = None
    filter_error_at: int | None = None
    prompt_filter_error: bool = False
    raw_at: tuple[int, bytes] | None = None

    async def __call__(self, call: Call) -> web.StreamResponse:
        if self.first_delay_s:
            await asyncio.sleep(self.first_delay_s)
        if not call.seen.body.get("stream"):
            return _whole(call, self.text, self.finish, azure=self.azure)
        return await _Telling(self, call).tell()


def status(code: int, body: object = None, **headers: str) -> Behaviour:
    """Answer with a status, a JSON body (bytes: as they are) and headers (``_`` read as ``-``)."""

    async def play(call: Call) -> web.StreamResponse:
        raw = body if isinstance(body, bytes) else orjson.dumps(body or _error("error", "Fault"))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=code, body=raw, content_type="application/json", headers=named)

    return play


def busy(*, retry_after_ms: int | None = None, retry_after: str | None = None) -> Behaviour:
    """429, with either, both or none of the headers that say when to come back."""
    headers = {"retry_after_ms": retry_after_ms, "retry_after": retry_after}
    named = {name: str(value) for name, value in headers.items() if value is not None}
    return status(429, _error("429", "Rate limit is exceeded."), **named)


def prompt_filtered() -> Behaviour:
    """400: the content filter refused the question."""
    return status(400, _error("content_filter", "The response was filtered", param="prompt"))


def context_too_long() -> Behaviour:
    """400: more tokens than the model takes."""
    return status(400, _error("context_length_exceeded", "maximum context length is 10 tokens"))


def unknown_deployment() -> Behaviour:
    """404, in Azure's words."""
    return status(404, _error("DeploymentNotFound", "The API deployment does not exist."))


def rejected_key(code: int = 401) -> Behaviour:
    """401 or 403, in Azure's words."""
    return status(code, _error(str(code), "Access denied due to invalid subscription key."))


def redirects(to: str, code: int = 307) -> Behaviour:
    """Send the caller elsewhere."""
    return status(code, Location=to)


async def hangs(call: Call) -> web.StreamResponse:
    """Take the request and never answer."""
    await call.faults.stopping.wait()
    return web.Response(status=503)


async def resets(call: Call) -> web.StreamResponse:
    """Take the request and reset the connection."""
    call.cut()
    return web.Response(status=503)


async def obeys(call: Call) -> web.StreamResponse:
    """Say the question back: the worst model there is, which repeats whatever it is told."""
    return await answer(call.seen.question)(call)


# --- the server ----------------------------------------------------------------------------------


class Script:
    """What happens next: a queue of behaviours, then one that repeats."""

    def __init__(self, otherwise: Behaviour | None = None) -> None:
        self.queue: list[Behaviour] = []
        self.otherwise = otherwise

    def then(self, *behaviours: Behaviour) -> Self:
        """Queue what the next requests meet, one each."""
        self.queue.extend(behaviours)
        return self

    def always(self, behaviour: Behaviour) -> Self:
        """Say what happens when the queue is empty."""
        self.otherwise = behaviour
        return self

    def answer(self, text: str, **faults: Any) -> Self:  # see `answer`
        """Say what is answered when the queue is empty."""
        return self.always(answer(text, **faults))

    def next(self) -> Behaviour | None:
        """Take what happens now."""
        return self.queue.pop(0) if self.queue else self.otherwise


class FakeModel(Script):
    """The server: `start` it, or use `running_model`; everything that arrived is in `requests`."""

    def __init__(self) -> None:
        super().__init__(answer("Das ist eine Antwort des Testmodells."))
        self.requests: list[Seen] = []
        self.port = 0
        self._scripts: dict[str, Script] = {}
        self._faults = Faults()
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def origin(self) -> str:
        """What `AZURE_OPENAI_ENDPOINT` would be."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What `OPENAI_BASE_URL` would be."""
        return f"{self.origin}/v1"

    def on(self, deployment: str) -> Script:
        """Return the script of one deployment; it goes before everybody's."""
        return self._scripts.setdefault(deployment, Script())

    def asked(self, deployment: str) -> int:
        """Count the requests for one deployment."""
        return sum(seen.model == deployment for seen in self.requests)

    async def arrived(self, count: int) -> Seen:
        """Wait until so many requests have come, and return the last of them."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    async def start(self, port: int = 0) -> Self:
        """Listen on loopback; 0 takes any free port."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        for path in _PATHS:
            app.router.add_post(path, self._serve)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Hang up on everybody and close the port; `start(fake.port)` opens it again."""
        self._faults.stopping.set()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner, self._faults = None, Faults()

    async def _serve(self, http: web.Request) -> web.StreamResponse:
        body = orjson.loads(await http.read())
        body.setdefault("model", http.match_info.get("deployment", ""))
        loop = asyncio.get_running_loop()
        seen = Seen(body=body, headers=dict(http.headers), path=http.path, at=loop.time())
        async with self._news:
            self.requests.append(seen)
            self._news.notify_all()
        script = self._scripts.get(seen.model)
        behaviour = (script.next() if script else None) or self.next()
        if behaviour is None:
            return web.Response(status=500, text="nothing was scripted")
        try:
            return await behaviour(Call(http, seen, self._faults))
        except (asyncio.CancelledError, ConnectionError):
            seen.left_at = loop.time()
            raise
        finally:
            seen.ended.set()


@asynccontextmanager
async def running_model() -> AsyncIterator[FakeModel]:
    """Start a fake and stop it again."""
    fake = await FakeModel().start()
    try:
        yield fake
    finally:
        await fake.stop()


# --- the wire ------------------------------------------------------------------------------------


class _Telling:
    """One streamed answer on its way out."""

    def __init__(self, plan: answer, call: Call) -> None:
        self._plan = plan
        self._call = call
        self._head = _head(call, "chat.completion.chunk")
        self._response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8"}
        )

    async def tell(self) -> web.StreamResponse:
        await self._response.prepare(self._call.http)
        plan = self._plan
        if plan.azure:
            await self._write(self._prompt_annotation())
        for number, text in enumerate(split(plan.text, plan.chunks)):
            if await self._broke_off(number):
                return self._response
            if plan.delay_s and number:
                await asyncio.sleep(plan.delay_s)
            if plan.raw_at and plan.raw_at[0] == number:
                await self._response.write(plan.raw_at[1])
            else:
                await self._write(self._text(number, text))
        if not await self._broke_off(len(split(plan.text, plan.chunks))):
            await self._end()
        return self._response

    async def _broke_off(self, number: int) -> bool:
        if number == self._plan.cut_after:
            await asyncio.sleep(0.01)  # lets what was written leave before the reset discards it
            self._call.cut()
            return True
        if number == self._plan.hangs_after:
            await self._call.faults.stopping.wait()
            return True
        return number == self._plan.ends_after

    async def _end(self) -> None:
        choice: dict[str, object] = {"index": 0, "delta": {}, "finish_reason": self._plan.finish}
        if self._plan.azure:
            choice["content_filter_results"] = {}
        await self._write({**self._head, "choices": [choice]})
        if self._plan.usage and self._call.seen.body.get("stream_options"):
            usage = _usage(self._call.seen, self._plan.text)
            await self._write({**self._head, "choices": [], "usage": usage})
        if self._plan.done:
            await self._response.write(f"data: [DONE]{self._plan.eol * 2}".encode())

    def _prompt_annotation(self) -> dict[str, object]:
        results = _FILTER_DOWN if self._plan.prompt_filter_error else _SAFE
        noted = [{"prompt_index": 0, "content_filter_results": results}]
        return {**self._head, "choices": [], "prompt_filter_results": noted}

    def _text(self, number: int, text: str) -> dict[str, object]:
        delta = {"content": text} if number else {"content": text, "role": "assistant"}
        choice: dict[str, object] = {"index": 0, "delta": delta, "finish_reason": None}
        if self._plan.azure:
            down = number == self._plan.filter_error_at
            choice["content_filter_results"] = _FILTER_DOWN if down else _SAFE
            choice["logprobs"] = None
        return {**self._head, "choices": [choice]}

    async def _write(self, event: dict[str, object]) -> None:
        eol = self._plan.eol
        raw = b"data: " + orjson.dumps(event) + (eol * 2).encode()
        if not self._plan.shred:
            await self._response.write(raw)
            return
        for start in range(0, len(raw), self._plan.shred):
            await self._response.write(raw[start : start + self._plan.shred])
            await asyncio.sleep(0)


def split(text: str, chunks: int | None) -> Sequence[str]:
    """Cut a text into words, or into so many pieces of equal length."""
    if chunks is None:
        return re.findall(r"\s*\S+\s*$|\s*\S+", text) or [text]
    size = max(1, -(-len(text) // chunks))
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def _head(call: Call, kind: str) -> dict[str, object]:
    return {
        "id": "chatcmpl-fake00000000000000000000000",
        "object": kind,
        "created": int(time.time()),
        "model": call.seen.model,
        "system_fingerprint": "fp_fake0000",
    }


def _whole(call: Call, text: str, finish: str, *, azure: bool) -> web.Response:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice: dict[str, object] = {"index": 0, "message": message, "finish_reason": finish}
    if azure:
        choice["content_filter_results"] = _SAFE
    whole = {**_head(call, "chat.completion"), "choices": [choice]}
    raw = orjson.dumps({**whole, "usage": _usage(call.seen, text)})
    return web.Response(body=raw, content_type="application/json")


def _usage(seen: Seen, text: str) -> dict[str, int]:
    """Count words as tokens, nearly: enough to see that they arrive."""
    asked = sum(len(message["content"].split()) for message in seen.messages)
    told = len(text.split())
    return {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}


def _error(code: str, message: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "invalid_request_error", **more}}


async def _serve_alone(port: int, behaviour: Behaviour) -> None:
    fake = await FakeModel().start(port)
    fake.always(behaviour)
    print(f"listening on {fake.base_url}", flush=True)  # noqa: T201  # whoever started it reads this
    await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--chunks", type=int, default=300)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between chunks")
    parser.add_argument("--first", type=float, default=0.0, help="seconds before the first chunk")
    given = parser.parse_args()
    text = "Wort und Satz " * given.chunks
    behaviour = answer(text, chunks=given.chunks, delay_s=given.delay, first_delay_s=given.first)
    try:
        asyncio.run(_serve_alone(given.port, behaviour))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
