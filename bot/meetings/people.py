"""Whom a name means: spelling variants, titles and bare surnames against those who were there.

Speech recognition writes names by ear, so Yıldız and Yildiz are one person; Meyer and Maier are
two when both are there. A surname that several share names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.folding import folded, spelled_out

_TITLES: Final = re.compile(
    r"\b(?:herrn?|frau|dr|prof|professor(?:in)?|stadtr(?:at|ätin)|kolleg(?:e|in)|mr|mrs|ms)\b\.?-?",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ADDRESSED: Final = re.compile(
    r"\b(?:Herrn?|Frau|Dr\.|Prof\.|Stadtr(?:at|ätin)|Kolleg(?:e|in))\s+(?:(?:Dr|Prof)\.\s+)?"
    r"((?:von |van |de |zu )?[A-ZÄÖÜÇŞİ][\w'’-]+(?:\s+[A-ZÄÖÜÇŞİ][\w'’-]+)?)"
)
_TOKEN: Final = re.compile(r"[^\W_][\w'’-]*")
_VARIANT: Final = 84.0
_KEPT: Final = 1_024  # names that are remembered
_NOBODY: Final = frozenset(
    {"eine person", "jemand", "eine sprechende person", "n. n.", "unbekannt", "a person", "unknown"}
)
_UNIT: Final = re.compile(
    r"\b(?:\w*(?:verwaltung|amt|amtes|abteilung|referat|dezernat|team|fraktion|ausschuss|vorstand|rat"
    r"|leitung|stelle|büro|sachgebiet|projektgruppe|kämmerei|bauhof)|amt \d+|alle|wir)\b",
    re.IGNORECASE,
)


# What somebody is beside their name: „Bürgermeister Dietz“ is who speaks as „Frank Dietz“.
_FUNCTION: Final = re.compile(
    r"(?i)^\w*(?:meister|leiter|leitung|vorsitzende[rn]?|vorsitz|sprecher|beauftragte[rn]?|dezernent|referent"
    r"|kämmerer|rat|rätin|präsident|sekretär|vorsteher|direktor|geschäftsführer|chef|obmann|schatz\w*"
    r"|protokoll|gast|vertretung)(?:in|innen)?$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was there, by the name that counts; ``full`` has all that is known of it."""

    name: str
    full: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words without titles, folded."""
        return name_words(self.full or self.name)

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1] if self.words else ""


class Roster:
    """Everybody who spoke or was named as present; the first of several forms counts."""

    def __init__(self, names: Iterable[str]) -> None:
        found: dict[tuple[str, ...], Person] = {}
        for name in names:
            words = name_words(name)
            if not words:
                continue
            same = [one for one in found if one[-1] == words[-1] and _is_one(one, words)]
            if len(same) != 1:
                found.setdefault(words, Person(name))
            elif len(words) > len(same[0]):
                found[words] = Person(found.pop(same[0]).name, name)
        self.people = tuple(found.values())

    def find(self, name: str) -> list[Person]:
        """Return who can be meant by a name: one, none, or several of the same surname."""
        words = name_words(name)
        if not words:
            return []
        exact = [person for person in self.people if _is_within(words, person.words)]
        if exact:
            return exact
        close = [
            person
            for person in self.people
            if len(words) <= len(person.words)
            and _alike(words[-1], person.surname)
            and (len(words) == 1 or _alike(words[0], person.words[0]))
        ]
        return close if len(close) == 1 else []

    def mentions(self, text: str, person: Person) -> bool:
        """Tell whether a text names somebody, by surname or by a first name nobody shares."""
        tokens = {folded(token) for token in _TOKEN.findall(text)}
        variants = {person.surname, f"{person.surname}s"}
        if tokens & variants or any(_alike(token, person.surname) for token in tokens):
            return self._is_alone(person, tokens, person.surname)
        first = person.words[0]
        shared = sum(one.words[0] == first for one in self.people)
        return len(person.words) > 1 and shared == 1 and bool(tokens & {first, f"{first}s"})

    def numbered_names(self, text: str) -> list[tuple[int, int]]:
        """Return where „Sprecher 6“ stands: a name, and no figure."""
        return [
            match.span()
            for person in self.people
            if person.name[-1:].isdigit()
            for match in re.finditer(rf"\b{re.escape(person.name)}\b", text)
        ]

    def _is_alone(self, person: Person, tokens: set[str], surname: str) -> bool:
        """Tell apart two people of one surname by their first names."""
        same = [one for one in self.people if one.surname == surname]
        return len(same) < 2 or bool(tokens & set(person.words[:-1]))  # noqa: PLR2004  a pair

    def named_in(self, text: str) -> list[tuple[str, Person | None]]:
        """Return the people a text names: as written, and who it is, None for strangers."""
        found: dict[str, Person | None] = {}
        for match in _ADDRESSED.finditer(text):
            known = self.find(match[1]) or self.find(match[1].split()[-1])
            written = match[1] if known or not _is_common(match[1]) else match[1].split()[0]
            found[written] = known[0] if known else None
        tokens = {folded(token): token for token in _TOKEN.findall(text) if token[0].isupper()}
        for person in self.people:
            written = tokens.get(person.surname, "")
            if written and person not in found.values():
                found[written] = person
        return list(found.items())


@lru_cache(maxsize=_KEPT)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, without titles and functions."""
    tokens = _TOKEN.findall(bare(name))
    plain = [token for token in tokens if not _FUNCTION.match(token)]
    if not any(token[0].isalpha() for token in plain):
        plain = tokens  # „Sprecher 3“
    return tuple(folded(token) for token in plain)


def _is_one(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one form of a name is within the other: „Dietz“ and „Frank Dietz“."""
    return {*name} <= {*other} or {*other} <= {*name}


def bare(name: str) -> str:
    """Return a name without titles and what Teams puts in brackets."""
    plain = _ASIDE.sub(" ", name)
    if "," in plain:  # „Meier, Anna“
        last, _, first = plain.partition(",")
        plain = f"{first} {last}"
    return " ".join(_TITLES.sub(" ", plain).split()).strip(" ,.;:–-")


def is_nobody(name: str) -> bool:
    """Tell whether a name says only that somebody is meant."""
    return name.strip().lower() in _NOBODY


def is_unit(name: str) -> bool:
    """Tell an office, a team or everybody from a person."""
    return bool(_UNIT.search(name))


def _is_within(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether all words belong to the name, its surname among them."""
    plain = {spelled_out(word) for word in name}
    return all(spelled_out(word) in plain for word in words) and (
        len(words) > 1 or spelled_out(words[0]) in {spelled_out(name[-1]), spelled_out(name[0])}
    )


def _alike(written: str, name: str) -> bool:
    if min(len(written), len(name)) < 4 or written[0] != name[0]:  # noqa: PLR2004  too short to tell
        return written == name
    return fuzz.ratio(spelled_out(written), spelled_out(name)) >= _VARIANT


def _is_common(name: str) -> bool:
    return " " in name
