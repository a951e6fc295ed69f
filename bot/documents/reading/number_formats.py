"""A cell's number as a German reader sees it: the file's own number format, with German signs.

Formats come from Excel ("#,##0.00", "dd/mm/yy", "00000"); thousands separators, decimals, percent,
literals and leading zeros follow them. Dates are written the German way whatever their format.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

_BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "d.m.y", 15: "d.m.y", 16: "d.m", 17: "m.y", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "d.m.y h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: '#,##0 "€"', 43: "#,##0.00", 44: '#,##0.00 "€"',
    5: '#,##0 "€"', 6: '#,##0 "€"', 7: '#,##0.00 "€"', 8: '#,##0.00 "€"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 49: "@",
}  # fmt: skip
"""What the numbers of formats mean that a file does not spell out (German Excel's, shortened)."""

_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_DIGITS: Final = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+")
_SPECIAL: Final = re.compile(r"[eE][+-]|/")
_DATE: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_QUOTED: Final = "\x00"  # stands for a literal while a format is taken apart
_SIGNS: Final = str.maketrans(",.", ".,")
_MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
    "Oktober", "November", "Dezember",
)  # fmt: skip
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's dates have no zone
_DAYS_TO_1904: Final = 1_462
_LAST_DAY: Final = 2_958_466  # the year 9999 ends here
_GENERAL_LIMIT: Final = 1e15
_LONGEST_FORMAT: Final = 255
_MOST_DECIMALS: Final = 15


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One section of a format, taken apart; without digits it shows its literals only."""

    before: str
    after: str = ""
    has_digits: bool = False
    least_digits: int = 0
    decimals: int = 0
    optional_decimals: int = 0
    has_thousands: bool = False
    shift: int = 0  # powers of ten by which the shown number is larger

    def shown(self, value: Decimal) -> str:
        if not self.has_digits:
            return self.before.strip()
        places = self.decimals + self.optional_decimals
        number = value.scaleb(self.shift).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{number:,f}" if self.has_thousands else f"{number:f}"
        whole, point, fraction = text.partition(".")
        kept = fraction[: self.decimals] + fraction[self.decimals :].rstrip("0")
        if not number and not self.least_digits and not kept and (self.before or self.after):
            return f"{self.before}{self.after}".strip()
        text = whole.zfill(self.least_digits) + (point + kept if kept else "")
        return f"{self.before}{text.translate(_SIGNS)}{self.after}".strip()


class NumberFormat:
    """A number format, taken apart once and used for many cells."""

    def __init__(self, code: str) -> None:
        self.sections = [_without_literals(part) for part in _split(code[:_LONGEST_FORMAT])]
        main, _ = self.sections[0]
        plain = _BRACKETS.sub("", main).replace("General", "").replace("Standard", "")
        self.is_date = bool(_DATE.search(plain) or _ELAPSED.search(main))
        self._date_code = main
        self._patterns: list[_Pattern | None] = (
            [] if self.is_date else [_pattern(*section) for section in self.sections[:3]]
        )

    def shown(self, value: float, *, from_1904: bool = False) -> str:
        """Return the number, or the date that it stands for, as text."""
        if self.is_date:
            return _date(self._date_code, value + _DAYS_TO_1904 * from_1904)
        try:
            return self._number(value)
        except InvalidOperation:  # more digits than anybody shows
            return general(value)

    def _number(self, value: float) -> str:
        n_sections = len(self._patterns)
        if value == 0 and n_sections > 2:  # noqa: PLR2004  the third section is for zero
            return _apply(self._patterns[2], value)
        if value < 0 and n_sections > 1:
            return _apply(self._patterns[1], -value)
        pattern = self._patterns[0]
        if value < 0 and pattern is not None:
            shown = pattern.shown(Decimal(repr(-value)))
            return f"-{shown}" if re.search("[1-9]", shown) else shown
        return _apply(pattern, value)


def built_in(number: int) -> str:
    """Return the format of a number that files use without explaining it."""
    return _BUILT_IN.get(number, "General")


def general(value: float) -> str:
    """Return a number without any format: no ``.0``, and as many digits as Excel shows."""
    if value == int(value) and abs(value) < _GENERAL_LIMIT:
        return str(int(value))
    return f"{value:.10g}".replace(".", ",").replace("e", "E")


def day(value: dt.datetime | dt.date | dt.time) -> str:
    """Return a date or time the German way; midnight is no time, and no seconds are not said."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    date = f"{value.day:02}.{value.month:02}.{value.year:04}"
    if not isinstance(value, dt.datetime) or value.time() == dt.time():
        return date
    return f"{date} {day(value.time())}"


