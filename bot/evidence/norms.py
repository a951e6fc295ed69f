"""Paragraphs of laws in a text: „§§ 4 und 5 BauGB“, „Paragraf 4 Abs. 2“, „Art. 6 DSGVO“.

A reference that names less matches one that names more of the same paragraph. Laws are compared
by their abbreviation where both are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.evidence.folding import folded

_NUMBER: Final = r"\d{1,4}\s?[a-z]?(?!\w)"
_LIST: Final = (
    rf"{_NUMBER}(?:\s?(?:,|und|oder|bis|sowie|and|to|[-–])\s?(?:§+\s?)?"
    rf"{_NUMBER}(?!\s?(?:%|€|Euro)))*"
)
_PART: Final = (
    r"(?:Absätze|Absatz|Abs\.?|Sätze|Satz|S\.|Nummern|Nummer|Nrn\.|Nr\.?|Ziffer|Ziff\.?|Buchstabe"
    r"|Buchst\.?|lit\.?|Halbsatz|Hs\.?|Alternative|Alt\.?|para(?:graph)?\.?|sentence|no\.)"
)
_HEAD: Final = (
    r"(?P<sign>§§?|(?<!\w)(?:Paragra(?:ph|f)(?:en|s)?|Art\.|Artikel[ns]?|Article|[Ss]ections?))\s?"
    rf"(?P<numbers>{_LIST})"
)
_NORM: Final = re.compile(
    rf"{_HEAD}(?P<ff>\s?ff?\.)?"
    rf"(?P<parts>(?:,?\s?(?:{_PART}\s?(?:\d{{1,3}}(?!\d)[a-z]?|[a-z]{{1,2}}\)?(?!\w))"
    r"(?:\s?(?:,|und|bis|[-–])\s?\d{1,3}(?!\d))*)){0,5})"
    r"(?:\s?,?\s?(?:(?:des|der|dem|im|of the|of)\s)?"
    r"(?P<law>[A-ZÄÖÜ][\w-]*(?:\s(?:[IVX]{1,4}|LSA|NRW|RLP|BW|HB|HH|SH|M-V)(?!\w))?))?"
)
_NUMBERS: Final = re.compile(_HEAD)
_RANGE: Final = re.compile(r"bis|to|[-–]")
_SIGNS: Final = ("§", "rt", "aragra", "ection")  # one is in every reference
_ABSATZ: Final = re.compile(rf"({_PART})\s?(\d{{1,3}}[a-z]?|[a-z]{{1,2}})", re.IGNORECASE)
_LAWS: Final = {
    "baugesetzbuch": "baugb", "baunutzungsverordnung": "baunvo", "grundgesetz": "gg",
    "verwaltungsverfahrensgesetz": "vwvfg", "verwaltungsgerichtsordnung": "vwgo",
    "gemeindeordnung": "go", "datenschutzgrundverordnung": "dsgvo",
    "datenschutz-grundverordnung": "dsgvo", "bundesdatenschutzgesetz": "bdsg",
    "sozialgesetzbuch": "sgb", "strafgesetzbuch": "stgb", "abgabenordnung": "ao",
    "straßenverkehrsordnung": "stvo", "straßenverkehrs-ordnung": "stvo",
    "straßenverkehrsgesetz": "stvg", "schulgesetz": "schulg", "wohngeldgesetz": "wogg",
    "informationsfreiheitsgesetz": "ifg", "haushaltsgrundsätzegesetz": "hgrg",
    "bundesimmissionsschutzgesetz": "bimschg", "bundes-immissionsschutzgesetz": "bimschg",
    "kommunalverfassungsgesetz": "kvg", "landeshaushaltsordnung": "lho",
    "gewerbeordnung": "gewo", "aufenthaltsgesetz": "aufenthg", "bürgerliches gesetzbuch": "bgb",
    "personalvertretungsgesetz": "persvg", "tarifvertragsgesetz": "tvg",
    "arbeitsstättenverordnung": "arbstättv", "gdpr": "dsgvo", "building code": "baugb",
}  # fmt: skip
_SHORT: Final = {folded(law): short for law, short in _LAWS.items()}
_BYLAWS: Final = ("satzung", "ordnung", "gesetz", "gesetzes", "vertrag", "vertrages", "code", "act")
_LONG: Final = 8  # letters of a name whose beginning is enough
_ABBREVIATED: Final = 8  # letters that an abbreviation has at most
_KINDS: Final = (
    ("abs", "abs"), ("para", "abs"), ("satz", "s"), ("sätze", "s"), ("s.", "s"), ("sent", "s"),
    ("nr", "nr"), ("num", "nr"), ("no", "nr"), ("ziff", "nr"), ("buchst", "lit"), ("lit", "lit"),
    ("h", "hs"), ("alt", "alt"),
)  # fmt: skip
_LONGEST_RANGE: Final = 60


@dataclass(frozen=True, slots=True)
class Norm:
    """One paragraph; ``parts`` are (kind, number) of its Absatz, Satz and so on."""

    start: int
    end: int
    words: str
    number: str
    law: str = ""
    is_article: bool = False
    parts: frozenset[tuple[str, str]] = frozenset()

    def agrees(self, other: Norm) -> bool:
        """Return whether the other is the same paragraph and names what this one names."""
        if self.number != other.number or self.is_article != other.is_article:
            return False
        if self.law and other.law and not _same_law(self.law, other.law):
            return False
        return self.parts <= other.parts


def find_norms(text: str) -> list[Norm]:
    """Return all paragraphs of a text in order; „§§ 3 bis 5“ gives three."""
    found: list[Norm] = []
    if not any(sign in text for sign in _SIGNS):
        return found
    for match in _NORM.finditer(text):
        law = _law(match["law"] or "")
        end = match.end() if law or not match["law"] else match.end("parts")
        parts = frozenset((_kind(kind), number) for kind, number in _ABSATZ.findall(match["parts"]))
        words = text[match.start() : end].rstrip(" ,")
        is_article = match["sign"].lower().startswith("art")
        found += (
            Norm(match.start(), end, words, number, law, is_article, parts)
            for number in _numbers(match["numbers"])
        )
    return found


def has_a_range(text: str) -> bool:
    """Return whether a text names paragraphs that aren't written out: „§§ 3 bis 5“."""
    if not any(sign in text for sign in _SIGNS):
        return False
    return any(_RANGE.search(match["numbers"]) for match in _NUMBERS.finditer(text))


