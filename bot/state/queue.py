"""Puts work into lanes: what features know as WorkQueue.

An item is one Lua script and one round trip: remembered against repetition, appended to its lane,
signalled, and begun where whoever puts it has room. On a cluster the signal is a second step; a
crash between the two is healed by the next delivery of the same item, or by the sweep of
bot/state/lanes.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.core.ids import TenantId
from bot.core.lanes import Depth, Head, LaneRef, Placed, Signal
from bot.core.ports import Json, Lane
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands, script
from bot.state.line import Part

_PUT: Final = script("ready", "put")
_SIGNAL: Final = script("ready", "signal")
_PUT_LATER: Final = script("ready", "put_later")
_NOTE_DUE: Final = script("note_due")
_FORGET_LATER: Final = script("forget_later")
_STOP: Final = script("stop")
_CLEAR: Final = script("clear")
_DEPTH: Final = script("depth")
_READY: Final = [keys.SIGNALS, keys.WAITING]
_STOP_S: Final = 30
_MS: Final = 1_000


class RedisWorkQueue:
    """Adds, stops and forgets work; bot.work runs it."""

    def __init__(
        self, commands: Commands, cipher: Cipher, retention_s: Callable[[TenantId], int]
    ) -> None:
        self._redis = commands
        self._cipher = cipher
        self._retention_s = retention_s

    async def put(self, lane: Lane, item_id: str, body: Json) -> bool:
        """Add an item; False when an item of that id was put within the last day."""
        ref, item = keys.lane_ref(lane), keys.item_tag(item_id)
        names, args = self._to_put(lane, item_id, body, ref, item)
        if not self._redis.is_cluster:
            names += _READY
        is_new, wants_signal = await self._redis.call(_PUT, names, *args)
        if wants_signal and self._redis.is_cluster:
            await self._redis.call(_SIGNAL, _READY, ref)
        return bool(is_new)

    async def place(
        self, lane: Lane, item_id: str, body: Json, worker: str, lease_s: float
    ) -> Placed:
        """Add an item like ``put``, and take the oldest signal: nearly always its own.

        On a cluster the lane and the stream are no one step; there it is put, and read as usual.
        """
        if self._redis.is_cluster:
            return Placed(await self.put(lane, item_id, body))
        ref, item = keys.lane_ref(lane), keys.item_tag(item_id)
        names, args = self._to_put(lane, item_id, body, ref, item)
        names += [*_READY, *keys.lane_keys(ref, "tries", "stop")]
        is_new, _, *taken = await self._redis.call(
            _PUT, names, *args, keys.GROUP, worker, int(lease_s * _MS)
        )
        if not taken:
            return Placed(bool(is_new))
        signal_id, signalled, attempt = taken
        signal = Signal(signal_id.decode(), LaneRef(signalled.decode()))
        head = Head(item, item_id, lane, body, attempt) if attempt else None
        return Placed(is_new=True, signal=signal, head=head)

    async def put_at(self, lane: Lane, item_id: str, body: Json, due: datetime) -> None:
        """Keep an item until it is due; whichever worker looks then puts it into its lane.

        Noted first: a note without its item is nothing, an item without its note would be lost.
        """
        ref, item = keys.lane_ref(lane), keys.item_tag(item_id)
        lifetime = keys.retained("later", self._retention_s(lane.tenant))
        due_ms = int(due.timestamp() * _MS)
        leaf, index = keys.later_leaf(ref, item), keys.later(ref)
        await self._redis.call(_NOTE_DUE, [keys.DUE], keys.due_note(ref, item), due_ms, lifetime)
        sealed = self._seal(lane, item_id, body, ref, item)
        names = [index, keys.record(index, leaf)]
        await self._redis.call(_PUT_LATER, names, leaf, sealed, due_ms, lifetime)

    def _to_put(
        self, lane: Lane, item_id: str, body: Json, ref: LaneRef, item: str
    ) -> tuple[list[str], list[Part]]:
        sealed = self._seal(lane, item_id, body, ref, item)
        lifetime = keys.retained("lane", self._retention_s(lane.tenant))
        names = [*keys.lane_keys(ref, "lane", "lease", "seen"), keys.jobs(ref)]
        return names, [ref, item, sealed, ref.partition(":")[2], keys.DAY, lifetime]

    def _seal(self, lane: Lane, item_id: str, body: Json, ref: LaneRef, item: str) -> bytes:
        whole = [lane.tenant, lane.conversation, lane.job, item_id, body]
        return self._cipher.seal({"item": whole}, "work", ref, item)

    async def stop(self, lane: Lane) -> bool:
        """Ask whatever runs in the lane to stop; False when nothing runs there."""
        names = keys.lane_keys(keys.lane_ref(lane), "lease", "stop")
        return bool(await self._redis.call(_STOP, names, _STOP_S))

    async def clear(self, lane: Lane) -> None:
        """Forget what waits and stop what runs; a conversation's lane takes its jobs along."""
        ref = keys.lane_ref(lane)
        refs = [ref]
        which = keys.later_leaf(ref) if lane.job else ""
        await self._redis.call(_FORGET_LATER, [keys.later(ref)], which)
        if not lane.job:
            jobs = await self._redis.run("ZRANGE", keys.jobs(ref), 0, -1)
            slot = ref.partition(":")[0]
            refs += [LaneRef(f"{slot}:{job.decode()}") for job in jobs]
        for each in refs:
            names = keys.lane_keys(each, "lane", "lease", "tries", "stop", "seen")
            await self._redis.call(_CLEAR, names, _STOP_S, keys.FORGOTTEN_SEEN_S, keys.DAY)
        if not lane.job:
            await self._redis.run("UNLINK", keys.jobs(ref))

    async def depth(self) -> Depth:
        """Count the signals nobody has taken yet."""
        waiting, oldest_ms = await self._redis.call(_DEPTH, [keys.SIGNALS], keys.GROUP)
        return Depth(int(waiting), int(oldest_ms) / _MS)
