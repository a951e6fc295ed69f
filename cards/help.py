"""The help: what a person may write, what is good to know, and how single things are done.

Only commands that work are listed, and in groups only those that work there. A topic is a few
steps under ``help.topic.<name>``.
"""

from __future__ import annotations

from typing import Final

from bot.agency.profile import Agency
from bot.core.texts import Texts
from bot.core.turn import Card
from cards import elements as el
from cards.action import ANEW
from cards.actions import DataShow, HelpShow, PrivacyShow, SummaryStart
from cards.escaping import escaped
from cards.library_actions import LibraryHome

COMMANDS: Final = (
    "library", "summarise", "minutes", "new", "stop", "data", "delete", "privacy", "help",
)  # fmt: skip
_IN_PRIVATE: Final = ("summarise", "data")
TOPICS: Final = ("files", "large", "password", "scan")


def help_card(texts: Texts, agency: Agency, *, is_personal: bool = True) -> Card:
    """Make the help card; in groups it says how to call the assistant there."""
    commands = [
        (texts(f"help.command.{name}.word"), texts(f"help.command.{name}.does"))
        for name in COMMANDS
        if is_personal or name not in _IN_PRIVATE
    ]
    limits = {"mb": texts.number(agency.limits.file_mb), "name": escaped(agency.name)}
    body = [
        el.head(texts("help.title", **limits)),
        el.text(texts("help.intro" if is_personal else "help.intro.group")),
        el.table((1, 1), (texts("help.column.word"), texts("help.column.does")), commands),
        el.section(texts("help.good_to_know")),
        el.text(texts("help.facts", **limits), spacing="small"),
    ]
    if agency.brand.contact:
        contact = escaped(agency.brand.contact)
        body.append(el.sub(texts("help.contact", contact=contact), spacing="medium"))
    words = ", ".join(word for word, _ in commands)
    speak = texts("help.speak", words=words)
    rows = _rows(texts, is_personal=is_personal)
    return el.card(*body, *rows, language=texts.language, speak=speak)


def _rows(texts: Texts, *, is_personal: bool) -> list[el.Block]:
    library = el.execute(texts("help.library"), LibraryHome(ANEW))
    privacy = el.execute(texts("help.privacy"), PrivacyShow())
    if not is_personal:
        return [el.row_actions(library, privacy, spacing="medium")]
    summarise = el.execute(texts("help.summarise"), SummaryStart())
    data = el.execute(texts("help.data"), DataShow(ANEW))
    return [
        el.row_actions(library, summarise, spacing="medium"),
        el.row_actions(privacy, data, spacing="small"),
    ]


def topic_card(topic: str, texts: Texts, agency: Agency) -> Card:
    """Make the card that shows how one thing is done; an unknown topic is the help itself."""
    if topic not in TOPICS:
        return help_card(texts, agency)
    limits = {
        "mb": texts.number(agency.limits.file_mb),
        "pages": texts.number(agency.limits.pages),
    }
    title = texts(f"help.topic.{topic}.title")
    return el.card(
        el.head(title),
        el.text(texts(f"help.topic.{topic}.steps", **limits)),
        actions=[el.execute(texts("help.button"), HelpShow())],
        language=texts.language,
        speak=texts("help.topic.speak", title=title),
    )
