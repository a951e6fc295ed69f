"""Mails as internet standards have them (EML): head, text, and the files attached.

Headers are decoded by ourselves: the library's modern parser raises for many that real programs
write. Of a text in several forms one is read, plain before HTML.
"""

from __future__ import annotations

import contextlib
import email
import email.errors
import email.header
import email.message
import email.parser
import email.policy
import email.utils
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.documents.reading import charsets, message, web
from bot.documents.reading.headings import Block
from bot.documents.reading.message import LEAST_PICTURE, Attachment, Message
from bot.documents.reading.plain import mended, paragraphs_of
from bot.documents.reading.protocol import Opened, Unread

_Part = email.message.Message
_DEEPEST: Final = 30
_MOST_PARTS: Final = 2_000
_LONGEST_HEADER: Final = 100_000
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_OUTLOOK_ONLY: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ENDINGS: Final = {
    "application/pdf": "pdf",
    "text/calendar": "ics",
    "text/plain": "txt",
    "text/html": "html",
    "image/png": "png",
    "image/jpeg": "jpg",
    "message/rfc822": "eml",
}


def load() -> Callable[[bytes], Opened]:
    """Return the reader of mails; some parts of the mail library are loaded when first used."""
    charsets.preload()
    web.load()
    _read(b"Subject: =?utf-8?Q?=C3=BC?=\nDate: Mon, 1 Jan 2024 10:00:00 +0100\n\nText")
    return _read


def _read(data: bytes) -> Opened:
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    return message.opened(_Reader().message(mail))


class _Reader:
    """Walks through the parts of a mail."""

    def __init__(self) -> None:
        self._plain: list[Block] = []
        self._files: list[Attachment] = []
        self._left = _MOST_PARTS

    def message(self, mail: _Part) -> Message:
        """Return what the mail says and what it brings."""
        self._take(mail, 0, is_inline=False)
        return Message(
            subject=_header(mail, "Subject"),
            sender=_header(mail, "From"),
            to=_header(mail, "To"),
            copy=_header(mail, "Cc"),
            date=_date(_header(mail, "Date")),
            body=self._plain,
            attachments=self._files,
        )

    def _take(self, part: _Part, depth: int, *, is_inline: bool) -> None:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            self._keep(part, Unread.NESTED if depth > _DEEPEST else Unread.TOO_MANY)
            return
        _mend_headers(part)
        kind = part.get_content_type()
        inner = _parts(part)
        if kind == "multipart/encrypted":
            self._keep(part, Unread.ENCRYPTED)
        elif kind == "multipart/alternative":
            self._take_one(inner, depth)
        elif kind == "message/rfc822":
            self._keep(part, _bytes_of(inner[0]) if inner else Unread.BROKEN)
        elif inner:
            within = is_inline or kind == "multipart/related"
            for each in inner:
                self._take(each, depth + 1, is_inline=within)
        else:
            self._take_leaf(part, kind, is_inline=is_inline)

    def _take_one(self, parts: Sequence[_Part], depth: int) -> None:
        """Take the form of a text that serves us best: plain if it says anything, else the last."""
        texts = [part for part in parts if part.get_content_type() == "text/plain"]
        chosen = next((part for part in texts if _text(part).strip()), None)
        others = [part for part in parts if part.get_content_type() != "text/calendar"]
        chosen = chosen or (others[-1] if others else None)
        for part in parts:
            if part.get_content_type() == "text/calendar":
                self._keep(part, _content(part))
            elif part is chosen:
                self._take(part, depth + 1, is_inline=False)
            else:
                self._take_files_of(part, depth + 1)

    def _take_files_of(self, part: _Part, depth: int) -> None:
        """Take what is attached within a form of the text that is not read itself."""
        for index, each in enumerate(_parts(part)):
            if index or _file_name(each) or each.is_multipart():
                is_related = part.get_content_type() == "multipart/related"
                self._take(each, depth + 1, is_inline=is_related)

    def _take_leaf(self, part: _Part, kind: str, *, is_inline: bool) -> None:
        is_attached = part.get_content_disposition() == "attachment" or bool(_file_name(part))
        if kind in _SIGNATURES:
            return
        if kind in _SEALED and not str(part.get_param("smime-type", "")).startswith("certs"):
            self._keep(part, Unread.ENCRYPTED)
        elif kind in _OUTLOOK_ONLY:
            self._keep(part, Unread.UNKNOWN)
        elif kind.startswith("text/") and kind != "text/calendar" and not is_attached:
            text = _text(part)
            self._plain += web.blocks_of(text) if kind == "text/html" else _paragraphs(text)
        else:
            content = _content(part)
            is_within = is_inline or part.get("Content-ID") is not None
            is_ornament = kind.startswith("image/") and len(content) < LEAST_PICTURE
            if not (is_ornament and is_within):
                self._keep(part, content)

    def _keep(self, part: _Part, content: bytes | Unread) -> None:
        self._files.append(Attachment(_name(part, len(self._files) + 1), content))


def _parts(part: _Part) -> list[_Part]:
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, _Part)]


def _content(part: _Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: _Part) -> str:
    charset: str | None = None
    with contextlib.suppress(LookupError, ValueError):
        charset = part.get_content_charset()
    return charsets.text_of(_content(part), charset or "")


def _paragraphs(text: str) -> list[Block]:
    return [Block(paragraph) for paragraph in paragraphs_of(mended(text))]


def _name(part: _Part, number: int) -> str:
    if given := _decoded(_file_name(part)):
        return given
    kind = part.get_content_type()
    inner = _parts(part)
    if kind == "message/rfc822" and inner and (subject := _header(inner[0], "Subject")):
        return f"{subject}.eml"
    ending = _ENDINGS.get(kind, "")
    return f"Anlage {number}{f'.{ending}' if ending else ''}"


def _file_name(part: _Part) -> str:
    with contextlib.suppress(LookupError, ValueError):
        return part.get_filename() or ""
    return ""  # it names a character set that is none


def _header(mail: _Part, name: str) -> str:
    return _decoded(", ".join(map(str, mail.get_all(name, []))))


def _decoded(value: str) -> str:
    """Return a header in letters; what is no header stays as it is."""
    try:
        parts = email.header.decode_header(value[:_LONGEST_HEADER])
    except (email.errors.HeaderParseError, ValueError):
        return " ".join(value.split())
    return " ".join("".join(_letters(parts)).split())


def _letters(parts: Sequence[tuple[bytes | str, str | None]]) -> Iterator[str]:
    for text, charset in parts:
        if isinstance(text, str):
            yield text
        elif charset is None:
            yield text.decode("latin-1")
        else:
            yield charsets.text_of(text, charset)


def _mend_headers(part: _Part) -> None:
    """Make letters of raw bytes in headers, which the library hides in surrogates."""
    for name, value in list(part.raw_items()):
        if isinstance(value, str) and not value.isascii():
            raw = value.encode("utf-8", "surrogateescape")
            part.replace_header(name, charsets.text_of(raw, ""))


def _bytes_of(mail: _Part) -> bytes | Unread:
    try:
        return mail.as_bytes()
    except (LookupError, ValueError, TypeError, AttributeError):
        return Unread.BROKEN  # the library reads more than it can write


def _date(value: str) -> str:
    try:
        return message.date_of(email.utils.parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return value
