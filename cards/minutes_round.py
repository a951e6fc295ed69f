"""The correction round and the approval: who is asked, what they say, and what is then frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.approval import Approval, Objection, Round, Ruling
from bot.meetings.minutes import Action, Decision, Draft, Part
from bot.meetings.wording import title_of
from cards import elements as el
from cards.action import Action as Pressed
from cards.actions import ExportPdf, ExportWord
from cards.escaping import escaped, shortened
from cards.icons import Icon
from cards.minutes_actions import (
    ACCEPT,
    REFUSE,
    MinutesAgree,
    MinutesApprove,
    MinutesDeadline,
    MinutesDelete,
    MinutesFreeze,
    MinutesObject,
    MinutesRemind,
    MinutesReopen,
    MinutesReview,
    MinutesRuling,
    MinutesSend,
    MinutesShare,
    MinutesTasks,
)
from cards.minutes_review import closed_row

SELF: Final = "self"
"""Choosing oneself, to see what others would get."""
CHAT: Final = "chat"
"""Choosing the chat in which the minutes were announced: one card there, for all."""
MISSING: Final = "missing"
"""The objection that something is missing."""
REMINDED_BEFORE: Final = dt.timedelta(days=1)
"""How long before the deadline those are reminded who have not answered."""
PEOPLE: Final = "graph.microsoft.com/users"
_MOST_CHOICES: Final = 40
_MOST_OBJECTIONS: Final = 8
_LONGEST: Final = 300
_LONGEST_WORDING: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A round as its keeper sees it. ``names`` are those whose names are known, by id."""

    id: str
    title: str
    draft: Draft
    round: Round
    now: dt.datetime
    names: Mapping[str, str] = field(default_factory=dict)


def circulate_card(
    dossier_id: str, n_open: int, until: dt.date, texts: Texts, *, has_group: bool, wrong: str = ""
) -> Card:
    """Make the form: who shall see the draft, and until when they may object."""
    choices = [(texts("minutes.circulate.self"), SELF)]
    if has_group:
        choices.insert(0, (texts("minutes.circulate.chat"), CHAT))
    notes = [wrong] if wrong else []
    if n_open:
        notes.append(texts.count("minutes.circulate.marks", n_open))
    return el.card(
        el.head(texts("minutes.circulate.title"), spacing="none"),
        *(el.quiet(el.text(escaped(note), spacing="none")) for note in notes),
        el.text(texts("minutes.circulate.text")),
        el.input_choice(
            "people",
            texts("minutes.circulate.people"),
            choices,
            error=texts("minutes.circulate.people.error"),
            value=choices[0][1],
            multiple=True,
            dataset=PEOPLE,
        ),
        el.input_date("until", texts("minutes.circulate.until"), value=until.isoformat()),
        actions=[
            el.execute(
                texts("minutes.send"), MinutesSend(dossier_id), style="positive", inputs=True
            ),
            _back(dossier_id, texts),
        ],
        language=texts.language,
        speak=texts("minutes.circulate.title"),
    )


def asked_card(
    dossier_id: str,
    title: str,
    deadline: dt.datetime,
    draft: Draft,
    texts: Texts,
    *,
    result: str,
    said: str = "",
    is_reminder: bool = False,
) -> Card:
    """Make the card of those who are asked; ``said`` is what they answered already."""
    until = texts("minutes.asked.until", day=texts.date(deadline), time=texts.time(deadline))
    read = el.execute(
        texts("minutes.asked.read"),
        ExportWord(result),
        tooltip=texts("minutes.asked.read.tooltip"),
    )
    told = texts("minutes.asked.reminder" if is_reminder else "minutes.asked")
    return el.card(
        el.sub(until, spacing="none"),
        el.head(escaped(texts("minutes.titled", title=title)), spacing="none"),
        el.text(told),
        *([el.quiet(el.text(said, spacing="none"))] if said else []),
        el.row_actions(read),
        el.sub(texts("minutes.asked.private")),
        actions=[
            el.execute(texts("minutes.agree"), MinutesAgree(dossier_id), style="positive"),
            el.show_card(
                texts("minutes.object"),
                *_objection_form(draft, texts),
                actions=[
                    el.execute(texts("minutes.object.send"), MinutesObject(dossier_id), inputs=True)
                ],
                tooltip=texts("minutes.object.tooltip"),
            ),
        ],
        language=texts.language,
        speak=f"{until}. {told}",
    )


