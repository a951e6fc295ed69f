"""A turn: somebody did something in a chat, and the assistant answers.

Dialogs see only this; nothing behind bot.channel has heard of Bot Framework. The `Chat` port is
how a dialog answers; every send through it is recorded, so that a turn run twice (after a crash)
updates its messages instead of sending them again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, NewType, Protocol

from bot.core.ids import ConversationId, MessageId, PersonId, Scope, TenantId
from bot.core.ports import Lane, Meeting

if TYPE_CHECKING:
    from bot.agency.profile import Agency
    from bot.core.texts import Texts

NO_TEAM: Final = ConversationId("")

Card = NewType("Card", dict[str, object])
"""An Adaptive Card as JSON. Only cards/elements.py makes one."""


class ChatKind(StrEnum):
    """Where the conversation takes place."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


class TurnKind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    ACTION = "action"  # a button: payload has verb and data
    TASK = "task"  # work that an earlier turn put off: payload has verb and data
    INSTALLED = "installed"
    REMOVED = "removed"
    FEEDBACK = "feedback"
    SEARCH = "search"  # typeahead: payload has dataset and query
    DIALOG = "dialog"  # a dialog is to open, or its form was sent: payload has verb and data
    COMPOSE_SEARCH = "compose_search"  # in a compose box: payload has command and query
    MESSAGE_ACTION = "message_action"  # in a message's menu: payload has the command
    MEETING_STARTED = "meeting_started"  # payload has meeting, title and join_url
    MEETING_ENDED = "meeting_ended"  # likewise
    FILE_CONSENT = "file_consent"
    DELETED = "deleted"  # a person deleted a message: payload has its id
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it. The name is for addressing only: it is never logged and never stored."""

    id: PersonId
    name: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where it happened. ``id`` includes the thread in channels, ``team`` is the channel's team.

    ``meeting`` is Teams' id of the meeting that a chat belongs to, where it belongs to one.
    """

    tenant: TenantId
    id: ConversationId
    kind: ChatKind
    team: ConversationId = NO_TEAM
    title: str = ""  # the team's name or the group chat's topic, where Teams gives it
    is_private: bool = False  # only this person sees what is said, in a chat of several
    meeting: str = ""

    @property
    def circle(self) -> ConversationId:
        """Whose members belong together here: the team or the group chat; empty in 1:1 chats."""
        if self.kind is ChatKind.PERSONAL:
            return ConversationId("")
        return self.team or self.id

    def scope(self, person: Person) -> Scope:
        """Return what texts kept here are bound to: in 1:1 chats also to the person."""
        is_own = self.kind is ChatKind.PERSONAL or self.is_private
        owner = person.id if is_own else PersonId("")
        return Scope(self.tenant, self.id, owner)


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file somebody attached; ``url`` is pre-authenticated and short-lived."""

    name: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """A message from whose menu somebody called us: its plain text, shortened, and its address.

    Who wrote it is not kept.
    """

    id: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that now lies in somebody's OneDrive, as Teams named it."""

    name: str
    url: str
    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What a button sent: the verb, its data, and the values of the card's inputs."""

    verb: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer, as Teams shows it."""

    number: int
    name: str
    abstract: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. ``card`` holds the buttons under it; errors are not ``by_ai``."""

    text: str
    card: Card | None = None
    citations: Sequence[Citation] = ()
    by_ai: bool = True


class Showing(Protocol):
    """Turns the text so far into what may be shown."""

    def __call__(self, text: str, *, final: bool) -> str:
        """Return what may be shown; for growing text each result continues the one before."""
        ...


class AnswerStream(Protocol):
    """One answer on its way: streamed in 1:1 chats, sent whole elsewhere.

    Raises StoppedByPerson from ``pour`` and ``finish`` once the person has pressed stop.
    """

    async def inform(self, text: str) -> None:
        """Say what is being done, before the first words (shown in 1:1 only)."""
        ...

    async def pour(self, pieces: AsyncIterator[str], shown: Showing | None = None) -> str:
        """Show text as it comes and return all of it; closes ``pieces`` at the end."""
        ...

    async def finish(self, answer: Answer) -> MessageId:
        """Send the final message; exactly one per stream."""
        ...


class Chat(Protocol):
    """How a dialog answers in the conversation of its turn.

    Sending raises PersonUnreachable where Teams lets us in no more, and TeamsUnavailable.
    """

    async def say(self, text: str, suggestions: Sequence[str] = ()) -> MessageId:
        """Send one plain message, with at most three things the person may reply."""
        ...

    async def show(self, card: Card, *, by_ai: bool = False) -> MessageId:
        """Send a card; ``by_ai`` adds Teams' AI label and its thumbs."""
        ...

    async def update(self, message: MessageId, card: Card, *, by_ai: bool = False) -> None:
        """Replace a card sent earlier; where that is impossible, send it anew."""
        ...

    async def offer_file(self, name: str, description: str, size: int, ticket: str) -> MessageId:
        """Ask whether a file may be saved in the person's OneDrive; ``ticket`` comes back."""
        ...

    async def show_file(self, text: str, file: SavedFile) -> MessageId:
        """Say something with a saved file attached."""
        ...

    async def withdraw(self, message: MessageId) -> None:
        """Take a message of ours away; unimportant, so failures are passed over."""
        ...

    async def typing(self) -> None:
        """Show that something is being written."""
        ...

    def answer(self) -> AnswerStream:
        """Begin an answer."""
        ...

    async def close(self, *, runs_again: bool = False) -> None:
        """End answers that came to no end of their own; ``runs_again``: the turn will be."""
        ...


