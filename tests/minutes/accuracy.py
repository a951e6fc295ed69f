"""How many planted faults the check finds, and how often it marks what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.meetings.checking import check_against, hearing_of
from bot.meetings.checks.hearing import Hearing
from bot.meetings.minutes import Doubt, Draft, Mark, Point, text_of
from tests.minutes.faults import EXPECTED, Fault, planted
from tests.minutes.meetings import Meeting

_OMITTED = {Doubt.OMITTED_DECISION, Doubt.OMITTED_VOTE, Doubt.OMITTED_ACTION}


@dataclass
class Result:
    """The counts; ``missed`` and ``alarms`` tell which."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    n_clean: int = 0
    missed: list[Fault] = field(default_factory=list)
    alarms: list[tuple[str, str, Mark]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of faults that were marked."""
        return self.found.total() / max(1, self.planted.total())

    @property
    def false_alarms(self) -> float:
        """Marks that nothing deserved, for each clean point."""
        return len({(name, told) for name, told, _ in self.alarms}) / max(1, self.n_clean)


def measured(meetings: Sequence[Meeting]) -> Result:
    """Check every clean draft, every other wording, and every draft with a planted fault."""
    result = Result()
    for meeting in meetings:
        hearing = hearing_of(meeting.draft, meeting.transcript)
        _clean(meeting, hearing, result)
        others = [other for other in meetings if other is not meeting]
        for fault in planted(meeting, others):
            result.planted[fault.kind] += 1
            if _is_found(fault, hearing):
                result.found[fault.kind] += 1
            else:
                result.missed.append(fault)
    return result


def table(result: Result) -> str:
    """Return the figures as a table."""
    lines = ["| fault | planted | marked | recall |", "| --- | ---: | ---: | ---: |"]
    for kind in sorted(result.planted):
        n, found = result.planted[kind], result.found[kind]
        lines.append(f"| {kind} | {n} | {found} | {found / n:.3f} |")
    total, found = result.planted.total(), result.found.total()
    lines.append(f"| **all** | {total} | {found} | **{result.recall:.3f}** |")
    wrongly = len({(name, told) for name, told, _ in result.alarms})
    lines.append(
        f"\nClean points: {result.n_clean}, marked: {wrongly}, "
        f"false alarms **{result.false_alarms:.3f}**"
    )
    return "\n".join(lines)


def _is_found(fault: Fault, hearing: Hearing) -> bool:
    wanted = EXPECTED[fault.kind]
    for mark in check_against(hearing, _part(fault)).marks:
        if mark.doubt not in wanted:
            continue
        if fault.point and mark.point == fault.point:
            return True
        if not fault.point and not mark.point and mark.utterance is not None:
            near = range(min(fault.utterances) - 1, max(fault.utterances) + 2)
            if mark.utterance in near:
                return True
    return False


def _part(fault: Fault) -> Draft:
    """Return only the item that has the fault; what was left out needs the whole draft."""
    place = fault.draft.point(fault.point) if fault.point else None
    return replace(fault.draft, items=(place[0],)) if place else fault.draft


def _clean(meeting: Meeting, hearing: Hearing, result: Result) -> None:
    _judge(meeting, hearing, meeting.draft, result)
    rounds = max((len(points) for points in meeting.others.values()), default=0)
    for turn in range(rounds):
        reworded = {
            point_id: points[turn]
            for point_id, points in meeting.others.items()
            if turn < len(points)
        }
        _judge(meeting, hearing, _reworded(meeting.draft, reworded), result, set(reworded))


def _judge(
    meeting: Meeting,
    hearing: Hearing,
    draft: Draft,
    result: Result,
    only: set[str] | None = None,
) -> None:
    points = {point.id: point for _, point in draft.points()}
    counted = points.keys() if only is None else only
    result.n_clean += len(counted)
    for mark in check_against(hearing, draft).marks:
        if mark.point in counted and mark.doubt not in meeting.expected.get(mark.point, ()):
            result.alarms.append((meeting.name, text_of(points[mark.point]), mark))
        elif not mark.point and only is None and mark.doubt in _OMITTED:
            result.alarms.append((meeting.name, f"omitted {mark.utterance}", mark))


def _reworded(draft: Draft, reworded: dict[str, Point]) -> Draft:
    for point_id, point in reworded.items():
        draft = draft.replacing(point_id, point)
    return draft
