"""What the model is asked while minutes are drafted, and how much of it at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.ports import Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.meetings.agenda import AgendaItem, written
from bot.meetings.kinds import Kind
from bot.meetings.minutes import MeetingFacts

_ANSWER_TOKENS: Final = 6_000
_PROMPT_TOKENS: Final = 2_400
_MOST_WINDOW: Final = 7_000
# Other tokenizers than the one we estimate with need up to a third more for German.
_FOREIGN_TOKENIZER: Final = 0.75
_LEAST: Final = 300
_LONGEST_TITLE: Final = 200
_WEEKDAYS: Final = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_UNKNOWN_DAY: Final = {"de": "Tag unbekannt", "en": "day unknown"}


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens per request that fit the model's context."""

    answer: int
    window: int

    @classmethod
    def of(cls, context_tokens: int) -> Budget:
        """Return what fits a model with that context."""
        answer = min(_ANSWER_TOKENS, context_tokens // 3)
        prompt = min(_PROMPT_TOKENS, context_tokens // 3)
        room = max(_LEAST, int((context_tokens - answer - prompt) * _FOREIGN_TOKENIZER))
        return cls(answer, min(_MOST_WINDOW, room))


class Requests:
    """The requests for one draft."""

    def __init__(
        self,
        prompts: PromptLibrary,
        kind: Kind,
        language: str,
        facts: MeetingFacts,
        agenda: tuple[AgendaItem, ...],
        budget: Budget,
    ) -> None:
        self._prompts = prompts
        self._language = language if language in _WEEKDAYS else "de"
        self._kind = kind.body_in(self._language)
        self._facts = facts
        self._agenda = written(agenda)
        self._budget = budget

    def draft(self, part: str) -> ModelRequest:
        """Ask for the lines of one piece of the transcript."""
        return self._request(
            "draft",
            self._budget.answer,
            kind=self._kind,
            meeting=self._meeting(),
            agenda=self._agenda,
            part=part,
        )

    def more(self, asked: ModelRequest, so_far: str) -> ModelRequest:
        """Ask for the rest of an answer that ended at its length limit."""
        again = self._prompts.fill(f"continue.{self._language}")
        messages = (*asked.messages, Message("assistant", so_far), Message("user", again))
        return ModelRequest(messages, "minutes.continue", self._budget.answer, temperature=0.1)

    def repair(self, answer: str) -> ModelRequest:
        """Ask for the same lines in a form that can be read."""
        return self._request("repair", self._budget.answer, answer=answer)

    def outline(self, titles: list[str]) -> ModelRequest:
        """Ask which topics of several pieces are the same."""
        listed = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))
        return self._request("outline", self._budget.answer, titles=listed)

    def _request(self, name: str, max_tokens: int, **inputs: str) -> ModelRequest:
        prompt = self._prompts.get(f"{name}.{self._language}")
        role = self._prompts.fill(f"role.{self._language}")
        messages = (Message("system", role), Message("user", prompt.fill(**inputs)))
        return ModelRequest(messages, prompt.purpose, max_tokens=max_tokens, temperature=0.1)

    def _meeting(self) -> str:
        day = self._facts.day
        told = _UNKNOWN_DAY[self._language]
        if day is not None:
            told = f"{_WEEKDAYS[self._language][day.weekday()]}, {day.isoformat()}"
        title = " ".join(self._facts.title.split())[:_LONGEST_TITLE] or "–"
        return f"{title}\n{told}"
