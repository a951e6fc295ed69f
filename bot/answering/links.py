"""What of a model's text may be shown: links only to listed hosts, no images, no HTML.

A link the model was talked into writing carries data out of the house with one click, an image
without any. So nothing is searched for that is forbidden; what is let through is an address in
plain spelling whose host is listed. The text passes a chain of steps, each of which only ever
continues its earlier result as the text grows; the last one takes apart what the others missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.answering.addresses import hosts_in, without_addresses
from bot.answering.brackets import without_targets
from bot.answering.markup import decoded, stilled, untagged, visible

Step = Callable[[str, bool], str]

_LAYERS: Final = 3  # of character references inside character references that are decoded
_FORBIDDEN: Final = re.compile(
    # An image.
    r"!(?=\[)"
    # A link to anything but a web address (which the step before has looked at).
    r"|\](?=\()(?!\(https?://[^\s()<>\[\]\"'`|\\]+(?:\([^\s()<>\[\]\"'`|\\]*\))*\))"
    # A tag or an autolink.
    r"|<(?=[/!?A-Za-z])"
)
# What brackets elsewhere could refer to.
_DEFINITION: Final = re.compile(
    r"^([ \t>*+\-\d.)]*\[(?:[^\[\]\\]|\\.){1,999}\\?\]):[ \t]?", re.MULTILINE
)
_APART: Final = {"!": "! ", "]": "] ", "<": " ‹"}


class LinkGuard:
    """Lets through what may be shown; ``removed`` stands in for an address without a fair name."""

    def __init__(self, allowed_hosts: frozenset[str], removed: str = "…") -> None:
        hosts = frozenset(host.lower().removeprefix("www.") for host in allowed_hosts)
        self._steps: tuple[Step, ...] = (
            *(decoded,) * _LAYERS,
            visible,
            untagged,
            stilled,
            partial(without_targets, hosts=hosts),
            _whole_words,
            partial(without_addresses, hosts=hosts, removed=removed),
            _taken_apart,
        )

    def shown(self, text: str, final: bool) -> str:  # noqa: FBT001  # the contract of `pour`
        """Return what may be shown of the text so far; the end is held back until it is clear."""
        for step in self._steps:
            text = step(text, final)
        return text


def guard_for(*trusted: str, removed: str = "…") -> LinkGuard:
    """Return a guard that allows the hosts in these texts: the person's own words, sources."""
    return LinkGuard(frozenset[str]().union(*map(hosts_in, trusted)), removed)


def _whole_words(text: str, final: bool) -> str:  # noqa: FBT001  # a Step
    """Keep the last word back: the steps behind this one look at one word at a time."""
    if final:
        return text
    end = len(text)
    while end and not text[end - 1].isspace():
        end -= 1
    return text[:end]


def _taken_apart(text: str, _final: bool) -> str:  # noqa: FBT001  # a Step
    """Make text of whatever would still be an image, a link, a tag or a definition."""
    if "]:" in text:  # seldom, and the search takes a while
        text = _DEFINITION.sub(r"\1 ", text)
    return _FORBIDDEN.sub(lambda match: _APART[match[0]], text)
