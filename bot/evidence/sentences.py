"""Where sentences begin and end, in German and English official texts.

A point ends no sentence behind an abbreviation, an initial or an ordinal („15. Dezember“). Line
breaks of a page are spaces, but blank lines, list marks, numbered headings and the rows of a table
are borders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.evidence.folding import vocabulary

_BORDER: Final = re.compile(
    r"[.!?…]{1,4}[\"'“”«»‘’)\]]{0,4}\s+(?=[\"'„“»«‚‘(\[*_]{0,4}[^\W_])"  # the end of a sentence
    r"|\n[ \t]*(?:\n\s*|(?=(?:[-*•–]|\d{1,2}[.)]|\#{1,6})\s|\|))"  # of a paragraph or list item
)
_ROW: Final = re.compile(r"^[^\n]*\S \| [^\n]*$", re.MULTILINE)  # as all readers write a table's
# „§ 4 Verbote“, „2.1 Personal und Soziales“, „TOP 3 Radweg“: a short numbered line of nouns.
_HEADING: Final = re.compile(
    r"^(?:§\s?\d+\w?|\d{1,2}(?:\.\d{1,2}){0,3}\.?|TOP\s\d+\w?)[ \t]+"
    r"(?!(?:Der|Die|Das|Es|Den|Ein|Eine|The|A)\s)"
    r"[A-ZÄÖÜ][^\n.!?;:,|]{2,45}(?=\n[A-ZÄÖÜ(„\"])",
    re.MULTILINE,
)
_LAST_WORD: Final = re.compile(r"[^\s(\[„\"]{1,30}\Z")
_ABBREVIATIONS: Final = vocabulary(
    """
    abs absatz abschn allg anl anm art aufl bd betr bez bgm bspw buchst bzgl bzw ca chr co corp
    dgl dipl dr drs eig einschl entspr etc evtl exkl ff fa fam fig folg geb gem gez ggf ggü gs hbf
    hl hr hrn hrsg inc inkl insb insbes ing jan feb mär mrz apr jun jul aug sep sept okt nov dez
    jh kap lfd lit lt ltd max med mind min mio mr mrd mrs ms mtl nr no nrn op pkt prof rd rn röm
    rspr rz sog st std str tab tel tsd umg umspr urspr usw verf vgl vors zit ziff zzgl pp sec dept
    est gov rev
    """
)
# Words with which a sentence may begin behind a number, but hardly a name of a month or an office.
_OPENERS: Final = vocabulary(
    """
    der die das dem den des ein eine einer eines diese dieser dieses es er sie wir ich ihr man im
    in am an auf aus bei bis durch für mit nach ohne seit um unter über von vor während wegen zu
    zum zur auch aber als alle außerdem dabei dafür damit danach dann daher darin deshalb falls
    hier hierzu hinzu jede jeder kein keine nun ob seine sowie wenn weitere wer wie zudem the a an
    this that these it they he she we on at for with from after before by all no there if when
    """
)
_HIGHEST_ORDINAL: Final = 31


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: its place, and its words."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text in order; list marks stay with theirs, a row is one."""
    found: list[Span] = []
    start = 0
    for first, last in _lines_apart(text):
        found += _between(text, start, first)
        _add(found, text, first, last)
        start = last
    return found + _between(text, start, len(text))


def _lines_apart(text: str) -> list[tuple[int, int]]:
    """Return the lines that belong to no sentence around them: rows of tables and headings."""
    patterns = (_HEADING, _ROW) if " | " in text else (_HEADING,)
    return sorted(match.span() for pattern in patterns for match in pattern.finditer(text))


def _between(text: str, first: int, last: int) -> list[Span]:
    found: list[Span] = []
    start = first
    for match in _BORDER.finditer(text, first, last):
        if match[0].lstrip()[:1] == "." and not _ends(text, match):
            continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, last)
    return found


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    words = part.strip()
    if words:
        begin = start + len(part) - len(part.lstrip())
        found.append(Span(begin, begin + len(words), words))


def _ends(text: str, match: re.Match[str]) -> bool:
    """Return whether the point found is the end of a sentence."""
    before = _LAST_WORD.search(text, max(0, match.start() - 30), match.start())
    last = before[0].lower() if before else ""
    if last.isdigit():
        if int(last) > _HIGHEST_ORDINAL:
            return True
        following = re.match(r"[^\W\d_]+", text[match.end() : match.end() + 20])
        if following is None or following[0][0].islower():
            return False
        return following[0].lower() in _OPENERS
    last = last.rsplit(".", 1)[-1].lstrip("-–/,")
    return not (len(last) == 1 and last.isalpha()) and last not in _ABBREVIATIONS
