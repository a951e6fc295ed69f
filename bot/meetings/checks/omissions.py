"""What the transcript has and the draft leaves out: decisions, votes, tasks.

Found without any model, by cue phrases. Each is covered by a point that names one of its
utterances, or that cites the motion right before the vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.meetings.accord import directs
from bot.meetings.checks.decisions import SAYS_ITSELF, covering
from bot.meetings.checks.hearing import Finding, Hearing
from bot.meetings.checks.words import count_found, stems
from bot.meetings.cues import Cue, block, cues
from bot.meetings.heard import Resolution, Said
from bot.meetings.minutes import Action, Decision, Doubt, Draft, Point, text_of

_SETTLED_OTHERWISE: Final = frozenset({Cue.POSTPONED, Cue.NOTED, Cue.WITHDRAWN, Cue.REFERRED})
_ALL_AGREE: Final = re.compile(
    r"^(?:und )?(?:sollen|wollen) wir\b|\b(?:einverstanden|dagegen|einwände|widerspruch|dabei"
    r"|d'accord"
    r"|konsens|anderer meinung)\b",
    re.IGNORECASE,
)
_LOST: Final = re.compile(r"mehrheit|stimmen|abgelehnt|abgestimmt|votum", re.IGNORECASE)
_REMARK: Final = 60  # words
_TOLD: Final = 0.34


def omitted_resolutions(draft: Draft, hearing: Hearing) -> Iterator[Finding]:
    """Yield every decision and vote that no point of the draft rests on."""
    points = [point for _, point in draft.points()]
    decisions = [point for point in points if isinstance(point, Decision)]
    covered = {id(one) for decision in decisions for one in covering(decision, hearing)}
    told = [point for point in points if not isinstance(point, Action)]
    for one in hearing.resolutions:
        if id(one) in covered or _stands_elsewhere(one, told):
            continue
        if not one.is_formal and not _is_sure(one, hearing):
            continue
        doubt = Doubt.OMITTED_VOTE if one.is_vote else Doubt.OMITTED_DECISION
        yield Finding(doubt, "", one.utterance, one.quote)
    yield from _unheeded(points, hearing)


def _unheeded(points: Sequence[Point], hearing: Hearing) -> Iterator[Finding]:
    """Yield sentences that settle something without a formula and stand nowhere in the draft.

    Only of whoever leads the meeting: what others say of this kind is a wish or a report.
    """
    resolved = {n for one in hearing.resolutions for n in range(one.first, one.last + 1)}
    for utterance in hearing.utterances:
        is_short = len(utterance.text.split()) <= _REMARK  # a speech argues, it settles nothing
        if utterance.number in resolved or utterance.speaker != hearing.moderator or not is_short:
            continue
        citing = [point for point in points if utterance.number in point.utterances]
        for one in hearing.said(utterance.number):
            if _settles(one) and not any(_tells(point, one) for point in citing):
                yield Finding(Doubt.OMITTED_DECISION, "", one.number, one.text)
                break


def _settles(one: Said) -> bool:
    if not directs(one.text) or block(one.text) is not None or len(stems(one.text)) <= 1:
        return False
    return not cues(one.text) & {Cue.REFUSAL, Cue.PROMISE, Cue.TASK}


def _tells(point: Point, one: Said) -> bool:
    """Tell whether a point that cites a sentence is about it; any decision is."""
    if isinstance(point, Decision):
        return True
    words = stems(one.text)
    return count_found(words, stems(text_of(point))) >= _TOLD * len(words)


def _is_sure(one: Resolution, hearing: Hearing) -> bool:
    """Tell whether what everybody said yes to was something to be settled at all."""
    sentences = hearing.sentences(range(one.first, one.last + 1))
    return any(directs(said.text) or _ALL_AGREE.search(said.plain) for said in sentences)


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


def _stands_elsewhere(one: Resolution, told: Sequence[Point]) -> bool:
    """Tell whether a sentence of the draft tells a matter that was put off or merely agreed."""
    citing = [p for p in told if any(one.first <= n <= one.last for n in p.utterances)]
    if not one.is_formal:
        return bool(citing)
    if one.count.has_numbers:
        return Cue.REJECTED in one.cues and any(_LOST.search(text_of(p)) for p in citing)
    special = one.cues & _SETTLED_OTHERWISE
    return any(SAYS_ITSELF[cue].search(text_of(p)) for cue in special for p in citing)
