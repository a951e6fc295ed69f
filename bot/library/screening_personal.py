"""Personal data in a template's own text: patterns, and checksums where there are any.

Samples (Mustermann, example.org, 0391 000-4711) and the mailboxes of offices are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.evidence.names import Kind, find_names
from bot.library.proposals import Hit

PERSONAL: Final = "personal_data"
_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")
_OFFICE_MAIL: Final = re.compile(
    r"\A(?:info|kontakt|contact|poststelle|post|presse|press|mail|service|office|rathaus|amt|stadt"
    r"|gemeinde|b(?:ue|ü)rger\w*|redaktion|support|hilfe|anmeldung|noreply|no-reply|datenschutz"
    r"|\w{0,20}(?:amt|stelle|b(?:ue|ü)ro|service|referat|team))@",
    re.IGNORECASE,
)
_SAMPLE_MAIL: Final = re.compile(
    r"@(?:[\w.-]*\.)?(?:example|beispiel|muster|test|invalid)\b", re.IGNORECASE
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_TAX_ID: Final = re.compile(r"(?<!\d)[1-9]\d(?: ?\d{3}){3}(?!\d)")
_INSURANCE: Final = re.compile(r"\b\d{2} ?[0-3]\d[01]\d\d{2} ?[A-Z] ?\d{3}\b")
_PHONE: Final = re.compile(
    r"(?<![\w.])(?<!\d )(?:\+49|0049|0)[ /-]?\(?\d{2,5}\)?(?:[ /-]?\d{2,5}){2,4}\b"
)
_SAMPLE_PHONE: Final = re.compile(r"0{3,}|1234\b|4711|555")
_DATE: Final = (
    r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zä]{3,9})\s?\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})"
)
_BORN: Final = re.compile(
    r"(?:\b(?:geb(?:oren)?\.?|geburtsdatum:?|geburtstag:?|born|date of birth:?)|(?<!\S)\*)"
    r"\s{0,3}"
    rf"(?:am|on)?\s{{0,3}}{_DATE}",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"\b[A-ZÄÖÜ][\wäöüß.-]{2,40}(?:straße|str\.|weg|platz|allee|gasse|ring|damm|ufer)"
    r"\s\d{1,4}\s?[a-z]?,?\s{1,3}(?:\d{5}\s[A-ZÄÖÜ][\wäöüß-]{2,40})"
    r"|\b[A-ZÄÖÜ][\wäöüß-]{2,30}\s(?:Straße|Weg|Platz|Allee|Ring)\s\d{1,4}\s?[a-z]?,?\s{1,3}"
    r"\d{5}\s[A-ZÄÖÜ][\wäöüß-]{2,40}"
)
_FILE: Final = re.compile(
    r"\b(?:Az\.?|Aktenzeichen|Geschäftszeichen|GZ|(?:Unser|Ihr) Zeichen|file (?:reference|number))"
    r":?\s{0,3}(?=[\w. /–-]{0,12}\d)[A-Z0-9][\w./–-]{1,20}(?:\s[\w./–-]*\d[\w./–-]*){0,3}",
)
_FAMILY: Final = re.compile(r"\b(?:Familie|Eheleute|Mrs|Mr|Ms)\.?\s[A-ZÄÖÜ][a-zäöüß]{2,20}\b")
_TITLED: Final = re.compile(
    r"\b(?:Herrn?|Frau)\s(?:(?:Dr|Prof)\.\s?){0,2}[A-ZÄÖÜ][a-zäöüßıİğşç]{2,20}"
    r"(?:[- ][A-ZÄÖÜ][a-zäöüß]{2,20})?"
)
_OFFICES: Final = re.compile(
    r"\b(?:\w*(?:meister|leit|minister|präsident|sprecher|rät|rats|beauftragt|vorsitzend|dezernent"
    r"|kollege?|kollegin|direktor|kämmer|senator)\w*)\b",
    re.IGNORECASE,
)
_SAMPLE_NAMES: Final = re.compile(
    r"Muster|Beispiel|\b(?:Example|Doe|Sample|Name|Nachname|Vorname|XY|Meier und)\b", re.IGNORECASE
)
_PLACED: Final = re.compile(r"\{\{[^}]{0,60}\}\}|\[[^\]]{0,120}\]")


def personal_data(text: str) -> Iterator[Hit]:
    """Yield each piece of personal data once; samples are none."""
    text = _PLACED.sub("…", text)
    seen: set[str] = set()
    for words in (*_numbers(text), *_people(text)):
        line = " ".join(words.split())
        if not any(line in one for one in seen):
            seen.add(line)
            yield Hit(PERSONAL, line)


def _numbers(text: str) -> Iterator[str]:
    for match in _MAIL.finditer(text):
        if not _SAMPLE_MAIL.search(match[0]) and not _OFFICE_MAIL.search(match[0]):
            yield match[0]
    yield from (match[0] for match in _IBAN.finditer(text) if _is_iban(match[0]))
    yield from (match[0] for match in _TAX_ID.finditer(text) if _is_tax_id(match[0]))
    yield from (match[0] for match in _INSURANCE.finditer(text))
    yield from (match[0] for match in _PHONE.finditer(text) if not _SAMPLE_PHONE.search(match[0]))
    yield from (match[0] for match in _BORN.finditer(text))
    yield from (match[0] for match in _ADDRESS.finditer(text) if not _is_sample(match[0]))
    yield from (match[0] for match in _FILE.finditer(text))


def _people(text: str) -> Iterator[str]:
    for pattern in (_TITLED, _FAMILY):
        for match in pattern.finditer(text):
            if not _is_sample(match[0]) and not _OFFICES.search(match[0]):
                yield match[0]
    for name in find_names(text):
        # An office with a name behind it, or a first name with a surname.
        if name.kind is Kind.PERSON and name.given and not _is_sample(name.words):
            yield name.words


def _is_sample(words: str) -> bool:
    return bool(_SAMPLE_NAMES.search(words))


def _is_iban(words: str) -> bool:
    """Tell by ISO 7064 whether it is one: 97 divides all but one."""
    letters = words.replace(" ", "")
    turned = letters[4:] + letters[:4]
    if not turned.isalnum():
        return False
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def _is_tax_id(words: str) -> bool:
    """Tell by its check digit (ISO 7064, modulo 11,10) whether it is a German tax number."""
    digits = [int(one) for one in words if one.isdigit()]
    if len(digits) != 11:  # noqa: PLR2004  # as the law has it
        return False
    product = 10
    for digit in digits[:-1]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == digits[-1]
