"""The demo model: answers by extraction, so that a local run works with no model configured.

It is no AI and says so in the first line of every answer. It sees what a model would see: the
last message, in it the material between tags, and the purpose. Notes for a later step of the
same job carry no such line, since nobody reads them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from typing import Final

from bot.core.clock import Clock
from bot.core.ports import Completion, Finish, ModelRequest, Piece, Usage
from bot.core.texts import Texts
from bot.model.demo_answers import NOT_FOUND, answered, question_in
from bot.model.demo_minutes import NOTHING, minutes
from bot.model.extract import Sentence, decisions, figures, sentences, tasks, telling

_TAGGED: Final = re.compile(r"<([^\W\d_]+)\b[^<>]*>\n?(.*?)</\1>", re.DOTALL)
_WORDS: Final = re.compile(r"\s*\S+\s*$|\s*\S+")
_ENGLISH: Final = re.compile(r"(?i)\b(the|and|of|is|are|to|what|please|with|this|how|you)\b")
_GERMAN: Final = re.compile(r"(?i)\b(der|die|das|und|ist|ein|eine|was|bitte|mit|wie|für|sie|im)\b")
_WORDS_A_SECOND: Final = 30
_CONTEXT: Final = 32_000
_NOTES: Final = frozenset({"summary.map", "summary.merge", "memory"})
_MINUTES: Final = "minutes.draft"
_SUMMARIES: Final = frozenset({"summary.whole", "summary.reduce"})
_QUESTION: Final = "question"  # over files
_MENU: Final = "menu_"  # a message that somebody chose, however short
_REVISIONS: Final = frozenset({"shorter", "formal", "plain"})
_OWN: Final = ("notice", "question", "can", "can_text", "can_file", "can_notes", "setup", "core")
_LEAST: Final = 3
_CORE: Final = 3
_WORDS_PER_NOTE: Final = 40


class DemoModel:
    """A ChatModel that picks sentences; ``texts`` are the sentences it says itself, by language."""

    def __init__(self, clock: Clock, texts: Mapping[str, Texts]) -> None:
        self._clock = clock
        self._texts = texts
        self._own = frozenset(
            one(f"demo.{name}").strip("*").casefold() for one in texts.values() for name in _OWN
        )

    @property
    def is_demo(self) -> bool:
        """Whether this is no AI: always."""
        return True

    @property
    def context_tokens(self) -> int:
        """Little enough that long documents show how they are read in parts."""
        return _CONTEXT

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield the answer word by word, about as fast as a model writes."""
        completion = await self.complete(request)
        for word in _WORDS.findall(completion.text):
            yield Piece(word)
            await self._clock.sleep(1 / _WORDS_A_SECOND)
        yield Piece(finish=completion.finish, usage=completion.usage)

    async def complete(self, request: ModelRequest) -> Completion:
        """Return the whole answer at once."""
        text = await asyncio.to_thread(self._answer, request)
        asked = sum(len(message.content.split()) for message in request.messages)
        return Completion(text, Finish.COMPLETE, Usage(asked, len(text.split())))

    def _answer(self, request: ModelRequest) -> str:
        last = next((m.content for m in reversed(request.messages) if m.role == "user"), "")
        if request.purpose.startswith("minutes."):
            return minutes(last) if request.purpose == _MINUTES else NOTHING
        around, material = _material(last, request.purpose)
        say = self._texts[_language(around if len(around.split()) > _LEAST else last)]
        found = [one for one in sentences(material) if one.text.casefold() not in self._own]
        if request.purpose in _NOTES:
            return _notes(found, request.max_tokens) or f"- {say('demo.nothing')}"
        if request.purpose == _QUESTION:
            answer = answered(question_in(around), found, say.language)
            return answer if answer == NOT_FOUND else f"{say('demo.notice')}\n\n{answer}"
        is_given = request.purpose in _SUMMARIES or request.purpose.startswith(_MENU)
        if is_given or len(found) >= _LEAST:
            body = _summary(found, say, request.purpose)
        else:
            body = _abilities(say)
        return f"{say('demo.notice')}\n\n{body}"


def _material(message: str, purpose: str) -> tuple[str, str]:
    """Return what is said around the material, and the material.

    Without tags everything after a first line that ends with a colon is material, or all of it.
    """
    parts = [match[2].strip() for match in _TAGGED.finditer(message)]
    if parts:
        around = _TAGGED.sub(" ", message)
        return around, parts[-1] if purpose in _REVISIONS else "\n\n".join(parts)
    first, _, rest = message.partition("\n")
    if first.rstrip().endswith(":") and rest.strip():
        return first, rest
    return message, message


def _language(text: str) -> str:
    return "en" if len(_ENGLISH.findall(text)) > len(_GERMAN.findall(text)) else "de"


def _notes(found: list[Sentence], max_tokens: int) -> str:
    count = max(_LEAST, min(15, max_tokens // (2 * _WORDS_PER_NOTE)))
    return _list(telling(found, count))


def _summary(found: list[Sentence], say: Texts, purpose: str) -> str:
    """Return the core in a paragraph, then what cue words tell; no sentence stands twice."""
    if not found:
        return say("demo.nothing")
    if purpose in _REVISIONS:
        return _paragraph(telling(found, _CORE), say)
    decided = decisions(found, 6)
    core = telling(_without(found, decided) or found, _CORE)
    left = _without(found, decided, core)
    due = tasks(left, 6)
    lists = [("decisions", decided), ("tasks", due)]
    if purpose in _SUMMARIES:
        sums = figures(_without(left, due), 6)
        points = telling(_without(left, due, sums), 6)
        lists = [("points", points), *lists, ("figures", sums)]
    told = [f"**{say(f'demo.{name}')}**\n\n{_list(chosen)}" for name, chosen in lists if chosen]
    return "\n\n".join([_paragraph(core, say), *told])


def _without(found: list[Sentence], *told: list[Sentence]) -> list[Sentence]:
    orders = {one.order for some in told for one in some}
    return [one for one in found if one.order not in orders]


def _paragraph(core: list[Sentence], say: Texts) -> str:
    return f"{say('demo.core')}\n\n{' '.join(one.marked for one in core)}"


def _abilities(say: Texts) -> str:
    can = "\n".join(f"- {say(f'demo.{name}')}" for name in ("can_text", "can_file", "can_notes"))
    return f"{say('demo.question')} {say('demo.can')}\n\n{can}\n\n{say('demo.setup')}"


def _list(chosen: list[Sentence]) -> str:
    return "\n".join(f"- {one.marked}" for one in chosen)
