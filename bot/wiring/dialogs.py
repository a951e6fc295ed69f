"""Makes the dialogs and says which of them answers what: the table to look a verb up in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.answering.service import AnsweringService
from bot.channel.router import Routes
from bot.confined.launching import Launcher
from bot.core.clock import Clock
from bot.core.commands import Command
from bot.core.ids import AgencyId, PersonId, Scope
from bot.core.ports import ChatModel
from bot.core.turn import Handler, TurnKind
from bot.documents.extract import Extractor
from bot.documents.ocr import Tesseract
from bot.documents.recognition import Recogniser
from bot.documents.service import DocumentService
from bot.export.printing import Printer
from bot.export.results import KeptResults
from bot.export.service import ExportService
from bot.export.word_template import WordTemplates
from bot.governance.consent import ConsentService
from bot.governance.feedback import FeedbackService
from bot.governance.limits import LimitService
from bot.governance.personal_data import PersonalDataService
from bot.wiring.documents import DocumentsTable, Shared
from bot.wiring.edge import Edge
from bot.wiring.library import Books, LibraryTable
from bot.wiring.minutes import MinutesTable
from bot.wiring.state import State
from cards.library import DATASET
from dialogs import export as exporting
from dialogs import message_menu, my_data, saving
from dialogs.answer_flow import ASK_AGAIN, CONDENSE, AnswerFlow
from dialogs.export import AnswerReports, ExportDialog, KeptReports
from dialogs.feedback import FeedbackDialog
from dialogs.free_prompt import FreePromptDialog
from dialogs.gate import Gate
from dialogs.help import HelpDialog, is_greeting, is_thanks, is_wordless
from dialogs.message_menu import MessageMenu
from dialogs.my_data import MyDataDialog
from dialogs.notice import NoticeDialog
from dialogs.retry import RetryDialog
from dialogs.saving import SavingDialog
from dialogs.stop import StopDialog
from dialogs.welcome import WelcomeDialog

Forgetting = Callable[[Scope, PersonId], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How files leave: agencies' Word templates, a local run's folder instead of OneDrive.

    And what starts the children that read and write them.
    """

    templates: Mapping[AgencyId, WordTemplates]
    here: Path | None = None
    launcher: Launcher = field(default_factory=Launcher)


def _forgetting(*places: Forgetting) -> Forgetting:
    """Return what makes several places forget a person's part of a group."""

    async def forget(scope: Scope, person: PersonId) -> None:
        for place in places:
            await place(scope, person)

    return forget


def make_routes(
    state: State,
    model: ChatModel,
    edge: Edge,
    books: Books,
    clock: Clock,
    at_once: int,
    outgoing: Outgoing,
) -> Routes:
    """Return the table of all dialogs; ``at_once``: calls for one long text."""
    return _Table(state, model, edge, books, clock, at_once, outgoing).routes()


