"""Checking what a model wrote: every quotation looked up, every statement compared.

`check` is a pure function that takes tens of milliseconds: run it in a thread. Nothing is called
true here: a quotation stands in the source or it doesn't, and a doubt is no more than a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.evidence.citations import Found, look_up, shared
from bot.evidence.comparing import mismatches
from bot.evidence.derived import without_derived
from bot.evidence.facts import Stock, facts_of
from bot.evidence.findings import Backed, Checked, Citation, Doubt, Mark, Verdict
from bot.evidence.folding import readable
from bot.evidence.meaning import contradicts, language_of
from bot.evidence.passages import Passages, Place
from bot.evidence.references import Reference, read
from bot.evidence.rewording import is_altered
from bot.evidence.rewriting import Rewriting
from bot.evidence.sentences import Span, sentences
from bot.evidence.strangers import Stranger, strangers
from bot.evidence.unfamiliar import unfamiliar

__all__ = ["Checked", "Citation", "Doubt", "Mark", "Verdict", "annotated", "check"]

_LINE: Final = re.compile(r"[^\n]+")
_LIST_MARK: Final = re.compile(r"\A\s*(?:[-*•–>#]+|\d{1,2}[.)])\s+")
_ABOUT_THE_SAME: Final = 0.6  # of an uncited statement's words, to compare it with a sentence
# A line of its own; what ends like a sentence is one.
_HEADING: Final = re.compile(r"[ \t]*(?:#{1,6}[ \t].*|\*\*[^*\n]*[^*\n.!?…]\*\*:?[ \t]*)")
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)")


@dataclass(slots=True)
class Statement:
    """A sentence of the model's text, with what it cites.

    ``behind`` is where it ends, its references included; ``references`` are indexes. A heading
    says nothing that could be right or wrong, but its figures and names are looked for.
    """

    start: int
    behind: int
    text: str
    is_heading: bool = False
    references: list[int] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What a statement is compared with: whole sentences, and what is in the passages around.

    ``stocks`` are the passages' facts, ``known`` the surnames in them.
    ``is_cited``: the statement quotes them, they were not chosen for it.
    """

    place: Place
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    around: str
    stocks: tuple[Stock, ...]
    known: frozenset[str]
    is_cited: bool


def check(
    text: str,
    passages: Passages,
    *,
    label: str = "S.",
    language: str = "de",
) -> Checked:
    """Look up all citations of a text and mark what the passages don't support.

    ``language`` is that of the text: it decides how „1.500“ is read. ``label`` is how the text
    was asked to name places; any known one is understood.
    """
    written = read(text, label)
    statements = _statements(written.text, written.references)
    rewriting = Rewriting(written.text, written.references)
    for statement in statements:
        for index in statement.references:
            for cited in written.references[index].cited:
                looked_up = look_up(cited, statement.text, passages)
                statement.found.append(looked_up)
                rewriting.take(index, looked_up)
    rewritten = rewriting.written()
    marks: list[Mark] = []
    backed: list[Backed] = []
    for statement in statements:
        rests_on = None if statement.is_heading else _rests_on(statement, passages)
        found = _marks(statement, rests_on, passages, rewriting, language)
        marks += found
        if rests_on is not None and rests_on.is_cited:
            backed += _backed(statement, rests_on, found, rewriting)
    citing = [statement for statement in statements if statement.found]
    n_uncited = sum(not (statement.found or statement.is_heading) for statement in statements)
    return Checked(
        text=rewritten,
        citations=tuple(rewriting.citations),
        marks=tuple(marks),
        n_claims=len(citing),
        n_held=sum(any(_is_held(found) for found in statement.found) for statement in citing),
        n_uncited=n_uncited,
        missing=tuple(rewriting.missing),
        backed=tuple(backed),
    )


def annotated(checked: Checked, words: Mapping[Doubt, str]) -> str:
    """Return the text with the words for each doubt behind the statement: „(nicht belegt)“."""
    text = checked.text
    places: dict[int, list[str]] = {}
    for mark in checked.marks:
        said = words.get(mark.doubt, "")
        if said and said not in places.setdefault(mark.at, []):
            places[mark.at].append(said)
    for at in sorted(places, reverse=True):
        inserted = "".join(f" {said}" for said in places[at])
        text = f"{text[:at]}{inserted}{text[at:]}"
    return text


def _is_held(found: Found) -> bool:
    return found.verdict is not Verdict.MISSING and not found.is_chosen


