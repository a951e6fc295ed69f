"""Real council meetings whose votes are known, with and without the chair's microphone.

The recordings have the speeches, hardly ever the chair: of the votes in the lists almost none can
be heard. So each is announced at its moment by a chair in the words chairs use, with its true
counts, among the real speeches. Both are measured: what can be heard as it is, and then.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.meetings.checking import check, hearing_of
from bot.meetings.minutes import Doubt, Draft, MeetingFacts
from bot.transcripts.parser import parse
from bot.transcripts.transcript import Transcript, Utterance

FOLDER: Final = Path(__file__).parents[3] / "shared" / "data" / "transcripts"
# Written apart from the product's patterns: words that only a result of a vote has.
_AUDIBLE: Final = re.compile(
    r"\b(?:ja-?stimmen|nein-?stimmen|gegenstimmen?|enthaltungen|wer ist (?:dafür|dagegen)"
    r"|handzeichen|kartenzeichen|so beschlossen"
    r"|damit (?:ist|wurde) .{0,60}(?:angenommen|abgelehnt|beschlossen))\b",
    re.IGNORECASE,
)
_NEAR_S: Final = 60.0
_SMALL: Final = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn", "zwanzig",
)  # fmt: skip
_TENS: Final = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig")
_FORMS: Final = (
    (
        "Ich bitte um das Kartenzeichen. Bei {yes} Ja-Stimmen, {no} Gegenstimmen und {abstained} "
        "Enthaltungen ist das {result}."
    ),
    (
        "Wer dafür ist, bitte jetzt. {Yes}. Gegenstimmen? {No}. Enthaltungen? {Abstained}. "
        "Damit {result}."
    ),
    (
        "Wir kommen zur Abstimmung. Das sind {yes} Stimmen dafür, {no} dagegen, {abstained} "
        "Enthaltungen. Damit ist der Antrag {result}."
    ),
    (
        "Dann lasse ich abstimmen. Ja: {ja}, Nein: {nein}, Enthaltungen: {enthalten}. "
        "Das ist {result}."
    ),
    (
        "Ich rufe die Abstimmung auf. Mit {yes} Jastimmen gegen {no} Neinstimmen bei {abstained} "
        "Enthaltungen {result}."
    ),
)


@dataclass(frozen=True)
class Vote:
    """One vote of the list."""

    at_s: float
    title: str
    kind: str
    yes: int
    no: int
    abstained: int

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.yes, self.no, self.abstained


@dataclass(frozen=True)
class Council:
    """One meeting: what was recorded, and every vote."""

    name: str
    transcript: Transcript
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Found:
    """What the check finds in one meeting when a model leaves every vote out."""

    name: str
    n_votes: int
    n_audible: int
    n_audible_found: int
    n_announced_found: int
    n_counts_right: int
    n_other_marks: int


def councils() -> list[Council]:
    """Read all meetings of the folder."""
    return [_council(path) for path in sorted(FOLDER.glob("council-*.vtt"))]


def measured(councils_: Sequence[Council]) -> list[Found]:
    """Check an empty draft of each meeting, as it is and with the chair."""
    return [_measured(council) for council in councils_]


def table(found: Sequence[Found]) -> str:
    """Return the figures as a table."""
    lines = [
        "| meeting | votes | audible | found | announced | found | counts right | other marks |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {f.name} | {f.n_votes} | {f.n_audible} | {f.n_audible_found} | {f.n_votes}"
        f" | {f.n_announced_found} | {f.n_counts_right} | {f.n_other_marks} |"
        for f in found
    ]
    return "\n".join(lines)


def _measured(council: Council) -> Found:
    draft = Draft(kind="gremiensitzung", facts=MeetingFacts(day=dt.date(2024, 9, 12)))
    plain = _omitted(draft, council.transcript)
    audible = [n for vote in council.votes for n in _audible(council.transcript, vote)]
    spoken, places = announced(council)
    marked = _omitted(draft, spoken)
    heard = {one.utterance: one for one in hearing_of(draft, spoken).resolutions}
    counted = [
        vote.numbers == heard[place].votes.numbers
        for vote, place in zip(council.votes, places, strict=True)
        if place in heard
    ]
    return Found(
        council.name,
        len(council.votes),
        len(audible),
        sum(any(abs(n - m) <= 1 for m in plain) for n in audible),
        sum(place in marked for place in places),
        sum(counted),
        len(plain),
    )


def _omitted(draft: Draft, transcript: Transcript) -> set[int]:
    doubts = {Doubt.OMITTED_DECISION, Doubt.OMITTED_VOTE}
    marks = check(draft, transcript).marks
    return {mark.utterance for mark in marks if mark.doubt in doubts and mark.utterance}


def _audible(transcript: Transcript, vote: Vote) -> list[int]:
    """Return an utterance around the vote that tells its result, if there is one."""
    near = (
        one.number
        for one in transcript.utterances
        if one.begin_s is not None
        and (one.end_s or one.begin_s) >= vote.at_s - _NEAR_S
        and one.begin_s <= vote.at_s + _NEAR_S
        and _AUDIBLE.search(one.text)
    )
    return list(near)[:1]


def announced(council: Council) -> tuple[Transcript, list[int]]:
    """Return the meeting with every vote announced, and the numbers of the announcements."""
    said: list[tuple[float, int, Utterance]] = [
        (one.begin_s or 0.0, 0, one) for one in council.transcript.utterances
    ]
    chair = [
        (vote.at_s, 1, Utterance(-index, "Vorsitz", vote.at_s, vote.at_s + 9, _words(index, vote)))
        for index, vote in enumerate(council.votes, start=1)
    ]
    ordered = sorted([*said, *chair], key=lambda one: one[:2])
    places: dict[int, int] = {}
    utterances = []
    for number, (_, _, one) in enumerate(ordered, start=1):
        if one.number < 0:
            places[-one.number] = number
        utterances.append(Utterance(number, one.speaker, one.begin_s, one.end_s, one.text))
    transcript = Transcript(council.transcript.kind, tuple(utterances))
    return transcript, [places[index] for index in range(1, len(council.votes) + 1)]


def _words(index: int, vote: Vote) -> str:
    """Return the chair's words; every other time the numbers are words too."""
    yes, no, abstained = (_number(n) if index % 2 else str(n) for n in vote.numbers)
    is_adopted = vote.yes > vote.no
    result = "angenommen" if is_adopted else "abgelehnt"
    if vote.kind == "Geschäftsordnung" and is_adopted and index % 3:
        result = "in die Ausschüsse überwiesen"
    said = {"yes": yes, "no": no, "abstained": abstained, "result": result}
    said |= {key.capitalize(): value.capitalize() for key, value in said.items()}
    digits = dict(zip(("ja", "nein", "enthalten"), vote.numbers, strict=True))
    return _FORMS[index % len(_FORMS)].format(**said, **digits)


def _number(number: int) -> str:
    if number <= 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    word = "ein" if ones == 1 else _SMALL[ones]
    return f"{word}und{_TENS[tens]}" if ones else _TENS[tens]


def _council(path: Path) -> Council:
    listed = json.loads(path.with_name(path.name.replace(".vtt", ".votes.json")).read_text("utf-8"))
    transcript = parse(path.read_text("utf-8"))
    return Council(path.stem.removeprefix("council-"), transcript, tuple(_votes(listed)))


def _votes(listed: list[dict[str, object]]) -> Iterator[Vote]:
    for one in listed:
        hours, minutes, seconds = map(int, str(one["time"]).split(":"))
        counts = (int(str(one[key])) for key in ("for", "against", "abstained"))
        at = 3600.0 * hours + 60 * minutes + seconds
        yield Vote(at, str(one["title"]), str(one["type"]), *counts)
