"""Everything about the minutes of one meeting but its words: who keeps them, and how far they are.

The transcript, the versions and the answers of a correction round are records of their own beside
it (see desk.py): they are large, or written by others at the same time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import TranscriptInfo
from bot.meetings.approval import Approval, Ruling


class Stage(StrEnum):
    """How far they are."""

    STARTED = "started"  # nothing was drafted yet
    DRAFTING = "drafting"
    REVIEW = "review"
    ROUND = "round"  # others are asked
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the keeper of the minutes decided about an objection."""

    ruling: Ruling
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A correction round without the answers, which those who are asked write themselves.

    ``id`` tells the work put off for it from that of another round.
    """

    id: str = ""
    version: int
    deadline: dt.datetime
    people: tuple[str, ...]
    decided: Mapping[str, Decided] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One meeting's minutes.

    ``owner`` began them, ``keepers`` may change them too. ``names`` are the speakers' names as the
    draft shall have them, ``excluded`` speakers whose words are not read. ``group`` is the chat in
    which they were announced, ``meeting`` Teams' id of the meeting there, ``found`` the transcripts
    that Teams has of it, oldest first. ``documents`` are the uploaded files that the transcript is
    from. ``drafting_in`` is the conversation in which the draft is made: of two keepers' one.
    ``concluded`` is the approved version after which all was done that an approval means.
    """

    id: str
    tenant: str
    owner: str
    created: dt.datetime
    keepers: tuple[str, ...] = ()
    stage: Stage = Stage.STARTED
    kind: str = ""
    language: str = "de"
    title: str = ""
    day: dt.date | None = None
    agenda: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    is_pseudonymous: bool = False
    excluded: tuple[str, ...] = ()
    group: str = ""
    meeting: str = ""
    found: tuple[TranscriptInfo, ...] = ()
    documents: tuple[str, ...] = ()
    n_slices: int = 0
    version: int = 0
    asking: Asking | None = None
    approvals: tuple[Approval, ...] = ()
    drafting_in: str = ""
    discarded: dt.datetime | None = None
    concluded: int = 0

    @property
    def scope(self) -> Scope:
        """What its records are bound to: a space of its own that goes with its owner's data."""
        return scope_of(self.tenant, self.owner, self.id)

    @property
    def approval(self) -> Approval | None:
        """The approval of the latest version, if it has one."""
        last = self.approvals[-1] if self.approvals else None
        return last if last is not None and last.version == self.version else None

    def as_record(self) -> dict[str, object]:
        """Return plain JSON values."""
        record: dict[str, object] = _DOSSIER.dump_python(self, mode="json")
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Dossier:
        """Rebuild a kept one."""
        return _DOSSIER.validate_python(record)


def scope_of(tenant: str, owner: str, dossier_id: str) -> Scope:
    """Return where the minutes of that id are kept."""
    return Scope(TenantId(tenant), ConversationId(f"minutes:{dossier_id}"), PersonId(owner))


_DOSSIER: Final = TypeAdapter(Dossier)
