"""The facts of a file and the places of its units as records, and back.

Records of older versions lack what came later; they are read without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from bot.core.errors import FileExpired
from bot.core.ports import Json
from bot.documents.document import Facts, Kind, Place, Spot, Unit, Unread

_FIELDS: Final = tuple(field.name for field in fields(Facts))


def values_of(facts: Facts) -> dict[str, Any]:
    """Return the fields of facts, also those of a document."""
    return {name: getattr(facts, name) for name in _FIELDS}


def record_of(facts: Facts) -> dict[str, object]:
    """Return what `facts_from` takes, but for the id."""
    values = {name: value for name, value in values_of(facts).items() if name != "id"}
    values |= {"created": facts.created.isoformat(), "expires": facts.expires.isoformat()}
    values["reasons"] = {why.value: numbers for why, numbers in facts.reasons.items()}
    return values


def facts_from(file_id: str, value: object) -> Facts:
    """Return the facts of a record; raises FileExpired for what is none."""
    if not isinstance(value, Mapping):
        raise FileExpired
    reasons: Mapping[str, Sequence[int]] = value.get("reasons", {})
    return Facts(
        id=file_id,
        name=str(value["name"]),
        kind=Kind(value["kind"]),
        place=Place(value["place"]),
        n_units=int(value["n_units"]),
        unreadable=_numbers(value["unreadable"]),
        n_chars=int(value["n_chars"]),
        size=int(value["size"]),
        created=datetime.fromisoformat(value["created"]),
        expires=datetime.fromisoformat(value["expires"]),
        digest=str(value["digest"]),
        reasons={Unread(why): _numbers(numbers) for why, numbers in reasons.items()},
        recognised=_numbers(value.get("recognised", ())),
        has_macros=value.get("has_macros") is True,
        has_spots=value.get("has_spots") is True,
    )


def spots_record(units: Sequence[Unit]) -> dict[str, object]:
    """Return where the units stand that have more to say than their number."""
    spots = ((unit.number, unit.spot.as_record()) for unit in units)
    return {"spots": [[number, spot] for number, spot in spots if spot]}


def spots_from(record: Json) -> dict[int, Spot]:
    """Return the places of units by number; raises FileExpired for what is no such record."""
    spots = record.get("spots")
    if not isinstance(spots, list):
        raise FileExpired
    return {int(number): Spot.from_record(spot) for number, spot in spots}


def _numbers(values: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
