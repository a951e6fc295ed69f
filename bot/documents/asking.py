"""Tells from its words whether a message is about the files, and what it wants of them.

Rules, not a model: they cost nothing and are the same every time. They are careful in one
direction: a message that only might be about the files is left to ranking, and every answer from
files says so and can be had without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.documents.document import Facts
from bot.documents.summary import Form, Wish
from bot.documents.wishes import wish_in

LONGEST_QUESTION: Final = 1_000  # letters; what is longer brings its own text along

_NOUN: Final = (
    r"(?:dokument(?:e|en|s|es)?|datei(?:en)?|pdfs?|word-?datei|excel-?datei|anhang|anh[aä]ngen?"
    r"|unterlagen?|anlagen?|upload|hochgeladenen?|tabellenblatt|transkripts?"
    r"|documents?|files?|attachments?|slides?|spreadsheet|transcript)"
)
_THE: Final = (
    r"(?:im|in|aus|vom|zum|beim|am|dem|den|der|die|das|des|dies\w{0,2}|jene\w?|beiden?|alle[nr]?"
    r"|mein\w{0,2}|unser\w{0,2}|laut|gemäß|the|this|that|these|those|both|all|my|our|of|from|in)"
)
_NAMED: Final = re.compile(rf"\b{_THE}\s+(?:[\w-]+\s+){{0,2}}{_NOUN}\b", re.IGNORECASE)
_PLACE: Final = re.compile(
    r"\b(?:seiten?|s\.|folien?|blatt|abschnitt|kapitel|ziffer|tabellen?|zeilen?|pages?|p\.|slides?"
    r"|sections?|chapters?|rows?|tables?)\s*\d",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(
    r"\b(?:dateien|dokumente(?:n)?|unterlagen|anlagen|anhänge\w?|pdfs|beide\w?|files|documents"
    r"|attachments|both)\b",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(
    r"\b(?:darin|drin|drinnen|drinsteht|drinstehen|daraus|hierin|hieraus|hochgeladen\w*|angehängt\w*"
    r"|beigefügt\w*|uploaded|attached|in there|in it|from it)\b"
    r"|\b(?:steht|stehen)\s+(?:da|dort|hier)\b|\b(?:da|dort|hier)\s+(?:steht|stehen)\b"
    r"|\bwas steht\b",
    re.IGNORECASE,
)
_SUMMARY: Final = re.compile(
    r"\bzusammenfass\w*|\bfass\w*\b.{0,80}\bzusammen\b|\bzusammengefasst\w*|\bkurzfassung\b"
    r"|\büberblick\b|\bsummar(?:y|i[sz]e\w*)\b|\bsum\b.{0,60}\bup\b|\btl;?dr\b|\boverview\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS: Final = re.compile(
    r"\?|\A\W*(?:bitte\s+|und\s+|aber\s+|please\s+|and\s+)?(?:wer|wen|wem|wessen|was|wann|wo|wohin"
    r"|woher|warum|weshalb|wieso|wie|wieviel\w*|welche\w?|womit|wofür|worum|wovon|wodurch|wozu|worin"
    r"|ob|gibt|steht|stehen|ist|sind|hat|haben|wird|werden|muss|müssen|darf|dürfen|kann|können|soll"
    r"|sollen|gilt|gelten|enthält|enthalten|in welche\w|bis wann|ab wann|seit wann|zu welche\w"
    r"|bei wem|an wen|für wen|nenne?n?|liste|zähle?n?|erkläre?n?|erläutere?n?|vergleiche?n?"
    r"|prüfe?n?|suche?n?|finde?n?|zeige?n?|sage?n?|stelle?n?|beantworte?n?|who|whom|whose|what|when|where|why"
    r"|how|which|is|are|does|do|did|has|have|will|must|may|can|should|name|list|explain|compare"
    r"|check|find|show|tell|count|answer)\b",
    re.IGNORECASE,
)
_WRITES: Final = re.compile(
    r"\b(?:schreib\w*|formulier\w*|entwirf|entwerfen|erstell\w*|verfass\w*|übersetz\w*|mach\w*|write"
    r"|draft|compose|translate|create|make|turn)\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"\A\W*(?:und|aber|auch|sonst|dann|davon|dazu|dafür|wer|wann|wo|warum|wie (?:viel|hoch|lange)"
    r"|bis|ab|seit|and|but|also|then|who|when|where|why|how (?:much|many|long)|until|since)\b",
    re.IGNORECASE,
)
_SHORT: Final = 8  # words of a question that leans on the one before
_TELLING: Final = 4  # letters of a part of a file's name that names it
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_NAME_PARTS: Final = re.compile(r"[^\W_]+")
_GERMAN: Final = re.compile(
    r"\b(?:der|die|das|und|ist|sind|ein|eine|nicht|wird|werden|mit|für|von|zu|im|den|dem)\b",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"\b(?:the|and|is|are|a|an|not|will|be|with|for|of|to|in|by|until)\b", re.IGNORECASE
)


class Want(StrEnum):
    """What somebody wants of their files."""

    SUMMARY = "summary"
    ANSWER = "answer"


def wanted_beside(text: str) -> Want:
    """Return what words that come with a file want of it: a focus is a wish for a summary."""
    wish = wish_in(text, Wish())
    if _SUMMARY.search(text) or not wish.focus or wish.form is not Form.OVERVIEW:
        return Want.SUMMARY
    asks = _ASKS.search(text) is not None or _WRITES.search(text) is not None
    return Want.ANSWER if asks else Want.SUMMARY


def wanted_later(text: str) -> Want:
    """Return what a later message about the files wants of them."""
    return Want.SUMMARY if _SUMMARY.search(text) else Want.ANSWER


def points_to_files(text: str) -> bool:
    """Tell whether a message speaks of the files, of a place in them, or of what is „darin“."""
    if len(text) > LONGEST_QUESTION:
        return False
    return any(pattern.search(text) for pattern in (_NAMED, _PLACE, _INSIDE))


def points_to_several(text: str) -> bool:
    """Tell whether a message speaks of several files."""
    return _SEVERAL.search(text) is not None


def named_in(text: str, files: Sequence[Facts]) -> list[Facts]:
    """Return the files whose name a message has: whole, or all telling parts of it."""
    there = text.casefold()
    return [one for one in files if _is_named(one.name, there)]


def goes_on(text: str) -> bool:
    """Tell whether a message leans on the question before it: „Und bis wann?“."""
    few = len(text.split()) <= _SHORT
    return few and (_GOES_ON.search(text) is not None) and not _WRITES.search(text)


def may_be_looked_up(text: str) -> bool:
    """Tell whether it is a question that files might answer, not something to be written."""
    fits = len(text) <= LONGEST_QUESTION and "\n\n" not in text.strip()
    return fits and _ASKS.search(text) is not None and not _WRITES.search(text)


def language_of(text: str, otherwise: str) -> str:
    """Return the language a text is written in, as far as its small words tell."""
    german, english = len(_GERMAN.findall(text)), len(_ENGLISH.findall(text))
    if german == english:
        return otherwise
    return "de" if german > english else "en"


def _is_named(name: str, there: str) -> bool:
    name = name.casefold()
    if name in there:
        return True
    parts = [
        part
        for part in _NAME_PARTS.findall(_EXTENSION.sub("", name))
        if len(part) >= _TELLING and not part.isdigit()
    ]
    return bool(parts) and all(re.search(rf"\b{re.escape(part)}", there) for part in parts)
