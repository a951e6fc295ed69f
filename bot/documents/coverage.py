"""The line under a summary that says what was read, and what was not and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.documents.document import Facts
from bot.documents.summary import Summary

_MOST_RANGES: Final = 6


def coverage_line(summary: Summary, texts: Texts) -> str:
    """Return sentences such as „47 von 48 Seiten gelesen. …“ in the reader's language."""
    base = f"documents.coverage.{summary.place}"
    read = texts.number(summary.read_units)
    sentences = [texts.count(f"{base}.read", summary.total_units, read=read)]
    for reason in ("unreadable", "refused", "skipped"):
        numbers: tuple[int, ...] = getattr(summary, reason)
        if numbers:
            sentences.append(_about(f"{base}.{reason}", numbers, texts))
    if summary.n_unknown:
        sentences.append(texts.count("documents.coverage.unknown", summary.n_unknown))
    if summary.is_cut:
        sentences.append(texts("documents.coverage.cut"))
    return " ".join(sentences)


def size_line(facts: Facts, texts: Texts) -> str:
    """Return „48 Seiten, 2,1 MB, Text auf 47 Seiten lesbar“ for a file's card."""
    base = f"documents.size.{facts.place}"
    units = texts.count(base, facts.n_units)
    parts = [units, texts.size(facts.size)]
    if facts.unreadable:
        parts.append(texts.count(f"{base}.readable", facts.n_units - len(facts.unreadable)))
    return ", ".join(parts)


def progress_line(facts: Facts, done: int, texts: Texts) -> str:
    """Return „31 von 48 Seiten“ in a sentence for the progress card."""
    key = f"documents.progress.{facts.place}"
    return texts.count(key, facts.n_units, done=texts.number(done))


def _about(key: str, numbers: Sequence[int], texts: Texts) -> str:
    ranges = _ranges(numbers)
    if len(ranges) > _MOST_RANGES:
        return texts(f"{key}.many", n=texts.number(len(numbers)), first=ranges[0])
    listed = ", ".join(ranges[:-1])
    if listed:
        listed = texts("documents.coverage.and", first=listed, last=ranges[-1])
    return texts.count(key, len(numbers), numbers=listed or ranges[0])


def _ranges(numbers: Sequence[int]) -> list[str]:
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
