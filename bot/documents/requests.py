"""What the model is asked while a file is summarised, and how much of it at a time.

The words are in prompts/*.md; here they are put together for one wish and one model. Notes are
asked for in the document's own language, whatever form and language the summary is to have: so
they serve every wish with the same focus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.ports import Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.documents.summary import LONGEST_FOCUS, Form, Length, Wish

# With a quotation behind each statement a text is about twice as long as without.
_ANSWER_TOKENS: Final = {Length.SHORT: 1_200, Length.PAGE: 3_000, Length.DETAILED: 8_000}
_NOTE_TOKENS: Final = 2_400
_MERGED_TOKENS: Final = 3_200
_PROMPT_TOKENS: Final = 1_400
_MOST_WHOLE: Final = 12_000
_MOST_CHUNK: Final = 8_000
_MOST_NOTES: Final = 60_000
# Other tokenizers than the one we count with need up to a third more for German.
_FOREIGN_TOKENIZER: Final = 0.75
_LEAST: Final = 400
_NOTED_IN: Final = "de"  # the language of what is asked, not of the notes


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
        """Return what fits a model with that context; pieces are the same for every length."""
        most = context_tokens // 4
        answer, merged = min(_ANSWER_TOKENS[length], most), min(_MERGED_TOKENS, most)
        note, prompt = min(_NOTE_TOKENS, most), min(_PROMPT_TOKENS, most)

        def room(written: int) -> int:
            return max(_LEAST, int((context_tokens - written - prompt) * _FOREIGN_TOKENIZER))

        return cls(
            answer=answer,
            note=note,
            merged=merged,
            whole=min(_MOST_WHOLE, room(answer)),
            chunk=min(_MOST_CHUNK, room(note)),
            notes=min(_MOST_NOTES, room(max(answer, merged))),
        )


class Requests:
    """The requests for one wish."""

    def __init__(self, prompts: PromptLibrary, wish: Wish, budget: Budget) -> None:
        self._prompts = prompts
        self._wish = wish
        self._language = wish.written_in
        self._budget = budget

    def whole(self, document: str) -> ModelRequest:
        """Ask for the summary of a document that fits."""
        form, wishes = self._form(), self._wishes()
        return self._request(
            "whole", self._budget.answer, form=form, wishes=wishes, document=document
        )

    def note(self, part: str) -> ModelRequest:
        """Ask for notes on one part of a long document."""
        focus = self._focus(_NOTED_IN)
        return self._request("map", self._budget.note, _NOTED_IN, focus=focus, part=part)

    def merge(self, notes: str) -> ModelRequest:
        """Ask for fewer notes that say the same."""
        focus = self._focus(_NOTED_IN)
        return self._request("merge", self._budget.merged, _NOTED_IN, focus=focus, notes=notes)

    def reduce(self, notes: str) -> ModelRequest:
        """Ask for the summary, given notes on all parts."""
        form, wishes = self._form(), self._wishes()
        return self._request("reduce", self._budget.answer, form=form, wishes=wishes, notes=notes)

    def _request(
        self, name: str, max_tokens: int, language: str = "", **inputs: str
    ) -> ModelRequest:
        language = language or self._language
        prompt = self._prompts.get(f"{name}.{language}")
        role = self._prompts.fill(f"role.{language}")
        messages = (Message("system", role), Message("user", prompt.fill(**inputs)))
        return ModelRequest(messages, prompt.purpose, max_tokens=max_tokens, temperature=0.1)

    def _form(self) -> str:
        form, length, language = self._wish.form, self._wish.length, self._language
        if form is Form.OVERVIEW:
            return self._prompts.fill(f"form_{form}_{length}.{language}")
        amount = self._prompts.fill(f"length_{length}.{language}")
        return self._prompts.fill(f"form_{form}.{language}", length=amount)

    def _wishes(self) -> str:
        parts = [self._focus(self._language)]
        if self._wish.is_plain:
            parts.insert(0, self._prompts.fill("plain.de"))
        return "\n\n".join(part for part in parts if part)

    def _focus(self, language: str) -> str:
        focus = " ".join(self._wish.focus.split())[:LONGEST_FOCUS]
        return self._prompts.fill(f"focus.{language}", focus=focus) if focus else ""
