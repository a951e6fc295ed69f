"""How minutes begin: what they are made of, which kind, whose names; and that others are told.

One card with everything preset, so that one press drafts. What was entered comes back with the
sentence that says what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.drafting import Step
from cards import elements as el
from cards.action import FIELD_PREFIX
from cards.actions import MinutesStart, WorkStop
from cards.escaping import escaped, shortened
from cards.icons import Icon
from cards.minutes_actions import (
    NO,
    YES,
    MinutesConsent,
    MinutesDecline,
    MinutesDraft,
    MinutesLook,
    MinutesNames,
    MinutesResume,
    MinutesSpeakers,
)

PASTED = "pasted"
"""The source that is the text field of the form."""
PSEUDONYMS = "pseudonyms"
"""The toggle of the speakers' form."""
MOST_SPEAKERS = 40
_LONGEST_NAME = 120
_LONGEST_AGENDA = 10_000
_LONGEST_TEXT = 100_000
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What stands in the start form.

    ``sources`` are ``(name, id)`` of files and transcripts that are there; ``can_look``: Teams may
    have one.
    """

    id: str
    kinds: Sequence[tuple[str, str]]
    kind: str
    day: dt.date
    sources: Sequence[tuple[str, str]] = ()
    source: str = ""
    has_text: bool = False
    title: str = ""
    agenda: str = ""
    is_informed: bool = False
    can_look: bool = False
    discards: bool = True
    wrong: str = ""


def start_card(form: Beginning, texts: Texts) -> Card:
    """Make the form."""
    notes = [el.quiet(el.text(escaped(form.wrong), spacing="none"))] if form.wrong else []
    kept = "minutes.start.discards" if form.discards else "minutes.start.keeps"
    return el.card(
        el.sub(texts("minutes.kicker"), spacing="none"),
        el.head(texts("minutes.start"), spacing="none"),
        *notes,
        el.text(_intro(form, texts)),
        *_source(form, texts),
        el.input_choice("kind", texts("minutes.start.kind"), form.kinds, value=form.kind),
        *_meeting(form, texts),
        el.toggle(
            "informed",
            texts("minutes.start.consent"),
            texts("minutes.start.informed"),
            on=form.is_informed,
            error=texts("minutes.start.informed.error"),
        ),
        el.sub(texts(kept)),
        actions=[
            el.execute(
                texts("minutes.start.draft"), MinutesDraft(form.id), style="positive", inputs=True
            ),
            el.execute(
                texts("minutes.start.speakers"),
                MinutesSpeakers(form.id),
                tooltip=texts("minutes.start.speakers.tooltip"),
                inputs=True,
            ),
            el.execute(
                texts("minutes.start.no"),
                MinutesDecline(form.id),
                tooltip=texts("minutes.start.no.tooltip"),
            ),
        ],
        language=texts.language,
        speak=texts("minutes.start.speak"),
    )


def _intro(form: Beginning, texts: Texts) -> str:
    if form.has_text:
        return texts("minutes.start.has_text")
    if form.sources:
        return texts("minutes.start.has_files")
    return texts("minutes.start.empty")


def _source(form: Beginning, texts: Texts) -> list[el.Block]:
    if form.has_text:
        return []
    blocks: list[el.Block] = []
    if form.sources:
        choices = [(shortened(name, 60), ident) for name, ident in form.sources]
        choices.append((texts("minutes.start.pasted"), PASTED))
        label = texts("minutes.start.source")
        blocks.append(el.input_choice("source", label, choices, value=form.source))
    blocks.append(
        el.input_text(
            "text",
            texts("minutes.start.text"),
            placeholder=texts("minutes.start.text.example"),
            long=True,
            max_length=_LONGEST_TEXT,
        )
    )
    if form.can_look:
        look = el.execute(
            texts("minutes.start.look"),
            MinutesLook(form.id),
            tooltip=texts("minutes.start.look.tooltip"),
        )
        blocks.append(el.row_actions(look, spacing="small"))
    return blocks


def _meeting(form: Beginning, texts: Texts) -> list[el.Block]:
    return [
        el.input_text(
            "title",
            texts("minutes.start.title"),
            value=form.title,
            placeholder=texts("minutes.start.title.example"),
            max_length=_LONGEST_TITLE,
        ),
        el.input_date("day", texts("minutes.start.day"), value=form.day.isoformat()),
        el.input_text(
            "agenda",
            texts("minutes.start.agenda"),
            value=form.agenda,
            placeholder=texts("minutes.start.agenda.example"),
            long=True,
            max_length=_LONGEST_AGENDA,
        ),
    ]


def speakers_card(
    dossier_id: str, speakers: Mapping[str, int], texts: Texts, *, is_pseudonymous: bool = False
) -> Card:
    """Make the form of the speakers: each with how often they spoke."""
    shown = list(speakers.items())[:MOST_SPEAKERS]
    inputs = [
        el.input_text(
            f"{FIELD_PREFIX}s{number}",
            texts.count("minutes.speaker", count, name=name),
            value=name,
            max_length=_LONGEST_NAME,
        )
        for number, (name, count) in enumerate(shown, start=1)
    ]
    told = texts("minutes.speakers.text") if shown else texts("minutes.speakers.none")
    pseudonyms = el.toggle(
        f"{FIELD_PREFIX}{PSEUDONYMS}",
        texts("minutes.speakers.pseudonyms"),
        texts("minutes.speakers.pseudonyms.title"),
        on=is_pseudonymous,
    )
    return el.card(
        el.sub(texts("minutes.kicker"), spacing="none"),
        el.head(texts("minutes.speakers"), spacing="none"),
        el.text(told),
        *inputs,
        *([pseudonyms] if shown else []),
        actions=[
            el.execute(
                texts("minutes.start.draft"),
                MinutesNames(dossier_id),
                style="positive",
                inputs=True,
            ),
            el.execute(texts("minutes.start.no"), MinutesDecline(dossier_id)),
        ],
        language=texts.language,
        speak=told,
    )


def announcement_card(
    dossier_id: str, who: str, texts: Texts, *, asks: bool, agreed: int, declined: int
) -> Card:
    """Make the visible notice in a group; ``asks``: each participant is asked for consent."""
    told = texts("minutes.announced", who=escaped(who)) if who else texts("minutes.announced.by")
    blocks = [el.head(texts("minutes.announced.title"), spacing="none"), el.text(told)]
    if asks:
        blocks.append(el.text(texts("minutes.announced.asks")))
        answered = texts.count("minutes.announced.agreed", agreed)
        if declined:
            answered += " " + texts.count("minutes.announced.declined", declined)
        blocks.append(el.sub(answered))
    buttons = [
        el.execute(texts("minutes.announced.yes"), MinutesConsent(dossier_id, YES)),
        el.execute(texts("minutes.announced.no"), MinutesConsent(dossier_id, NO)),
    ]
    return el.card(
        el.sub(texts("minutes.kicker"), spacing="none"),
        *blocks,
        el.sub(texts("minutes.announced.privacy")),
        actions=buttons if asks else [],
        language=texts.language,
        speak=told,
    )


def ended_card(title: str, texts: Texts) -> Card:
    """Make the offer after a meeting, for all who were there."""
    told = texts("minutes.ended")
    return el.card(
        el.sub(texts("minutes.ended.kicker"), spacing="none"),
        el.head(escaped(title or texts("minutes.untitled")), spacing="none"),
        el.text(told),
        el.sub(texts("minutes.announced.privacy")),
        actions=[el.execute(texts("minutes.start.draft"), MinutesStart(), style="positive")],
        language=texts.language,
        speak=told,
    )


def drafting_card(title: str, done: int, total: int, step: Step, job: str, texts: Texts) -> Card:
    """Make the card of a draft on its way; ``total`` is 0 until the transcript was read."""
    line = texts.count("minutes.progress.all", total) if total else texts("minutes.progress.begin")
    if step is Step.READ and done:
        line = texts("minutes.progress.so_far", done=texts.number(done), n=texts.number(total))
    steps = list(Step)
    current = steps.index(step)
    states = [
        "done" if at < current else "running" if at == current else "next"
        for at, _ in enumerate(steps)
    ]
    bar = [el.progress(done, total)] if total else []
    return el.card(
        el.header(
            Icon.WAIT,
            texts("progress.icon"),
            texts("minutes.progress"),
            kicker=escaped(title),
        ),
        el.text(line, spacing="medium"),
        *bar,
        el.facts(
            *(
                (texts(f"minutes.progress.{one}"), texts(f"progress.state.{state}"))
                for one, state in zip(steps, states, strict=True)
            )
        ),
        el.sub(texts("progress.go_on_working"), spacing="medium"),
        actions=[
            el.execute(
                texts("progress.stop"), WorkStop(job), tooltip=texts("progress.stop.tooltip")
            )
        ],
        language=texts.language,
        speak=line,
    )


def drafting_stopped_card(dossier_id: str, title: str, done: int, texts: Texts) -> Card:
    """Make the card of a draft that somebody stopped; what was read is kept."""
    told = texts.count("minutes.stopped", done)
    return el.card(
        el.header(
            Icon.STOP,
            texts("progress.stopped.icon"),
            texts("progress.stopped"),
            kicker=escaped(title),
        ),
        el.text(told),
        actions=[
            el.execute(texts("progress.resume"), MinutesResume(dossier_id), style="positive"),
            el.execute(texts("minutes.discard"), MinutesDecline(dossier_id)),
        ],
        language=texts.language,
        speak=told,
    )