def _objection_form(draft: Draft, texts: Texts) -> list[el.Block]:
    """Ask which point, how it shall read, and why; items, decisions and tasks are points."""
    items = [item for item in draft.items if item.part is Part.PUBLIC]
    choices = [(shortened(title_of(one, texts), 80), one.id) for one in items]
    points = [
        (shortened(one.text if isinstance(one, Decision) else one.what, 80), one.id)
        for item, one in draft.points()
        if isinstance(one, Decision | Action) and item in items
    ]
    choices = [*choices, *points][:_MOST_CHOICES]
    choices.append((texts("minutes.object.missing"), MISSING))
    return [
        el.input_choice(
            "item",
            texts("minutes.object.item"),
            choices,
            placeholder=texts("minutes.object.item.example"),
            error=texts("minutes.object.item.error"),
        ),
        el.input_text(
            "wording",
            texts("minutes.object.wording"),
            placeholder=texts("minutes.object.wording.example"),
            error=texts("minutes.object.wording.error"),
            long=True,
            max_length=_LONGEST_WORDING,
        ),
        el.input_text("why", texts("minutes.object.why"), max_length=_LONGEST),
    ]


# --- what the keeper sees ------------------------------------------------------------------------


def round_card(status: Status, texts: Texts, *, note: str = "") -> Card:
    """Make the keeper's card: who answered, and each objection to be decided."""
    found, given = status.round.open_objections, status.round
    n_came = len(given.objections)
    title = (
        texts.count("minutes.objections", n_came) if n_came else texts("minutes.objections.none")
    )
    closing = texts("minutes.round.blocked") if found else texts("minutes.round.free")
    blocks = [
        _objection(status, one, number, texts)
        for number, one in enumerate(found[:_MOST_OBJECTIONS], start=1)
    ]
    if rest := len(found) - _MOST_OBJECTIONS:
        blocks += [el.sub(texts.count("minutes.objections.more", rest))] if rest > 0 else []
    return el.card(
        el.sub(_left(status, texts), spacing="none"),
        el.head(title, spacing="none"),
        el.sub(escaped(status.title)),
        *([el.quiet(el.text(escaped(note), spacing="none"))] if note else []),
        el.text(_answered(status, texts)),
        *([el.sub(texts("minutes.round.reminds"))] if _reminds(status) else []),
        *blocks,
        *([el.text(closing, separator=True, spacing="medium")]),
        *_round_buttons(status, texts, may_approve=not found),
        language=texts.language,
        speak=f"{title}. {closing}",
        full_width=True,
    )


def over_card(status: Status, texts: Texts) -> Card:
    """Make the card that tells a keeper the end of the round: what came in, and what is next."""
    given, title = status.round, texts("minutes.round.over")
    n_came, n_open, n_silent = (
        len(given.objections),
        len(given.open_objections),
        len(given.silent()),
    )
    told = [texts.count("minutes.over.came", n_came) if n_came else texts("minutes.over.none")]
    if n_silent:
        told.append(texts.count("minutes.over.silent", n_silent))
    told.append(texts.count("minutes.over.open", n_open) if n_open else texts("minutes.over.free"))
    return el.card(
        el.sub(escaped(texts("minutes.titled", title=status.title)), spacing="none"),
        el.head(title, spacing="none"),
        *(el.text(sentence, spacing="small") for sentence in told),
        actions=[el.execute(texts("minutes.open"), MinutesReview(status.id), style="positive")],
        language=texts.language,
        speak=f"{title}. {' '.join(told)}",
    )


def _left(status: Status, texts: Texts) -> str:
    if status.now > status.round.deadline:
        return texts("minutes.round.over")
    days = (status.round.deadline - status.now).days
    return texts.count("minutes.round.days", days) if days else texts("minutes.round.today")


def _reminds(status: Status) -> bool:
    """Tell whether those who have not answered will still be reminded."""
    return bool(status.round.silent()) and status.now < status.round.deadline - REMINDED_BEFORE


