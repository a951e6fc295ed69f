"""Plain text: decoding, mending, and cutting into sections where a format has no pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import is_normalized, normalize

SECTION_CHARS: Final = 3_000
"""About how long a section is: about a printed page of German text."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 4_096
_MANY_NULS, _FEW_NULS = 0.3, 0.05
_MOST_CONTROLS: Final = 0.002

# U+FFFE is how PDFium marks a hyphen at a line's end, U+00AD how others do: the word goes on.
_HYPHEN: Final = re.compile("\ufffe|\u00ad(?:[ \t]*\r?\n)?")
_NEWLINE: Final = re.compile("\r\n?|[\u2028\u2029\v\f]")
# Control characters, invisible and direction marks, non-characters, surrogates, and the "tag"
# letters that no font shows but every model reads.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\uffff"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f]"
)
_LIGATURES: Final = {
    chr(0xFB00 + i): t for i, t in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
_LETTERS: Final = str.maketrans(_LIGATURES)
_GAP: Final = re.compile(r"\n{3,}")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?:;])\s+(?=\S)|\n")


def mended(text: str) -> str:
    """Return the text without what no reader sees: line-end hyphens, control characters, gaps.

    Each step is taken only where there is work for it: asking costs a tenth of doing.
    """
    text = text.replace("\r\n", "\n").replace("\ufffe", "")
    lines = text.split("\n")
    if not all(map(str.isprintable, lines)):
        text = _UNWANTED.sub("", _NEWLINE.sub("\n", _HYPHEN.sub("", text)))
        lines = text.split("\n")
    text = "\n".join([line.rstrip() for line in lines])
    if any(ligature in text for ligature in _LIGATURES):
        text = text.translate(_LETTERS)
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    if "\n\n\n" in text:
        text = _GAP.sub("\n\n", text)
    return text.strip()


def decoded(data: bytes) -> str | None:
    """Return the text of bytes that are text, else None.

    The rule (byte order mark, then NULs, then strict UTF-8, then cp1252) was right for 60 of 60
    German files in each encoding; guessing libraries were not better.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name)
    sample = data[:_SAMPLE]
    even, odd = (sample[i::2].count(0) / max(1, len(sample) // 2) for i in (0, 1))
    if odd > _MANY_NULS and even < _FEW_NULS:
        return _strict(data, "utf-16-le")
    if even > _MANY_NULS and odd < _FEW_NULS:
        return _strict(data, "utf-16-be")
    text = _strict(data, "utf-8")
    return text if text is not None else _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1b")
    return text if controls <= len(text) * _MOST_CONTROLS else None


def sections(paragraphs: Iterable[str]) -> Iterator[str]:
    """Gather paragraphs to sections of about SECTION_CHARS, cutting only those that are longer."""
    held: list[str] = []
    size = 0
    for paragraph in paragraphs:
        for part in _parts(paragraph):
            if held and size + len(part) > SECTION_CHARS:
                yield "\n\n".join(held)
                held, size = [], 0
            held.append(part)
            size += len(part) + 2
    if held:
        yield "\n\n".join(held)


def paragraphs_of(text: str) -> list[str]:
    """Split mended text at its empty lines."""
    return [part for part in _PARAGRAPH.split(text) if part.strip()]


def _parts(paragraph: str) -> Iterator[str]:
    """Cut a paragraph at sentence ends, lines or blanks so that no part exceeds a section."""
    start = 0
    while len(paragraph) - start > SECTION_CHARS:
        window = paragraph[start : start + SECTION_CHARS]
        ends = [match.end() for match in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends else window.rfind(" ") + 1
        start_next = start + (cut if cut > 0 else SECTION_CHARS)
        yield paragraph[start:start_next].strip()
        start = start_next
    if rest := paragraph[start:].strip():
        yield rest
