"""What the door or a worker knows of an activity before anybody looks into it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.agency.profile import Agency
from bot.core.turn import Payload

VISIT_KEY = "assistant.visit"  # under which the SDK's turn context carries it


@dataclass(slots=True, kw_only=True)
class Visit:
    """One run of one activity."""

    body: Mapping[str, object]  # the activity as it came
    agency: Agency
    item_id: str
    task: Payload | None = None
    attempt: int = 1
    exhausted: bool = False
    stopped: bool = False  # „stopp“ has stopped something already, at the door
    arrived: float = 0.0  # seconds since 1970, when the person's message came in
    stop_requested: asyncio.Event = field(default_factory=asyncio.Event)
