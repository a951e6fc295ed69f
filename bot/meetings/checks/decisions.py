"""Whether a decision was made, and counted as the draft says.

It needs a result that was said in this meeting: questions, conditions, proposals and looks back
don't make one. Counts are compared with one vote at a time, so that two votes can't be merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.meetings.checks.details import clauses
from bot.meetings.checks.hearing import Finding, Hearing, Tally, is_found, share_found, stems
from bot.meetings.cues import Block, Cue, block, cues, denies, has_reservation, is_negated
from bot.meetings.heard import Resolution
from bot.meetings.minutes import Decision, Doubt, Outcome, Votes
from bot.meetings.votes import Column

_FOLLOWS_WITHIN: Final = 3
_ABOUT: Final = 0.6
_DIRECTLY: Final = 0.3
_POSITIVE: Final = frozenset({Outcome.AGREED, Outcome.ADOPTED, Outcome.RECOMMENDED})
_CUE_OF: Final = {
    Outcome.REJECTED: Cue.REJECTED,
    Outcome.POSTPONED: Cue.POSTPONED,
    Outcome.REFERRED: Cue.REFERRED,
    Outcome.NOTED: Cue.NOTED,
    Outcome.WITHDRAWN: Cue.WITHDRAWN,
}
_SAYS_ITSELF: Final = {
    Cue.POSTPONED: re.compile(
        r"zurückgestell|vertag|verschob|verscho?ben|abgesetzt|von der tagesordnung|später|postpon",
        re.IGNORECASE,
    ),
    Cue.REFERRED: re.compile(r"verwiesen|überwiesen|überweis|verweis|referred", re.IGNORECASE),
    Cue.NOTED: re.compile(r"kenntnis", re.IGNORECASE),
    Cue.WITHDRAWN: re.compile(r"zurückgezogen|zurückgenommen|withdrawn", re.IGNORECASE),
}
# What only looks back, supposes or leaves open is no motion on which the next vote was held.
_NO_MOTION: Final = frozenset({Block.LOOK_BACK, Block.CONDITION, Block.NEGATION})
_SECOND_HAND: Final = frozenset({Block.LOOK_BACK, Block.HEARSAY})
_NOUN: Final = re.compile(r"(?<!^)\b[A-ZÄÖÜ][a-zäöüß]{3,}")
_INFORMAL: Final = frozenset({Outcome.AGREED, Outcome.POSTPONED, Outcome.REJECTED})
_DIRECTING: Final = re.compile(
    r"(?i)\b(?:wird|werden|bleibt|bleiben|gilt|gelten)\b|\b(?!haben|hatten|sind|können"
    r"|wollen)\w+en wir\b"
)
_WISHED: Final = re.compile(r"(?i)\b(?:woll\w*|wünsch\w*|hoff\w*|glaub\w*|finde|vermutlich)\b")
_UNCOUNTED: Final = frozenset({Outcome.POSTPONED, Outcome.WITHDRAWN, Outcome.NOTED})
_WHY: Final = (Block.LOOK_BACK, Block.CONDITION, Block.QUESTION, Block.NEGATION, Block.VAGUE)


def covering(decision: Decision, hearing: Hearing) -> list[Resolution]:
    """Return the resolutions that a decision's utterances belong to, or the one that follows."""
    numbers = hearing.known(decision.utterances)
    if not numbers:
        return []
    found = [one for one in hearing.resolutions if _meets(one, numbers)]
    if found:
        return found
    last = max(numbers)
    if any(block(one.text) in _NO_MOTION for one in hearing.sentences(numbers)):
        return []
    follows = (one for one in hearing.resolutions if 0 < one.first - last <= _FOLLOWS_WITHIN)
    return [one for one in follows if _is_about(one, decision, last, hearing)][:1]


