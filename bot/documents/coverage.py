"""The lines under a summary that say what was read, what was not and why, and what holds.

Places may carry names of files and sheets, which are others' words: cards escape the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.texts import Texts
from bot.documents.document import Facts, Place
from bot.documents.places import place_name
from bot.documents.summary import Summary

_MOST_RANGES: Final = 6
_MOST_NAMED: Final = 6


def read_line(summary: Summary, texts: Texts) -> str:
    """Return sentences such as „47 von 48 Seiten. …“ in the reader's language."""
    read = texts.number(summary.read_units)
    key = f"documents.coverage.{summary.place}.read"
    sentences = [texts.count(key, summary.total_units, read=read)]
    for reason, units in _unread(summary):
        sentences.append(_about(reason, units, summary, texts))
    if summary.recognised:
        sentences.append(_about("recognised", summary.recognised, summary, texts))
    if summary.is_cut:
        sentences.append(texts("documents.coverage.cut"))
    return " ".join(sentences)


def held_line(summary: Summary, texts: Texts) -> str:
    """Return „21 von 22 Angaben stehen wörtlich im Dokument.“."""
    if not summary.n_claims:
        return texts("documents.coverage.no_claims")
    held = texts.number(summary.n_held)
    line = texts.count("documents.coverage.held", summary.n_claims, held=held)
    if summary.n_bare:
        line += " " + texts.count("documents.coverage.bare", summary.n_bare)
    return line


def size_line(facts: Facts, texts: Texts) -> str:
    """Return „48 Seiten, 2,1 MB, Text auf 47 Seiten lesbar“ for a file's card."""
    base = f"documents.size.{facts.place}"
    units = texts.count(base, facts.n_units)
    parts = [units, texts.size(facts.size)]
    if facts.unreadable:
        parts.append(texts.count(f"{base}.readable", facts.n_units - len(facts.unreadable)))
    return ", ".join(parts)


def notes_line(facts: Facts, texts: Texts) -> str:
    """Return what is to be known of a file before it is used: why pages are missing, macros."""
    sentences = []
    if not facts.has_spots:  # else a number says nothing, and names come with the text
        for why, units in facts.reasons.items():
            sentences.append(_told(why.value, units, _numbered(units, facts.place, texts), texts))
    if facts.recognised:
        n_read = len(facts.recognised)
        sentences.append(texts.count(f"documents.size.{facts.place}.recognised", n_read))
    if facts.has_macros:
        sentences.append(texts("documents.size.macros"))
    return " ".join(sentences)


def progress_line(facts: Facts, done: int, texts: Texts) -> str:
    """Return „31 von 48 Seiten“ in a sentence for the progress card."""
    key = f"documents.progress.{facts.place}"
    return texts.count(key, facts.n_units, done=texts.number(done))


def _unread(summary: Summary) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield why something was not read, and what; where nothing is known it holds no text."""
    explained: set[int] = set()
    for why, units in summary.reasons.items():
        if units:
            yield why.value, units
            explained.update(units)
    rest = [unit for unit in summary.unreadable if unit not in explained]
    for reason, numbers in (
        ("unreadable", rest),
        ("refused", summary.refused),
        ("skipped", summary.skipped),
    ):
        if numbers:
            yield reason, numbers


def _about(reason: str, units: Sequence[int], summary: Summary, texts: Texts) -> str:
    """Name pages by their numbers, and what has more than a number by its place."""
    if any(unit in summary.spots for unit in units):
        places = _named(units, summary, texts)
    else:
        places = _numbered(units, summary.place, texts)
    return _told(reason, units, places, texts)


def _told(reason: str, units: Sequence[int], places: str, texts: Texts) -> str:
    return texts.count(f"documents.coverage.why.{reason}", len(units), places=places)


def _numbered(units: Sequence[int], place: Place, texts: Texts) -> str:
    key = f"documents.coverage.units.{place}"
    ranges = in_ranges(units)
    if len(ranges) > _MOST_RANGES:
        return texts(f"{key}.many", n=texts.number(len(units)), first=ranges[0])
    return texts.count(key, len(units), numbers=listed(ranges, texts))


def _named(units: Sequence[int], summary: Summary, texts: Texts) -> str:
    shown = units if len(units) <= _MOST_NAMED else units[: _MOST_NAMED - 1]
    names = [place_name(unit, summary.place, summary.spot(unit), texts) for unit in shown]
    if more := len(units) - len(shown):
        names.append(texts.count("documents.coverage.more", more))
    return listed(names, texts)


def listed(names: Sequence[str], texts: Texts) -> str:
    """Return names as a sentence has them: „3, 5 und 7“."""
    first = ", ".join(names[:-1])
    return texts("documents.coverage.and", first=first, last=names[-1]) if first else names[-1]


def in_ranges(numbers: Sequence[int]) -> list[str]:
    """Write numbers shortly: 1, 2, 3, 7, 8 as „1–3“, „7“, „8“."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown: list[str] = []
    for run in runs:
        shown += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(n) for n in run]  # noqa: PLR2004  two in a row are no range
    return shown
