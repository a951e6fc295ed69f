"""What may stand in a card's text: our sentences as they are, everybody else's words escaped.

Teams reads a TextBlock as Markdown and fills in ``{{DATE(…)}}``. So words of a person lose all of
that, and words of the model keep bold, italics and lists but never become a link, an image or
code. Titles of choices are Markdown in some clients only; titles of buttons, labels and ``speak``
never are.
"""

from __future__ import annotations

import re
from typing import Final

_NBSP: Final = "\u00a0"
_JOINER: Final = "\u2060"  # no width and no line break: parts two signs, and nobody sees it

_PERSONS_MARKS: Final = re.compile(r"[\\`*_\[\]()<>&!|~#]")
_MODELS_MARKS: Final = re.compile(r"[\\`\[\]()<>&!|~]")
_EDGES: Final = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_CODE_INDENT: Final = re.compile(r"^ {4,}(?![-*+] |\d)", re.MULTILINE)
_BLOCK_START: Final = re.compile(r"^(?=[-+=]|\d{1,9}[.)])", re.MULTILINE)
_RULE: Final = re.compile(r"^[ ]*(?:[-*_=][ ]*)+$", re.MULTILINE)
_HEADING: Final = re.compile(r"^[ ]*(?=#)", re.MULTILINE)
# Some clients link whatever looks like an address: https://…, //…, www.… and even name.de.
_ADDRESS: Final = re.compile(r"(?<=/)(?=/)|(?<=\w)(?=[.:](?:[a-z]{2}|/))", re.IGNORECASE)
_LINK: Final = re.compile(r"(?<=\])(?=[\[(:])|(?<=!)(?=\[)|(?<=<)(?=\S)|(?<=&)(?=#?\w+;)")
_MACRO: Final = re.compile(r"(?<=\{)(?=\{)")
# Letters that nobody sees, and marks that turn the direction of what stands behind them.
_UNSEEN: Final = re.compile(
    r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]+"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")

_ABBREVIATED: Final = re.compile(
    r"\b(S\.|Nr\.|Abs\.|Art\.|TOP|Seite|KW|Stelle|p\.|No\.|page) (?=\d)"
)
_UNIT: Final = re.compile(r"(\d) (?=%|€|Mio\.|km\b|Uhr\b|Euro\b|KB\b|MB\b)")
_MONTH: Final = re.compile(
    r"(\d\.) (?=Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)


def tied(text: str) -> str:
    """Keep ``S. 14``, ``§ 4``, ``60 %``, ``3. März`` and ``z. B.`` together on one line."""
    text = text.replace("§ ", f"§{_NBSP}").replace("z. B. ", f"z.{_NBSP}B.{_NBSP}")
    for pattern in (_ABBREVIATED, _UNIT, _MONTH):
        text = pattern.sub(rf"\1{_NBSP}", text)
    return text


def shortened(words: str, most: int) -> str:
    """Return at most that many characters, with a mark where something was left out."""
    return words if len(words) <= most else f"{words[: most - 2].rstrip()} …"


def escaped(words: str) -> str:
    """Return a person's words (a file name, an entry, a question) so that they show as written."""
    words = _EDGES.sub("", _plain_lines(words))
    words = _PERSONS_MARKS.sub(r"\\\g<0>", words)
    return _disarmed(_BLOCK_START.sub(_JOINER, words))


def escaped_markdown(words: str) -> str:
    """Return the model's words with bold, italics and lists, but nothing that leads elsewhere."""
    words = _CODE_INDENT.sub("", _plain_lines(words).expandtabs(4))
    words = _RULE.sub("", _MODELS_MARKS.sub(r"\\\g<0>", words))
    return _disarmed(_HEADING.sub(_JOINER, words))


def unlinked(words: str) -> str:
    """Return words for a field that some clients read as Markdown and others as it is.

    Backslashes would show in the others, so only what makes a link or an image is taken apart.
    """
    return _disarmed(_LINK.sub(_JOINER, _CONTROL.sub(" ", _UNSEEN.sub("", words))))


def _plain_lines(words: str) -> str:
    words = _UNSEEN.sub("", words)
    return _CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))


def _disarmed(words: str) -> str:
    """Take addresses and macros apart."""
    return _MACRO.sub(_JOINER, _ADDRESS.sub(_JOINER, words))
