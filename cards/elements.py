"""The only file that writes Adaptive Card JSON.

All other files speak of text, tiles, rows and buttons. What every card must have (language, spoken
text, fallback, at most three buttons a row, a size that Teams takes) is enforced here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

import orjson
from adaptivecards.baseobject import BareObject

from bot.core.turn import Card
from cards import schema
from cards.action import Action
from cards.escaping import escaped, escaped_markdown, tied, unlinked
from cards.icons import ADDRESSES, Icon

MAX_CARD_BYTES: Final = 25_000
MAX_ROW: Final = 3

Spacing = Literal["none", "small", "default", "medium", "large"]
Style = Literal["positive", "destructive"]
Block = schema.Block
Button = schema.Button


class CardTooLarge(ValueError):
    """The card exceeds what Teams surely takes: show less, or several cards."""


# --- words ---------------------------------------------------------------------------------------


def text(
    sentence: str,
    *,
    spacing: Spacing | None = None,
    bold: bool = False,
    separator: bool | None = None,
) -> Block:
    """Write a paragraph of ours (from Texts): Markdown in it counts."""
    weight = "bolder" if bold else None
    return _text(sentence, spacing=spacing, weight=weight, separator=separator)


def person_text(words: str, *, spacing: Spacing | None = None, bold: bool = False) -> Block:
    """Write a paragraph of a person's own words, shown exactly as written."""
    return _text(escaped(words), spacing=spacing, weight="bolder" if bold else None)


def model_text(words: str, *, spacing: Spacing | None = None) -> Block:
    """Write a paragraph of the model's words: lists and bold, never a link or an image."""
    return _text(escaped_markdown(words), spacing=spacing)


def sub(sentence: str, *, spacing: Spacing = "small", bold: bool = False) -> Block:
    """Write a small quiet line: kind, state, retention, the reminder that a person decides."""
    weight = "bolder" if bold else None
    return _text(sentence, size="small", isSubtle=True, spacing=spacing, weight=weight)


def head(title: str, *, spacing: Spacing | None = None) -> Block:
    """Write the card's title: one a card."""
    return _text(title, style="heading", spacing=spacing)


def section(title: str, *, spacing: Spacing = "medium") -> Block:
    """Write the title of a part; screen readers jump to it."""
    return _text(title, size="default", weight="bolder", style="heading", spacing=spacing)


def _text(words: str, **properties: object) -> Block:
    return schema.TextBlock(text=tied(words), wrap=True, **properties)


# --- blocks --------------------------------------------------------------------------------------


def group(
    *items: Block,
    name: str | None = None,
    visible: bool | None = None,
    spacing: Spacing | None = None,
) -> Block:
    """Hold blocks together, for example to be shown and hidden at once."""
    return schema.Container(items=list(items), id=name, visible=visible, spacing=spacing)


def quiet(
    *items: Block,
    name: str | None = None,
    visible: bool | None = None,
    spacing: Spacing = "small",
) -> Block:
    """Tint a box: something quoted or marked. In high contrast the tint is gone."""
    box = {"id": name, "visible": visible, "spacing": spacing}
    return schema.Container(items=list(items), style="emphasis", **box)


def header(icon: Icon, alt: str, title: str, *, kicker: str = "", below: str = "") -> Block:
    """Put the title beside an icon; ``alt`` is the state in one word, or empty for decoration."""
    lines = [sub(kicker, spacing="none")] if kicker else []
    lines.append(head(title, spacing="none"))
    if below:
        lines.append(sub(below, spacing="none"))
    return _columns([("auto", [_icon(icon, alt)]), ("stretch", lines)])


def tile(title: str, line: str, action: Action) -> Block:
    """Tint a box that is pressed as a whole; its parts stand in one spoken title.

    Both are plain words, ours or a person's: they are escaped here.
    """
    words = [person_text(title, spacing="none", bold=True)]
    if line:
        words.append(sub(escaped(line), spacing="none"))
    columns = _columns([("stretch", words), ("auto", [_icon(Icon.NEXT, "")])])
    spoken = f"{title}. {line}" if line else title
    pressed = execute(unlinked(spoken), action)
    return schema.Container(
        items=[columns], style="emphasis", spacing="small", select_action=pressed
    )


