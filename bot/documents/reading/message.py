"""A mail as units, whatever its format: first the message with its head, then what is attached.

Small pictures within the text are left out without a word: they are logos and lines, and every
mail of an agency has some. All else that is attached gets a unit, also what nobody can read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.documents.reading.headings import Block, units_of
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Spot, Unread

LEAST_PICTURE: Final = 30_000
"""Pictures within the text below this many bytes are ornaments."""

_LONGEST_NAME: Final = 200
_LONGEST_LINE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something attached: its bytes, or why there are none to hand over."""

    name: str
    content: bytes | Unread


@dataclass(slots=True)
class Message:
    """What a mail says."""

    subject: str = ""
    sender: str = ""
    to: str = ""
    copy: str = ""
    date: str = ""
    body: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)  # names of attached mails that follow as text


def opened(message: Message) -> Opened:
    """Return a mail as a document; raises ReadingError if there is nothing in it."""
    units = list(units_within(message))
    if not units:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.PART, len(units), units)


def units_within(message: Message) -> Iterator[Read]:
    """Yield the message in sections, each named by its subject, and a unit an attachment."""
    head = _head(message)
    subject = _line(message.subject)[:_LONGEST_NAME]
    if head or message.body:
        for unit in units_of([Block(head), *message.body]):
            named = unit.spot.name or subject
            yield replace(unit, spot=replace(unit.spot, place=Place.SECTION, name=named))
    for number, each in enumerate(message.attachments, start=1):
        spot = Spot(file=file_name(each.name) or f"Anlage {number}")
        if isinstance(each.content, Unread):
            yield Read("", is_readable=False, spot=spot, why=each.content)
        else:
            yield Read("", spot=spot, file=each.content)


def date_of(moment: datetime) -> str:
    """Return a date as German mails have it, in the time zone that it comes in."""
    return f"{moment:%d.%m.%Y, %H:%M} Uhr"


def file_name(name: str) -> str:
    """Return an attachment's name for people."""
    return _line(name).rpartition("\\")[2].rpartition("/")[2][-_LONGEST_NAME:]


def _head(message: Message) -> str:
    names = [file_name(each.name) for each in message.attachments] + message.mails
    lines = {
        "Betreff": message.subject,
        "Von": message.sender,
        "An": message.to,
        "Kopie": message.copy,
        "Datum": message.date,
        "Anlagen": ", ".join(filter(None, names)),
    }
    told = ((label, _line(value)) for label, value in lines.items())
    return "\n".join(f"{label}: {value[:_LONGEST_LINE]}" for label, value in told if value)


def _line(text: str) -> str:
    return " ".join(mended(text).split())
