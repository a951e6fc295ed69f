"""Revises a draft in Leichte Sprache until code finds nothing, three times at most.

Of all versions the best is kept, which may be the first: a revision that loses a date is worse
than a long sentence. What stands under the draft (points to check, the AI notice) is left alone.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.core.errors import AssistantError
from bot.core.ports import ChatModel, Finish, Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.library.plain_language.report import Finding, Report, Rule, parted, report
from bot.library.plain_language.survival import Kind, Loss, lost

ROUNDS: Final = 3
Progress = Callable[[int], Awaitable[None]]
"""Called before each round with its number."""
_log: Final = logging.getLogger(__name__)
_LONGEST: Final = 24_000  # letters of source and draft together that go to the model
_MOST_NAMED: Final = 40
_LETTERS_PER_TOKEN: Final = 2  # careful: German in small pieces
_SPARE_TOKENS: Final = 300
_SHORTEST: Final = 0.5  # of the draft; what is shorter has left too much out
_WEIGHT_OF_LOSS: Final = 5

_ADVICE: Final = {
    Rule.LENGTH: "Der Satz hat {words} Wörter. Teile ihn.",
    Rule.STATEMENTS: "Mehrere Aussagen in einem Satz („{words}“). Mach zwei Sätze.",
    Rule.PASSIVE: "Passiv („{words}“). Sage, wer etwas tut.",
    Rule.GENITIVE: "Genitiv („{words}“). Schreibe „von“.",
    Rule.SUBJUNCTIVE: "Konjunktiv („{words}“). Schreibe, wie es ist.",
    Rule.ABBREVIATION: "Abkürzung („{words}“). Schreibe das Wort aus.",
    Rule.LONG_WORD: "Langes Wort ohne Bindestrich („{words}“).",
    Rule.NUMBER_WORD: "Zahl als Wort („{words}“). Schreibe Ziffern.",
    Rule.SIGN: "Sonderzeichen („{words}“). Schreibe ein Wort dafür.",
}
_FACTS: Final = {
    Kind.FIGURE: "Zahl",
    Kind.DATE: "Datum",
    Kind.DEADLINE: "Frist oder Dauer",
    Kind.PARAGRAPH: "Paragraf",
    Kind.NAME: "Name",
    Kind.CONTACT: "Kontakt",
    Kind.MODAL: "das Wort",
}


@dataclass(frozen=True, slots=True)
class Revised:
    """The best version: its text, what is still open in it, and how many rounds were made.

    ``whole`` is False when the model failed on the way: the best until then is kept.
    """

    text: str
    report: Report
    lost: tuple[Loss, ...]
    rounds: int = 0
    whole: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether code finds nothing but hints."""
        return not self.report.breaches and not self.lost

    @property
    def weight(self) -> int:
        """How much is open; a lost fact weighs more than a broken rule."""
        return len(self.report.breaches) + _WEIGHT_OF_LOSS * len(self.lost)


def looked_at(source: str, draft: str) -> Revised:
    """Return a draft as it is, with what code finds in it."""
    body, _ = parted(draft)
    return Revised(draft, report(body), lost(source, body) if source.strip() else ())


class PlainLanguageService:
    """Checks and revises drafts in Leichte Sprache, which are German in both languages."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompts = PromptLibrary("bot.library")

    async def revise(self, source: str, draft: str, *, progress: Progress | None = None) -> Revised:
        """Return the best of the draft and up to three revisions of it; no model error comes out.

        ``source`` is what the draft was made of; an empty one has no facts to be compared.
        """
        body, tail = parted(draft)
        best = current = looked_at(source, body)
        if self._model.is_demo or len(source) + len(body) > _LONGEST:
            return replace(best, text=draft)
        made, whole = 0, True
        while made < ROUNDS and not best.is_clean:
            if progress:
                await progress(made + 1)
            revision = await self._revision(source, current)
            if revision is None:
                whole = False
                break
            made += 1
            if len(revision) >= _SHORTEST * len(body):
                current = looked_at(source, revision)
                best = min(best, current, key=lambda one: one.weight)
        return replace(best, text=_joined(best.text, tail), rounds=made, whole=whole)

    async def _revision(self, source: str, current: Revised) -> str | None:
        """Return the model's next version, None when there is none."""
        findings = "\n".join(_named(current))
        text = self._prompts.get("plain_revision.de").fill(
            findings=findings, source=source, draft=current.text
        )
        tokens = _SPARE_TOKENS + 2 * len(current.text) // _LETTERS_PER_TOKEN
        request = ModelRequest(
            [Message("user", text)],
            purpose="plain_language",
            max_tokens=min(tokens, self._model.context_tokens // 4),
            temperature=0.0,
        )
        try:
            completion = await self._model.complete(request)
        except AssistantError as error:
            _log.info("revision stopped", extra={"class": type(error).__name__})
            return None
        if completion.finish is Finish.LENGTH:  # an end that is missing may hold a date
            return None
        return parted(_unfenced(completion.text))[0].strip()


def _named(current: Revised) -> list[str]:
    lines = [_of_loss(one) for one in current.lost]
    lines += [_of_finding(one) for one in current.report.breaches]
    return lines[:_MOST_NAMED]


def _of_finding(one: Finding) -> str:
    return f"- Zeile {one.line}: {_ADVICE[one.rule].format(words=one.words)} Satz: „{one.sentence}“"


def _of_loss(one: Loss) -> str:
    what = _FACTS[one.kind]
    if one.is_new:
        return f"- Hinzugekommen: {what} „{one.words}“ steht nicht im Ausgangstext."
    return f"- Es fehlt: {what} „{one.words}“ aus dem Satz „{one.sentence}“"


def _unfenced(text: str) -> str:
    """Return a model's answer without the code fence it may have put around."""
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```") and "\n" in stripped:
        return stripped.partition("\n")[2].removesuffix("```")
    return stripped


def _joined(body: str, tail: str) -> str:
    return f"{body.rstrip()}\n\n{tail}" if tail else body.rstrip()
