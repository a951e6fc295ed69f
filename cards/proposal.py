"""A template on its way to the agency: what the check found, the reviewer's card, the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.diff import Change
from bot.library.proposals import Hit, Proposal, State
from bot.library.template import Template
from cards import elements as el
from cards.escaping import escaped
from cards.library_actions import ProposalDecide, ProposalOpen, ProposalSend, TemplatePage
from cards.markdown import model_blocks
from cards.template_page import change_blocks

_LONGEST: Final = 4_000
_LONGEST_REASON: Final = 500
_MOST_BYTES: Final = 60_000
_FOLDED: Final = "proposed"


def check_card(
    template: Template, hits: Sequence[Hit], texts: Texts, *, whole: bool, original: str = ""
) -> Card:
    """Make what a person sees before a proposal goes out; ``whole``: the model has looked too.

    ``original`` is the title of the agency's template that this one is a copy of.
    """
    body = [el.text(texts("proposal.check.clean"))] if not hits else _hits(hits, texts)
    if not whole:
        body.append(el.sub(texts("proposal.check.rules_only")))
    if original:
        body.append(el.text(texts("proposal.copy", title=escaped(original)), spacing="medium"))
        version = ProposalSend(template.id, "version")
        body.append(el.row_actions(el.execute(texts("proposal.send.version"), version)))
    return el.card(
        el.head(texts("proposal.check.title")),
        el.sub(escaped(template.title)),
        *body,
        el.text(texts("proposal.check.next"), spacing="medium"),
        actions=[
            el.execute(texts("proposal.send"), ProposalSend(template.id), style="positive"),
            el.execute(texts("template.back"), TemplatePage(template.id)),
        ],
        language=texts.language,
        speak=texts.count("proposal.check.speak", len(hits)),
    )


def review_card(proposal: Proposal, changes: Sequence[Change], texts: Texts) -> Card:
    """Make the reviewer's card: what is proposed, what it changes, what the check found."""
    template = proposal.template
    compared = []
    if proposal.replaces or changes:
        told = "proposal.replaces" if proposal.replaces else "proposal.compared"
        compared = [el.sub(texts(told)), *change_blocks(changes, texts)]
    return el.card(
        el.sub(texts("proposal.kicker", date=texts.date(proposal.at)), spacing="none"),
        el.head(escaped(template.title), spacing="none"),
        el.text(escaped(template.description)),
        *(_hits(proposal.hits, texts) if proposal.hits else []),
        *([el.section(texts("template.changes")), *compared] if compared else []),
        el.row_actions(
            el.fold(texts("form.show"), _FOLDED, tooltip=texts("form.show.tooltip")),
            spacing="small",
        ),
        el.quiet(
            el.section(texts("template.instruction"), spacing="none"),
            *model_blocks(template.for_reading()[:_LONGEST]),
            name=_FOLDED,
            visible=False,
        ),
        el.input_text(
            "reason",
            texts("proposal.reason.override" if proposal.hits else "proposal.reason"),
            placeholder=texts("proposal.reason.example"),
            long=True,
            max_length=_LONGEST_REASON,
        ),
        _decision(proposal, texts),
        language=texts.language,
        speak=texts("proposal.speak", title=template.title),
        max_bytes=_MOST_BYTES,
    )


def _decision(proposal: Proposal, texts: Texts) -> el.Block:
    release, refuse = ProposalDecide(proposal.id, "release"), ProposalDecide(proposal.id, "refuse")
    return el.row_actions(
        el.execute(texts("proposal.release"), release, style="positive", inputs=True),
        el.execute(texts("proposal.refuse"), refuse, inputs=True),
        spacing="small",
    )


def waiting_card(proposals: Sequence[Proposal], texts: Texts) -> Card:
    """Make the reviewer's list of what waits."""
    if not proposals:
        line = texts("proposal.none")
        return el.card(el.text(line), language=texts.language, speak=line)
    rows = [
        el.row(one.template.title, texts.date(one.at), ProposalOpen(one.id), separator=number > 0)
        for number, one in enumerate(proposals)
    ]
    return el.card(
        el.head(texts("proposal.waiting")),
        *rows,
        language=texts.language,
        speak=texts("proposal.waiting"),
    )


def decided_card(proposal: Proposal, texts: Texts) -> Card:
    """Make what the reviewer's card becomes, and what the proposer is told."""
    released = proposal.state is State.RELEASED
    key = "proposal.released" if released else "proposal.refused"
    line = texts(key, title=escaped(proposal.template.title))
    body = [el.text(line)]
    if proposal.reason:
        body.append(el.sub(texts("proposal.because", reason=escaped(proposal.reason))))
    return el.card(
        *body,
        language=texts.language,
        speak=texts(key, title=proposal.template.title),
    )


def _hits(hits: Sequence[Hit], texts: Texts) -> list[el.Block]:
    """Name each hit with its words and why it matters."""
    blocks: list[el.Block] = [el.text(texts.count("proposal.hits", len(hits)), bold=True)]
    for hit in hits:
        lines = [el.text(texts(f"screening.{hit.rule}"), spacing="none")]
        if hit.words:
            lines.append(el.sub(texts("proposal.hit.words", words=escaped(hit.words))))
        if hit.by_model:
            lines.append(el.sub(texts("proposal.hit.model")))
        blocks.append(el.quiet(*lines))
    return blocks
