"""Questions over the files of a conversation: when they are asked, and how they are answered.

Free text in a 1:1 chat with live files comes here first. What is about the files is answered from
them alone, says so, and can be had without them; everything else is a free prompt as always.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from bot.answering.kept import KeptAnswer
from bot.answering.service import Action, AnsweringService, Reply
from bot.core.errors import CardOutdated, ModelMisconfigured, QuestionTooLong
from bot.core.turn import Card, Later, Payload, Turn
from bot.documents import bundle
from bot.documents.asking import (
    LONGEST_QUESTION,
    Want,
    goes_on,
    language_of,
    may_be_looked_up,
    named_in,
    points_to_files,
    points_to_several,
    wanted_beside,
    wanted_later,
)
from bot.documents.document import Document, Facts
from bot.documents.focus import Focus, FocusKeeper
from bot.documents.questions import (
    QuestionService,
    WithoutBlock,
    has_telling_words,
    is_nothing,
    may_be_nothing,
)
from bot.documents.searching import Material, Searchable
from bot.documents.service import DocumentService
from bot.documents.used import names_line
from bot.documents.wishes import wish_in
from bot.governance.consent import ConsentService
from cards.question_actions import QuestionFocus, QuestionWithout
from dialogs.answer_flow import AnswerFlow, Asked, Grounded
from dialogs.free_prompt import FreePromptDialog
from dialogs.gate import Gate
from dialogs.grounding import grounds, nothing, nothing_text, opening
from dialogs.pressed import pressed
from dialogs.summarise import SummariseDialog, default_wish

ASK: Final = "question.ask"
"""The task that asks a question about files (once more)."""
WITHOUT: Final = "question.without"
"""The task that asks without files what was asked about them."""

_UNBIDDEN: Final = 400_000  # letters that may be searched though nobody spoke of files: 90 pages
_SHRINKS: Final = 3


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: these files; ``searchable`` where they were searched to tell."""

    files: Sequence[Facts]
    document: Document
    want: Want
    searched: str
    searchable: Searchable | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """The dialogs that take over what is no question about files."""

    prompt: FreePromptDialog
    summaries: SummariseDialog


