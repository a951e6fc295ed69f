"""Numbers as they are said, written in figures: „zwo Komma vier Millionen“, „zehn Euro zwanzig“.

Only forms of speech are rewritten, in place; everything else stays for bot.evidence to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.evidence.numerals import of_word
from bot.meetings.spoken import taken_back

_NUMBER: Final = r"(?:\d{1,3}(?:\.\d{3})+|\d+|[a-zäöüß]{3,30})"
_COMMA: Final = re.compile(
    rf"\b({_NUMBER}) komma ((?:(?:\d+|[a-zäöüß]{{3,8}})\b ?){{1,3}})", re.IGNORECASE
)
_CENTS: Final = re.compile(
    rf"\b({_NUMBER}) euro ({_NUMBER})\b(?! ?(?:euro|prozent|bis|und|pro)\b)", re.IGNORECASE
)
_SHARED: Final = re.compile(
    rf"\b({_NUMBER})-? (bis|oder|und) ([a-zäöüß]{{3,12}}?)(tausend|hundert)\b", re.IGNORECASE
)
_CLOCK: Final = re.compile(
    rf"\b({_NUMBER}) uhr ({_NUMBER})\b(?! ?(?:uhr|prozent|euro)\b)"
    rf"|\b([a-zäöü]{{3,14}}) ((?:fünfund|zehn|fünfzehn|zwanzig|dreißig|vierzig|fünfzig)[a-zäöü]*)\b"
    r"(?! ?(?:euro|prozent|uhr|bis|und|kilometer|meter|minuten|stimmen)\b)",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(
    r"\b((?:Jan|Febr)uar|März|April|Mai|Ju[nl]i|August|(?:Septem|Okto|Novem"
    r"|Dezem)ber) ([a-zäöüß]{6,20})\b"
)
_OF_THEM: Final = re.compile(
    r"\b(zwei|drei|vier|fünf|sech|sieb|acht|neun|zehn)s?en\b", re.IGNORECASE
)
_HALF: Final = re.compile(
    r"\b(?:eine[rn]? )?(dreiviertel|viertel|halbe[n]?) ?(stunde)\b", re.IGNORECASE
)
_ONE_O_CLOCK: Final = re.compile(r"\bein Uhr\b")
_MINUTES: Final = {"dreiviertel": "45", "viertel": "15"}
_LETTERS: Final = {"sech": "sechs", "sieb": "sieben"}
_REACH: Final = 60  # characters after a restart in which the right number follows
_BACK: Final = 45  # and before it, in which the wrong one stands
_ANY: Final = re.compile(r"\d|[a-zäöüß]{3,}", re.IGNORECASE)


def in_figures(text: str) -> str:
    """Return a text with spoken numbers in figures, and without those that were taken back."""
    plain = _ONE_O_CLOCK.sub("1 Uhr", text)
    for pattern, write in _FORMS:
        plain = pattern.sub(write, plain)
    return plain


def meant_before(text: str, end: int, others: Sequence[tuple[int, int]]) -> bool:
    """Tell whether what ends at a place was meant: not followed by „nee, Moment“ and another."""
    for begin, behind in taken_back(text):
        if begin - _BACK <= end <= begin + 1 and any(
            behind <= other <= behind + _REACH for other, _ in others
        ):
            return False
    return True


def _value(word: str) -> int | None:
    if word.replace(".", "").isdigit():
        return int(word.replace(".", ""))
    value = of_word(word.lower())
    if value is None or value != int(value):
        return 1 if word.lower() in {"ein", "eins", "einem", "einen"} else None
    return int(value)


def _comma(match: re.Match[str]) -> str:
    whole = _value(match[1])
    digits = [_value(word) for word in match[2].split()]
    known = [digit for digit in digits if digit is not None]
    if whole is None or not known:
        return match[0]
    rest = " ".join(match[2].split()[len(known) :])
    return (
        f"{whole},{''.join(map(str, known))} {rest}" if digits[: len(known)] == known else match[0]
    )


def _cents(match: re.Match[str]) -> str:
    euros, cents = _value(match[1]), _value(match[2])
    is_price = euros is not None and cents is not None and 1 <= cents < 100  # noqa: PLR2004  cents
    return f"{euros},{cents:02d} Euro" if is_price else match[0]


def _clock(match: re.Match[str]) -> str:
    """Write „acht Uhr dreißig“ and „fünfzehn dreißig“ as a time of day."""
    hour, minute = (_value(match[1] or match[3]), _value(match[2] or match[4]))
    is_time = hour is not None and minute is not None and hour <= 24 and minute < 60  # noqa: PLR2004  a clock
    if match[3] and hour is not None and hour < 6:  # noqa: PLR2004  „zwei zwanzig“ is a price
        return match[0]
    return f"{hour}:{minute:02d} Uhr" if is_time else match[0]


def with_years(text: str) -> str:
    """Return a text with the years that are said as two digits behind a month written out."""
    return _YEAR.sub(_year, text)


def _year(match: re.Match[str]) -> str:
    value = _value(match[2])
    is_year = value is not None and 20 <= value < 50  # noqa: PLR2004  the years people speak of
    return f"{match[1]} 20{value}" if is_year else match[0]


def _shared(match: re.Match[str]) -> str:
    first, second = _value(match[1]), _value(match[3])
    if first is None or second is None or first >= 1000:  # noqa: PLR2004  is a thousand already
        return match[0]
    factor = 1000 if match[4].lower() == "tausend" else 100
    return f"{first * factor} {match[2]} {second * factor}"


def _of_them(match: re.Match[str]) -> str:
    word = match[1].lower()
    return _LETTERS.get(word, match[1])


def _half(match: re.Match[str]) -> str:
    return f"{_MINUTES.get(match[1].lower(), '30')} Minuten"


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_COMMA, _comma),
    (_CENTS, _cents),
    (_CLOCK, _clock),
    (_SHARED, _shared),
    (_OF_THEM, _of_them),
    (_HALF, _half),
)
