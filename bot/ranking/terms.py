"""What is counted of a text: five-letter stretches of its words, and its words with their parts.

German hides its nouns in compounds. Stemming hardly helps there; stretches of letters and the
parts of compounds do. Parts are told with the text's own words: „Lärmschutzwand“ falls apart
where „Lärmschutz“ or „Wand“ stands somewhere by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

GRAM: Final = 5

_WORD: Final = re.compile(r"[^\W_]+")
_FOLD: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SHORTEST: Final = 3  # letters of a word that says something, unless it has digits
_SHORTEST_PART: Final = 4
_LONGEST: Final = 60  # what is longer is no word
_SMALL: Final = 0.4  # what a word written small tells, next to a noun
_DEEPEST: Final = 2  # how often the first part of a compound is taken apart again
_ENDINGS: Final = ("ern", "em", "en", "er", "es", "e", "n", "s")
_LEAST_STEM: Final = 4
_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")
# What German compounds of administrations end with, also where it never stands alone.
_HEADS: Final = """
    abgabe ablauf abteilung akte amt anlage antrag anzeige arbeit aufgabe auftrag ausgabe ausschuss
    bau beirat beitrag bericht bescheid beschluss beschwerde bestand betrag betrieb bezirk budget
    dauer dienst einnahme entgelt erlaubnis ersatz fall feld flache form frist gebaude gebiet gebuhr
    gefahr geld genehmigung gericht gesetz grenze grund gruppe haus haushalt hilfe hohe jahr kasse
    kind konzept kosten kraft kreis land leistung leitung liste markt mass meldung mittel monat
    nachweis netz nummer nutzung ordnung ort person pflicht plan planung platz preis projekt prufung
    quote rat raum recht regel reise richtlinie sache satz satzung schein schule schutz sitz sitzung
    stadt stand statte stelle steuer strasse stunde system tag teil termin trager umlage urlaub
    verband verfahren verkehr vermogen verordnung vertrag verwaltung vorhaben vorschrift wahl wand
    weg weise werk wert wesen woche wohnung zahl zeit ziel zimmer zone zug zulage zuschuss zweck
"""
# Words that questions are made of: they tell nothing about what is asked for.
_COMMON: Final = """
    aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits
    bin bis bist bitte da dabei dafur dagegen daher damit danach dann daran darauf daraus darf
    darin darum darunter das dass davon davor dazu dein dem den denn der deren des dessen deutlich
    die dies diese diesem diesen dieser dieses doch dort drin durch ein eine einem einen einer
    eines einige er erklare erklaren es etwa etwas euch fur gab ganz geben gegen genau gesagt gibt
    habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im
    immer in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner
    konnen konnte lange laut man mehr mein meine meinem meinen meiner mich mir mit mochte muss
    mussen nach nachdem nenne nennen nicht nichts noch nun nur ob oder ohne pro sagen sagt schon
    sehr sein seine seinem seinen seiner seit selbst sich sie sind so sobald sofern soll sollen
    sollte sonst sowie stehen steht uber um und uns unser unsere unter viel viele vom von vor wann
    war waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden
    weshalb wessen wie wieso wieviel will wir wird wirst wo wobei wodurch wofur woher wohin wollen
    womit worden woran worauf woraus worin woruber wozu wurde wurden zu zum zur zwar zwischen
    hoch hohe hoher lang langer gross grosser oft weit teuer gilt gelten gelte lautet lauten betragt
    betragen heisst bedeutet geht passiert regelt geregelt liegt liegen findet finden enthalt
    dokument dokumente dokumenten datei dateien pdf seite seiten unterlage unterlagen anhang
    a about all also an and any are as at be been but by can could did do does document explain
    file for from had has have how i if in into is it its list may me more much my no not of on or
    our out page pages please said say says shall should so some tell than that the their them then
    there these they this those to under up was we were what when where which who whom whose why
    will with would you your long high many often far apply applies mean means happens
"""


def _folded(text: str) -> str:
    """Return small letters without umlauts and accents, so that all spellings meet."""
    text = text.lower().replace("ae", "a").replace("oe", "o").replace("ue", "u").translate(_FOLD)
    bare = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


COMMON: Final = frozenset(_folded(_COMMON).split())


def words(text: str, known: dict[str, str] | None = None) -> list[str]:
    """Return the telling words of a text, folded, in order; ``known`` spares folding them again."""
    known = {} if known is None else known
    found = []
    for token in _WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "")):
        if token not in known:
            known[token] = _telling(token)
        if known[token]:
            found.append(known[token])
    return found


def _telling(token: str) -> str:
    """Return a word folded, or nothing if it tells nothing."""
    word = _folded(token)
    says = len(word) >= _SHORTEST or any(letter.isdigit() for letter in word)
    return word if says and len(word) <= _LONGEST and word not in COMMON else ""


def weighted(text: str) -> dict[str, float]:
    """Return the telling words of a text and what they tell: German writes its nouns large."""
    found: dict[str, float] = {}
    for token in _WORD.findall(unicodedata.normalize("NFKC", text)):
        tells = 1.0 if token[0].isupper() or token[0].isdigit() else _SMALL
        if word := _telling(token):
            found[word] = max(tells, found.get(word, 0.0))
    return found


def stem(word: str) -> str:
    """Return a word without its ending, as far as that can be told without a dictionary."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


HEADS: Final = frozenset(map(stem, _folded(_HEADS).split()))


def grams(word: str) -> list[str]:
    """Return the stretches of five letters of a word; a shorter word is one itself."""
    if len(word) <= GRAM:
        return [word]
    return [word[at : at + GRAM] for at in range(len(word) - GRAM + 1)]


class Parts:
    """Takes compounds apart, knowing the words of one text."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        known = {stem(word) for word in vocabulary if word.isalpha()}
        self._known = frozenset(one for one in known if len(one) >= _SHORTEST_PART) | HEADS

    def of(self, word: str) -> list[str]:
        """Return the stem of a word and the stems of its parts."""
        return list(dict.fromkeys(self._parts(word, _DEEPEST)))

    def _parts(self, word: str, depth: int) -> list[str]:
        found = [stem(word)]
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST + 1):
            tail, head = stem(word[at:]), self._head(word[:at])
            is_tail = tail in self._known
            if head and (is_tail or len(word) - at >= GRAM):
                found += (head, tail) if is_tail else (head,)
            elif tail in HEADS:
                found += (*(self._parts(word[:at], depth - 1) if depth else ()), tail)
        return found

    def _head(self, part: str) -> str:
        """Return the stem of a compound's first part, whose linking letters are its own."""
        for link in _LINKS:
            if link and not part.endswith(link):
                continue
            bare = stem(part[: len(part) - len(link)])
            if len(bare) >= _SHORTEST_PART and bare in self._known:
                return bare
        return ""
