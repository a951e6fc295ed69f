"""The prompt library: search first, then what the agency recommends, then the areas.

The search field asks the bot while somebody types; clients that can't do that offer the list that
stands in the card. Nothing found is no dead end: the question can be asked without a template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.shelf import ShelfKind
from bot.library.template import Category
from cards import elements as el
from cards.actions import HelpShow
from cards.escaping import escaped
from cards.library_actions import (
    LibraryChoose,
    LibraryHome,
    LibraryOpen,
    ProposalsWaiting,
    ShelfOpen,
    TemplateNew,
    TemplateOpen,
)

DATASET: Final = "templates"
"""What the search field's query names; answered with titles and ids of templates."""

MOST_TILES: Final = 10
_MOST_BYTES: Final = 40_000  # ten of the longest titles there may be
_MOST_STARTERS: Final = 3
_MOST_SUGGESTED: Final = 15


class Line(Protocol):
    """What a list shows of a template."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def description(self) -> str:
        """What it is for, in a sentence."""
        ...


def library_card(
    categories: Sequence[tuple[Category, int]],
    starters: Sequence[Line],
    suggested: Sequence[Line],
    texts: Texts,
    *,
    amounts: Mapping[ShelfKind, int] | None = None,
    n_waiting: int = 0,
    can_dialog: bool = False,
) -> Card:
    """Make the library's entrance; ``suggested`` stands in the search field before typing.

    ``amounts``: how much stands on the person's shelves of each kind. ``n_waiting``: proposals
    that wait for this person's decision.
    """
    body = [el.head(texts("library.title")), *_search(suggested, texts)]
    if n_waiting:
        amount = texts.count("library.waiting.amount", n_waiting)
        body.append(el.row(texts("library.waiting"), amount, ProposalsWaiting()))
    if starters:
        tiles = [_tile(one) for one in starters[:_MOST_STARTERS]]
        body += [el.section(texts("library.starters")), *tiles]
    body.append(el.section(texts("library.areas"), spacing="large"))
    for position, (category, count) in enumerate(categories):
        amount = texts.count("library.amount", count)
        target = LibraryOpen(category.value)
        body.append(el.row(texts(category.text_key), amount, target, separator=position > 0))
    body += _shelves(amounts or {}, texts)
    new = el.dialog if can_dialog else el.execute
    total = sum(count for _, count in categories)
    speak = texts("library.speak", areas=texts.number(len(categories)), total=texts.number(total))
    return el.card(
        *body,
        actions=[new(texts("library.new"), TemplateNew(), tooltip=texts("library.new.tooltip"))],
        language=texts.language,
        speak=speak,
    )


def shelf_card(kind: ShelfKind, templates: Sequence[Line], texts: Texts) -> Card:
    """Make the list of one kind of shelf: one's own, the teams', the agency's."""
    title = texts(f"library.shelf.{kind}")
    if not templates:
        return el.card(
            el.head(title),
            el.text(texts(f"library.shelf.{kind}.empty")),
            actions=[el.execute(texts("library.all"), LibraryHome())],
            language=texts.language,
            speak=title,
        )
    return _list(title, texts.count("library.amount", len(templates)), templates, texts)


def category_card(category: Category, templates: Sequence[Line], texts: Texts) -> Card:
    """Make the list of one area's templates."""
    name = texts(category.text_key)
    return _list(name, texts.count("library.amount", len(templates)), templates, texts)


def results_card(query: str, templates: Sequence[Line], texts: Texts) -> Card:
    """Make the list of what a search found; with nothing found it says what works instead."""
    if not templates:
        return _nothing(query, texts)
    found = texts.count("library.found", len(templates), query=escaped(query))
    return _list(texts("library.title"), found, templates, texts)


def matches_card(answer_id: str, templates: Sequence[Line], texts: Texts) -> Card:
    """Make the answer to *Als Vorlage*: a new one of one's own, and what fits the question."""
    new = el.execute(texts("library.matches.new"), TemplateNew(answer_id), style="positive")
    fitting = [el.section(texts("library.matches")), *(_tile(one) for one in templates)]
    return el.card(
        el.head(texts("library.matches.title")),
        el.text(texts("library.matches.text")),
        el.row_actions(new, spacing="small"),
        *(fitting if templates else []),
        language=texts.language,
        speak=texts("library.matches.text"),
        max_bytes=_MOST_BYTES,
    )


def _shelves(amounts: Mapping[ShelfKind, int], texts: Texts) -> list[el.Block]:
    rows: list[el.Block] = [el.section(texts("library.shelves"), spacing="large")]
    for position, kind in enumerate(ShelfKind):
        if kind is ShelfKind.PERSONAL or amounts.get(kind):
            amount = texts.count("library.amount", amounts.get(kind, 0))
            title = texts(f"library.shelf.{kind}")
            rows.append(el.row(title, amount, ShelfOpen(kind.value), separator=position > 0))
    return rows


def _list(title: str, line: str, templates: Sequence[Line], texts: Texts) -> Card:
    more = len(templates) - MOST_TILES
    end = [el.sub(texts.count("library.more", more), spacing="medium")] if more > 0 else []
    names = ", ".join(one.title for one in templates[:MOST_TILES])
    return el.card(
        el.head(title),
        el.sub(line),
        *(_tile(one) for one in templates[:MOST_TILES]),
        *end,
        actions=[el.execute(texts("library.all"), LibraryHome())],
        language=texts.language,
        speak=texts("library.list.speak", title=title, names=names),
        max_bytes=_MOST_BYTES,
    )


def _nothing(query: str, texts: Texts) -> Card:
    title = texts("library.nothing.title")
    shown = escaped(query)
    told = texts("library.nothing", query=shown) if query else texts("library.nothing.no_query")
    return el.card(
        el.head(title),
        el.text(told),
        el.text(texts("library.nothing.instead"), spacing="small"),
        actions=[
            el.execute(texts("library.all"), LibraryHome()),
            el.execute(texts("help.button"), HelpShow()),
        ],
        language=texts.language,
        speak=f"{title}. {texts('library.nothing.instead')}",
    )


def _tile(template: Line) -> el.Block:
    return el.tile(template.title, template.description, TemplateOpen(template.id))


def _search(suggested: Sequence[Line], texts: Texts) -> list[el.Block]:
    choices = [(one.title, one.id) for one in suggested[:_MOST_SUGGESTED]]
    field = el.input_choice(
        "template",
        texts("library.search"),
        choices,
        error=texts("library.search.error"),
        placeholder=texts("library.search.example"),
        dataset=DATASET,
    )
    button = el.execute(texts("library.open"), LibraryChoose(), style="positive", inputs=True)
    return [field, el.row_actions(button, spacing="small")]