def _answered(status: Status, texts: Texts) -> str:
    given = status.round
    silent = given.silent()
    objecting = {one.person for one in given.objections}
    told = texts(
        "minutes.round.answered",
        answered=len(given.people) - len(silent),
        n=len(given.people),
        agreed=len(given.agreed),
        objecting=len(objecting),
    )
    names = [status.names[one] for one in silent if one in status.names]
    return (
        f"{told} {texts('minutes.round.open', names=escaped(', '.join(names)))}" if names else told
    )


def _objection(status: Status, one: Objection, number: int, texts: Texts) -> el.Block:
    found = status.draft.point(one.point)
    item = next((part for part in status.draft.items if part.id == one.point), None)
    about = found[0] if found else item
    where = title_of(about, texts) if about else texts("minutes.object.missing")
    title = texts("minutes.objection", number=number, where=shortened(where, 80))
    at = f"{texts.date(one.at)}, {texts.time(one.at)}"
    who = status.names.get(one.person, texts("minutes.somebody"))
    pairs = [
        (texts("minutes.change.before"), one.before),
        (texts("minutes.objection.proposal"), one.proposal),
        (texts("minutes.objection.reason"), one.reason),
    ]
    buttons = [
        el.execute(
            texts(f"minutes.ruling.{answer}"),
            MinutesRuling(status.id, one.id, answer),
            tooltip=texts(f"minutes.ruling.{answer}.tooltip", number=number),
        )
        for answer in (ACCEPT, REFUSE)
    ]
    shown = [(name, escaped(shortened(words, _LONGEST))) for name, words in pairs if words]
    return el.group(
        el.text(escaped(title), bold=True, spacing="medium", separator=True),
        el.sub(escaped(f"{who}, {at}"), spacing="none"),
        el.facts(*shown),
        el.row_actions(*buttons, spacing="small"),
    )


def _round_buttons(status: Status, texts: Texts, *, may_approve: bool) -> Sequence[el.Block]:
    approve = el.execute(texts("minutes.approve"), MinutesApprove(status.id), style="positive")
    remind = el.execute(
        texts("minutes.remind"),
        MinutesRemind(status.id),
        tooltip=texts("minutes.remind.tooltip"),
    )
    rows: list[el.Block] = [el.row_actions(approve)] if may_approve else []
    if status.round.silent() and status.now <= status.round.deadline:
        rows.append(el.row_actions(remind, spacing="small"))
    deadline = el.show_card(
        texts("minutes.deadline"),
        el.input_date("until", texts("minutes.circulate.until")),
        actions=[el.execute(texts("minutes.save"), MinutesDeadline(status.id), inputs=True)],
    )
    # In a row of its own: an open form fades the buttons beside it.
    return [*rows, el.row_actions(deadline, spacing="small")]


# --- approval ------------------------------------------------------------------------------------


def approve_card(
    dossier_id: str, title: str, draft: Draft, texts: Texts, *, silent: int = 0
) -> Card:
    """Make the last question before the minutes are frozen."""
    notes = []
    if n_open := len(draft.open_marks):
        notes.append(texts.count("minutes.approve.marks", n_open))
    if silent:
        notes.append(texts.count("minutes.approve.silent", silent))
    told = texts("minutes.approve.text")
    return el.card(
        el.sub(escaped(title), spacing="none"),
        el.head(texts("minutes.approve.title"), spacing="none"),
        el.text(told),
        *(el.quiet(el.text(note, spacing="none")) for note in notes),
        actions=[
            el.execute(
                texts("minutes.approve"), MinutesFreeze(dossier_id, draft.version), style="positive"
            ),
            _back(dossier_id, texts),
        ],
        language=texts.language,
        speak=told,
    )


