"""The verbs of all buttons, each with its typed payload.

Whatever does not fit exactly (unknown verb, other version, extra or wrong field) is no action:
`parse` returns None. What a payload is made of is in cards/action.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from cards.action import (
    ANEW,
    VERSION,
    Action,
    are_ids,
    chosen,
    given,
    is_count,
    is_entry,
    is_id,
    one_of,
    optional,
)
from cards.library_actions import LIBRARY_ACTIONS
from cards.menu_actions import MENU_ACTIONS
from cards.minutes_actions import MINUTES_ACTIONS
from cards.question_actions import QUESTION_ACTIONS

LEFT_OUT: Final = "left_out"


@dataclass(frozen=True, slots=True)
class _OnAnswer(Action):
    """A button under an answer, known by its id."""

    id: str = given(is_id)


class AnswerAgain(_OnAnswer):
    """Answer the same question once more."""

    verb = "answer.again"


class AnswerShorten(_OnAnswer):
    """Make the answer shorter."""

    verb = "answer.shorten"


class AnswerFormal(_OnAnswer):
    """Make the answer more formal."""

    verb = "answer.formal"


class AnswerPlain(_OnAnswer):
    """Say the answer in plainer words."""

    verb = "answer.plain"


class AnswerTemplate(_OnAnswer):
    """Show the templates that fit the answer's question."""

    verb = "answer.template"


@dataclass(frozen=True, slots=True)
class _OnResult(Action):
    """A button that makes a file of an answer or another result, known by its id."""

    id: str = given(is_id)


class ExportWord(_OnResult):
    """Give me this as a Word file."""

    verb = "export.word"


class ExportPdf(_OnResult):
    """Give me this as a PDF file."""

    verb = "export.pdf"


@dataclass(frozen=True, slots=True)
class SaveHere(Action):
    """Save a file on this computer: in a local run, where there is no OneDrive."""

    verb: ClassVar[str] = "file.save_here"
    ticket: str = given(is_id)


class SummaryStart(Action):
    """Say how to get a document summarised."""

    verb = "summary.start"


@dataclass(frozen=True, slots=True)
class SummaryRun(Action):
    """Summarise one document or several as one. Every field may come from the button or an input.

    ``document``: an id, or several with commas between. ``anew``: in a new message, so that the
    summary that was pressed stays.
    """

    verb: ClassVar[str] = "summary.run"
    document: str = chosen(are_ids)
    length: str = optional(one_of("short", "page", "detailed"))
    focus: str = optional(is_entry)
    language: str = optional(one_of("de", "en", "plain"))
    form: str = optional(one_of("overview", "memo", "bullets", "sections", "citizens"))
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class WorkStop(Action):
    """Stop a running job."""

    verb: ClassVar[str] = "work.stop"
    job: str = given(is_id)


@dataclass(frozen=True, slots=True)
class WorkResume(Action):
    """Go on with a job that was stopped; with ``rest`` left out, write up what was read so far."""

    verb: ClassVar[str] = "work.resume"
    job: str = given(is_id)
    rest: str = optional(one_of(LEFT_OUT))


@dataclass(frozen=True, slots=True)
class TurnRetry(Action):
    """Do again what failed, without typing it again."""

    verb: ClassVar[str] = "turn.retry"
    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class NoticeAccept(Action):
    """Agree to one edition of the notice."""

    verb: ClassVar[str] = "notice.accept"
    edition: int = given(is_count)


@dataclass(frozen=True, slots=True)
class NoticeDecline(Action):
    """Refuse one edition of the notice, or take the agreement back."""

    verb: ClassVar[str] = "notice.decline"
    edition: int = given(is_count)


class PrivacyShow(Action):
    """Show the notice and what was agreed to."""

    verb = "privacy.show"


class HelpShow(Action):
    """Show the help."""

    verb = "help.show"


@dataclass(frozen=True, slots=True)
class HelpTopic(Action):
    """Show how one thing is done."""

    verb: ClassVar[str] = "help.topic"
    topic: str = given(is_id)


@dataclass(frozen=True, slots=True)
class DataShow(Action):
    """Show what is kept about me; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "data.show"
    anew: str = optional(one_of(ANEW))


class DataExport(Action):
    """Give me what is kept about me as a file."""

    verb = "data.export"


class DataRead(Action):
    """Show me what is kept about me here in the chat, where no file can be saved."""

    verb = "data.read"


class DataAskDelete(Action):
    """Ask what is to be deleted."""

    verb = "data.ask_delete"


@dataclass(frozen=True, slots=True)
class DataDelete(Action):
    """Delete; ``what`` comes from the card's choice."""

    verb: ClassVar[str] = "data.delete"
    what: str = optional(one_of("conversation", "everything", "templates"))


class SettingsShow(Action):
    """Show my settings."""

    verb = "settings.show"


class MinutesStart(Action):
    """Begin minutes."""

    verb = "minutes.start"


class ResearchStart(Action):
    """Begin a research."""

    verb = "research.start"


_KINDS: Final[tuple[type[Action], ...]] = (
    AnswerAgain,
    AnswerShorten,
    AnswerFormal,
    AnswerPlain,
    AnswerTemplate,
    ExportWord,
    ExportPdf,
    SaveHere,
    *LIBRARY_ACTIONS,
    *MENU_ACTIONS,
    *MINUTES_ACTIONS,
    *QUESTION_ACTIONS,
    SummaryStart,
    SummaryRun,
    WorkStop,
    WorkResume,
    TurnRetry,
    NoticeAccept,
    NoticeDecline,
    PrivacyShow,
    HelpShow,
    HelpTopic,
    DataShow,
    DataExport,
    DataRead,
    DataAskDelete,
    DataDelete,
    SettingsShow,
    MinutesStart,
    ResearchStart,
)
ACTIONS: Final[Mapping[str, type[Action]]] = {kind.verb: kind for kind in _KINDS}
"""Every verb there is."""


def parse(verb: str, data: Mapping[str, object]) -> Action | None:
    """Return what a press means, or None: the card is outdated or the payload not of our making."""
    kind = ACTIONS.get(verb)
    sent = dict(data)
    version = sent.pop("v", None)
    if kind is None or isinstance(version, bool) or version != VERSION:
        return None
    if sent.pop("verb", verb) != verb:  # Action.Submit, the fallback, carries its verb in the data
        return None
    return kind.read(sent)
