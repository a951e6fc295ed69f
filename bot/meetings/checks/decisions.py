"""Whether a decision was made, and counted as the draft says.

It needs a result that was said in this meeting: questions, conditions, proposals and looks back
don't make one. Counts are compared with one vote at a time, so that two votes can't be merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.meetings.accord import consents, directs
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.checks.polarity import clauses
from bot.meetings.checks.settled import POSITIVE, is_supposed, renewed, settling, unsettled
from bot.meetings.checks.words import is_found, share_found, stems
from bot.meetings.cues import Block, Cue, block, cues, has_reservation
from bot.meetings.heard import Resolution, Said
from bot.meetings.minutes import Decision, Doubt, Outcome, Votes
from bot.meetings.negation import denies, is_negated
from bot.meetings.votes import Column

_FOLLOWS_WITHIN: Final = 3
_ABOUT: Final = 0.6
_DIRECTLY: Final = 0.3
_POINTS_BACK: Final = 2  # words of a „das machen wir heute nicht“, which names nothing itself
_CUE_OF: Final = {
    Outcome.REJECTED: Cue.REJECTED,
    Outcome.POSTPONED: Cue.POSTPONED,
    Outcome.REFERRED: Cue.REFERRED,
    Outcome.NOTED: Cue.NOTED,
    Outcome.WITHDRAWN: Cue.WITHDRAWN,
}
# What a sentence says by which a matter was not simply decided; in minutes and in speech.
SAYS_ITSELF: Final = {
    Cue.POSTPONED: re.compile(
        r"themenspeicher|zurückgestell|vertag|verschob|verscho?ben|verschieb|abgesetzt"
        r"|von der tagesordnung|später"
        r"|postpon|abgewartet|abwart|warte\w*\b.{0,60}\bab|\bliegen|erneut|wieder|nicht heute"
        r"|heute (?:noch )?nicht"
        r"|noch ?mal|nächst|\berst\b|\boffen|bis zum vorliegen|zu einem .* zeitpunkt"
        r"|\b(?:im|in der|am) (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober"
        r"|november|dezember)\b",
        re.IGNORECASE,
    ),
    Cue.REFERRED: re.compile(r"verwiesen|überwiesen|überweis|verweis|referred", re.IGNORECASE),
    Cue.NOTED: re.compile(r"kenntnis", re.IGNORECASE),
    Cue.WITHDRAWN: re.compile(
        r"zurück(?:ge)?(?:zogen|nommen|zieh|nehm)|withdrawn|zieh\w*\b.{0,60}\bzurück", re.IGNORECASE
    ),
    Cue.REJECTED: re.compile(r"abgelehnt|ablehn|verweiger|keine mehrheit|verzicht", re.IGNORECASE),
}
# What only looks back, supposes or leaves open is no motion on which the next vote was held.
_NO_MOTION: Final = frozenset({Block.LOOK_BACK, Block.CONDITION, Block.NEGATION})
_SECOND_HAND: Final = frozenset({Block.LOOK_BACK, Block.HEARSAY})
_NOUN: Final = re.compile(r"(?<!^)\b[A-ZÄÖÜ][a-zäöüß]{3,}")
_REFUSED: Final = re.compile(r"\bwird (?:.{0,80} )?abgelehnt\b", re.IGNORECASE)
_KEEPS: Final = re.compile(
    r"\b(?:bleib\w*|weiterhin|unverändert|beibehalten|fortgeführt|weitergeführt)\b", re.IGNORECASE
)
_KEEPS_OR_YES: Final = re.compile(rf"^ja\b|{_KEEPS.pattern}", re.IGNORECASE)
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
    adopted = any(Cue.DECIDED in one.cues and Cue.REJECTED not in one.cues for one in found)
    if decision.outcome in POSITIVE and adopted and _REFUSED.search(decision.text):
        tally.count(is_held=False)
        yield Finding(Doubt.OPPOSITE, decision.text, found[-1].utterance, found[-1].quote)
        return
    if decision.outcome is Outcome.REJECTED and not is_negated(decision.text):
        tally.count(is_held=False)
        yield Finding(Doubt.OPPOSITE, decision.text, *hearing.nearest(decision.text, numbers))
        return
    supposed = unsettled(decision, numbers, hearing)
    if supposed is not None:
        tally.count(is_held=False)
        yield Finding(Doubt.NOT_DECIDED, decision.text, supposed.number, supposed.text)
        return
    contrary = _contrary(decision, found, numbers, hearing)
    if not tally.count(is_held=contrary is None) and contrary is not None:
        yield Finding(Doubt.OPPOSITE, decision.text, contrary.number, contrary.text)
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
    near = hearing.known((*numbers, max(numbers) + 1))
    if is_negated(decision.text) or _KEEPS.search(decision.text):
        # What stays as it is needs nobody's resolution; that it was otherwise, polarity finds.
        said = hearing.sentences(near)
        return any(is_negated(one.text) or _KEEPS_OR_YES.search(one.plain) for one in said)
    last = hearing.said(max(numbers))
    if any(_settles_alike(one, decision) for one in last) or any(
        one.first in numbers for one in hearing.resolutions
    ):
        return True
    # What was supposed before („würde passen“) may be taken up; the last word decides.
    is_open = any(block(one.text) in _NO_MOTION for one in last)
    return not is_open and (
        _is_agreed_to(decision, near, hearing)
        or any(_confirms(one, decision, numbers) for one in hearing.sentences(near))
    )


def _settles_alike(one: Said, decision: Decision) -> bool:
    is_direct = directs(one.text) and block(one.text) is None
    return is_direct and denies(one.text) is denies(decision.text)


def _confirms(one: Said, decision: Decision, numbers: Sequence[int]) -> bool:
    if Cue.CONFIRMED not in cues(one.text) or block(one.text) is not None:
        return False
    return one.number in numbers or denies(one.text) is denies(decision.text)


def _is_agreed_to(decision: Decision, near: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody else said yes right behind a sentence about the decision."""
    wanted = stems(decision.text)
    for one, answer in pairwise(hearing.sentences(near)):
        is_about = share_found(wanted, stems(one.plain)) >= _DIRECTLY
        if not is_about or is_supposed(one) or is_supposed(answer):
            continue
        if answer.speaker != one.speaker and consents(one.text, answer.text):
            return denies(one.text) is denies(decision.text)
    return False


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


