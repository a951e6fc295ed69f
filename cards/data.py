"""My data: what is kept about me, choosing what to delete, and the proof that it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.texts import Texts
from bot.core.turn import Card
from cards import elements as el
from cards.actions import DataAskDelete, DataDelete, DataExport, DataRead, DataShow
from cards.icons import Icon


class Matter(StrEnum):
    """What kinds of things are kept about a person."""

    TURNS = "turns"
    WAITING = "waiting"
    FILES = "files"
    ANSWERS = "answers"
    RESULTS = "results"
    CONSENT = "consent"
    FEEDBACK = "feedback"
    TEMPLATES = "templates"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a kind is kept, and the day by which the last of it is deleted."""

    matter: Matter
    count: int
    until: date | None = None


def my_data_card(kept: Sequence[Kept], texts: Texts, *, conversations: int = 1) -> Card:
    """Make the list of what is kept, over all conversations of this person."""
    there = [one for one in kept if one.count]
    if not there:
        return el.card(
            el.head(texts("data.title")),
            el.text(texts("data.nothing")),
            el.sub(texts("data.teams"), spacing="medium"),
            language=texts.language,
            speak=texts("data.nothing"),
        )
    intro = texts.count("data.intro", conversations)
    rows = [_row(one, texts) for one in there]
    columns = (texts("data.column.what"), texts("data.column.until"))
    listed = ", ".join(what for what, _ in rows)
    return el.card(
        el.head(texts("data.title")),
        el.text(intro),
        el.table((3, 2), columns, rows),
        el.sub(texts("data.teams"), spacing="medium"),
        actions=[
            el.execute(texts("data.export"), DataExport(), tooltip=texts("data.export.tooltip")),
            el.execute(texts("data.delete"), DataAskDelete(), tooltip=texts("data.delete.tooltip")),
        ],
        language=texts.language,
        speak=texts("data.speak", listed=listed),
    )


def export_card(texts: Texts) -> Card:
    """Make what stands above Teams' own question: what it is for, and the way without OneDrive."""
    return el.card(
        el.text(texts("data.file.offer")),
        el.sub(texts("data.file.instead")),
        actions=[el.execute(texts("data.read"), DataRead(), tooltip=texts("data.read.tooltip"))],
        language=texts.language,
        speak=texts("data.file.offer"),
    )


def _row(one: Kept, texts: Texts) -> tuple[str, str]:
    until = texts.date(one.until) if one.until else texts("data.until_you")
    return texts.count(f"data.matter.{one.matter}", one.count), until


def ask_delete_card(texts: Texts, *, is_personal: bool = True) -> Card:
    """Make the question what to delete; in groups only one's own part can go."""
    here = texts("data.choice.conversation" if is_personal else "data.choice.mine")
    choices = [(here, "conversation")]
    if is_personal:
        choices.append((texts("data.choice.everything"), "everything"))
        choices.append((texts("data.choice.templates"), "templates"))
    choice = el.input_choice(
        "what",
        texts("data.ask.label"),
        choices,
        error=texts("data.ask.error"),
        value="conversation",
        expanded=True,
    )
    return el.card(
        el.head(texts("data.ask.title")),
        choice,
        el.text(texts("data.ask.consequence"), spacing="medium"),
        actions=[
            el.execute(texts("data.delete"), DataDelete(), style="destructive", inputs=True),
            el.execute(texts("data.cancel"), DataShow()),
        ],
        language=texts.language,
        speak=texts("data.ask.speak"),
    )


def deleted_card(what: str, at: datetime, texts: Texts, *, reference: str = "") -> Card:
    """Make the proof: what is gone, when, and that Teams itself still shows its messages.

    ``what``: ``conversation``, ``everything`` or ``templates`` as in DataDelete, or ``mine`` (in
    a group).
    """
    told = texts(f"data.deleted.{what}")
    when = {"date": texts.date(at), "time": texts.time(at)}
    line = texts("data.deleted.when", **when)
    if reference:
        line = texts("errors.reference_at", reference=reference, **when)
    return el.card(
        el.header(Icon.DONE, texts("data.deleted.done"), texts("data.deleted.title")),
        el.text(told),
        el.sub(line),
        el.sub(texts("data.teams")),
        language=texts.language,
        speak=told,
    )
