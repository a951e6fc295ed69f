"""Changes asked for in words: „kürzer“, „TOP 3 ausführlicher“.

The model gets the points with their ids and returns those it changes; code puts them in. Votes,
outcomes, owners and deadlines are not the model's to change: they stay, whatever it writes. The
caller shows the difference and checks the new draft before anybody takes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from bot.core.parallel import in_parallel
from bot.core.ports import ChatModel, Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.meetings.answer import Answer, numbers, read, text_in
from bot.meetings.minutes import Action, Draft, Item, Point, Statement, text_of
from bot.meetings.windows import estimated_tokens, line
from bot.transcripts.transcript import Transcript

LONGEST_WISH: Final = 500
_ANSWER_TOKENS: Final = 4_000
_SPOKEN_SHARE: Final = 0.4
_ITEM: Final = re.compile(
    r"(?i)\b(?:top|punkt|tagesordnungspunkt|item)\s*((?:[öon]\s?)?\d+(?:\.\d+)*)"
)
_MOST_ADDED: Final = 12


class RevisionService:
    """Asks the model for another wording; make one, at start."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompts = PromptLibrary("bot.meetings")

    async def revise(
        self,
        draft: Draft,
        transcript: Transcript | None,
        wish: str,
        *,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Draft:
        """Return the changed draft, unchecked and with its version's number unchanged.

        A wish that names an item („TOP 3“) changes that item only. Equal to the draft given when
        the model found nothing to change. Raises the model's errors and StoppedByPerson.
        """
        items = meant(draft, wish)
        request = self._request(draft, items, transcript, wish)
        job = partial(self._model.complete, request)
        completion = (await in_parallel([job], 1, stopping))[0]
        return put_in(draft, items, read(completion.text))

    def _request(
        self, draft: Draft, items: tuple[Item, ...], transcript: Transcript | None, wish: str
    ) -> ModelRequest:
        language = draft.language if draft.language in {"de", "en"} else "de"
        room = int(self._model.context_tokens * _SPOKEN_SHARE)
        prompt = self._prompts.get(f"revise.{language}")
        content = prompt.fill(
            wish=" ".join(wish.split())[:LONGEST_WISH],
            points=_written(items),
            spoken=_spoken(draft, items, transcript, room),
        )
        role = self._prompts.fill(f"role.{language}")
        messages = (Message("system", role), Message("user", content))
        most = min(_ANSWER_TOKENS, self._model.context_tokens // 3)
        return ModelRequest(messages, prompt.purpose, max_tokens=most, temperature=0.1)


def meant(draft: Draft, wish: str) -> tuple[Item, ...]:
    """Return the items that a wish names, or all of them."""
    named = {_plain(number) for number in _ITEM.findall(wish)}
    found = tuple(item for item in draft.items if _plain(item.number) in named)
    return found or draft.items


def put_in(draft: Draft, items: tuple[Item, ...], answer: Answer) -> Draft:
    """Return the draft with the lines of an answer put in, as far as they may be.

    Points of other items, unknown ids, verbatim passages, and removal of decisions and tasks are
    refused: what was decided doesn't vanish because somebody asked for „kürzer“.
    """
    own = {point.id: point for item in items for point in item.points}
    changed = draft
    for given in answer.of("change", "remove"):
        point = own.get(text_in(given, "id", 40))
        if point is None or (isinstance(point, Statement) and point.is_verbatim):
            continue
        text = text_in(given, "text")
        if given.get("type") == "remove":
            if isinstance(point, Statement):
                changed = changed.replacing(point.id, None)
        elif text and text != text_of(point):
            changed = changed.replacing(point.id, _worded(point, text))
    return _with_added(changed, {item.id for item in items}, answer)


def _worded(point: Point, text: str) -> Point:
    return replace(point, what=text) if isinstance(point, Action) else replace(point, text=text)


def _with_added(draft: Draft, allowed: set[str], answer: Answer) -> Draft:
    taken = {point.id for _, point in draft.points()}
    last = draft.coverage.total or 1_000_000
    for index, given in enumerate(answer.of("add")):
        item_id, text = text_in(given, "item", 40), text_in(given, "text")
        found = numbers(given.get("from"), range(1, last + 1))
        if index >= _MOST_ADDED or item_id not in allowed or not text or not found:
            continue
        ident = next(name for n in range(1, 10_000) if (name := f"s{len(taken) + n}") not in taken)
        taken.add(ident)
        added = Statement(id=ident, text=text, utterances=found)
        draft = replace(
            draft,
            items=tuple(
                replace(one, statements=(*one.statements, added)) if one.id == item_id else one
                for one in draft.items
            ),
        )
    return draft


def _written(items: tuple[Item, ...]) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in _lines(items))


def _lines(items: tuple[Item, ...]) -> Iterator[dict[str, object]]:
    for item in items:
        yield {"item": item.id, "top": item.number, "title": item.title}
        for point in item.points:
            kind = type(point).__name__.lower()
            yield {"id": point.id, "kind": kind, "text": text_of(point)}


def _spoken(draft: Draft, items: tuple[Item, ...], transcript: Transcript | None, room: int) -> str:
    """Return what was said on these items, as much of it as fits."""
    if transcript is None:
        return ""
    wanted = {n for item in items for n in draft.coverage.of(item.id)}
    wanted |= {n for item in items for point in item.points for n in point.utterances}
    lines: list[str] = []
    for one in transcript.utterances:
        if one.number in wanted:
            room -= estimated_tokens(line(one))
            if room < 0:
                break
            lines.append(line(one))
    return "\n".join(lines)


def _plain(number: str) -> str:
    return re.sub(r"\s+", "", number).casefold()
