"""The prompt library: search first, then what the agency recommends, then the areas.

The search field asks the bot while somebody types; clients that can't do that offer the list that
stands in the card. Nothing found is no dead end: the question can be asked without a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.template import Category, Template
from cards import elements as el
from cards.actions import HelpShow
from cards.escaping import escaped
from cards.library_actions import LibraryChoose, LibraryHome, LibraryOpen, TemplateOpen

DATASET: Final = "templates"
"""What the search field's query names; answered with titles and ids of templates."""

MOST_TILES: Final = 10
_MOST_BYTES: Final = 40_000  # ten of the longest titles there may be
_MOST_STARTERS: Final = 3
_MOST_SUGGESTED: Final = 15


def library_card(
    categories: Sequence[tuple[Category, int]],
    starters: Sequence[Template],
    suggested: Sequence[Template],
    texts: Texts,
) -> Card:
    """Make the library's entrance; ``suggested`` stands in the search field before typing."""
    body = [el.head(texts("library.title")), *_search(suggested, texts)]
    if starters:
        tiles = [_tile(one) for one in starters[:_MOST_STARTERS]]
        body += [el.section(texts("library.starters")), *tiles]
    body.append(el.section(texts("library.areas"), spacing="large"))
    for position, (category, count) in enumerate(categories):
        amount = texts.count("library.amount", count)
        target = LibraryOpen(category.value)
        body.append(el.row(texts(category.text_key), amount, target, separator=position > 0))
    total = sum(count for _, count in categories)
    speak = texts("library.speak", areas=texts.number(len(categories)), total=texts.number(total))
    return el.card(*body, language=texts.language, speak=speak)


def category_card(category: Category, templates: Sequence[Template], texts: Texts) -> Card:
    """Make the list of one area's templates."""
    name = texts(category.text_key)
    return _list(name, texts.count("library.amount", len(templates)), templates, texts)


def results_card(query: str, templates: Sequence[Template], texts: Texts) -> Card:
    """Make the list of what a search found; with nothing found it says what works instead."""
    if not templates:
        return _nothing(query, texts)
    found = texts.count("library.found", len(templates), query=escaped(query))
    return _list(texts("library.title"), found, templates, texts)


def matches_card(templates: Sequence[Template], texts: Texts) -> Card:
    """Make the answer to *Als Vorlage*: own templates don't exist yet, these fit the question."""
    if not templates:
        return _nothing("", texts)
    return _list(texts("library.matches.title"), texts("library.matches"), templates, texts)


def _list(title: str, line: str, templates: Sequence[Template], texts: Texts) -> Card:
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


def _tile(template: Template) -> el.Block:
    return el.tile(template.title, template.description, TemplateOpen(template.id))


def _search(suggested: Sequence[Template], texts: Texts) -> list[el.Block]:
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
