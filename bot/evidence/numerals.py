"""Numbers as words and digits, German and English: „dreiundzwanzig“, „anderthalb“, „11.412“.

Digits can be ambiguous between the languages (11,412): then every reading is given. „ein“ and
„eine“ are articles here, not numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.evidence.folding import vocabulary

_SMALL: Final[dict[str, int]] = {
    "null": 0, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14,
    "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90, "hundert": 100, "tausend": 1000, "dutzend": 12,
    "beide": 2, "beiden": 2, "beider": 2,
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000, "dozen": 12, "both": 2,
}  # fmt: skip
_ONE: Final = frozenset({"ein", "eins", "eine", "einer", "einem", "einen", "one", "a"})
_TENS: Final = vocabulary(
    """
    zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig
    """
)
_ORDINAL_ROOTS: Final = {"dritt": 3, "siebt": 7, "acht": 8, "third": 3, "fifth": 5, "ninth": 9}
_ORDINAL: Final = re.compile(r"(.{3,40}?)(?:st|t)(?:e|en|er|es|em|ens)\Z")
_ENGLISH_ORDINAL: Final = re.compile(r"([a-z]{3,10}?)(?:th)\Z")
# What a number word can be a part of: dreimal, zweistündig, vierköpfig, dreijährige.
_DERIVED: Final = re.compile(
    r"(.{3,40}?)(?:mal|mals|malig|fach|jährig|stündig|köpfig|monatig|wöchig|tägig|minütig|teilig|seitig"
    r"|stufig|spurig|gleisig|geschossig|stöckig|zügig|prozentig|stellig|wöchentlich|monatlich"
    r"|jährlich|gruppig|fold|er)(?:e|en|er|es|em)?\Z"
)
_GROUPING: Final = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009 ’'", ""))
_NO_DIGITS: Final = str.maketrans(dict.fromkeys("0123456789", ""))
_LONGEST: Final = 60
_DIGITS: Final = re.compile(r"\d+(?:[.,   ’']\d+)*\Z")
_GROUPS: Final = re.compile(r"\d{1,3}([.,   ’'])\d{3}(?:\1\d{3})*\Z")


def of_word(word: str) -> Decimal | None:
    """Return the number that a single word says, or None; „zweite“ is 2, „dreimal“ is 3."""
    lowered = word.lower()
    if len(lowered) > _LONGEST:
        return None
    value = _cardinal(lowered)
    if value is not None:
        return value
    if lowered in _ORDINAL_ROOTS and lowered.endswith(("th", "rd")):
        return Decimal(_ORDINAL_ROOTS[lowered])
    for pattern in (_ORDINAL, _DERIVED, _ENGLISH_ORDINAL):
        if match := pattern.match(lowered):
            root = match[1]
            value = _cardinal(root)
            if value is None and pattern is _ORDINAL:
                known = _ORDINAL_ROOTS.get(f"{root}t")
                value = None if known is None else Decimal(known)
            if value is not None:
                return value
    return None


def of_digits(written: str, language: str = "de") -> tuple[Decimal, ...]:
    """Return the readings of a number in digits, the likelier first; none if it is no number."""
    digits = written.strip().rstrip(".,-–")
    if not _DIGITS.match(digits):
        return ()
    plain = digits.translate(_GROUPING)
    marks = plain.translate(_NO_DIGITS)
    if not marks:
        return _decimals(plain)
    if len(set(marks)) > 1:
        decimal = marks[-1]
        other = "," if decimal == "." else "."
        is_number = marks.count(decimal) == 1
        return _decimals(plain.replace(other, "").replace(decimal, ".")) if is_number else ()
    return _one_mark(plain, marks, language)


def _one_mark(plain: str, marks: str, language: str) -> tuple[Decimal, ...]:
    """Return the readings of a number with only points or only commas: 11.412 or 3,5."""
    mark = marks[0]
    grouped = _decimals(plain.replace(mark, "")) if _GROUPS.match(plain) else ()
    if len(marks) > 1:
        return grouped
    pointed = _decimals(plain.replace(mark, "."))
    if grouped and pointed[0] == pointed[0].to_integral_value():
        return grouped  # 3.000 is never 3
    is_group_mark = mark == ("," if language == "en" else ".")
    return (*grouped, *pointed) if is_group_mark else (*pointed, *grouped)


def _decimals(plain: str) -> tuple[Decimal, ...]:
    try:
        return (Decimal(plain),)
    except InvalidOperation:
        return ()


def _cardinal(word: str) -> Decimal | None:
    if word in _SMALL:
        return Decimal(_SMALL[word])
    if word == "anderthalb":
        return Decimal("1.5")
    if word.endswith("einhalb"):
        whole = _part(word.removesuffix("einhalb"))
        return None if whole is None else Decimal(whole) + Decimal("0.5")
    whole = _part(word.replace("-", "und") if word[:1] in "tfsen" and "-" in word else word)
    return None if whole is None or word in _ONE else Decimal(whole)


def _part(word: str) -> int | None:
    """Return the value of a compound of number words; „ein“ counts within one."""
    if word in _ONE:
        return 1
    if word in _SMALL:
        return _SMALL[word]
    for power, value in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(power)
        if found:
            first = _part(before) if before else 1
            rest = _part(after.removeprefix("und")) if after else 0
            return None if first is None or rest is None else first * value + rest
    before, found, after = word.partition("und")
    if found and after in _TENS and (before in _SMALL or before in _ONE):
        return (1 if before in _ONE else _SMALL[before]) + _SMALL[after]
    if found and before in _SMALL and after in _SMALL and _SMALL[before] >= _SMALL["twenty"]:
        return _SMALL[before] + _SMALL[after]  # twenty-three
    return None
