"""Makes the dialogs of uploaded files, and says which of them answers what."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.service import AnsweringService
from bot.core.clock import Clock
from bot.core.ports import ChatModel, FileSource, Store
from bot.core.turn import Handler
from bot.documents.focus import FocusKeeper
from bot.documents.kept_indexes import KeptIndexes
from bot.documents.questions import QuestionService
from bot.documents.service import DocumentService
from bot.documents.summarise import SummaryService
from bot.export.results import KeptResults
from bot.governance.consent import ConsentService
from cards.actions import SummaryRun, SummaryStart, WorkResume
from cards.question_actions import QuestionFocus, QuestionWithout
from dialogs import free_prompt, notice, questions, summarise
from dialogs.answer_flow import AnswerFlow
from dialogs.files import FilesDialog
from dialogs.free_prompt import FreePromptDialog
from dialogs.gate import Gate
from dialogs.questions import Others, QuestionsDialog
from dialogs.retry import RetryDialog
from dialogs.summarise import SummariseDialog


@dataclass(frozen=True, slots=True)
class Shared:
    """What the dialogs of files have in common with others."""

    store: Store
    model: ChatModel
    clock: Clock
    gate: Gate
    answering: AnsweringService
    flow: AnswerFlow
    prompt: FreePromptDialog
    consent: ConsentService
    retry: RetryDialog
    results: KeptResults


class DocumentsTable:
    """All dialogs of uploaded files; ``at_once``: parts of a long file read at the same time."""

    def __init__(
        self, documents: DocumentService, source: FileSource, shared: Shared, *, at_once: int
    ) -> None:
        store, model, clock, gate = shared.store, shared.model, shared.clock, shared.gate
        summaries = SummaryService(model, store, clock, parallel=at_once)
        self.summary = SummariseDialog(
            gate,
            documents,
            summaries,
            store,
            shared.retry,
            clock,
            shared.results,
            is_demo=model.is_demo,
        )
        self.questions = QuestionsDialog(
            gate,
            documents,
            QuestionService(model.context_tokens, KeptIndexes(clock)),
            FocusKeeper(store),
            shared.answering,
            shared.flow,
            Others(shared.prompt, self.summary),
            shared.consent,
        )
        self.files = FilesDialog(gate, source, documents, self.summary, self.questions, clock)

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            SummaryStart.verb: self.files.start,
            SummaryRun.verb: self.summary.press,
            WorkResume.verb: self.summary.resume,
            QuestionFocus.verb: self.questions.press_focus,
            QuestionWithout.verb: self.questions.press_without,
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {
            free_prompt.VARIANT: self.questions.variant,
            notice.KEPT_QUESTION: self.questions.ask_kept,
            questions.ASK: self.questions.ask_again,
            questions.WITHOUT: self.questions.without,
            summarise.WORK: self.summary.work,
        }
