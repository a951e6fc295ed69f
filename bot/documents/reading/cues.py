"""Transcripts and subtitles (WebVTT, SubRip): stretches of what was said, with times and names.

Each line begins with its time, so that bot.transcripts finds in the kept text what it found in the
file: ``[00:12:03] Anna Beispiel: Ich eröffne die Sitzung.``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.documents.reading.plain import SECTION_CHARS, decoded, mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Spot
from bot.transcripts.parser import parse
from bot.transcripts.times import clock_of
from bot.transcripts.transcript import Utterance


def load() -> Callable[[bytes], Opened]:
    """Return the reader of WebVTT and SubRip files."""
    return _read


def _read(data: bytes) -> Opened:
    utterances = parse(decoded(data) or "").utterances
    if not utterances:
        raise ReadingError(Fault.EMPTY)
    units = list(_units(utterances))
    return Opened(Place.CUES, len(units), units)


def _units(utterances: Sequence[Utterance]) -> Iterator[Read]:
    held: list[Utterance] = []
    size = 0
    for utterance in utterances:
        if held and size + len(utterance.text) > SECTION_CHARS:
            yield _unit(held)
            held, size = [], 0
        held.append(utterance)
        size += len(utterance.text)
    yield _unit(held)


def _unit(utterances: Sequence[Utterance]) -> Read:
    begins = [each.begin_s for each in utterances if each.begin_s is not None]
    ends = [each.end_s for each in utterances if each.end_s is not None]
    first = int(begins[0]) if begins else 0
    spot = Spot(first=first, last=max(first, int(max(ends, default=0.0))))
    return Read(mended("\n".join(map(_line, utterances))), spot=spot)


def _line(utterance: Utterance) -> str:
    time = "" if utterance.begin_s is None else f"[{clock_of(utterance.begin_s)}] "
    name = f"{utterance.speaker.replace(':', ' ')}: " if utterance.speaker else ""
    return f"{time}{name}{utterance.text}"
