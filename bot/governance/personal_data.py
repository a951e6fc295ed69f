"""What is stored about a person: shown, handed out as a file, deleted.

Deleting stops running work, forgets at once, and queues a second sweep behind whatever was still
running, so that nothing written meanwhile survives. Messages in Teams itself are not ours.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from bot.core.clock import Clock
from bot.core.ids import ConversationId, PersonId, Scope
from bot.core.ports import Json, Lane, Record, Store, WorkQueue

_LISTS: Final = (Record.MEMORY, Record.FEEDBACK)
_TEMPLATES: Final = (Record.TEMPLATES, Record.VERSIONS, Record.SHELF, Record.USES)
"""A person's own templates, which are work results: they stay unless they are to go too."""
_KEYED: Final = (
    Record.SUMMARY,
    Record.ANSWERS,
    Record.RESULTS,
    Record.FILES,
    Record.FOCUS,
    Record.PIECES,
    Record.JOBS,
    Record.MINUTES,
    Record.KEPT,
    Record.CONSENT,
    Record.SETTINGS,
    *_TEMPLATES,
    Record.FAVOURITES,
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is stored, for the card."""

    conversations: int
    turns: int
    answers: int
    results: int
    files: int
    files_until: date | None  # when the last of them is deleted
    feedback: int
    notice_seen: bool
    waiting: int  # questions kept for another try, or until the notice is accepted
    templates: int  # the person's own
    minutes: int  # of meetings, begun by the person


@dataclass(frozen=True, slots=True)
class Export:
    """Everything stored, as it is handed out."""

    exported_at: str
    person: dict[str, object] = field(default_factory=dict)
    conversations: Sequence[dict[str, object]] = ()

    def as_json(self) -> dict[str, object]:
        """Return plain JSON."""
        return {
            "exported_at": self.exported_at,
            "person": self.person,
            "conversations": list(self.conversations),
        }


class PersonalDataService:
    """Shows, exports and deletes a person's data.

    ``forget_part`` removes one person's exchanges from a group's memory.
    """

    def __init__(
        self,
        store: Store,
        queue: WorkQueue,
        clock: Clock,
        forget_part: Callable[[Scope, PersonId], Awaitable[None]],
    ) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._forget_part = forget_part

    async def holdings(self, person: Scope) -> Holdings:
        """Count what is stored about a person, over all conversations."""
        scopes = await self._store.conversations(person.tenant, person.owner)
        groups = await self._groups(person)
        turns = answers = results = waiting = minutes = 0
        ends: list[date] = []
        for scope in scopes:
            turns += len(await self._store.items(scope, Record.MEMORY))
            answers += len(await self._store.read_all(scope, Record.ANSWERS))
            results += len(await self._store.read_all(scope, Record.RESULTS))
            waiting += len(await self._store.read_all(scope, Record.KEPT))
            minutes += await self._store.read(scope, Record.MINUTES, "dossier") is not None
            ends += _ends(await self._store.read(scope, Record.FILES, "index") or {})
        for group in groups:
            turns += len(await self._part(group, person))
        return Holdings(
            conversations=len(scopes) + len(groups) - minutes,  # minutes have a space of their own
            minutes=minutes,
            turns=turns,
            answers=answers,
            results=results,
            files=len(ends),
            files_until=max(ends, default=None),
            feedback=len(await self._store.items(person, Record.FEEDBACK)),
            notice_seen=await self._store.read(person, Record.CONSENT) is not None,
            waiting=waiting,
            templates=await self._templates(person),
        )

    async def export(self, person: Scope) -> Export:
        """Collect everything stored about a person; of groups, what this person asked."""
        scopes = await self._store.conversations(person.tenant, person.owner)
        found = [{"id": scope.conversation, **await self._all(scope)} for scope in scopes]
        for group in await self._groups(person):
            part = {Record.MEMORY.value: await self._part(group, person)}
            found.append({"id": group.conversation, **part})
        return Export(
            exported_at=self._clock.now().isoformat(),
            person=await self._all(person),
            conversations=found,
        )

    async def delete_conversation(self, scope: Scope) -> None:
        """Forget one conversation, stopping what runs in it."""
        await self._stop_jobs(scope)
        await self._queue.clear(Lane(scope.tenant, scope.conversation))
        await self._store.forget(scope)

    async def delete_place(self, place: Scope) -> None:
        """Forget a conversation, and where it is a channel all of its threads."""
        for thread in await self._groups(place):
            await self.delete_conversation(thread)
        await self.delete_conversation(place)

    async def delete_part(self, group: Scope, person: PersonId) -> None:
        """Forget what one person asked in a group; what others asked stays."""
        await self._forget_part(group, person)

    async def delete_everything(self, person: Scope, *, templates: bool = False) -> None:
        """Forget all of a person's conversations, parts in groups, and own records.

        ``templates``: the person's own templates too. What they shared with a team or the agency
        belongs to those.
        """
        for scope in await self._store.conversations(person.tenant, person.owner):
            await self.delete_conversation(scope)
        for group in await self._groups(person):
            await self.delete_part(group, person.owner)
        await self._store.forget(person, but=() if templates else _TEMPLATES)

    async def _templates(self, person: Scope) -> int:
        """Count the person's own templates; those just deleted can come back for a moment."""
        found = await self._store.read_all(person, Record.TEMPLATES)
        return sum(not one.get("deleted") for one in found.values())

    async def _all(self, scope: Scope) -> dict[str, object]:
        found: dict[str, object] = {}
        for kind in _LISTS:
            if items := await self._store.items(scope, kind):
                found[kind.value] = items
        for kind in _KEYED:
            if records := await self._store.read_all(scope, kind):
                found[kind.value] = dict(records)
        return found

    async def _groups(self, noted_in: Scope) -> list[Scope]:
        """Return the conversations noted in a person's own space, or in a channel's."""
        places = await self._store.read_all(noted_in, Record.PLACES)
        return [
            Scope(noted_in.tenant, ConversationId(str(place["conversation"])), PersonId(""))
            for place in places.values()
        ]

    async def _part(self, group: Scope, person: Scope) -> list[Json]:
        items = await self._store.items(group, Record.MEMORY)
        return [item for item in items if item.get("person") == person.owner]

    async def _stop_jobs(self, scope: Scope) -> None:
        jobs: dict[str, Json] = await self._store.read_all(scope, Record.JOBS)
        for job in jobs:
            await self._queue.clear(Lane(scope.tenant, scope.conversation, job))


def _ends(index: Json) -> list[date]:
    """Return by when each file of a conversation's index is deleted."""
    facts = [value for value in index.values() if isinstance(value, dict)]
    return [datetime.fromisoformat(str(one["expires"])).date() for one in facts]
