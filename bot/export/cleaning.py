"""Letters that may stand in a document, and names that may stand on a file.

Whatever a model or a person wrote becomes plain letters: no control signs (XML refuses most), no
signs that turn the reading direction around, none that are no characters at all. What is a field,
a formula or a link elsewhere stays what it is here: letters.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

_LINE_END: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNFIT: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control signs
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # signs that turn the direction around
    r"\u00ad\u200b\u2060\ufeff"  # signs nobody sees, which split words for searching
    r"\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff"  # no characters
    r"\U000e0000-\U000e0fff]"  # tags: letters nobody sees
)
_NO_CHARACTER: Final = 0xFFFE
_LONGEST_NAME: Final = 80
_FORBIDDEN_IN_NAMES: Final = re.compile(r"[^\w\-. ]|[\s_]+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|_vti_.*|desktop)", re.IGNORECASE)


def clean(text: str) -> str:
    """Return the text with nothing in it but visible characters, spaces, tabs and line ends."""
    text = _UNFIT.sub("", _LINE_END.sub("\n", text))
    if any(ord(char) & _NO_CHARACTER == _NO_CHARACTER for char in text):
        text = "".join(char for char in text if ord(char) & _NO_CHARACTER != _NO_CHARACTER)
    return text


def one_line(text: str) -> str:
    """Return clean text without line ends, for titles, cells of a head and properties."""
    return " ".join(clean(text).split())


def file_name(kind: str, day: date, ending: str) -> str:
    """Return ``Zusammenfassung_2026-11-22.docx``: letters of any language, no path, not too long.

    Names that Windows or SharePoint keep for themselves get a line in front.
    """
    stem = _FORBIDDEN_IN_NAMES.sub("-", unicodedata.normalize("NFC", one_line(kind)))
    stem = re.sub(r"[-. ]{2,}", "-", stem)[:_LONGEST_NAME].strip("-. ")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"Datei-{stem}".rstrip("-")
    return f"{stem}_{day.isoformat()}.{ending}"