def made(decision: Decision, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a finding when no result was said, or another one than the draft names."""
    numbers = hearing.known(decision.utterances)
    found = covering(decision, hearing)
    if not found and not _is_confirmed(decision, numbers, hearing):
        tally.count(is_held=False)
        yield _undecided(decision, numbers, hearing)
        return
    heard = frozenset(cue for one in found for cue in one.cues)
    if decision.outcome is Outcome.REJECTED and not is_negated(decision.text):
        tally.count(is_held=False)
        yield Finding(Doubt.OPPOSITE, decision.text, *hearing.nearest(decision.text, numbers))
        return
    if not tally.count(is_held=not found or _agrees(decision, heard, numbers, hearing)):
        result = found[-1]
        yield Finding(Doubt.OPPOSITE, decision.text, result.utterance, result.quote)
    yield from _hearsay(decision, numbers, hearing)
    yield from _reservation(decision, numbers, hearing)


def counted(decision: Decision, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield what is wrong with the count: not said, of another vote, contradictory, too large."""
    yield from _possible(decision.votes, hearing)
    votes = [one for one in covering(decision, hearing) if one.is_vote]
    if not votes:
        if decision.votes.is_known and not tally.count(is_held=False):
            quote = hearing.nearest(decision.text, hearing.known(decision.utterances))
            yield Finding(Doubt.VOTES, "", *quote)
        return
    if decision.outcome in _UNCOUNTED and not decision.votes.is_known:
        return
    misfits = [_misfit(decision.votes, one) for one in votes]
    if not tally.count(is_held=None in misfits):
        last = votes[-1]
        doubt = Doubt.VOTES_MERGED if _is_merged(decision.votes, votes) else misfits[-1]
        yield Finding(doubt or Doubt.VOTES, "", last.utterance, last.quote)
    elif _ends_several(votes):
        yield Finding(Doubt.VOTES_MERGED, "", votes[-1].utterance, votes[-1].quote)


def _meets(resolution: Resolution, numbers: Sequence[int]) -> bool:
    return any(resolution.first <= number <= resolution.last for number in numbers)


def _is_about(resolution: Resolution, decision: Decision, last: int, hearing: Hearing) -> bool:
    """Tell whether a later result can belong to the motion that the decision cites."""
    between = hearing.sentences(range(last, resolution.first + 1))
    if any(Cue.NEXT_ITEM in cues(one.text) for one in between[1:]):
        return False
    wanted = stems(f"{decision.text} {decision.motion}")
    said = hearing.stems(resolution.utterance)
    return resolution.is_vote or share_found(wanted, said) >= _ABOUT


def _is_confirmed(decision: Decision, numbers: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody bore the decision out where no formula was used."""
    if decision.outcome not in _INFORMAL or not numbers:
        return False
    if any(_directs(decision, one.text) for one in hearing.sentences(numbers)):
        return True
    # What was supposed before („würde passen“) may be taken up; the last word decides.
    if any(block(one.text) in _NO_MOTION for one in hearing.said(max(numbers))):
        return False
    near = hearing.known((*numbers, max(numbers) + 1))
    return any(
        Cue.CONFIRMED in cues(one.text)
        and block(one.text) is None
        and (one.number in numbers or denies(one.text) is denies(decision.text))
        for one in hearing.sentences(near)
    )


def _directs(decision: Decision, sentence: str) -> bool:
    """Tell whether a sentence itself says what is to be („Ab sofort wird zu zweit gefahren“).

    In small rounds that is how most things are settled. It has to be about the decision, and
    neither asked, supposed, wished nor told of the past.
    """
    if block(sentence) is not None or not _DIRECTING.search(sentence):
        return False
    if Cue.REFUSAL in cues(sentence) or _WISHED.search(sentence):
        return False
    wanted = stems(decision.text)
    return bool(wanted) and share_found(wanted, stems(sentence)) >= _DIRECTLY


def _undecided(decision: Decision, numbers: Sequence[int], hearing: Hearing) -> Finding:
    """Return why there is no decision, with the sentence that shows it."""
    blocked = [
        (reason, one)
        for one in hearing.sentences(numbers)
        if (reason := block(one.text)) is not None
    ]
    for wanted in _WHY:
        for reason, one in blocked:
            if reason is wanted:
                return Finding(Doubt.NOT_DECIDED, decision.text, one.number, one.text)
    return Finding(Doubt.NOT_DECIDED, decision.text, *hearing.nearest(decision.text, numbers))


def _agrees(
    decision: Decision, heard: frozenset[Cue], numbers: Sequence[int], hearing: Hearing
) -> bool:
    """Tell whether the outcome is one that was said; a sentence may name it in its own words."""
    if not heard - {Cue.CONFIRMED}:
        return True  # counts without a formula: the numbers are compared by themselves
    if decision.outcome in _POSITIVE:
        return _is_positive(decision, heard)
    is_refused = decision.outcome is Outcome.REJECTED and Cue.DECIDED in heard
    return _CUE_OF[decision.outcome] in heard or (
        is_refused and any(is_negated(one.text) for one in hearing.sentences(numbers))
    )


def _is_positive(decision: Decision, heard: frozenset[Cue]) -> bool:
    """Tell whether nothing else was decided than to do something."""
    special = heard & _SAYS_ITSELF.keys()
    if special:
        return any(_SAYS_ITSELF[cue].search(decision.text) for cue in special)
    return Cue.REJECTED not in heard or is_negated(decision.text)


def _reservation(decision: Decision, numbers: Sequence[int], hearing: Hearing) -> Iterator[Finding]:
    if has_reservation(decision.text) or has_reservation(decision.motion):
        return
    for one in hearing.sentences(numbers):
        if has_reservation(one.text):
            yield Finding(Doubt.NOT_DECIDED, decision.text, one.number, one.text)
            return


def _hearsay(decision: Decision, numbers: Sequence[int], hearing: Hearing) -> Iterator[Finding]:
    """Yield what the decision has only from a look back or from hearsay, not from its result."""
    nouns = stems(" ".join(_NOUN.findall(decision.text)))
    told: frozenset[str] = frozenset()
    doubtful = []
    for one in hearing.sentences(hearing.around(numbers)):
        second_hand = [part for part in clauses(one.text) if block(part) in _SECOND_HAND]
        told |= stems(" ".join(part for part in clauses(one.text) if part not in second_hand))
        if second_hand and one.number in numbers:
            doubtful.append(one)
    for one in doubtful:
        if any(is_found(noun, stems(one.text)) and not is_found(noun, told) for noun in nouns):
            yield Finding(Doubt.NOT_DECIDED, decision.text, one.number, one.text)
            return


def _possible(votes: Votes, hearing: Hearing) -> Iterator[Finding]:
    """Yield what no vote can be."""
    if votes.is_unanimous and votes.no:
        yield Finding(Doubt.VOTES_CONTRADICT)
    total = sum(number for number in votes.numbers if number is not None)
    if hearing.n_present is not None and total > hearing.n_present:
        yield Finding(Doubt.VOTES_TOO_MANY, f"{total} > {hearing.n_present}")


def _misfit(votes: Votes, heard: Resolution) -> Doubt | None:
    """Return what differs between a count and one vote that was heard."""
    columns = zip(Column, votes.numbers, strict=True)
    claimed = {column: number for column, number in columns if number is not None}
    said = heard.count.said
    if any(number not in said.get(column, ()) for column, number in claimed.items()):
        return Doubt.VOTES
    if votes.is_unanimous and not heard.count.is_unanimous:
        return Doubt.VOTES
    if said.keys() - claimed.keys() or (heard.count.is_unanimous and not votes.is_known):
        return Doubt.OMITTED_VOTE
    return None


def _is_merged(votes: Votes, heard: Sequence[Resolution]) -> bool:
    if len(heard) < 2:  # noqa: PLR2004  nothing to merge
        return False
    known = {n for one in heard for numbers in one.count.said.values() for n in numbers}
    sums = {sum(one.count.said.get(column, [0])[-1] for one in heard) for column in Column}
    claimed = [number for number in votes.numbers if number is not None]
    return bool(claimed) and all(number in known | sums for number in claimed)


def _ends_several(votes: Sequence[Resolution]) -> bool:
    return len({one.utterance for one in votes if one.cues}) > 1
