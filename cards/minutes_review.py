"""A draft to be reviewed: what to check first, then decisions and tasks, the agenda folded.

At most three marks at a time; the next moves up as one is settled. What does not fit into one
card is in the file and in the list of points, and the card says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.minutes import (
    Action,
    Decision,
    Draft,
    Item,
    Mark,
    Part,
    Point,
    Presence,
)
from bot.meetings.wording import (
    coverage_line,
    due_of,
    line_of,
    mark_reason,
    mark_title,
    place_of,
    present_of,
    result_of,
    title_of,
    who_of,
)
from bot.transcripts.transcript import Transcript
from cards import elements as el
from cards.actions import ExportWord
from cards.escaping import escaped, shortened
from cards.minutes_actions import (
    RIGHT,
    MinutesApprove,
    MinutesCirculate,
    MinutesContext,
    MinutesDiscard,
    MinutesEdit,
    MinutesMark,
    MinutesPoints,
    MinutesReword,
    MinutesVersions,
)

CLOSED: Final = ".closed"
"""What the id of a result ends with that is the closed part."""
_SHOWN_MARKS: Final = 3
_MOST_ROWS: Final = 15
_LONGEST_LINE: Final = 300
_LONGEST_QUOTE: Final = 400
_AGENDA: Final = "agenda"
_TABLES_BYTES: Final = 15_000
_BODY_BYTES: Final = 17_500
_LONGEST_WISH: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the card needs. ``result`` is the id under which the minutes become a file."""

    id: str
    kind: str
    draft: Draft
    transcript: Transcript | None
    result: str
    can_dialog: bool = True
    is_demo: bool = False
    note: str = ""


def review_card(review: Review, texts: Texts) -> Card:
    """Make the card of the current version."""
    draft = review.draft
    title = f"{review.kind} {draft.facts.title}".strip()
    blocks: list[el.Block] = [
        el.sub(texts("minutes.review.kicker", number=draft.version), spacing="none"),
        el.head(escaped(title), spacing="none"),
        *head_lines(draft, texts),
        *([el.quiet(el.text(escaped(review.note), spacing="none"))] if review.note else []),
        *_marks(review, texts),
    ]
    for table in (decision_blocks, action_blocks):
        blocks += table(draft, _TABLES_BYTES - el.size_of(*blocks), texts)
    room = _BODY_BYTES - el.size_of(*blocks)
    return el.card(
        *blocks,
        *_agenda(draft, room, texts),
        el.text(escaped(coverage_line(draft, texts)), spacing="medium"),
        el.sub(texts("answer.demo" if review.is_demo else "minutes.by_ai")),
        *_buttons(review, texts),
        language=texts.language,
        speak=_spoken(draft, title, texts),
        full_width=True,
    )


def head_lines(draft: Draft, texts: Texts) -> list[el.Block]:
    """Return when and where it was, and who was there, as far as it is known."""
    facts = draft.facts
    when = texts.date(facts.day) if facts.day else texts("minutes.day.unknown")
    times = ""
    if facts.begin and facts.end:
        times = texts("minutes.times", begin=facts.begin, end=facts.end)
    place = ", ".join(filter(None, (when, times, facts.place)))
    present = present_of(draft.attendance, presence=Presence.PRESENT)
    told = texts("minutes.present", names=present) if present else texts("minutes.present.unknown")
    lines = [shortened(f"{place}. {told}", 900)]
    if draft.is_without_names:
        lines.append(texts("minutes.without_names"))
    return [el.sub(escaped(line)) for line in lines]


# --- marks ---------------------------------------------------------------------------------------


def _marks(review: Review, texts: Texts) -> list[el.Block]:
    marks = review.draft.open_marks
    if not marks:
        return [el.section(texts("minutes.marks.none"), spacing="large")]
    blocks: list[el.Block] = [el.section(texts.count("minutes.marks", len(marks)), spacing="large")]
    blocks += [
        _mark(review, mark, number, texts)
        for number, mark in enumerate(marks[:_SHOWN_MARKS], start=1)
    ]
    if rest := marks[_SHOWN_MARKS:]:
        blocks.append(el.sub(texts.count("minutes.marks.more", len(rest))))
    return blocks


