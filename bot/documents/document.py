"""A read file: its facts, and its text unit by unit (pages, or sections where there are none)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.documents.reading.protocol import NOWHERE, Kind, Place, Spot, Unread

__all__ = ["NOWHERE", "Document", "Facts", "Kind", "Place", "Spot", "Unit", "Unread"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One page or section; numbers begin with 1. Unreadable ones may still have a few letters.

    ``is_recognised``: its text was told from a picture of it, so letters may be wrong. ``why``:
    what kept it from being read, where that is known.
    """

    number: int
    text: str
    is_readable: bool = True
    spot: Spot = NOWHERE
    is_recognised: bool = False
    why: Unread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What cards and dialogs need to know of a file without loading its text.

    ``reasons`` groups the numbers in ``unreadable`` by why; of files kept by an older version
    it is empty. ``has_macros``: there are programs in it, which are never run.
    """

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
    reasons: Mapping[Unread, tuple[int, ...]] = field(default_factory=dict)
    recognised: tuple[int, ...] = ()
    has_macros: bool = False
    has_spots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Facts):
    """A file with its text; ``units`` has every unit, also the unreadable ones."""

    units: tuple[Unit, ...]
