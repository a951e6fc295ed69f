"""The names of everything we keep in Redis, and for how long.

No other module writes a key. A key is ``va:{<tag>}:<kind>[:<leaf>]``; tag and leaf are digests, so
no id, name or word stands in a key. All keys of a conversation share its tag and with it a cluster
slot. If a line here changes, data already stored becomes unreachable: add, migrate, then remove.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.lanes import LaneRef
from bot.core.ports import Lane, Record

_APP: Final = "va"
_TAG_BYTES: Final = 15
ITEM_TAG_BYTES: Final = 20
"""How many characters of a queued item name it; the encrypted rest follows."""

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
DAY: Final = 24 * _HOUR
_TWO_YEARS: Final = 731 * DAY


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What a kind of key holds, and the longest it lives (None: the agency's retention).

    ``is_work``: people's own work (templates), which the agency's retention doesn't end.
    """

    what: str
    seconds: int | None
    is_work: bool = False


KINDS: Final[dict[str, Lifetime]] = {
    Record.MEMORY: Lifetime("turns of a conversation, encrypted", None),
    Record.SUMMARY: Lifetime("summary of older turns, encrypted", None),
    Record.ANSWERS: Lifetime("what the buttons under an answer need, encrypted", None),
    Record.DELIVERY: Lifetime("which messages of a turn were sent", _HOUR),
    Record.FILES: Lifetime("text of uploaded files, encrypted", None),
    Record.FOCUS: Lifetime("which files are asked about, and what, encrypted", _HOUR),
    Record.PIECES: Lifetime("finished pieces of long work, encrypted", 7 * DAY),
    Record.JOBS: Lifetime("long work and its state, encrypted", None),
    Record.CONSENT: Lifetime("acceptance of the notice, encrypted", None),
    Record.SETTINGS: Lifetime("a person's choices, encrypted", None),
    Record.PLACES: Lifetime("groups that remember something of a person, encrypted", None),
    Record.KEPT: Lifetime("a question waiting for the notice, encrypted", 7 * DAY),
    Record.FEEDBACK: Lifetime("thumbs without content, encrypted", None),
    Record.WELCOME: Lifetime("that an installation was greeted", None),
    Record.RESULTS: Lifetime("finished results that can be had as a file, encrypted", None),
    Record.EXPORTS: Lifetime("a file waiting to be saved, encrypted", 15 * _MINUTE),
    Record.MINUTES: Lifetime("transcripts, minutes and answers to them, encrypted", None),
    Record.TEMPLATES: Lifetime("templates on a shelf, encrypted", _TWO_YEARS, is_work=True),
    Record.VERSIONS: Lifetime("versions of a template, encrypted", _TWO_YEARS, is_work=True),
    Record.SHELF: Lifetime("when a shelf changed last", _TWO_YEARS, is_work=True),
    Record.USES: Lifetime("how often a template was used", _TWO_YEARS, is_work=True),
    Record.PROPOSALS: Lifetime(
        "templates proposed to the agency, encrypted", _TWO_YEARS, is_work=True
    ),
    Record.FAVOURITES: Lifetime(
        "a person's favourite templates, encrypted", _TWO_YEARS, is_work=True
    ),
    "spaces": Lifetime("in which conversations texts of a person are kept, encrypted", None),
    "indexed": Lifetime("that the conversation stands in that list", _HOUR),
    "count": Lifetime("uses of one person today", 2 * DAY),
    "budget": Lifetime("moments of the last second when a tenant was sent something", _MINUTE),
    "thread": Lifetime("moments of the last hour when a conversation was sent something", _HOUR),
    "lane": Lifetime("work that waits or runs, encrypted", 7 * DAY),
    "lease": Lifetime("which process works on a lane", _MINUTE),
    "tries": Lifetime("how often the first item of a lane was begun", 7 * DAY),
    "stop": Lifetime("that somebody pressed stop", _MINUTE),
    "seen": Lifetime("digests of the last day's work items", DAY),
    "jobs": Lifetime("digests of a conversation's long work", DAY),
    "later": Lifetime("work that waits for its time, encrypted", None),
    "due": Lifetime("when which of it is due, as digests", 366 * DAY),
    "signals": Lifetime("stream: lanes that have work; an entry goes when it is done", 0),
    "waiting": Lifetime("lanes that had work lately, to find a lost signal", 7 * DAY),
}
"""Every kind of key. 0: no lifetime of its own, the stream of signals empties by working."""

INDEX_MARGIN_S: Final = KINDS["indexed"].seconds or 0
"""Texts end this much before the list of conversations that leads to them."""

FORGOTTEN_SEEN_S: Final = 50
"""How long a forgotten conversation still refuses repeated deliveries."""


