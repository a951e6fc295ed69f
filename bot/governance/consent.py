"""The agency's notice: shown at first use, accepted where the agency requires it.

While acceptance is missing, the person's question is kept (encrypted, a week at most) and
answered right after it. Failing closed: without Redis nobody counts as having accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.agency.profile import Agency
from bot.core.clock import Clock
from bot.core.ids import Scope
from bot.core.ports import Record, Store

_KEPT_S = 7 * 86_400


class NoticeState(Enum):
    """What has to happen before the model may be called."""

    SEEN = auto()  # nothing
    SHOW = auto()  # show it once, then go on
    ACCEPT = auto()  # show it and wait


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a person has seen or accepted an edition of the notice."""

    edition: int
    accepted: bool
    at: datetime


class ConsentService:
    """Keeps who has seen and accepted which edition."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def state(self, person: Scope, agency: Agency) -> NoticeState:
        """Tell what the person still has to see or accept."""
        known = await self.acceptance(person)
        current = known is not None and known.edition >= agency.notice.edition
        if current and known is not None and (known.accepted or not agency.require_acceptance):
            return NoticeState.SEEN
        return NoticeState.ACCEPT if agency.require_acceptance else NoticeState.SHOW

    async def acceptance(self, person: Scope) -> Acceptance | None:
        """Return what the person has last seen or accepted."""
        kept = await self._store.read(person, Record.CONSENT)
        if kept is None:
            return None
        return Acceptance(
            edition=int(str(kept.get("edition", 0))),
            accepted=kept.get("accepted") is True,
            at=datetime.fromisoformat(str(kept.get("at"))),
        )

    async def note(self, person: Scope, agency: Agency, *, accepted: bool) -> Acceptance:
        """Record that the person has seen, or accepted, the edition in force."""
        now = self._clock.now()
        record = {
            "edition": agency.notice.edition,
            "accepted": accepted,
            "at": now.isoformat(),
        }
        await self._store.write(person, Record.CONSENT, record)
        return Acceptance(agency.notice.edition, accepted, now)

    async def withdraw(self, person: Scope) -> None:
        """Forget the acceptance."""
        await self._store.erase(person, Record.CONSENT)

    # --- what waits for acceptance ---------------------------------------------------------------

    async def keep_question(self, conversation: Scope, text: str) -> None:
        """Keep a question until the notice is accepted; a later one takes its place."""
        await self._store.write(conversation, Record.KEPT, {"text": text}, "notice", ttl_s=_KEPT_S)

    async def take_question(self, conversation: Scope) -> str:
        """Return and forget the kept question; empty when there is none."""
        kept = await self._store.read(conversation, Record.KEPT, "notice")
        if kept is None:
            return ""
        await self._store.erase(conversation, Record.KEPT, "notice")
        return str(kept.get("text", ""))
