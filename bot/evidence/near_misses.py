"""When a quotation that differs by a letter or two is still what stands there.

Typing errors, inflection, articles and scanning errors may differ. Figures, names, negations and
words that bear on what was decided may not: then it is another statement, however alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

from bot.evidence.folding import readable, spelled_out, stem, vocabulary
from bot.evidence.numerals import of_word

_TOKEN: Final = re.compile(r"[^\W_]+(?:[.,:/]\d+)*|[%€§]")
# Words that may come and go; all others that differ make another statement.
_MINOR: Final = vocabulary(
    """
    der die das dem den des ein eine einer eines einem einen und sowie auch zu zur zum im in am an
    auf für von vom mit bei es so dann damit hier nun ja also äh ähm the a of to on and for at
    that
    """
)
_SCANNED_ALIKE: Final = (("rn", "m"), ("ii", "u"), ("vv", "w"), ("cl", "d"), ("1", "l"), ("i", "l"))
_NEGATING: Final = ("nicht", "un", "in", "kein", "ir", "im", "dis", "non")
_LONG: Final = 8  # letters of a word that a typing error doesn't make another word
_TITLES: Final = vocabulary(
    """
    herr herrn frau dr prof mr mrs ms
    """
)


def is_the_same(quote: str, stands: str) -> bool:
    """Return whether a quotation says what stands there, apart from slips of writing."""
    said = _TOKEN.findall(readable(quote))
    there = _TOKEN.findall(readable(stands))
    if not said or not there:
        return False
    alike = [spelled_out(word) for word in said], [spelled_out(word) for word in there]
    return all(_may_differ(said, there, *places) for places in differences(*alike))


def differences(
    first: list[str], second: list[str]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the stretches in which two texts differ, in both; neighbouring edits are one."""
    ours = theirs = 0
    for block in Levenshtein.opcodes(first, second):
        if block.tag != "equal":
            continue
        if ours < block.src_start or theirs < block.dest_start:
            yield (ours, block.src_start), (theirs, block.dest_start)
        ours, theirs = block.src_end, block.dest_end
    if ours < len(first) or theirs < len(second):
        yield (ours, len(first)), (theirs, len(second))


def _may_differ(
    said: list[str], there: list[str], ours: tuple[int, int], theirs: tuple[int, int]
) -> bool:
    mine, other = said[slice(*ours)], there[slice(*theirs)]
    if "".join(mine).casefold() == "".join(other).casefold():
        return True  # written apart or together
    if len(mine) != len(other):
        return all(word.lower() in _MINOR for word in (*mine, *other))
    follows_title = ours[0] > 0 and said[ours[0] - 1].lower() in _TITLES
    return all(_alike(a, b, is_name=follows_title) for a, b in zip(mine, other, strict=True))


def _alike(said: str, there: str, *, is_name: bool) -> bool:
    first, second = spelled_out(said), spelled_out(there)
    if first == second or (first in _MINOR and second in _MINOR):
        return True
    if _is_fixed(said) or _is_fixed(there):
        return False
    if any(first == prefix + second or second == prefix + first for prefix in _NEGATING):
        return False
    if stem(first) == stem(second):
        return True
    return not is_name and _is_a_slip(first, second)


def _is_fixed(word: str) -> bool:
    """Return whether a word may not differ by a letter: figures, signs, number words."""
    return any(c.isdigit() for c in word) or word in "%€§" or of_word(word) is not None


def _is_a_slip(first: str, second: str) -> bool:
    scanned = first, second
    for wrong, right in _SCANNED_ALIKE:
        scanned = scanned[0].replace(wrong, right), scanned[1].replace(wrong, right)
    if scanned[0] == scanned[1]:
        return True
    is_long = min(len(first), len(second)) >= _LONG
    return is_long and first[0] == second[0] and Levenshtein.distance(first, second) == 1
