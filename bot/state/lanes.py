"""The durable side of work: leases, signals and heartbeats (bot.core.lanes.Lanes on Redis).

Each step is one Lua script that changes the lane and the stream of signals together; on a cluster
the stream is in another slot, so its part follows as a second script, and the sweep mends what a
crash between the two may leave. An item is dropped only when it is done: everything else repeats.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias, cast

from redis.exceptions import RedisError, ResponseError

from bot.core.errors import StateUnavailable
from bot.core.ids import ConversationId, TenantId
from bot.core.lanes import Beat, Head, Hold, LaneLost, LaneRef, Signal
from bot.core.ports import Json, Lane
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands, Script, script
from bot.state.connection import AnyRedis
from bot.state.line import Part

_log = logging.getLogger(__name__)

_TAKE: Final = script("ready", "begin", "take")
_DONE: Final = script("ready", "begin", "done")
_GIVE_BACK: Final = script("ready", "begin", "give_back")
_BEAT: Final = script("beat")
_SIGNAL: Final = script("ready", "signal")
_SETTLE: Final = script("ready", "settle")
_FORGOTTEN: Final = script("ready", "forgotten")
_REVIVE: Final = script("ready", "revive")
_STATE_OF: Final = script("state_of")
_DEPTH: Final = script("depth")
_CLAIM: Final = script("claim")
_FOUND: Final = script("found")
_ORPHANS: Final = script("orphans")
_LEAVE: Final = script("ready", "leave")
_FALL_DUE: Final = script("ready", "fall_due", "put")
_STRIKE_DUE: Final = script("strike_due")
_STRIKE_OFF: Final = script("strike_off")
_READY: Final = [keys.SIGNALS, keys.WAITING]
_HELD: Final = ("lane", "lease", "tries", "stop")
_SWEEP_BATCH: Final = 200
_DUE_BATCH: Final = 200
_BEAT_BATCH: Final = 100
_GONE_MS: Final = 3_600_000
_MS: Final = 1_000
_Whole: TypeAlias = tuple[str, str, str, str, Json]


class RedisLanes:
    """What the worker knows as Lanes; ``reader`` is a blocking client of its own."""

    def __init__(
        self, commands: Commands, reader: AnyRedis, cipher: Cipher, *, forgotten_s: float = 60.0
    ) -> None:
        self._redis = commands
        self._reader = reader
        self._cipher = cipher
        self._forgotten_ms = int(forgotten_s * _MS)

    # --- signals ---------------------------------------------------------------------------------

    async def wait(self, worker: str, count: int, wait_s: float) -> list[Signal]:
        """Wait for new signals, for at most ``wait_s`` seconds."""
        command = ("XREADGROUP", "GROUP", keys.GROUP, worker, "COUNT", count)
        wait_ms = int(wait_s * _MS)
        block = ("BLOCK", wait_ms) if wait_ms > 0 else ()  # BLOCK 0 would mean for ever
        try:
            found: Any = await self._reader.execute_command(
                *command, *block, "STREAMS", keys.SIGNALS, ">"
            )
        except ResponseError as error:
            if not str(error).startswith(("NOGROUP", "UNBLOCKED")):
                raise StateUnavailable from error
            # At first use, and after Redis has lost everything.
            await self._redis.call(_FOUND, [keys.SIGNALS], keys.GROUP)
            return []
        except (RedisError, OSError, TimeoutError) as error:
            raise StateUnavailable from error
        return [_signal(entry) for _, entries in found or () for entry in entries]

    async def orphans(self, worker: str, count: int, idle_s: float) -> list[Signal]:
        """Take over signals whose worker has not been heard of for ``idle_s`` seconds."""
        found = await self._redis.call(
            _ORPHANS, [keys.SIGNALS], keys.GROUP, worker, int(idle_s * _MS), count
        )
        pairs = zip(found[::2], found[1::2], strict=True)
        return [Signal(name.decode(), LaneRef(ref.decode())) for name, ref in pairs]

    async def leave(self, worker: str) -> None:
        """Pass signals this worker took and did not run to others; it reads no more."""
        await self._redis.call(_LEAVE, _READY, keys.GROUP, worker)

    async def sweep(self) -> int:
        """Signal lanes that have work and no signal; strike off workers that are long gone.

        While signals wait, a lane without its own is nothing unusual: workers are busy.
        """
        await self._redis.call(_STRIKE_OFF, [keys.SIGNALS], keys.GROUP, _GONE_MS)
        waiting, _ = await self._redis.call(_DEPTH, [keys.SIGNALS], keys.GROUP)
        if waiting:
            return 0
        age, most = self._forgotten_ms, _SWEEP_BATCH
        old = await self._redis.call(_FORGOTTEN, [keys.WAITING], age, most)
        pairs = [
            (LaneRef(ref.decode()), time) for ref, time in zip(old[::2], old[1::2], strict=True)
        ]
        return sum(await asyncio.gather(*(self._look_after(ref, time) for ref, time in pairs)))

    async def _look_after(self, ref: LaneRef, noted: bytes) -> int:
        state = await self._redis.call(_STATE_OF, keys.lane_keys(ref, "lane", "lease"))
        revived: int = await self._redis.call(_REVIVE, _READY, ref, noted, state)
        if revived:
            _log.warning("A lane had work and no signal")
        return revived

    # --- what has waited for its time ------------------------------------------------------------

    async def fall_due(self, now: datetime) -> int:
        """Put what is due into its lanes; of two who look at once, one does it."""
        now_ms = int(now.timestamp() * _MS)
        found = await self._redis.run(
            *("ZRANGEBYSCORE", keys.DUE, "-inf", now_ms, "WITHSCORES", "LIMIT", 0, _DUE_BATCH)
        )
        pairs = zip(found[::2], found[1::2], strict=True)
        moved = [await self._fall_due(note.decode(), due, now_ms) for note, due in pairs]
        return sum(moved)

    async def _fall_due(self, note: str, due: bytes, now_ms: int) -> int:
        ref, item = keys.of_note(note)
        index, leaf = keys.later(ref), keys.later_leaf(ref, item)
        names = [index, keys.record(index, leaf)]
        names += [*keys.lane_keys(ref, "lane", "lease", "seen"), keys.jobs(ref)]
        if not self._redis.is_cluster:
            names += _READY
        job = ref.partition(":")[2]
        is_new, wants_signal = await self._redis.call(
            _FALL_DUE, names, now_ms, leaf, ref, item, "", job, keys.DAY, 0
        )
        if wants_signal and self._redis.is_cluster:
            await self._redis.call(_SIGNAL, _READY, ref)
        await self._redis.call(_STRIKE_DUE, [keys.DUE], note, due)
        return int(is_new)

    # --- lanes -----------------------------------------------------------------------------------

    async def take(self, hold: Hold, lease_s: float) -> Head | None:
        """Hold the lane and begin its first item; None when there is nothing to do."""
        answer = await self._step(_TAKE, hold, lease_s)
        return await self._head(hold, lease_s, answer)

    async def done(self, hold: Hold, tag: str, lease_s: float, *, last: bool) -> Head | None:
        """Drop a finished item and begin the next; with ``last`` leave that one to others."""
        answer = await self._step(_DONE, hold, lease_s, tag, "1" if last else "0")
        if answer[0] == b"lost":
            raise LaneLost
        return await self._head(hold, lease_s, answer)

    async def give_back(self, hold: Hold) -> None:
        """Leave the unfinished item to others, at once and without counting the attempt."""
        await self._step(_GIVE_BACK, hold, 0)

    async def beat(
        self, holds: Sequence[tuple[Hold, str]], lease_s: float, *, fresh: bool
    ) -> list[Beat]:
        """Prolong holds (each with its item's tag); ``fresh`` also keeps their signals ours."""
        size = 1 if self._redis.is_cluster else _BEAT_BATCH
        groups = [holds[start : start + size] for start in range(0, len(holds), size)]
        found = await asyncio.gather(*(self._beat(group, lease_s, fresh=fresh) for group in groups))
        beats = [beat for group in found for beat in group]
        if fresh and self._redis.is_cluster:
            pairs = zip(holds, beats, strict=True)
            held = [hold for (hold, _), beat in pairs if beat is not Beat.LOST]
            await self._claim(held)
        return beats

    async def _beat(
        self, holds: Sequence[tuple[Hold, str]], lease_s: float, *, fresh: bool
    ) -> list[Beat]:
        names: list[str] = []
        args: list[Part] = []
        for hold, tag in holds:
            names += keys.lane_keys(hold.signal.lane, "lane", "lease", "stop")
            args += [_holder(hold), tag, hold.signal.id]
        if not self._redis.is_cluster:
            names.append(keys.SIGNALS)
        worker, lease_ms = holds[0][0].worker, int(lease_s * _MS)
        answers = await self._redis.call(
            _BEAT, names, keys.GROUP, worker, lease_ms, "1" if fresh else "0", *args
        )
        return [Beat(answer) for answer in answers]

    async def _claim(self, holds: Sequence[Hold]) -> None:
        """Keep signals ours on a cluster, where the beat cannot reach their stream."""
        if holds:
            ids = [hold.signal.id for hold in holds]
            await self._redis.call(_CLAIM, [keys.SIGNALS], keys.GROUP, holds[0].worker, *ids)

    async def _step(self, script: Script, hold: Hold, lease_s: float, *more: str) -> list[Any]:
        """Run one step on the lane, and on a cluster what follows from it for the stream."""
        ref = hold.signal.lane
        names = keys.lane_keys(ref, *_HELD)
        if not self._redis.is_cluster:
            names += _READY
        lease_ms = int(lease_s * _MS)
        answer: list[Any] = await self._redis.call(
            script, names, ref, keys.GROUP, hold.signal.id, _holder(hold), lease_ms, *more
        )
        if self._redis.is_cluster and answer[0] in (b"empty", b"busy", b"left"):
            if answer[0] == b"left":
                await self._redis.call(_SIGNAL, _READY, ref)
            await self._redis.call(_SETTLE, [keys.SIGNALS], keys.GROUP, hold.signal.id)
        return answer

    async def _head(self, hold: Hold, lease_s: float, answer: list[Any]) -> Head | None:
        """Read the item that was begun; one that doesn't open is dropped for the next."""
        while answer[0] == b"run":
            tag = answer[1][: keys.ITEM_TAG_BYTES].decode()
            sealed = answer[1][keys.ITEM_TAG_BYTES :]
            opened = self._cipher.open(sealed, "work", hold.signal.lane, tag)
            if opened is not None:
                return _read(tag, opened, int(answer[2]))
            answer = await self._step(_DONE, hold, lease_s, tag, "0")
        return None


def _read(tag: str, opened: Json, attempt: int) -> Head:
    tenant, conversation, job, item_id, body = cast("_Whole", opened["item"])
    lane = Lane(TenantId(tenant), ConversationId(conversation), job)
    return Head(tag, item_id, lane, body, attempt)


def _signal(entry: tuple[bytes, dict[bytes, bytes]]) -> Signal:
    return Signal(entry[0].decode(), LaneRef(entry[1][b"lane"].decode()))


def _holder(hold: Hold) -> str:
    """Name a hold; take.lua recognises the leftover of a dead worker by its signal."""
    return f"{hold.worker}|{hold.signal.id}"
