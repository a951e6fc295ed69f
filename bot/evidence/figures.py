"""Numbers, shares, amounts and times of day in a text, as values that can be compared.

„6,3 Mio. €“ and „6.300.000 Euro“ are one value, „halb drei“ is 2:30 or 14:30. Dates and
paragraphs are looked for by others first; what they took is passed in as ``taken``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from bot.evidence.folding import stretches, vocabulary, within
from bot.evidence.numerals import of_digits, of_word


class Unit(StrEnum):
    """What a number counts, as far as it matters for comparing."""

    NONE = ""
    EURO = "eur"
    PERCENT = "%"
    TIME = "time"  # minutes since midnight
    CODE = "code"  # digits with letters: B12, 9b


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    ``values`` are its readings, the likeliest first. ``step`` is what its last written digit is
    worth (100 in 11.400, 100000 in 6,3 Mio.), ``scale`` by what it is multiplied. ``noun``
    is the word behind it, if any.
    """

    start: int
    end: int
    words: str
    values: tuple[Decimal, ...]
    unit: Unit = Unit.NONE
    step: Decimal = Decimal(1)
    is_about: bool = False
    scale: Decimal = Decimal(1)
    noun: str = ""

    @property
    def is_scaled(self) -> bool:
        """Whether it is written in thousands or more."""
        return self.scale > 1

    @property
    def value(self) -> Decimal:
        """The likeliest reading."""
        return self.values[0]


