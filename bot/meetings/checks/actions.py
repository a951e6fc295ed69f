"""Whether a task was given or taken on, by whom, and until when.

A person owns a task who said so, was named for it, or answered yes when asked. Who only gave the
task, was asked without an answer, or said no, does not. Dates come from the words that were said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.folding import squash
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.cues import Block, Cue, agrees, block, cues, denies
from bot.meetings.dates import Heard, deadline, said_day
from bot.meetings.heard import Said
from bot.meetings.minutes import Action, Doubt
from bot.meetings.people import Person, is_nobody, is_unit

_SAID: Final = 88.0
_UNTIL: Final = re.compile(
    r"\b(?:bis|spätestens|noch|in|innerhalb|ende|zum|am|by|until)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)
_WITH: Final = re.compile(
    r"\b(?:mit|von|bei|an|für|zu|with|from|to)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
# „Soll ich das machen?“ – „Ja, gern.“: who says yes takes nothing on
_OFFERED: Final = re.compile(r"\b(?:soll|kann|darf|muss) ich\b", re.IGNORECASE)
_LIES_WITH: Final = re.compile(r"\b(?:liegt|geht|gehen|liegen|bleibt)\b", re.IGNORECASE)


def owned(action: Action, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a finding when the owner neither agreed nor was named, or when there is none."""
    numbers = hearing.known(action.utterances)
    near = hearing.around(numbers, before=0)
    if not action.who.strip():
        yield Finding(Doubt.OWNER_MISSING, action.what, *hearing.nearest(action.what, numbers))
        return
    doubt = _doubt(action.who, numbers, near, hearing)
    if not tally.count(is_held=doubt is None):
        quote = _showing(action, near, hearing)
        yield Finding(doubt or Doubt.OWNER, action.who, *quote)


