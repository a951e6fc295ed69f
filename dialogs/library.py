"""The prompt library in the chat: found, opened, filled, run.

Moving about happens in one card. A sent form becomes the entries it was sent with, and the answer
streams below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.answering.service import AnsweringService
from bot.core.errors import CardOutdated, TemplateGone
from bot.core.turn import Card, Choice, Later, Payload, Turn
from bot.documents.service import DocumentService
from bot.library.bookcase import Bookcase, Found
from bot.library.field import FieldProblem, FieldType
from bot.library.ground_rules import GenderForm
from bot.library.plain_language.report import parted
from bot.library.proposals import Proposals
from bot.library.rights import Circles
from bot.library.shelf import ShelfKind
from bot.library.template import Category, FilledPrompt, FormRejected, Material, Template
from cards.actions import AnswerTemplate
from cards.form import filled_card, form_card
from cards.library import category_card, library_card, matches_card, results_card, shelf_card
from cards.library_actions import (
    LibraryChoose,
    LibraryHome,
    LibraryOpen,
    ShelfOpen,
    TemplateExample,
    TemplateNext,
    TemplateOpen,
    TemplateRun,
)
from dialogs.answer_flow import AnswerFlow, Asked
from dialogs.drafting import Drafting
from dialogs.gate import Gate
from dialogs.pressed import pressed

RUN: Final = "template.answer"
"""The task that answers a filled template."""
_CATEGORIES: Final = {category.value: category for category in Category}
_LONGEST_QUESTION: Final = 1_000
_LONGEST_QUERY: Final = 200


class LibraryDialog:
    """Shows the library and runs templates."""

    def __init__(  # what a filled template needs
        self,
        gate: Gate,
        bookcase: Bookcase,
        circles: Circles,
        answering: AnsweringService,
        flow: AnswerFlow,
        documents: DocumentService,
        drafting: Drafting,
        proposals: Proposals,
    ) -> None:
        self._gate = gate
        self._bookcase = bookcase
        self._circles = circles
        self._answering = answering
        self._flow = flow
        self._documents = documents
        self._drafting = drafting
        self._proposals = proposals

    # --- finding ---------------------------------------------------------------------------------

    async def show(self, turn: Turn) -> Card | None:
        """Send the library's entrance."""
        await turn.chat.show(await self._entrance(turn))
        return None

    async def home(self, turn: Turn) -> Card | None:
        """Open the entrance, in the pressed card's place unless that one is to stay."""
        action = pressed(turn, LibraryHome)
        return await _placed(turn, await self._entrance(turn), anew=bool(action.anew))

    async def _entrance(self, turn: Turn) -> Card:
        viewer, language = await self._circles.viewer(turn), turn.texts.language
        return library_card(
            await self._bookcase.categories(viewer, language),
            await self._bookcase.starters(viewer, language),
            await self._bookcase.search(viewer, "", language),
            turn.texts,
            amounts=await self._bookcase.amounts(viewer),
            n_waiting=len(await self._proposals.open_ones(viewer)) if viewer.reviews else 0,
            can_dialog=turn.can_dialog,
        )

    async def open(self, turn: Turn) -> Card | None:
        """Show one area."""
        action = pressed(turn, LibraryOpen)
        if action.category not in _CATEGORIES:
            raise CardOutdated
        category = _CATEGORIES[action.category]
        viewer = await self._circles.viewer(turn)
        templates = await self._bookcase.in_category(viewer, category, turn.texts.language)
        card = category_card(category, templates, turn.texts)
        return await _placed(turn, card, anew=bool(action.anew))

    async def shelf(self, turn: Turn) -> Card | None:
        """Show what stands on one kind of shelf."""
        action = pressed(turn, ShelfOpen)
        kind = ShelfKind(action.kind)
        viewer = await self._circles.viewer(turn)
        card = shelf_card(kind, await self._bookcase.shelf(viewer, kind), turn.texts)
        return await _placed(turn, card, anew=bool(action.anew))

    async def choose(self, turn: Turn) -> Card | None:
        """Open what was chosen in the search field, or search for what was typed there."""
        action = pressed(turn, LibraryChoose)
        wanted = action.template.strip()[:_LONGEST_QUERY]
        if not wanted:
            return await self._entrance(turn)
        viewer, language = await self._circles.viewer(turn), turn.texts.language
        try:
            found = await self._bookcase.find(viewer, wanted, language)
        except TemplateGone:  # words, not an id
            hits = await self._bookcase.search(viewer, wanted, language)
            return results_card(wanted, hits, turn.texts)
        return await self._form(turn, found)

    async def typeahead(self, turn: Turn) -> Sequence[Choice]:
        """Return what fits the letters typed so far."""
        query = str(turn.payload.data.get("query", "")) if turn.payload else ""
        viewer = await self._circles.viewer(turn)
        hits = await self._bookcase.search(viewer, query[:_LONGEST_QUERY], turn.texts.language)
        return [Choice(hit.title, hit.id) for hit in hits]

    async def matching(self, turn: Turn) -> Card | None:
        """Offer a new template made of an answer's question, and what fits it already."""
        action = pressed(turn, AnswerTemplate)
        kept = await self._answering.recall(turn.scope, action.id, agency=turn.agency)
        if kept is None:
            raise CardOutdated
        viewer = await self._circles.viewer(turn)
        question = kept.question[:_LONGEST_QUESTION]
        found = await self._bookcase.fitting(viewer, question, turn.texts.language)
        await turn.chat.show(matches_card(action.id, found, turn.texts))
        return None

    # --- filling ---------------------------------------------------------------------------------

    async def form(self, turn: Turn) -> Card | None:
        """Show a template's form."""
        return await self._form(turn, await self._found(turn, pressed(turn, TemplateOpen).id))

    async def example(self, turn: Turn) -> Card | None:
        """Fill the form with the template's example."""
        found = await self._found(turn, pressed(turn, TemplateExample).id)
        example = found.template.example
        return await self._form(turn, found, example.values if example else {})

    async def follow(self, turn: Turn) -> Card | None:
        """Open a template's form below an answer, with the answer in its first long field."""
        action = pressed(turn, TemplateNext)
        found = await self._found(turn, action.id)
        kept = await self._answering.recall(turn.scope, action.answer, agency=turn.agency)
        taking = found.template.taking
        if kept is None or taking is None:
            raise CardOutdated
        body, _ = parted(kept.answer)
        values = {one.name: one.default for one in found.template.fields}
        card = await self._form(turn, found, {**values, taking.name: body.strip()})
        await turn.chat.show(card)
        return None

    async def send(self, turn: Turn) -> Card | None:
        """Check a form and start its answer; what is wrong is said at the field."""
        action = pressed(turn, TemplateRun)
        found = await self._found(turn, action.id)
        try:
            filled = await self._filled(turn, found.template, action.values)
        except FormRejected as rejected:
            return await self._form(turn, found, action.values, rejected.problems)
        data = {"id": found.template.id, "values": dict(action.values)}
        await turn.later(Later(Payload(RUN, data)))
        return filled_card(filled.shown, turn.texts)

    async def run(self, turn: Turn) -> Card | None:
        """Answer a filled template."""
        data = turn.payload.data if turn.payload else {}
        values = data.get("values")
        viewer = await self._circles.viewer(turn)
        found = await self._bookcase.find(viewer, str(data.get("id", "")), turn.texts.language)
        given = values if isinstance(values, dict) else {}
        filled = await self._filled(turn, found.template, given)
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
        opening = turn.texts("library.opening", title=found.template.title) + "\n\n"
        taking = found.template.taking
        source = str(given.get(taking.name, "")) if taking else ""
        draft = await self._drafting.of(turn, viewer, found.template, source)
        rewritten = self._drafting.locked(turn, found.template)
        asked = Asked(filled.instruction, reply, opening, rewritten=rewritten, draft=draft)
        await self._bookcase.used(viewer, found)
        await self._flow.run(turn, asked)
        return None

    async def _found(self, turn: Turn, template_id: str) -> Found:
        viewer = await self._circles.viewer(turn)
        return await self._bookcase.find(viewer, template_id, turn.texts.language)

    async def _form(
        self,
        turn: Turn,
        found: Found,
        values: Mapping[str, str] | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Card:
        files: list[tuple[str, str]] = []
        if any(one.type is FieldType.FILE for one in found.template.fields):
            files = [(one.name, one.id) for one in await self._documents.kept(turn.scope)]
        return form_card(found.template, turn.texts, values, problems, files=files)

    async def _filled(
        self, turn: Turn, template: Template, values: Mapping[str, str]
    ) -> FilledPrompt:
        materials = {}
        for one in template.fields:
            entry = values.get(one.name, "")
            if one.type is FieldType.FILE and entry:
                document = await self._documents.load(turn.scope, entry)
                text = "\n\n".join(unit.text for unit in document.units if unit.text)
                materials[entry] = Material(document.name, text)
        gender = GenderForm(turn.agency.library.gender_form)
        return template.fill(values, gender=gender, materials=materials)


async def _placed(turn: Turn, card: Card, *, anew: bool) -> Card | None:
    """Return the card for the pressed one's place, or send it so that the pressed one stays."""
    if not anew:
        return card
    await turn.chat.show(card)
    return None
