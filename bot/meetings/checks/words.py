"""The words that carry what a sentence says, made comparable across its wordings.

Speech says „da streichen wir nichts“, minutes „es erfolgt keine Streichung“. Inflection, prefixes
that stand apart and the vowels of strong verbs go; what only makes a sentence spoken or official
is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.evidence.figures import begins_a_number
from bot.evidence.folding import folded, stem, vocabulary
from bot.evidence.numerals import of_word

_WORD: Final = re.compile(r"[^\W_]{3,}")
_CLOSEST: Final = 5
_SHORTEST: Final = 4
_ENDING: Final = 2
_KEPT: Final = 4_096  # words whose stems are remembered
_EMPTY: Final = vocabulary(
    """
    ab aber alle allem allen aller alles als also am an anderen andere ans auch auf aus bei beim
    bereits bis bitte bleibt dabei dafür dagegen damit dann daran darauf daraus darf darin darum
    darüber das dass davon dazu dein deine dem den denen denn der deren des deshalb dessen dich die
    dies diese diesem diesen dieser dieses dir doch dort durch eben eher eigentlich ein eine einem
    einen einer eines einfach einmal erst etwa etwas euch euer eure falls findet für gar gegen
    genau gerade gern gerne gibt gleich gut habe haben hat hatte hatten heute hier hin ich ihm ihn
    ihnen ihr ihre ihrem ihren ihrer im immer ins ist jede jedem jeden jeder jedes jetzt kann kein
    keine keinem keinen keiner können könnte leider mal man mehr mein meine mich mir mit muss
    müssen müsste nach nachdem nämlich nicht nichts noch nun nur ob oder ohne okay schon sehr sei
    sein seine seinem seinen seiner seit sich sie sind sofort soll sollen sollte sondern sowie
    statt über uhr um und uns unser unsere unter vom von vor wann war waren warum was wegen weil
    weiter weitere weiteren weiterhin welche wenn wer werde werden wie wieder wir wird wo wohl
    wurde wurden würde zum zur zwar zwischen danke prima klar
    jahr jahre euro prozent herr herrn frau machen macht machst mache sagen sage sagt hast habt
    jemand niemand könnten könntest würden hätte hätten wäre wären sollten vielleicht lange letzte
    letzten letztes nächste nächsten nächstes ander finde finden
    the and for with that this from will are was has have not you your our
    """
)
# What minutes say in every other sentence; it neither bears a sentence out nor speaks against it.
_OFFICIAL: Final = vocabulary(
    """
    aktuell aktuelle aktuellen angaben angenommen abgelehnt abgestimmt ablehnung abstimmung
    angabe anwesend anwesenden aufgrund aussage beauftragt beauftragung bekannt beschluss
    beschlossen beschließt beschlüsse bestätigt betrifft bezüglich bisher bislang daher derzeit
    derzeitige dient durchführen durchführung durchgeführt einigt einigung einstimmig entfallen
    entscheidet entscheidung enthaltung enthaltungen entsprechend entsprechende erfolgen erfolgt
    ergebnis erhält erhalten erklärt erklären erläutert erläuterung erledigen erstellen erstellt
    erstellung festgelegt festgehalten festgestellt gegenstimme gegenstimmen gemäß gesamt gremium
    grund hierzu hinsichtlich hinweis hingewiesen informiert infolge insgesamt jährlich jeweils
    künftig künftige laut lediglich lehnt maßnahme maßnahmen mehrheitlich mitgeteilt mitteilung
    nunmehr punkt rahmen rat rund sitzung somit stelle stellt stimmen stimmt teilt teilnehmenden
    teilnehmer thema trägt tritt übernimmt umgesetzt umsetzung vereinbart vereinbarung verwaltung
    verweist vorgenommen vorgesehen vorgesehene vorhanden vorhandene vorliegt voraussichtlich
    vorschlag vorsitzende vorsitzender weist wunsch ziel zudem zugestimmt zurzeit zusätzlich
    zuständig zustimmung zustimmen
    """
)
_PREFIX: Final = (
    r"ab|an|auf|aus|bei|da|dar|durch|ein|entgegen|fest|fort|frei|her|heraus|hin|hinaus|hoch|klar"
    r"|los|mit|nach|nieder|raus|rein|rum|statt|teil|uber|um|unter|vor|voran|vorbei|weg|weiter"
    r"|wieder|zu|zurecht|zuruck|zusammen"
)
_FIXED: Final = r"be|emp|ent|er|miss|ver|zer"
_PARTED: Final = re.compile(rf"^(?P<prefix>(?:{_PREFIX})?(?:{_FIXED})?)(?:ge|zu)?(?P<root>\w+)$")
_PREFIXED: Final = re.compile(rf"^(?:{_PREFIX})(?=\w{{3}})(?:ge|zu)?")
# Roots of strong verbs in all their vowels, without endings, and the one they are kept under.
_VOWELS: Final = {
    form: forms.split()[0]
    for forms in (
        "biet bot", "bind band bund", "bitt bat bet", "bleib blieb", "brech brach broch brich",
        "fehl fohl fiehl", "gelt gilt galt golt", "ginn gann gonn",
        "lier lor", "gess giss",
        "bring brach brach", "denk dach", "fahr fuhr", "fall fiel", "find fand fund",
        "geb gab gib", "geh ging gang", "greif griff", "halt hielt", "heb hob hub",
        "helf half holf hilf", "kenn kann", "komm kam", "lad lud", "lass liess", "lauf lief",
        "leid litt", "leih lieh", "les las lies", "mess mass miss", "nehm nahm nomm nimm",
        "nenn nann", "rat riet", "reiss riss", "ruf rief", "scheid schied", "schieb schob schub",
        "schlag schlug", "schliess schloss schluss", "schneid schnitt", "schreib schrieb schrift",
        "seh sah sieh sich", "send sand", "sink sank sunk", "sitz sass sess",
        "sprech sprach sproch sprich spruch", "steh stand stund", "steig stieg",
        "streich strich", "streit stritt", "trag trug", "treff traf troff triff", "tret trat tritt",
        "tu tat tan", "wachs wuchs", "weich wich", "weis wies", "wend wand", "werb warb worb wirb",
        "werf warf worf wirf", "zieh zog zug",
    )
    for form in forms.split()
}  # fmt: skip
# „geprüft“ is „prüfen“, „einzuholen“ is „einholen“.
_PARTICIPLE: Final = re.compile(rf"^((?:{_PREFIX})?)(?:ge|(?<=\w)zu)(?=\w{{3}})")
_ENDS_IN_T: Final = re.compile(r"t(?:e[nrms]?)?$|\wzu\w{3,}en$")
_END: Final = re.compile(r"(?:ung(?:en)?|en|et|te|t|e|n|st)$")


def stems(text: str, *, with_official: bool = False) -> frozenset[str]:
    """Return the words that carry a text's meaning, without inflection; numbers are left out."""
    official = frozenset[str]() if with_official else _OFFICIAL
    return frozenset(
        _stem(word)
        for word in map(str.lower, _WORD.findall(text))
        if not (word in _EMPTY or word in official or word[0].isdigit() or _is_number(word))
    )


