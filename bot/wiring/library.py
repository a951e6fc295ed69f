"""Makes the dialogs of the prompt library, and says which of them answers what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.agency.profile import Agencies
from bot.answering.service import AnsweringService
from bot.core.clock import Clock
from bot.core.ids import AgencyId
from bot.core.ports import ChatModel, Store
from bot.core.turn import ComposeHandler, DialogHandler, Handler
from bot.documents.service import DocumentService
from bot.library.authoring import Authoring
from bot.library.bookcase import Bookcase
from bot.library.loader import shipped_templates
from bot.library.locked import Part, load_blocks
from bot.library.plain_language.service import PlainLanguageService
from bot.library.proposals import Proposals
from bot.library.rights import Circles
from bot.library.screening import Screening
from bot.library.service import Library, load_library
from bot.library.shelves import Shelves
from bot.meetings.kinds import Kinds
from bot.wiring.minutes import load_minutes
from cards.actions import AnswerTemplate
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
from dialogs import compose, library
from dialogs.answer_flow import AnswerFlow
from dialogs.authoring import AuthoringDialog
from dialogs.compose import ComposeDialog
from dialogs.drafting import Drafting
from dialogs.gate import Gate
from dialogs.library import LibraryDialog
from dialogs.proposals import ProposalDialog


@dataclass(frozen=True, slots=True)
class Books:
    """What each agency brings: templates, text blocks and kinds of minutes, ours and its own."""

    libraries: Mapping[AgencyId, Library]
    blocks: Mapping[AgencyId, Mapping[Part, str]]
    minutes: Mapping[AgencyId, Kinds]


def load_books(agencies: Agencies, profiles: Path | None) -> Books:
    """Read all of it; raises ConfigurationError naming the folder or file."""
    shipped = shipped_templates()
    folder = profiles or Path()
    return Books(
        {one.key: load_library(one, profiles, shipped) for one in agencies.all},
        {
            one.key: load_blocks(folder / one.library.blocks if one.library.blocks else None)
            for one in agencies.all
        },
        load_minutes(agencies, profiles),
    )


class LibraryTable:
    """All dialogs of the library."""

    def __init__(  # what the library's dialogs need
        self,
        books: Books,
        store: Store,
        model: ChatModel,
        clock: Clock,
        gate: Gate,
        answering: AnsweringService,
        flow: AnswerFlow,
        documents: DocumentService,
    ) -> None:
        shelves, self.circles = Shelves(store, clock), Circles(store)
        bookcase = Bookcase(books.libraries, shelves, store)
        proposals = Proposals(store, clock, bookcase, shelves)
        drafting = Drafting(bookcase, PlainLanguageService(model), books.blocks)
        self.library = LibraryDialog(
            gate,
            bookcase,
            self.circles,
            answering,
            flow,
            documents,
            drafting,
            proposals,
        )
        self.authoring = AuthoringDialog(
            bookcase, shelves, Authoring(bookcase, shelves), self.circles, answering
        )
        self.proposals = ProposalDialog(bookcase, proposals, self.circles, Screening(model))
        self.compose = ComposeDialog(bookcase, self.circles)

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            AnswerTemplate.verb: self.library.matching,
            LibraryHome.verb: self.library.home,
            LibraryOpen.verb: self.library.open,
            LibraryChoose.verb: self.library.choose,
            ShelfOpen.verb: self.library.shelf,
            TemplateOpen.verb: self.library.form,
            TemplateExample.verb: self.library.example,
            TemplateNext.verb: self.library.follow,
            TemplateRun.verb: self.library.send,
            **self.authoring.actions(),
            **self.proposals.actions(),
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {library.RUN: self.library.run, **self.proposals.tasks()}

    def dialogs(self) -> dict[str, DialogHandler]:
        """Return what opens dialogs and takes their forms, by verb."""
        return self.authoring.dialogs()

    def message_actions(self) -> dict[str, DialogHandler]:
        """Return what a message's menu opens, by the manifest's command ids."""
        return {"template": self.authoring.from_message}

    def compose_search(self) -> dict[str, ComposeHandler]:
        """Return what is searched in compose boxes, by the manifest's command ids."""
        return {compose.TEMPLATES: self.compose.search}
