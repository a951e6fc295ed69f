"""Minutes as a document: head, agenda items, tables of decisions and tasks, lines to sign on.

Nobody's signature is ever filled in. Public and closed parts are documents of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.core.texts import Texts
from bot.export.blocks import Block, Paragraph, Quote, Run, heading, listing, paragraph, table
from bot.export.report import Fact, Mark, Report, Use
from bot.meetings.approval import Approval
from bot.meetings.kinds import Kind
from bot.meetings.minutes import Action, Decision, Draft, Item, Part, Presence, Statement, text_of
from bot.meetings.wording import (
    coverage_line,
    due_of,
    mark_reason,
    mark_title,
    present_of,
    result_of,
    title_of,
    who_of,
)


def minutes_report(
    draft: Draft,
    kind: Kind,
    texts: Texts,
    *,
    today: date,
    approval: Approval | None = None,
    part: Part = Part.PUBLIC,
    is_demo: bool = False,
) -> Report:
    """Make the report of one version; ``part`` says which of its items are in it."""
    items = [item for item in draft.items if item.part is part]
    shown = {point.id for item in items for point in item.points}
    title = texts("minutes.titled", title=draft.facts.title).strip()
    if part is Part.CLOSED:
        title = texts("minutes.item.closed", title=title)
    return Report(
        title=title,
        kind=kind.title_in(texts.language),
        day=draft.facts.day or today,
        language=draft.language,
        body=tuple(_body(draft, items, texts)),
        facts=_facts(draft, approval, texts),
        marks=tuple(_marks(draft, shown, texts)) if approval is None else (),
        coverage=coverage_line(draft, texts) if approval is None else "",
        warning=texts("minutes.file.draft", number=draft.version) if approval is None else "",
        signatures=(texts("minutes.field.chair"), texts("minutes.field.keeper")),
        use=Use.MINUTES,
        is_demo=is_demo,
    )


def _facts(draft: Draft, approval: Approval | None, texts: Texts) -> tuple[Fact, ...]:
    facts = draft.facts
    times = ""
    if facts.begin and facts.end:
        times = texts("minutes.times", begin=facts.begin, end=facts.end)
    pairs = [
        (texts("minutes.field.day"), texts.date(facts.day) if facts.day else ""),
        (texts("minutes.field.begin"), times or facts.begin),
        (texts("minutes.field.place"), facts.place),
        (texts("minutes.field.chair"), facts.chair),
        (texts("minutes.field.keeper"), facts.keeper),
    ]
    for presence in Presence:
        names = present_of(draft.attendance, presence=presence)
        pairs.append((texts(f"minutes.field.{presence}"), names))
    if draft.is_without_names:
        pairs.append((texts("minutes.field.note"), texts("minutes.without_names")))
    if approval is not None:
        at = f"{texts.date(approval.at)}, {texts.time(approval.at)}"
        label = texts("minutes.approved.label", label=approval.label)
        pairs += [
            (texts("minutes.approved.version"), label),
            (texts("minutes.approved.at"), f"{approval.name}, {at}"),
            (texts("minutes.approved.hash"), f"SHA-256 {approval.sha256}"),
        ]
    return tuple(Fact(label=label, value=value) for label, value in pairs if value)


def _body(draft: Draft, items: list[Item], texts: Texts) -> Iterator[Block]:
    if len(items) > 1:
        yield heading(texts("minutes.agenda"), 1)
        yield listing([title_of(item, texts) for item in items])
    for item in items:
        yield heading(title_of(item, texts), 1)
        yield from _item(item, texts)
    points = [point for item in items for point in item.points]
    yield from _decisions([one for one in points if isinstance(one, Decision)], texts)
    yield from _tasks([one for one in points if isinstance(one, Action)], texts)
    opened = [text_of(point) for item in items for point in item.open_points]
    if opened:
        yield heading(texts("minutes.open_points"), 1)
        yield listing(opened)
    if draft.facts.next_meeting:
        yield paragraph(texts("minutes.next", day=texts.date(draft.facts.next_meeting)))


def _item(item: Item, texts: Texts) -> Iterator[Block]:
    for one in item.statements:
        yield from _statement(one)
    for decision in item.decisions:
        if decision.motion:
            yield _labelled(texts("minutes.field.motions"), decision.motion)
        said = f"{decision.text} ({result_of(decision, texts)})"
        if decision.reference:
            said = f"{said} [{decision.reference}]"
        yield _labelled(texts("minutes.decision"), said)
    for action in item.actions:
        due = due_of(action.due, texts)
        key = "minutes.line.action" if due else "minutes.line.action.open"
        said = texts(key, who=who_of(action, texts), what=action.what, due=due)
        yield _labelled(texts("minutes.kind.action"), said)


def _statement(one: Statement) -> Iterator[Block]:
    if one.speaker:
        yield Paragraph(runs=(Run(text=f"{one.speaker}: ", bold=True), Run(text=one.text)))
    elif one.is_verbatim:
        yield Quote(blocks=(paragraph(one.text),))
    else:
        yield paragraph(one.text)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph(runs=(Run(text=f"{label}: ", bold=True), Run(text=text)))


def _decisions(found: list[Decision], texts: Texts) -> Iterator[Block]:
    if not found:
        return
    rows = [
        (texts("minutes.decision.number", number=number), one.text, result_of(one, texts))
        for number, one in enumerate(found, start=1)
    ]
    name = texts("minutes.decisions")
    head = (texts("minutes.number"), texts("minutes.decision"), texts("minutes.result"))
    yield heading(name, 1)
    yield table(head, rows, name=name)


def _tasks(found: list[Action], texts: Texts) -> Iterator[Block]:
    if not found:
        return
    rows = [(one.what, who_of(one, texts), due_of(one.due, texts)) for one in found]
    name = texts("minutes.tasks")
    head = (texts("minutes.what"), texts("minutes.who"), texts("minutes.until"))
    yield heading(name, 1)
    yield table(head, rows, name=name)


def _marks(draft: Draft, shown: set[str], texts: Texts) -> Iterator[Mark]:
    """Yield what somebody should check, of this part and of what is missing."""
    for mark in draft.open_marks:
        if mark.point and mark.point not in shown:
            continue
        found = draft.point(mark.point) if mark.point else None
        claim = text_of(found[1]) if found else ""
        about = mark_reason(mark, texts)
        yield Mark(words=mark.words or claim or mark_title(mark, texts), about=about, claim=claim)
