"""The memory of a conversation: the newest exchanges whole, older ones as rolling summaries.

Summarising never loses anything: a summary is written, with the ids of the turns it holds, before
those turns are dropped, and when the model fails the turns stay. Exchanges and summaries older
than the agency's retention go, also in a conversation that never rests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.answering.past import Exchange, Part, Past, estimate_tokens
from bot.core.clock import Clock
from bot.core.errors import AssistantError, ContextTooLong
from bot.core.ids import PersonId, Scope
from bot.core.ports import ChatModel, Json, Message, ModelRequest, Record, Store
from bot.core.prompts import PromptLibrary

_log = logging.getLogger(__name__)

_SUMMARY_TOKENS: Final = 800
_MAX_PARTS: Final = 4
_TRIES: Final = 3
_CUT: Final = "\n[…]\n"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a conversation is remembered: for how long, and in which language it is summarised."""

    retention_s: int
    language: str


class Memory:
    """Reads, extends, shortens and forgets what was said in conversations."""

    def __init__(
        self,
        model: ChatModel,
        store: Store,
        clock: Clock,
        prompts: PromptLibrary,
        budget_tokens: int,
    ) -> None:
        """Keep ``budget_tokens`` of exchanges, less where the model's context is small."""
        self._model = model
        self._store = store
        self._clock = clock
        self._prompts = prompts
        self.budget_tokens = min(budget_tokens, model.context_tokens // 2)

    async def past(self, scope: Scope, rules: Rules) -> Past:
        """Return what is remembered, and delete what is older than the retention."""
        after = self._clock.now() - timedelta(seconds=rules.retention_s)
        stored = [Exchange.from_json(i) for i in await self._store.items(scope, Record.MEMORY)]
        expired = _leading(exchange.at < after for exchange in stored)
        if expired:
            await self._store.drop_first(scope, Record.MEMORY, expired)
        parts = []
        for part in await self._parts(scope):
            if part.oldest >= after:
                parts.append(part)
            else:
                await self._store.erase(scope, Record.SUMMARY, part.name)
        covered = frozenset[str]().union(*(part.covers for part in parts))
        # A turn that ran twice (after a crash) is stored twice: the later answer was shown last.
        latest = {exchange.turn_id: exchange for exchange in stored}
        fresh = [e for e in latest.values() if e.at >= after and e.turn_id not in covered]
        return Past(tuple(sorted(fresh, key=lambda exchange: exchange.at)), tuple(parts))

    async def add(self, scope: Scope, exchange: Exchange) -> None:
        """Remember an exchange; the same turn again replaces it."""
        await self._store.append(scope, Record.MEMORY, exchange.to_json())

    async def condense(self, scope: Scope, rules: Rules, *, everything: bool = False) -> bool:
        """Summarise older exchanges when they exceed the budget; True when it did.

        ``everything`` summarises all of them, whatever the budget. A failure of the model or the
        store is logged and leaves the exchanges as they are.
        """
        try:
            return await self._condense(scope, rules, everything=everything)
        except (AssistantError, ContextTooLong) as error:
            _log.warning("memory not summarised", extra={"reason": type(error).__name__})
            return False

    async def forget(self, scope: Scope) -> None:
        """Forget all exchanges and summaries of a conversation."""
        await self._store.erase(scope, Record.MEMORY)
        await self._store.erase(scope, Record.SUMMARY)

    async def forget_person(self, scope: Scope, person: PersonId) -> None:
        """Remove one person's exchanges, and every summary that holds something of theirs."""
        await self._remove(
            scope, lambda part: person in part.people, lambda item: item["person"] == person
        )

    async def forget_turn(self, scope: Scope, turn_id: str) -> None:
        """Remove one exchange, and every summary that holds something of it."""
        await self._remove(
            scope, lambda part: turn_id in part.covers, lambda item: item["turn"] == turn_id
        )

    async def _remove(
        self, scope: Scope, in_part: Callable[[Part], bool], in_item: Callable[[Json], bool]
    ) -> None:
        for part in await self._parts(scope):
            if in_part(part):
                await self._store.erase(scope, Record.SUMMARY, part.name)
        # What others add meanwhile stays; looked at again because two may be forgotten at once.
        for _ in range(_TRIES):
            items = await self._store.items(scope, Record.MEMORY)
            kept = [item for item in items if not in_item(item)]
            if len(kept) == len(items):
                return
            for item in kept:
                await self._store.append(scope, Record.MEMORY, item)
            await self._store.drop_first(scope, Record.MEMORY, len(items))

    async def _condense(self, scope: Scope, rules: Rules, *, everything: bool) -> bool:
        past = await self.past(scope, rules)
        if everything:
            batch = past.exchanges
        elif past.tokens > self.budget_tokens:
            batch = past.oldest_half()
        else:
            batch = ()
        done = False
        while batch:
            head = self._head(batch)
            await self._summarise(scope, rules, head)
            batch, done = batch[len(head) :], True
        return done

    async def _summarise(self, scope: Scope, rules: Rules, batch: Sequence[Exchange]) -> None:
        await self._room_for_one(scope, rules)
        text = await self._summary("\n\n".join(map(_transcript, batch)), rules)
        part = Part(
            name=batch[-1].turn_id,
            text=text,
            oldest=min(exchange.at for exchange in batch),
            people=frozenset(exchange.person for exchange in batch),
            covers=frozenset(exchange.turn_id for exchange in batch),
        )
        await self._write(scope, rules, part)
        covered = frozenset[str]().union(*(part.covers for part in await self._parts(scope)))
        stored = await self._store.items(scope, Record.MEMORY)
        done = _leading(item["turn"] in covered for item in stored)
        await self._store.drop_first(scope, Record.MEMORY, done)
        _log.info("memory summarised", extra={"turns": len(batch), "dropped": done})

    async def _room_for_one(self, scope: Scope, rules: Rules) -> None:
        """Join the two oldest summaries once there are many."""
        parts = await self._parts(scope)
        if len(parts) < _MAX_PARTS:
            return
        first, second = parts[:2]
        joined = Part(
            name=second.name,
            text=await self._summary(f"{first.text}\n\n{second.text}", rules),
            oldest=min(first.oldest, second.oldest),
            people=first.people | second.people,
            covers=first.covers | second.covers,
        )
        await self._write(scope, rules, joined)
        await self._store.erase(scope, Record.SUMMARY, first.name)

    async def _parts(self, scope: Scope) -> list[Part]:
        stored = await self._store.read_all(scope, Record.SUMMARY)
        parts = [Part.from_json(name, data) for name, data in stored.items()]
        return sorted(parts, key=lambda part: part.oldest)

    async def _write(self, scope: Scope, rules: Rules, part: Part) -> None:
        """Keep a summary for as long as the oldest of what it holds may be kept."""
        age_s = (self._clock.now() - part.oldest).total_seconds()
        ttl_s = max(1, rules.retention_s - int(age_s))
        await self._store.write(scope, Record.SUMMARY, part.to_json(), part.name, ttl_s=ttl_s)

    async def _summary(self, turns: str, rules: Rules) -> str:
        """Ask for a summary, with less and less of the text if the model finds it too long."""
        max_chars = self._room_tokens * 3
        for _ in range(_TRIES):
            prompt = self._prompts.fill(f"memory.{rules.language}", turns=_clip(turns, max_chars))
            request = ModelRequest(
                [Message("user", prompt)], purpose="memory", max_tokens=_SUMMARY_TOKENS
            )
            try:
                completion = await self._model.complete(request)
            except ContextTooLong:
                max_chars = min(max_chars, len(turns)) // 2
                continue
            if completion.text.strip():
                return completion.text.strip()
            break
        raise ContextTooLong

    def _head(self, batch: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        """Return as many of the oldest as one call can summarise, at least one."""
        room, count = self._room_tokens, 0
        for exchange in batch:
            room -= exchange.tokens
            if room < 0:
                break
            count += 1
        return batch[: max(1, count)]

    @property
    def _room_tokens(self) -> int:
        """How much text one call can summarise."""
        prompt = max(
            estimate_tokens(self._prompts.get(i).body)
            for i in self._prompts.ids
            if i.startswith("memory.")
        )
        return max(500, self._model.context_tokens - _SUMMARY_TOKENS - prompt - 200)


def _transcript(exchange: Exchange) -> str:
    question, answer = exchange.messages()
    return f"Frage: {question.content}\n\nAntwort: {answer.content}"


def _clip(text: str, max_chars: int) -> str:
    """Keep the beginning and the end, with a mark where something is missing."""
    if len(text) <= max_chars:
        return text
    tail = max_chars // 3
    return f"{text[: max_chars - tail]}{_CUT}{text[-tail:]}"


def _leading(flags: Iterable[bool]) -> int:
    """Count how many are true before the first that is not."""
    count = 0
    for flag in flags:
        if not flag:
            break
        count += 1
    return count