class QuestionsDialog:
    """Answers from files, and hands what is not about them to free prompting."""

    def __init__(  # what an answer from files needs
        self,
        gate: Gate,
        documents: DocumentService,
        questions: QuestionService,
        focus: FocusKeeper,
        answering: AnsweringService,
        flow: AnswerFlow,
        others: Others,
        consent: ConsentService,
    ) -> None:
        self._gate = gate
        self._documents = documents
        self._questions = questions
        self._focus = focus
        self._answering = answering
        self._flow = flow
        self._prompt = others.prompt
        self._summaries = others.summaries
        self._consent = consent

    # --- what comes in ---------------------------------------------------------------------------

    async def ask(self, turn: Turn) -> Card | None:
        """Answer a message, from the files if it is about them."""
        about = await self._about(turn)
        if about is None:
            return await self._prompt.ask(turn)
        is_summary = about.want is Want.SUMMARY  # which is counted when it is made
        if not await self._gate.admits(turn, turn.text, counts=not is_summary):
            return None
        if is_summary:
            await self._summarise(turn, about.files)
        else:
            await self._answer(turn, about, turn.text)
        return None

    async def ask_kept(self, turn: Turn) -> Card | None:
        """Answer the question that waited for the notice to be accepted."""
        question = await self._consent.take_question(turn.scope)
        return await self.ask(replace(turn, text=question)) if question else None

    def wants_answer(self, turn: Turn) -> bool:
        """Tell whether words beside a file are a question about it."""
        return wanted_beside(turn.text) is Want.ANSWER

    async def handed_in(self, turn: Turn, files: Sequence[Facts]) -> None:
        """Note files that came without a question: what is asked next may be about them."""
        await self._focus.note(turn.scope, [one.id for one in files], "")

    async def ask_beside(self, turn: Turn, files: Sequence[Facts]) -> None:
        """Answer the question that came with files."""
        if await self._gate.admits(turn, turn.text):
            question = turn.text.strip()
            await self._answer(turn, await self._of(turn, files, question), question)

    async def ask_again(self, turn: Turn) -> Card | None:
        """Ask once more about the same files; a task."""
        data = turn.payload.data if turn.payload else {}
        question, ids = str(data.get("question", "")), data.get("documents")
        if not question or not isinstance(ids, list):
            raise CardOutdated
        files = [await self._documents.facts(turn.scope, str(one)) for one in ids]
        if await self._gate.admits(turn, question):
            await self._answer(turn, await self._of(turn, files, question), question)
        return None

    # --- buttons ---------------------------------------------------------------------------------

    async def press_focus(self, turn: Turn) -> Card | None:
        """Make the files of a card what the next questions are about."""
        ids = pressed(turn, QuestionFocus).document.split(",")
        files = [await self._documents.facts(turn.scope, one) for one in ids]
        await self._focus.pin(turn.scope, ids)
        await turn.chat.say(turn.texts("question.focus", files=names_line(files, turn.texts)))
        return None

    async def press_without(self, turn: Turn) -> Card | None:
        """Start asking without files; the answer from them stays as it is."""
        kept = await self._kept(turn, pressed(turn, QuestionWithout).id)
        await self._focus.clear(turn.scope)
        await turn.later(Later(Payload(WITHOUT, {"id": kept.id})))
        return None

    async def without(self, turn: Turn) -> Card | None:
        """Ask without files what was asked about them; a task."""
        data = turn.payload.data if turn.payload else {}
        kept = await self._kept(turn, str(data.get("id", "")))
        if await self._gate.admits(turn, kept.question):
            await self._prompt.answer(turn, kept.question, turn.texts("question.without.opening"))
        return None

    async def variant(self, turn: Turn) -> Card | None:
        """Write another version of an answer; one from files stays with its files. A task."""
        data = turn.payload.data if turn.payload else {}
        kept = await self._kept(turn, str(data.get("id", "")))
        if kept.basis is None:
            return await self._prompt.variant(turn)
        files = [await self._documents.facts(turn.scope, one) for one in kept.basis.files]
        if not await self._gate.admits(turn):
            return None
        action = Action(str(data.get("action", "")))
        if action is Action.AGAIN or kept.basis.is_nothing:
            await self._answer(turn, await self._of(turn, files, kept.question), kept.question)
        else:
            await self._reword(turn, kept, action, files)
        return None

    async def _kept(self, turn: Turn, name: str) -> KeptAnswer:
        kept = await self._answering.recall(turn.scope, name, agency=turn.agency)
        if kept is None:
            raise CardOutdated
        return kept

    # --- is it about the files? ------------------------------------------------------------------

    async def _about(self, turn: Turn) -> About | None:
        """Return what a message asks of which files, or None if it is about none."""
        text = turn.text.strip()
        if not turn.is_personal or len(text) > LONGEST_QUESTION:
            return None
        live = await self._documents.kept(turn.scope)
        if not live:
            return None
        focus = await self._focus.read(turn.scope)
        focused = [one for one in live if focus and one.id in focus.documents]
        named = named_in(text, live)
        if named or points_to_files(text):
            one = named or ([] if points_to_several(text) else focused) or live
            return await self._named(turn, one, text)
        return await self._unnamed(turn, focus, focused, live, text)

    async def _named(self, turn: Turn, files: Sequence[Facts], text: str) -> About:
        about = await self._of(turn, files, text)
        return replace(about, want=wanted_later(text))

    async def _unnamed(
        self,
        turn: Turn,
        focus: Focus | None,
        focused: Sequence[Facts],
        live: Sequence[Facts],
        text: str,
    ) -> About | None:
        """Decide for a question that names no file: by what it leans on, then by searching."""
        if focus and focused and focus.is_pinned and may_be_looked_up(text):
            return await self._of(turn, focused, _leaning(text, focus))
        leans = focus is not None and bool(focused) and goes_on(text)
        if not leans and not (may_be_looked_up(text) and has_telling_words(text)):
            return None
        files = focused if leans else _searched_unbidden(live, focused)
        if not files:
            return None
        about = await self._of(turn, files, _leaning(text, focus) if leans else text)
        if leans and not has_telling_words(text):
            return about
        searchable = await self._questions.searchable(turn.scope, about.document)
        if not searchable.has_much_of(text, leaning=leans):
            return None
        return replace(about, searchable=searchable)

    async def _of(self, turn: Turn, files: Sequence[Facts], searched: str) -> About:
        """Load the files; raises FileExpired if one of them has gone meanwhile."""
        loaded = [await self._documents.load(turn.scope, one.id) for one in files]
        return About(files, bundle.document_of(loaded), Want.ANSWER, searched)

    # --- the answer ------------------------------------------------------------------------------

    async def _answer(self, turn: Turn, about: About, question: str) -> None:
        language = language_of(question, turn.texts.language)

        async def prepared(shrink: int) -> list[Material]:
            return await self._questions.materials(
                turn.scope, about.document, about.searched, about.searchable, shrink=shrink
            )

        def asked(material: Material) -> Reply:
            return self._answering.ask(
                turn.scope,
                self._questions.prompt(material, question, language),
                agency=turn.agency,
                texts=turn.texts,
                purpose="question",
            )

        if about.document.n_chars > _UNBIDDEN:  # preparing it takes a second or two
            await turn.chat.typing()
        materials = await prepared(0)
        if not materials:  # nothing to search for in a long text: it is asked about as a whole
            await self._summarise(turn, about.files, question)
            return
        reading = _Reading(asked, prepared, materials)

        async def check(text: str) -> Grounded:
            if reading.found_nothing:
                told = nothing_text(about.files, turn.texts)
                return Grounded(told, nothing(about.files, turn.texts))
            return await self._checked(turn, about, text, reading.units)

        ids = [one.id for one in about.files]
        await self._focus.note(turn.scope, ids, about.searched)
        again = Later(Payload(ASK, {"question": question, "documents": ids}))
        await self._flow.run(
            turn,
            Asked(
                question,
                reading.reply,
                opening(about.files, turn.texts),
                rewritten=WithoutBlock(),
                check=check,
                again=again,
            ),
        )

    async def _checked(self, turn: Turn, about: About, text: str, units: Sequence[int]) -> Grounded:
        language = turn.texts.language
        proof = await self._questions.prove(text, about.document, units, language)
        return Grounded(proof.text, grounds(proof, about.document, about.files, turn.texts))

    async def _reword(
        self, turn: Turn, kept: KeptAnswer, action: Action, files: Sequence[Facts]
    ) -> None:
        """Say an answer from files otherwise, and check it against them again."""
        about = await self._of(turn, files, kept.question)
        sources = kept.basis.sources if kept.basis else ()

        async def check(text: str) -> Grounded:
            cited = self._questions.with_sources(
                text, [(one.number, one.unit, one.quote) for one in sources]
            )
            units = [unit.number for unit in about.document.units]
            return await self._checked(turn, about, cited, units)

        reply = self._answering.act(turn.scope, kept, action, agency=turn.agency, texts=turn.texts)
        first = turn.texts(f"answer.opening.{action.value}") + "\n\n"
        await self._flow.run(
            turn, Asked(kept.question, reply, first, rewritten=WithoutBlock(), check=check)
        )

    async def _summarise(self, turn: Turn, files: Sequence[Facts], text: str = "") -> None:
        wish = wish_in(text or turn.text, default_wish(turn))
        await self._summaries.begin(turn, files, wish, turn.chat.show)


