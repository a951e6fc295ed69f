"""Meetings written for the tests, with their true minutes and faults somebody thought of.

A file has the transcript, numbered; the minutes; and traps. In the minutes ``=`` is a statement,
``!`` a decision, ``>`` a task, ``?`` an open point, ``~`` another clean wording of the line above;
``[4,5]`` are the utterances, ``{doubt}`` is a mark that a clean point deserves.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.meetings.minutes import (
    Action,
    Attendee,
    Coverage,
    Deadline,
    Decision,
    Draft,
    Item,
    MeetingFacts,
    OpenPoint,
    Outcome,
    Point,
    Run,
    Statement,
    Use,
    Votes,
)
from bot.transcripts.transcript import Kind, Transcript, Utterance

FOLDER: Final = Path(__file__).parent / "meetings"
UNSEEN: Final = Path(__file__).parent / "unseen"
"""Written by somebody who didn't know the rules; no rule was made or changed for these."""
_LINE: Final = re.compile(
    r"(?P<body>.*?)\s*\[(?P<from>[\d,\-]+)\]\s*(?:\{(?P<expected>[\w,]+)\})?$"
)


@dataclass(frozen=True)
class Trap:
    """A false point that must be marked; ``replaces`` nothing, it comes on top."""

    kind: str
    point: Point


@dataclass
class Meeting:
    """One file."""

    name: str
    transcript: Transcript
    draft: Draft
    expected: dict[str, frozenset[str]] = field(default_factory=dict)
    others: dict[str, list[Point]] = field(default_factory=dict)
    traps: list[Trap] = field(default_factory=list)


def meetings(folder: Path = FOLDER) -> list[Meeting]:
    """Read all files of a folder."""
    return [_read(path) for path in sorted(folder.glob("*.txt"))]


def meeting(name: str) -> Meeting:
    """Read one file by its name."""
    return _read(FOLDER / f"{name}.txt")


def _read(path: Path) -> Meeting:
    head, spoken, minutes, traps = re.split(
        r"^== \w+\n", path.read_text("utf-8"), flags=re.MULTILINE
    )
    facts = dict(line.split(":", 1) for line in head.strip().splitlines())
    people = [name.strip() for name in facts["present"].split(",") if name.strip()]
    transcript = Transcript(Kind.LINES, tuple(map(_utterance, spoken.strip().splitlines())))
    found = Meeting(
        name=path.stem,
        transcript=transcript,
        draft=Draft(
            kind="ergebnisprotokoll",
            facts=MeetingFacts(
                title=facts["title"].strip(), day=dt.date.fromisoformat(facts["day"].strip())
            ),
            attendance=tuple(Attendee(name=name) for name in people),
            coverage=Coverage((Run(1, len(transcript.utterances), Use.UNASSIGNED),)),
            is_without_names=not people,
        ),
    )
    _fill(found, minutes.strip().splitlines())
    found.traps = [_trap(number, line) for number, line in enumerate(traps.strip().splitlines())]
    return found


def _utterance(line: str) -> Utterance:
    match = re.match(r"(\d+) ([^:]*): (.*)", line)
    assert match, line
    number = int(match[1])
    return Utterance(number, match[2].strip(), 10.0 * number, 10.0 * number + 9, match[3])


def _fill(found: Meeting, lines: list[str]) -> None:
    items: list[tuple[str, str, list[Point]]] = []
    last = ""
    for number, line in enumerate(lines):
        if match := re.match(r"TOP (\S+) \| (.*?) \[", line):
            items.append((match[1], match[2], []))
        elif line.startswith("~"):
            sign = line[2] if line[2] in "=!>?" and line[3] == " " else "="
            body = line[4:] if line[2] in "=!>?" and line[3] == " " else line[2:]
            point, _ = _point(last, f"{sign} {body}")
            found.others.setdefault(last, []).append(point)
        else:
            last = f"p{number}"
            point, expected = _point(last, line)
            items[-1][2].append(point)
            found.expected[last] = expected
    found.draft = with_points(found.draft, items)


def with_points(draft: Draft, items: list[tuple[str, str, list[Point]]]) -> Draft:
    """Return a draft of these items."""
    built = tuple(item_of(number, title, points) for number, title, points in items)
    return Draft(
        kind=draft.kind,
        facts=draft.facts,
        attendance=draft.attendance,
        items=built,
        coverage=draft.coverage,
        is_without_names=draft.is_without_names,
    )


def item_of(number: str, title: str, points: list[Point]) -> Item:
    """Return an agenda item with its points sorted by kind."""
    return Item(
        id=f"i{number}",
        number=number,
        title=title,
        statements=tuple(p for p in points if isinstance(p, Statement)),
        decisions=tuple(p for p in points if isinstance(p, Decision)),
        actions=tuple(p for p in points if isinstance(p, Action)),
        open_points=tuple(p for p in points if isinstance(p, OpenPoint)),
    )


def _trap(number: int, line: str) -> Trap:
    kind, _, rest = line.partition(" ")
    if rest[0] not in "=!>?":
        rest = f"! {rest}"
    point, _ = _point(f"t{number}", rest)
    return Trap(kind, point)


def _point(point_id: str, line: str) -> tuple[Point, frozenset[str]]:
    match = _LINE.match(line)
    assert match, line
    numbers = tuple(int(n) for n in match["from"].split(","))
    expected = frozenset((match["expected"] or "").split(",")) - {""}
    sign, _, body = match["body"].partition(" ")
    return _MAKERS[sign](point_id, body, numbers), expected


def _statement(point_id: str, body: str, numbers: tuple[int, ...]) -> Point:
    return Statement(id=point_id, text=body, utterances=numbers)


def _open(point_id: str, body: str, numbers: tuple[int, ...]) -> Point:
    return OpenPoint(id=point_id, text=body, utterances=numbers)


def _decision(point_id: str, body: str, numbers: tuple[int, ...]) -> Point:
    head, _, text = body.partition(" | ")
    outcome, *rest = head.split()
    given = dict(word.partition("=")[::2] for word in rest)
    counts = {key: int(given[key]) for key in ("yes", "no", "abst") if key in given}
    return Decision(
        id=point_id,
        text=text,
        utterances=numbers,
        outcome=Outcome(outcome),
        votes=Votes(
            yes=counts.get("yes"),
            no=counts.get("no"),
            abstained=counts.get("abst"),
            is_unanimous="unanimous" in given,
        ),
        reference=given.get("ref", ""),
    )


def _action(point_id: str, body: str, numbers: tuple[int, ...]) -> Point:
    who, what, day, spoken = (part.strip() for part in body.split("|"))
    return Action(
        id=point_id,
        what=what,
        utterances=numbers,
        who=who,
        due=Deadline(
            spoken="" if spoken == "-" else spoken,
            day=None if day == "-" else dt.date.fromisoformat(day),
        ),
    )


_MAKERS: Final = {"=": _statement, "!": _decision, ">": _action, "?": _open}
