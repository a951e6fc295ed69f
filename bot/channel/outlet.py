"""The way out for one conversation: what its answers have in common, given once."""

from __future__ import annotations

import logging
from typing import Final

from bot.channel.activities import Address, Body
from bot.channel.connector import FINAL, TIDYING, UPDATE, ConnectorClient, ConnectorError
from bot.channel.egress import HostRefused
from bot.core.errors import TeamsUnavailable

_security: Final = logging.getLogger("security")


class Outlet:
    """Sends to one conversation.

    Raises ConnectorError for what Teams refuses for good, and TeamsUnavailable for what it did
    not take in spite of all patience. A final is patient, anything else is tried once.
    """

    def __init__(self, connector: ConnectorClient, address: Address) -> None:
        self._connector = connector
        self._address = address

    async def post(self, body: Body, *, final: bool) -> str:
        """Send a message and return its id."""
        if self._address.is_private and body.get("type") == "typing":
            return ""  # everybody in the chat would see it
        try:
            return await self._connector.send(
                self._address.service_url,
                self._address.conversation,
                body,
                tenant=self._address.tenant,
                private=self._address.is_private,
                effort=FINAL if final else UPDATE,
            )
        except (ConnectorError, HostRefused) as error:
            raise _meaning(error) from error

    async def put(self, message_id: str, body: Body, *, final: bool) -> None:
        """Replace a message."""
        sent = {**body, "id": message_id}
        if self._address.is_private:
            sent.pop("recipient", None)  # Teams refuses an update that names one
        try:
            await self._connector.update(
                self._address.service_url,
                self._address.conversation,
                message_id,
                sent,
                tenant=self._address.tenant,
                private=self._address.is_private,
                effort=FINAL if final else UPDATE,
            )
        except (ConnectorError, HostRefused) as error:
            raise _meaning(error) from error

    async def delete(self, message_id: str) -> None:
        """Take a message away."""
        try:
            await self._connector.delete(
                self._address.service_url,
                self._address.conversation,
                message_id,
                tenant=self._address.tenant,
                effort=TIDYING,
            )
        except (ConnectorError, HostRefused) as error:
            raise _meaning(error) from error


def _meaning(error: ConnectorError | HostRefused) -> ConnectorError | TeamsUnavailable:
    if isinstance(error, HostRefused):
        _security.warning("service host refused", extra={"host": error.host})
        return TeamsUnavailable()
    return TeamsUnavailable() if error.is_passing else error
