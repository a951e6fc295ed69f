"""Lists of hosts that may be talked to, and the question whether an address is on one.

Entries are exact (``host`` on its scheme's own port, or ``host:port``) or ``*.domain``. Anything
that could be read two ways (user names, trailing dots, other spellings of an IP address,
backslashes, characters beyond ASCII) is not on any list. https always, except for loopback.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

_HOST: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
_ENTRY: Final = re.compile(r"(?P<wild>\*\.)?(?P<host>[^:\[\]*]+|\[::1\])(:(?P<port>\d{1,5}))?")
_PORTS: Final = {"https": 443, "http": 80}
_ORIGIN: Final = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_MOST_KNOWN: Final = 1_000
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\uffff\\]")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, as ``localhost``, 127.0.0.0/8 or ::1 spelled plainly."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class HostList:
    """An allow-list of hosts."""

    def __init__(
        self, entries: Iterable[str], *, any_loopback: bool = False, any_port: bool = False
    ) -> None:
        """Parse the entries; ``any_loopback`` also allows loopback hosts on every port.

        ``any_port``: an entry without a port allows all of its host's ports.

        Raises ValueError naming the entry that is neither ``host``, ``host:port`` nor ``*.domain``.
        """
        self._exact: set[tuple[str, int | None]] = set()
        self._domains: list[tuple[str, int | None]] = []
        self._any_loopback = any_loopback
        self._any_port = any_port
        self._known: dict[str, bool] = {}
        for entry in entries:
            self._add(entry.strip().lower())

    def _add(self, entry: str) -> None:
        match = _ENTRY.fullmatch(entry)
        if not match or not (_HOST.fullmatch(match["host"]) or match["host"] == "[::1]"):
            raise ValueError(f"{entry!r} is neither host, host:port nor *.domain")
        host, port = match["host"].strip("[]"), int(match["port"]) if match["port"] else None
        if match["wild"]:
            self._domains.append((f".{host}", port))
        else:
            self._exact.add((host, port))

    @property
    def has_domains(self) -> bool:
        """Whether any entry is a ``*.domain``."""
        return bool(self._domains)

    def allows(self, url: str) -> bool:
        """Tell whether an address may be talked to: scheme, host and port all fit."""
        match = _ORIGIN.match(url)
        if match is None or _UNSAFE.search(url):
            return False
        known = self._known.get(match[0])
        if known is None:
            known = self._allows(match[0])
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[match[0]] = known
        return known

    def _allows(self, origin: str) -> bool:
        parts = _split(origin)
        if parts is None:
            return False
        host = parts.hostname or ""
        default = _PORTS[parts.scheme]
        port = parts.port or default
        if parts.scheme == "http" and not is_loopback(host):
            return False
        if self._any_loopback and is_loopback(host):
            return True
        fits_default = self._any_port or port == default
        if (host, port) in self._exact or (fits_default and (host, None) in self._exact):
            return True
        return any(
            host.endswith(domain) and (port == wanted if wanted else fits_default)
            for domain, wanted in self._domains
        )


def _split(url: str) -> SplitResult | None:
    """Return the parts of an unambiguous http(s) origin, else None."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or "@" in parts.netloc:
        return None
    if not (_HOST.fullmatch(host) or is_loopback(host)):
        return None
    return parts
