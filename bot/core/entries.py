"""What people enter into forms, as text: the one place that reads it, whoever wrote it down.

Desktop clients send everything as text; phones send toggles and numbers as JSON's own types, some
send several choices as a list; files of templates are YAML.
"""

from __future__ import annotations

from typing import Final

_SWITCHED: Final = {"1": "true", "0": "false"}


def as_text(value: object) -> object:
    """Return an entry as text: true, 3, "a,b", nothing; what is no entry is returned as it is."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case list() if all(isinstance(one, str | int | float) for one in value):
            return ",".join(str(as_text(one)) for one in value)
        case _:
            return value


def as_switch(value: object) -> object:
    """Return a toggle's entry as "true" or "false"; what is neither is returned as text."""
    text = as_text(value)
    return _SWITCHED.get(text, text.lower()) if isinstance(text, str) else text
