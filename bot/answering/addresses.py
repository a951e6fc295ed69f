"""A step of the link guard: addresses that a client would make a link of, in running text.

An address of a listed host stays as it is, if it is spelled plainly; of any other only the host's
name is shown, as text. Addresses have no spaces, so each word can be judged on its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}"
# Endings with which clients take a bare name for an address; two letters are countries.
_ENDING: Final = (
    r"(?:[a-z]{2}|com|net|org|info|biz|edu|gov|mil|int|eu|app|dev|xyz|online|site|shop|cloud|page"
    r"|link|click|live|top|club|web|name|pro|mobi|tech|space|website|store|world|news|blog|bayern"
    r"|berlin|hamburg|koeln|cologne|nrw|ruhr|saarland|wien|tirol|swiss|digital|gmbh|agency|email)"
)
_LABEL: Final = r"[a-z0-9\-]+"
_PERSONAL: Final = "mailto|sips?|skype|callto|xmpp|msnim"
_ODD: Final = (
    r"https?|ftps?|sftp|wss?|file|javascript|vbscript|blob|msteams|onenote|whatsapp|magnet"
    r"|view-source|ms-[a-z\-]+"
)
_ADDRESS: Final = re.compile(
    r"(?:(?<!\\)\\++|(?<![a-z0-9+.\-])(?=[a-z0-9+.\-:]))(?:"
    r"(?P<web>[a-z0-9+.\-]*+\\*:\\*[/\\]\\*[/\\][/\\]*)"
    rf"|\.*+(?P<bare>(?=(?:{_LABEL}\.)+{_ENDING}[/?#]\S)))"
    r"|(?<![a-z0-9.])\.*+(?P<www>www\d{0,3}\.)(?=[^\s.])"
    r"|(?<![a-z0-9])(?:"
    rf"(?P<person>(?:{_PERSONAL}):)(?=\S)"
    rf"|(?P<odd>(?:{_ODD})\\*:(?=\S)|data:(?=[\w.+\-]*[/;,])))"
    r"|(?<![:/\\\w])(?P<relative>[/\\]{2,}+)(?=[^/\\\s<>\[\]\"]*\.[a-z]{2})",
    re.IGNORECASE,
)
_HINT: Final = re.compile(r"[:/\\?#](?=\S)")
_HINT_OR_WWW: Final = re.compile(r"[:/\\?#](?=\S)|www", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s|\Z")
_PLAIN: Final = re.compile(
    rf"https?://(?P<host>{_HOST})(?::(?:443|80))?"
    r"(?:[/?#][A-Za-z0-9\-._~!$&'()*+,;=:@%/?#À-ɏ]*)?",
    re.IGNORECASE,
)
_FAIR_HOST: Final = re.compile(_HOST)
_HOST_END: Final = re.compile(r"[/?#:]")
# What makes an address doubtful although its host is listed: clients end it at different places.
_ANOTHER: Final = re.compile(
    rf"//|www\d{{0,3}}\.|(?:{_PERSONAL}|{_ODD}|data):|\([^()]*[.:@]", re.IGNORECASE
)
_GLUE: Final = re.compile(r"[/\\@]")
_APART: Final = frozenset("([<>*:|`\"'„“”»«‚‘")
_WWW: Final = re.compile(r"^(?:www\d{0,3}\.)+")
_MAILBOX: Final = re.compile(r"[\w.+\-]+@[\w.\-]+(?=\?|\Z)")
_NAMED: Final = re.compile(
    rf"(?<![\w@.\-])(?:https?://)?(?P<host>(?:{_LABEL}\.)+[a-z]{{2,24}})(?![\w\-@])", re.IGNORECASE
)
_RUN: Final = re.compile(r"[^\s<>\[\]\"`|“”„«»]*")
_TRAILING: Final = ".,;:!?'*_~’‚…"
_LONGEST_NAME: Final = 60
# Letters, dots, slashes and colons that clients or browsers read as the plain ones.
_DISGUISED: Final = re.compile(
    r"[\u2044\u2215\u2236\u24b6-\u24e9\u29f8\u3002\ua789\ufe13\ufe52\ufe55\uff01-\uff5e\uff61"
    r"\u2100-\u214f\U0001d400-\U0001d7ff\U0001f130-\U0001f149]"
)
_LOOKALIKES: Final = {0x2044: "/", 0x2215: "/", 0x29F8: "/", 0x2236: ":", 0xA789: ":", 0x3002: "."}


def is_plain_address(address: str, hosts: frozenset[str]) -> bool:
    """Tell whether this is a web address without any ambiguity whose host is listed."""
    match = _PLAIN.fullmatch(address)
    if match is None or _ANOTHER.search(address, match.end("host")):
        return False
    return _bare_host(match["host"]) in hosts


def hosts_in(text: str) -> frozenset[str]:
    """Return the hosts that a person names in a text, with or without ``https://``."""
    return frozenset(_bare_host(match["host"]) for match in _NAMED.finditer(text))


