"""What features have found, as reports that can leave as files.

A summary takes its places along as footnotes, its doubts as marks, and what was read and checked
as its first lines; all in the words that its card uses.
"""

from __future__ import annotations

import re
from typing import Final

from bot.core.texts import Texts
from bot.documents.coverage import held_line, read_line
from bot.documents.places import place_name
from bot.documents.summary import Quotation, Remark, Summary
from bot.evidence.checking import Doubt
from bot.export.blocks import Markdown
from bot.export.report import Fact, Footnote, Mark, Report

_REFERENCE: Final = re.compile(r"[ \u00a0]*\[\d{1,4}\]")
_EMPHASIS: Final = re.compile(r"\*\*|__|[*_`]")


def summary_report(summary: Summary, texts: Texts, *, is_demo: bool = False) -> Report:
    """Make the report of a summary; ``is_demo``: no AI wrote it."""
    kind = texts(f"export.kind.{summary.wish.form}")
    read = texts("export.read", line=read_line(summary, texts))
    checked = texts("export.checked", line=held_line(summary, texts))
    return Report(
        title=texts("export.title", kind=kind, name=summary.name),
        kind=kind,
        day=texts.day(summary.created),
        language=summary.wish.written_in,
        body=(Markdown(text=summary.text),),
        facts=_facts(summary, texts),
        footnotes=tuple(_footnote(one, summary, texts) for one in summary.quotations),
        marks=tuple(_mark(one, summary, texts) for one in _distinct(summary)),
        sources=_sources(summary),
        coverage=f"{read} {checked}",
        warning=texts("export.cut") if summary.is_cut else "",
        is_demo=is_demo,
    )


def _facts(summary: Summary, texts: Texts) -> tuple[Fact, ...]:
    facts = [Fact(label=texts("export.document"), value=summary.name)]
    if summary.wish.focus:
        facts.append(Fact(label=texts("export.focus"), value=summary.wish.focus))
    return tuple(facts)


def _sources(summary: Summary) -> tuple[str, ...]:
    """Return the files that the summary is of."""
    files = dict.fromkeys(spot.file for spot in summary.spots.values() if spot.file)
    return tuple(files) or (summary.name,)


def _footnote(one: Quotation, summary: Summary, texts: Texts) -> Footnote:
    place = place_name(one.unit, summary.place, summary.spot(one.unit), texts)
    if one.is_moved:
        place = texts("summary.evidence.moved", place=place)
    if one.is_chosen:
        place = texts("summary.evidence.chosen", place=place)
    return Footnote(number=one.number, place=place, quote=one.words)


def _distinct(summary: Summary) -> list[Remark]:
    """Return each doubt about the same words once."""
    found = {(one.doubt, one.words): one for one in reversed(summary.remarks)}
    return list(found.values())[::-1]


def _mark(one: Remark, summary: Summary, texts: Texts) -> Mark:
    kind = {Doubt.UNSUPPORTED: "unsupported", Doubt.MEANING: "meaning"}.get(one.doubt, "words")
    words = one.claim if one.doubt is Doubt.MEANING else one.words
    about = texts(f"export.mark.{kind}")
    if one.nearest:
        place = place_name(one.unit, summary.place, summary.spot(one.unit), texts)
        about += " " + texts("export.mark.nearest", place=place, words=one.nearest)
    return Mark(words=_bare(words), about=about, claim=one.claim)


def _bare(words: str) -> str:
    """Return words as they stand in a file, where references are footnotes and looks are looks."""
    return _EMPHASIS.sub("", _REFERENCE.sub("", words)).strip()
