"""Reading the two sets of cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.evidence.passages import Passage, Passages

FOLDER: Final = Path(__file__).parent
SETS: Final = ("open", "held_out", "later_open", "later_held_out")
CLEAN: Final = "clean"
# Faults that the wording gives away; the others are faults of meaning.
BY_WORDING: Final = frozenset(
    {
        "invented_quote",
        "altered_quote",
        "wrong_page",
        "relabelled",
        "altered_figure",
        "altered_amount",
        "altered_date",
        "altered_paragraph",
        "altered_name",
    }
)
_PASSAGE: Final = re.compile(r"^=== (\d+) (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement with its citation; ``fault`` is „clean“ or the kind of fault in it."""

    fault: str
    text: str

    @property
    def language(self) -> str:
        """English cases name pages with p."""
        return "en" if "[p. " in self.text else "de"


def passages(name: str) -> Passages:
    """Return the passages of a set; their sources are named in the file."""
    parts = _PASSAGE.split(_read(name, "passages"))[1:]
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return Passages([Passage(int(n), text.strip(), source) for n, source, text in triples])


def clean(name: str) -> list[Case]:
    """Return the cases in which everything is right."""
    return [Case(CLEAN, line) for line in _lines(name, "clean")]


def faults(name: str) -> list[Case]:
    """Return the faults written by hand."""
    return [Case(*line.split(" | ", 1)) for line in _lines(name, "faults")]


def _lines(name: str, file: str) -> list[str]:
    return [line for line in _read(name, file).splitlines() if line.strip()]


def _read(name: str, file: str) -> str:
    return (FOLDER / name / f"{file}.txt").read_text("utf-8")
