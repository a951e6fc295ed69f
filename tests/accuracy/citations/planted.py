"""Faults planted by rule into clean cases: always the same ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from bot.evidence.passages import Passages
from tests.accuracy.citations.cases import SETS, Case, clean, passages

_SEED: Final = 20261122
_BRACKET: Final = re.compile(r"\[(?P<label>S\.|p\.) (?P<page>\d+): (?P<rest>.*)\]\.\Z")
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
    "Oktober", "November", "Dezember",
)  # fmt: skip
_MONTH: Final = re.compile(rf"(?:{'|'.join(_MONTHS)})(?!\w)")
_SURNAMES: Final = ("Quandt", "Rosenow", "Tschirner", "Uhlmann", "Vahrenkamp", "Wiedemeyer")
_NAMED: Final = re.compile(r"(?P<before>(?:Herrn?|Frau|Dr\.) )(?P<name>[A-ZÄÖÜ]\w+)\b(?! [A-ZÄÖÜ])")
_NORM: Final = re.compile(r"(?P<before>(?:§|Art\.|Paragraf) )(?P<number>\d+)")

Rule = Callable[[str, str, Random], str | None]


def planted(name: str) -> list[Case]:
    """Return clean cases of a set with one fault each, several kinds of faults per case."""
    random = Random(_SEED)  # noqa: S311  # the same faults in every run, nothing secret
    source = passages(name)
    strange = _strange_quotes(name)
    found: list[Case] = []
    for case in clean(name):
        match = _BRACKET.search(case.text)
        if match is None:
            continue
        claim, bracket = case.text[: match.start()], case.text[match.start() :]
        for fault, rule in _RULES:
            changed = rule(claim, bracket, random)
            if changed is not None and not _is_there(changed, fault, source):
                found.append(Case(fault, changed))
        found.append(_invented(claim, match, next(strange)))
    return found


def _invented(claim: str, match: re.Match[str], quote: str) -> Case:
    return Case("invented_quote", f"{claim}[{match['label']} {match['page']}: „{quote}“].")


def _strange_quotes(name: str) -> Iterator[str]:
    """Yield sentences of the other set, again and again."""
    other = passages(next(one for one in SETS if one != name))
    texts = [span.text for passage in other.all for span in other.sentences(passage.number)]
    while True:
        yield from texts


def _wrong_page(claim: str, bracket: str, random: Random) -> str | None:
    match = _BRACKET.search(bracket)
    if match is None or "“; „" in bracket:
        return None
    page = (int(match["page"]) + random.randint(2, 9)) % 18 + 1
    return claim + bracket.replace(f" {match['page']}:", f" {page}:", 1)


def _figure(claim: str, bracket: str, random: Random) -> str | None:
    found = [
        match
        for match in _DIGITS.finditer(claim)
        if not re.search(r"(?:§|Art\.|Paragraf|Abs\.|TOP|LF|EG|Nr\.) \Z", claim[: match.start()])
        and not re.match(r"\.? ?(?:\d|[A-ZÄÖÜ][a-zä]+ \d)", claim[match.end() :])
    ]
    if not found:
        return None
    match = random.choice(found)
    # Another leading figure: never a rounding of the old one.
    first = str(int(match[0][0]) % 8 + 2)
    changed = f"{first}7{match[0][1:]}" if len(match[0]) == 1 else first + match[0][1:]
    return f"{claim[: match.start()]}{changed}{claim[match.end() :]}{bracket}"


def _figure_in_quote(claim: str, bracket: str, random: Random) -> str | None:
    head, colon, quote = bracket.partition(":")
    match = _DIGITS.search(quote)
    if match is None:
        return None
    changed = str(int(match[0][0]) % 9 + 1) + match[0][1:]
    return f"{claim}{head}{colon}{quote[: match.start()]}{changed}{quote[match.end() :]}"


def _month(claim: str, bracket: str, random: Random) -> str | None:
    match = _MONTH.search(claim)
    if match is None:
        return None
    other = _MONTHS[(_MONTHS.index(match[0]) + 5) % 12]
    return f"{claim[: match.start()]}{other}{claim[match.end() :]}{bracket}"


def _name(claim: str, bracket: str, random: Random) -> str | None:
    match = _NAMED.search(claim)
    if match is None:
        return None
    name = random.choice(_SURNAMES)
    return f"{claim[: match.start('name')]}{name}{claim[match.end('name') :]}{bracket}"


def _paragraph(claim: str, bracket: str, random: Random) -> str | None:
    match = _NORM.search(claim)
    if match is None:
        return None
    number = int(match["number"]) + 60
    return f"{claim[: match.start('number')]}{number}{claim[match.end('number') :]}{bracket}"


def _not_in_quote(claim: str, bracket: str, random: Random) -> str | None:
    for word in (" nicht ", " keine ", " kein ", " keinen ", " not "):
        if word in bracket:
            return claim + bracket.replace(word, " ", 1)
    return None


def _is_there(text: str, fault: str, source: Passages) -> bool:
    """Return whether the change happens to be a value that the source has too."""
    if fault != "altered_figure":
        return False
    claim = text.partition("[")[0]
    written = {match[0] for match in _DIGITS.finditer(claim)}
    everywhere = {match[0] for one in source.all for match in _DIGITS.finditer(one.text)}
    return written <= everywhere


_RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("wrong_page", _wrong_page),
    ("altered_figure", _figure),
    ("altered_quote", _figure_in_quote),
    ("altered_date", _month),
    ("altered_name", _name),
    ("altered_paragraph", _paragraph),
    ("altered_quote", _not_in_quote),
)
