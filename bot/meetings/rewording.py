"""Changes of a draft in words: „kürzer“, „TOP 3 ausführlicher“.

The model may word points anew, drop statements and add some from the utterances; who voted how,
owners and dates are not its to change. The result is checked like any draft, and a person sees
the difference before it counts.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Final

from bot.core.ports import ChatModel, Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.meetings.answer import Line, numbers, read, text_in
from bot.meetings.minutes import Action, Draft, Item, Point, Statement, text_of
from bot.transcripts.transcript import Transcript

_ANSWER_TOKENS: Final = 4_000
_MOST_CHARS: Final = 40_000
_MOST_SAID: Final = 30_000
_ITEM: Final = re.compile(
    r"\b(?:TOP|Punkt|Tagesordnungspunkt|item)\s*([ÖN]?\s?\d+(?:\.\d+)*)", re.IGNORECASE
)
_LONGEST_WISH: Final = 300


class Rewording:
    """Changes drafts as people word it; make one, at start (it reads the prompts)."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompts = PromptLibrary("bot.meetings")

    async def reword(self, draft: Draft, transcript: Transcript | None, wish: str) -> Draft:
        """Return the changed draft, unchecked; the same one when nothing came of the wish.

        Raises the model's errors.
        """
        items = _meant(draft, wish)
        language = draft.language if draft.language in {"de", "en"} else "de"
        prompt = self._prompts.get(f"reword.{language}")
        role = self._prompts.fill(f"role.{language}")
        text = prompt.fill(
            wish=" ".join(wish.split())[:_LONGEST_WISH],
            points=_written(items),
            part=_said(draft, items, transcript),
        )
        request = ModelRequest(
            (Message("system", role), Message("user", text)),
            prompt.purpose,
            max_tokens=_ANSWER_TOKENS,
            temperature=0.1,
        )
        answer = read((await self._model.complete(request)).text)
        known = len(transcript.utterances) if transcript else 0
        for line in answer.lines:
            draft = _applied(draft, line, {item.id for item in items}, known)
        return draft


def _meant(draft: Draft, wish: str) -> list[Item]:
    """Return the items that a wish names by their numbers, or all."""
    wanted = {re.sub(r"\s", "", number).lower() for number in _ITEM.findall(wish)}
    named = [
        item for item in draft.items if re.sub(r"[\s.]+$|\s", "", item.number).lower() in wanted
    ]
    return named or list(draft.items)


def _written(items: list[Item]) -> str:
    lines: list[str] = []
    for item in items:
        head = {"item": item.id, "top": item.number, "title": item.title}
        lines.append(json.dumps(head, ensure_ascii=False))
        lines += [
            json.dumps({"id": point.id, "text": text_of(point)}, ensure_ascii=False)
            for point in item.points
            if not _is_quotation(point)
        ]
    return "\n".join(lines)[:_MOST_CHARS]


def _said(draft: Draft, items: list[Item], transcript: Transcript | None) -> str:
    """Return what was said on the items, if not all of them are meant."""
    if transcript is None or len(items) == len(draft.items) > 1:
        return ""
    chosen = {number for item in items for number in draft.coverage.of(item.id)}
    chosen |= {n for item in items for point in item.points for n in point.utterances}
    lines = [
        f"[{one.number}] {one.speaker}: {one.text}"
        for one in transcript.utterances
        if one.number in chosen
    ]
    return "\n".join(lines)[:_MOST_SAID]


def _applied(draft: Draft, line: Line, items: set[str], known: int) -> Draft:
    kind, text = line.get("type"), text_in(line, "text")
    if kind == "add":
        return _added(draft, line, text, items, known)
    found = draft.point(text_in(line, "id"))
    if found is None or found[0].id not in items or _is_quotation(found[1]):
        return draft
    point = found[1]
    if kind == "remove" and isinstance(point, Statement):
        return draft.replacing(point.id, None)
    if kind != "change" or not text:
        return draft
    if isinstance(point, Action):
        return draft.replacing(point.id, replace(point, what=text))
    return draft.replacing(point.id, replace(point, text=text))


def _added(draft: Draft, line: Line, text: str, items: set[str], known: int) -> Draft:
    wanted = text_in(line, "item")
    rests_on = numbers(line.get("from"), range(1, known + 1))
    if not text or wanted not in items or not rests_on:
        return draft
    taken = {point.id for _, point in draft.points()}
    number = len(taken) + 1
    while f"s{number}" in taken:
        number += 1
    new = Statement(id=f"s{number}", text=text, utterances=rests_on)
    return replace(
        draft,
        items=tuple(
            replace(item, statements=(*item.statements, new)) if item.id == wanted else item
            for item in draft.items
        ),
    )


def _is_quotation(point: Point) -> bool:
    return isinstance(point, Statement) and point.is_verbatim
