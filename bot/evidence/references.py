"""Reading the places and quotations that a model writes behind its statements.

Two forms are asked for, `[S. 14: „Zitat“]` and `[1]` with a block „Belege:“ at the end; models
write both in every sloppy variant: other quotation marks, no label, round brackets, ranges, a
place without quotation. Says nothing about whether any of it is true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LABELS: Final = (
    r"(?:S|Seiten?|Bl|Blatt|Abschn|Abschnitte?|Folien?|Tab|Tabellen?|Zeilen?|Beitr|Beitrag|Beiträge"
    r"|Wortbeiträge?|Äußerung(?:en)?|Teile?|Kap|Kapitel|Stellen?|Quellen?|Belege?|Nr"
    r"|pp?|pages?|sec|sections?|slides?|rows?|cues?|utterances?|parts?|chapters?|sources?)"
)
_PLACE: Final = re.compile(
    rf"(?:(?<![\w.])(?P<label>{LABELS})\b\.?\s*)?(?<![\w.,])(?P<first>\d{{1,6}})"
    r"(?:\s*(?:[-–—‑]|bis|to)\s*(?P<last>\d{1,6}))?(?:\s*ff?\b\.?)?(?![\w%€])",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    rf"\[\^?(?=\s{{0,20}}(?:[^\[\]\n]{{0,80}}?\b{LABELS}\b\.?\s*[\d?]|\d|[„“”\"«»‚‘']))"
    rf"|\((?=\s{{0,20}}(?:{LABELS}\b\.?\s*\d[^()\n]{{0,12}}[:,]\s*[„“”\"«»]|(?:S|Seiten?|pp?|pages?)\b\.?\s*\d))",
    re.IGNORECASE,
)
_CLOSERS: Final[Mapping[str, str]] = {
    "„": '“”"‟',
    "“": '”“"',
    "”": '”"',
    '"': '"”“',
    "«": "»",
    "»": "«",
    "‚": "‘’'",
    "‘": "’'",
}
_SINGLE: Final = "‚‘"
_LONGEST: Final = 1_500  # characters between brackets
# Possessive, so that no text can make it go back over what it has read.
_CONTENT: Final = {
    closing: re.compile(
        rf"(?:[^{re.escape(opening + closing)}„“”\"«»]|\[(?:…|\.{{2,4}})\]|„[^“”\"]*+[“”\"]"
        rf"|“[^”“\"]*+[”“\"]|”[^”“\"]*+[”“\"]|\"[^\"”“]*+[\"”“]|«[^»]*+»|»[^«]*+«)*+"
        + re.escape(closing)
    )
    for opening, closing in ("[]", "()")
}
_HEADING: Final = re.compile(
    r"^[ \t#*_>]{0,20}(?:Belege|Belegstellen|Quellen|Quellenangaben|Nachweise|Fundstellen|Zitate"
    r"|Sources|References|Evidence|Citations|Quotations)\b[ \t*_]{0,20}(?::[ \t*_]{0,20}|$)",
    re.IGNORECASE | re.MULTILINE,
)
_ENTRY: Final = re.compile(
    r"^[ \t]{0,20}(?:[-*•][ \t]+)?"
    r"(?:\[\^?(?P<a>\d{1,3})\]:?|\((?P<b>\d{1,3})\)|(?P<c>\d{1,3})[.)](?=\s)"
    r"|(?=(?:S|Seite|p|page)\b\.?\s{0,9}\d))[ \t]*(?:[:–-][ \t]*)?",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\s*\^?\d{1,3}(?:\s*(?:[,;/&]|und|and|[-–])\s*\^?\d{1,3})*\s*\Z")
_FEWEST_WORDS: Final = 3  # of a quotation that carries no quotation marks
_LONGEST_RANGE: Final = 50


@dataclass(frozen=True, slots=True)
class Cited:
    """One place named, with what is said to stand there; ``number`` None when none was named."""

    number: int | None
    quote: str = ""
    last: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A bracket in the text and everything it cites."""

    start: int
    end: int
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A model's text without its closing block, and the references in it."""

    text: str
    references: tuple[Reference, ...]


def read(text: str, label: str = "S.") -> Written:
    """Return the text's references in order. Brackets that cite nothing are left alone.

    ``label`` is understood beside the known ones: „Rn.“ in `[Rn. 4: „…“]`.
    """
    if label and not re.fullmatch(rf"{LABELS}\.?", label, re.IGNORECASE):
        text = re.sub(rf"(?<=[\[(]){re.escape(label)}(?=\s*\d)", "S.", text)
    body, block = _without_block(text)
    references: list[Reference] = []
    place = 0
    while match := _OPENING.search(body, place):
        place = match.end()
        closed = _content(body, match.end(), ")" if match[0] == "(" else "]")
        if closed is None or body[closed : closed + 1] == "(":
            continue
        cited = _cited(body[match.end() : closed - 1], block)
        if cited:
            references.append(Reference(match.start(), closed, tuple(cited)))
            place = closed
    return Written(body, tuple(references))


