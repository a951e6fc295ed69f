"""Long work on its way: what is being done, how far it is, and how to stop it.

Updated in place at real steps. The sentence carries the figures; the bar repeats them where a
client has one. Stopping ends in a card that says what was done, and offers to read on or to write
up what there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.coverage import progress_line
from bot.documents.document import Facts
from bot.documents.summary import Step
from cards import elements as el
from cards.actions import LEFT_OUT, WorkResume, WorkStop
from cards.escaping import escaped
from cards.icons import Icon


def reading_card(names: Sequence[str], texts: Texts, done: int = 0, total: int = 0) -> Card:
    """Make the card of files that are being fetched and read; it can't be stopped, only awaited.

    ``total``: pages that are pictures and are being recognised, which takes seconds each.
    """
    title = texts.count("progress.reading", len(names))
    line = texts.count("progress.recognised", total, done=texts.number(done))
    return el.card(
        el.header(Icon.WAIT, texts("progress.icon"), title, kicker=escaped(", ".join(names))),
        *([el.text(line), el.progress(done, total)] if total else []),
        language=texts.language,
        speak=title,
    )


def progress_card(facts: Facts, step: Step, done: int, job: str, texts: Texts) -> Card:
    """Make the card of a summary that is being written; ``done`` counts pages or sections."""
    title, so_far = texts("progress.title"), progress_line(facts, done, texts)
    steps = list(Step)
    number = steps.index(step) + 1
    line = texts("progress.step", number=number, total=len(steps), so_far=so_far)
    tooltip = texts("progress.stop.tooltip")
    return el.card(
        el.header(Icon.WAIT, texts("progress.icon"), title, kicker=escaped(facts.name)),
        el.text(line, spacing="medium"),
        el.progress(done, facts.n_units),
        el.facts(*(_state(one, number, at, texts) for at, one in enumerate(steps, 1))),
        el.sub(texts("progress.go_on_working"), spacing="medium"),
        actions=[el.execute(texts("progress.stop"), WorkStop(job), tooltip=tooltip)],
        language=texts.language,
        speak=texts("progress.speak", so_far=so_far),
    )


def _state(step: Step, current: int, position: int, texts: Texts) -> tuple[str, str]:
    state = "done" if position < current else "running" if position == current else "next"
    return texts(f"progress.step.{step}"), texts(f"progress.state.{state}")


def stopped_card(facts: Facts, done: int, job: str, texts: Texts) -> Card:
    """Make the card of a summary that the person stopped; what was read is kept."""
    told = texts("progress.stopped.nothing")
    buttons = [el.execute(texts("progress.resume"), WorkResume(job), style="positive")]
    if done:
        told = texts("progress.stopped.text", so_far=progress_line(facts, done, texts))
        tooltip, written = texts("progress.write_up.tooltip"), WorkResume(job, LEFT_OUT)
        buttons.append(el.execute(texts("progress.write_up"), written, tooltip=tooltip))
    return el.card(
        el.header(
            Icon.STOP,
            texts("progress.stopped.icon"),
            texts("progress.stopped"),
            kicker=escaped(facts.name),
        ),
        el.text(told),
        actions=buttons,
        language=texts.language,
        speak=told,
    )
