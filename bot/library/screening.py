"""A look at a template before others get it: personal data, and uses the AI Act calls high-risk.

Rules find what can be found by words; the model is asked too and may add to them, never take away.
When it can't be asked, the rules' hits stand alone and the person is told so.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.errors import AssistantError
from bot.core.ports import ChatModel, Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.library.proposals import Hit
from bot.library.screening_personal import personal_data
from bot.library.screening_risks import RISKS, risks
from bot.library.template import Template

_log: Final = logging.getLogger(__name__)
_MOST_TOKENS: Final = 400
_LONGEST_WORDS: Final = 120
_OBJECT: Final = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found; ``whole`` is False when the model could not be asked."""

    hits: tuple[Hit, ...]
    whole: bool


class Screening:
    """Looks templates over."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompts = PromptLibrary("bot.library")

    async def screen(self, template: Template) -> Screened:
        """Return what was found; the model's errors become ``whole=False``."""
        text = words_of(template)
        hits = [*personal_data(text), *risks(text)]
        if self._model.is_demo:
            return Screened(tuple(hits), whole=False)
        try:
            completion = await self._model.complete(self._request(template, text))
        except AssistantError as error:
            _log.info("screening without the model", extra={"class": type(error).__name__})
            return Screened(tuple(hits), whole=False)
        known = {hit.rule for hit in hits}
        added = [hit for hit in read_answer(completion.text) if hit.rule not in known]
        return Screened((*hits, *added), whole=True)

    def _request(self, template: Template, text: str) -> ModelRequest:
        prompt = self._prompts.get(f"screening.{template.language}")
        message = Message("user", prompt.fill(template=text))
        return ModelRequest([message], prompt.purpose, max_tokens=_MOST_TOKENS, temperature=0.0)


def words_of(template: Template) -> str:
    """Return everything of a template that people have written."""
    fields = [f"{one.label} {one.help} {one.placeholder} {one.default}" for one in template.fields]
    example = template.example.result if template.example else ""
    values = list(template.example.values.values()) if template.example else []
    parts = [template.title, template.description, template.instruction]
    return "\n".join([*parts, *fields, example, *values])


def read_answer(answer: str) -> Sequence[Hit]:
    """Read the model's JSON; whatever is no hit of a known rule is passed over."""
    found = _OBJECT.search(answer)
    try:
        hits = json.loads(found[0])["hits"] if found else []
    except (ValueError, KeyError, TypeError):
        return ()
    return tuple(_hits(hits if isinstance(hits, list) else []))


def _hits(values: Sequence[object]) -> Iterator[Hit]:
    for value in values:
        if isinstance(value, dict) and value.get("rule") in RISKS:
            words = " ".join(str(value.get("words", "")).split())[:_LONGEST_WORDS]
            yield Hit(str(value["rule"]), words, by_model=True)