def _content(text: str, start: int, closing: str) -> int | None:
    """Return where the bracket is over; a bracket within quotation marks closes nothing."""
    limit = min(len(text), start + _LONGEST)
    aware = _CONTENT[closing].match(text, start, limit)
    if aware is not None:
        return aware.end()
    plain = text.find(closing, start, limit)
    return plain + 1 if plain >= 0 else None


def _cited(content: str, block: Mapping[int, tuple[Cited, ...]]) -> list[Cited]:
    if _NUMBERS.match(content) and block:
        named = _named(content)
        return [cited for number in named for cited in block.get(number, (Cited(None),))]
    quotes = _quotes(content)
    if not quotes:
        return _unquoted(content)
    found: list[Cited] = []
    end = 0
    where = Cited(None)
    for index, (start, stop) in enumerate(quotes):
        before = content[end:start]
        after = content[stop:] if index == len(quotes) - 1 else ""
        end = stop
        where = _where(before) or (None if found else _where(after)) or where
        quote = content[start + 1 : stop - 1].strip()
        found.append(Cited(where.number, quote, where.last, where.source))
    return found


def _quotes(content: str) -> list[tuple[int, int]]:
    """Return where quotations stand, quotation marks included."""
    marks = _CLOSERS.keys() - set(_SINGLE)
    if not any(mark in content for mark in marks):
        marks = set(_SINGLE)
    found = []
    place = 0
    while place < len(content):
        if content[place] in marks:
            closers = _CLOSERS[content[place]]
            stop = next((i for i in range(place + 1, len(content)) if content[i] in closers), None)
            stop = len(content) if stop is None else stop + 1
            if content[place + 1 : stop - 1].strip():
                found.append((place, stop))
            place = stop
        place += 1
    return found


def _where(text: str) -> Cited | None:
    match = _PLACE.search(text)
    if match is None:
        return None
    for other in _PLACE.finditer(text, match.end()):
        if other["label"] and not match["label"]:
            match = other
    source = text[: match.start()].strip(" ,;:–-\t\n")
    last = int(match["last"]) if match["last"] else None
    return Cited(int(match["first"]), "", last, source)


def _unquoted(content: str) -> list[Cited]:
    """Return places without quotation, or with one that carries no marks."""
    head, colon, tail = content.partition(":")
    where = _where(head)
    if colon and where and len(tail.split()) >= _FEWEST_WORDS:
        return [Cited(where.number, tail.strip(" '‚‘’"), where.last, where.source)]
    if where is None:
        return [Cited(None)] if re.match(rf"\s*{LABELS}\b\.?\s*\?", content, re.IGNORECASE) else []
    places = filter(None, map(_where, re.split(r"[;,&/]|\bund\b|\band\b", content)))
    return [Cited(place.number, "", place.last, place.source or where.source) for place in places]


def _named(content: str) -> list[int]:
    numbers: list[int] = []
    for match in re.finditer(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", content):
        first = int(match[1])
        last = int(match[2] or first)
        numbers += range(first, min(last, first + _LONGEST_RANGE) + 1) if last >= first else [first]
    return numbers


def _without_block(text: str) -> tuple[str, dict[int, tuple[Cited, ...]]]:
    """Return the text without its closing „Belege:“, and what stands there by number."""
    headings = list(_HEADING.finditer(text))
    if not headings:
        return text, {}
    heading = headings[-1]
    entries = list(_ENTRY.finditer(text, heading.end()))
    if not entries or text[heading.end() : entries[0].start()].strip():
        return text, {}
    block: dict[int, tuple[Cited, ...]] = {}
    end = entries[-1].end()
    for index, entry in enumerate(entries):
        stop = entries[index + 1].start() if index + 1 < len(entries) else len(text)
        blank = re.compile(r"\n[ \t]*\n").search(text, entry.end(), stop)
        end = blank.start() if blank and index + 1 == len(entries) else stop
        content = text[entry.end() : min(end, entry.end() + _LONGEST)].strip()
        number = int(entry["a"] or entry["b"] or entry["c"] or index + 1)
        cited = _cited(content.strip("[]() "), {}) or [Cited(None, content)]
        block[number] = (*block.get(number, ()), *cited)
    return (text[: heading.start()].rstrip() + text[end:]).rstrip(), block
