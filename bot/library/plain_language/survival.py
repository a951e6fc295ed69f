"""What of a source text its version in Leichte Sprache no longer has, or has on top.

Compared are figures, dates, time limits, paragraphs, names, contacts, and what someone must, may
or should do. Form is free (14 bis 16 Uhr, von 14 Uhr bis 16 Uhr), value is not: a month stays a
month and does not become 30 days.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.evidence.facts import Stock, facts_of
from bot.evidence.folding import squash, stem, words
from bot.evidence.names import Kind as NameKind
from bot.evidence.names import find_names
from bot.evidence.numerals import of_word
from bot.evidence.sentences import sentences

LONGEST_TEXT: Final = 60_000
_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK: Final = re.compile(r"\b(?:https?://|www\.)[^\s<>()\"„“]{3,200}[^\s<>()\"„“.,;:!?]")
_PHONE: Final = re.compile(
    r"(?<![\w.,/-])(?:\+49|0)[1-9]\d{1,4}[ /-]{1,3}\d[\d -]{2,14}\d(?![\w,.]\d)"
)
_SPAN: Final = re.compile(
    r"\b(?P<count>\d{1,4}|ein(?:en|em|er|es|e)?|[a-zäöüß]{3,14})[ -]"
    r"(?P<unit>Stunden?|(?:Werk|Arbeits|Kalender)?[Tt]age?[ns]?|Wochen?|Monat(?:en?|e?s)?|Jahre?[ns]?)\b"
)
_LIST_MARK: Final = re.compile(r"^\s{0,6}(?:\d{1,2}[.)]|[-*•–#]{1,6})\s+", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W\d_][\w’-]*")
_DENIAL: Final = re.compile(r"\b(?:nicht|kein\w{0,2}|nie|niemals|verboten|ohne)\b", re.IGNORECASE)
_CENTS: Final = re.compile(r"\b(\d{1,7}) Euro und (\d\d) Cent\b")
_ENOUGH: Final = 5  # letters of a word's stem that tell two sentences speak of the same
_BEST: Final = 3
_MOST_COMPARED: Final = 150


class Kind(StrEnum):
    """What has gone, or come; each has ``plain.lost.<value>`` and ``plain.added.<value>``."""

    FIGURE = "figure"
    DATE = "date"
    DEADLINE = "deadline"
    PARAGRAPH = "paragraph"
    NAME = "name"
    CONTACT = "contact"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something only one of the texts has: the source, or with ``is_new`` the draft."""

    kind: Kind
    words: str
    sentence: str
    is_new: bool = False


class Force(StrEnum):
    """What a modal verb does."""

    MUST = "muss"
    MAY = "kann"
    SHOULD = "soll"


_FORCES: Final = {
    Force.MUST: re.compile(
        r"\b(?:muss|müssen|musst|müsst|mussten?|verpflichtet|pflicht)\b"
        r"|\b(?:ist|sind|hat|haben)\b[^.;:!?]{1,80}?"
        r"\b(?:\w{0,12}zu[a-zäöüß]{3,20}|zu [a-zäöüß]{3,20})en\b",
        re.IGNORECASE,
    ),
    Force.MAY: re.compile(
        r"\b(?:kann|können|kannst|konnten?|darf|dürfen|durften?|möglich|berechtigt|erlaubt)\b",
        re.IGNORECASE,
    ),
    Force.SHOULD: re.compile(r"\b(?:soll|sollen|sollst|sollten?)\b", re.IGNORECASE),
}


def lost(source: str, draft: str) -> tuple[Loss, ...]:
    """Return what the draft lacks of the source, then what it has on top, each once."""
    source = _CENTS.sub(r"\1,\2 Euro", source[:LONGEST_TEXT])
    draft = _CENTS.sub(r"\1,\2 Euro", _LIST_MARK.sub("", draft[:LONGEST_TEXT]))
    draft = draft.replace("\n", "\n\n")  # each line is a sentence
    masked, contacts = _without_contacts(source)
    found = [
        *_contacts(contacts, draft),
        *_deadlines(masked, draft),
        *_facts(masked, draft, is_new=False),
        *_names(masked, draft),
        *_modals(source, draft),
        *_facts(_without_contacts(draft)[0], source, is_new=True),
    ]
    seen = {(one.kind, one.words, one.is_new): one for one in reversed(found)}
    return tuple(reversed(seen.values()))


def _without_contacts(text: str) -> tuple[str, list[re.Match[str]]]:
    matches = [match for one in (_MAIL, _LINK, _PHONE) for match in one.finditer(text)]
    for match in matches:
        text = text[: match.start()] + "\x00" * len(match[0]) + text[match.end() :]
    return text, matches