def elapsed(days: float) -> str:
    """Return a span of time in hours and minutes, with seconds if there are any."""
    seconds = round(abs(days) * 86_400)
    text = f"{seconds // 3_600}:{seconds // 60 % 60:02}"
    text += f":{seconds % 60:02}" if seconds % 60 else ""
    return f"-{text}" if days < 0 else text


def _split(code: str) -> list[str]:
    """Split at semicolons that are no literals."""
    return [part.strip() for part in re.findall(r'(?:"[^"]*"|\\.|[^;"\\]|"|\\$)+', code)] or [""]


def _without_literals(section: str) -> tuple[str, list[str]]:
    """Replace each literal by one mark, and return them beside."""
    literals: list[str] = []

    def take(match: re.Match[str]) -> str:
        text = match[1] or match[2] or match[3] or (" " if match[0][0] == "_" else "")
        literals.append(text)
        return _QUOTED

    return _LITERAL.sub(take, section), literals


def _pattern(section: str, literals: list[str]) -> _Pattern | None:
    """Return a section's pattern; None where it has none or one that we show as plain number."""
    section = _BRACKETS.sub("", section)
    digits = _DIGITS.search(section)
    if digits is None or _SPECIAL.search(section) or _DIGITS.search(section, digits.end()):
        if digits is None and literals and "General" not in section:
            return _Pattern(_filled(section, literals))
        return None
    whole, _, fraction = digits[0].partition(".")
    fraction = fraction[:_MOST_DECIMALS]
    n_before = section[: digits.start()].count(_QUOTED)
    scale = len(whole) - len(whole.rstrip(","))
    return _Pattern(
        before=_filled(section[: digits.start()], literals[:n_before]),
        after=_filled(section[digits.end() :], literals[n_before:]),
        has_digits=True,
        least_digits=whole.count("0"),
        decimals=fraction.count("0"),
        optional_decimals=len(fraction) - fraction.count("0"),
        has_thousands="," in whole.rstrip(","),
        shift=2 * section.count("%") - 3 * scale,
    )


def _filled(section: str, literals: list[str]) -> str:
    for literal in literals:
        section = section.replace(_QUOTED, literal, 1)
    return section.replace("%", " %").replace("  %", " %")


def _apply(pattern: _Pattern | None, value: float) -> str:
    return general(value) if pattern is None else pattern.shown(Decimal(repr(float(value))))


def _date(code: str, value: float) -> str:
    """Return what a day number stands for; one that is no date stays a number."""
    if _ELAPSED.search(code):
        return elapsed(value)
    if not 0 <= value < _LAST_DAY:
        return general(value)
    moment = _EPOCH + dt.timedelta(seconds=round(value * 86_400))
    code = _BRACKETS.sub("", code).lower()
    has_date, has_time = "d" in code or "y" in code, "h" in code or "s" in code
    if has_time:
        moment = moment if "s" in code else moment.replace(second=0)
        return day(moment if has_date else moment.time())
    if "d" in code:
        return day(moment.date())
    month = _MONTHS[moment.month - 1] if "m" in code else ""
    return f"{month} {moment.year if 'y' in code else ''}".strip()
