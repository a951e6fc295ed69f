"""A model that does what a test says, documents without files, and a store for them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Completion, Finish, ModelRequest, Piece
from bot.documents.document import Document, Kind, Place, Unit
from bot.documents.summary import Step

ANNA = Scope(TenantId("tenant-nord"), ConversationId("gespräch-1"), PersonId("anna"))
BEN = Scope(TenantId("tenant-nord"), ConversationId("gespräch-2"), PersonId("ben"))
_NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_LABELS = r"(?:S\.|Abschn\.|Folie|Tab\.|Beitr\.|Teil)"
_MARKED = re.compile(rf"^\[({_LABELS} \d+)\]\n(.+)", re.MULTILINE)
_NOTED = re.compile(rf"\[{_LABELS} \d+: „[^“\n]+“\]")

Reply = Callable[[ModelRequest], Completion | BaseException]


def noting(request: ModelRequest) -> Completion:
    """Answer with all places of the material and a quotation, as an obedient model would."""
    material = request.messages[-1].content.rpartition("<material>\n")[2]
    found = [
        f"[{place}: „{' '.join(text.split()[:7])}“]" for place, text in _MARKED.findall(material)
    ]
    found += _NOTED.findall(material)
    return Completion("\n".join(f"- Das steht hier {cited}." for cited in dict.fromkeys(found)))


class ScriptedModel:
    """Answers through a function; remembers what was asked, and how many calls ran at once."""

    is_demo = False

    def __init__(self, reply: Reply = noting, *, context_tokens: int = 6_000) -> None:
        self.context_tokens = context_tokens
        self.reply = reply
        self.requests: list[ModelRequest] = []
        self.most_at_once = 0
        self.cancelled = 0
        self.free: int | None = None  # so many requests are answered, the others hang
        self._running = 0
        self._awaited: list[tuple[int, asyncio.Event]] = []

    async def until_asked(self, times: int) -> None:
        """Wait until so many requests have come."""
        event = asyncio.Event()
        self._awaited.append((times, event))
        self._notify()
        await event.wait()

    def _notify(self) -> None:
        for times, event in self._awaited:
            if len(self.requests) >= times:
                event.set()

    def asked(self, purpose: str) -> list[str]:
        """Return the material of all requests of a purpose."""
        return [r.messages[-1].content for r in self.requests if r.purpose == purpose]

    async def complete(self, request: ModelRequest) -> Completion:
        self.requests.append(request)
        self._notify()
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            hangs = self.free is not None and len(self.requests) > self.free
            await (asyncio.Event().wait() if hangs else asyncio.sleep(0))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self._running -= 1
        result = self.reply(request)
        if isinstance(result, BaseException):
            raise result
        return result

    async def stream(self, request: ModelRequest) -> AsyncIterator[Piece]:
        completion = await self.complete(request)
        yield Piece(completion.text, Finish.COMPLETE)


class Steps:
    """Collects progress."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int, Step]] = []

    async def __call__(self, done: int, total: int, step: Step) -> None:
        self.seen.append((done, total, step))


def page_text(number: int, sentences: int = 60) -> str:
    """Return about a page of German with a fact that no other page has."""
    filler = "Die Verwaltung prüft die Angelegenheit und berichtet dem Ausschuss darüber. "
    return f"{filler * sentences}Das Kennwort dieser Seite lautet Eule{number:04d}. {filler}"


def document(
    texts: list[str], *, place: Place = Place.PAGE, unreadable: frozenset[int] = frozenset()
) -> Document:
    """Return a document as if it had been read."""
    units = tuple(Unit(n, text, n not in unreadable) for n, text in enumerate(texts, start=1))
    return Document(
        id="d1",
        name="Bericht.pdf",
        kind=Kind.PDF,
        place=place,
        n_units=len(units),
        unreadable=tuple(sorted(unreadable)),
        n_chars=sum(map(len, texts)),
        size=1_000,
        created=_NOW,
        expires=_NOW + timedelta(days=7),
        digest="x",
        units=units,
    )
