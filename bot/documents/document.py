"""A read file: its facts, and its text unit by unit (pages, or sections where there are none)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.documents.reading.protocol import NOWHERE, Kind, Place, Spot

__all__ = ["Document", "Facts", "Kind", "Place", "Spot", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One page or section; numbers begin with 1. Unreadable ones may still have a few letters."""

    number: int
    text: str
    is_readable: bool = True
    spot: Spot = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What cards and dialogs need to know of a file without loading its text."""

    id: str
    name: str
    kind: Kind
    place: Place
    n_units: int
    unreadable: tuple[int, ...]
    n_chars: int
    size: int
    created: datetime
    expires: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Facts):
    """A file with its text; ``units`` has every unit, also the unreadable ones."""

    units: tuple[Unit, ...]