def leading_number(norm: Norm) -> int:
    """Return a paragraph's number without its letter."""
    return int(norm.number.rstrip("abcdefghijklmnopqrstuvwxyz"))


def supported(norm: Norm, others: Iterable[Norm]) -> bool:
    """Return whether a source has this paragraph; its parts may stand in several references."""
    same = [
        other
        for other in others
        if other.number == norm.number and other.is_article == norm.is_article
    ]
    return any(norm.agrees(other) for other in same)


def _numbers(written: str) -> list[str]:
    found: list[str] = []
    pieces = re.findall(r"(\d{1,4})\s?([a-z]?)(?!\w)|(bis|to|[-–])", written)
    is_range = False
    for digits, letter, between in pieces:
        if between:
            is_range = True
            continue
        if is_range and found and found[-1].isdigit() and not letter:
            first, last = int(found[-1]), int(digits)
            found += [str(n) for n in range(first + 1, min(last, first + _LONGEST_RANGE))]
        found.append(f"{digits}{letter}")
        is_range = False
    return found


def _law(written: str) -> str:
    """Return a law's abbreviation in small letters, or its name as a word, or ""."""
    if not written:
        return ""
    word, _, book = written.partition(" ")
    name = folded(word)
    for form in (name, name.removesuffix("es"), name.removesuffix("s")):
        if form in _SHORT:
            return f"{_SHORT[form]} {book.lower()}".strip()
    is_short = sum(character.isupper() for character in word) > 1
    return f"{name} {book.lower()}".strip() if is_short or name.endswith(_BYLAWS) else ""


def _same_law(first: str, second: str) -> bool:
    """Return whether two names can be one law: „go“ and „go lsa“ can, „gg“ and „go“ can't."""
    one, other = first.split(), second.split()
    if one[0] == other[0]:
        return len(one) != len(other) or one == other
    shorter, longer = sorted((one[0], other[0]), key=len)
    if shorter in _BYLAWS and longer.endswith(shorter):
        return True  # „der Satzung“, once it was named
    if len(shorter) <= _ABBREVIATED and not shorter.endswith(_BYLAWS):
        return _abbreviates(shorter, longer)
    # Inflected names of by-laws: „hauptsatzung“.
    is_long = min(len(one[0]), len(other[0])) >= _LONG
    return is_long and (
        longer.startswith(shorter)
        or longer.removesuffix("es").endswith(shorter.removesuffix("es"))
        or longer.removesuffix("s").endswith(shorter.removesuffix("s"))
    )


def _abbreviates(short: str, name: str) -> bool:
    """Return whether the letters of „KAG“ follow one another in „Kommunalabgabengesetz“."""
    if short[0] != name[0] or not any(ending in name for ending in _BYLAWS):
        return False
    letters = iter(name)
    return all(letter in letters for letter in short)


def _kind(written: str) -> str:
    lowered = written.lower()
    return next((kind for begins, kind in _KINDS if lowered.startswith(begins)), lowered)
