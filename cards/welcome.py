"""The greeting: once for each installation, and never again on ``hilfe``.

Shows what works today: three first steps and the limits, nothing that is still to come.
"""

from __future__ import annotations

from bot.agency.profile import Agency
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library import template as library
from cards import elements as el
from cards.action import ANEW
from cards.actions import HelpShow, PrivacyShow, SummaryStart
from cards.escaping import escaped
from cards.icons import Icon
from cards.library_actions import LibraryHome, LibraryOpen


def personal_welcome(texts: Texts, agency: Agency) -> Card:
    """Make the greeting of the 1:1 chat."""
    letters = LibraryOpen(library.Category.CITIZENS.value, ANEW)
    steps = [
        el.tile(texts("welcome.draft"), texts("welcome.draft.line"), letters),
        el.tile(texts("welcome.summarise"), texts("welcome.summarise.line"), SummaryStart()),
        el.tile(texts("welcome.library"), texts("welcome.library.line"), LibraryHome(ANEW)),
    ]
    return el.card(
        _title(texts, agency, texts("welcome.kicker")),
        el.text(texts("welcome.what")),
        el.text(texts("welcome.begin"), spacing="medium"),
        *steps,
        el.sub(texts("welcome.limits"), spacing="medium"),
        actions=[
            el.execute(texts("help.privacy"), PrivacyShow()),
            el.execute(texts("help.button"), HelpShow()),
        ],
        language=texts.language,
        speak=texts("welcome.speak", name=agency.name),
    )


def team_welcome(texts: Texts, agency: Agency, *, chat_url: str = "") -> Card:
    """Make the one greeting of a team or group; ``chat_url`` opens the 1:1 chat."""
    help_button = el.execute(texts("help.button"), HelpShow())
    buttons = [help_button]
    if chat_url:
        tooltip = texts("welcome.team.chat.tooltip")
        buttons.insert(0, el.open_url(texts("welcome.team.chat"), chat_url, tooltip=tooltip))
    name = escaped(agency.name)
    body = [
        _title(texts, agency, texts("welcome.team.kicker")),
        el.text(texts("welcome.team.how", name=name)),
        el.quiet(
            el.text(texts("welcome.team.reads"), spacing="none"),
            el.text(texts("welcome.team.seen"), spacing="small"),
            spacing="medium",
        ),
        el.sub(texts("welcome.limits"), spacing="medium"),
    ]
    speak = texts("welcome.team.speak", name=agency.name)
    return el.card(*body, actions=buttons, language=texts.language, speak=speak)


def _title(texts: Texts, agency: Agency, kicker: str) -> el.Block:
    alt = texts("welcome.mark", name=agency.name)
    return el.header(Icon.MARK, alt, escaped(agency.name), kicker=kicker)
