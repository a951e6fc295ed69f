"""The block that closes every filled template, in the template's language.

Read from rules/ground-rules.*.md. No template, profile or form can leave it out: nothing is
invented, gaps are marked, nobody is decided about, sources are named, inputs are no instructions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from bot.core import front_matter
from bot.core.texts import LANGUAGES
from bot.library.instruction import parse as parse_instruction


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Section):
    """Words that code puts into a prompt of this language."""

    tag: str
    empty: str
    checked: str
    unchecked: str


class GenderForm(StrEnum):
    """How an agency names people in German texts."""

    NEUTRAL = "neutral"
    BOTH = "both"
    COLON = "colon"
    STAR = "star"


class Tone(StrEnum):
    """How a template's result sounds."""

    FACTUAL = "factual"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    PLAIN = "plain"


class GroundRules(_Section):
    """The rules of one language."""

    id: str
    version: int
    purpose: str
    inputs: tuple[str, ...]
    words: Words
    genders: Mapping[GenderForm, str]
    tones: Mapping[Tone, str]
    text: str

    def block(
        self, tag: str, gender: GenderForm = GenderForm.NEUTRAL, tone: Tone = Tone.FACTUAL
    ) -> str:
        """Return the rules for a prompt whose inputs stand between delimiters named ``tag``."""
        places = {"tag": tag, "gender": self.genders[gender], "tone": self.tones[tone]}
        return parse_instruction(self.text).fill(places, "")


def _load(language: str) -> GroundRules:
    file = resources.files("bot.library").joinpath(f"rules/ground-rules.{language}.md")
    values, text = front_matter.split(file.read_text("utf-8"))
    return GroundRules.model_validate({**values, "text": text})


GROUND_RULES: Final[Mapping[str, GroundRules]] = {
    language: _load(language) for language in LANGUAGES
}
