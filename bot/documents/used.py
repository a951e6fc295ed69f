"""What people read about an answer from files: what it rests on, and what was searched.

Names of files are others' words: cards and messages escape the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.documents.coverage import in_ranges, listed
from bot.documents.document import NOWHERE, Document, Facts
from bot.documents.places import place_name

_MOST: Final = 6


def names_line(files: Sequence[Facts], texts: Texts) -> str:
    """Return the files' names, or how many they are."""
    if len(files) > _MOST:
        return texts.count("question.files", len(files))
    return listed([one.name for one in files], texts)


def used_line(
    document: Document, files: Sequence[Facts], units: Sequence[int], texts: Texts
) -> str:
    """Return „Aus Plan.pdf, Seiten 3 und 7.“ for the units that an answer cites."""
    if not units:
        return texts("question.from", files=names_line(files, texts))
    spots = {unit.number: unit.spot for unit in document.units if unit.number in set(units)}
    if len(files) == 1 and all(spot == NOWHERE for spot in spots.values()):
        numbers = in_ranges(units)
        more = [texts("question.more")] if len(numbers) > _MOST else []
        key = f"question.used.{document.place}"
        told = texts.count(key, len(units), numbers=listed([*numbers[:_MOST], *more], texts))
        return texts("question.from_places", files=files[0].name, places=told)
    named = [place_name(unit, document.place, spots[unit], texts) for unit in units]
    shown = [*named[:_MOST], *([texts("question.more")] if len(named) > _MOST else [])]
    places = listed(shown, texts)
    if len(files) > 1:  # each place begins with its file
        return texts("question.from", files=places)
    return texts("question.from_places", files=files[0].name, places=places)


def searched_line(files: Sequence[Facts], texts: Texts) -> str:
    """Return what was searched, and on how much of it there was text."""
    parts = []
    for one in files:
        key = f"documents.size.{one.place}"
        told = texts.count(key, one.n_units)
        if one.unreadable:
            readable = texts.count(f"{key}.readable", one.n_units - len(one.unreadable))
            told = f"{told}, {readable}"
        parts.append(texts("question.searched.file", name=one.name, units=told))
    return texts("question.searched", files="; ".join(parts))
