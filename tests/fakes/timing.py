"""Wall time on a machine that others use, too: what is quick is so in one of a few tries."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Final

_TRIES: Final = 10


async def is_quick(what: Callable[[], Awaitable[object]], within_s: float) -> bool:
    """Tell whether something takes no longer; what is slow by itself is slow every time."""
    for _ in range(_TRIES):
        began = time.perf_counter()
        await what()
        if time.perf_counter() - began < within_s:
            return True
    return False
