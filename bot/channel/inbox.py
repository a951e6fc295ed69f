"""Takes queued work and visits it: the other end of what the door has put in."""

from __future__ import annotations

import logging
from typing import Final

from bot.agency.profile import Agencies
from bot.channel.adapter import TeamsAdapter
from bot.channel.bot import AssistantBot
from bot.channel.turns import mapping_of, tenant_of, text_of
from bot.channel.visit import Visit
from bot.channel.wire import NotAnActivity
from bot.core.hosts import HostList
from bot.core.turn import Payload
from bot.work.worker import Control, WorkItem

_log: Final = logging.getLogger(__name__)
_security: Final = logging.getLogger("security")


class Inbox:
    """Handles work items."""

    def __init__(
        self,
        adapter: TeamsAdapter,
        bot: AssistantBot,
        agencies: Agencies,
        service_hosts: HostList,
    ) -> None:
        self._adapter = adapter
        self._bot = bot
        self._agencies = agencies
        self._service_hosts = service_hosts

    async def handle(self, item: WorkItem, control: Control) -> None:
        """Run one item; raises StateUnavailable for what should be run again."""
        body = dict(mapping_of(item.body.get("activity")))
        agency = self._agencies.of(tenant_of(body))
        if agency is None:  # its profile was taken away while the message waited
            _security.warning("work of an unknown tenant dropped")
            return
        if not self._service_hosts.allows(text_of(body.get("serviceUrl"))):
            # The list has become shorter: no answer could be sent, so no model is asked either.
            _security.warning("work for a service host off the list dropped")
            return
        visit = Visit(
            body=body,
            agency=agency,
            item_id=item.id,
            task=_task(item.body.get("task")),
            attempt=item.attempt,
            exhausted=item.exhausted,
            arrived=_seconds(item.body.get("arrived")),
            stop_requested=control.stop_requested,
            stopped=item.body.get("stopped") is True,
        )
        try:
            await self._adapter.visit(visit, self._bot)
        except NotAnActivity:
            _log.warning("work with a malformed activity dropped")


def _task(value: object) -> Payload | None:
    task = mapping_of(value)
    verb = text_of(task.get("verb"))
    return Payload(verb, mapping_of(task.get("data"))) if verb else None


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
