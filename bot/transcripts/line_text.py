"""Transcripts that are lines of text: from Teams' Word file or pane, typed, or of other programs.

A form is recognised by the whole text, never by one line: every form of line also occurs by
chance in notes. What no form explains stays text of whoever speaks, or of nobody.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.transcripts.names import LONGEST_NAME, is_name, speakers_among
from bot.transcripts.passages import Passage
from bot.transcripts.times import TIME, seconds_of
from bot.transcripts.transcript import Kind

_HEAD: Final = re.compile(
    rf"(?P<name>\S.{{0,{LONGEST_NAME - 1}}}?)(?P<gap>\s{{1,40}})[\[(]?(?P<time>{TIME})[\])]?$"
)
_TIME_ALONE: Final = re.compile(rf"[\[(]?({TIME})[\])]?$")
_EVENT: Final = re.compile(
    r".{1,90}(hat die (Transkription|Aufzeichnung) (gestartet|beendet|angehalten)"
    r"|(started|stopped) (transcription|recording))\.?$"
)
_READ_ALOUD: Final = re.compile(
    r"(.{1,90} )?([0-9]+ (Stunden?|hours?) )?([0-9]+ (Minuten?|minutes?) )?"
    r"[0-9]+ (Sekunden?|seconds?|Minuten?|minutes?)$"
)
_STAMPED: Final = re.compile(
    rf"(?:\[(?P<square>{TIME})\]|\((?P<round>{TIME})\)"
    r"|(?P<bare>[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?)(?=\s))"
    r"\s*(?:[-–—|]\s)?(?!Uhr\b)"
)
_LABELLED: Final = re.compile(
    rf"(?P<bold>\*\*)?(?P<name>[^\W\d_][^:*]{{0,{LONGEST_NAME - 1}}}?)"
    rf"\s{{0,3}}(?:[\[(](?P<time>{TIME})[\])])?\s{{0,3}}(?(bold)(?::\*\*|\*\*:)|:)(?:\s+|$)(?P<text>.*)$"
)
_HEADING: Final = re.compile(r"(TOP|Tagesordnungspunkt|Agenda item)\s*\w{1,5}\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"\s*(?:[-–—*•▪◦·]|[0-9]{1,3}[.)]|[a-z]\))\s")
_SENTENCE_END: Final = re.compile(r"[.!?:;…][\"“”»«')\]]*$")
_ENDS: Final = (".", "!", "?", ":", ";", ",")
_LEAST_SHARE: Final = 0.2
_MOSTLY: Final = 0.8
_FULL_LINE: Final = 60
_WIDE_GAP: Final = 2


def passages_of(text: str) -> tuple[Kind, list[Passage]]:
    """Return the passages of a text that has no cues."""
    lines = [line.strip() for line in text.split("\n")]
    if heads := _heads(lines):
        return Kind.TEAMS, list(_under_heads(lines, heads))
    if labelled := _labelled(lines):
        return Kind.LINES, labelled
    return Kind.NOTES, list(_notes(text.split("\n")))


@dataclass(frozen=True, slots=True)
class _Head:
    """„Anna Beispiel   0:12“, on one line or on two; ``after`` is the line behind it."""

    at: int
    after: int
    name: str
    begin_s: float
    is_clear: bool


def _heads(lines: Sequence[str]) -> list[_Head]:
    """Return the heads of speeches as Teams writes them, or none if they look like chance."""
    heads = list(_possible_heads(lines))
    if not heads:
        return []
    ends = [*(head.at for head in heads[1:]), len(lines)]
    n_spoken = sum(1 for head, end in zip(heads, ends, strict=True) if any(lines[head.after : end]))
    pairs = itertools.pairwise(heads)
    n_forward = sum(1 for before, after in pairs if before.begin_s <= after.begin_s)
    names = [head.name for head in heads]
    n_full_names = sum(1 for name in names if " " in name and is_name(name))
    if len(heads) == 1:
        is_likely = heads[0].is_clear and n_full_names == 1
    else:
        is_likely = len(set(names)) < len(names) or 2 * n_full_names > len(names)
    in_order = n_forward >= _MOSTLY * (len(heads) - 1)
    return heads if is_likely and in_order and n_spoken >= _MOSTLY * len(heads) else []


def _possible_heads(lines: Sequence[str]) -> Iterator[_Head]:
    filled = [i for i, line in enumerate(lines) if line and not _READ_ALOUD.match(line)]
    used = -1
    for place, index in enumerate(filled):
        if index <= used:
            continue
        line = lines[index]
        following = filled[place + 1] if place + 1 < len(filled) else index
        alone = _TIME_ALONE.match(lines[following]) if following > index else None
        if found := _HEAD.match(line):
            is_clear = len(found["gap"]) >= _WIDE_GAP or "\t" in found["gap"]
            if is_clear or is_name(found["name"]):
                used = index
                yield _Head(index, index + 1, found["name"], seconds_of(found["time"]), is_clear)
        elif alone and len(line) <= LONGEST_NAME and not line.endswith(_ENDS):
            used = following
            yield _Head(index, following + 1, line, seconds_of(alone[1]), is_clear=True)


def _under_heads(lines: Sequence[str], heads: Sequence[_Head]) -> Iterator[Passage]:
    for line in lines[: heads[0].at]:
        if line:
            yield Passage(line)
    ends = [*(head.at for head in heads[1:]), len(lines)]
    for head, end in zip(heads, ends, strict=True):
        said: list[str] = []
        events: list[str] = []
        for line in lines[head.after : end]:
            if _EVENT.match(line):
                events.append(line)
            elif line and not (not said and _READ_ALOUD.match(line)):
                said.append(line)
        if said:
            yield Passage(" ".join(said), " ".join(head.name.split()), head.begin_s)
        yield from map(Passage, events)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with the time and the label in front of it, if it has any."""

    time: str
    label: str
    text: str
    whole: str  # without the time: what it says if the label is no name


