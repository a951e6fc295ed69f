"""Outlook's mails (MSG): head, text, attachments and attached mails.

A compound file in which each property is a stream named by its number and type [MS-OXMSG]. The
usual library for them is under the GPL. An attached mail is no file of its own here, so it is read
in place; what is attached to it in turn is only named.
"""

from __future__ import annotations

import contextlib
import email.utils
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.documents.reading import charsets, message, rich_text, web
from bot.documents.reading.compound import Folders, Path, folders_of
from bot.documents.reading.compressed_rtf import unpacked
from bot.documents.reading.headings import Block
from bot.documents.reading.message import LEAST_PICTURE, Attachment, Message, units_within
from bot.documents.reading.plain import mended, paragraphs_of
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Unread

_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_TO, _COPY = 0x0E04, 0x0E03
_SENT, _DELIVERED, _TRANSPORT_HEAD = 0x0039, 0x0E06, 0x007D
_CODEPAGE, _BODY_CODEPAGE = 0x3FFD, 0x3FDE
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME = 0x3707, 0x3704, 0x3001
_DATA, _METHOD, _CONTENT_ID, _MIME, _HIDDEN = 0x3701, 0x3705, 0x3712, 0x370E, 0x7FFE
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")
_EMBEDDED_MESSAGE: Final = 5
_UNICODE, _STRING8, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_FIXED: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_"
_ENTRY: Final = 16
_HEADS: Final = {
    True: 32,
    False: 24,
}  # bytes before the entries: of the file itself, of a mail in it
_HEAD_OF_ATTACHMENT: Final = 8
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_ATTACHMENTS: Final = 500
_DATE: Final = re.compile(r"^Date:[ \t]*(\S.{0,100})$", re.MULTILINE | re.IGNORECASE)
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def load() -> Callable[[bytes], Opened]:
    """Return the reader of Outlook's mails."""
    charsets.preload()
    web.load()
    return _read


def _read(data: bytes) -> Opened:
    with folders_of(data) as folders:
        units = list(_units(_Mail(folders, ())))
    if not units:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.PART, len(units), units)


def _units(mail: _Mail) -> Iterator[Read]:
    yield from units_within(mail.message())
    for name, inner in mail.attached_mails():
        for unit in units_within(inner.message(keeps_files=False)):
            file = f"{name}/{unit.spot.file}" if unit.spot.file else name
            yield replace(unit, spot=replace(unit.spot, file=file))


