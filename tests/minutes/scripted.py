"""What an obedient model writes of a meeting: the lines of its true minutes, piece by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from bot.core.ports import Completion, ModelRequest
from bot.meetings.minutes import Action, Decision, Point, Statement
from tests.minutes.meetings import Meeting

_NUMBER = re.compile(r"^\[(\d+)\]", re.MULTILINE)


def part_of(request: ModelRequest) -> str:
    """Return the piece of the transcript in a request: the last material."""
    return request.messages[1].content.rsplit("<material>\n", 1)[1].partition("\n</material>")[0]


def numbers_in(request: ModelRequest) -> list[int]:
    """Return the numbers of the utterances that a request holds."""
    return [int(number) for number in _NUMBER.findall(part_of(request))]


def answering(
    meeting: Meeting, *, without: Callable[[Point], bool] = lambda _: False
) -> Callable[[ModelRequest], Completion]:
    """Return a reply that knows the minutes; ``without`` leaves points out."""

    def reply(request: ModelRequest) -> Completion:
        if request.purpose == "minutes.outline":
            return Completion('{"type": "done"}')
        return Completion(written(lines_of(meeting, numbers_in(request), without)))

    return reply


def written(lines: Iterator[dict[str, object]]) -> str:
    """Return JSON lines with the end."""
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in [*lines, {"type": "done"}])


def lines_of(
    meeting: Meeting, numbers: list[int], without: Callable[[Point], bool]
) -> Iterator[dict[str, object]]:
    """Yield what there is to say of some utterances."""
    known = set(numbers)
    for item in meeting.draft.items:
        points = [p for p in item.points if set(p.utterances) <= known and not without(p)]
        if not points:
            continue
        yield {"type": "item", "top": item.number, "title": item.title}
        for point in points:
            yield {**_line(point), "top": item.number, "from": list(point.utterances)}
        used = sorted({n for point in points for n in point.utterances})
        yield {"type": "use", "as": "item", "top": item.number, "from": used}


def _line(point: Point) -> dict[str, object]:
    if isinstance(point, Decision):
        votes = point.votes
        return {
            "type": "decision",
            "text": point.text,
            "outcome": point.outcome.value,
            "yes": votes.yes,
            "no": votes.no,
            "abstained": votes.abstained,
            "unanimous": votes.is_unanimous,
            "reference": point.reference,
        }
    if isinstance(point, Action):
        return {"type": "action", "what": point.what, "who": point.who, "spoken": point.due.spoken}
    kind = "statement" if isinstance(point, Statement) else "open"
    return {"type": kind, "text": point.text}
