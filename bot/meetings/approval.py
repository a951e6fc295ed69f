"""The correction round and the approval: objections one by one, then a frozen version.

Who does not answer by the deadline agrees. The hash is over what readers see (meeting, attendance,
items), as canonical JSON: the same minutes always have the same one, marks and coverage aside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from bot.core.errors import CardOutdated, ObjectionsOpen, RoundClosed
from bot.meetings.minutes import Action, Draft, Item, Statement, text_of
from bot.meetings.versions import Version

_HASHED: Final = ("kind", "language", "version", "facts", "attendance", "items")
_SHOWN: Final = 16


class Ruling(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A structured comment. ``point`` is a point's or an item's id, empty: something is missing.

    ``before`` is what the point said then, ``proposal`` what it shall say instead.
    """

    id: str
    person: str
    at: datetime
    point: str = ""
    before: str = ""
    proposal: str = ""
    reason: str = ""
    ruling: Ruling = Ruling.OPEN
    ruled_by: str = ""
    ruled_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A correction round over one version; ``people`` are asked, ``agreed`` have said yes."""

    version: int
    deadline: datetime
    people: tuple[str, ...]
    agreed: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        """Objections nobody has ruled on."""
        return tuple(one for one in self.objections if one.ruling is Ruling.OPEN)

    def silent(self) -> tuple[str, ...]:
        """Return who has not answered: after the deadline they count as agreeing."""
        answered = {*self.agreed, *(one.person for one in self.objections)}
        return tuple(person for person in self.people if person not in answered)

    def agree(self, person: str, at: datetime) -> Round:
        """Take a yes; open objections of the same person are withdrawn by it."""
        self._check(person, at)
        kept = tuple(
            one for one in self.objections if one.person != person or one.ruling is not Ruling.OPEN
        )
        agreed = tuple(dict.fromkeys((*self.agreed, person)))
        return replace(self, agreed=agreed, objections=kept)

    def object(self, objection: Objection) -> Round:
        """Take an objection; a yes of that person is over. The same id replaces an earlier one."""
        self._check(objection.person, objection.at)
        before = next((one for one in self.objections if one.id == objection.id), None)
        if before is not None and before.ruling is not Ruling.OPEN:
            raise CardOutdated
        kept = tuple(one for one in self.objections if one.id != objection.id)
        agreed = tuple(person for person in self.agreed if person != objection.person)
        return replace(self, agreed=agreed, objections=(*kept, objection))

    def rule(
        self, objection_id: str, *, accepted: bool, by: str, at: datetime, answer: str = ""
    ) -> Round:
        """Accept or refuse one objection; raises CardOutdated if there is none open of that id."""
        if all(one.id != objection_id for one in self.open_objections):
            raise CardOutdated
        ruling = Ruling.ACCEPTED if accepted else Ruling.REFUSED
        return replace(
            self,
            objections=tuple(
                replace(one, ruling=ruling, ruled_by=by, ruled_at=at, answer=answer)
                if one.id == objection_id
                else one
                for one in self.objections
            ),
        )

    def extended(self, deadline: datetime) -> Round:
        """Return the round with another deadline."""
        return replace(self, deadline=deadline)

    def _check(self, person: str, at: datetime) -> None:
        if person not in self.people:
            raise CardOutdated
        if at > self.deadline:
            raise RoundClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A version that nobody changes any more; ``label`` is the number readers know (``1.0``)."""

    version: int
    label: str
    sha256: str
    approver: str
    name: str
    at: datetime
    n_people: int = 0
    n_agreed: int = 0
    n_accepted: int = 0

    @property
    def shown_hash(self) -> str:
        """The first 16 digits in groups of four, as people compare them."""
        digits = self.sha256[:_SHOWN]
        return " ".join(digits[start : start + 4] for start in range(0, _SHOWN, 4))


def approve(
    latest: Version, *, approver: str, name: str, at: datetime, round_: Round | None, before: int
) -> Approval:
    """Freeze the latest version; ``before`` is how many were approved already.

    Raises ObjectionsOpen while one is open (values: n).
    """
    if round_ is not None and round_.open_objections:
        raise ObjectionsOpen(n=len(round_.open_objections))
    objections = round_.objections if round_ else ()
    return Approval(
        version=latest.number,
        label=f"{before + 1}.0",
        sha256=hash_of(latest.draft),
        approver=approver,
        name=name,
        at=at,
        n_people=len(round_.people) if round_ else 0,
        n_agreed=len(round_.agreed) if round_ else 0,
        n_accepted=sum(one.ruling is Ruling.ACCEPTED for one in objections),
    )


def hash_of(draft: Draft) -> str:
    """Return the SHA-256 of what the minutes say."""
    record = draft.as_record()
    said = {key: record[key] for key in _HASHED}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def holds(draft: Draft, approval: Approval) -> bool:
    """Tell whether a draft is word for word the one that was approved."""
    return hash_of(draft) == approval.sha256


def applied(draft: Draft, objection: Objection) -> Draft:
    """Return the draft with an objection's proposal in place of its point.

    What is missing becomes a statement of the item named, else of the last; an objection without
    a proposal changes nothing. Marks are made anew by the next check.
    """
    proposal = " ".join(objection.proposal.split())
    if not proposal:
        return draft
    found = draft.point(objection.point) if objection.point else None
    if found is not None:
        _, point = found
        if text_of(point) == proposal:
            return draft
        if isinstance(point, Action):
            return draft.replacing(point.id, replace(point, what=proposal))
        return draft.replacing(point.id, replace(point, text=proposal))
    return replace(draft, items=_with_statement(draft, objection.point, objection.id, proposal))


def _with_statement(draft: Draft, item_id: str, objection: str, text: str) -> tuple[Item, ...]:
    items = draft.items or (Item(id="i1", title=""),)
    known = {item.id for item in items}
    target = item_id if item_id in known else items[-1].id
    added = Statement(id=f"s{objection}", text=text)
    return tuple(
        replace(item, statements=(*item.statements, added)) if item.id == target else item
        for item in items
    )


def round_record(round_: Round) -> dict[str, object]:
    """Return a round as plain JSON values."""
    record: dict[str, object] = _ROUND.dump_python(round_, mode="json")
    return record


def read_round(record: Mapping[str, object]) -> Round:
    """Rebuild a kept round."""
    return _ROUND.validate_python(record)


def approval_record(approval: Approval) -> dict[str, object]:
    """Return an approval as plain JSON values."""
    record: dict[str, object] = _APPROVAL.dump_python(approval, mode="json")
    return record


def read_approval(record: Mapping[str, object]) -> Approval:
    """Rebuild a kept approval."""
    return _APPROVAL.validate_python(record)


_ROUND: Final = TypeAdapter(Round)
_APPROVAL: Final = TypeAdapter(Approval)