def _contrary(
    decision: Decision, found: Sequence[Resolution], numbers: Sequence[int], hearing: Hearing
) -> Said | None:
    """Return the sentence by which something else was decided than the draft says, or None."""
    places = {n for one in found for n in range(one.first, one.last + 1)} | {*numbers}
    sentences = hearing.sentences(hearing.known(places))
    if decision.outcome not in POSITIVE:
        return _other_outcome(decision, found, sentences)
    against = None
    best = (0, -1)  # of the decision: in what speaks for it, in what speaks against it
    for one, shared in settling(decision, sentences):
        if not _speaks_against(one, decision):
            best = max(best[0], shared), best[1]
        elif shared > best[1] and (shared or len(stems(one.plain)) <= _POINTS_BACK):
            against, best = one, (best[0], shared)
    lost = next((one for one in found if one.is_vote and _is_lost(one, decision)), None)
    if lost is not None:
        return Said(lost.utterance, lost.speaker, lost.quote)
    return against if best[1] >= best[0] else None


def _speaks_against(one: Said, decision: Decision) -> bool:
    """Tell whether a sentence rejects or puts off what the decision does not call so itself."""
    special = cues(one.text) & SAYS_ITSELF.keys()
    return any(not SAYS_ITSELF[cue].search(decision.text) for cue in special) and not is_negated(
        decision.text
    )


def _is_lost(one: Resolution, decision: Decision) -> bool:
    return one.cues & {Cue.REJECTED, Cue.DECIDED} == {Cue.REJECTED} and not is_negated(
        decision.text
    )


def _other_outcome(
    decision: Decision, found: Sequence[Resolution], sentences: Sequence[Said]
) -> Said | None:
    """Return the result when it is plainly another than rejected, postponed or the like."""
    heard = frozenset(cue for one in found for cue in one.cues)
    wanted = _CUE_OF[decision.outcome]
    if not found or wanted in heard or not heard - {Cue.CONFIRMED}:
        return None
    if any(SAYS_ITSELF[wanted].search(one.plain) for one in sentences):
        return None
    if decision.outcome is Outcome.REJECTED and any(is_negated(one.text) for one in sentences):
        return None
    last = found[-1]
    return Said(last.utterance, last.speaker, last.quote)


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
    if renewed(hearing.sentences(hearing.around(numbers))):
        return
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
    told = {column for column, numbers in said.items() if numbers[-1]}  # nobody's 0 may go unsaid
    if votes.is_unanimous and not (heard.count.is_unanimous or heard.count.is_everybody):
        return Doubt.VOTES
    if (
        told - claimed.keys()
        or (said and not claimed)
        or (heard.count.is_unanimous and not votes.is_known)
    ):
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