def without_addresses(
    text: str,
    _final: bool,  # noqa: FBT001  # a step of the guard: all words are complete here
    *,
    hosts: frozenset[str],
    removed: str,
) -> str:
    """Replace every address that isn't a plain one of a listed host by its host's name."""
    plain = _undisguised(text)
    parts: list[str] = []
    place = 0
    for begin, end in _suspects(plain):
        at = begin
        while match := _ADDRESS.search(plain, at, end):
            at = _end(plain, match.end(), end)
            parts.append(text[place : match.start()])
            shown = _shown(text[match.start() : at], match, hosts)
            parts.append(shown if shown and _is_apart(plain[begin : match.start()]) else removed)
            place = at
    parts.append(text[place:])
    return "".join(parts)


def _is_apart(before: str) -> bool:
    """Tell whether a name may follow: behind a slash or an @ it would be part of an address."""
    return not before or (before[-1] in _APART and not _GLUE.search(before))


def _suspects(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the words reach that may hold an address."""
    begin = 0
    hints = _HINT_OR_WWW if "www" in text.lower() else _HINT
    while hint := hints.search(text, begin):
        place = hint.start()
        while place > begin and not text[place - 1].isspace():
            place -= 1
        space = _SPACE.search(text, hint.end())
        begin = space.end() if space else len(text)
        yield place, space.start() if space else len(text)


def _bare_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def _undisguised(text: str) -> str:
    """Return the text, equally long, with disguised letters and signs made plain."""
    return _DISGUISED.sub(_plain_character, text) if _DISGUISED.search(text) else text


def _plain_character(match: re.Match[str]) -> str:
    character = match[0]
    plain = unicodedata.normalize("NFKC", _LOOKALIKES.get(ord(character), character))
    return plain if len(plain) == 1 and plain.isascii() else character


def _end(text: str, begin: int, limit: int) -> int:
    """Return where an address ends, sparing the punctuation of the sentence around it."""
    match = _RUN.match(text, begin, limit)
    place = match.end() if match else begin
    if text.find(")", begin, place) >= 0:
        place = _first_unopened(text, begin, place)
    while place > begin and text[place - 1] in _TRAILING:
        place -= 1
    return place


def _first_unopened(text: str, place: int, limit: int) -> int:
    """Return where a bracket closes that was not opened: it belongs to the sentence around."""
    depth = 0
    while place < limit and depth >= 0:
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        place += 1
    return place - 1 if depth < 0 else limit


def _shown(address: str, match: re.Match[str], hosts: frozenset[str]) -> str:
    """Return what is shown of an address: all, its host or mailbox in fair spelling, or nothing."""
    head = len(match[0])
    if match["web"]:
        return address if is_plain_address(address, hosts) else _host_name(address[head:])
    if match["www"] or match["bare"] is not None:
        is_listed = is_plain_address(f"https://{address}", hosts)
        return address if is_listed else _host_name(address.lstrip("\\."))
    if match["person"]:
        mailbox = _MAILBOX.match(address, head)
        return mailbox[0] if mailbox else ""
    return _host_name(address[head:]) if match["relative"] else ""


def _host_name(rest: str) -> str:
    host = _WWW.sub("", _HOST_END.split(rest, maxsplit=1)[0].lower())
    is_fair = len(host) <= _LONGEST_NAME and _FAIR_HOST.fullmatch(host) and "xn--" not in host
    return host if is_fair else ""