def count_found(wanted: frozenset[str], there: frozenset[str]) -> int:
    """Return how many of some words are there, also as parts of compounds."""
    return sum(is_found(word, there) for word in wanted)


def share_found(wanted: frozenset[str], there: frozenset[str]) -> float:
    """Return the share of some words that are there; 1 for no words."""
    return count_found(wanted, there) / len(wanted) if wanted else 1.0


def is_found(word: str, there: frozenset[str]) -> bool:
    """Tell whether a word is there: itself, its root, its beginning, or a part of a compound."""
    return word in there or any(_is_alike(word, other) for other in there)


@lru_cache(maxsize=_KEPT)
def _is_number(word: str) -> bool:
    return begins_a_number(word) and of_word(word) is not None


@lru_cache(maxsize=_KEPT * 4)
def _is_alike(word: str, other: str) -> bool:
    if len(word) >= _SHORTEST and len(other) >= _SHORTEST:
        if len(word) >= _CLOSEST and word[:_CLOSEST] == other[:_CLOSEST]:
            return True
        if word in other or other in word:
            return True
    mine, theirs = sorted((_root(word), _root(other)), key=len)
    is_parted = mine not in {word, other} or theirs not in {word, other}
    return mine == theirs or (
        is_parted and theirs.startswith(mine) and len(theirs) - len(mine) <= _ENDING
    )


@lru_cache(maxsize=_KEPT)
def _root(word: str) -> str:
    """Return a verb without what speech puts elsewhere: „hol“ for „einholen“ and „holt … ein“."""
    return _PREFIXED.sub("", word).rstrip("t") or word


@lru_cache(maxsize=_KEPT)
def _stem(word: str) -> str:
    """Return a word without inflection; „verschoben“ and „Verschiebung“ become „verschieb“."""
    bare = folded(word)
    ending = _END.search(bare)
    match = _PARTED.match(bare[: ending.start()] if ending else bare)
    if match and match["root"] in _VOWELS:
        return match["prefix"] + _VOWELS[match["root"]]
    return stem(_PARTICIPLE.sub(r"\1", bare) if _ENDS_IN_T.search(bare) else word)
