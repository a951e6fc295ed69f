"""Whether a statement gives somebody or something a value that its source gives to another.

„Variante A 16 Monate, Variante B sieben“ holds both figures and both names. What belongs to what
is told by the part of the sentence, or the row of the table, in which both stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.evidence.agents import agents
from bot.evidence.facts import Stock, facts_of
from bot.evidence.figures import begins_a_number
from bot.evidence.folding import folded, readable, stem, vocabulary

_PARTS: Final = re.compile(
    r"\s*[,;](?!\d)\s*|\s+(?:und|während|sowie|beziehungsweise|bzw\.|while|and)\s+"
)
# „Variante A“, „Gruppenraum Igel“, „Linie N3“: a noun and what tells it from its like.
_LABEL: Final = re.compile(
    r"(?<!\w)(?P<kind>[A-ZÄÖÜ][a-zäöüß]{2,25})\s(?P<name>[A-Z](?!\w)|[A-ZÄÖÜ]\d{1,3}(?!\w)|[A-ZÄÖÜ][a-zäöü]{2,20}(?!\w))"
)
FUNCTION_WORDS: Final = vocabulary(
    """
    alle auch auf aus bei beide beim das dem den der des die dies diese dieser dieses durch ein eine
    einem einen einer eines fur gegen hier ihr ihre im in jede jeder kein keine mit nach neben ohne
    sein seine seit sie statt um und uber unsere unter vom von vor wegen weitere wie zu zum zur the
    this that their its our all both every each
    """
)
_TWO: Final = 2
_LONGEST: Final = 1_500  # characters


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text: who and what is named in it, and its figures and dates."""

    named: frozenset[str]
    text: str


def exchanged(claim: str, sentences: Sequence[str], known: frozenset[str]) -> bool:
    """Return whether a figure or date stands here with another than the one it has there."""
    there = [part for one in sentences for part in _parts(one, known)]
    whole = sum(len(one) for one in sentences)
    if whole > _LONGEST or len({name for part in there for name in part.named}) < _TWO:
        return False
    return any(_is_exchanged(part, there) for part in _parts(claim, known) if len(part.named) == 1)


def _parts(text: str, known: frozenset[str]) -> list[_Part]:
    cut = [text] if " | " in text else _PARTS.split(readable(text))
    return [_Part(frozenset(_named(part, known)), part) for part in cut if part]


def _named(text: str, known: frozenset[str]) -> Iterable[str]:
    for agent in agents(text, known):
        yield max(agent.names, key=len)
    for match in _LABEL.finditer(text):
        if folded(match["kind"]) in FUNCTION_WORDS or begins_a_number(match["kind"].lower()):
            continue
        yield f"{stem(match['kind'])} {folded(match['name'])}"


def _is_exchanged(part: _Part, there: Sequence[_Part]) -> bool:
    """Return whether others have the value, and the one who has it here has one of its own."""
    facts = facts_of(part.text)
    owners = [other for other in there if part.named <= other.named]
    others = [other for other in there if other.named and not part.named & other.named]
    if not owners or not others:
        return False
    own, foreign = _stock(owners), _stock(others)
    rivals = [facts_of(other.text) for other in owners]
    for figure in facts.figures:
        has_one = any(one.unit is figure.unit for rival in rivals for one in rival.figures)
        if has_one and foreign.has_figure(figure) and not own.has_figure(figure):
            return True
    return any(
        any(rival.dates for rival in rivals) and foreign.has_day(day) and not own.has_day(day)
        for day in facts.dates
    )


def _stock(parts: Iterable[_Part]) -> Stock:
    stock = Stock()
    for part in parts:
        stock.add(part.text)
    return stock
