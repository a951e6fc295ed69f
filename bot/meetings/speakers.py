"""Speakers renamed, merged or made pseudonymous before any model reads the transcript.

Pure functions: the transcript given stays as it is. Names are also exchanged within what was
said, by full name and by surname; what nobody listed stays, so read before you rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.meetings.people import bare
from bot.transcripts.transcript import Transcript


def renamed(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """Return the transcript with other names; two old names with one new name are merged."""
    known = {old: new.strip() for old, new in names.items()}
    return replace(
        transcript,
        utterances=tuple(
            replace(one, speaker=known.get(one.speaker, one.speaker))
            for one in transcript.utterances
        ),
    )


def without_names(transcript: Transcript) -> Transcript:
    """Return the transcript as if nobody had been named; names in the text stay."""
    return renamed(transcript, dict.fromkeys(transcript.speakers, ""))


def pseudonyms(transcript: Transcript, label: str) -> dict[str, str]:
    """Return a pseudonym for each speaker, in the order of their first words: „Person 1“."""
    return {name: f"{label} {number}" for number, name in enumerate(transcript.speakers, start=1)}


def pseudonymised(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """Return the transcript with names exchanged, for speakers and within the text.

    A surname that is also a common word („Bauer“) is exchanged only behind a title.
    """
    patterns = [(pattern, new) for old, new in names.items() for pattern in _patterns(old)]
    changed = renamed(transcript, names)
    return replace(
        changed,
        utterances=tuple(
            replace(one, text=_exchanged(one.text, patterns)) for one in changed.utterances
        ),
    )


def restored(text: str, names: Mapping[str, str]) -> str:
    """Return a text with real names again, longest pseudonyms first (Person 12 before Person 1)."""
    for old, new in sorted(names.items(), key=lambda pair: -len(pair[1])):
        text = re.sub(rf"\b{re.escape(new)}\b", lambda _, old=old: bare(old), text)  # type: ignore[misc]  # bound at once
    return text


def _patterns(name: str) -> list[re.Pattern[str]]:
    words = bare(name).split()
    if not words:
        return []
    title = r"(?:\b(?:Herrn?|Frau|Dr\.|Prof\.)\s+)"
    surname = re.escape(words[-1])
    spaced = r"\s+".join(map(re.escape, words))
    whole = rf"{title}*\b{spaced}(?:s\b|\b)"
    titled = rf"{title}+{surname}(?:s\b|\b)"
    found = [whole, titled]
    if len(words) > 1:
        # „danke, Jana“: a first name is no other word in German speech
        found.append(rf"\b{re.escape(words[0])}(?:s\b|\b)")
    return [re.compile(pattern) for pattern in found]


def _exchanged(text: str, patterns: list[tuple[re.Pattern[str], str]]) -> str:
    for pattern, new in patterns:
        text = pattern.sub(lambda _, new=new: new, text)  # type: ignore[misc]  # bound at once
    return text