def row(title: str, amount: str, action: Action, *, separator: bool = True) -> Block:
    """Write a line of a directory, pressed as a whole; both are plain words, escaped here."""
    amounts = [sub(escaped(amount), spacing="none")]
    columns = _columns(
        [
            ("stretch", [person_text(title, spacing="none")]),
            ("auto", amounts),
            ("auto", [_icon(Icon.NEXT, "")]),
        ]
    )
    pressed = execute(unlinked(f"{title}, {amount}"), action)
    spacing = "none" if separator else "small"
    return schema.Container(
        items=[columns], separator=separator, spacing=spacing, select_action=pressed
    )


def facts(*pairs: tuple[str, str]) -> Block:
    """List short pairs of a name and a value; values that are a person's words come in escaped."""
    return schema.FactSet(
        facts=[{"title": tied(name), "value": tied(value)} for name, value in pairs]
    )


def table(widths: Sequence[int], headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """Draw two columns for sentences, three only for short values."""
    lines = [_cells(headers, bold=True), *(_cells(cells) for cells in rows)]
    return schema.Table(
        columns=[{"width": width} for width in widths],
        first_row_as_header=True,
        show_grid_lines=True,
        rows=lines,
    )


def progress(done: int, total: int) -> Block:
    """Draw a bar where the client has one; the sentence above it carries the figures."""
    bar: Block = schema.Progress(value=done, max=total, color="accent")
    bar.set_data("fallback", "drop")
    return bar


def row_actions(*buttons: Button, spacing: Spacing | None = None) -> Block:
    """Put one to three buttons side by side: more are cut off on a phone."""
    if not 1 <= len(buttons) <= MAX_ROW:
        raise ValueError(f"a row has one to {MAX_ROW} buttons")
    return schema.ActionSet(actions=list(buttons), spacing=spacing)


def _icon(icon: Icon, alt: str) -> Block:
    return schema.Image(url=ADDRESSES[icon], altText=alt, size="small")


def _columns(columns: Iterable[tuple[str, list[Block]]]) -> Block:
    return schema.ColumnSet(
        columns=[
            schema.Column(width=width, items=items, verticalContentAlignment="center")
            for width, items in columns
        ]
    )


def _cells(cells: Sequence[str], *, bold: bool = False) -> dict[str, object]:
    shown = [
        {"type": "TableCell", "items": [text(cell, spacing="none", bold=bold)]} for cell in cells
    ]
    return {"type": "TableRow", "cells": shown}


# --- buttons -------------------------------------------------------------------------------------


def execute(
    title: str,
    action: Action,
    *,
    style: Style | None = None,
    tooltip: str | None = None,
    inputs: bool = False,
) -> Button:
    """Make a button of ours; ``inputs``: what was entered in the card is sent along."""
    data, taken = action.data(), None if inputs else "none"
    look = {"title": title, "style": style, "inputs": taken}
    # Clients without Action.Execute send the same payload as a message.
    submit = Button(type="Action.Submit", data={"verb": action.verb, **data}, **look)
    return Button(
        type="Action.Execute",
        verb=action.verb,
        data=data,
        tooltip=tooltip,
        fallback=submit,
        **look,
    )


def dialog(title: str, action: Action, *, tooltip: str | None = None) -> Button:
    """Make a button that opens a dialog; ask Turn.can_dialog first, and else offer a way inline."""
    data = {"msteams": {"type": "task/fetch"}, "verb": action.verb, **action.data()}
    return Button(type="Action.Submit", title=title, data=data, tooltip=tooltip, inputs="none")


def submit(title: str, action: Action, *, style: Style | None = None) -> Button:
    """Make a button inside a dialog: it sends the form; dialogs know no Action.Execute."""
    data = {"verb": action.verb, **action.data()}
    return Button(type="Action.Submit", title=title, data=data, style=style)


def open_url(title: str, url: str, *, tooltip: str | None = None) -> Button:
    """Make a button that opens a page of the agency's in the browser."""
    return Button(type="Action.OpenUrl", title=title, url=url, tooltip=tooltip)


def fold(title: str, *ids: str, tooltip: str | None = None) -> Button:
    """Make a button that shows or hides blocks; these stand directly below it."""
    return Button(type="Action.ToggleVisibility", title=title, tooltip=tooltip, targets=list(ids))


def show_card(
    title: str, *body: Block, actions: Sequence[Button], tooltip: str | None = None
) -> Button:
    """Make a button that opens a small form below itself; its buttons send the outer inputs too."""
    inner = {
        "type": "AdaptiveCard",
        "version": schema.VERSION,
        "body": list(body),
        "actions": list(actions),
    }
    return Button(type="Action.ShowCard", title=title, tooltip=tooltip, card=inner)


# --- inputs --------------------------------------------------------------------------------------


def input_text(
    name: str,
    label: str,
    *,
    error: str = "",
    placeholder: str = "",
    value: str = "",
    long: bool = False,
    max_length: int | None = None,
) -> Block:
    """Ask for a line, or several (``long``). With ``error`` it must be filled."""
    return schema.InputText(
        **_common(name, label, error, placeholder, value),
        multiline=long or None,
        max_length=max_length,
    )


def input_choice(  # noqa: PLR0913 - likewise
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    *,
    error: str = "",
    placeholder: str = "",
    value: str = "",
    expanded: bool = False,
    multiple: bool = False,
    dataset: str = "",
) -> Block:
    """Ask for one of ``(title, value)``, or several; ``dataset`` is searched while typing."""
    query = {"type": "Data.Query", "dataset": dataset, "associatedInputs": "auto"}
    style = "filtered" if dataset else "expanded" if expanded or multiple else "compact"
    return schema.InputChoice(
        **_common(name, label, error, placeholder, value),
        choices=[{"title": unlinked(title), "value": chosen} for title, chosen in choices],
        style=style,
        multiple=multiple or None,
        wrap=True,
        query=query if dataset else None,
    )


def input_date(
    name: str,
    label: str,
    *,
    error: str = "",
    value: str = "",
) -> Block:
    """Ask for a day, as ``YYYY-MM-DD``."""
    return schema.InputDate(**_common(name, label, error, "", value))


def input_number(
    name: str,
    label: str,
    *,
    error: str,
    required: bool = False,
    placeholder: str = "",
    value: float | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Block:
    """Ask for a number; ``error`` is also said when it is out of range."""
    given = _common(name, label, error, placeholder, "")
    given |= {"required": required or None, "value": value}
    return schema.InputNumber(**given, min=minimum, max=maximum)


def toggle(
    name: str,
    label: str,
    title: str,
    *,
    on: bool = False,
    error: str = "",
) -> Block:
    """Ask for a tick; with ``error`` it must be set."""
    value = "true" if on else "false"
    return schema.InputToggle(
        **_common(name, label, error, "", value), title=unlinked(title), wrap=True
    )


def _common(ident: str, label: str, error: str, placeholder: str, value: str) -> dict[str, object]:
    return {
        "id": ident,
        "label": label,
        "required": True if error else None,
        "error": error or None,
        "placeholder": placeholder or None,
        "value": value or None,
    }


# --- the card ------------------------------------------------------------------------------------


def card(
    *body: Block,
    language: str,
    speak: str,
    actions: Sequence[Button] = (),
    full_width: bool = False,
    max_bytes: int = MAX_CARD_BYTES,
) -> Card:
    """Make the card, or raise CardTooLarge; ``speak`` also stands where cards can't be shown."""
    if not speak:
        raise ValueError("a card needs its spoken text")
    if len(actions) > MAX_ROW:
        raise ValueError(f"a card ends with at most {MAX_ROW} buttons")
    made = schema.AdaptiveCard(
        lang=language,
        speak=speak,
        fallback_text=escaped(speak),
        body=list(body),
        actions=list(actions) or None,
        msteams={"width": "Full"} if full_width else None,
    )
    made.set_data("version", schema.VERSION)
    plain = _plain(made)
    size = len(orjson.dumps(plain))
    if size > max_bytes:
        raise CardTooLarge(f"the card has {size} bytes")
    return Card(plain)


def size_of(*blocks: Block) -> int:
    """Return how many bytes the blocks add to a card."""
    return len(orjson.dumps([_plain(block) for block in blocks]))


def _plain(value: BareObject) -> dict[str, object]:
    return {name: _PLAIN.get(type(part), _other)(part) for name, part in value.render().items()}


def _other(value: object) -> object:
    return _plain(value) if isinstance(value, BareObject) else value


def _list(values: list[object]) -> list[object]:
    return [_PLAIN.get(type(part), _other)(part) for part in values]


def _dict(values: dict[str, object]) -> dict[str, object]:
    return {name: _PLAIN.get(type(part), _other)(part) for name, part in values.items()}


_PLAIN: Final[dict[type, Callable[..., object]]] = {list: _list, dict: _dict}
