"""What features may ask of the world: the model, the store, the work queue.

Ports are Protocols; bot.wiring decides who implements them. Features, cards and dialogs import
this module and never the clients behind it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from bot.core.ids import ConversationId, PersonId, Scope, TenantId

Json = Mapping[str, object]


# --- the model -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the request; ``content`` is plain text."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What is asked of the model. ``purpose`` names the kind of call in metrics."""

    messages: Sequence[Message]
    purpose: str
    max_tokens: int = 2_000
    temperature: float = 0.2


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Finish(StrEnum):
    """Why the model stopped."""

    COMPLETE = "complete"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a streamed answer; the last one carries ``finish``."""

    text: str = ""
    finish: Finish | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer."""

    text: str
    finish: Finish = Finish.COMPLETE
    usage: Usage = field(default_factory=Usage)


class ChatModel(Protocol):
    """A language model.

    Both calls raise the errors of bot.core.errors: ModelBusy, ModelUnavailable, ModelTimeout,
    PromptFiltered, AnswerFiltered, FilterMissing, ModelMisconfigured, ModelRejectedKey and
    ContextTooLong before any text; ModelCutOff or AnswerFiltered also after some.
    """

    @property
    def is_demo(self) -> bool:
        """Whether this is no AI but the demo that answers by extraction."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens question, past and answer may have together."""
        ...

    def stream(self, request: ModelRequest) -> AsyncIterator[Piece]:
        """Yield the answer as it comes. Closing the iterator cancels the call."""
        ...

    async def complete(self, request: ModelRequest) -> Completion:
        """Return the whole answer."""
        ...


# --- state ---------------------------------------------------------------------------------------


class Record(StrEnum):
    """The kinds of things we keep. bot/state/keys.py gives each its key and its lifetime."""

    MEMORY = "memory"  # list: the turns of a conversation
    SUMMARY = "summary"  # the rolling summary of older turns
    ANSWERS = "answers"  # by id: what the buttons under an answer need
    DELIVERY = "delivery"  # by work item: which messages were already sent
    FILES = "files"  # by id: an uploaded file's text and facts
    FOCUS = "focus"  # which files a conversation is asking about
    PIECES = "pieces"  # by job and piece: checkpoints of long work
    JOBS = "jobs"  # by id: long work and its state
    CONSENT = "consent"  # a person's acceptance of the notice
    SETTINGS = "settings"  # a person's choices
    PLACES = "places"  # by id: groups that remember something of a person
    KEPT = "kept"  # a question kept until the notice is accepted
    FEEDBACK = "feedback"  # list: thumbs, without the conversation's content
    WELCOME = "welcome"  # that an installation was greeted
    RESULTS = "results"  # by id: finished results that can be had as a file
    EXPORTS = "exports"  # by id: a file waiting for the person's consent to be saved
    MINUTES = "minutes"  # by id and part: transcript, versions, answers; whose minutes one may see
    TEMPLATES = "templates"  # by id: what lists and searches know of a template
    VERSIONS = "versions"  # by id and number: a template's text
    SHELF = "shelf"  # when a shelf changed last, and which proposals were decided
    USES = "uses"  # count, by id: how often a template was used
    PROPOSALS = "proposals"  # by id: templates proposed to the agency
    FAVOURITES = "favourites"  # a person's favourite and recently used templates


class Store(Protocol):
    """Encrypted records, bound to a scope, that vanish with the agency's retention.

    A kind is either keyed (``read``/``write``/``erase`` with a field), a list (``append``/
    ``items``/``drop_first``), or a number of counts (``tally``/``tallied``). All raise
    StateUnavailable when Redis does not answer.
    """

    async def read(self, scope: Scope, kind: Record, name: str = "") -> Json | None:
        """Return one record, or None."""
        ...

    async def read_all(self, scope: Scope, kind: Record) -> dict[str, Json]:
        """Return all records of a kind by name."""
        ...

    async def write(
        self, scope: Scope, kind: Record, value: Json, name: str = "", *, ttl_s: int | None = None
    ) -> None:
        """Keep one record; ``ttl_s`` shortens the agency's retention for this kind and scope."""
        ...

    async def add(self, scope: Scope, kind: Record, value: Json, name: str) -> bool:
        """Keep a record unless there is one of that name: of two writers, one gets False."""
        ...

    async def change(
        self, scope: Scope, kind: Record, name: str, step: Callable[[Json], Json]
    ) -> Json | None:
        """Replace a record by what ``step`` makes of it; None where there is none.

        Of two who change it at once, the second changes what the first has made: ``step`` is then
        called again. What it raises leaves the record as it is.
        """
        ...

    async def erase(self, scope: Scope, kind: Record, name: str | None = None) -> None:
        """Forget one record, or with no name all of the kind."""
        ...

    async def append(self, scope: Scope, kind: Record, value: Json) -> None:
        """Add to a list."""
        ...

    async def items(self, scope: Scope, kind: Record) -> list[Json]:
        """Return a list in order."""
        ...

    async def drop_first(self, scope: Scope, kind: Record, count: int) -> None:
        """Forget the oldest ``count`` items of a list."""
        ...

    async def tally(self, scope: Scope, kind: Record, name: str) -> int:
        """Count one, and return how many there are now: nobody's count is lost."""
        ...

    async def tallied(self, scope: Scope, kind: Record, name: str) -> int:
        """Return how many were counted."""
        ...

    async def forget(self, scope: Scope, *, but: Collection[Record] = ()) -> None:
        """Delete everything kept for the scope's conversation (or person's own space)."""
        ...

    async def conversations(self, tenant: TenantId, owner: PersonId) -> list[Scope]:
        """Return the scopes of all conversations in which texts of this person are kept."""
        ...


