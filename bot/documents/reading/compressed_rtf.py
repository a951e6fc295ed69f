"""Outlook's packed form of RTF [MS-OXRTFCP]: runs that repeat what was written before."""

from __future__ import annotations

import struct
from typing import Final

_HEAD: Final = struct.Struct("<4I")
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW: Final = 4_096
_MOST_BYTES: Final = 50 * 1024 * 1024
_START: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_SHORTEST_RUN: Final = 2


def unpacked(data: bytes) -> bytes:
    """Return the RTF; nothing for what is no such data, and what there is of cut data."""
    if len(data) < _HEAD.size:
        return b""
    _, size, form, _ = _HEAD.unpack_from(data)
    if form == _PLAIN:
        return data[_HEAD.size :][:size]
    return _inflated(data, min(size, _MOST_BYTES)) if form == _PACKED else b""


def _inflated(data: bytes, size: int) -> bytes:
    """Undo the packing: a byte of flags, then for each flag a letter or a run from the window."""
    window = bytearray(_START.ljust(_WINDOW, b"\x00"))
    at = len(_START)
    out = bytearray()
    place = _HEAD.size
    while place < len(data) and len(out) < size:
        flags = data[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                run = data[place : place + 1]
                place += 1
            else:
                pair = int.from_bytes(data[place : place + 2], "big")
                place += 2
                if pair >> 4 == at % _WINDOW:
                    return bytes(out[:size])
                run = _run(window, pair >> 4, (pair & 15) + _SHORTEST_RUN, at)
            for letter in run:
                window[at % _WINDOW] = letter
                at += 1
            out += run
            if place > len(data):
                return bytes(out[:size])
    return bytes(out[:size])


def _run(window: bytearray, start: int, length: int, at: int) -> bytes:
    """Return a run, which may repeat letters that it brings itself."""
    run = bytearray()
    for step in range(length):
        source = (start + step) % _WINDOW
        behind = (source - at) % _WINDOW
        run.append(run[behind] if behind < step else window[source])
    return bytes(run)
