"""What every answer of one turn needs on its way to Teams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.channel.activities import Address
from bot.channel.delivery import Delivery
from bot.channel.outlet import Outlet
from bot.core.clock import Clock
from bot.core.texts import Texts


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something is sent while an answer is on its way, in seconds.

    The first gap between two texts is at least ``update_s``, every later one ``steady_s``: text
    leaves with the first piece after it, or by itself when none has come for ``piece_s``.
    """

    update_s: float = 1.0
    steady_s: float = 1.4
    piece_s: float = 0.6
    patience_s: float = 10.0  # until a line says that it takes longer
    placeholder_s: float = 4.0  # until a group sees that it was heard
    typing_s: float = 8.0
    put_s: float = 5.0  # between updates once Teams has ended the stream


@dataclass(frozen=True, slots=True)
class Way:
    """Where a turn's answers go, how they are worded and paced, and who may stop them."""

    outlet: Outlet
    address: Address
    delivery: Delivery
    texts: Texts
    clock: Clock
    pace: Pace
    stop_requested: asyncio.Event
    on_first_text: Callable[[], None]
