"""Times as transcripts write them: hours optional, zero-padded or not, any number of decimals."""

from __future__ import annotations

from typing import Final

# Without groups of its own, to be built into larger patterns.
TIME: Final = r"-?(?:[0-9]{1,4}:)?[0-9]{1,4}:[0-9]{1,2}(?:[.,][0-9]{1,9})?"
"""A pattern for what `seconds_of` takes."""


def seconds_of(time: str) -> float:
    """Return the seconds from the start; Teams' few times before the start count as the start."""
    if time.startswith("-"):
        return 0.0
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def clock_of(seconds: float) -> str:
    """Return ``00:12:03``, which `seconds_of` reads again."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