@lru_cache(maxsize=4_096)  # a turn asks for the same few some forty times
def tag(*parts: str) -> str:
    """Return an opaque digest; the same parts always give the same one."""
    joined = "\x00".join(f"{len(part)}:{part}" for part in parts)
    return urlsafe_b64encode(sha256(joined.encode()).digest()[:_TAG_BYTES]).decode()


def _key(slot: str, kind: str, leaf: str = "") -> str:
    return f"{_APP}:{{{slot}}}:{kind}:{leaf}" if leaf else f"{_APP}:{{{slot}}}:{kind}"


def kind_of(key: str) -> str:
    """Return the kind of a key of ours; a test asserts that it is declared."""
    return key.split(":")[2]


# --- records -------------------------------------------------------------------------------------


def space(scope: Scope) -> str:
    """Return the tag of a conversation's records, or of a person's own."""
    if scope.conversation:
        return tag("conversation", scope.tenant, scope.conversation)
    return tag("person", scope.tenant, scope.owner)


def record_index(scope: Scope, kind: str) -> str:
    """Name the index of a kind: its records' leaves, by expiry (keyed) or by age (lists)."""
    return _key(space(scope), kind)


def record_leaf(scope: Scope, kind: str, name: str) -> str:
    """Name one record within its kind."""
    return tag("record", scope.owner, kind, name)


def record(index: str, leaf: str) -> str:
    """Name the key of one record."""
    return f"{index}:{leaf}"


def indexed(scope: Scope) -> str:
    """Name the mark that a conversation stands in its owner's list."""
    return _key(space(scope), "indexed", tag("owner", scope.owner))


def everything(scope: Scope, but: Collection[Record] = ()) -> list[str]:
    """Name all indexes of records a space may have."""
    kinds = (kind for kind in (*Record, "spaces") if kind not in but)
    return [record_index(scope, kind) for kind in kinds]


def retained(kind: str, retention_s: int, wanted_s: int | None = None) -> int:
    """Return a record's lifetime: what was asked for, within the kind's and the agency's limit."""
    limits = [seconds for seconds in (KINDS[kind].seconds, wanted_s) if seconds is not None]
    if not KINDS[kind].is_work:
        limits.append(retention_s if kind == "spaces" else max(1, retention_s - INDEX_MARGIN_S))
    return max(1, min(limits))


# --- counters and budgets ------------------------------------------------------------------------


def count(tenant: TenantId, person: PersonId, what: str, day: str) -> str:
    """Name a person's counter of one day."""
    return _key(tag("count", tenant, person, what, day), "count")


def budgets(tenant: TenantId, conversation: ConversationId) -> list[str]:
    """Name the budget of a tenant and of one conversation (one slot: one script reads both)."""
    slot = tag("budget", tenant)
    return [_key(slot, "budget"), _key(slot, "thread", tag(conversation))]


# --- work ----------------------------------------------------------------------------------------


def lane_ref(lane: Lane) -> LaneRef:
    """Return a lane's opaque name; its keys can be told from it, its conversation can't."""
    slot = tag("conversation", lane.tenant, lane.conversation)
    return LaneRef(f"{slot}:{tag('job', lane.job) if lane.job else '-'}")


def lane_key(kind: str, ref: LaneRef) -> str:
    """Name a lane's key: lane, lease, tries, stop or seen."""
    slot, _, job = ref.partition(":")
    return _key(slot, kind, job)


def lane_keys(ref: LaneRef, *kinds: str) -> list[str]:
    """Name several of a lane's keys."""
    return [lane_key(kind, ref) for kind in kinds]


def jobs(ref: LaneRef) -> str:
    """Name the list of a conversation's job lanes."""
    return _key(ref.partition(":")[0], "jobs")


def item_tag(item_id: str) -> str:
    """Name an item within its lane."""
    return tag("item", item_id)


def later(ref: LaneRef) -> str:
    """Name the index of what waits for its time in a lane's conversation, by when it is due."""
    return _key(ref.partition(":")[0], "later")


def later_leaf(ref: LaneRef, item: str = "") -> str:
    """Name an item that waits within its conversation; without an item: how all of a lane begin."""
    return f"{ref.partition(':')[2]}:{item}"


def due_note(ref: LaneRef, item: str) -> str:
    """Name an item among all that wait anywhere."""
    return f"{ref}:{item}"


def of_note(note: str) -> tuple[LaneRef, str]:
    """Return the lane and the item that a note means."""
    ref, _, item = note.rpartition(":")
    return LaneRef(ref), item


DUE: Final = _key("ready", "due")
SIGNALS: Final = _key("ready", "signals")
WAITING: Final = _key("ready", "waiting")
GROUP: Final = "workers"
