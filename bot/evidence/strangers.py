"""What stands in a statement and nowhere in the source: figures, dates, paragraphs, names.

The layer that is nearly always right; what belongs to what is for bot/evidence/comparing.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.evidence.dates import Day, is_possible
from bot.evidence.facts import Facts
from bot.evidence.figures import Unit
from bot.evidence.findings import Doubt
from bot.evidence.folding import spelled_out
from bot.evidence.names import Kind, Name, find_names, keys
from bot.evidence.passages import Passages

_STREET_ENDING: Final = re.compile(r"str(?:\.|asse)?(?:n)?\Z")
_INFLECTED: Final = ("", "s", "es", "n", "en", "e", "er")
_NEAR: Final = 60  # characters around a surname in which the first name stands


@dataclass(frozen=True, slots=True)
class Stranger:
    """Words that the source doesn't know."""

    doubt: Doubt
    words: str


def strangers(text: str, facts: Facts, passages: Passages) -> list[Stranger]:
    """Return all words of a statement that are nowhere in the source; ``facts`` are its own."""
    found = [*_figures(facts, passages), *_days(facts, passages), *_norms(facts, passages)]
    found += [
        Stranger(Doubt.NAME, name.words)
        for name in find_names(text)
        if not _is_known(name, passages)
    ]
    return list(dict.fromkeys(found))


def _figures(facts: Facts, passages: Passages) -> Iterator[Stranger]:
    for figure in facts.figures:
        if figure.unit is Unit.NONE and figure.value in (0, 1):
            continue  # „die 1. Klasse“ stands there as „die erste Klasse“
        if not passages.stock.has_figure(figure):
            doubt = Doubt.AMOUNT if figure.unit is Unit.EURO else Doubt.FIGURE
            yield Stranger(doubt, figure.words.strip())


def _days(facts: Facts, passages: Passages) -> Iterator[Stranger]:
    for day in facts.dates:
        if not passages.stock.has_day(day) or not _right_weekday(day, passages):
            yield Stranger(Doubt.DATE, day.words.strip(" ,"))


def _right_weekday(day: Day, passages: Passages) -> bool:
    """Return whether a weekday fits its date; what the source itself says wrongly is kept."""
    return is_possible(day) or passages.stock.has_weekday_with(day)


def _norms(facts: Facts, passages: Passages) -> Iterator[Stranger]:
    for norm in facts.norms:
        if not passages.stock.has_norm(norm):
            yield Stranger(Doubt.PARAGRAPH, norm.words)


def _is_known(name: Name, passages: Passages) -> bool:
    if name.kind is Kind.PERSON:
        return _is_known_person(name, passages)
    if name.kind is Kind.PLACE and not _names_another(name, passages):
        return True
    return is_a_word(name.last, passages)


def is_a_word(word: str, passages: Passages) -> bool:
    """Return whether the source has a word in some form."""
    form = _STREET_ENDING.sub("strasse", spelled_out(word)) if "tr" in word else spelled_out(word)
    parts = re.findall(r"\w+", form)
    vocabulary = passages.vocabulary
    for part in parts:
        bare = {part.removesuffix(ending) for ending in _INFLECTED}
        forms = {root + ending for root in bare if root for ending in _INFLECTED}
        forms |= {form.replace("strasse", "str") for form in forms}
        if not forms & vocabulary:
            return False
    return True


def _names_another(name: Name, passages: Passages) -> bool:
    """Return whether the source names others of the kind: else a noun is no name."""
    following = re.compile(rf"(?<!\w){name.cue}s?\s[„\"»]?[A-ZÄÖÜ][\w-]+")
    return any(following.search(passage.text) for passage in passages.holding(name.cue))


def _is_known_person(name: Name, passages: Passages) -> bool:
    if not keys(name.last) & passages.vocabulary and not all(
        keys(part) & passages.vocabulary for part in re.findall(r"\w+", name.last)
    ):
        return False
    if not name.given and not name.salutation:
        return True
    around = [spelled_out(text) for text in _around(name.last, passages)]
    if name.given and not any(spelled_out(name.given) in text for text in around):
        return False
    return not name.salutation or _salutation_fits(name, around)


def _around(last: str, passages: Passages) -> Iterator[str]:
    """Yield what stands around a surname, wherever it stands."""
    wanted = re.compile(rf"(?<!\w){re.escape(last.rstrip('s’'))}", re.IGNORECASE)
    for passage in passages.holding(last):
        for match in wanted.finditer(passage.text):
            yield passage.text[max(0, match.start() - _NEAR) : match.end()]


def _salutation_fits(name: Name, around: list[str]) -> bool:
    """Return False when the source has the other salutation before the name, and never this one."""
    titles = r"(?:\s(?:dr|prof|dipl|ing|med)\.?|[-\s]){0,4}\s?(?:\w+[ -]){0,2}?\w+\Z"
    said = {
        "Frau" if found[1] in {"frau", "mrs", "ms"} else "Herr"
        for text in around
        if (found := re.search(rf"\b(frau|herrn?|mrs|ms|mr)\b{titles}", text))
    }
    return not said or name.salutation in said
