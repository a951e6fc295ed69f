"""Whether what a decision says was settled, and not only asked, supposed, wished or left open.

Looks at the sentences that speak of it, and at what came right behind them: a proposal counts once
somebody takes it up, a question once it is answered with yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.evidence.figures import find_figures
from bot.meetings.accord import asks_consent, consents, directs
from bot.meetings.checks.hearing import Hearing
from bot.meetings.checks.words import count_found, stems
from bot.meetings.cues import DECISIVE, Block, Cue, block, cues
from bot.meetings.dates import Heard
from bot.meetings.heard import Said
from bot.meetings.minutes import Decision, Outcome
from bot.meetings.negation import denies, is_negated
from bot.meetings.spoken_numbers import in_figures, with_years
from bot.meetings.votes import asked_column, has_count

POSITIVE: Final = frozenset({Outcome.AGREED, Outcome.ADOPTED, Outcome.RECOMMENDED})
_LEAVES_OPEN: Final = frozenset({Cue.POSTPONED, Cue.WITHDRAWN, Cue.UNDECIDED})
_SUPPOSED: Final = frozenset(
    {Block.QUESTION, Block.CONDITION, Block.VAGUE, Block.HEARSAY, Block.LOOK_BACK, Block.NEGATION}
)
_WANTED: Final = re.compile(
    r"\b(?:hätte\w*|wünsch\w*|woll\w*|will|verlang\w*|forder\w*|beantrag\w*|schlag\w*"
    r"|schläg\w*|möcht\w*"
    r"|im gespräch"
    r"|im raum|vorgeschlagen|gefordert|entwurf|denkbar|idee|propose\w*|suggest\w*|wär\w*"
    r"|würd\w*)\b",
    re.IGNORECASE,
)
# What a vote may be held on without its being named again.
_MOTION: Final = re.compile(
    r"\b(?:beantrag\w*|antrag\w*|schlag\w*|schläg\w*|\w*vorschlag\w*|vorgeschlagen|entwurf"
    r"|vorlage|sieht vor"
    r"|empf\w*|propose\w*)\b",
    re.IGNORECASE,
)
_RELEVANT: Final = 0.6
_FOLLOWING: Final = 4
_FEW: Final = 2
_KEPT: Final = 4_096


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and how much of the decision it has."""

    said: Said
    place: int
    shared: int


def unsettled(decision: Decision, numbers: Sequence[int], hearing: Hearing) -> Said | None:
    """Return the sentence that shows that a decision was only spoken of, or None."""
    if decision.outcome not in POSITIVE or not numbers or is_negated(decision.text):
        return None
    text = f"{decision.text} {decision.motion}"
    around = hearing.sentences(range(min(numbers), max(numbers) + _FEW))
    cited = [
        _Sentence(one, place, count_found(_words(text), _words(one.plain)))
        for place, one in enumerate(around)
        if one.number in numbers
    ]
    return (
        _only_supposed(cited, around, _words(text))
        or _supposed_figure(text, cited, around)
        or _supposed_date(text, cited, around, hearing)
    )


def _only_supposed(
    cited: Sequence[_Sentence], around: Sequence[Said], wanted: frozenset[str]
) -> Said | None:
    """Return the sentence that has most of the decision, when all such are only supposed."""
    best = max((one.shared for one in cited), default=0)
    if not best:
        return None
    relevant = [one for one in cited if one.shared >= max(1, _RELEVANT * best)]
    supposed = [one for one in relevant if is_supposed(one.said)]
    if not supposed or any(_settles(one.said) for one in relevant if one not in supposed):
        return None
    if any(_is_taken_up(one, around, wanted) for one in relevant):
        return None
    return max(supposed, key=lambda one: one.shared).said


def _supposed_figure(text: str, cited: Sequence[_Sentence], around: Sequence[Said]) -> Said | None:
    """Return the sentence that only supposes a number of the decision, if nobody else says it."""
    for number in _numbers(text):
        having = [one for one in cited if number in _numbers(one.said.plain)]
        if having and all(
            is_supposed(one.said) or _WANTED.search(one.said.plain) for one in having
        ):
            wanted = frozenset({number})
            if not any(_is_taken_up(one, around, wanted) for one in having):
                return having[-1].said
    return None


def _supposed_date(
    text: str, cited: Sequence[_Sentence], around: Sequence[Said], hearing: Hearing
) -> Said | None:
    """Return the sentence that only supposes a day of the decision, if nobody else says it."""
    for date in hearing.dates_in(text):
        if not date.days:
            continue
        having = [
            one
            for one in cited
            if any(
                date.fits(other) and other.days
                for other in hearing.dates_in(with_years(one.said.text))
            )
        ]
        others = [one for one in cited if one not in having and not is_supposed(one.said)]
        if having and all(is_supposed(one.said) for one in having):
            if any(_has_other_day(one, date, hearing) for one in others):
                return having[-1].said
            words = _words(date.words)
            if any(one.shared and _settles(one.said) for one in others):
                continue
            if not any(_is_taken_up(one, around, words) for one in having):
                return having[-1].said
    return None


def _has_other_day(one: _Sentence, date: Heard, hearing: Hearing) -> bool:
    """Tell whether a sentence about the decision names another day for it."""
    days = [other for other in hearing.dates_in(with_years(one.said.text)) if other.days]
    return one.shared > 1 and bool(days) and not any(date.fits(other) for other in days)