@dataclass(frozen=True, slots=True)
class PrivateChat:
    """The 1:1 chat with a person, other than the one whose turn it is."""

    chat: Chat
    conversation: Conversation


class People(Protocol):
    """Who belongs where, and how to reach them."""

    async def belongs(self, person: PersonId, circle: ConversationId) -> bool:
        """Tell whether a person is in a team or group chat; known for five minutes at most.

        Raises TeamsUnavailable when Teams does not say.
        """
        ...

    async def owns(self, person: PersonId, circle: ConversationId) -> bool | None:
        """Tell whether a person owns a team; None where nobody says. Group chats have no owners."""
        ...

    async def reach(self, person: PersonId) -> PrivateChat:
        """Open the 1:1 chat with a person; raises PersonUnreachable where we aren't installed."""
        ...

    async def meeting(self, meeting: str) -> Meeting:
        """Return a meeting, by Teams' id of it, as Graph knows it.

        Raises TranscriptConsentMissing where we may not look, TranscriptMissing when it is over
        for too long, TranscriptNotAllowed for one of another tenant, and TeamsUnavailable.
        """
        ...

    async def members(self, circle: ConversationId) -> Sequence[Person]:
        """Return who is in a team or group chat; raises TeamsUnavailable."""
        ...

    async def chat_in(self, conversation: Conversation) -> Chat:
        """Return the chat of a group or channel in which we are, other than the turn's own."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that happened, with everything needed to answer it."""

    id: str
    kind: TurnKind
    agency: Agency
    person: Person
    conversation: Conversation
    texts: Texts
    chat: Chat
    people: People
    text: str = ""
    files: Sequence[IncomingFile] = ()
    payload: Payload | None = None
    card_message: MessageId | None = None  # the message whose button was pressed
    chosen: ChosenMessage | None = None  # the message from whose menu the dialog was opened
    can_dialog: bool = True  # False: the client opens no dialogs (the Playground)
    attempt: int = 1
    later: Callable[[Later], Awaitable[None]]
    stopping: Callable[[], bool] = lambda: False

    @property
    def is_personal(self) -> bool:
        """Whether only this person reads along."""
        return self.conversation.kind is ChatKind.PERSONAL

    @property
    def scope(self) -> Scope:
        """What texts of this conversation are bound to."""
        return self.conversation.scope(self.person)

    @property
    def own_scope(self) -> Scope:
        """What the person's own records (consent, settings) are bound to."""
        return Scope(self.conversation.tenant, ConversationId(""), self.person.id)

    @property
    def lane(self) -> Lane:
        """Where work of this conversation queues."""
        return Lane(self.conversation.tenant, self.conversation.id)


@dataclass(frozen=True, slots=True)
class Later:
    """Work a turn puts off: run as a TASK turn with this payload, in order or in its own lane.

    ``at``: not before then, by whichever process lives then; the same id again moves it.
    """

    payload: Payload
    job: str = ""  # empty: after what waits in the conversation; else a lane of its own
    id: str = ""  # idempotency key; empty: derived from the turn and the verb
    at: datetime | None = None


Handler = Callable[[Turn], Awaitable[Card | None]]
"""A dialog's entry. For ACTION turns the returned card replaces the one that was pressed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a typeahead."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog to show: only the person who opened it sees it."""

    title: str
    card: Card
    size: Literal["small", "medium", "large"] = "medium"


@dataclass(frozen=True, slots=True)
class Insert:
    """What goes into the person's compose box; sending it is theirs.

    ``card`` or, where that is None, ``text``. ``title`` and ``line`` are its preview in a list.
    """

    title: str
    line: str = ""
    text: str = ""
    card: Card | None = None


DialogReply = Dialog | Insert | str | None
"""What follows a dialog: another one, an insertion, a closing sentence, or nothing (it closes).

An `Insert` is possible in dialogs only that were opened from a message's menu or a compose box.
"""

DialogHandler = Callable[[Turn], Awaitable[DialogReply]]
"""Opens a dialog or takes its form; answers within the request, 8 s at most."""

ComposeHandler = Callable[[Turn], Awaitable[Sequence[Insert]]]
"""Answers a search in a compose box: payload.data has ``query`` and ``skip``."""

SearchHandler = Callable[[Turn], Awaitable[Sequence[Choice]]]
"""Answers a typeahead: payload.verb is the dataset, payload.data has ``query``."""
