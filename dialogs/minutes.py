"""Minutes from the first word to the draft: announced, asked for, drafted as durable work.

What a person hands in and sees stays in their 1:1 chat; a group sees the notice that an AI will
read along. Two who begin minutes of the same meeting get one draft.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core.clock import Clock
from bot.core.entries import as_switch
from bot.core.errors import (
    NotAllowedHere,
    PersonUnreachable,
    TranscriptEmpty,
)
from bot.core.turn import Card, Handler, Turn
from bot.documents.service import DocumentService
from bot.meetings.desk import Desk, Role
from bot.meetings.dossier import Dossier, Stage
from bot.meetings.editing import day_in
from bot.meetings.speakers import pseudonyms
from bot.transcripts.transcript import Transcript
from cards.minutes_actions import (
    MinutesDecline,
    MinutesDraft,
    MinutesNames,
    MinutesSpeakers,
)
from cards.minutes_start import (
    MOST_SPEAKERS,
    PASTED,
    PSEUDONYMS,
    Beginning,
    speakers_card,
    start_card,
)
from cards.receipt import receipt
from dialogs.gate import Gate
from dialogs.minutes_group import MinutesGroup
from dialogs.minutes_teams import chosen_of, fetch_later, in_teams, look_later, may_look
from dialogs.minutes_view import MinutesView
from dialogs.minutes_work import MinutesWork, begun_card
from dialogs.pressed import pressed

_LONGEST_TITLE: Final = 120
_LONGEST_AGENDA: Final = 10_000
_ASKED: Final = re.compile(
    r"\s*/?(?:protokoll|minutes)\b[ \t]*:?[ \t]*(?:\n|(?=.{200}))(?P<text>.+)",
    re.IGNORECASE | re.DOTALL,
)


def has_pasted_text(turn: Turn) -> bool:
    """Tell whether a message is the command with a transcript or notes below it."""
    return _ASKED.fullmatch(turn.text) is not None


class MinutesDialog:
    """Begins minutes and drafts them."""

    def __init__(
        self,
        gate: Gate,
        documents: DocumentService,
        desk: Desk,
        clock: Clock,
        view: MinutesView,
        group: MinutesGroup,
        work: MinutesWork,
    ) -> None:
        self._gate = gate
        self._documents = documents
        self._desk = desk
        self._clock = clock
        self._view = view
        self._group = group
        self._work = work

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            MinutesDraft.verb: self.draft,
            MinutesSpeakers.verb: self.speakers,
            MinutesNames.verb: self.names,
            MinutesDecline.verb: self.decline,
        }

    # --- the start -------------------------------------------------------------------------------

    async def start(self, turn: Turn) -> Card | None:
        """Ask what the minutes shall be made of; text beside the command is taken along."""
        if not await self._gate.admits(turn, counts=False):
            return None
        match = _ASKED.fullmatch(turn.text)
        text = match["text"] if match else ""
        if turn.is_personal:
            dossier = await self._begun(turn, text)
            await turn.chat.show(start_card(await self._form(turn, dossier), turn.texts))
            return None
        return await self._start_in_group(turn, text, turn.conversation.title)

    async def _start_in_group(self, turn: Turn, text: str, title: str) -> Card | None:
        """Announce the minutes where all see it, and go on in the person's own chat."""
        first = await self._desk.announced(turn.scope)
        if first is not None and turn.person.id in first.keepers:
            dossier, is_new = first, False
        else:
            meeting = turn.conversation.meeting
            known = {"title": title, "group": turn.conversation.id, "meeting": meeting}
            mine = await self._begun(turn, text, **known)
            dossier = await self._desk.announce(turn.scope, mine)
            is_new = dossier.id == mine.id
            if not is_new:
                await self._desk.delete(replace(mine, group=""))
        try:
            there = await turn.people.reach(turn.person.id)
        except PersonUnreachable as error:
            if is_new:
                await self._desk.delete(dossier)
            raise NotAllowedHere from error
        private = replace(turn, chat=there.chat, conversation=there.conversation)
        if is_new:
            await self._group.announce(turn, dossier)
        elif turn.person.id not in dossier.keepers:
            dossier = await self._join(turn, dossier)
            await private.chat.say(turn.texts("minutes.joined"))
        await self._show_private(private, dossier)
        return None

    async def _show_private(self, turn: Turn, dossier: Dossier) -> None:
        if dossier.stage is Stage.STARTED:
            looks = may_look(turn, dossier)
            note = turn.texts("minutes.start.looking") if looks else ""
            message = await turn.chat.show(await self.form(turn, dossier, note))
            if looks:
                await look_later(turn, dossier, message)
        elif dossier.version:
            message = await turn.chat.show(await self._view.card(turn, dossier), by_ai=True)
            await self._desk.place(dossier, turn.person.id, message)
        else:
            await turn.chat.say(turn.texts("minutes.drafting_already"))

    async def _join(self, turn: Turn, dossier: Dossier) -> Dossier:
        await self._desk.admit(dossier, turn.person.id, Role.KEEPER)

        def joined(now: Dossier) -> Dossier:
            return replace(now, keepers=tuple(dict.fromkeys((*now.keepers, turn.person.id))))

        return await self._desk.revise(dossier, joined)

    async def _begun(self, turn: Turn, text: str = "", **known: object) -> Dossier:
        language = turn.texts.language
        kind = turn.agency.minutes.preset
        dossier = await self._desk.begin(
            turn.conversation.tenant, turn.person.id, kind=kind, language=language, **known
        )
        return await self._desk.keep_text(dossier, text) if text else dossier

    async def offer(self, turn: Turn) -> Card | None:
        """Offer minutes when a meeting has ended, as the agency wants it."""
        offer = turn.agency.minutes.offer
        title = str(turn.payload.data.get("title", "")) if turn.payload else ""
        if offer == "off":
            return None
        if offer == "on":
            await turn.chat.show(self._group.ended_card(turn, title))
            return None
        try:
            there = await turn.people.reach(turn.person.id)
        except PersonUnreachable:
            return None
        known = {"title": title[:_LONGEST_TITLE], "group": turn.conversation.id}
        mine = await self._begun(turn, meeting=turn.conversation.meeting, **known)
        dossier = await self._desk.announce(turn.scope, mine)
        if dossier.id != mine.id:  # somebody was quicker, or Teams has told it twice
            await self._desk.delete(replace(mine, group=""))
            return None
        private = replace(turn, chat=there.chat, conversation=there.conversation)
        await self._show_private(private, dossier)
        return None

    async def decline(self, turn: Turn) -> Card | None:
        """Make no minutes; what was handed in for them is deleted."""
        action = pressed(turn, MinutesDecline)
        dossier = await self._open(turn, action.id)
        await self._desk.delete(dossier)
        return receipt(turn.texts, turn.texts("minutes.declined"))

    # --- the form --------------------------------------------------------------------------------

    async def draft(self, turn: Turn) -> Card | None:
        """Begin the draft; the form becomes the progress card."""
        return await self._next(turn, pressed(turn, MinutesDraft), speakers=False)

    async def speakers(self, turn: Turn) -> Card | None:
        """Show who speaks, to rename, merge or make pseudonymous."""
        return await self._next(turn, pressed(turn, MinutesSpeakers), speakers=True)

    async def _next(
        self, turn: Turn, action: MinutesDraft | MinutesSpeakers, *, speakers: bool
    ) -> Card | None:
        dossier = await self._open(turn, action.id)
        if dossier.stage is not Stage.STARTED:
            return await self._now(turn, dossier)
        dossier, wrong = await self._entered(turn, dossier, action)
        wrong = wrong or await self._not_yet(turn, dossier, action)
        if wrong:
            return start_card(await self._form(turn, dossier, action, wrong), turn.texts)
        if not dossier.n_slices:
            return await self._fetch(turn, dossier, action, speakers=speakers)
        go_on = self._speakers if speakers else self._put
        return await go_on(turn, dossier)

    async def go_on(self, turn: Turn, dossier: Dossier, *, speakers: bool) -> Card:
        """Return what follows once the transcript is there: the speakers, or the draft begins."""
        wrong = await self._group.not_yet(turn, dossier)
        transcript = await self._desk.transcript(dossier)
        if not wrong and (transcript is None or not transcript.utterances):
            raise TranscriptEmpty
        if wrong:
            return await self.form(turn, dossier, wrong)
        return await (self._speakers if speakers else self._work.begin)(turn, dossier)

    async def names(self, turn: Turn) -> Card | None:
        """Begin the draft with the names that were entered."""
        action = pressed(turn, MinutesNames)
        dossier = await self._open(turn, action.id)
        if dossier.stage is not Stage.STARTED:
            return await self._now(turn, dossier)
        transcript = await self._desk.transcript(replace(dossier, names={}))
        if transcript is None:
            raise TranscriptEmpty
        names = _entered_names(transcript, action.values)
        is_pseudonymous = as_switch(action.values.get(PSEUDONYMS)) == "true"
        if is_pseudonymous:
            merged = {old: names.get(old, old) for old in transcript.speakers}
            label = turn.texts("minutes.pseudonym")
            by_name = dict(
                zip(
                    dict.fromkeys(merged.values()),
                    pseudonyms(transcript, label).values(),
                    strict=False,
                )
            )
            names = {old: by_name[new] for old, new in merged.items()}
        dossier = await self._desk.revise(
            dossier, lambda now: replace(now, names=names, is_pseudonymous=is_pseudonymous)
        )
        return await self._put(turn, dossier)

    async def _entered(
        self, turn: Turn, dossier: Dossier, action: MinutesDraft | MinutesSpeakers
    ) -> tuple[Dossier, str]:
        """Keep what was entered; return it, and what is missing."""
        kinds = self._view.kinds(turn)
        dossier = await self._desk.revise(
            dossier,
            lambda now: replace(
                now,
                kind=kinds.get(action.kind or now.kind).id,
                title=" ".join(action.title.split())[:_LONGEST_TITLE] or now.title,
                day=day_in(action.day) or now.day,
                agenda=action.agenda[:_LONGEST_AGENDA],
            ),
        )
        if not dossier.n_slices:
            dossier = await self._with_source(turn, dossier, action)
        if not dossier.n_slices and chosen_of(dossier, action.source):
            return dossier, ""
        transcript = await self._desk.transcript(dossier)
        if transcript is None or not transcript.utterances:
            return dossier, turn.texts("minutes.start.missing")
        return dossier, ""

    async def _with_source(
        self, turn: Turn, dossier: Dossier, action: MinutesDraft | MinutesSpeakers
    ) -> Dossier:
        if action.text.strip():
            return await self._desk.keep_text(dossier, action.text)
        if not action.source or action.source == PASTED or chosen_of(dossier, action.source):
            return dossier
        document = await self._documents.load(turn.scope, action.source)
        text = "\n".join(unit.text for unit in document.units)
        dossier = await self._desk.revise(
            dossier, lambda now: replace(now, documents=(document.id,))
        )
        return await self._desk.keep_text(dossier, text)

    async def _not_yet(
        self, turn: Turn, dossier: Dossier, action: MinutesDraft | MinutesSpeakers
    ) -> str:
        """Return what stands against beginning, in a sentence; empty when nothing does."""
        if action.informed != "true":
            return turn.texts("minutes.start.informed.error")
        return await self._group.not_yet(turn, dossier)

    async def form(self, turn: Turn, dossier: Dossier, wrong: str = "") -> Card:
        """Return the form, with a sentence about what is the matter."""
        return start_card(await self._form(turn, dossier, wrong=wrong), turn.texts)

    async def _form(
        self,
        turn: Turn,
        dossier: Dossier,
        action: MinutesDraft | MinutesSpeakers | None = None,
        wrong: str = "",
    ) -> Beginning:
        files = [] if not turn.is_personal else await self._documents.kept(turn.scope)
        sources = [*in_teams(dossier, turn.texts), *((one.name, one.id) for one in files)]
        today = turn.texts.day(self._clock.now())
        kinds = [(one.title_in(turn.texts.language), one.id) for one in self._view.kinds(turn).all]
        return Beginning(
            id=dossier.id,
            kinds=kinds,
            kind=self._view.kind(turn, dossier).id,
            day=dossier.day or today,
            sources=sources,
            source=sources[0][1] if sources else PASTED,
            has_text=dossier.n_slices > 0,
            title=dossier.title,
            agenda=dossier.agenda,
            is_informed=action is not None and action.informed == "true",
            can_look=may_look(turn, dossier) and not dossier.found,
            discards=turn.agency.minutes.discard,
            wrong=wrong,
        )

    # --- what the handlers share -----------------------------------------------------------------

    async def _put(self, turn: Turn, dossier: Dossier) -> Card:
        if not await self._gate.admits(turn):
            return start_card(await self._form(turn, dossier), turn.texts)
        return await self._work.begin(turn, dossier)

    async def _fetch(
        self,
        turn: Turn,
        dossier: Dossier,
        action: MinutesDraft | MinutesSpeakers,
        *,
        speakers: bool,
    ) -> Card:
        """Put off fetching the transcript that Teams has; the form says so meanwhile."""
        note = ""
        if await self._gate.admits(turn, counts=not speakers):
            await fetch_later(turn, dossier, action.source, speakers=speakers)
            note = turn.texts("minutes.start.fetching")
        return start_card(await self._form(turn, dossier, action, note), turn.texts)

    async def _speakers(self, turn: Turn, dossier: Dossier) -> Card:
        transcript = await self._desk.transcript(replace(dossier, names={}))
        if transcript is None:
            raise TranscriptEmpty
        return speakers_card(dossier.id, _spoken(transcript), turn.texts)

    async def _now(self, turn: Turn, dossier: Dossier) -> Card:
        """Return what a form becomes that was pressed twice, or by the second keeper."""
        await self._view.pressed_here(turn, dossier)
        if dossier.version:
            return await self._view.card(turn, dossier)
        return begun_card(turn, dossier)

    async def _open(self, turn: Turn, dossier_id: str) -> Dossier:
        return await self._desk.open(turn.conversation.tenant, turn.person.id, dossier_id)


def _spoken(transcript: Transcript) -> Mapping[str, int]:
    """Return how often each speaker spoke, in the order of their first words."""
    counts = Counter(one.speaker for one in transcript.utterances if one.speaker)
    return {name: counts[name] for name in transcript.speakers}


def _entered_names(transcript: Transcript, values: Mapping[str, str]) -> dict[str, str]:
    """Return the new names by the old ones, as far as they differ."""
    known = transcript.speakers[:MOST_SPEAKERS]
    entered = {
        name: " ".join(values.get(f"s{number}", name).split())
        for number, name in enumerate(known, start=1)
    }
    return {old: new for old, new in entered.items() if new and new != old}
