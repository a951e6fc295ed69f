"""Takes the port before anything that loads long: one that can't be had is told within a second.

Nobody is answered yet: connections are refused until bot.serving listens on these sockets.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from bot.core.errors import ConfigurationError

_NOT_HERE: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def take_port(host: str, port: int, *, is_shared: bool) -> Sequence[socket.socket]:
    """Return a bound socket for each address of ``host``; raises ConfigurationError.

    ``is_shared``: other processes of ours take the same port.
    """
    with ExitStack() as unless_all_is_well:
        try:
            bound = _bound(host, port, unless_all_is_well, is_shared=is_shared)
        except socket.gaierror:
            raise ConfigurationError("HOST", "is no address of this machine") from None
        except (OSError, OverflowError, UnicodeError) as error:
            raise ConfigurationError("PORT", not_listening(error)) from None
        unless_all_is_well.pop_all()
    return bound


def not_listening(error: Exception) -> str:
    """Say why nothing can be listened on, in the system's words."""
    words = error.strerror if isinstance(error, OSError) else None
    return f"can't be listened on at this HOST ({words or type(error).__name__})"


def _bound(host: str, port: int, stack: ExitStack, *, is_shared: bool) -> list[socket.socket]:
    """Bind what can be; „localhost“ names ::1 also where the machine has no IPv6."""
    bound, missing = [], OSError("no address")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in dict.fromkeys(found):
        try:
            one = stack.enter_context(socket.socket(family, kind, protocol))
            _bind(one, address, is_shared=is_shared)
        except OSError as error:
            if error.errno not in _NOT_HERE:
                raise
            missing = error
        else:
            bound.append(one)
    if not bound:
        raise missing
    return bound


def _bind(one: socket.socket, address: tuple[object, ...], *, is_shared: bool) -> None:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind(address)
