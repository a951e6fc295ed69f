"""What the model is asked while a file is summarised, and how much of it at a time.

The words are in prompts/*.md; here they are put together for one wish and one model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.ports import Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.documents.summary import LONGEST_FOCUS, Length, Tongue, Wish

_ANSWER_TOKENS: Final = {Length.SHORT: 600, Length.PAGE: 1_500, Length.DETAILED: 4_000}
_NOTE_TOKENS: Final = 1_200
_MERGED_TOKENS: Final = 1_600
_PROMPT_TOKENS: Final = 1_200
_MOST_WHOLE: Final = 12_000
_MOST_CHUNK: Final = 8_000
_MOST_NOTES: Final = 60_000
# Other tokenizers than the one we count with need up to a third more for German.
_FOREIGN_TOKENIZER: Final = 0.75
_LEAST: Final = 400


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens per request that fit the model's context; small local models get small pieces."""

    answer: int
    note: int
    merged: int
    whole: int
    chunk: int
    notes: int

    @classmethod
    def of(cls, context_tokens: int, length: Length) -> Budget:
        """Return what fits a model with that context."""
        answer = min(_ANSWER_TOKENS[length], context_tokens // 4)
        merged = min(_MERGED_TOKENS, context_tokens // 4)
        longest = max(answer, merged)
        prompt = min(_PROMPT_TOKENS, context_tokens // 4)
        room = max(_LEAST, int((context_tokens - longest - prompt) * _FOREIGN_TOKENIZER))
        return cls(
            answer=answer,
            note=min(_NOTE_TOKENS, context_tokens // 4),
            merged=merged,
            whole=min(_MOST_WHOLE, room),
            chunk=min(_MOST_CHUNK, room),
            notes=min(_MOST_NOTES, room),
        )


class Requests:
    """The requests for one wish."""

    def __init__(self, prompts: PromptLibrary, wish: Wish, budget: Budget) -> None:
        self._prompts = prompts
        self._wish = wish
        self._language = "en" if wish.language is Tongue.ENGLISH else "de"
        self._budget = budget

    def whole(self, document: str) -> ModelRequest:
        """Ask for the summary of a document that fits."""
        form, wishes = self._form(), self._wishes()
        return self._request(
            "whole", self._budget.answer, form=form, wishes=wishes, document=document
        )

    def note(self, part: str) -> ModelRequest:
        """Ask for notes on one part of a long document."""
        return self._request("map", self._budget.note, wishes=self._wishes(), part=part)

    def merge(self, notes: str) -> ModelRequest:
        """Ask for fewer notes that say the same."""
        return self._request("merge", self._budget.merged, wishes=self._wishes(), notes=notes)

    def reduce(self, notes: str) -> ModelRequest:
        """Ask for the summary, given notes on all parts."""
        form, wishes = self._form(), self._wishes()
        return self._request("reduce", self._budget.answer, form=form, wishes=wishes, notes=notes)

    def _request(self, name: str, max_tokens: int, **inputs: str) -> ModelRequest:
        prompt = self._prompts.get(f"{name}.{self._language}")
        role = self._prompts.fill(f"role.{self._language}")
        messages = (Message("system", role), Message("user", prompt.fill(**inputs)))
        return ModelRequest(messages, prompt.purpose, max_tokens=max_tokens, temperature=0.1)

    def _form(self) -> str:
        return self._prompts.fill(f"form_{self._wish.length}.{self._language}")

    def _wishes(self) -> str:
        parts = []
        if self._wish.language is Tongue.PLAIN:
            parts.append(self._prompts.fill("plain.de"))
        if focus := " ".join(self._wish.focus.split())[:LONGEST_FOCUS]:
            parts.append(self._prompts.fill(f"focus.{self._language}", focus=focus))
        return "\n\n".join(parts)