def is_supposed(one: Said) -> bool:
    """Tell a question, a condition, a wish, a look back or a delay from what is stood by."""
    reason = block(one.text)
    found = cues(one.text)
    if Cue.VOTE_ASKED in found or (reason is Block.QUESTION and asks_consent(one.text)):
        return False
    puts_off = bool(found & _LEAVES_OPEN) and Cue.DECIDED not in found
    return reason in _SUPPOSED or puts_off or _WANTED.search(one.plain) is not None


def _settles(one: Said) -> bool:
    found = cues(one.text) & (DECISIVE | {Cue.CONFIRMED, Cue.VOTE_ASKED})
    return bool(found) or directs(one.text) or has_count(one.plain) or asks_consent(one.text)


def _is_taken_up(one: _Sentence, around: Sequence[Said], wanted: frozenset[str]) -> bool:
    """Tell whether what follows right behind accepts a proposal or answers a question with yes."""
    behind = around[one.place + 1 :]
    if block(one.said.text) is Block.LOOK_BACK and not _WANTED.search(one.said.plain):
        return any(_RENEWED.search(other.plain) for other in behind)
    if _is_voted_on(one, around, wanted):
        return True
    for after in behind[:_FOLLOWING]:
        if _ends(one, after):
            return False
        if _accepts(one, after, cues(after.text), wanted):
            return True
        if consents(one.said.text, after.text) is False and after.speaker != one.said.speaker:
            return False
    return False


def _ends(one: _Sentence, after: Said) -> bool:
    """Tell whether a sentence goes on to something else, leaves it open, or asks back."""
    found = cues(after.text)
    if after.number > one.said.number + _FEW or found & (_LEAVES_OPEN | {Cue.NEXT_ITEM}):
        return True
    asks = Cue.VOTE_ASKED in found or asks_consent(after.text)
    return block(after.text) is Block.QUESTION and not asks


def _accepts(one: _Sentence, after: Said, found: frozenset[Cue], wanted: frozenset[str]) -> bool:
    """Tell whether a sentence accepts: by a formula, or by yes, and not of something else."""
    if block(after.text) not in {None, Block.QUESTION}:
        return False
    own = _words(after.plain)
    is_about = bool(count_found(wanted, own)) or len(own) <= _FEW
    is_about = is_about and not _is_rival(own, wanted)
    settles = bool(found & (DECISIVE | {Cue.CONFIRMED, Cue.VOTE_ASKED, Cue.PROMISE}))
    settles = settles or directs(after.text) or has_count(after.plain)
    settles = settles or asked_column(after.plain) is not None
    if settles and is_about:
        return True
    return (
        not _is_rival(own, wanted)
        and consents(one.said.text, after.text) is True
        and after.speaker != one.said.speaker
    )


def _is_voted_on(one: _Sentence, around: Sequence[Said], wanted: frozenset[str]) -> bool:
    """Tell whether a vote on it was held and won before the next item."""
    about = wanted | _words(one.said.plain)
    is_motion = _MOTION.search(one.said.plain) is not None
    is_asked = False
    for after in around[one.place + 1 :]:
        found = cues(after.text)
        asks = Cue.VOTE_ASKED in found and (after.text.endswith("?") or not denies(after.text))
        if Cue.NEXT_ITEM in found and not asks:
            return is_asked
        if Cue.REJECTED in found:
            is_asked = False
        if asks and not is_asked:
            own = _words(after.plain)
            is_bare = len(own) <= _FEW and not any(word.startswith("#") for word in own)
            is_asked = bool(count_found(about, own)) or (is_bare and is_motion)
        is_asked = is_asked or (is_motion and has_count(after.plain))
    return is_asked


def _is_rival(own: frozenset[str], wanted: frozenset[str]) -> bool:
    """Tell whether a sentence names numbers, and none of those that are meant."""
    numbers = {word for word in own if word.startswith("#")}
    meant = {word for word in wanted if word.startswith("#")}
    return bool(numbers) and bool(meant) and not numbers & meant


_RENEWED: Final = re.compile(
    r"\b(?:wieder|diesel\w+|dassel\w+|wie (?:letztes|im letzten|voriges|bisher)|erneut|noch"
    r"|weiter\w*|bleib\w*"
    r"|fortgesetzt|fortgeführt|auch (?:dieses|in diesem))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=_KEPT)
def _words(text: str) -> frozenset[str]:
    return stems(text) | _numbers(text)


@lru_cache(maxsize=_KEPT)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(f"#{one.value.normalize()}" for one in find_figures(in_figures(text)))


def renewed(sentences: Sequence[Said]) -> bool:
    """Tell whether what held before is taken up again („dieselbe Regel wie letztes Jahr“)."""
    return any(
        _RENEWED.search(one.plain) and block(one.text) is not Block.LOOK_BACK for one in sentences
    )


def settling(decision: Decision, sentences: Sequence[Said]) -> Iterator[tuple[Said, int]]:
    """Yield the sentences that settle something, with how much of the decision they have."""
    wanted = _words(f"{decision.text} {decision.motion}")
    for one in sentences:
        if block(one.text) in {Block.LOOK_BACK, Block.HEARSAY, Block.CONDITION}:
            continue
        if cues(one.text) & (DECISIVE | {Cue.CONFIRMED}) or directs(one.text):
            yield one, count_found(wanted, _words(one.plain))
