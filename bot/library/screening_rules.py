"""The rules of the screening: patterns with checksums for personal data, cues for risky uses.

The areas are those of Annex III of the AI Act (Regulation 2024/1689) that an administration meets:
employment, essential public services, law enforcement and migration, biometrics, infrastructure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.library.proposals import Hit

PERSONAL: Final = "personal_data"
RISKS: Final = (
    "recruiting",
    "staff",
    "benefits",
    "law_enforcement",
    "migration",
    "biometric",
    "infrastructure",
    PERSONAL,
)
"""Every rule; each has a sentence of its own under ``screening.<rule>``."""

_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_TAX_ID: Final = re.compile(r"(?<!\d)[1-9]\d(?: ?\d{3}){3}(?!\d)")
_PHONE: Final = re.compile(r"(?<![\w.])(?:\+49|0049|0)[ /-]?\(?\d{2,5}\)?(?:[ /-]?\d{2,5}){2,4}\b")
_BORN: Final = re.compile(
    r"\b(?:geb(?:oren)?\.?|geburtsdatum:?|born|date of birth:?)\s*(?:am|on)?\s*\d{1,2}\.\s?"
    r"(?:\d{1,2}\.|\w{3,9})\s?\d{2,4}",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"\b(?:Herrn?|Frau|Mr|Mrs|Ms)\.? (?:(?:Dr|Prof)\.? )*[A-ZÄÖÜ][a-zäöüß]{2,20}"
    r"(?:[- ][A-ZÄÖÜ][a-zäöüß]{2,20})?\b"
)
_SAMPLE_NAMES: Final = re.compile(
    r"\b(?:Muster\w*|Beispiel\w*|Mustermann|Musterfrau|Example|Doe|Sample)\b", re.IGNORECASE
)
_SAMPLE_MAIL: Final = re.compile(
    r"@(?:[\w.-]*\.)?(?:example|beispiel|muster|test|invalid)\b", re.IGNORECASE
)
_SAMPLE_PHONE: Final = re.compile(r"0{3,}|1234|4711|555")

_ASSESS: Final = (
    r"(?:bewert|beurteil|einstuf|einschätz|rang|rank|vergleich|auswähl|auswahl|sortier|filter"
    r"|vorauswahl|score|punkte|priorisier|screen|assess|rate|rating|evaluat|shortlist|select"
    r"|entscheid|decid|eign|ablehn|bewillig|prognos|predict|vorhersag)\w*"
)
_CUES: Final[dict[str, tuple[str, ...]]] = {
    "recruiting": (
        (
            rf"\b(?:bewerb(?:er|ung|end)\w*|kandidat\w*|lebensl[aä]uf\w*|applicant\w*|candidate\w*"
            rf"|cvs?|résumé\w*)\b.{{0,80}}\b{_ASSESS}"
        ),
        (
            rf"\b{_ASSESS}.{{0,60}}\b(?:bewerb(?:er|ung|end)\w*|kandidat\w*|applicant\w*|candidate\w*"
            r"|cvs?)\b"
        ),
    ),
    "staff": (
        (
            rf"\b(?:mitarbeit\w*|beschäftigt\w*|personal|kolleg\w*|employee\w*|staff)\b.{{0,60}}"
            rf"\b(?:leistung\w*|verhalten|arbeitszeit\w*|krankheit\w*|performance|behaviou?r)\b"
            rf".{{0,60}}\b{_ASSESS}"
        ),
        (
            r"\b(?:dienstliche beurteilung|leistungsbeurteilung|arbeitszeugnis\w*|beförder\w*"
            r"|kündig\w*|abmahn\w*|performance review|promotion|dismiss\w*)\b"
        ),
    ),
    "benefits": (
        (
            r"\b(?:antrag\w*|anspruch\w*|leistung\w*|sozialhilfe|bürgergeld|wohngeld|elterngeld"
            r"|beihilfe|application\w*|benefit\w*|claim\w*)\b.{0,80}\b(?:bewillig|ablehn|entscheid"
            r"|berechtig|anspruchsberechtig|grant|refus|eligib|decid)\w*"
        ),
        r"\b(?:bewilligung|ablehnung|leistungsbescheid|anspruchsprüfung|eligibility)\b",
    ),
    "law_enforcement": (
        (
            r"\b(?:straftat\w*|tatverdächtig\w*|rückfall\w*|gefährder\w*|ermittlungsverfahren"
            r"|beweismittel\w*|reoffend\w*|suspect\w*|criminal offence\w*)\b"
        ),
    ),
    "migration": (
        (
            r"\b(?:asyl\w*|visum\w*|visa\b|aufenthalts(?:titel|erlaubnis|recht)\w*|abschieb\w*"
            r"|einreise\w*|asylum|residence permit\w*|deportation\w*)\b"
        ),
    ),
    "biometric": (
        (
            r"\b(?:biometri\w*|gesichtserkennung\w*|emotions?erkennung\w*|stimmerkennung\w*"
            r"|face recognition|facial recognition|emotion recognition)\b"
        ),
    ),
    "infrastructure": (
        (
            r"\b(?:leitwarte\w*|netzleitstelle\w*|steuerung (?:der|des) (?:wasser|strom|gas)\w*"
            r"|wasserwerk\w* steuer\w*|ampelsteuerung\w*|traffic control|grid control)\b"
        ),
    ),
}
_COMPILED: Final = {
    rule: tuple(re.compile(cue, re.IGNORECASE | re.DOTALL) for cue in cues)
    for rule, cues in _CUES.items()
}
_LONGEST_WORDS: Final = 120


def personal_data(text: str) -> Iterator[Hit]:
    """Yield each piece of personal data once; samples (Mustermann, example.org) are none."""
    seen: set[str] = set()
    for words in _pieces(text):
        if words not in seen:
            seen.add(words)
            yield Hit(PERSONAL, words)


def risks(text: str) -> Iterator[Hit]:
    """Yield at most one hit for each high-risk area, with the words that gave rise to it."""
    for rule, cues in _COMPILED.items():
        found = next((match for cue in cues if (match := cue.search(text))), None)
        if found:
            yield Hit(rule, " ".join(found[0].split())[:_LONGEST_WORDS])


def _pieces(text: str) -> Iterator[str]:
    yield from (m[0] for m in _MAIL.finditer(text) if not _SAMPLE_MAIL.search(m[0]))
    yield from (m[0] for m in _IBAN.finditer(text) if _is_iban(m[0]))
    yield from (m[0] for m in _TAX_ID.finditer(text) if _is_tax_id(m[0]))
    yield from (m[0] for m in _PHONE.finditer(text) if not _SAMPLE_PHONE.search(m[0]))
    yield from (m[0] for m in _BORN.finditer(text))
    yield from (m[0] for m in _PERSON.finditer(text) if not _SAMPLE_NAMES.search(m[0]))


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
