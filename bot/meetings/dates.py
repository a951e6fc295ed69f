"""Dates as people say them, resolved against the day of the meeting.

„bis Freitag“, „Ende nächster Woche“, „zum Fünfzehnten“ become dates and say that they were
derived. What can be meant in two ways keeps both readings, the earlier first; „zeitnah“ and „nach
den Ferien“ are heard as deadlines and stay without a date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.evidence.dates import Day, find_dates
from bot.evidence.numerals import of_word
from bot.meetings.minutes import Deadline


@dataclass(frozen=True, slots=True)
class Heard:
    """A date in a text. ``days`` are its readings, none for „zeitnah“.

    ``months``: „im April“ names only (year, month). ``is_derived``: it was not said as a date.
    """

    start: int
    end: int
    words: str
    days: tuple[dt.date, ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    is_derived: bool = False
    is_ambiguous: bool = False

    def fits(self, other: Heard) -> bool:
        """Tell whether this date is borne out by another: its day, or its month if it has none."""
        if self.days:
            return bool({*self.days} & {*other.days})
        return bool({*self.all_months} & {*other.all_months})

    @property
    def all_months(self) -> tuple[tuple[int, int], ...]:
        """The months it can lie in."""
        return self.months or tuple((day.year, day.month) for day in self.days)


_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan january", "februar feb february", "märz mär mrz march mar",
            "april apr", "mai may", "juni jun june", "juli jul july", "august aug",
            "september sep sept", "oktober okt october oct", "november nov",
            "dezember dez december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS: Final = (
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
)  # fmt: skip
_ANY_WEEKDAY: Final = "|".join(_WEEKDAYS)
_DAYS_IN_ENGLISH: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR: Final = r"(?:\s+(?P<year>(?:19|20)\d\d))?"
_ORDINAL: Final = r"[a-zäöüß]{3,}(?:st|t)e[nrs]?"
_FRIDAY: Final = 4
_WEEK: Final = 7
_QUARTERS: Final = 4
_SOON: Final = 4  # „nächsten Freitag“ on a Monday to Thursday can mean this week's


def heard_dates(text: str, anchor: dt.date, next_meeting: dt.date | None = None) -> list[Heard]:
    """Return all dates of a text in order; where two patterns fit, the longer one counts."""
    found = chain.from_iterable(
        (heard for match in pattern.finditer(text) if (heard := read(match, anchor)))
        for pattern, read in _PATTERNS
    )
    meeting = (
        _heard(match, (next_meeting,) if next_meeting else (), derived=True)
        for match in _NEXT_MEETING.finditer(text)
    )
    chosen: list[Heard] = []
    for heard in sorted(
        chain(found, meeting, _explicit(text, anchor)),
        key=lambda one: (one.start - one.end, one.start),
    ):
        if all(_may_stand(heard, other) for other in chosen):
            chosen.append(heard)
    return sorted(chosen, key=lambda one: one.start)


def deadline(spoken: str, anchor: dt.date, next_meeting: dt.date | None = None) -> Deadline:
    """Return what the words of a deadline mean on the day they were said."""
    dates = [heard for heard in heard_dates(spoken, anchor, next_meeting) if not heard.months]
    if not dates:
        return Deadline(spoken=spoken.strip(), is_ambiguous=bool(spoken.strip()))
    last = dates[-1]  # „vom 8. bis zum 10. Mai“ ends with its last day
    coming = [day for day in last.days if day >= anchor] or list(last.days)
    return Deadline(
        spoken=spoken.strip(),
        day=coming[0] if coming else None,
        is_derived=last.is_derived,
        is_ambiguous=last.is_ambiguous or not coming,
    )


def _may_stand(heard: Heard, beside: Heard) -> bool:
    """Tell whether two dates don't overlap; „8. bis 10. Mai“ is one place with two dates."""
    apart = heard.end <= beside.start or heard.start >= beside.end
    return apart or (heard.start, heard.end) == (beside.start, beside.end)


def said_day(day: dt.date) -> Heard:
    """Return a date of the draft in the form in which it is compared."""
    return Heard(0, 0, day.isoformat(), (day,))


# --- the forms -----------------------------------------------------------------------------------


def _heard(
    match: re.Match[str],
    days: tuple[dt.date, ...],
    *,
    derived: bool = False,
    ambiguous: bool = False,
) -> Heard:
    return Heard(
        match.start(),
        match.end(),
        match[0].strip(),
        days,
        is_derived=derived,
        is_ambiguous=ambiguous or not days,
    )


