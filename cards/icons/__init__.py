"""The icons of the cards as data addresses, so that a card needs no other server.

PNG and not SVG: Teams on Android and iOS shows no SVG in cards. draw.py makes the files.
"""

from __future__ import annotations

from base64 import b64encode
from enum import StrEnum
from importlib import resources
from typing import Final


class Icon(StrEnum):
    """What an icon stands for; it repeats a word that stands beside it."""

    MARK = "mark"  # the assistant itself
    NEXT = "next"  # this opens something
    FILE = "file"
    FIX = "fix"  # the person can mend it
    WAIT = "wait"  # later, or in work
    STOP = "stop"  # refused
    TOOL = "tool"  # the administrators can mend it
    DONE = "done"


def _address(icon: Icon) -> str:
    png = resources.files("cards.icons").joinpath(f"{icon}.png").read_bytes()
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


ADDRESSES: Final = {icon: _address(icon) for icon in Icon}
"""Read once, when the module is imported: eight files of less than one kB."""
