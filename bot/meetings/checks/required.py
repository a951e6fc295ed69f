"""Fields that the kind of minutes or its law wants and nobody gave: a warning, never a stop.

Signatures are in no list: they are never filled in, and never asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.meetings.checks.hearing import Finding
from bot.meetings.kinds import FieldName, Kind
from bot.meetings.minutes import Decision, Doubt, Draft, Outcome

_VOTED = frozenset({Outcome.ADOPTED, Outcome.REJECTED, Outcome.RECOMMENDED})


def missing(draft: Draft, kind: Kind, law: str) -> Iterator[tuple[str, Finding]]:
    """Yield (point id or "", finding); the finding's words are the field's name."""
    wanted = kind.required_by(law)
    facts = draft.facts
    known = {
        FieldName.DAY: facts.day is not None,
        FieldName.BEGIN: bool(facts.begin),
        FieldName.END: bool(facts.end),
        FieldName.PLACE: bool(facts.place),
        FieldName.NAMES: bool(draft.attendance),
        FieldName.AGENDA: any(item.number for item in draft.items),
        FieldName.CHAIR: bool(facts.chair),
        FieldName.KEEPER: bool(facts.keeper),
    }
    for field in FieldName:
        if field in wanted and not known.get(field, True):
            yield "", Finding(Doubt.REQUIRED, field.value)
    for _, point in draft.points():
        if isinstance(point, Decision) and point.outcome in _VOTED:
            if FieldName.MOTIONS in wanted and not point.motion:
                yield point.id, Finding(Doubt.REQUIRED, FieldName.MOTIONS.value)
            if FieldName.VOTES in wanted and not point.votes.is_known:
                yield point.id, Finding(Doubt.REQUIRED, FieldName.VOTES.value)
