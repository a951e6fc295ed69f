"""Transcripts as documents: times and names stay, so that minutes find them again in the text."""

from __future__ import annotations

import pytest

from bot.documents.reading import cues
from bot.documents.reading.protocol import Fault, Place, ReadingError
from bot.transcripts.parser import parse

_read = cues.load()


def meeting(n_cues: int) -> str:
    return "WEBVTT\n\n" + "".join(
        f"{i // 60}:{i % 60:02}:00.0 --> {i // 60}:{i % 60:02}:09.5\n<v {'AB'[i // 3 % 2]}nna Groß>"
        f"Beitrag {i}: Wir beraten über die Gebühren für das Jahr 2026.</v>\n\n"
        for i in range(n_cues)
    )


def test_a_transcript_becomes_stretches_with_times() -> None:
    opened = _read(meeting(100).encode())
    units = list(opened.units)
    assert opened.place is Place.CUES
    assert opened.total == len(units) > 1
    assert units[0].text.startswith("[00:00:00] Anna Groß: Beitrag 0: Wir")
    assert (units[0].spot.first, units[-1].spot.last) == (0, 99 * 60 + 9)
    assert all(len(unit.text) < 5_000 for unit in units)


def test_the_kept_text_gives_the_same_utterances_as_the_file() -> None:
    source = meeting(100)
    again = parse("\n".join(unit.text for unit in _read(source.encode()).units))
    first = parse(source)
    assert [(u.speaker, u.begin_s, u.text) for u in again.utterances] == [
        (u.speaker, u.begin_s, u.text) for u in first.utterances
    ]


def test_subtitles_in_western_letters_without_names_are_read() -> None:
    (unit,) = _read("1\r\n00:00:01,5 --> 00:00:02,5\r\nGrüße\r\n".encode("cp1252")).units
    assert (unit.text, unit.spot.first, unit.spot.last) == ("[00:00:01] Grüße", 1, 2)


def test_a_transcript_without_a_word_is_empty() -> None:
    with pytest.raises(ReadingError) as told:
        _read(b"WEBVTT\n\n00:01 --> 00:02\n\n")
    assert told.value.fault is Fault.EMPTY