def _mark(review: Review, mark: Mark, number: int, texts: Texts) -> el.Block:
    title = texts("minutes.mark", number=number, about=shortened(mark_title(mark, texts), 160))
    found = review.draft.point(mark.point) if mark.point else None
    parts = [
        el.text(escaped(title), bold=True, spacing="none"),
        el.text(escaped(mark_reason(mark, texts)), spacing="small"),
    ]
    if found is not None:
        says = shortened(line_of(found[1], texts), _LONGEST_LINE)
        parts.append(el.text(escaped(texts("minutes.mark.says", text=says)), spacing="small"))
    parts += _passage(review, mark, texts)
    parts.append(el.row_actions(*_mark_buttons(review, mark, number, texts), spacing="small"))
    return el.quiet(*parts)


def _passage(review: Review, mark: Mark, texts: Texts) -> list[el.Block]:
    """Return the nearest passage with its time and speaker."""
    quote, place = mark.quote, ""
    transcript = review.transcript
    if mark.utterance and transcript and mark.utterance <= len(transcript.utterances):
        said = transcript.utterances[mark.utterance - 1]
        quote, place = quote or said.text, place_of(said, texts)
    if not quote:
        return []
    words = texts("minutes.quoted", words=shortened(quote, _LONGEST_QUOTE))
    lines = [el.sub(escaped(place), spacing="none", bold=True)] if place else []
    return [el.group(*lines, el.text(escaped(words), spacing="none"), spacing="small")]


def _mark_buttons(review: Review, mark: Mark, number: int, texts: Texts) -> list[el.Button]:
    right = el.execute(
        texts("minutes.right"),
        MinutesMark(review.id, mark.id, RIGHT),
        tooltip=texts("minutes.right.tooltip", number=number),
    )
    opens = el.dialog if review.can_dialog else el.execute
    edit = opens(
        texts("minutes.edit"),
        MinutesEdit(review.id, mark.point, mark.id),
        tooltip=texts("minutes.edit.tooltip", number=number),
    )
    context = opens(
        texts("minutes.context"),
        MinutesContext(review.id, mark.id),
        tooltip=texts("minutes.context.tooltip", number=number),
    )
    has_context = review.transcript is not None and mark.utterance
    return [right, edit, context] if has_context else [right, edit]


# --- tables --------------------------------------------------------------------------------------


def decision_blocks(draft: Draft, room: int, texts: Texts) -> list[el.Block]:
    """Return the decisions as a table, if there are any, with as many rows as fit."""
    found = [point for _, point in draft.points() if isinstance(point, Decision)]
    if not found:
        return []
    rows = [
        (_numbered(one, number, texts), escaped(result_of(one, texts)))
        for number, one in enumerate(found[:_MOST_ROWS], start=1)
    ]
    headers = texts("minutes.decision"), texts("minutes.result")
    section = el.section(texts("minutes.decisions"), spacing="large")
    return [section, *_rows((5, 3), headers, rows, len(found), room, texts)]


def _numbered(one: Decision, number: int, texts: Texts) -> str:
    label = texts("minutes.decision.number", number=number)
    return f"{label} {escaped(shortened(one.text, _LONGEST_LINE))}"


def action_blocks(draft: Draft, room: int, texts: Texts) -> list[el.Block]:
    """Return the tasks as a table, if there are any, with as many rows as fit."""
    found = [point for _, point in draft.points() if isinstance(point, Action)]
    if not found:
        return []
    rows = [
        (
            escaped(shortened(one.what, _LONGEST_LINE)),
            escaped(who_of(one, texts)),
            escaped(due_of(one.due, texts, short=True)),
        )
        for one in found[:_MOST_ROWS]
    ]
    headers = texts("minutes.what"), texts("minutes.who"), texts("minutes.until")
    section = el.section(texts("minutes.tasks"), spacing="large")
    return [section, *_rows((4, 3, 3), headers, rows, len(found), room, texts)]


