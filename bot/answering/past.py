"""What is kept of a conversation: exchanges as asked and answered, and summaries of older ones.

Pure values with their JSON; memory.py reads and writes them. A length in tokens is estimated from
the bytes: no tokenizer fits all models, and German has about four bytes to a token, so three err
on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from bot.core.ids import PersonId
from bot.core.ports import Json, Message

_BYTES_PER_TOKEN: Final = 3
_PER_MESSAGE: Final = 8
_OPEN_END: Final = " […]"


def estimate_tokens(text: str) -> int:
    """Estimate how many tokens a message of this text takes, rather too many than too few."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + _PER_MESSAGE


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer. The person is kept so that they can be forgotten."""

    turn_id: str
    person: PersonId
    at: datetime
    question: str
    answer: str
    incomplete: bool = False

    @property
    def tokens(self) -> int:
        """What it takes of the model's context."""
        return estimate_tokens(self.question) + estimate_tokens(self.answer)

    def messages(self) -> tuple[Message, Message]:
        """Return it as the model reads it; an answer that broke off says so."""
        answer = self.answer + _OPEN_END if self.incomplete else self.answer
        return Message("user", self.question), Message("assistant", answer)

    def to_json(self) -> Json:
        """Return what is stored."""
        return {
            "turn": self.turn_id,
            "person": self.person,
            "at": self.at.isoformat(),
            "question": self.question,
            "answer": self.answer,
            "incomplete": self.incomplete,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Read what was stored."""
        return cls(
            turn_id=str(data["turn"]),
            person=PersonId(str(data["person"])),
            at=datetime.fromisoformat(str(data["at"])),
            question=str(data["question"]),
            answer=str(data["answer"]),
            incomplete=bool(data["incomplete"]),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A summary of some exchanges: when the oldest was, and who took part.

    ``covers`` are ids of turns it holds that may still stand beside it, should a process die
    between writing the summary and dropping the turns.
    """

    name: str
    text: str
    oldest: datetime
    people: frozenset[PersonId]
    covers: frozenset[str]

    def to_json(self) -> Json:
        """Return what is stored."""
        return {
            "text": self.text,
            "oldest": self.oldest.isoformat(),
            "people": sorted(self.people),
            "covers": sorted(self.covers),
        }

    @classmethod
    def from_json(cls, name: str, data: Json) -> Self:
        """Read what was stored."""
        stored: Any = data
        return cls(
            name=name,
            text=stored["text"],
            oldest=datetime.fromisoformat(stored["oldest"]),
            people=frozenset(stored["people"]),
            covers=frozenset(stored["covers"]),
        )


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation so far: newest exchanges, and summaries of what was before."""

    exchanges: tuple[Exchange, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def summary(self) -> str:
        """The summaries of older exchanges, oldest first."""
        return "\n\n".join(part.text for part in self.parts)

    @property
    def tokens(self) -> int:
        """What the exchanges take of the model's context."""
        return sum(exchange.tokens for exchange in self.exchanges)

    def newest(self, max_tokens: int) -> tuple[Exchange, ...]:
        """Return the newest exchanges that fit, in order and without gaps."""
        kept: list[Exchange] = []
        for exchange in reversed(self.exchanges):
            max_tokens -= exchange.tokens
            if max_tokens < 0:
                break
            kept.append(exchange)
        return tuple(reversed(kept))

    def oldest_half(self) -> tuple[Exchange, ...]:
        """Return the older exchanges, up to half of the length, always sparing the newest."""
        batch: list[Exchange] = []
        half = self.tokens / 2
        for exchange in self.exchanges[:-1]:
            if half <= 0:
                break
            batch.append(exchange)
            half -= exchange.tokens
        return tuple(batch)
