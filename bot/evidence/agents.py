"""Who acts in a sentence: people by surname, and bodies such as Bauausschuss or council."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.evidence.folding import folded, spelled_out
from bot.evidence.names import Kind, find_names, keys

_BODY: Final = re.compile(
    r"(?<![\w-])(?P<body>(?:[A-ZÄÖÜ][\w-]*?)?"
    r"(?:[Aa]mt|[Aa]usschuss|[Rr]at|[Kk]ämmerei|[Ff]raktion|[Bb]üro|[Bb]ehörde|[Gg]ericht|[Mm]inisterium"
    r"|[Kk]ammer|[Pp]olizei|[Ff]euerwehr|[Ss]tadtwerke|[Vv]erein|[Vv]erband|[Ss]portbund|[Gg]esellschaft"
    r"|[Gg]enossenschaft|[Ss]tiftung|[Vv]erwaltung|[Ii]nitiative|[Ll]andkreis))(?:e?s)?(?!\w)"
    r"|(?<!\w)(?P<party>Kläger|Beklagte|Antragsteller|Antragsgegner|Beigeladene)(?:in|[rn])?s?(?!\w)"
    r"|(?<!\w)(?:works council|staff council|council|committee|auditors|claimant|plaintiff"
    r"|defendant)(?!\w)"
)
_PARTY: Final = re.compile(r"(?<!\w)(CDU|CSU|SPD|FDP|AfD|BSW|GRÜNEN?|Grünen?|Linken?)(?![a-zäöü])")
_OWN_NAME: Final = re.compile(r"\s(?:[„\"])?([A-ZÄÖÜ][\w-]+)")
_SHORT: Final = frozenset({"ausschuss", "amt", "behorde", "fraktion", "council", "committee"})
# Not what people call „die Verwaltung“, as they call any office of it.
_OUTSIDE: Final = (
    "verein",
    "verband",
    "bund",
    "rat",
    "ausschuss",
    "gericht",
    "gesellschaft",
    "stiftung",
)
_COUNCILS: Final = frozenset({"rat", "stadtrat", "gemeinderat"})


@dataclass(frozen=True, slots=True)
class Agent:
    """Someone who acts; ``names`` are all forms of the name, ``at`` is its place."""

    names: frozenset[str]
    at: int
    end: int

    def is_one_of(self, others: Iterable[Agent]) -> bool:
        """Return whether another agent has one of the names."""
        return any(
            _is_same(one, name) for other in others for one in self.names for name in other.names
        )


def surnames(texts: Iterable[str]) -> frozenset[str]:
    """Return the surnames of the people who are named in some texts."""
    return frozenset(
        last
        for text in texts
        for name in find_names(text)
        if name.kind is Kind.PERSON
        for last in (name.last, name.behind)
        if last
    )


def agents(text: str, known: frozenset[str]) -> list[Agent]:
    """Return who acts in a text, in order; people by ``known`` surnames or with a title."""
    found = [*_people(text, known), *_bodies(text)]
    return sorted(found, key=lambda agent: agent.at)


def _people(text: str, known: frozenset[str]) -> list[Agent]:
    wanted = {form: keys(name) for name in known for form in keys(name)}
    found = [
        Agent(
            keys(name.last) | (keys(name.behind) if name.behind else set()),
            name.start,
            name.end + (len(name.behind) + 1 if name.behind else 0),
        )
        for name in find_names(text)
        if name.kind is Kind.PERSON
    ]
    for match in re.finditer(r"(?<![\w-])[A-ZÄÖÜÇŞİ][\w’'-]+", text):
        named = next((wanted[form] for form in keys(match[0]) if form in wanted), None)
        is_new = all(not one.at <= match.start() < one.end for one in found)
        if named is not None and is_new:
            found.append(Agent(named, match.start(), match.end()))
    return found


def _bodies(text: str) -> list[Agent]:
    found = []
    for match in _BODY.finditer(text):
        word = folded(match["body"] or match["party"] or match[0])
        own = _OWN_NAME.match(text, match.end()) if word.endswith("buro") else None
        name = f"{word} {spelled_out(own[1])}" if own else word
        if word.startswith("fraktion") or word.endswith("-fraktion"):
            continue  # the party says which
        names = _COUNCILS if name in _COUNCILS else frozenset({name})
        found.append(Agent(names, match.start(), match.end()))
    found += [
        Agent(frozenset({folded(match[1]).rstrip("n").rstrip("e")}), match.start(), match.end())
        for match in _PARTY.finditer(text)
    ]
    return found


def _is_same(one: str, other: str) -> bool:
    """Return whether two names can be one body: „Ausschuss“ is short for any."""
    if "verwaltung" in {one, other}:
        return not (one if other == "verwaltung" else other).endswith(_OUTSIDE)
    shorter, longer = sorted((one, other), key=len)
    return one == other or (shorter in _SHORT and longer.endswith(shorter))