def approved_card(
    dossier_id: str,
    draft: Draft,
    approval: Approval,
    discarded: dt.datetime | None,
    texts: Texts,
    *,
    result: str,
    can_share: bool,
) -> Card:
    """Make the receipt of approved minutes."""
    content = _content(draft, texts)
    at = f"{texts.date(approval.at)}, {texts.time(approval.at)}"
    when = f", {texts.date(draft.facts.day)}" if draft.facts.day else ""
    told = texts("minutes.approved.by", name=escaped(approval.name))
    if discarded:
        told += " " + texts(
            "minutes.approved.discarded", day=texts.date(discarded), time=texts.time(discarded)
        )
    pairs = [
        (texts("minutes.approved.version"), texts("minutes.approved.label", label=approval.label)),
        (texts("minutes.approved.at"), escaped(f"{approval.name}, {at}")),
        *_votes(approval, texts),
        (texts("minutes.approved.content"), content),
        (texts("minutes.approved.hash"), approval.shown_hash),
    ]
    return el.card(
        el.header(
            Icon.DONE,
            texts("minutes.approved.icon"),
            texts("minutes.approved"),
            kicker=escaped(f"{draft.facts.title}{when}".strip(", ")),
        ),
        el.facts(*pairs),
        el.sub(told),
        *_approved_buttons(dossier_id, result, texts, can_share=can_share),
        *closed_row(draft, result, texts),
        language=texts.language,
        speak=f"{texts('minutes.approved')}. {content}",
    )


def _content(draft: Draft, texts: Texts) -> str:
    points = [point for _, point in draft.points()]
    n_decisions = sum(isinstance(point, Decision) for point in points)
    n_actions = sum(isinstance(point, Action) for point in points)
    decisions = texts.count("minutes.n_decisions", n_decisions)
    return f"{decisions}, {texts.count('minutes.n_tasks', n_actions)}"


def _votes(approval: Approval, texts: Texts) -> list[tuple[str, str]]:
    if not approval.n_people:
        return []
    told = texts(
        "minutes.approved.round",
        agreed=approval.n_agreed,
        n=approval.n_people,
        accepted=approval.n_accepted,
    )
    return [(texts("minutes.circulate.title"), told)]


def _approved_buttons(
    dossier_id: str, result: str, texts: Texts, *, can_share: bool
) -> Sequence[el.Block]:
    first = [
        el.execute(texts("export.word"), ExportWord(result)),
        el.execute(texts("export.pdf"), ExportPdf(result)),
    ]
    actions: list[tuple[str, Pressed]] = [
        (texts("minutes.tasks"), MinutesTasks(dossier_id)),
        (texts("minutes.reopen"), MinutesReopen(dossier_id)),
    ]
    if can_share:
        actions.insert(0, (texts("minutes.share"), MinutesShare(dossier_id)))
    second = [el.execute(title, action) for title, action in actions]
    return [el.row_actions(*first, spacing="medium"), el.row_actions(*second, spacing="small")]


def shared_card(draft: Draft, texts: Texts, *, result: str) -> Card:
    """Make the card with which a meeting's chat learns of its approved minutes."""
    when = texts.date(draft.facts.day) if draft.facts.day else texts("minutes.day.unknown")
    told = texts("minutes.share.text", day=when)
    return el.card(
        el.head(escaped(texts("minutes.titled", title=draft.facts.title)), spacing="none"),
        el.text(told),
        el.sub(texts("minutes.share.private")),
        actions=[
            el.execute(texts("export.word"), ExportWord(result)),
            el.execute(texts("export.pdf"), ExportPdf(result)),
        ],
        language=texts.language,
        speak=told,
    )


def discard_card(dossier_id: str, texts: Texts) -> Card:
    """Make the last question before everything is deleted."""
    told = texts("minutes.discard.text")
    return el.card(
        el.head(texts("minutes.discard.title"), spacing="none"),
        el.text(told),
        actions=[
            _back(dossier_id, texts),
            el.execute(texts("minutes.discard.do"), MinutesDelete(dossier_id), style="destructive"),
        ],
        language=texts.language,
        speak=told,
    )


def ruled_line(one: Objection, texts: Texts) -> str:
    """Return what became of an objection, for who made it."""
    key = "accepted" if one.ruling is Ruling.ACCEPTED else "refused"
    return texts(f"minutes.ruled.{key}", proposal=shortened(one.proposal, _LONGEST))


def _back(dossier_id: str, texts: Texts) -> el.Button:
    return el.execute(texts("minutes.back"), MinutesReview(dossier_id))