_SCALES: Final = {
    "tsd": Decimal(1_000), "tausend": Decimal(1_000), "thousand": Decimal(1_000),
    "t": Decimal(1_000), "k": Decimal(1_000),
    "mio": Decimal(1_000_000), "million": Decimal(1_000_000), "m": Decimal(1_000_000),
    "mrd": Decimal(1_000_000_000), "milliarde": Decimal(1_000_000_000),
    "bn": Decimal(1_000_000_000), "billion": Decimal(1_000_000_000),
}  # fmt: skip
# What each must have: cheap to look for, and rarer.
_DIGITS: Final = re.compile(r"\d+")
_SPOKEN_HINTS: Final = ("alb ", "iertel ", "alf past", "uarter ")
_SPOKEN_HINT: Final = re.compile("|".join(_SPOKEN_HINTS))
_FRACTION_HINTS: Final = ("Hälfte", "rittel", "iertel", "ünftel", "half", "quarter", "halbe")
_FRACTION_HINT: Final = re.compile("|".join(_FRACTION_HINTS))
_TIME_HINT: Final = re.compile(r"\d\s?(?:Uhr|[ap]\.?m)|\d:\d")
_SCALE: Final = (
    r"Tsd\b\.?|Tausend\b|tausend\b|thousand\b|T(?=€|EUR)|k(?=€|EUR\b)|Mio\b\.?|Millionen\b|Million\b"
    r"|millions?\b|Mrd\b\.?|Milliarden?\b|billions?\b|bn\b"
)
_UNIT: Final = (
    r"€|EUR\b|Euro\b|euros?\b|%|Prozent(?:punkte?n?)?\b|v\.\s?H\.|percent(?:age points?)?\b"
    r"|per cent\b|prozentige?\w{0,2}\b"
)
_NUMBER: Final = re.compile(
    r"(?:(?<!\w)(?P<before>TEUR|EUR|€)\s?)?(?<![\w.,])"
    r"(?P<digits>\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3}(?!\d))+(?:,\d{1,2}(?!\d))?|\d+(?:[.,’']\d+)*)"
    rf"(?:,[-–]{{1,2}})?(?P<letter>[a-z](?!\w))?"
    rf"(?:[\s-]?(?P<scale>{_SCALE}))?(?:[\s-]?(?P<unit>{_UNIT}))?"
)
_CODE: Final = re.compile(r"[A-ZÄÖÜ][A-Za-z]{0,3}\d{1,5}[a-z]?(?!\w)")
# Only words that begin like a number are looked at: a page has a thousand others.
_NUMBER_BEGINS: Final = (
    r"(?:zwei|zwo|drei|dritt|vier|fünf|sech|sieb|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend"
    r"|anderthalb|einhundert|eintausend|eineinhalb|einund|beide|dutzend|two|three|third|four|five"
    r"|fif|six|seven|eight|nin|ten|eleven|twel|twen|thirt|fort|both|hundred|thousand|dozen)"
)
_BEGINS: Final = re.compile(_NUMBER_BEGINS)
_WORD: Final = re.compile(rf"{_NUMBER_BEGINS}[a-zäöüß]{{0,40}}(?:-[a-z]{{3,6}}(?!\w))?(?!\w)")
# What words with a hyphen must have to be a number: twenty-three.
_HYPHEN_HINTS: Final = ("ty-", "ig-", "hundert", "tausend", "hundred", "thousand")
_HYPHEN_HINT: Final = re.compile("|".join(_HYPHEN_HINTS))
_BEHIND: Final = re.compile(
    rf"(?:[\s-](?P<scale>{_SCALE}|dutzend\b|Dutzend\b|dozen\b|hundred\b))?(?:[\s-]?(?P<unit>{_UNIT}))?"
)
_TIME: Final = re.compile(
    r"(?<![\d.,:])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d)(?::[0-5]\d)?)?"
    r"(?:\s?Uhr\b(?:\s(?P<after>[0-5]\d)\b)?"
    r"|(?P<range>\s?(?:bis|[-–]|und|to|and)\s?(?=(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?\s?(?:Uhr|[ap]\.?m)))"
    r"|\s?(?P<half>[ap])\.?m\b\.?|(?<=:[0-5]\d)(?![\d:]))"
)
_SPOKEN: Final = re.compile(
    r"(?:[Hh]alb|[Vv]iertel (?:nach|vor)|[Dd]reiviertel|[Hh]alf past|[Qq]uarter (?:past|to))"
    r"\s(?P<hour>[a-zäöü]{3,6}|\d{1,2})\b"
)
_SPOKEN_MINUTES: Final = (
    ("halb", -30), ("viertel nach", 15), ("viertel vor", -15), ("dreiviertel", -15),
    ("half", 30), ("quarter past", 15), ("quarter to", -15),
)  # fmt: skip
_FRACTION: Final = re.compile(
    r"(?<!\w)(?P<half>halbe[ns]?\sJahre?s?)(?!\w)"
    r"|(?:(?<!\w)(?P<n>[Zz]wei|[Dd]rei|[Tt]wo|[Tt]hree)[\s-]?)?(?<![^\W\d_])"
    r"(?P<part>Hälfte|Drittel|Viertel|Fünftel|half|quarter)(?:s|n)?(?!\w)"
)
_PARTS: Final = {
    "Hälfte": Decimal(50), "half": Decimal(50), "Drittel": Decimal(100) / 3,
    "Viertel": Decimal(25), "quarter": Decimal(25), "Fünftel": Decimal(20),
}  # fmt: skip
_HALF_A_YEAR: Final = Decimal(6)  # months
_ABOUT: Final = re.compile(
    r"\b(?:rund|etwa|ungefähr|circa|ca\.?|knapp|gut|über|fast|nahezu|mehr als|weniger als|an die"
    r"|annähernd|bis zu|unter|about|around|roughly|nearly|almost|some|approximately|over"
    r"|more than|less than|under|just)\s(?:den\s|die\s|the\s|ein(?:e|er|em|en)\s|EUR\s|€\s?)?\Z",
    re.IGNORECASE,
)
# „4,6 von 18,4 Mio. Euro“: the first number is in millions too.
_SHARED_UNIT: Final = re.compile(
    r"\s(?:von|statt|anstatt|auf|bis|und|oder|zu|gegenüber|nach|of|to|instead of|and|or|from)"
    r"\s(?:den\s|die\s|der\s|(?:bisher|zuvor|geplanten?|rund|etwa|knapp|gut|about)\s)?\Z|\s?[-–]\s?\Z"
)
_NOUN: Final = re.compile(r"\s+(?:[a-zäöüß]{3,20}\s+)?([^\W\d_]{2,40})")
_BEFORE: Final = 30  # characters before a figure in which „rund“ may stand
_HOUR: Final = 60
_NOON: Final = 12
_NEVER: Final = vocabulary("acht achten achtet achter second beide beiden beider both")


