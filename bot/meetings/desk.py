"""Where minutes lie while people work on them: found by id, opened by those who were let in.

Whoever may see minutes has a slip among their own records that leads to them; an id from a card
opens nothing by itself. Answers to a correction round are one record for each person, so that two
who answer at once never write the same one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import CardOutdated, MinutesChanged
from bot.core.ids import ConversationId, MessageId, PersonId, Scope, TenantId, new_id
from bot.core.ports import Json, Record, Store
from bot.meetings.approval import Objection, Round, read_round, round_record
from bot.meetings.dossier import Asking, Dossier, scope_of
from bot.meetings.minutes import Draft
from bot.meetings.speakers import pseudonymised, renamed
from bot.meetings.versions import Version, next_version
from bot.transcripts.parser import parse
from bot.transcripts.transcript import Transcript

_SLICE: Final = 150_000
_HEAD: Final = "dossier"
_OPEN: Final = "open"
_PROPOSED: Final = "proposed"
_NAME: Final = "name."
MOST_CHARS: Final = 3_000_000
"""The longest transcript that is taken: some thirty hours of talk."""


class Role(StrEnum):
    """What somebody may do with minutes."""

    KEEPER = "keeper"
    ASKED = "asked"


class Desk:
    """Keeps minutes, hands them out, forgets them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- the dossier -----------------------------------------------------------------------------

    async def begin(self, tenant: TenantId, owner: PersonId, **known: object) -> Dossier:
        """Open new minutes; ``known`` are fields of the dossier."""
        dossier = Dossier(
            id=new_id(),
            tenant=tenant,
            owner=owner,
            keepers=(owner,),
            created=self._clock.now(),
            **known,  # type: ignore[arg-type]  # checked when it is read again
        )
        await self.keep(dossier)
        await self.admit(dossier, owner, Role.KEEPER)
        return dossier

    async def keep(self, dossier: Dossier) -> Dossier:
        """Write it and return it."""
        await self._store.write(dossier.scope, Record.MINUTES, dossier.as_record(), _HEAD)
        return dossier

    async def revise(self, dossier: Dossier, step: Callable[[Dossier], Dossier]) -> Dossier:
        """Change it as it is now: another keeper may have changed it since it was opened.

        Raises CardOutdated when it is gone, and what ``step`` raises.
        """
        record = await self._store.change(
            dossier.scope,
            Record.MINUTES,
            _HEAD,
            lambda kept: step(Dossier.from_record(kept)).as_record(),
        )
        if record is None:
            raise CardOutdated
        return Dossier.from_record(record)

    async def find(self, tenant: TenantId, owner: str, dossier_id: str) -> Dossier | None:
        """Return minutes whose owner is known, or None when they are gone."""
        scope = scope_of(tenant, owner, dossier_id)
        record = await self._store.read(scope, Record.MINUTES, _HEAD)
        return None if record is None else Dossier.from_record(record)

    async def open(
        self, tenant: TenantId, person: PersonId, dossier_id: str, role: Role = Role.KEEPER
    ) -> Dossier:
        """Return minutes for somebody who may; raises CardOutdated for everybody else."""
        slip = await self._store.read(_own(tenant, person), Record.MINUTES, dossier_id)
        if slip is None or slip["role"] not in {role, Role.KEEPER}:
            raise CardOutdated
        dossier = await self.find(tenant, str(slip["owner"]), dossier_id)
        if dossier is None:
            raise CardOutdated
        return dossier

    async def admit(self, dossier: Dossier, person: str, role: Role) -> None:
        """Let somebody in; who keeps the minutes stays their keeper."""
        scope = _own(TenantId(dossier.tenant), PersonId(person))
        slip = {"owner": dossier.owner, "role": role.value}
        if role is Role.KEEPER:
            await self._store.write(scope, Record.MINUTES, slip, dossier.id)
        else:
            await self._store.add(scope, Record.MINUTES, slip, dossier.id)

    async def all_of(self, tenant: TenantId, person: PersonId) -> list[Dossier]:
        """Return all minutes that a person keeps, newest first."""
        slips = await self._store.read_all(_own(tenant, person), Record.MINUTES)
        found = [
            dossier
            for name, slip in slips.items()
            if slip["role"] == Role.KEEPER
            and (dossier := await self.find(tenant, str(slip["owner"]), name)) is not None
        ]
        return sorted(found, key=lambda one: one.created, reverse=True)

    # --- one draft a meeting ---------------------------------------------------------------------

    async def announce(self, group: Scope, dossier: Dossier) -> Dossier:
        """Bind minutes to a group; where others were first, theirs are returned."""
        slip = {"id": dossier.id, "owner": dossier.owner}
        if await self._store.add(group, Record.MINUTES, slip, _OPEN):
            return dossier
        first = await self.announced(group)
        if first is not None:
            return first
        await self._store.write(group, Record.MINUTES, slip, _OPEN)  # what it named is gone
        return dossier

    async def announced(self, group: Scope) -> Dossier | None:
        """Return the minutes that are being made of a group's meeting, or None."""
        slip = await self._store.read(group, Record.MINUTES, _OPEN)
        if slip is None:
            return None
        return await self.find(group.tenant, str(slip["owner"]), str(slip["id"]))

    async def release(self, dossier: Dossier) -> None:
        """Let the group's next minutes begin."""
        if dossier.group:
            group = Scope(TenantId(dossier.tenant), ConversationId(dossier.group), PersonId(""))
            await self._store.erase(group, Record.MINUTES, _OPEN)

    # --- what was said ---------------------------------------------------------------------------

    async def keep_text(self, dossier: Dossier, text: str) -> Dossier:
        """Keep a transcript as it was given."""
        slices = [text[at : at + _SLICE] for at in range(0, min(len(text), MOST_CHARS), _SLICE)]
        for number, part in enumerate(slices):
            await self._store.write(
                dossier.scope, Record.MINUTES, {"text": part}, _slice_name(number)
            )
        return await self.revise(dossier, lambda now: replace(now, n_slices=len(slices)))

    async def transcript(self, dossier: Dossier) -> Transcript | None:
        """Return what was said, read anew; None once it was deleted."""
        parts = []
        for number in range(dossier.n_slices):
            record = await self._store.read(dossier.scope, Record.MINUTES, _slice_name(number))
            if record is None:
                return None
            parts.append(str(record["text"]))
        return await asyncio.to_thread(_read, "".join(parts), dossier) if parts else None

    async def discard_text(self, dossier: Dossier) -> Dossier:
        """Delete the transcript and the versions before the last one."""
        for number in range(dossier.n_slices):
            await self._store.erase(dossier.scope, Record.MINUTES, _slice_name(number))
        for number in range(1, dossier.version):
            if all(one.version != number for one in dossier.approvals):
                await self._store.erase(dossier.scope, Record.MINUTES, _version_name(number))
        latest = await self.latest(dossier)  # marks quote what was said
        await self._write_version(dossier, replace(latest, draft=replace(latest.draft, marks=())))
        await self._store.erase(dossier.scope, Record.PIECES)
        await self._store.erase(dossier.scope, Record.MINUTES, _PROPOSED)
        at = self._clock.now()
        return await self.revise(dossier, lambda now: replace(now, n_slices=0, discarded=at))

    async def delete(self, dossier: Dossier) -> None:
        """Delete all of it; cards that lead to it are outdated from now on."""
        await self.release(dossier)
        people = {*dossier.keepers, *(dossier.asking.people if dossier.asking else ())}
        for person in people:
            own = _own(TenantId(dossier.tenant), PersonId(person))
            await self._store.erase(own, Record.MINUTES, dossier.id)
        await self._store.forget(dossier.scope)

    # --- versions --------------------------------------------------------------------------------

    async def latest(self, dossier: Dossier) -> Version:
        """Return the current version; raises CardOutdated when there is none."""
        return await self.version(dossier, dossier.version)

    async def version(self, dossier: Dossier, number: int) -> Version:
        """Return one version; raises CardOutdated when there is none of that number."""
        record = await self._store.read(dossier.scope, Record.MINUTES, _version_name(number))
        if record is None:
            raise CardOutdated
        return Version.from_record(record)

    async def versions(self, dossier: Dossier) -> list[Version]:
        """Return all versions that are kept, newest first."""
        found = []
        for number in range(dossier.version, 0, -1):
            record = await self._store.read(dossier.scope, Record.MINUTES, _version_name(number))
            if record is not None:
                found.append(Version.from_record(record))
        return found

    async def add_version(
        self,
        dossier: Dossier,
        draft: Draft,
        *,
        author: str,
        why: str,
        also: Callable[[Dossier], Dossier] = lambda dossier: dossier,
    ) -> tuple[Dossier, Version]:
        """Make a new version the current one, and with it change what else it means.

        Raises MinutesChanged where another keeper has made that version. One that a crash has left
        half made is finished: by whoever makes the same one, else as it is.
        """
        before = await self.latest(dossier) if dossier.version else None
        version = next_version(before, draft, author=author, at=self._clock.now(), why=why)
        name = _version_name(version.number)
        if not await self._store.add(dossier.scope, Record.MINUTES, version.as_record(), name):
            kept = await self.version(dossier, version.number)
            if not _is_same(kept, version):
                await self.revise(dossier, lambda now: _at_least(now, version.number))
                raise MinutesChanged
            version = kept
        try:
            made = await self.revise(dossier, lambda now: also(_at_least(now, version.number)))
        except CardOutdated:  # what it was made for is settled otherwise
            await self._store.erase(dossier.scope, Record.MINUTES, name)
            raise
        return made, version

    async def settle(self, dossier: Dossier, mark_id: str) -> None:
        """Settle one mark of the current version: what it says stays as it is."""

        def settled(record: Json) -> Json:
            version = Version.from_record(record)
            marks = tuple(
                replace(one, is_settled=True) if one.id == mark_id else one
                for one in version.draft.marks
            )
            return replace(version, draft=replace(version.draft, marks=marks)).as_record()

        name = _version_name(dossier.version)
        await self._store.change(dossier.scope, Record.MINUTES, name, settled)

    async def _write_version(self, dossier: Dossier, version: Version) -> None:
        name = _version_name(version.number)
        await self._store.write(dossier.scope, Record.MINUTES, version.as_record(), name)

    # --- a proposed change -----------------------------------------------------------------------

    async def propose(self, dossier: Dossier, draft: Draft, base: int) -> None:
        """Keep a changed draft until somebody takes it."""
        record = {"draft": draft.as_record(), "base": base}
        await self._store.write(dossier.scope, Record.MINUTES, record, _PROPOSED)

    async def proposed(self, dossier: Dossier) -> Draft:
        """Return the proposed draft; raises CardOutdated when the minutes have changed since."""
        record = await self._store.read(dossier.scope, Record.MINUTES, _PROPOSED)
        draft = record.get("draft") if record else None
        if record is None or record["base"] != dossier.version or not isinstance(draft, Mapping):
            raise CardOutdated
        return Draft.from_record(draft)

    # --- the correction round --------------------------------------------------------------------

    async def answer(self, dossier: Dossier, person: str, given: Round) -> None:
        """Keep what one person says in the round; others are not touched."""
        mine = replace(
            given,
            people=(person,),
            agreed=tuple(one for one in given.agreed if one == person),
            objections=tuple(one for one in given.objections if one.person == person),
        )
        name = _answer_name(person)
        await self._store.write(dossier.scope, Record.MINUTES, round_record(mine), name)

    async def round(self, dossier: Dossier) -> Round:
        """Return the round with all answers and rulings; raises CardOutdated when there is none."""
        asking = dossier.asking
        if asking is None:
            raise CardOutdated
        agreed: list[str] = []
        objections: list[Objection] = []
        for person in asking.people:
            record = await self._store.read(dossier.scope, Record.MINUTES, _answer_name(person))
            if record is not None:
                given = read_round(record)
                agreed += given.agreed
                objections += given.objections
        ruled = _ruled(asking, objections)
        return Round(
            version=asking.version,
            deadline=asking.deadline,
            people=asking.people,
            agreed=tuple(agreed),
            objections=tuple(sorted(ruled, key=lambda one: one.at)),
        )

    async def names(self, dossier: Dossier) -> dict[str, str]:
        """Return the names under which people answered, by id."""
        record = await self._store.read_all(dossier.scope, Record.MINUTES)
        return {
            name.removeprefix(_NAME): str(value["name"])
            for name, value in record.items()
            if name.startswith(_NAME)
        }

    async def keep_name(self, dossier: Dossier, person: str, name: str) -> None:
        """Keep under which name somebody answers: who keeps the minutes must know."""
        if name:
            record = {"name": name}
            await self._store.write(dossier.scope, Record.MINUTES, record, f"{_NAME}{person}")

    async def claim(self, dossier: Dossier, what: str, by: str) -> bool:
        """Take something on that shall be done once; whoever took it on may go on with it."""
        if await self._store.add(dossier.scope, Record.MINUTES, {"by": by}, what):
            return True
        record = await self._store.read(dossier.scope, Record.MINUTES, what)
        return record is not None and record["by"] == by

    async def unclaim(self, dossier: Dossier, what: str) -> None:
        """Give back what could not be done."""
        await self._store.erase(dossier.scope, Record.MINUTES, what)

    async def forget_answers(self, dossier: Dossier) -> None:
        """Forget the answers of an earlier round before the next one begins."""
        for person in dossier.asking.people if dossier.asking else ():
            await self._store.erase(dossier.scope, Record.MINUTES, _answer_name(person))

    # --- where its cards are ---------------------------------------------------------------------

    async def place(self, dossier: Dossier, person: str, message: MessageId) -> None:
        """Note in which message a keeper has the minutes, so that it can be updated."""
        name, record = _place_name(person), {"message": message}
        await self._store.write(dossier.scope, Record.MINUTES, record, name)

    async def placed(self, dossier: Dossier, person: str) -> MessageId:
        """Return that message; empty when it is not known."""
        record = await self._store.read(dossier.scope, Record.MINUTES, _place_name(person))
        return MessageId(str(record["message"])) if record else MessageId("")


