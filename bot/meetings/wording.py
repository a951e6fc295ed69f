"""Minutes in the reader's words: votes, deadlines, who was there, what a mark means.

Cards and files say the same; words of people and of the model come back as they are, unescaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.core.texts import Texts
from bot.meetings.minutes import (
    Action,
    Attendee,
    Deadline,
    Decision,
    Doubt,
    Draft,
    Item,
    Mark,
    Outcome,
    Point,
    Presence,
    Statement,
    Use,
    text_of,
)
from bot.transcripts.transcript import Transcript, Utterance

_MINUTE_S = 60
_HOUR_S = 3600


def result_of(decision: Decision, texts: Texts) -> str:
    """Return how it was decided: „angenommen, 5 dafür, 1 dagegen“; votes only as they were said."""
    parts = []
    votes = decision.votes
    if decision.outcome is not Outcome.AGREED or not votes.is_known:
        parts.append(texts(f"minutes.outcome.{decision.outcome}"))
    if votes.is_unanimous:
        parts.append(texts("minutes.votes.unanimous"))
    named = ("yes", votes.yes), ("no", votes.no), ("abstained", votes.abstained)
    parts += [
        texts.count(f"minutes.votes.{name}", number) for name, number in named if number is not None
    ]
    return ", ".join(parts)


def due_of(due: Deadline, texts: Texts, *, short: bool = False) -> str:
    """Return until when; ambiguous words keep a question mark, derived dates their words."""
    if due.is_ambiguous:
        return texts("minutes.due.unclear", words=due.spoken or _day(due.day, texts, short=short))
    if due.day is None:
        return due.spoken
    day = _day(due.day, texts, short=short)
    if due.is_derived and due.spoken:
        return texts("minutes.due.derived", day=day, words=due.spoken)
    return day


def _day(day: dt.date | None, texts: Texts, *, short: bool) -> str:
    if day is None:
        return ""
    return f"{day.day}.{day.month}." if short and texts.language == "de" else texts.date(day)


def who_of(action: Action, texts: Texts) -> str:
    """Return who does it; open where nobody agreed or was named."""
    return action.who or texts("minutes.nobody")


def title_of(item: Item, texts: Texts) -> str:
    """Return an item's heading: „TOP 3 Terminbuchung“."""
    if not item.number:
        return item.title or texts("minutes.item.other")
    if not item.number[0].isdigit():
        return f"{item.number} {item.title}".strip()
    return texts("minutes.item", number=item.number, title=item.title).strip()


def present_of(people: Sequence[Attendee], *, presence: Presence) -> str:
    """Return the names of those who were there, or excused, …; roles in brackets."""
    names = [
        f"{one.name} ({one.function})" if one.function else one.name
        for one in people
        if one.presence is presence
    ]
    return ", ".join(names)


def line_of(point: Point, texts: Texts) -> str:
    """Return a point in one line, with what belongs to it."""
    if isinstance(point, Decision):
        return f"{point.text} ({result_of(point, texts)})"
    if isinstance(point, Action):
        due = due_of(point.due, texts)
        who = who_of(point, texts)
        if due:
            return texts("minutes.line.action", who=who, what=point.what, due=due)
        return texts("minutes.line.action.open", who=who, what=point.what)
    if isinstance(point, Statement):
        said = texts("minutes.quoted", words=point.text) if point.is_verbatim else point.text
        return f"{point.speaker}: {said}" if point.speaker else said
    return texts("minutes.line.open", text=text_of(point))


def mark_title(mark: Mark, texts: Texts) -> str:
    """Return what a mark is about, in few words."""
    title = texts(f"minutes.mark.{mark.doubt}")
    if mark.doubt is Doubt.REQUIRED:
        return f"{title}: {texts(f'minutes.field.{mark.words}')}"
    if not mark.words:
        return title
    return f"{title} {mark.words}" if title.endswith("?") else f"{title}: {mark.words}"


def mark_reason(mark: Mark, texts: Texts) -> str:
    """Return why it is marked; a vote may be missing as a whole, or at a point."""
    if mark.doubt is Doubt.OMITTED_VOTE and mark.point:
        return texts("minutes.why.omitted_vote.here")
    return texts(f"minutes.why.{mark.doubt}")


def coverage_line(draft: Draft, texts: Texts) -> str:
    """Return what was looked up, and what became of all that was said."""
    coverage = draft.coverage
    n_open = draft.n_checked - draft.n_held
    held = texts(
        "minutes.held",
        held=texts.number(draft.n_held),
        checked=texts.number(draft.n_checked),
        open=texts.number(n_open),
    )
    used = coverage.count(Use.ITEM)
    other = coverage.total - used - coverage.count(Use.UNREAD)
    told = texts(
        "minutes.coverage",
        total=texts.number(coverage.total),
        used=texts.number(used),
        other=texts.number(other),
    )
    unread = coverage.count(Use.UNREAD)
    lines = [held, told]
    if unread:
        lines.append(texts.count("minutes.unread", unread))
    return " ".join(lines)


def place_of(one: Utterance, texts: Texts) -> str:
    """Return when and by whom something was said: „0:31:08 Brandt“."""
    speaker = one.speaker or texts("minutes.somebody")
    if one.begin_s is None:
        return texts("minutes.utterance", number=one.number, speaker=speaker)
    return f"{clock(one.begin_s)} {speaker}"


def clock(seconds: float) -> str:
    """Write seconds from the start as ``0:31:08``."""
    whole = int(seconds)
    hours, rest = divmod(whole, _HOUR_S)
    minutes, left = divmod(rest, _MINUTE_S)
    return f"{hours}:{minutes:02}:{left:02}"


def around(transcript: Transcript, number: int, seconds: float = 120.0) -> list[Utterance]:
    """Return what was said two minutes before and after; without times some utterances."""
    said = transcript.utterances
    if not 1 <= number <= len(said):
        return []
    centre = said[number - 1]
    if centre.begin_s is None:
        return list(said[max(0, number - 5) : number + 4])
    first, last = centre.begin_s - seconds, (centre.end_s or centre.begin_s) + seconds
    return [
        one
        for one in said[max(0, number - 21) : number + 20]
        if one.begin_s is not None and first <= one.begin_s <= last
    ]
