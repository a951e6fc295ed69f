"""Files on their way into a person's OneDrive: kept until they say yes or no, then gone.

Serves every file the assistant hands out. What is kept is encrypted, bound to the person and their
1:1 chat, and ends after 15 minutes; a ticket opens it once. Whoever comes with another ticket
(too late, a second time, somebody else's, made up) is told so kindly and noted in the security log.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.core.errors import CardOutdated, FileUnavailable, SaveExpired, SaveFailed
from bot.core.ids import MessageId, new_id
from bot.core.ports import FileDrop, Json, Record, Store
from bot.core.turn import Card, Later, Payload, SavedFile, Turn
from cards.actions import SaveHere
from cards.receipt import receipt
from dialogs.pressed import pressed
from dialogs.retry import RetryDialog

SAVE: Final = "saving.save"
"""The task that puts a file into OneDrive."""
ASK_AGAIN: Final = "saving.again"
"""The task that asks once more, after saving has failed."""
_KEPT_S: Final = 15 * 60

_security: Final = logging.getLogger("security")


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that a person may have; ``about`` stands under its name in Teams' question."""

    name: str
    about: str
    content: bytes


class SavingDialog:
    """Keeps files, asks for consent, saves or erases; ``here`` is a local run's own folder."""

    def __init__(
        self, store: Store, drop: FileDrop, retry: RetryDialog, *, here: Path | None = None
    ) -> None:
        self._store = store
        self._drop = drop
        self._retry = retry
        self._here = here

    @property
    def is_local(self) -> bool:
        """Whether files may be saved on this computer instead."""
        return self._here is not None

    async def keep(self, turn: Turn, file: Offered) -> str:
        """Keep a file for the turn's 1:1 chat and return its ticket."""
        ticket = new_id()
        record = {
            "name": file.name,
            "about": file.about,
            "content": base64.b64encode(file.content).decode("ascii"),
        }
        await self._store.write(turn.scope, Record.EXPORTS, record, ticket, ttl_s=_KEPT_S)
        return ticket

    async def ask(self, turn: Turn, ticket: str) -> None:
        """Let Teams ask whether the file may be saved."""
        record = await self._read(turn, ticket)
        size = len(_content(record))
        await turn.chat.offer_file(str(record["name"]), str(record["about"]), size, ticket)

    async def ask_again(self, turn: Turn) -> Card | None:
        """Ask once more for a file that could not be saved."""
        data = turn.payload.data if turn.payload else {}
        await self.ask(turn, str(data.get("ticket", "")))
        return None

    async def consent(self, turn: Turn) -> Card | None:
        """Have the file saved once the person agrees, or erase it.

        Saving is work of its own: a slow OneDrive outlasts the request that brings the consent.
        """
        payload = turn.payload or Payload("")
        ticket = str(payload.data.get("ticket", ""))
        await self._checked(turn, ticket)
        if payload.verb == "accept":
            later = Later(Payload(SAVE, payload.data), job=SAVE, id=f"{turn.id}:{SAVE}")
            await turn.later(later)
            return None
        await self._store.erase(turn.scope, Record.EXPORTS, ticket)
        await turn.chat.say(turn.texts("saving.dropped"))
        await self._withdraw(turn, payload)
        return None

    async def save(self, turn: Turn) -> Card | None:
        """Save the file where the consent said; what was saved in an earlier run stays so."""
        payload = turn.payload or Payload("")
        ticket = str(payload.data.get("ticket", ""))
        record = await self._checked(turn, ticket)
        upload = payload.data.get("upload")
        upload = upload if isinstance(upload, dict) else {}
        if record.get("saved") is not True:
            await self._upload(turn, ticket, str(upload.get("uploadUrl", "")), _content(record))
            done = {"saved": True}
            await self._store.write(turn.scope, Record.EXPORTS, done, ticket, ttl_s=_KEPT_S)
        await _say_saved(turn, upload)
        await self._store.erase(turn.scope, Record.EXPORTS, ticket)
        await self._withdraw(turn, payload)
        return None

    async def _checked(self, turn: Turn, ticket: str) -> Json:
        """Return what the ticket opens; one that opens nothing is noted."""
        try:
            return await self._read(turn, ticket)
        except SaveExpired:
            _security.warning("consent refused", extra={"reason": "unknown ticket"})
            raise

    async def save_here(self, turn: Turn) -> Card | None:
        """Save the file on this computer, in a local run."""
        action = pressed(turn, SaveHere)
        if self._here is None:
            raise CardOutdated
        record = await self._read(turn, action.ticket)
        path = self._here / Path(str(record["name"])).name
        await asyncio.to_thread(_write, path, _content(record))
        await self._store.erase(turn.scope, Record.EXPORTS, action.ticket)
        return receipt(turn.texts, turn.texts("saving.here.done", path=path.as_posix()))

    async def _read(self, turn: Turn, ticket: str) -> Json:
        record = await self._store.read(turn.scope, Record.EXPORTS, ticket)
        if record is None:
            raise SaveExpired
        return record

    async def _upload(self, turn: Turn, ticket: str, url: str, content: bytes) -> None:
        try:
            await self._drop.upload(url, content)
        except FileUnavailable as error:
            again = Later(Payload(ASK_AGAIN, {"ticket": ticket}))
            card, told = await self._retry.offer(turn, SaveFailed(), ticket, again)
            await turn.chat.show(card)
            raise told from error

    @staticmethod
    async def _withdraw(turn: Turn, payload: Payload) -> None:
        """Take Teams' question away: it is answered, and its buttons would do nothing more."""
        message = str(payload.data.get("message", ""))
        if message:
            await turn.chat.withdraw(MessageId(message))


async def _say_saved(turn: Turn, upload: Mapping[str, object]) -> None:
    said = turn.texts("saving.saved")
    names = ("name", "contentUrl", "uniqueId", "fileType")
    name, url, ident, kind = (str(upload.get(part) or "") for part in names)
    if url and ident:
        await turn.chat.show_file(said, SavedFile(name, url, ident, kind))
    else:
        await turn.chat.say(said)


def _content(record: Json) -> bytes:
    return base64.b64decode(str(record["content"]))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
