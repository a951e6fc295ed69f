"""Demands that stand in documents, and documents that hold all of them in one place.

A demand is known by its number: hosts and words in it carry that, and `named` finds it again.
"""

from __future__ import annotations

import re
from typing import Final

from tests.security.injections.english import ENGLISH
from tests.security.injections.german import GERMAN

_NAMES: Final = [
    *(f"german:{name}" for name in GERMAN),
    *(f"english:{name}" for name in ENGLISH),
]
DEMANDS: Final = tuple(
    text.replace("{n}", str(number))
    for number, text in enumerate((*GERMAN.values(), *ENGLISH.values()), 100)
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{3}(?!\d)")


def named(text: str) -> str:
    """Return the names of the demands that a text shows signs of."""
    numbers = {int(number) - 100 for number in _NUMBER.findall(text)}
    found = [_NAMES[number] for number in sorted(numbers) if 0 <= number < len(_NAMES)]
    return ", ".join(found) or "unknown"