def _explicit(text: str, anchor: dt.date) -> Iterator[Heard]:
    """Yield what is written as a date: bot.evidence knows the forms, here the year is added."""
    for day in find_dates(text):
        if day.month is not None and (heard := _completed(day, anchor)):
            yield heard


def _completed(day: Day, anchor: dt.date) -> Heard | None:
    month = day.month or 1
    if day.day is None:
        years = (day.year,) if day.year else (anchor.year, anchor.year + 1, anchor.year - 1)
        months = tuple((year, month) for year in years)
        return Heard(day.start, day.end, day.words, months=months)
    days = _days(day.day, month, day.year, anchor)
    return Heard(day.start, day.end, day.words, days) if days else None


def _named(match: re.Match[str], anchor: dt.date) -> Heard | None:
    day = _number(match["day"])
    if day is None:
        return None
    days = _days(day, _MONTHS[match["month"].lower()], _year(match), anchor)
    return _heard(match, days) if days else None


def _spoken_month(match: re.Match[str], anchor: dt.date) -> Heard | None:
    """Read „zum ersten Dritten“."""
    day, month = _number(match["day"]), _number(match["number"])
    if day is None or month is None:
        return None
    days = _days(day, month, None, anchor)
    return _heard(match, days) if days else None


def _part_of_month(match: re.Match[str], anchor: dt.date) -> Heard | None:
    month = _MONTHS[match["month"].lower()]
    part = match["part"].lower()
    fixed = _year(match)
    years = (fixed,) if fixed else (anchor.year, anchor.year + 1, anchor.year - 1)
    number = {"ende": 31, "mitte": 15}.get(part, 1)
    days = [_clipped(year, month, number) for year in years]
    ordered = sorted(days, key=lambda day: (day < anchor, abs(day - anchor)))
    return _heard(match, tuple(ordered), derived=True, ambiguous=part != "ende")


def _weeks(words: str) -> int:
    """Return how many weeks ahead „diese“, „nächste“ and „übernächste Woche“ are."""
    lowered = words.lower()
    return 2 if "übernächst" in lowered else int(bool(re.search("nächst|kommend|next", lowered)))


def _part_of_week(match: re.Match[str], anchor: dt.date) -> Heard | None:
    part = (match["part"] or "ende").lower()
    ahead = {"anfang": 0, "mitte": 2}.get(part, _FRIDAY)
    day = _monday(anchor, _weeks(match["week"])) + dt.timedelta(ahead)
    return _heard(match, (day,), derived=True, ambiguous=part in {"anfang", "mitte"})


def _day_of_week(match: re.Match[str], anchor: dt.date) -> Heard | None:
    """Read „Freitag nächster Woche“ and „nächste Woche Mittwoch“."""
    ahead = _WEEKDAYS.index((match["day"] or match["behind"]).lower())
    week = match["week"] or match["before"]
    return _heard(match, (_monday(anchor, _weeks(week)) + dt.timedelta(ahead),), derived=True)


