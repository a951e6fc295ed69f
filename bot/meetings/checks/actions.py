"""Whether the owner and the deadline of a task are those that were said.

Dates come from the words that were said; who owns a task is judged in owners.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.folding import squash
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.checks.owners import owner_doubt
from bot.meetings.cues import Cue, agrees, cues
from bot.meetings.dates import Heard, deadline, said_day
from bot.meetings.heard import Said
from bot.meetings.minutes import Action, Doubt
from bot.meetings.negation import denies

_SAID: Final = 88.0
_ON_EVENT: Final = re.compile(r"^\W*(?:sobald|wenn|nachdem|as soon as)\b", re.IGNORECASE)
_UNTIL: Final = re.compile(
    r"\b(?:bis|spätestens|noch|in|innerhalb|ende|zum|am|by|until)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)


def owned(action: Action, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a finding when the owner neither agreed nor was named, or when there is none."""
    numbers = hearing.known(action.utterances)
    if not action.who.strip():
        yield Finding(Doubt.OWNER_MISSING, action.what, *hearing.nearest(action.what, numbers))
        return
    doubt = owner_doubt(action.who, action.what, numbers, hearing)
    if not tally.count(is_held=doubt is None):
        quote = _showing(action, hearing.around(numbers, before=0), hearing)
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
        return _without_a_day(due.spoken, hearing)
    if due.spoken:
        return _day_doubt(due.spoken, due.day, numbers, hearing)
    day = said_day(due.day)
    heard = [date for n in near for date in hearing.dates(n)]
    return None if any(day.fits(date) and date.days for date in heard) else Doubt.DATE


def _without_a_day(spoken: str, hearing: Hearing) -> Doubt | None:
    """Judge words that the draft gives no day: a day is missing, or there is none to give."""
    if _ON_EVENT.search(spoken):
        return None  # „sobald der Bürgermeister zurück ist“ is as exact as it can be
    resolved = _resolved(spoken, hearing)
    return Doubt.DATE_UNCLEAR if not resolved or len(resolved) > 1 else Doubt.DATE


def _day_doubt(spoken: str, day: dt.date, numbers: Sequence[int], hearing: Hearing) -> Doubt | None:
    """Judge a day by the words it was made of."""
    if hearing.anchor is None:
        return Doubt.DATE_UNCLEAR
    said = _resolved(spoken, hearing)
    if not said and any(not date.days for date in hearing.dates_in(spoken)):
        return Doubt.DATE_UNCLEAR
    near = hearing.around(numbers)
    meant = any(said_day(day).fits(date) for n in near for date in hearing.dates(n))
    if day not in said or not meant or _is_denied(day, numbers, hearing):
        return Doubt.DATE
    unclear = _is_ambiguous(spoken, hearing)
    return Doubt.DATE_UNCLEAR if unclear else _rival(day, numbers, hearing)


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


def _is_denied(day: dt.date, numbers: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody said that this day is too early („Bis Freitag wird nichts“)."""
    mine = said_day(day)
    said = [(one, hearing.dates_in(one.text)) for one in hearing.sentences(numbers)]
    refused = [n for n, (one, dates) in enumerate(said) if _refuses(one, dates, mine)]
    return any(
        date.days and not date.fits(mine) for n in refused for _, d in said[n:] for date in d
    )


def _refuses(one: Said, dates: Sequence[Heard], mine: Heard) -> bool:
    if not any(mine.fits(date) and date.days for date in dates):
        return False
    meant = [date.words for date in dates if mine.fits(date)]
    own = [part for part in one.text.split(", ") if any(words in part for words in meant)]
    return any(denies(part) for part in own)


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
                is_promise = any(Cue.PROMISE in cues(one.text) for one in hearing.said(number))
                if (
                    is_promise
                    and not _is_refused(date, number, hearing)
                    and "bis" in utterance.text[: date.start].lower()[-12:]
                ):
                    return Doubt.DATE_UNCLEAR
    return None


def _is_refused(date: Heard, number: int, hearing: Hearing) -> bool:
    return any(date.words in one.text and denies(one.text) for one in hearing.said(number))


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
