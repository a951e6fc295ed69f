"""What is wrong with a template, told to its author.

People read ``editor.fault.<code>`` with the words it is about; ``str()`` is the English sentence of
the command line, which names files and keys.
"""

from __future__ import annotations

from typing import Final

CODES: Final = (
    "open_part",
    "odd_end",
    "odd_place",
    "no_field",
    "no_place",
    "twice",
    "reserved",
    "no_choices",
    "choice_twice",
    "comma",
    "toggle_required",
    "default",
    "bounds",
    "too_long",
    "too_many",
    "other",
)
"""Every fault that an entry of the editor can have."""


class Fault(ValueError):
    """One fault: its code, the words it is about, and the sentence for the command line."""

    def __init__(self, code: str, words: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.words = words