def _split(line: str) -> _Line:
    stamp = _STAMPED.match(line)
    time = (stamp["square"] or stamp["round"] or stamp["bare"]) if stamp else ""
    rest = line[stamp.end() :].strip() if stamp else line
    found = _LABELLED.match(rest)
    if found is None:
        return _Line(time, "", rest, rest)
    return _Line(time or found["time"] or "", found["name"].strip(), found["text"], rest)


def _labelled(lines: Sequence[str]) -> list[Passage]:
    """Return the passages if names or times in front of lines are the rule, else none."""
    split = [_split(line) for line in lines if line]
    with_label = [line for line in split if line.label]
    speakers = speakers_among(
        [line.label for line in with_label], [line.text for line in with_label], len(split)
    )
    times = [seconds_of(line.time) for line in split if line.time]
    n_forward = sum(1 for one, next_ in itertools.pairwise(times) if one <= next_)
    has_times = (
        len(times) > 1
        and len(times) >= _LEAST_SHARE * len(split)
        and n_forward >= _MOSTLY * (len(times) - 1)
    )
    if not speakers and not has_times:
        return []
    return [_joined(group) for group in _grouped(lines, speakers, has_times=has_times)]


def _grouped(
    lines: Sequence[str], speakers: frozenset[str], *, has_times: bool
) -> Iterator[list[Passage]]:
    """Gather lines until the next one says who speaks or when."""
    group: list[Passage] = []
    has_begun = False
    for line in filter(None, lines):
        split = _split(line)
        is_spoken = split.label in speakers
        is_heading = bool(_HEADING.match(split.whole))
        starts = is_spoken or is_heading or (has_times and bool(split.time))
        if group and (starts or not has_begun):
            yield group
            group = []
        has_begun = has_begun or starts
        takes_time = bool(split.time) and (has_times or is_spoken)
        group.append(
            Passage(
                (split.text if is_spoken else split.whole) if is_spoken or takes_time else line,
                split.label if is_spoken else "",
                seconds_of(split.time) if takes_time else None,
            )
        )
    if group:
        yield group


def _joined(group: Sequence[Passage]) -> Passage:
    text = " ".join(passage.text for passage in group if passage.text)
    return Passage(text, group[0].speaker, group[0].begin_s)


def _notes(lines: Sequence[str]) -> Iterator[Passage]:
    """Yield a passage a paragraph or bullet; lines that a program broke are joined again."""
    held: list[str] = []
    for line in lines:
        goes_on = (
            bool(held)
            and bool(line.strip())
            and not _BULLET.match(line)
            and len(held[-1]) >= _FULL_LINE
            and not _SENTENCE_END.search(held[-1][-8:])
        )
        if held and not goes_on:
            yield Passage(" ".join(held))
            held = []
        if line.strip():
            held.append(line.strip())
    if held:
        yield Passage(" ".join(held))
