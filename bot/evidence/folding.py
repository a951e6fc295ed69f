"""Text made comparable: the same words in another typography become the same letters.

`squash` is for looking up quotations: no spaces, hyphens, quotes or case, but the separators
within figures stay (1,5 is not 15). `folded` and `stem` are for comparing words. What hyphenation
at line ends, ligatures or a soft hyphen did to a word is undone by both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

# Characters nobody sees, and those that PDF readers leave where a line was broken.
_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe"
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_TABLE: Final = str.maketrans({**dict.fromkeys(_UNSEEN, ""), **_LIGATURES})
_LONGER: Final = "İ"  # two characters in small letters
_APART: Final = ("'", "’", _LONGER)  # signs that are within words, and not within what is kept
_UMLAUTS: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ı": "i", "ø": "o"})
_SPECIAL: Final = re.compile(f"[{_UNSEEN}{''.join(_LIGATURES)}]")
# Letters, digits and the signs that carry meaning; a point, comma or colon between two digits.
_KEPT: Final = re.compile(r"[^\W_]+(?:(?<=\d)[.,:](?=\d)[^\W_]+)*|[%€§$]+")
_LINE_END_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-‐‑][ \t]{0,20}\r?\n\s{0,40}(?=[a-zäöüß])")
_LINE_END: Final = re.compile(r"[-‐‑][ \t\r]{0,20}\n")
WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_ENDINGS: Final = ("ern", "em", "er", "en", "es", "st", "e", "s", "n", "t")
_AROUND: Final = 45  # characters beside a hint that may belong to it
_LONG_ENOUGH: Final = 4  # letters that stay when an ending goes


def squash(text: str) -> str:
    """Return the letters, digits and signs of a text that make it the same text."""
    return "".join(_KEPT.findall(_plain(text).lower()))


def squashed_and_words(text: str) -> tuple[str, set[str]]:
    """Return ``squash`` of a readable text, and its words in small letters, in one go."""
    kept = _KEPT.findall(text.lower())
    if any(sign in text for sign in _APART):
        return "".join(kept), {word.lower() for word in WORD.findall(text)}
    found = set(kept)
    for token in [token for token in found if not token.isalnum()]:
        found.remove(token)
        found.update(WORD.findall(token))
    return "".join(kept), found


def origins(text: str) -> list[int]:
    """Return for each character of ``squash(text)`` where it stands in ``text``."""
    lowered = _plain(text).lower()
    places: Sequence[int] = range(len(text))
    if _LONGER in text or _SPECIAL.search(text):
        places = [
            place
            for place, character in enumerate(text)
            for _ in character.translate(_TABLE).lower()
        ]
    kept: list[int] = []
    for match in _KEPT.finditer(lowered):
        kept += places[match.start() : match.end()]
    return kept


def readable(text: str) -> str:
    """Return a text as people read it: one line, whole words, nothing unseen."""
    plain = _plain(text)
    if _LINE_END.search(plain):
        plain = _LINE_END_HYPHEN.sub("", plain)
    return " ".join(plain.split())


def _plain(text: str) -> str:
    return text.translate(_TABLE) if _SPECIAL.search(text) else text


def folded(word: str) -> str:
    """Return a word without case, umlauts and accents: Öztürk, ÖZTÜRK and Ozturk are one."""
    lowered = word.lower().translate(_UMLAUTS)
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def spelled_out(word: str) -> str:
    """Return a word folded, with ae, oe and ue read as umlauts: Mueller and Müller are one."""
    return with_umlauts(folded(word))


def with_umlauts(form: str) -> str:
    """Return a folded word as ``spelled_out`` would."""
    return form.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def stem(word: str) -> str:
    """Return what is left of a word without its inflection: rough, but the same for all forms."""
    rest = folded(word)
    for _ in range(2):
        if not rest.endswith(_ENDINGS):
            break
        for ending in _ENDINGS:
            if rest.endswith(ending) and len(rest) - len(ending) >= _LONG_ENOUGH:
                rest = rest[: -len(ending)]
                break
    return rest


def words(text: str) -> list[str]:
    """Return the words and numbers of a text as they are written."""
    return WORD.findall(text)


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(text.split())


def stretches(text: str, hint: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the parts of a text around all hints: a costly search need not go elsewhere."""
    found: list[tuple[int, int]] = []
    for match in hint.finditer(text):
        start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def within(
    pattern: re.Pattern[str], text: str, fields: Sequence[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    """Yield what a pattern finds in some parts of a text."""
    for start, end in fields:
        yield from pattern.finditer(text, start, end)