def _contacts(matches: list[re.Match[str]], draft: str) -> Iterator[Loss]:
    squashed, digits = squash(draft), "".join(re.findall(r"\d", draft))
    for match in matches:
        is_phone = match.re is _PHONE
        wanted = "".join(re.findall(r"\d", match[0])) if is_phone else squash(match[0])
        if wanted not in (digits if is_phone else squashed):
            yield Loss(Kind.CONTACT, match[0], match[0])


def _deadlines(source: str, draft: str) -> Iterator[Loss]:
    kept = {value for _, value in _spans(draft)}
    said = _Said(source)
    for match, value in _spans(source):
        if value not in kept:
            yield Loss(Kind.DEADLINE, match[0], said.at(match.start()))


def _spans(text: str) -> Iterator[tuple[re.Match[str], tuple[Decimal, str]]]:
    for match in _SPAN.finditer(text):
        count = match["count"]
        number = Decimal(1) if count.startswith("ein") else _number(count)
        if number is not None:
            unit = match["unit"]
            # „Tagen“ is „Tag“; working days are not days.
            yield match, (number, re.sub(r"(?:e?[ns]|e)\Z", "", unit).casefold())


def _number(count: str) -> Decimal | None:
    return Decimal(count) if count.isdigit() else of_word(count)


def _facts(text: str, other: str, *, is_new: bool) -> Iterator[Loss]:
    """Yield the figures, dates and paragraphs of a text that the other lacks."""
    stock = Stock()
    stock.add(other)
    said, squashed = _Said(text), squash(other)
    spans = [match.span() for match, _ in _spans(text)]
    facts = facts_of(text)
    for figure in facts.figures:
        in_span = any(start <= figure.start < end for start, end in spans)
        if not in_span and figure.value != 1 and not stock.has_figure(figure):
            yield Loss(Kind.FIGURE, figure.words, said.at(figure.start), is_new)
    for day in facts.dates:
        is_weekday = day.day is None and day.month is None and day.year is None
        if is_weekday and squash(day.words) in squashed:  # Mittwochnachmittag
            continue
        if not stock.has_day(day):
            yield Loss(Kind.DATE, day.words, said.at(day.start), is_new)
    for norm in facts.norms:
        if not stock.has_norm(norm):
            words_ = text[norm.start : norm.end]
            yield Loss(Kind.PARAGRAPH, words_, said.at(norm.start), is_new)


def _names(source: str, draft: str) -> Iterator[Loss]:
    squashed, said = squash(draft), _Said(source)
    said_words = {squash(word) for word in _WORD.findall(draft)}
    for name in find_names(source):
        known = squash(name.last)
        forms = {known, known.removesuffix("s"), f"{known}s"}
        if name.kind is NameKind.PERSON:
            is_kept = not forms.isdisjoint(said_words)
        else:  # a street may have got its hyphen: Linden-Straße
            is_kept = known.removesuffix("s") in squashed
        if not is_kept:
            yield Loss(Kind.NAME, name.words, said.at(name.start))


def _modals(source: str, draft: str) -> Iterator[Loss]:
    """Yield what someone must, may or should do where no kindred sentence says so any more."""
    drafted = [(one.text, squash(one.text)) for one in sentences(draft)[: 4 * _MOST_COMPARED]]
    for force, pattern in _FORCES.items():
        said = [one.text for one in sentences(source) if pattern.search(one.text)][:_MOST_COMPARED]
        kept = [text for text, _ in drafted if pattern.search(text)]
        for sentence in said:
            kindred = _kindred(sentence, drafted)
            forced = [text for text in kindred if pattern.search(text)]
            denied = _DENIAL.search(sentence)
            if not forced and len(kept) < len(said):
                yield Loss(Kind.MODAL, force.value, sentence)
            elif denied and forced and not any(_DENIAL.search(text) for text in kindred):
                yield Loss(Kind.MODAL, f"{force.value} {denied[0]}", sentence)


def _kindred(sentence: str, drafted: list[tuple[str, str]]) -> list[str]:
    """Return the sentences of the draft that share most of a sentence's longer words."""
    stems = {one for word in words(sentence) if len(one := stem(word)) >= _ENOUGH}
    scored = sorted(
        ((sum(one in squash_ for one in stems), text) for text, squash_ in drafted),
        key=lambda pair: -pair[0],
    )
    return [text for score, text in scored[:_BEST] if score]


class _Said:
    """The sentences of a text by place."""

    def __init__(self, text: str) -> None:
        self._spans = sentences(text)
        self._starts = [one.start for one in self._spans]

    def at(self, place: int) -> str:
        """Return the sentence that holds a place."""
        index = bisect_right(self._starts, place) - 1
        return self._spans[index].text.replace("\x00", "…")[:300] if index >= 0 else ""
