"""The buttons of minutes: from the start to the approved version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from cards.action import (
    VERSION,
    Action,
    form_inputs,
    given,
    is_count,
    is_entry,
    is_id,
    one_of,
    optional,
    switch,
)

RIGHT: Final = "right"
ACCEPT: Final = "accept"
REFUSE: Final = "refuse"
YES: Final = "yes"
NO: Final = "no"


@dataclass(frozen=True, slots=True)
class _OnMinutes(Action):
    """A button about one meeting's minutes."""

    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class _WithChoices(Action):
    """A button that takes the start form along."""

    id: str = given(is_id)
    source: str = optional(is_id)
    text: str = optional(is_entry)
    kind: str = optional(is_id)
    title: str = optional(is_entry)
    day: str = optional(is_entry)
    agenda: str = optional(is_entry)
    informed: str = switch()


class MinutesDraft(_WithChoices):
    """Draft minutes with what was entered."""

    verb = "minutes.draft"


class MinutesSpeakers(_WithChoices):
    """Look at the speakers first: rename, merge, make pseudonymous."""

    verb = "minutes.speakers"


@dataclass(frozen=True, slots=True)
class MinutesNames(Action):
    """Draft minutes with these names; inputs are numbered like the speakers."""

    verb: ClassVar[str] = "minutes.names"
    id: str = given(is_id)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends: the inputs add the names."""
        return {"v": VERSION, "id": self.id}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action; every input carries FIELD_PREFIX."""
        values = form_inputs(sent, "id")
        fits = is_id(sent.get("id")) and values is not None
        return cls(str(sent["id"]), values or {}) if fits else None


class MinutesLook(_OnMinutes):
    """See again whether Teams has a transcript of the meeting."""

    verb = "minutes.look"


class MinutesDecline(_OnMinutes):
    """Make no minutes of this."""

    verb = "minutes.decline"


@dataclass(frozen=True, slots=True)
class MinutesConsent(Action):
    """Say in the group whether my words may be read."""

    verb: ClassVar[str] = "minutes.consent"
    id: str = given(is_id)
    answer: str = given(one_of(YES, NO))


class MinutesResume(_OnMinutes):
    """Go on drafting after a stop."""

    verb = "minutes.resume"


class MinutesReview(_OnMinutes):
    """Show the minutes as they are now."""

    verb = "minutes.review"


@dataclass(frozen=True, slots=True)
class MinutesMark(Action):
    """Settle a mark: what stands there is right."""

    verb: ClassVar[str] = "minutes.mark"
    id: str = given(is_id)
    mark: str = given(is_id)
    answer: str = optional(one_of(RIGHT))


@dataclass(frozen=True, slots=True)
class MinutesEdit(Action):
    """Open a point for editing, or with a mark about something missing a new one."""

    verb: ClassVar[str] = "minutes.edit"
    id: str = given(is_id)
    point: str = optional(is_id)
    mark: str = optional(is_id)


@dataclass(frozen=True, slots=True)
class MinutesSave(Action):
    """Keep an edited point; ``base`` is the version it was edited from."""

    verb: ClassVar[str] = "minutes.save"
    id: str = given(is_id)
    base: int = given(is_count)
    point: str = optional(is_id)
    mark: str = optional(is_id)
    text: str = optional(is_entry)
    who: str = optional(is_entry)
    until: str = optional(is_entry)
    votes_yes: str = optional(is_entry)
    votes_no: str = optional(is_entry)
    votes_abstained: str = optional(is_entry)
    outcome: str = optional(is_id)
    kind: str = optional(one_of("statement", "decision", "action", "open"))
    item: str = optional(is_id)
    drop: str = switch()
    title: str = optional(is_entry)
    day: str = optional(is_entry)
    place: str = optional(is_entry)
    begin: str = optional(is_entry)
    end: str = optional(is_entry)
    chair: str = optional(is_entry)
    keeper: str = optional(is_entry)
    present: str = optional(is_entry)
    excused: str = optional(is_entry)


@dataclass(frozen=True, slots=True)
class MinutesContext(Action):
    """Read what was said around a mark or a point."""

    verb: ClassVar[str] = "minutes.context"
    id: str = given(is_id)
    mark: str = optional(is_id)
    point: str = optional(is_id)


@dataclass(frozen=True, slots=True)
class MinutesQuote(Action):
    """Take an utterance over word for word."""

    verb: ClassVar[str] = "minutes.quote"
    id: str = given(is_id)
    number: int = given(is_count)


@dataclass(frozen=True, slots=True)
class MinutesReword(Action):
    """Change the draft as the words say: „kürzer“, „TOP 3 ausführlicher“."""

    verb: ClassVar[str] = "minutes.reword"
    id: str = given(is_id)
    wish: str = optional(is_entry)


class MinutesTake(_OnMinutes):
    """Take the proposed change over."""

    verb = "minutes.take"