class _Reading:
    """One answer, asked for with one material after the other until the files say something.

    ``units`` are those whose text the model had when it answered.
    """

    def __init__(
        self,
        ask: Callable[[Material], Reply],
        prepare: Callable[[int], Awaitable[list[Material]]],
        materials: Sequence[Material],
    ) -> None:
        self._ask = ask
        self._prepare = prepare
        self._waiting = list(materials)
        self._shrinks = 0
        self.units: tuple[int, ...] = ()
        self.found_nothing = False
        self.reply = Reply()
        self.reply.pieces = self._pieces()

    async def _pieces(self) -> AsyncGenerator[str, None]:
        while self._waiting and not self.reply.text:
            material = self._waiting.pop(0)
            self.units = material.units
            self.found_nothing = False
            try:
                async with aclosing(self._answered(self._ask(material))) as pieces:
                    async for piece in pieces:
                        yield piece
            except QuestionTooLong:  # not the question is, but what goes with it
                await self._shrink()

    async def _answered(self, inner: Reply) -> AsyncGenerator[str, None]:
        """Pass an answer on, once it is clear that it is one."""
        held, is_answer = "", False
        try:
            async with aclosing(inner.pieces) as pieces:
                async for piece in pieces:
                    held += piece
                    is_answer = is_answer or not may_be_nothing(held)
                    if is_answer:
                        self.reply.text += held
                        yield held
                        held = ""
            self.found_nothing = not is_answer and is_nothing(held)
            if held and not self.found_nothing:
                self.reply.text += held
                yield held
        finally:
            self.reply.finish, self.reply.usage = inner.finish, inner.usage
            self.reply.left_out, self.reply.past_tokens = inner.left_out, inner.past_tokens

    async def _shrink(self) -> None:
        self._shrinks += 1
        if self._shrinks > _SHRINKS:
            raise ModelMisconfigured
        self._waiting = await self._prepare(self._shrinks)
        if not self._waiting:
            raise ModelMisconfigured


def _searched_unbidden(live: Sequence[Facts], focused: Sequence[Facts]) -> Sequence[Facts]:
    """Return what is searched for a question that names no file: all, or of much the latest."""
    fits = sum(one.n_chars for one in live) <= _UNBIDDEN
    return live if fits else focused


def _leaning(text: str, focus: Focus | None) -> str:
    """Return what to search for: a question that leans on another is little by itself."""
    before = focus.question if focus else ""
    return f"{before} {text}".strip()[-LONGEST_QUESTION:] if before and goes_on(text) else text
