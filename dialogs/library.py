"""The prompt library in the chat: found, opened, filled, run.

Moving about happens in one card. A sent form becomes the entries it was sent with, and the answer
streams below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.answering.service import AnsweringService
from bot.core.errors import CardOutdated
from bot.core.ids import AgencyId
from bot.core.turn import Card, Choice, Later, Payload, Turn
from bot.library.service import Library
from bot.library.template import Category, FormRejected, Template
from cards.actions import AnswerTemplate
from cards.form import filled_card, form_card
from cards.library import category_card, library_card, matches_card, results_card
from cards.library_actions import (
    LibraryChoose,
    LibraryHome,
    LibraryOpen,
    TemplateExample,
    TemplateOpen,
    TemplateRun,
)
from dialogs.answer_flow import AnswerFlow, Asked
from dialogs.gate import Gate
from dialogs.pressed import pressed

RUN: Final = "template.answer"
"""The task that answers a filled template."""
_CATEGORIES: Final = {category.value: category for category in Category}
_LONGEST_QUESTION: Final = 1_000
_LONGEST_QUERY: Final = 200


class LibraryDialog:
    """Shows the library and runs templates."""

    def __init__(
        self,
        gate: Gate,
        libraries: Mapping[AgencyId, Library],
        answering: AnsweringService,
        flow: AnswerFlow,
    ) -> None:
        self._gate = gate
        self._libraries = libraries
        self._answering = answering
        self._flow = flow

    # --- finding ---------------------------------------------------------------------------------

    async def show(self, turn: Turn) -> Card | None:
        """Send the library's entrance."""
        await turn.chat.show(self._entrance(turn))
        return None

    async def home(self, turn: Turn) -> Card | None:
        """Open the entrance, in the pressed card's place unless that one is to stay."""
        action = pressed(turn, LibraryHome)
        return await _placed(turn, self._entrance(turn), anew=bool(action.anew))

    def _entrance(self, turn: Turn) -> Card:
        library, language = self._library(turn), turn.texts.language
        return library_card(
            library.categories(language),
            library.starters(language),
            library.search("", language),
            turn.texts,
        )

    async def open(self, turn: Turn) -> Card | None:
        """Show one area."""
        action = pressed(turn, LibraryOpen)
        if action.category not in _CATEGORIES:
            raise CardOutdated
        category = _CATEGORIES[action.category]
        templates = self._library(turn).in_category(category, turn.texts.language)
        card = category_card(category, templates, turn.texts)
        return await _placed(turn, card, anew=bool(action.anew))

    async def choose(self, turn: Turn) -> Card | None:
        """Open what was chosen in the search field, or search for what was typed there."""
        action = pressed(turn, LibraryChoose)
        wanted = action.template.strip()[:_LONGEST_QUERY]
        if not wanted:
            return self._entrance(turn)
        library, language = self._library(turn), turn.texts.language
        template = library.get(wanted, language)
        if template is not None:
            return form_card(template, turn.texts)
        return results_card(wanted, library.search(wanted, language), turn.texts)

    async def typeahead(self, turn: Turn) -> Sequence[Choice]:
        """Return what fits the letters typed so far."""
        query = str(turn.payload.data.get("query", "")) if turn.payload else ""
        found = self._library(turn).search(query[:_LONGEST_QUERY], turn.texts.language)
        return [Choice(template.title, template.id) for template in found]

    async def matching(self, turn: Turn) -> Card | None:
        """Send the templates that fit an answer's question."""
        action = pressed(turn, AnswerTemplate)
        kept = await self._answering.recall(turn.scope, action.id, agency=turn.agency)
        if kept is None:
            raise CardOutdated
        question = kept.question[:_LONGEST_QUESTION]
        found = self._library(turn).fitting(question, turn.texts.language)
        await turn.chat.show(matches_card(found, turn.texts))
        return None

    # --- filling ---------------------------------------------------------------------------------

    async def form(self, turn: Turn) -> Card | None:
        """Show a template's form."""
        action = pressed(turn, TemplateOpen)
        return form_card(self._template(turn, action.id), turn.texts)

    async def example(self, turn: Turn) -> Card | None:
        """Fill the form with the template's example."""
        action = pressed(turn, TemplateExample)
        template = self._template(turn, action.id)
        values = template.example.values if template.example else {}
        return form_card(template, turn.texts, values)

    async def send(self, turn: Turn) -> Card | None:
        """Check a form and start its answer; what is wrong is said at the field."""
        action = pressed(turn, TemplateRun)
        template = self._template(turn, action.id)
        try:
            filled = template.fill(action.values)
        except FormRejected as rejected:
            return form_card(template, turn.texts, action.values, rejected.problems)
        data = {"id": template.id, "values": dict(action.values)}
        await turn.later(Later(Payload(RUN, data)))
        return filled_card(filled.shown, turn.texts)

    async def run(self, turn: Turn) -> Card | None:
        """Answer a filled template."""
        data = turn.payload.data if turn.payload else {}
        values = data.get("values")
        template = self._template(turn, str(data.get("id", "")))
        filled = template.fill(values if isinstance(values, dict) else {})
        if not await self._gate.admits(turn, filled.instruction):
            return None
        reply = self._answering.ask(
            turn.scope,
            filled.instruction,
            agency=turn.agency,
            texts=turn.texts,
            purpose="template",
            with_past=False,
        )
        opening = turn.texts("library.opening", title=template.title) + "\n\n"
        await self._flow.run(turn, Asked(filled.instruction, reply, opening))
        return None

    def _library(self, turn: Turn) -> Library:
        return self._libraries[turn.agency.key]

    def _template(self, turn: Turn, template_id: str) -> Template:
        template = self._library(turn).get(template_id, turn.texts.language)
        if template is None:
            raise CardOutdated
        return template


async def _placed(turn: Turn, card: Card, *, anew: bool) -> Card | None:
    """Return the card for the pressed one's place, or send it so that the pressed one stays."""
    if not anew:
        return card
    await turn.chat.show(card)
    return None