@dataclass(frozen=True, slots=True)
class MinutesPoints(Action):
    """List the points, to edit any of them or to read what it rests on."""

    verb: ClassVar[str] = "minutes.points"
    id: str = given(is_id)
    item: str = optional(is_id)


class MinutesVersions(_OnMinutes):
    """List the versions."""

    verb = "minutes.versions"


@dataclass(frozen=True, slots=True)
class MinutesDiff(Action):
    """Compare a version with the one before."""

    verb: ClassVar[str] = "minutes.diff"
    id: str = given(is_id)
    number: int = given(is_count)


@dataclass(frozen=True, slots=True)
class MinutesRestore(Action):
    """Make an earlier version the current one."""

    verb: ClassVar[str] = "minutes.restore"
    id: str = given(is_id)
    number: int = given(is_count)


class MinutesCirculate(_OnMinutes):
    """Ask who shall see the draft, and until when."""

    verb = "minutes.circulate"


@dataclass(frozen=True, slots=True)
class MinutesSend(Action):
    """Send the draft to these people."""

    verb: ClassVar[str] = "minutes.send"
    id: str = given(is_id)
    people: str = optional(is_entry)
    until: str = optional(is_entry)


class MinutesAgree(_OnMinutes):
    """Agree to the draft."""

    verb = "minutes.agree"


@dataclass(frozen=True, slots=True)
class MinutesObject(Action):
    """Object to one point of the draft."""

    verb: ClassVar[str] = "minutes.object"
    id: str = given(is_id)
    item: str = optional(is_id)
    wording: str = optional(is_entry)
    why: str = optional(is_entry)


@dataclass(frozen=True, slots=True)
class MinutesRuling(Action):
    """Accept or refuse an objection."""

    verb: ClassVar[str] = "minutes.ruling"
    id: str = given(is_id)
    objection: str = given(is_id)
    answer: str = given(one_of(ACCEPT, REFUSE))


class MinutesRemind(_OnMinutes):
    """Remind those who have not answered."""

    verb = "minutes.remind"


@dataclass(frozen=True, slots=True)
class MinutesDeadline(Action):
    """Give another deadline."""

    verb: ClassVar[str] = "minutes.deadline"
    id: str = given(is_id)
    until: str = optional(is_entry)


class MinutesApprove(_OnMinutes):
    """Ask whether the minutes shall be approved."""

    verb = "minutes.approve"


@dataclass(frozen=True, slots=True)
class MinutesFreeze(Action):
    """Approve one version: nobody changes it any more."""

    verb: ClassVar[str] = "minutes.freeze"
    id: str = given(is_id)
    base: int = given(is_count)


class MinutesReopen(_OnMinutes):
    """Begin a new version of approved minutes."""

    verb = "minutes.reopen"


class MinutesShare(_OnMinutes):
    """Say in the meeting's chat that the minutes are approved."""

    verb = "minutes.share"


class MinutesTasks(_OnMinutes):
    """Show the tasks by person."""

    verb = "minutes.tasks"


@dataclass(frozen=True, slots=True)
class MinutesHandOut(Action):
    """Send each owner their tasks; inputs are numbered like the owners of that version."""

    verb: ClassVar[str] = "minutes.hand_out"
    id: str = given(is_id)
    base: int = given(is_count)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends: the inputs add the people."""
        return {"v": VERSION, "id": self.id, "base": self.base}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action; every input carries FIELD_PREFIX."""
        values, ident, base = form_inputs(sent, "id", "base"), sent.get("id"), sent.get("base")
        if values is None or not is_id(ident) or not isinstance(base, int) or not is_count(base):
            return None
        return cls(str(ident), base, values)


class MinutesDiscard(_OnMinutes):
    """Ask whether all of it shall be deleted."""

    verb = "minutes.discard"


class MinutesDelete(_OnMinutes):
    """Delete draft, versions and transcript."""

    verb = "minutes.delete"


MINUTES_ACTIONS: Final[tuple[type[Action], ...]] = (
    MinutesDraft,
    MinutesSpeakers,
    MinutesNames,
    MinutesLook,
    MinutesDecline,
    MinutesConsent,
    MinutesResume,
    MinutesReview,
    MinutesMark,
    MinutesEdit,
    MinutesSave,
    MinutesContext,
    MinutesQuote,
    MinutesReword,
    MinutesTake,
    MinutesPoints,
    MinutesVersions,
    MinutesDiff,
    MinutesRestore,
    MinutesCirculate,
    MinutesSend,
    MinutesAgree,
    MinutesObject,
    MinutesRuling,
    MinutesRemind,
    MinutesDeadline,
    MinutesApprove,
    MinutesFreeze,
    MinutesReopen,
    MinutesShare,
    MinutesTasks,
    MinutesHandOut,
    MinutesDiscard,
    MinutesDelete,
)
