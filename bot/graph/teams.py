"""Who owns a team, asked of Graph with the consent that the team has given the app.

Only about the person who wants to do something: nobody else's membership is read. Without the
consent, without an identity and while Graph is away the answer is that it isn't known.
"""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import quote

from bot.core.errors import AssistantError
from bot.core.ids import PersonId, TenantId
from bot.graph.client import Caller, GraphClient, GraphRefused

_log: Final = logging.getLogger(__name__)


class GraphTeams:
    """What others know as TeamOwners."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def owns(self, tenant: TenantId, person: PersonId, group: str) -> bool | None:
        """Tell whether a person owns the team of that directory group; None: Graph says nothing."""
        name = person.replace("'", "''")
        wanted = f"(microsoft.graph.aadUserConversationMember/userId eq '{name}')"
        path = f"/teams/{quote(group, safe='')}/members?$filter={quote(wanted, safe='')}"
        try:
            members = await self._client.pages(Caller(tenant, person), path)
        except (GraphRefused, AssistantError) as error:
            _log.info("owners of a team not known", extra={"class": type(error).__name__})
            return None
        roles = [one.get("roles") for one in members if _is(one.get("userId"), person)]
        return any("owner" in one for one in roles if isinstance(one, list))


def _is(identifier: object, person: PersonId) -> bool:
    return isinstance(identifier, str) and identifier.lower() == person.lower()
