"""Tells a person that a message could not be kept, because Redis does not answer.

Said honestly and at most once a minute in a conversation: nothing was stored, so nobody can pick
the message up later. Needs neither Redis nor the model.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from bot.agency.profile import Agency
from bot.channel.connector import ConnectorClient, ConnectorError
from bot.channel.outlet import Outlet
from bot.channel.turns import address_of, locale_of
from bot.core.clock import Clock
from bot.core.errors import StateUnavailable, TeamsUnavailable
from bot.core.texts import Catalogue

_log: Final = logging.getLogger(__name__)
_QUIET_S: Final = 60.0
_MOST_REMEMBERED: Final = 10_000


class NoticeOfLoss:
    """Sends that notice."""

    def __init__(self, connector: ConnectorClient, catalogue: Catalogue, clock: Clock) -> None:
        self._connector = connector
        self._catalogue = catalogue
        self._clock = clock
        self._told: dict[str, float] = {}

    async def send(self, body: Mapping[str, object], agency: Agency) -> None:
        """Tell the conversation, unless it was told within the last minute."""
        address, now = address_of(body), self._clock.monotonic()
        if body.get("type") != "message" or now - self._told.get(address.conversation, -1e9) < (
            _QUIET_S
        ):
            return
        if len(self._told) >= _MOST_REMEMBERED:
            self._told.clear()
        self._told[address.conversation] = now
        _log.error("state unavailable, message not accepted")
        language = agency.language_for(locale_of(body))
        texts = self._catalogue.texts(language, agency.texts.get(language))
        with suppress(ConnectorError, TeamsUnavailable):
            what, then = texts(StateUnavailable().title_key), texts(StateUnavailable().text_key)
            body = address.message(f"{what}. {then}")
            await Outlet(self._connector, address).post(body, final=False)