def _end_of_period(match: re.Match[str], anchor: dt.date) -> Heard | None:
    if match["year_end"]:
        return _heard(match, (dt.date(anchor.year, 12, 31),), derived=True)
    part = (match["part"] or "ende").lower()
    month = anchor.month - 1 + bool(match["next"])
    number = {"anfang": 1, "mitte": 15}.get(part, 31)
    day = _clipped(anchor.year + month // 12, month % 12 + 1, number)
    return _heard(match, (day,), derived=True, ambiguous=part in {"anfang", "mitte"})


def _end_of_quarter(match: re.Match[str], anchor: dt.date) -> Heard | None:
    """Read „Quartalsende“ and „Ende des dritten Quartals“: its last day."""
    named = match["short"] or match["named"]
    quarter = _number(named) if named else (anchor.month + 2) // 3
    if quarter is None or not 1 <= quarter <= _QUARTERS:
        return None
    day = _clipped(anchor.year, 3 * quarter, 31)
    if day < anchor:
        day = _clipped(anchor.year + 1, 3 * quarter, 31)
    return _heard(match, (day,), derived=True)


def _near(match: re.Match[str], anchor: dt.date) -> Heard | None:
    days = {
        "in der nächsten stunde": 0,
        "heute": 0,
        "heut": 0,
        "today": 0,
        "morgen": 1,
        "morge": 1,
        "tomorrow": 1,
    }
    days["übermorgen"] = 2
    return _heard(match, (anchor + dt.timedelta(days[match[1].lower()]),), derived=True)


def _in_some_time(match: re.Match[str], anchor: dt.date) -> Heard | None:
    count = _number(match["count"])
    if count is None:
        return None
    unit = match["unit"].lower()
    if unit.startswith(("tag", "day")):
        return _heard(match, (anchor + dt.timedelta(count),), derived=True)
    if unit.startswith(("woche", "week")):
        return _heard(match, (anchor + dt.timedelta(_WEEK * count),), derived=True)
    month = anchor.month - 1 + count
    day = _clipped(anchor.year + month // 12, month % 12 + 1, anchor.day)
    return _heard(match, (day,), derived=True)


def _weekday(match: re.Match[str], anchor: dt.date) -> Heard | None:
    name = match["weekday"].lower()
    week = _WEEKDAYS if name in _WEEKDAYS else _DAYS_IN_ENGLISH
    ahead = (week.index(name) - anchor.weekday()) % _WEEK
    first = anchor + dt.timedelta(ahead or _WEEK)
    if match["later"]:
        weeks = 2 if "zwei" in match["later"].lower() else 1
        return _heard(match, (anchor + dt.timedelta(ahead + _WEEK * weeks),), derived=True)
    which = (match["which"] or "").lower()
    if which.startswith("übernächst"):
        return _heard(match, (first + dt.timedelta(_WEEK),), derived=True)
    if which.startswith("nächst") and 0 < ahead <= _SOON:
        days = (first, first + dt.timedelta(_WEEK))
        return _heard(match, days, derived=True, ambiguous=True)
    return _heard(match, (first,), derived=True)


def _week_number(match: re.Match[str], anchor: dt.date) -> Heard | None:
    week = int(match["before"] or match["after"])
    year = anchor.year + (week < anchor.isocalendar().week)
    try:
        day = dt.date.fromisocalendar(year, week, _FRIDAY + 1)
    except ValueError:
        return None
    return _heard(match, (day,), derived=True)


def _day_of_month(match: re.Match[str], anchor: dt.date) -> Heard | None:
    number = _number(match["day"])
    if number is None:
        return None
    for ahead in range(13):
        month = anchor.month - 1 + ahead
        day = _date(anchor.year + month // 12, month % 12 + 1, number)
        if day is not None and day >= anchor:
            return _heard(match, (day,), derived=True)
    return None


def _vague(match: re.Match[str], _anchor: dt.date) -> Heard | None:
    return _heard(match, (), derived=True)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NEXT_MEETING: Final = _compiled(
    r"\b(?:bis )?(?:zur|zum) nächsten (?:sitzung|treffen|mal|termin|besprechung)\b"
)
_Reader = Callable[[re.Match[str], dt.date], Heard | None]
_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_compiled(rf"\b(?P<day>{_ORDINAL})\s+{_MONTH}{_YEAR}"), _named),
    # „8. bis zum 10. Mai“: the first day has its month behind the second
    (
        _compiled(
            r"(?<![\d.,])(?P<day>\d{1,2})\.(?=\s*bis\s+(?:einschließlich\s+)?zum\s+\d{1,2}\.\s*"
            rf"{_MONTH}{_YEAR})"
        ),
        _named,
    ),
    (_compiled(rf"\bzum (?P<day>{_ORDINAL}) (?P<number>{_ORDINAL})\b"), _spoken_month),
    (_compiled(rf"\b(?P<part>ende|mitte|anfang) {_MONTH}{_YEAR}"), _part_of_month),
    (
        _compiled(
            r"\b(?P<part>anfang|mitte|ende) (?P<week>(?:der |die "
            r"|dieser )?(?:(?:über)?nächste[rn]? "
            r"|kommende[rn]? )?)woche\b"
        ),
        _part_of_week,
    ),
    (
        _compiled(r"(?P<part>\b)\b(?P<week>noch diese|diese|the end of the"
        r"|end of next) (?:woche|week)\b"),
        _part_of_week,
    ),
    (
        _compiled(
            rf"\b(?P<day>{_ANY_WEEKDAY})\s+(?:in )?(?:der )?(?P<week>(?:über)?nächste[rn]?"
            rf"|kommende[rn]?"
            rf"|dieser) woche\b|\b(?P<before>(?:über)?nächste|kommende"
            rf"|diese) woche,?\s+(?:am )?(?:schon )?"
            rf"(?P<behind>{_ANY_WEEKDAY})\b"
        ),
        _day_of_week,
    ),
    (
        _compiled(
            r"\bende (?:des )?(?:q(?P<short>[1-4])|(?P<named>\w+) quartals)\b|\bende des quartals\b"
            r"|\bquartalsende\b"
        ),
        _end_of_quarter,
    ),
    (
        _compiled(
            r"\b(?P<year_end>(?:zum )?jahresende|ende (?:des|dieses) jahres"
            r"|noch (?:in )?diese[ms] jahr"
            r"|dieses jahr noch|jahreswechsel|end of the year)\b"
            r"|\b(?P<part>anfang|mitte|ende) (?:des|dieses|(?P<next>(?:des )?(?:nächsten"
            r"|kommenden))) "
            r"monats\b|\bmonatsende\b"
        ),
        _end_of_period,
    ),
    (
        _compiled(
            r"(?<!guten )\b(?:noch )?(in der nächsten stunde|heute|heut|übermorgen|morgen"
            r"|morge|today|tomorrow)\b"
            r"(?! (?:zusammen|allerseits))"
        ),
        _near,
    ),
    (
        _compiled(
            r"\b(?:heute )?(?:in|innerhalb von)(?: den)?(?: nächsten| kommenden)? "
            r"(?P<count>\w+) (?P<unit>tag|woche|monat|day|week|month)\w*"
        ),
        _in_some_time,
    ),
    (
        _compiled(
            r"\b(?:(?P<which>(?:über)?nächste[nrs]?|kommende[nrs]?|diese[nrs]?) )?"
            rf"(?P<weekday>{'|'.join((*_WEEKDAYS, *_DAYS_IN_ENGLISH))})\b"
            r"(?P<later> in (?:einer|zwei) wochen?)?"
        ),
        _weekday,
    ),
    (
        _compiled(
            r"\b(?:kw|kalenderwoche)\s?(?P<after>\d{1,2})\b"
            r"|\b(?P<before>\d{1,2})\. kalenderwoche\b"
        ),
        _week_number,
    ),
    (_compiled(r"\b(?:zum|am|den)\s+(?P<day>\d{1,2})\.(?!\s?\w|\d)"), _day_of_month),
    (
        _compiled(
            rf"\bzum\s+(?P<day>{_ORDINAL}n)\b"
            rf"(?!\s(?:mal|teil|punkt|{_MONTH.replace('?P<month>', '?:')}))"
        ),
        _day_of_month,
    ),
    (_compiled(rf"\b(?:am|den|der|auf den)\s+(?P<day>{_ORDINAL})(?=\s*(?:[.,;!?…]"
    rf"|$))"), _day_of_month),
    (
        _compiled(
            r"\b(?:nach|vor) (?:den ferien|weihnachten|ostern|dem urlaub)\b|\bzeitnah\b"
            r"|\bdemnächst\b|\bim laufe (?:der|des|dieser) \w+|\bin kürze\b"
            r"|\b(?:baldmöglichst|schnellstmöglich"
            r"|kurzfristig)\b|\b(?:nach|vor) der sommerpause\b"
            r"|\bso (?:bald|schnell) wie möglich\b|\bunverzüglich\b|\bgleich nachher\b|\bnachher\b"
            rf"|\bnicht vor {_MONTH.replace('?P<month>', '?:')}|\birgendwann\b|\bq[1-4]\b|\basap\b"
        ),
        _vague,
    ),
)  # fmt: skip


def _days(day: int, month: int, year: int | None, anchor: dt.date) -> tuple[dt.date, ...]:
    """Return the date, or without a year the next and the last one of that day."""
    if year is not None:
        exact = _date(year, month, day)
        return (exact,) if exact else ()
    around = [_date(anchor.year + k, month, day) for k in (-1, 0, 1, 2)]
    known = [one for one in around if one is not None]
    coming = [one for one in known if one >= anchor][:1]
    past = [one for one in known if one < anchor][-1:]
    return (*coming, *past)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _clipped(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _monday(anchor: dt.date, weeks: int) -> dt.date:
    return anchor - dt.timedelta(anchor.weekday()) + dt.timedelta(_WEEK * weeks)


def _year(match: re.Match[str]) -> int | None:
    return int(match["year"]) if match["year"] else None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    lowered = word.lower()
    if lowered in {"einer", "einem", "ein", "eine", "einen", "ersten", "erster", "erste", "first"}:
        return 1
    if lowered.startswith("sechste"):
        return 6  # of_word takes the „st“ of „sechst“ for the ordinal's ending
    value = of_word(lowered) or of_word(lowered.rstrip("rns") + "n")
    return int(value) if value is not None else None
