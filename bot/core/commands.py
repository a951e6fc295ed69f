"""The words that are commands in a chat, and how tolerantly they are read.

Any case, with or without a leading slash, with umlauts written out, with a closing mark or
„bitte“. „hilfe“ is also found through typing errors, because who needs help may be in a hurry.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz


class Command(StrEnum):
    """What a person can ask for by a word."""

    HELP = "help"
    NEW = "new"
    LIBRARY = "library"
    SUMMARISE = "summarise"
    MINUTES = "minutes"
    RESEARCH = "research"
    SETTINGS = "settings"
    PRIVACY = "privacy"
    MY_DATA = "my_data"
    DELETE = "delete"
    STOP = "stop"


WORDS: Final[dict[str, Command]] = {
    "hilfe": Command.HELP,
    "help": Command.HELP,
    "neu": Command.NEW,
    "new": Command.NEW,
    "vorlagen": Command.LIBRARY,
    "vorlage": Command.LIBRARY,
    "library": Command.LIBRARY,
    "zusammenfassen": Command.SUMMARISE,
    "summarise": Command.SUMMARISE,
    "summarize": Command.SUMMARISE,
    "protokoll": Command.MINUTES,
    "minutes": Command.MINUTES,
    "recherche": Command.RESEARCH,
    "research": Command.RESEARCH,
    "einstellungen": Command.SETTINGS,
    "settings": Command.SETTINGS,
    "datenschutz": Command.PRIVACY,
    "privacy": Command.PRIVACY,
    "meine daten": Command.MY_DATA,
    "my data": Command.MY_DATA,
    "loeschen": Command.DELETE,
    "delete": Command.DELETE,
    "stopp": Command.STOP,
    "stop": Command.STOP,
}

_FOLD: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_EDGES: Final = re.compile(r"^[\s/„\"'»›]+|[\s.!?…“\"'«‹]+$")
_PLEASE: Final = re.compile(r"^(bitte|please)\s+|\s+(bitte|please)$")
_ENOUGH_ALIKE: Final = 80
_LONGEST: Final = 40
_HELP_WORDS: Final = ("hilfe", "help")
_SHORTEST_FUZZY: Final = 4


def command_in(text: str) -> Command | None:
    """Return the command a message consists of, or None if it is anything else."""
    if len(text) > _LONGEST:
        return None
    word = _EDGES.sub("", unicodedata.normalize("NFC", text).lower()).translate(_FOLD)
    word = _EDGES.sub("", _PLEASE.sub("", " ".join(word.split())))
    known = WORDS.get(word)
    if known or " " in word or len(word) < _SHORTEST_FUZZY:
        return known
    alike = max(fuzz.ratio(word, help_word) for help_word in _HELP_WORDS)
    return Command.HELP if alike >= _ENOUGH_ALIKE else None
