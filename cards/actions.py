"""The verbs of all buttons, each with its typed payload.

One class both renders a button's data and reads the press. Payloads carry ids, never texts; what a
person entered arrives merged into the same data and is told apart here. Whatever does not fit
exactly (unknown verb, other version, extra or wrong field) is no action: `parse` returns None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, Final

VERSION: Final = 1
"""Raised when a payload changes its meaning: buttons of older cards are then outdated."""

FIELD_PREFIX: Final = "field_"
"""In front of the ids of a template's own fields, so that they can't pass for ours."""

ANEW: Final = "yes"
"""What a button says whose result comes as a new message, because its own card is to stay."""

LEFT_OUT: Final = "left_out"

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")
_MAX_ENTRY_CHARS: Final = 100_000
_MAX_FIELDS: Final = 60
_Check = Callable[[object], bool]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_entry(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_ENTRY_CHARS


def _one_of(*choices: str) -> _Check:
    return lambda value: value in choices


def _given(check: _Check) -> Any:  # noqa: ANN401 - dataclass fields are typed by their annotation
    """Declare a field that the card put into its button."""
    return field(metadata={"check": check})


def _optional(check: _Check) -> Any:  # noqa: ANN401 - likewise
    """Declare a field that the card may give and that an input of the same id may fill."""
    return field(default="", metadata={"check": check})


@dataclass(frozen=True, slots=True)
class Action:
    """What a press means. Subclasses name their verb and their fields."""

    verb: ClassVar[str]

    def data(self) -> dict[str, object]:
        """Return what the button sends; empty fields are left to the card's inputs."""
        given = {part.name: getattr(self, part.name) for part in fields(self)}
        return {"v": VERSION, **{name: value for name, value in given.items() if value != ""}}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action that the data mean, or None when they are not of this verb's form."""
        values = {}
        for part in fields(cls):
            value = sent.get(part.name, MISSING)
            if value is MISSING and part.default is not MISSING:
                continue
            if value == "" and part.default == "":  # an input that was left empty
                continue
            if not part.metadata["check"](value):
                return None
            values[part.name] = value
        return cls(**values) if sent.keys() <= {part.name for part in fields(cls)} else None


@dataclass(frozen=True, slots=True)
class _OnAnswer(Action):
    """A button under an answer, known by its id."""

    id: str = _given(_is_id)


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
class LibraryHome(Action):
    """Open the library; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.home"
    anew: str = _optional(_one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryOpen(Action):
    """Show the templates of one category; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.open"
    category: str = _given(_is_id)
    anew: str = _optional(_one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryChoose(Action):
    """Open the template chosen in the search field, or search for what was typed there."""

    verb: ClassVar[str] = "library.choose"
    template: str = _optional(_is_entry)


@dataclass(frozen=True, slots=True)
class TemplateOpen(Action):
    """Show a template's form."""

    verb: ClassVar[str] = "template.open"
    id: str = _given(_is_id)


@dataclass(frozen=True, slots=True)
class TemplateExample(Action):
    """Fill a template's form with its example."""

    verb: ClassVar[str] = "template.example"
    id: str = _given(_is_id)


@dataclass(frozen=True, slots=True)
class TemplateRun(Action):
    """Run a template with what was entered in its form."""

    verb: ClassVar[str] = "template.run"
    id: str = _given(_is_id)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends: the id only, since the form's inputs add the values."""
        return {"v": VERSION, "id": self.id}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action; every input of the form carries FIELD_PREFIX."""
        entries = {key: value for key, value in sent.items() if key != "id"}
        as_text = {key.removeprefix(FIELD_PREFIX): _entry(entries[key]) for key in entries}
        fits = _is_id(sent.get("id")) and len(entries) <= _MAX_FIELDS
        fits = fits and all(key.startswith(FIELD_PREFIX) for key in entries)
        values = {name: text for name, text in as_text.items() if text is not None}
        return cls(str(sent["id"]), values) if fits and len(values) == len(entries) else None


def _entry(value: object) -> str | None:
    """Return an input's value as text: phones send numbers and toggles as JSON's own types."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) and _is_entry(value) else None


class SummaryStart(Action):
    """Say how to get a document summarised."""

    verb = "summary.start"


@dataclass(frozen=True, slots=True)
class SummaryRun(Action):
    """Summarise a document. Every field may come from the button or from an input.

    ``anew``: in a new message, so that the summary that was pressed stays.
    """

    verb: ClassVar[str] = "summary.run"
    document: str = _given(_is_id)
    length: str = _optional(_one_of("short", "page", "detailed"))
    focus: str = _optional(_is_entry)
    language: str = _optional(_one_of("de", "en", "plain"))
    anew: str = _optional(_one_of(ANEW))


@dataclass(frozen=True, slots=True)
class WorkStop(Action):
    """Stop a running job."""

    verb: ClassVar[str] = "work.stop"
    job: str = _given(_is_id)


@dataclass(frozen=True, slots=True)
class WorkResume(Action):
    """Go on with a job that was stopped; with ``rest`` left out, write up what was read so far."""

    verb: ClassVar[str] = "work.resume"
    job: str = _given(_is_id)
    rest: str = _optional(_one_of(LEFT_OUT))


@dataclass(frozen=True, slots=True)
class TurnRetry(Action):
    """Do again what failed, without typing it again."""

    verb: ClassVar[str] = "turn.retry"
    id: str = _given(_is_id)


@dataclass(frozen=True, slots=True)
class NoticeAccept(Action):
    """Agree to one edition of the notice."""

    verb: ClassVar[str] = "notice.accept"
    edition: int = _given(_is_count)


@dataclass(frozen=True, slots=True)
class NoticeDecline(Action):
    """Refuse one edition of the notice, or take the agreement back."""

    verb: ClassVar[str] = "notice.decline"
    edition: int = _given(_is_count)


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
    topic: str = _given(_is_id)


@dataclass(frozen=True, slots=True)
class DataShow(Action):
    """Show what is kept about me; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "data.show"
    anew: str = _optional(_one_of(ANEW))


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
    what: str = _optional(_one_of("conversation", "everything"))


class SettingsShow(Action):
    """Show my settings."""

    verb = "settings.show"


class MinutesStart(Action):
    """Begin minutes."""

    verb = "minutes.start"


class ResearchStart(Action):
    """Begin a research."""

    verb = "research.start"


ACTIONS: Final[Mapping[str, type[Action]]] = {
    kind.verb: kind
    for kind in (
        AnswerAgain,
        AnswerShorten,
        AnswerFormal,
        AnswerPlain,
        AnswerTemplate,
        LibraryHome,
        LibraryOpen,
        LibraryChoose,
        TemplateOpen,
        TemplateExample,
        TemplateRun,
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
}
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
