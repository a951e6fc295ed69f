"""First steps of the link guard: what a client decodes or hides is decoded and dropped here.

Each step takes the text so far and whether it is complete, and holds back an undecided end.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import Final

# What nobody sees can split an address so that we don't recognise it and a browser does.
_INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    r"\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0e"
    r"\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# A joiner inside an emoji is wanted.
_JOINER: Final = re.compile(r"(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d+")
_REFERENCE: Final = re.compile(r"&(?:#(?:x[0-9a-f]+|\d+);?|[a-z][a-z0-9]*;)", re.IGNORECASE)
_REFERENCE_BEGUN: Final = re.compile(r"&#?[A-Za-z0-9]*\Z")
_TAG: Final = re.compile(r"<([/!?A-Za-z][^<>]{0,1000})>")
_TAG_BEGUN: Final = re.compile(r"<(?:[/!?A-Za-z][^<>]{0,1000})?\Z")
_TAG_SHAPE: Final = re.compile(
    r"/?\s*(?P<name>[A-Za-z][A-Za-z0-9]*)\s*(?:/?|[\s\"'/].*=.*)", re.DOTALL
)
_LINE_ENDS: Final = frozenset({"br", "p", "/p", "/div", "/li", "/tr"})
_ELEMENT: Final = re.compile(
    r"a|abbr|address|article|aside|at|attachment|audio|b|base|big|"
    r"blockquote|body|br|button|canvas|center|cite|code|col|dd|del|details|"
    r"dfn|div|dl|dt|em|embed|emoji|figure|font|footer|form|frame|h1|h2|"
    r"h3|h4|h5|h6|head|header|hr|html|i|iframe|img|input|ins|kbd|label|"
    r"li|link|main|map|mark|math|meta|nav|object|ol|option|p|param|"
    r"picture|pre|q|s|samp|script|section|select|small|source|span|strike|"
    r"strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|"
    r"tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video",
    re.IGNORECASE,
)


def visible(text: str, _final: bool) -> str:  # noqa: FBT001  # a step of the guard
    """Drop control, format and other invisible characters."""
    text = _INVISIBLE.sub("", text)
    return _JOINER.sub("", text) if "\u200d" in text else text


def decoded(text: str, final: bool) -> str:  # noqa: FBT001  # a step of the guard
    """Decode character references, as the reader's client would."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda match: unescape(match[0]), _held(text, "&", final=final))


def stilled(text: str, final: bool) -> str:  # noqa: FBT001  # a step of the guard
    """Decode once more, break the references that still remain, and drop the invisible again."""
    if "&" not in text:
        return text
    text = _held(decoded(text, final), "&", final=final)
    return visible(_REFERENCE.sub(_broken, text), final)


def untagged(text: str, final: bool) -> str:  # noqa: FBT001  # a step of the guard
    """Drop HTML; what only looks like it („<Name>“) keeps its words."""
    if "<" not in text:
        return text
    return _TAG.sub(_without_tag, _held(text, "<", final=final))


def _held(text: str, opening: str, *, final: bool) -> str:
    """Cut off a reference or tag that is only begun: only the last one can be."""
    begun = _REFERENCE_BEGUN if opening == "&" else _TAG_BEGUN
    last = text.rfind(opening)
    return text[:last] if not final and begun.match(text, last) else text


def _broken(match: re.Match[str]) -> str:
    is_known = match[0].startswith("&#") or match[0][1:] in html5
    return f"& {match[0][1:]}" if is_known else match[0]


def _without_tag(match: re.Match[str]) -> str:
    inner = match[1]
    if inner[0] in "!?":
        return ""
    shape = _TAG_SHAPE.fullmatch(inner)
    # „<Titel>“ or „<Code>“ with a capital is a gap somebody is to fill in.
    if shape and _ELEMENT.fullmatch(shape["name"]) and not inner.istitle():
        name = f"/{shape['name']}" if inner[0] == "/" else shape["name"]
        return "\n" if name.lower() in _LINE_ENDS else ""
    if any(mark in inner for mark in ":@/."):
        return inner  # an autolink: the address in it is looked at later
    return f"‹{inner}›"