def dated(action: Action, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a finding when the deadline was not said so, is ambiguous, or was left out."""
    numbers = hearing.known(action.utterances)
    near = hearing.around(numbers)
    due = action.due
    if not due.spoken and due.day is None:
        yield from _left_out(numbers, hearing)
        return
    doubt = _date_doubt(action, numbers, near, hearing)
    if not tally.count(is_held=doubt is None):
        words = due.spoken or (due.day.isoformat() if due.day else "")
        quote = _with_date(numbers, hearing) or hearing.nearest(action.what, numbers)
        yield Finding(doubt or Doubt.DATE, words, *quote)


# --- who -----------------------------------------------------------------------------------------


def _doubt(who: str, numbers: Sequence[int], near: Sequence[int], hearing: Hearing) -> Doubt | None:
    """Return what speaks against the owner, or None."""
    if is_nobody(who):
        return None if any(agrees(one.text) for one in hearing.sentences(near)) else Doubt.OWNER
    people = hearing.roster.find(who)
    if len(people) > 1:
        return Doubt.NAME  # several of that surname were there
    if not people:
        return _stranger(who, numbers, near, hearing)
    return _of_person(people[0], numbers, near, hearing)


def _of_person(
    person: Person, numbers: Sequence[int], near: Sequence[int], hearing: Hearing
) -> Doubt | None:
    doubt: Doubt | None = Doubt.OWNER
    for one in hearing.sentences(near):
        if one.speaker == person.name:
            if doubt is Doubt.OWNER_UNCONFIRMED and _answers(one, numbers, hearing):
                doubt = None
            if Cue.REFUSAL in cues(one.text):
                doubt = Doubt.OWNER
            elif agrees(one.text) and _is_answer_or_promise(one, numbers, hearing):
                doubt = None
        elif doubt is not None and one.number in numbers and _is_named(one.text, person, hearing):
            asked = one.text.rstrip().endswith("?")
            doubt = Doubt.OWNER_UNCONFIRMED if asked else None
    return doubt


def _is_answer_or_promise(one: Said, numbers: Sequence[int], hearing: Hearing) -> bool:
    """Tell a yes that counts: within the utterances named; a promise also right behind them."""
    if one.number in numbers:
        gives = any(Cue.TASK in cues(other.text) for other in hearing.said(one.number))
        return Cue.PROMISE in cues(one.text) or (not gives and _was_asked(one, hearing))
    return Cue.PROMISE in cues(one.text) and _was_asked(one, hearing)


def _answers(one: Said, numbers: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody who was asked by name answers in kind („Der geht Freitag raus“)."""
    if one.number not in numbers or block(one.text) is not None or denies(one.text):
        return False
    return any(date.days for date in hearing.dates_in(one.text))


def _was_asked(one: Said, hearing: Hearing) -> bool:
    before = hearing.known((one.number - 2, one.number - 1))
    return any(
        Cue.TASK in cues(other.text)
        or (
            other.text.rstrip().endswith("?")
            and (other.speaker == one.speaker or not _OFFERED.search(other.text))
        )
        for other in hearing.sentences(before)
    )


def _is_named(sentence: str, person: Person, hearing: Hearing) -> bool:
    """Tell whether a sentence gives the task to this person, not to somebody beside them."""
    if Cue.TASK not in cues(sentence) or not hearing.roster.mentions(sentence, person):
        return False
    reason = block(sentence)
    if reason in {Block.LOOK_BACK, Block.VAGUE}:
        return False
    place = sentence.lower().find(person.surname[:4])
    if place < 0:
        place = sentence.lower().find(person.words[0][:4])
    before = sentence[: max(0, place)]
    return bool(_LIES_WITH.search(before)) or not _WITH.search(before)


def _stranger(
    who: str, numbers: Sequence[int], near: Sequence[int], hearing: Hearing
) -> Doubt | None:
    """Judge an owner who did not speak: an office, or somebody absent who was named."""
    wanted = squash(who)
    tasked = [one for one in hearing.sentences(numbers) if Cue.TASK in cues(one.text)]
    if any(wanted in squash(one.text) and block(one.text) is None for one in tasked):
        return None
    if is_unit(who) and any(agrees(one.text) for one in hearing.sentences(near)):
        everywhere = (wanted in squash(one.text) for one in hearing.utterances)
        return None if any(everywhere) else Doubt.OWNER
    last = squash(who.rsplit(maxsplit=1)[-1])
    named = [one for one in tasked if last in squash(one.text)]
    if any(block(one.text) is None for one in named):
        return None
    asked = any(block(one.text) is Block.QUESTION for one in named)
    return Doubt.OWNER_UNCONFIRMED if asked else Doubt.OWNER


def _showing(action: Action, near: Sequence[int], hearing: Hearing) -> tuple[int | None, str]:
    """Return the sentence that shows who took the task on, or who was asked."""
    for wanted in (Cue.PROMISE, Cue.TASK, Cue.REFUSAL):
        for one in hearing.sentences(near):
            if wanted in cues(one.text):
                return one.number, one.text
    return hearing.nearest(action.what, near)


# --- when ----------------------------------------------------------------------------------------


def _date_doubt(
    action: Action, numbers: Sequence[int], near: Sequence[int], hearing: Hearing
) -> Doubt | None:
    due = action.due
    if due.spoken and not _was_said(due.spoken, hearing.text(near)):
        return Doubt.DATE
    if due.day is None:
        resolved = _resolved(due.spoken, hearing)
        return Doubt.DATE_UNCLEAR if not resolved or len(resolved) > 1 else Doubt.DATE
    said = _resolved(due.spoken, hearing) if due.spoken else ()
    if due.spoken:
        if not said and hearing.anchor is not None:
            return Doubt.DATE
        if due.day not in said and hearing.anchor is not None:
            return Doubt.DATE
        ambiguous = hearing.anchor is None or _is_ambiguous(due.spoken, hearing)
        return Doubt.DATE_UNCLEAR if ambiguous else _rival(due.day, numbers, hearing)
    day = said_day(due.day)
    heard = [date for n in near for date in hearing.dates(n)]
    return None if any(day.fits(date) and date.days for date in heard) else Doubt.DATE


def _resolved(spoken: str, hearing: Hearing) -> tuple[dt.date, ...]:
    """Return the days that words can mean from the day of the meeting on."""
    if hearing.anchor is None:
        return ()
    dates = [date for date in hearing.dates_in(spoken) if date.days]
    if not dates:
        return ()
    last = dates[-1]
    coming = tuple(day for day in last.days if day >= hearing.anchor)
    return coming[: 2 if last.is_ambiguous else 1]


def _is_ambiguous(spoken: str, hearing: Hearing) -> bool:
    if hearing.anchor is None:
        return True
    return deadline(spoken, hearing.anchor, hearing.next_meeting).is_ambiguous


def _was_said(spoken: str, heard: str) -> bool:
    words, there = squash(spoken), squash(heard)
    if words in there:
        return True
    if any(character.isdigit() for character in spoken):
        return False  # a near miss of a number is another number
    return fuzz.partial_ratio(words, there) >= _SAID


def _rival(day: dt.date, numbers: Sequence[int], hearing: Hearing) -> Doubt | None:
    """Return a doubt when two deadlines were said for one task."""
    mine = said_day(day)
    for number in numbers:
        utterance = hearing.get(number)
        for date in hearing.dates(number):
            if (
                utterance
                and date.days
                and not date.fits(mine)
                and _is_deadline(utterance.text, date)
            ):
                is_promise = any(agrees(one.text) for one in hearing.said(number))
                if is_promise and "bis" in utterance.text[: date.start].lower()[-12:]:
                    return Doubt.DATE_UNCLEAR
    return None


def _is_deadline(text: str, date: Heard) -> bool:
    return bool(_UNTIL.search(text[: date.start])) or date.words.lower().startswith(("zum", "in "))


def _left_out(numbers: Sequence[int], hearing: Hearing) -> Iterator[Finding]:
    for one in hearing.sentences(numbers):
        if not (agrees(one.text) or Cue.TASK in cues(one.text)):
            continue
        for date in hearing.dates_in(one.text):
            if date.days and _is_deadline(one.text, date):
                yield Finding(Doubt.DATE, date.words, one.number, one.text)
                return


def _with_date(numbers: Sequence[int], hearing: Hearing) -> tuple[int, str] | None:
    for one in reversed(hearing.sentences(numbers)):
        if any(date.days for date in hearing.dates_in(one.text)):
            return one.number, one.text
    return None
