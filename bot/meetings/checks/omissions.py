"""What the transcript has and the draft leaves out: decisions, votes, tasks.

Found without any model, by cue phrases. Each is covered by a point that names one of its
utterances, or that cites the motion right before the vote.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.meetings.checks.decisions import covering
from bot.meetings.checks.hearing import Finding, Hearing
from bot.meetings.cues import Cue
from bot.meetings.heard import Resolution
from bot.meetings.minutes import Action, Decision, Doubt, Draft

_SETTLED_OTHERWISE = frozenset(
    {Cue.POSTPONED, Cue.NOTED, Cue.WITHDRAWN, Cue.REFERRED, Cue.RECOMMENDED}
)


def omitted_resolutions(draft: Draft, hearing: Hearing) -> Iterator[Finding]:
    """Yield every decision and vote that no point of the draft rests on."""
    decisions = [point for _, point in draft.points() if isinstance(point, Decision)]
    covered = {id(one) for decision in decisions for one in covering(decision, hearing)}
    told = [point for _, point in draft.points() if not isinstance(point, Action)]
    named = {number for point in told for number in point.utterances}
    for one in hearing.resolutions:
        if id(one) in covered or (_may_stand_elsewhere(one) and _touches(one, named)):
            continue
        doubt = Doubt.OMITTED_VOTE if one.is_vote else Doubt.OMITTED_DECISION
        yield Finding(doubt, "", one.utterance, one.quote)


def omitted_actions(draft: Draft, hearing: Hearing) -> Iterator[Finding]:
    """Yield every task that was plainly given or taken on and stands nowhere in the draft."""
    named = {
        number + near
        for _, point in draft.points()
        for number in point.utterances
        for near in ((-1, 0, 1) if isinstance(point, Action) else (0,))
    }
    for one in hearing.assignments:
        if one.utterance not in named:
            yield Finding(Doubt.OMITTED_ACTION, "", one.utterance, one.quote)


def _may_stand_elsewhere(one: Resolution) -> bool:
    """Tell what a sentence may tell as well as a decision: a matter that was put off."""
    return bool(one.cues & _SETTLED_OTHERWISE) and not one.count.has_numbers


def _touches(one: Resolution, named: set[int]) -> bool:
    return any(number in named for number in range(one.first, one.last + 1))