def _rows(
    widths: Sequence[int],
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: int,
    room: int,
    texts: Texts,
) -> list[el.Block]:
    """Return a table of the first rows that fit, and how many are left out."""
    shown = list(rows)
    table = el.table(widths, headers, shown)
    while shown and el.size_of(table) > room:
        shown.pop()
        table = el.table(widths, headers, shown)
    rest = total - len(shown)
    more = [el.sub(texts.count("minutes.more_rows", rest))] if rest else []
    return [table, *more] if shown else more


def _agenda(draft: Draft, room: int, texts: Texts) -> list[el.Block]:
    """Return the items folded, as many as fit."""
    if not draft.items:
        return []
    lines: list[el.Block] = [el.section(texts("minutes.agenda"), spacing="none")]
    shown = 0
    for item in draft.items:
        blocks = _item(item, texts)
        if el.size_of(*lines, *blocks) > room:
            break
        lines += blocks
        shown += 1
    if rest := len(draft.items) - shown:
        lines.append(el.sub(texts.count("minutes.agenda.more", rest)))
    tooltip = texts.count("minutes.agenda.tooltip", len(draft.items))
    return [
        el.row_actions(
            el.fold(texts("minutes.agenda"), _AGENDA, tooltip=tooltip), spacing="medium"
        ),
        el.group(*lines, name=_AGENDA, visible=False, spacing="medium"),
    ]


def _item(item: Item, texts: Texts) -> list[el.Block]:
    heading = title_of(item, texts)
    if item.part is Part.CLOSED:
        heading = texts("minutes.item.closed", title=heading)
    lines = [_point(point, texts) for point in item.points]
    told = "\n".join(f"- {line}" for line in lines)
    blocks = [el.text(escaped(heading), bold=True, spacing="small")]
    return [*blocks, el.text(told, spacing="none")] if told else blocks


def _point(point: Point, texts: Texts) -> str:
    return " ".join(escaped(shortened(line_of(point, texts), _LONGEST_LINE)).split("\n"))


# --- buttons -------------------------------------------------------------------------------------


def _buttons(review: Review, texts: Texts) -> Sequence[el.Block]:
    word = el.execute(
        texts("export.word"), ExportWord(review.result), tooltip=texts("export.word.tooltip")
    )
    return [
        el.input_text(
            "wish",
            texts("minutes.wish"),
            placeholder=texts("minutes.wish.example"),
            max_length=_LONGEST_WISH,
        ),
        el.row_actions(
            el.execute(texts("minutes.reword"), MinutesReword(review.id), inputs=True),
            el.execute(texts("minutes.versions"), MinutesVersions(review.id)),
            spacing="small",
        ),
        el.row_actions(
            el.execute(
                texts("minutes.circulate"),
                MinutesCirculate(review.id),
                style="positive",
                tooltip=texts("minutes.circulate.tooltip"),
            ),
            el.execute(
                texts("minutes.approve"),
                MinutesApprove(review.id),
                tooltip=texts("minutes.approve.tooltip"),
            ),
            spacing="medium",
        ),
        el.row_actions(
            word,
            el.execute(texts("minutes.points"), MinutesPoints(review.id)),
            el.execute(texts("minutes.discard"), MinutesDiscard(review.id)),
            spacing="small",
        ),
        *closed_row(review.draft, review.result, texts),
    ]


def closed_row(draft: Draft, result: str, texts: Texts) -> list[el.Block]:
    """Return the button for the closed part's own document, where there is one."""
    if all(item.part is Part.PUBLIC for item in draft.items):
        return []
    tooltip = texts("minutes.closed_part.tooltip")
    word = ExportWord(f"{result}{CLOSED}")
    return [
        el.row_actions(
            el.execute(texts("minutes.closed_part"), word, tooltip=tooltip), spacing="small"
        )
    ]


def _spoken(draft: Draft, title: str, texts: Texts) -> str:
    marks = draft.open_marks
    told = texts.count("minutes.marks", len(marks)) if marks else texts("minutes.marks.none")
    n_decisions = sum(isinstance(point, Decision) for _, point in draft.points())
    n_actions = sum(isinstance(point, Action) for _, point in draft.points())
    return texts(
        "minutes.review.speak",
        title=title,
        marks=told,
        decisions=texts.count("minutes.n_decisions", n_decisions),
        tasks=texts.count("minutes.n_tasks", n_actions),
    )