class Counter(Protocol):
    """Counts that end with the day, for the agency's limits."""

    async def add(self, tenant: TenantId, person: PersonId, what: str) -> int:
        """Count one and return today's total (UTC day)."""
        ...


# --- work ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lane:
    """What runs in order and one at a time: a conversation, or one long job in it."""

    tenant: TenantId
    conversation: ConversationId
    job: str = ""


class WorkQueue(Protocol):
    """Durable work: an item put is run to its end, by this process or another."""

    async def put(self, lane: Lane, item_id: str, body: Json) -> bool:
        """Add an item; False when an item of that id was put within the last day."""
        ...

    async def put_at(self, lane: Lane, item_id: str, body: Json, due: datetime) -> None:
        """Add an item once it is due; the same id again, while it waits, gives it a new time.

        It ends with the agency's retention if that comes first, and goes with ``clear``.
        """
        ...

    async def stop(self, lane: Lane) -> bool:
        """Ask whatever runs in the lane to stop; False when nothing runs there."""
        ...

    async def clear(self, lane: Lane) -> None:
        """Forget what waits in the lane and stop what runs (deletion of a person's data)."""
        ...


# --- files ---------------------------------------------------------------------------------------


class FileSource(Protocol):
    """Where uploaded files come from; raises FileTooBig, FileUnavailable."""

    async def download(self, url: str, *, max_bytes: int) -> bytes:
        """Return a file's bytes, from an address on the list."""
        ...


class FileDrop(Protocol):
    """Where files go that a person has agreed to save; raises FileUnavailable."""

    async def upload(self, url: str, content: bytes) -> None:
        """Put a file to the address that the person's consent named."""
        ...


# --- meetings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as Graph knows it; ``id`` and ``organiser`` are its ids there.

    ``join_url`` finds the meeting where no id is known; ``channel`` is set for channel meetings.
    """

    tenant: TenantId
    id: str = ""
    organiser: str = ""
    join_url: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """One of a meeting's transcripts; begin and end are ISO 8601, empty where Graph has none."""

    id: str
    begin: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptText:
    """A transcript's text (WebVTT), without names where the tenant has switched them off."""

    text: str
    has_names: bool = True


class TeamOwners(Protocol):
    """Who owns a team, in the directory."""

    async def owns(self, tenant: TenantId, person: PersonId, group: str) -> bool | None:
        """Tell whether a person owns the team of that directory group; None: nobody says."""
        ...


class Transcripts(Protocol):
    """Transcripts of Teams meetings, read with the rights of a person or of the app.

    Both calls raise TranscriptsSwitchedOff, TranscriptNotAllowed, TranscriptConsentMissing,
    TranscriptOutOfReach, TranscriptMissing, FeatureNotSetUp, GraphUnavailable; ``fetch`` also
    TranscriptPending. Speaker names that are switched off are no error: the text comes again
    without them. Whether the person belongs to the meeting is the caller's to ask: with the
    rights of the app Graph does not.
    """

    @property
    def is_set_up(self) -> bool:
        """Whether there is an identity to read with."""
        ...

    async def of(self, meeting: Meeting, person: PersonId) -> Sequence[TranscriptInfo]:
        """Return a meeting's transcripts, oldest first; several where it was begun anew."""
        ...

    async def fetch(self, meeting: Meeting, transcript_id: str, person: PersonId) -> TranscriptText:
        """Return the text of one."""
        ...