def _read(text: str, dossier: Dossier) -> Transcript:
    """Read a transcript, without those who did not agree and under the names that were wished."""
    transcript = parse(text)
    if dossier.excluded:
        left = [one for one in transcript.utterances if one.speaker not in dossier.excluded]
        renumbered = (replace(one, number=number) for number, one in enumerate(left, start=1))
        transcript = replace(transcript, utterances=tuple(renumbered))
    if dossier.is_pseudonymous:
        return pseudonymised(transcript, dossier.names)
    return renamed(transcript, dossier.names) if dossier.names else transcript


def _ruled(asking: Asking, objections: list[Objection]) -> Iterator[Objection]:
    for one in objections:
        decided = asking.decided.get(one.id)
        if decided is None:
            yield one
        else:
            yield replace(one, ruling=decided.ruling, ruled_by=decided.by, ruled_at=decided.at)


def _is_same(kept: Version, made: Version) -> bool:
    return (kept.author, kept.why, kept.draft) == (made.author, made.why, made.draft)


def _at_least(dossier: Dossier, number: int) -> Dossier:
    return replace(dossier, version=max(dossier.version, number))


def _own(tenant: TenantId, person: PersonId) -> Scope:
    return Scope(tenant, ConversationId(""), person)


def _slice_name(number: int) -> str:
    return f"text.{number}"


def _version_name(number: int) -> str:
    return f"version.{number}"


def _answer_name(person: str) -> str:
    return f"answer.{person}"


def _place_name(person: str) -> str:
    return f"place.{person}"
