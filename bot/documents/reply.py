"""What a reading child says, gathered and judged: units, files within the file, or a fault."""

from __future__ import annotations

import contextlib
from base64 import b64decode
from dataclasses import dataclass, field

import orjson

from bot.confined.isolation import Child
from bot.documents.document import Kind, Place, Spot, Unit, Unread
from bot.documents.reading.protocol import NOWHERE, Fault


@dataclass(slots=True)
class Reply:
    """The child's lines so far."""

    head: dict[str, object] = field(default_factory=dict)
    fault: Fault | None = None
    total: int = 0
    is_whole: bool = False
    _texts: dict[int, list[str]] = field(default_factory=dict)
    _spots: dict[int, Spot] = field(default_factory=dict)
    _unreadable: dict[int, Unread] = field(default_factory=dict)
    _files: dict[int, list[bytes]] = field(default_factory=dict)

    async def listen(self, child: Child) -> None:
        """Take lines until the child closes its end; rubbish is treated like a crash."""
        with contextlib.suppress(ValueError, KeyError, TypeError):
            async for line in child.lines():
                self._take(line)
            return
        self.is_whole = False
        child.kill()

    @property
    def kind(self) -> Kind:
        """What the file is."""
        return Kind(str(self.head["kind"]))

    @property
    def place(self) -> Place:
        """What its units are as a rule."""
        return Place(str(self.head["place"]))

    def units(self) -> list[Unit]:
        """Return every unit; those that stand for files within have no text yet."""
        return [
            Unit(
                n,
                "".join(self._texts.get(n, ())),
                n not in self._unreadable and n not in self._files,
                self._spots.get(n, NOWHERE),
                why=self._unreadable.get(n),
            )
            for n in range(1, self.total + 1)
        ]

    def holds(self, number: int) -> bool:
        """Tell whether a unit stands for a file within."""
        return number in self._files

    def file(self, number: int) -> bytes | None:
        """Return the file that a unit stands for, once: it is let go of."""
        parts = self._files.pop(number, None)
        return None if parts is None else b"".join(parts)

    def _take(self, line: bytes) -> None:
        """Take one line; raises ValueError, KeyError or TypeError for what is none."""
        value = orjson.loads(line)
        if "text" in value:
            self._texts.setdefault(int(value["n"]), []).append(str(value["text"]))
        elif "spot" in value:
            self._spots[int(value["n"])] = Spot.from_record(value["spot"])
        elif "unreadable" in value:
            self._unreadable[int(value["n"])] = Unread(value["unreadable"])
        elif "file" in value:
            self._files.setdefault(int(value["n"]), []).append(b64decode(value["file"]))
        elif "kind" in value:
            self.head, self.total = value, int(value["total"])
        elif "fault" in value:
            self.fault, self.total = Fault(value["fault"]), int(value.get("total", 0))
        else:
            self.is_whole = bool(value["end"])