class _Table:
    """All dialogs of one assistant."""

    def __init__(
        self,
        state: State,
        model: ChatModel,
        edge: Edge,
        books: Books,
        clock: Clock,
        at_once: int,
        outgoing: Outgoing,
    ) -> None:
        store, demo, launcher = state.store, model.is_demo, outgoing.launcher
        answering = AnsweringService(model, store, clock)
        consent = ConsentService(store, clock)
        results = KeptResults(store, clock)
        parts = _forgetting(answering.forget_person, results.forget_person)
        data = PersonalDataService(store, state.queue, clock, parts)
        documents = DocumentService(
            store, clock, Extractor(Recogniser(Tesseract(launcher=launcher)))
        )
        gate = Gate(consent, LimitService(state.counter))
        self.retry = RetryDialog(store, clock)
        flow = AnswerFlow(answering, self.retry, is_demo=demo)
        self.prompt = FreePromptDialog(gate, answering, flow)
        self.books = LibraryTable(books, store, model, clock, gate, answering, flow, documents)
        shared = Shared(
            store, model, clock, gate, answering, flow, self.prompt, consent, self.retry, results
        )
        self.documents = DocumentsTable(documents, edge.downloads, shared, at_once=at_once)
        self.minutes = MinutesTable(
            books.minutes, shared, documents, edge.transcripts, at_once=at_once
        )
        self.menu = MessageMenu(gate, answering, store, clock, is_demo=demo)
        self.help = HelpDialog()
        self.notice = NoticeDialog(consent)
        self.saving = SavingDialog(store, edge.uploads, self.retry, here=outgoing.here)
        self.data = MyDataDialog(data, self.saving, clock)
        answers = AnswerReports(answering, is_demo=demo)
        sources = (KeptReports(results), answers, self.minutes.reports)
        files = ExportService(Printer(launcher), outgoing.templates)
        self.export = ExportDialog(sources, files, self.saving, self.retry)
        self.stop = StopDialog(state.queue, store, answering, documents)
        self.feedback = FeedbackDialog(FeedbackService(store, clock))
        self.welcome = WelcomeDialog(store, data, clock)

    def routes(self) -> Routes:
        return Routes(
            actions={
                **self._answer_actions(),
                **self._other_actions(),
                **self.documents.actions(),
                **self.books.actions(),
                **self.minutes.actions(),
            },
            tasks=self._tasks(),
            events={
                **self.minutes.events(),
                TurnKind.INSTALLED: self.welcome.installed,
                TurnKind.REMOVED: self.welcome.removed,
                TurnKind.FEEDBACK: self.feedback.keep,
                TurnKind.FILE_CONSENT: self.saving.consent,
                TurnKind.DELETED: self.stop.forget_message,
            },
            files=self.minutes.files(self.documents.files.receive),
            commands=self._commands(),
            small_talk=(
                *self.minutes.small_talk(),
                (is_wordless, self.help.ask_for_words),
                (is_greeting, self.help.greet),
                (is_thanks, self.help.welcome_thanks),
            ),
            free_prompt=self.documents.questions.ask,
            search={DATASET: self.books.library.typeahead},
            dialogs={
                **self.menu.dialogs(),
                **self.books.dialogs(),
                **self.minutes.dialogs(),
            },
            message_actions={**self.menu.commands(), **self.books.message_actions()},
            compose_search=self.books.compose_search(),
        )

    def _tasks(self) -> dict[str, Handler]:
        return {
            ASK_AGAIN: self.prompt.ask_again,
            CONDENSE: self.prompt.condense,
            **self.documents.tasks(),
            **self.books.tasks(),
            **self.minutes.tasks(),
            message_menu.WORK: self.menu.work,
            my_data.SWEEP: self.data.sweep,
            exporting.EXPORT: self.export.run,
            saving.SAVE: self.saving.save,
            saving.ASK_AGAIN: self.saving.ask_again,
        }

    def _commands(self) -> dict[Command, Handler]:
        return {
            Command.HELP: self.help.show,
            Command.NEW: self.stop.begin_anew,
            Command.LIBRARY: self.books.library.show,
            Command.SUMMARISE: self.documents.files.start,
            Command.MINUTES: self.minutes.minutes.start,
            Command.RESEARCH: self.help.research,
            Command.SETTINGS: self.help.settings,
            Command.PRIVACY: self.notice.show,
            Command.MY_DATA: self.data.show,
            Command.DELETE: self.data.ask,
            Command.STOP: self.stop.stop,
        }

    def _answer_actions(self) -> dict[str, Handler]:
        return {
            "answer.again": self.prompt.press_variant,
            "answer.shorten": self.prompt.press_variant,
            "answer.formal": self.prompt.press_variant,
            "answer.plain": self.prompt.press_variant,
            "export.word": self.export.press,
            "export.pdf": self.export.press,
            "file.save_here": self.saving.save_here,
            "turn.retry": self.retry.press,
        }

    def _other_actions(self) -> dict[str, Handler]:
        return {
            "work.stop": self.stop.press,
            "notice.accept": self.notice.accept,
            "notice.decline": self.notice.decline,
            "privacy.show": self.notice.show,
            "help.show": self.help.press,
            "help.topic": self.help.topic,
            "data.show": self.data.show_again,
            "data.export": self.data.export,
            "data.read": self.data.read,
            "data.ask_delete": self.data.ask_in_place,
            "data.delete": self.data.delete,
            "settings.show": self.help.settings,
            "research.start": self.help.research,
        }
