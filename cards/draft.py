"""What stands under an answer made with a template: gaps, the report on it, what may follow.

Says what code has found, never that a text is right: Leichte Sprache it is only once people of
the target group have read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.texts import Texts
from bot.library.gaps import Gaps
from bot.library.plain_language.report import Finding
from bot.library.plain_language.service import Revised
from bot.library.plain_language.survival import Loss
from cards import elements as el
from cards.escaping import escaped, shortened
from cards.library_actions import TemplateNext

_MOST_SHOWN: Final = 12
_LONGEST_SENTENCE: Final = 160
_REPORT: Final = "plain_report"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A template that may take this answer."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said of an answer made with a template."""

    gaps: Gaps
    revised: Revised | None = None
    next: tuple[FollowUp, ...] = ()


def note_blocks(notes: Notes, texts: Texts) -> list[el.Block]:
    """Return the lines about gaps and the report, with what is open folded."""
    blocks = [el.text(line, spacing="none") for line in note_lines(notes, texts)]
    revised = notes.revised
    if revised and (revised.lost or revised.report.findings):
        fold = el.fold(texts("plain.show"), _REPORT, tooltip=texts("plain.show.tooltip"))
        listed = _listed(revised, texts)
        blocks.append(
            el.group(
                el.row_actions(fold),
                el.quiet(*listed, name=_REPORT, visible=False),
                spacing="small",
            )
        )
    return blocks


def note_lines(notes: Notes, texts: Texts) -> list[str]:
    """Return the same as sentences, without what is folded."""
    lines = []
    if notes.gaps.missing:
        lines.append(texts.count("answer.gaps", notes.gaps.missing))
    if notes.gaps.doubtful:
        lines.append(texts.count("answer.doubts", notes.gaps.doubtful))
    if notes.revised:
        lines += _outcome(notes.revised, texts)
    return lines


def next_rows(answer_id: str, follow_ups: Sequence[FollowUp], texts: Texts) -> list[el.Block]:
    """Return a button for each template that may follow."""
    if not follow_ups:
        return []
    tiles = [el.tile(one.title, "", TemplateNext(one.id, answer_id)) for one in follow_ups]
    return [el.sub(texts("answer.next")), *tiles]


def _outcome(revised: Revised, texts: Texts) -> list[str]:
    lines = [texts("plain.draft")]
    if revised.rounds:
        lines.append(texts.count("plain.rounds", revised.rounds))
    if not revised.whole:
        lines.append(texts("plain.stopped"))
    if revised.lost:
        lines.append(texts.count("plain.facts", len(revised.lost)))
    if revised.report.breaches:
        lines.append(texts.count("plain.open", len(revised.report.breaches)))
    if revised.is_clean:
        lines.append(texts("plain.clean"))
    return lines


def _listed(revised: Revised, texts: Texts) -> list[el.Block]:
    blocks = [_loss(one, texts) for one in revised.lost]
    blocks += [_finding(one, texts) for one in revised.report.breaches]
    blocks += [_finding(one, texts) for one in revised.report.findings if one.rule.is_hint]
    more = len(blocks) - _MOST_SHOWN
    end: list[el.Block] = [el.sub(texts.count("plain.more", more))] if more > 0 else []
    return [*blocks[:_MOST_SHOWN], *end]


def _finding(one: Finding, texts: Texts) -> el.Block:
    rule = texts(f"plain.rule.{one.rule}", words=escaped(one.words))
    sentence = escaped(shortened(one.sentence, _LONGEST_SENTENCE))
    return el.text(texts("plain.finding", rule=rule, sentence=sentence), spacing="small")


def _loss(one: Loss, texts: Texts) -> el.Block:
    key = f"plain.added.{one.kind}" if one.is_new else f"plain.lost.{one.kind}"
    told = texts(key, words=escaped(one.words))
    sentence = escaped(shortened(one.sentence, _LONGEST_SENTENCE))
    return el.text(texts("plain.finding", rule=told, sentence=sentence), spacing="small")
