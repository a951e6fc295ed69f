"""Notes on the parts of a long document: the middle of a summary.

A part that the model can't take (too long for it, cut off, or refused by its filter) is halved,
so that a refusal costs a paragraph or a page and not a chapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.core.errors import (
    AnswerFiltered,
    ContextTooLong,
    ModelMisconfigured,
    PromptFiltered,
)
from bot.core.ports import ChatModel, Finish
from bot.documents.chunks import Chunk, estimated_tokens
from bot.documents.requests import Requests

_MOST_HALVINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Note:
    """What a part says; the units that were read for it, and those the filter refused."""

    text: str
    units: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()

    def as_record(self) -> dict[str, object]:
        """Return what `from_record` takes."""
        return {"text": self.text, "units": self.units, "refused": self.refused}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Note:
        """Rebuild a kept note."""
        units, refused = record["units"], record["refused"]
        if not isinstance(units, list | tuple) or not isinstance(refused, list | tuple):
            raise TypeError("a kept note names its units")
        return cls(str(record["text"]), tuple(units), tuple(refused))


async def take_note(
    model: ChatModel, requests: Requests, chunk: Chunk, *, halvings: int = 0
) -> Note:
    """Return the model's notes on a chunk; passes on the model's errors that halving can't mend."""
    try:
        completion = await model.complete(requests.note(chunk.text))
    except (PromptFiltered, AnswerFiltered):
        halved = chunk.halves() if halvings < _MOST_HALVINGS else None
        if halved is None:
            return Note("", refused=chunk.units)
    except ContextTooLong:
        halved = chunk.halves()
        if halved is None:
            raise ModelMisconfigured from None
    else:
        halved = chunk.halves() if halvings < _MOST_HALVINGS else None
        if completion.finish is Finish.COMPLETE or halved is None:
            return Note(completion.text.strip(), chunk.units)
    first, second = [
        await take_note(model, requests, half, halvings=halvings + 1) for half in halved
    ]
    return Note(
        "\n".join(text for text in (first.text, second.text) if text),
        tuple(dict.fromkeys(first.units + second.units)),
        tuple(dict.fromkeys(first.refused + second.refused)),
    )


def grouped(notes: list[str], max_tokens: int) -> list[list[str]]:
    """Gather neighbouring notes to groups that fit a request; two at least, so that it ends."""
    groups: list[list[str]] = []
    size = 0
    for note in notes:
        tokens = estimated_tokens(note)
        if not groups or (size + tokens > max_tokens and len(groups[-1]) > 1):
            groups.append([])
            size = 0
        groups[-1].append(note)
        size += tokens
    return groups


def joined(notes: list[str]) -> str:
    """Put notes one below the other."""
    return "\n\n".join(notes)
