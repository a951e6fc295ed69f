"""Several files as one document: their units in order, numbered through.

Each unit keeps its own place and is named after its file. A single file stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.documents.document import Document, Facts, Kind, Place, Spot, Unit, Unread


def facts_of(files: Sequence[Facts]) -> Facts:
    """Return what cards need to know of one or more files, taken as one."""
    if len(files) == 1:
        return files[0]
    first = files[0]
    kinds, places = {one.kind for one in files}, {one.place for one in files}
    return replace(
        first,
        id=",".join(one.id for one in files),
        name=", ".join(one.name for one in files),
        kind=first.kind if len(kinds) == 1 else Kind.ZIP,
        place=first.place if len(places) == 1 else Place.PART,
        n_units=sum(one.n_units for one in files),
        unreadable=tuple(_shifted(files, [one.unreadable for one in files])),
        reasons={why: tuple(_shifted(files, units)) for why, units in _reasons(files)},
        recognised=tuple(_shifted(files, [one.recognised for one in files])),
        has_macros=any(one.has_macros for one in files),
        n_chars=sum(one.n_chars for one in files),
        size=sum(one.size for one in files),
        created=max(one.created for one in files),
        expires=min(one.expires for one in files),
        digest=",".join(one.digest for one in files),
    )


def document_of(documents: Sequence[Document]) -> Document:
    """Return one document of all units; raises nothing but for an empty sequence."""
    whole = facts_of(documents)
    if len(documents) == 1 or not isinstance(whole, Document):
        return documents[0]
    units = [replace(unit, spot=_within(one, unit)) for one in documents for unit in one.units]
    return replace(
        whole, units=tuple(replace(unit, number=n) for n, unit in enumerate(units, start=1))
    )


def _shifted(files: Sequence[Facts], units: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield each file's units by their number among all."""
    before = 0
    for one, numbers in zip(files, units, strict=True):
        yield from (before + number for number in numbers)
        before += one.n_units


def _reasons(files: Sequence[Facts]) -> Iterator[tuple[Unread, list[Sequence[int]]]]:
    for why in dict.fromkeys(why for one in files for why in one.reasons):
        yield why, [one.reasons.get(why, ()) for one in files]


def _within(document: Document, unit: Unit) -> Spot:
    """Return where a unit stands among several files."""
    spot = unit.spot
    kind = spot.place or document.place
    counts = spot.first or kind in {Place.ROWS, Place.CUES}
    return replace(
        spot,
        place=kind,
        first=spot.first if counts else unit.number,
        file=f"{document.name}, {spot.file}" if spot.file else document.name,
    )
