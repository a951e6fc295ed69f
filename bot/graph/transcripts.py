"""Transcripts of Teams meetings through Graph, and what each documented refusal means.

Read in the app's own name, which needs the consent of the chat or team, or with the rights of a
person, which needs their sign-in. Two switches of the tenant, both off by default, decide: whether
apps read transcripts at all, and whether they learn who spoke. The second is no error: the text is
fetched again without names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn
from urllib.parse import quote

from bot.core.clock import Clock
from bot.core.errors import (
    GraphUnavailable,
    TranscriptConsentMissing,
    TranscriptMissing,
    TranscriptNotAllowed,
    TranscriptOutOfReach,
    TranscriptPending,
    TranscriptsSwitchedOff,
)
from bot.core.ids import PersonId
from bot.core.ports import Meeting, TranscriptInfo, TranscriptText
from bot.graph.client import AnswerTooLong, Caller, GraphClient, GraphRefused

_WITH_NAMES: Final = "text/vtt"  # „*/*“ is refused
_NAMELESS: Final = "application/vnd.microsoft.graph.transcript+text"
_LARGEST: Final = 20 * 1024 * 1024
_PENDING_PAUSES_S: Final = (2.0, 4.0, 8.0)
_SWITCHED_OFF: Final = "GraphAccessToTranscriptsDisabled"
_NO_NAMES: Final = "SpeakerAttributionNotAllowed"
_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = 400, 403, 404


class GraphTranscripts:
    """What features know as Transcripts.

    ``as_app``: the client's tokens are the app's own, so there is no ``/me``, and a refusal is
    about the app, not about the person.
    """

    def __init__(
        self, client: GraphClient, clock: Clock, *, as_app: bool = False, is_set_up: bool = True
    ) -> None:
        self.is_set_up = is_set_up
        self._client = client
        self._clock = clock
        self._as_app = as_app

    async def of(self, meeting: Meeting, person: PersonId) -> Sequence[TranscriptInfo]:
        """Return a meeting's transcripts, oldest first."""
        caller = Caller(meeting.tenant, person)
        try:
            path = await self._meeting_path(caller, meeting)
            found = await self._client.pages(caller, f"{path}/transcripts")
        except GraphRefused as refused:
            self._explain(refused, meeting)
        transcripts = [_info(one) for one in found if isinstance(one.get("id"), str)]
        if not transcripts:
            raise TranscriptMissing
        return sorted(transcripts, key=lambda one: one.begin)

    async def fetch(self, meeting: Meeting, transcript_id: str, person: PersonId) -> TranscriptText:
        """Return the text of one, without names where they are switched off."""
        caller = Caller(meeting.tenant, person)
        try:
            path = await self._meeting_path(caller, meeting)
            content = f"{path}/transcripts/{quote(transcript_id, safe='')}/content"
            return await self._content(caller, content)
        except GraphRefused as refused:
            self._explain(refused, meeting)
        except AnswerTooLong:
            raise GraphUnavailable from None

    async def _content(self, caller: Caller, path: str) -> TranscriptText:
        try:
            return TranscriptText(await self._waited(caller, path, _WITH_NAMES))
        except GraphRefused as refused:
            if _NO_NAMES not in refused.codes:
                raise
        return TranscriptText(await self._waited(caller, path, _NAMELESS), has_names=False)

    async def _waited(self, caller: Caller, path: str, accept: str) -> str:
        """Return the text; a transcript that is listed but not there yet is waited for."""
        for pause_s in (*_PENDING_PAUSES_S, None):
            try:
                raw = await self._client.fetch(caller, path, accept=accept, most=_LARGEST)
            except GraphRefused as refused:
                if refused.status != _NOT_FOUND:
                    raise
            else:
                if raw.strip():
                    return raw.decode("utf-8", "replace")
            if pause_s is None:
                break
            await self._clock.sleep(pause_s)
        raise TranscriptPending

    async def _meeting_path(self, caller: Caller, meeting: Meeting) -> str:
        """Return the meeting's address; one known by its link only is looked up as the person."""
        if self._as_app and not (meeting.organiser and meeting.id):
            raise TranscriptOutOfReach  # a call, say: Graph has no meeting of it
        owner = f"/users/{quote(meeting.organiser, safe='')}" if meeting.organiser else "/me"
        if meeting.id:
            return f"{owner}/onlineMeetings/{quote(meeting.id, safe='')}"
        link = meeting.join_url.replace("'", "''")
        wanted = quote(f"JoinWebUrl eq '{link}'", safe="")
        found = await self._client.pages(caller, f"{owner}/onlineMeetings?$filter={wanted}", most=1)
        identifier = found[0].get("id") if found else None
        if not isinstance(identifier, str) or not identifier:
            raise TranscriptNotAllowed  # Graph shows nobody a meeting they were not invited to
        return f"{owner}/onlineMeetings/{quote(identifier, safe='')}"

    def _explain(self, refused: GraphRefused, meeting: Meeting) -> NoReturn:
        """Raise what a refusal means for the person."""
        if _SWITCHED_OFF in refused.codes:
            raise TranscriptsSwitchedOff from refused
        if refused.status == _BAD_REQUEST:
            # What Graph says of channel meetings and calls without a date.
            raise TranscriptOutOfReach from refused
        if refused.status == _FORBIDDEN and self._as_app:
            raise TranscriptConsentMissing from refused
        if refused.status == _FORBIDDEN:
            # Private channels look like this to everybody, invited or not.
            raise (TranscriptOutOfReach if meeting.channel else TranscriptNotAllowed) from refused
        if refused.status == _NOT_FOUND:
            raise TranscriptMissing from refused
        raise GraphUnavailable from refused


def _info(value: Mapping[str, Any]) -> TranscriptInfo:
    begin, end = value.get("createdDateTime"), value.get("endDateTime")
    return TranscriptInfo(
        str(value["id"]),
        begin if isinstance(begin, str) else "",
        end if isinstance(end, str) else "",
    )
