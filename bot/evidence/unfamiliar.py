"""Names that no title and no ending gives away: companies, estates, projects, and slips in any.

In German every noun has a capital, so a word that the source lacks is taken for a wrong name only
where the source has another name in its place, or one that looks much like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from bot.evidence.figures import begins_a_number
from bot.evidence.findings import Doubt
from bot.evidence.folding import folded, stem, vocabulary
from bot.evidence.pairings import FUNCTION_WORDS
from bot.evidence.passages import Passages
from bot.evidence.strangers import Stranger, is_a_word

_CAPITAL: Final = r"[A-ZÄÖÜÇŞİ][a-zäöüßçşığ]{2,40}"
_WORD: Final = re.compile(rf"(?<![\w-]){_CAPITAL}(?![\w-])")
_PAIR: Final = re.compile(rf"(?<![\w-])(?=(?P<first>{_CAPITAL})\s(?P<second>{_CAPITAL})(?![\w-]))")
_COMPANY: Final = re.compile(
    rf"(?P<name>{_CAPITAL})\s(?:(?:mbH|GmbH|AG|KG|UG|SE|OHG|eG|Ltd|Inc|plc)(?!\w)|e\.\s?V\.)"
)
_NUMBERED: Final = re.compile(r"(?:\d|[Mm]illionen|Mio\.|Tsd\.)\s?\Z")
_ALIKE: Final = 75.0  # of 100: Thiele and Thiede
_LONG: Final = 5  # letters
_LETTERS: Final = 2  # more or less
_DERIVED: Final = 0.7  # of a word, as which another may begin: Vertretung and Vertreter
_NOUN_ENDINGS: Final = ("ung", "ungen", "heit", "keit", "schaft", "tion", "in", "innen")
# Behind or before these stands any noun.
_BESIDE_NOUNS: Final = FUNCTION_WORDS | vocabulary(
    """
    anfang ende euro herr
    herrn frau kilogramm kilometer kubikmeter liter meter millimeter mio mitte monate monaten
    prozent quadratmeter stunden tage tagen tonnen uhr wochen zentimeter januar
    februar marz april mai juni juli august september oktober november dezember
    """
)
# Words that an English summary may bring along with a capital.
_ENGLISH: Final = vocabulary(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday mayor deputy councillor councillors council
    committee department ministry minister office board commission government city town county
    district state federal article section chair director head report germany german europe
    european english internet act court judge professor president page phase annex appendix table
    """
)
_ENGLISH_NAME: Final = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]{2,40}(?![\w-])")


def unfamiliar(text: str, cited: str, passages: Passages, *, is_english: bool) -> list[Stranger]:
    """Return the words of a statement that seem to be wrong names; ``cited`` is what it rests on.

    ``is_english`` says that both are English, where a capital within a sentence makes a name.
    """
    found = [*_companies(text, passages), *_twins(text, cited, passages)]
    if is_english:
        found += _english(text, passages)
    else:
        found += _beside_known(text, passages)
    return [Stranger(Doubt.NAME, word) for word in dict.fromkeys(found)]


def _companies(text: str, passages: Passages) -> Iterator[str]:
    for match in _COMPANY.finditer(text):
        if not is_a_word(match["name"], passages):
            yield match["name"]


def _english(text: str, passages: Passages) -> Iterator[str]:
    for match in _ENGLISH_NAME.finditer(text):
        if folded(match[0]) not in _ENGLISH and not is_a_word(match[0], passages):
            yield match[0]


def _beside_known(text: str, passages: Passages) -> Iterator[str]:
    """Yield unknown words beside one that has another name beside it in the source."""
    for match in _PAIR.finditer(text):
        first, second = match["first"], match["second"]
        is_first = match.start() == 0  # „Private Konten“: its capital says nothing
        if is_first or _NUMBERED.search(text, 0, match.start()) or begins_a_number(first.lower()):
            continue
        if {folded(first), folded(second)} & _BESIDE_NOUNS:
            continue
        knows = is_a_word(first, passages), is_a_word(second, passages)
        if knows == (True, False) and not folded(second).endswith(_NOUN_ENDINGS):
            beside = rf"(?<!\w){re.escape(first[:-1])}\w{{0,3}}\s[„\"]?{_CAPITAL}"
            if _stands(beside, first, passages):
                yield second
        elif knows == (False, True) and not folded(first).endswith(_NOUN_ENDINGS):
            beside = rf"(?<!\w)(?P<name>{_CAPITAL})\s{re.escape(second)}(?!\w)"
            if _stands(beside, second, passages):
                yield first


def _stands(pattern: str, word: str, passages: Passages) -> bool:
    """Return whether the source has a word with a name beside it."""
    compiled = re.compile(pattern)
    return any(
        folded(match.groupdict().get("name") or "") not in _BESIDE_NOUNS
        for passage in passages.holding(word)
        for match in compiled.finditer(passage.text)
    )


def _twins(text: str, cited: str, passages: Passages) -> Iterator[str]:
    """Yield unknown words that look like one of the cited text that the statement lacks."""
    there = {match[0] for match in _WORD.finditer(cited) if match[0] not in text}
    for match in _WORD.finditer(text, 1):  # the first word has its capital anyway
        if len(match[0]) < _LONG or is_a_word(match[0], passages):
            continue
        if any(_is_a_slip(folded(match[0]), folded(other)) for other in there):
            yield match[0]


def _is_a_slip(word: str, other: str) -> bool:
    if stem(word) == stem(other) or word.endswith(_NOUN_ENDINGS) or other.endswith(_NOUN_ENDINGS):
        return False
    shorter = min(len(word), len(other))
    if (
        shorter < _LONG
        or abs(len(word) - len(other)) > _LETTERS
        or Prefix.similarity(word, other) >= _DERIVED * shorter
    ):
        return False
    return not (word in other or other in word) and fuzz.ratio(word, other) >= _ALIKE