def _statements(text: str, references: tuple[Reference, ...]) -> list[Statement]:
    """Return the sentences of a text; a reference belongs to the one it stands in or behind."""
    blank = list(text)
    for reference in references:
        blank[reference.start : reference.end] = " " * (reference.end - reference.start)
    masked = "".join(blank)
    found: list[Statement] = []
    for line in _LINE.finditer(masked):
        is_heading = _HEADING.fullmatch(line[0]) is not None
        for span in sentences(line[0]):
            statement = _statement(span, line.start(), is_heading=is_heading)
            if statement is not None:
                found.append(statement)
    for index, reference in enumerate(references):
        before = [statement for statement in found if statement.start <= reference.start]
        if before:
            before[-1].references.append(index)
            before[-1].behind = max(before[-1].behind, reference.end)
    return found


def _statement(span: Span, offset: int, *, is_heading: bool) -> Statement | None:
    words = readable(_EMPHASIS.sub("", _LIST_MARK.sub("", span.text)))
    if not any(character.isalpha() for character in words):
        return None
    text = re.sub(r"\s+([.,;:!?])", r"\1", words)
    return Statement(offset + span.start, offset + span.end, text, is_heading)


def _backed(
    statement: Statement, rests_on: RestsOn, marks: Sequence[Mark], rewriting: Rewriting
) -> list[Backed]:
    if any(mark.doubt in {Doubt.MEANING, Doubt.UNSUPPORTED} for mark in marks):
        return []
    passage, place = readable(" ".join(rests_on.sentences)), rests_on.place
    at = rewriting.moved(statement.behind)
    return [Backed(statement.text, passage, place.number, place.quote, at)]


def _marks(
    statement: Statement,
    rests_on: RestsOn | None,
    passages: Passages,
    rewriting: Rewriting,
    language: str,
) -> list[Mark]:
    marks = []
    for found in statement.found:
        if found.verdict is Verdict.MISSING and (found.quote or not statement.is_heading):
            words = found.quote or statement.text
            nearest = passages.nearest(words)
            marks.append(_mark(Doubt.UNSUPPORTED, words, statement, nearest, rewriting))
    facts = facts_of(statement.text, language)
    if rests_on is not None:
        facts = without_derived(facts, statement.text, rests_on.sentences, rests_on.around)
    doubts = strangers(statement.text, facts, passages)
    if rests_on is not None:
        doubts += mismatches(statement.text, facts, " ".join(rests_on.sentences), rests_on.stocks)
        doubts += _unfamiliar(statement.text, rests_on, passages)
        if _says_otherwise(statement.text, rests_on):
            doubts.append(Stranger(Doubt.MEANING, statement.text))
    if doubts:
        nearest = rests_on.place if rests_on else passages.nearest(statement.text)
        marks += [
            _mark(doubt.doubt, doubt.words, statement, nearest, rewriting)
            for doubt in dict.fromkeys(doubts)
        ]
    return marks


def _unfamiliar(text: str, rests_on: RestsOn, passages: Passages) -> list[Stranger]:
    cited = readable(" ".join(rests_on.sentences))
    is_english = language_of(text) == language_of(cited) == "en"
    return unfamiliar(text, cited, passages, is_english=is_english)


def _says_otherwise(text: str, rests_on: RestsOn) -> bool:
    cited = rests_on.quotes if rests_on.is_cited else ()
    return contradicts(text, rests_on.sentences, rests_on.around, rests_on.known, cited) or any(
        is_altered(text, one) for one in (*rests_on.sentences, *rests_on.quotes)
    )


def _rests_on(statement: Statement, passages: Passages) -> RestsOn | None:
    """Return the sentences that a statement cites, or one that is clearly about the same."""
    places = [found.place for found in statement.found if found.place is not None]
    if not places:
        nearest = passages.nearest(statement.text)
        if nearest is None or shared(statement.text, nearest.quote) < _ABOUT_THE_SAME:
            return None
        places = [nearest]
    sentences: dict[tuple[int, int], str] = {}
    for place in places:
        for span in passages.sentences(place.number):
            if span.start < place.end and place.start < span.end:
                sentences[place.number, span.start] = span.text
    numbers = list(dict.fromkeys(place.number for place in places))
    texts = filter(None, map(passages.get, numbers))
    return RestsOn(
        place=places[0],
        sentences=tuple(sentences.values()),
        quotes=tuple(place.quote for place in places),
        around=" ".join(passage.text for passage in texts),
        stocks=tuple(map(passages.stock_at, numbers)),
        known=frozenset().union(*map(passages.surnames_at, numbers)),
        is_cited=any(found.place is not None and not found.is_chosen for found in statement.found),
    )


def _mark(
    doubt: Doubt, words: str, statement: Statement, nearest: Place | None, rewriting: Rewriting
) -> Mark:
    return Mark(
        doubt=doubt,
        words=words,
        claim=statement.text,
        number=nearest.number if nearest else 0,
        quote=nearest.quote if nearest else "",
        at=rewriting.moved(statement.behind),
    )
