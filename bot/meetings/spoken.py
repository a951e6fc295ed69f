"""Speech as it is written down, made standard enough to be understood.

Recognisers and minute takers write dialect and shortened words by ear („det is nix“, „ich hab's
net“), fillers and restarts („achtzehn … nee, Moment, achtundzwanzig“). Cues are looked for in the
standard form; quotes stay as they were said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from bot.evidence.folding import vocabulary

_FORMS: Final[Mapping[str, str]] = {
    form: standard
    for standard, forms in {
        "nicht": "net ned nit nich nischt ni nech",
        "nichts": "nix nüscht nüschd nischts nüx",
        "nein": "nee nö ne nä noi naa nope",
        "ja": "jo joa jau jou jawohl yep yes yeah sure",
        "ich": "ick icke isch",
        "wir": "mer mir'n mia wer'n",
        "das": "det dat dit dees des",
        "ist": "is iss",
        "sind": "sin san",
        "haben": "ham hamm",
        "habe": "hab",
        "und": "un",
        "auf": "uff druff",
        "auch": "ooch aach och",
        "wieder": "widder",
        "morgen": "morge morjen",
        "heute": "heut",
        "eine": "'ne ’ne ne'",
        "ein": "'n ’n",
        "einen": "'nen ’nen",
        "gut": "jut guad",
        "mache": "mach moch",
    }.items()
    for form in forms.split()
}
_WORD: Final = re.compile(r"['’]?[^\W\d_]+")
# „habt's“, „machen wir's“: the short „es“ hides the word before it.
_SHORT_ES: Final = re.compile(r"(?<=\w)['’]s\b")
# „mach mer“, „pack ma's“: the short verb in front of „wir“.
_WE: Final = re.compile(r"\b([a-zäöü]{2,}?)(?:e|en)? (?:mer|ma|mir)\b(?! \w+en\b)", re.IGNORECASE)
_WE_VERBS: Final = vocabulary(
    "mach geh hab nehm schau pack könn könnt woll soll bleib lass fahr treff red wart"
)
_FILLER: Final = re.compile(
    r"(?:,\s*)?(?<!\w)(?:äh+m?|hm+|öh|na ja|naja|sag(?:e)? ich mal|ich sag(?:e)?(?: jetzt)? ?mal"
    r"|ich sag's(?: jetzt| nur)?|puh|oha|tja|also ja|ach)(?!\w)[,:…]*\s*",
    re.IGNORECASE,
)
_ALSO_ENGLISH: Final = frozenset({"is", "sin", "un", "no", "mache"})
_ENGLISH: Final = re.compile(r"\b(?:the|and|we|it|this|that|of|to|for|you)\b", re.IGNORECASE)
_UNKNOWN_ES: Final = frozenset({"des"})  # „des Amtes“ is standard
_RESTART: Final = re.compile(
    r"(?:…|\.\.\.|,|–|-)\s*(?:äh,?\s*)?(?:ach\s+)?"
    r"(?:nee|nein|ne|quatsch|moment|stopp?|halt|falsch|entschuldigung|pardon|sorry|korrektur"
    r"|vielmehr"
    r"|ich meine?|besser gesagt|ich korrigiere|no wait|i mean)\b",
    re.IGNORECASE,
)
_KEPT: Final = 4_096


@lru_cache(maxsize=_KEPT)
def standard(text: str) -> str:
    """Return a sentence with its dialect and short forms written out, and without fillers."""
    plain = _WE.sub(_as_we, _SHORT_ES.sub(" es", text))
    plain = _WORD.sub(_written_out, _FILLER.sub(" ", plain)).strip(" ,…")
    return f"{plain[:1].upper()}{plain[1:]}" if plain else text


def taken_back(text: str) -> list[tuple[int, int]]:
    """Return where a speaker starts anew: what stands right before it was not meant."""
    return [match.span() for match in _RESTART.finditer(text)]


def _as_we(match: re.Match[str]) -> str:
    verb = match[1]
    return f"{verb}en wir" if verb.lower() in _WE_VERBS else match[0]


def _written_out(match: re.Match[str]) -> str:
    word = match[0].lower()
    form = "ich" if match[0] == "i" else _FORMS.get(word)
    if form is not None and word in _ALSO_ENGLISH and _ENGLISH.search(match.string):
        return match[0]
    if form is None or (word in _UNKNOWN_ES and _is_genitive(match)):
        return match[0]
    return form


def _is_genitive(match: re.Match[str]) -> bool:
    """„des Amtes“ keeps its article: a noun in the genitive stands behind it."""
    return re.match(r"\s+[A-ZÄÖÜ]\w*s\b", match.string[match.end() :]) is not None