class _Properties:
    """The properties in one folder of the compound file."""

    def __init__(self, folders: Folders, path: Path, head: int) -> None:
        self._folders = folders
        self._path = path
        # Names are compared without case by those who wrote the format.
        self._names = {name.upper(): name for name in folders.names(path)}
        self._fixed = self._read_fixed(head)
        self.codec = "cp1252"

    def number(self, tag: int) -> int:
        """Return a property that is a number; 0 if there is none."""
        return int.from_bytes(self._fixed.get(tag, b"")[:4], "little")

    def moment(self, tag: int) -> datetime | None:
        """Return a property that is a time."""
        ticks = int.from_bytes(self._fixed.get(tag, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def text(self, tag: int) -> str:
        """Return a property that is text; older files have it in a code page."""
        if (data := self._stream(tag, _UNICODE)) is not None:
            return data.decode("utf-16-le", "replace").rstrip("\x00")
        if (data := self._stream(tag, _STRING8)) is not None:
            return charsets.text_of(data.rstrip(b"\x00"), self.codec)
        return ""

    def binary(self, tag: int) -> bytes | None:
        """Return a property that is bytes."""
        return self._stream(tag, _BINARY)

    def folder(self, tag: int) -> Path | None:
        """Return where a property that is a folder stands."""
        name = self._names.get(f"__SUBSTG1.0_{tag:04X}{_OBJECT}")
        return (*self._path, name) if name else None

    def _stream(self, tag: int, kind: str) -> bytes | None:
        name = self._names.get(f"__SUBSTG1.0_{tag:04X}{kind}")
        return self._folders.stream(*self._path, name) if name else None

    def _read_fixed(self, head: int) -> dict[int, bytes]:
        name = self._names.get(_FIXED.upper())
        data = (self._folders.stream(*self._path, name) if name else None) or b""
        entries = (data[at : at + _ENTRY] for at in range(head, len(data) - _ENTRY + 1, _ENTRY))
        return {int.from_bytes(entry[2:4], "little"): entry[8:] for entry in entries}


class _Mail:
    """A mail: the file itself, or one attached to it."""

    def __init__(self, folders: Folders, path: Path) -> None:
        self._folders = folders
        self._path = path
        self._own = _Properties(folders, path, _HEADS[not path])
        page = self._own.number(_CODEPAGE) or self._own.number(_BODY_CODEPAGE)
        self._own.codec = charsets.of_page(page)
        self._attached = [
            _Properties(folders, (*path, name), _HEAD_OF_ATTACHMENT)
            for name in self._names_of_attachments()
        ]
        for each in self._attached:
            each.codec = self._own.codec

    def message(self, *, keeps_files: bool = True) -> Message:
        """Return what the mail says; without its files' contents if they shall only be named."""
        return Message(
            subject=self._own.text(_SUBJECT),
            sender=self._sender(),
            to=self._own.text(_TO),
            copy=self._own.text(_COPY),
            date=self._date(),
            body=self._body(),
            attachments=[
                file if keeps_files else replace(file, content=Unread.NESTED)
                for file in self._files(with_mails=not keeps_files)
            ],
            mails=[name for name, _ in self.attached_mails()] if keeps_files else [],
        )

    def _date(self) -> str:
        """Return when it was sent; only the head that it came with knows the sender's clock."""
        if found := _DATE.search(self._own.text(_TRANSPORT_HEAD)):
            with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
                return message.date_of(email.utils.parsedate_to_datetime(found[1]))
        sent = self._own.moment(_SENT) or self._own.moment(_DELIVERED)
        return f"{message.date_of(sent)} (UTC)" if sent else ""

    def attached_mails(self) -> Iterator[tuple[str, _Mail]]:
        """Yield the mails attached to this one, with names."""
        for number, each in enumerate(self._attached, start=1):
            folder = each.folder(_DATA)
            if folder and each.number(_METHOD) == _EMBEDDED_MESSAGE:
                name = message.file_name(_name(each)) or f"Anlage {number}"
                yield name, _Mail(self._folders, folder)

    def _files(self, *, with_mails: bool) -> Iterator[Attachment]:
        for each in self._attached:
            content = each.binary(_DATA)
            is_mail = each.number(_METHOD) == _EMBEDDED_MESSAGE and each.folder(_DATA)
            if is_mail and not with_mails:
                continue
            if each.text(_MIME).lower() in _SEALED:
                yield Attachment(_name(each), Unread.ENCRYPTED)
            # What has no bytes is drawn by another program, or lies on some server.
            elif not _is_ornament(each, content):
                yield Attachment(_name(each), Unread.UNKNOWN if content is None else content)

    def _sender(self) -> str:
        name = self._own.text(_SENDER)
        address = self._own.text(_SENDER_SMTP) or self._own.text(_SENDER_ADDRESS)
        # Within an organisation addresses are directory paths, which tell a person nothing.
        if "@" not in address or address == name:
            return name
        return f"{name} <{address}>" if name else address

    def _body(self) -> list[Block]:
        if plain := mended(self._own.text(_BODY)):
            return [Block(paragraph) for paragraph in paragraphs_of(plain)]
        if html := self._html():
            return web.blocks_of(html)
        rtf = unpacked(self._own.binary(_RTF) or b"")
        return rich_text.blocks_of(rtf) if rtf else []

    def _html(self) -> str:
        data = self._own.binary(_HTML)
        if data is None:
            return self._own.text(_HTML)
        page = self._own.number(_BODY_CODEPAGE) or self._own.number(_CODEPAGE)
        return charsets.text_of(data, charsets.of_page(page) if page else "")

    def _names_of_attachments(self) -> list[str]:
        names = self._folders.names(self._path)
        found = sorted(name for name in names if name.lower().startswith(_ATTACHMENT))
        return found[:_MOST_ATTACHMENTS]


def _name(attachment: _Properties) -> str:
    names = (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME)
    return next(filter(None, map(attachment.text, names)), "")


def _is_ornament(attachment: _Properties, content: bytes | None) -> bool:
    if content is None or len(content) >= LEAST_PICTURE:
        return False
    is_within = bool(attachment.text(_CONTENT_ID) or attachment.number(_HIDDEN) & 1)
    return is_within and content.startswith(_PICTURES)