def find_figures(
    text: str, taken: Sequence[tuple[int, int]] = (), language: str = "de"
) -> list[Figure]:
    """Return all figures of a text in order, also those in words."""
    mask = bytearray(len(text))
    for start, end in taken:
        mask[start:end] = b"\1" * (end - start)
    found = []
    for figure in _all(text, language):
        if not any(mask[figure.start : figure.end]):
            mask[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
            found.append(figure)
    found.sort(key=lambda figure: figure.start)
    return [_with_unit_of(*pair, text) for pair in zip_longest(found, found[1:])]


def _with_unit_of(figure: Figure, following: Figure | None, text: str) -> Figure:
    """Return a bare number also as if it had the scale and unit of the one that follows it."""
    if following is None or not (following.is_scaled or following.unit is Unit.EURO):
        return figure
    is_bare = figure.unit is Unit.NONE and not figure.is_scaled
    if not is_bare or not _SHARED_UNIT.search(text[figure.end : following.start]):
        return figure
    scale = following.scale
    values = (*(value * scale for value in figure.values), *figure.values)
    step = figure.step * scale
    return replace(figure, values=tuple(dict.fromkeys(values)), scale=scale, step=step)


def times_of_day(text: str) -> Iterator[Figure]:
    """Yield what may be a time of day."""
    yield from map(_time, within(_TIME, text, stretches(text, _TIME_HINT)))
    if any(word in text for word in _SPOKEN_HINTS):
        fields = stretches(text, _SPOKEN_HINT)
        yield from filter(None, map(_spoken_time, within(_SPOKEN, text, fields)))


def parts_of_a_whole(text: str) -> Iterator[Figure]:
    """Yield what may be a part of a whole: „ein Drittel“."""
    if any(word in text for word in _FRACTION_HINTS):
        yield from map(_fraction, within(_FRACTION, text, stretches(text, _FRACTION_HINT)))


def hyphenated(text: str) -> Iterator[Figure]:
    """Yield numbers in words with a hyphen: „twenty-three“."""
    lowered = text.lower()
    has_hint = "-" in text and any(hint in lowered for hint in _HYPHEN_HINTS)
    if has_hint and len(lowered) == len(text):
        for match in within(_WORD, lowered, stretches(lowered, _HYPHEN_HINT)):
            if "-" in match[0] and (figure := _in_words(match, text)):
                yield figure


def begins_a_number(word: str) -> bool:
    """Return whether a word in small letters may be a number, going by how it begins."""
    return _BEGINS.match(word) is not None


def _all(text: str, language: str) -> Iterator[Figure]:
    """Yield what may be a figure, the surest kinds first."""
    digits = stretches(text, _DIGITS)
    yield from times_of_day(text)
    yield from filter(None, map(_code, within(_CODE, text, digits)))
    yield from parts_of_a_whole(text)
    numbers = within(_NUMBER, text, digits)
    yield from filter(None, (_number(match, language) for match in numbers))
    lowered = text.lower()
    if len(lowered) == len(text):
        yield from filter(None, (_in_words(match, text) for match in _WORD.finditer(lowered)))


def _fraction(match: re.Match[str]) -> Figure:
    """Return a part of a whole in percent, and half a year in months."""
    if match["half"]:
        return _figure(match.start("half"), match["half"], (_HALF_A_YEAR,))
    value = (of_word(match["n"] or "") or Decimal(1)) * _PARTS[match["part"]]
    return Figure(
        match.start(), match.end(), match[0], (value,), Unit.PERCENT, Decimal(2), is_about=True
    )


def _code(match: re.Match[str]) -> Figure | None:
    start = match.start()
    if start and match.string[start - 1].isalnum():
        return None
    return _figure(start, match[0], (Decimal(0),), unit=Unit.CODE)


def _figure(
    start: int, words: str, values: tuple[Decimal, ...], *, unit: Unit = Unit.NONE
) -> Figure:
    return Figure(start, start + len(words), words, values, unit)


def _number(match: re.Match[str], language: str) -> Figure | None:
    values = of_digits(match["digits"], language)
    start = match.start() if match["before"] else match.start("digits")
    words = match.string[start : match.end()].rstrip()
    if match["letter"] or not values:
        return _figure(start, words, values or (Decimal(0),), unit=Unit.CODE)
    scale = _scale(match["scale"]) * (1000 if match["before"] == "TEUR" else 1)
    return _measured(
        match.string, start, words, values, scale, _unit(match["unit"], match["before"])
    )


def _in_words(match: re.Match[str], text: str) -> Figure | None:
    start = match.start()
    word = match[0]
    if start and (text[start - 1].isalnum() or text[start - 1] == "-"):
        return None
    value = None if word in _NEVER else of_word(word)
    behind = _BEHIND.match(text, match.end())
    if word == "acht" or (word in _NEVER and behind and behind.end() > match.end()):
        value = of_word(word)
    if value is None or behind is None:
        return None
    words = text[start : behind.end()]
    scale = _scale(behind["scale"])
    return _measured(text, start, words, (value,), scale, _unit(behind["unit"], None))


def _measured(
    text: str, start: int, words: str, values: tuple[Decimal, ...], scale: Decimal, unit: Unit
) -> Figure:
    end = start + len(words)
    noun = _NOUN.match(text, end)
    return Figure(
        start,
        end,
        words,
        tuple(value * scale for value in values),
        unit,
        _step(words, values[0]) * scale,
        is_about=_ABOUT.search(text, max(0, start - _BEFORE), start) is not None,
        scale=scale,
        noun=noun[1] if noun else "",
    )


def _step(words: str, value: Decimal) -> Decimal:
    """Return what the last digit that counts is worth: 100 in 11.400, 0.1 in 6,3."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(zeros) if value and words else Decimal(1)


def _scale(written: str | None) -> Decimal:
    if not written:
        return Decimal(1)
    key = written.strip().lower().rstrip(".")
    if key in {"dutzend", "dozen", "hundred"}:
        return Decimal(100 if key == "hundred" else 12)
    for form in (key, key.removesuffix("en"), key.removesuffix("n"), key.removesuffix("s")):
        if form in _SCALES:
            return _SCALES[form]
    return Decimal(1)


def _unit(written: str | None, before: str | None) -> Unit:
    if before:
        return Unit.EURO
    if not written:
        return Unit.NONE
    lowered = written.lower()
    return Unit.EURO if lowered.startswith(("€", "eur")) else Unit.PERCENT


def _time(match: re.Match[str]) -> Figure:
    minutes = int(match["h"]) * _HOUR + int(match["m"] or match["after"] or 0)
    if match["half"]:
        hour = int(match["h"]) % _NOON + (_NOON if match["half"] == "p" else 0)
        minutes = hour * _HOUR + int(match["m"] or 0)
    words = match[0].removesuffix(match["range"]) if match["range"] else match[0]
    return _figure(match.start(), words, (Decimal(minutes),), unit=Unit.TIME)


def _spoken_time(match: re.Match[str]) -> Figure | None:
    written = match["hour"]
    hour = (
        Decimal(written)
        if written.isdigit()
        else of_word(written) or (Decimal(1) if written in {"eins", "one"} else None)
    )
    if hour is None or not 0 < hour <= _NOON:
        return None
    part = match[0].lower()
    shift = next(minutes for words, minutes in _SPOKEN_MINUTES if part.startswith(words))
    first = (int(hour) % _NOON) * _HOUR + shift
    day = 2 * _NOON * _HOUR
    readings = tuple(Decimal((first + half) % day) for half in (0, _NOON * _HOUR))
    return _figure(match.start(), match[0], readings, unit=Unit.TIME)
