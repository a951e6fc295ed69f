"""What people call a place in a document: „Seite 3“, „Blatt Haushalt, Zeilen 1–40“, „Folie 7“.

A place in an attachment, an archive or one of several files begins with that file's name. Names
of files and sheets are others' words: whoever shows them escapes them.
"""

from __future__ import annotations

from typing import Final

from bot.core.texts import Texts
from bot.documents.document import Place, Spot

_HOUR: Final = 3_600
_MINUTE: Final = 60


def place_name(number: int, place: Place, spot: Spot, texts: Texts) -> str:
    """Return the place in full; ``place`` is what the document's units are as a rule."""
    if spot == Spot(file=spot.file) and spot.file:
        return spot.file  # the file as a whole
    kind = spot.place or place
    if spot.last and kind is Place.ROWS:
        named = _rows(spot, texts)
    elif spot.last and kind is Place.CUES:
        named = texts("documents.place.time", first=_time(spot.first), last=_time(spot.last))
    else:
        named = texts(f"documents.place.{kind}", number=_own(number, kind, spot))
        if spot.name:
            named = texts("documents.place.titled", place=named, title=spot.name)
    if spot.is_hidden:
        named = texts("documents.place.hidden", place=named)
    return _of(spot.file, named, texts)


def place_mark(number: int, place: Place, spot: Spot, texts: Texts) -> str:
    """Return the place as short as a reference in brackets wants it: „S. 3“."""
    if spot == Spot(file=spot.file) and spot.file:
        return spot.file
    kind = spot.place or place
    if spot.last and kind is Place.CUES:
        mark = _time(spot.first)
    elif spot.last and kind is Place.ROWS:
        lines = texts("documents.mark.lines", first=spot.first, last=spot.last)
        mark = _of(spot.name, lines, texts)
    else:
        mark = texts(f"documents.mark.{kind}", number=_own(number, kind, spot))
    return _of(spot.file, mark, texts)


def _own(number: int, kind: Place, spot: Spot) -> int:
    """Return the page as its own file counts it; elsewhere the number in the whole document."""
    return spot.first if spot.first and kind not in {Place.ROWS, Place.CUES} else number


def _rows(spot: Spot, texts: Texts) -> str:
    lines = texts("documents.place.lines", first=spot.first, last=spot.last)
    return texts("documents.place.sheet", sheet=spot.name, lines=lines) if spot.name else lines


def _of(file: str, place: str, texts: Texts) -> str:
    return texts("documents.place.of", file=file, place=place) if file else place


def _time(seconds: int) -> str:
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
