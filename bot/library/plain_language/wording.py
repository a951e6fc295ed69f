"""The patterns behind the rules of Leichte Sprache: forms of words, without any dictionary.

Each pattern reads one sentence without its Markdown. They are made to be right when they speak:
where a form may also be harmless (future tense, dative, nominative), they keep silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.evidence.names import is_given

_PREFIX: Final = (
    r"(?:ab|an|auf|aus|bei|bereit|da|dar|durch|ein|fern|fest|fort|frei|gut|her|herum|hin|hoch|los"
    r"|mit|nach|nieder|offen|sicher|statt|teil|um|unter|vor|voraus|weg|weiter|wieder|zu|zurück"
    r"|zusammen|über)"
)
_BORNE: Final = (
    r"(?:be|er|ver|ent|zer|miss|über|unter|wider|durch|um|hinter|voll|an(?=er)|auf(?=er))"
)
# Strong participles that are no infinitive of their own: what stands behind be-, er-, ver- …
_STRONG: Final = (
    r"(?:schlossen|boten|schrieben|schoben|schieden|hoben|nommen|sprochen|loren|griffen|wiesen"
    r"|funden|bunden|brochen|worben|worfen|zogen|standen|stiegen|sungen|stohlen|bogen|wogen"
    r"|mieden|liehen|glichen|trieben|schnitten|teilt|gangen|gonnen|wonnen|holfen|troffen|loschen"
    r"|schwiegen|rissen|messen)"
)
_INFINITIVES: Final = (
    r"(?:gehen|geben|gewinnen|gelingen|genießen|gehören|gefallen|geschehen|gebrauchen|gewähren"
    r"|genehmigen|gestalten|gestatten|gewöhnen|gelten|gelangen|gebären|gehorchen|genesen|genügen"
    r"|gefährden|geraten|gedenken|gedeihen|gern|gestern|gegen|getrennten|gesunden|genauen"
    r"|gesamten|geringen|gemeinsamen|gelben|geraden|großen)"
)
_ADJECTIVES: Final = (
    r"(?:bekannt|beliebt|berühmt|bereit|bewusst|beständig|gerecht|gesund|gesamt|geeignet"
    r"|gewohnt|gewollt|verrückt|verliebt|verwandt|erst|ernst|entfernt|überall|unterwegs|zuerst"
    r"|bereits|erkältet|verletzt|besorgt|vielleicht|recht|vernünftig|verschieden)"
)
_PARTICIPLE: Final = (
    rf"(?!{_ADJECTIVES}\b)(?:"
    rf"(?!{_INFINITIVES}\b){_PREFIX}?ge\w{{2,20}}(?:t|en)"
    rf"|{_PREFIX}?{_BORNE}\w{{2,20}}t"
    rf"|{_PREFIX}?{_BORNE}{_STRONG}"
    r"|\w{2,20}iert"
    rf"|{_PREFIX}(?=zu|be|er|ver)(?:be|er|ver)\w{{2,20}}t"
    r")"
)
# Participles that are infinitives too: with „wurde“ they can be nothing but passive.
_EITHER: Final = rf"{_PREFIX}?{_BORNE}\w{{2,20}}(?:en|ern|eln)"
_BREAK: Final = r"[^,;:.!?]"
_PRONOUN: Final = r"\b(?:und|oder|aber)\s+(?:es|er|sie|wir|ich|dann)\b"
_GAP: Final = rf"(?:(?!{_PRONOUN}){_BREAK}){{0,90}}?"
_PASSIVE: Final = re.compile(
    rf"\b(?:wird|wirst|werden|werdet|wurden?)\b{_GAP}\s{_PARTICIPLE}\b"
    rf"|\b{_PARTICIPLE}\s+(?:wird|wurden?|werden|worden)\b"
    rf"|\b(?:wurden?)\b{_GAP}\s(?:{_EITHER}|{_STRONG})\b|\b{_EITHER}\s+(?:worden|wurden?)\b"
)
_EASY: Final = (
    r"(?:wichtig|gut|schön|leicht|schwer|möglich|nötig|erlaubt|besser|bereit|einfach|schwierig)"
)
_TO_BE_DONE: Final = re.compile(
    rf"\b(?:ist|sind|war|waren)\b(?:(?!\b{_EASY}\b){_BREAK}){{0,70}}?\s"
    rf"(?:zu\s+(?!vielen\b|kleinen\b|großen\b)[a-zäöüß]{{2,25}}(?:en|ern|eln)"
    rf"|{_PREFIX}zu[a-zäöüß]{{2,25}}(?:en|ern|eln))\b"
)

_ADJ: Final = r"(?:[a-zäöüß]{2,20}(?:en|er)\s+)?"
_NOUN: Final = r"[A-ZÄÖÜ][\wäöüß-]{2,50}"
_GENITIVE: Final = re.compile(
    rf"\b(?:[Dd]es|[a-zä]{{0,2}}eines|[Ee]ines|[MmDdSs]eines|[Ii]hres|[Uu]nseres|[Ee]ures|[Kk]eines)"
    rf"\s+{_ADJ}{_NOUN}(?:s|n)\b"
    rf"|\bdes\s+{_ADJ}{_NOUN}"
    rf"|\b(?:dieses|jedes|jenes)\s+{_ADJ}(?!\w{{0,40}}(?:haus|nis|glas|gas|gleis|eis)\b)(?!Haus\b)"
    rf"{_NOUN}s\b"
    r"|\b(?:deren|dessen)\b"
)
_GENITIVE_PREPOSITION: Final = re.compile(
    r"\b(?:[Ww]egen|[Ww]ährend|[Tt]rotz|[Ii]nnerhalb|[Aa]ußerhalb|[Aa]ufgrund|[Aa]nhand|[Mm]ithilfe"
    r"|[Aa]nstelle|[Hh]insichtlich|[Bb]ezüglich|[Aa]nlässlich|[Ss]eitens|[Ii]nfolge|[Mm]ittels"
    rf"|[Zz]wecks|[Ss]tatt)\s+(?:der|des|eine[rs]|diese[rs]|ihre[rs]|Ihre[rs]|unsere[rs])\s+{_ADJ}{_NOUN}"
)
_OF: Final = re.compile(
    r"(?P<before>\b[A-ZÄÖÜ][\wäöüß-]{1,50})\s+"
    rf"(?P<article>der|einer|dieser|[Ii]hrer|[Mm]einer|[Ss]einer|[Uu]nserer|aller|vieler|beider)\s+"
    rf"{_ADJ}(?P<noun>{_NOUN})"
)
# „Peters Antrag“, „Frau Sommers Büro“.
_OWNER: Final = re.compile(rf"\b(?P<title>Frau\s|Herrn?\s)?(?P<name>{_NOUN}?)s\s{_ADJ}{_NOUN}")
_NOUN_ENDING: Final = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|glieder|mitglied)\Z"
)
_NO_NOUN: Final = frozenset({"Sie", "Ihnen", "Ihr", "Uhr", "Euro", "Frau", "Herr", "Herrn"})
_GIVING: Final = re.compile(
    r"\b(?:gibt|geben|gab|gaben|hilft|helfen|schick(?:t|en)|zeig(?:t|en)|bring(?:t|en)|sag(?:t|en)"
    r"|schreib(?:t|en)|gehört|gehören|dankt|danken|glaubt|antwort(?:et|en)|erklär(?:t|en))\b"
)
_SUBJUNCTIVE: Final = re.compile(
    r"\b(?:[Ww]är|[Hh]ätt|[Ww]ürd|[Kk]önnt|[Mm]üsst|[Dd]ürft|[Ss]ollt|[Bb]räucht|[Ww]üsst|[Kk]äm|[Gg]äb"
    r"|[Gg]ing|[Ff]änd|[Bb]ekäm|[Tt]ät|[Ll]ieß|[Nn]ähm|[Ss]tünd)"
    r"(?:e|en|est|et)\b"
    r"|\b(?:könne|müsse|dürfe|solle|wolle|möge|gebe(?=\b.{0,40}\Z))\b"
    r"|\b(?:er|sie|es|man|wer)\s+(?:habe|werde|komme|gehe|gebe|brauche|könne|wisse|wolle|bekomme)\b"
    r"|(?<!\w)seien(?!\s+Sie\b)\b|\bsei\b"
)
_INDICATIVE: Final = frozenset({"gingen", "ließen"})

_ABBREVIATION: Final = re.compile(
    r"(?<!\w)(?:z\.\s?B\.|d\.\s?h\.|u\.\s?a\.|u\.\s?U\.|i\.\s?d\.\s?R\.|i\.\s?V\.\s?m\.|o\.\s?g\.|o\.\s?ä\."
    r"|s\.\s?o\.|s\.\s?u\.|usw\.|etc\.|bzw\.|ggf\.|evtl\.|inkl\.|zzgl\.|sog\.|gem\.|vgl\.|ca\.|max\.|min\."
    r"|Nr\.|Tel\.|Abs\.|Mio\.|Mrd\.|Tsd\.|Std\.|Min\.|Str\.|St\.|Mo\.|Di\.|Mi\.|Do\.|Fr\.|Sa\.|So\.|Jh\."
    r"|[bB]etr\.|[vV]orauss\.)"
    r"|[a-zäöüß]{3}str\.(?=\s|\Z)"
    r"|(?<=\d)\s?(?:km|kg|qm|m²|cm|mm|km/h|ha|kWh|Std|Min)\b"
    r"|(?<![\w-])(?!KI\b|OK\b|WC\b)(?:[A-ZÄÖÜ]{2,6}|BAföG|GmbH|Kfz|Lkw|Pkw|eV|StVO|BauGB)(?![\w-])"
)
_NEGATION: Final = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand\w{0,2}|nirgends|weder|ohne|kein(?:e|en|er|em|es)?)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_ADDRESS: Final = re.compile(r"(?<!\S)\S{1,80}@\S{1,200}|\b(?:https?://|www\.)\S{1,300}")
_ONES: Final = r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun)"
_NUMBER_WORD: Final = re.compile(
    rf"\b(?:(?<![Ii]n )acht|(?!acht\b){_ONES}|zehn|elf|zwölf"
    rf"|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn"
    rf"|(?:(?:ein|{_ONES})und)?(?:zwan|drei|vier|fünf|sech|sieb|acht|neun)(?:zig|ßig)"
    rf"|(?:ein|{_ONES})?hundert|(?:ein|{_ONES}|zehn|hundert)?tausend|dutzend|halb\s+\w+)\b",
    re.IGNORECASE,
)
# A subject with its verb: „und Sie schicken“, but not „Ihren Mann und Sie“.
_SUBJECT: Final = (
    r"(?:ich\s(?:\w+e|bin|kann|muss|darf|soll|will|möchte)|(?:wir|Sie)\s(?:(?!morgen|gegen)\w+en|sind)"
    r"|(?:man|es)\s(?:\w+t|kann|muss|darf|soll|will)|(?:der|die|das|[Ii]hre?)\s[A-ZÄÖÜ][\wäöüß-]+\s"
    r"[a-zäöüß]+t)\b"
)
_CONJUNCTION: Final = re.compile(
    r",\s+(?:dass|weil|obwohl|sodass|damit|falls|sofern|soweit|während|nachdem|bevor|indem|wobei"
    r"|wodurch|denn|um|(?:in|mit|von|für|zu|bei|auf|an)?\s?(?:der|die|das|den|dem|deren|dessen|denen)"
    r"|welche[rsnm]?|wenn|ob|sobald|solange|bis|deshalb|darum|deswegen|trotzdem)\s+(?!\d)[\wäöüß]"
    r"|;|(?<!\d)\s[–—]\s"
    # „Wenn Sie umziehen, melden Sie …“: the second statement follows the comma.
    r"|\A(?:Wenn|Falls|Sobald|Solange|Bevor|Nachdem|Weil|Obwohl|Damit|Während)\s[^,]{3,120},"
    rf"|(?<=\w)(?:\s\w+){{2,20}},?\s(?:und|oder|aber|denn|doch)\s{_SUBJECT}",
)
_DATE_BEFORE: Final = re.compile(
    r"(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)\Z"
)
_DAY: Final = r"(?:Mo|Di|Mi|Do|Fr|Sa|So)\b"
_SIGN: Final = re.compile(
    r"[§%€&/()\[\]{}<>=*_~^|·]|\+(?!\d)|(?<=\d)\s?–\s?(?=\d)|(?<=\d)\s?-\s?(?=\d{1,2}(?::\d\d)?\sUhr)"
    rf"|\b{_DAY}\.?\s?[-–]\s?(?={_DAY})"
    r"|(?<=[a-zäöüß])[:](?=in)|[a-zäöüß]In(?:nen)?\b"
)
_LONGEST_WORD: Final = 15


def passive(text: str) -> Iterator[re.Match[str]]:
    """Yield forms of the passive, and „ist zu zahlen“."""
    yield from _PASSIVE.finditer(text)
    yield from _TO_BE_DONE.finditer(text)


def genitive(text: str) -> Iterator[re.Match[str]]:
    """Yield forms of the genitive."""
    yield from _GENITIVE_PREPOSITION.finditer(text)
    taken = [match.span() for match in _GENITIVE_PREPOSITION.finditer(text)]
    for match in _GENITIVE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            yield match
    yield from (match for match in _OF.finditer(text) if _is_genitive(match, text))
    yield from (match for match in _OWNER.finditer(text) if _is_owner(match))


def _is_genitive(match: re.Match[str], text: str) -> bool:
    before = match["before"]
    if before in _NO_NOUN or match["noun"] == "Reihe":
        return False
    if not text[: match.start()].strip(" „\"'-–•"):
        return bool(_NOUN_ENDING.search(before))
    return not _GIVING.search(text[: match.start()])


def _is_owner(match: re.Match[str]) -> bool:
    """Tell whose something is from whom a name ending in s is of: Jonas Meier owns nothing."""
    name = match["name"]
    return bool(match["title"]) or (is_given(name) and not is_given(f"{name}s"))


def subjunctive(text: str) -> Iterator[re.Match[str]]:
    """Yield forms of the Konjunktiv; „möchte“ counts as everyday language."""
    for match in _SUBJUNCTIVE.finditer(text):
        if match[0].lower() not in _INDICATIVE:
            yield match


def abbreviations(text: str) -> Iterator[re.Match[str]]:
    """Yield abbreviations, units and acronyms."""
    yield from _ABBREVIATION.finditer(text)


def negations(text: str) -> Iterator[re.Match[str]]:
    """Yield words that deny."""
    yield from _NEGATION.finditer(text)


def long_words(text: str) -> Iterator[re.Match[str]]:
    """Yield words, or parts between hyphens, of more than fifteen letters; addresses are none."""
    taken = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _WORD.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if max(len(part) for part in match[0].split("-")) > _LONGEST_WORD:
            yield match


def number_words(text: str) -> Iterator[re.Match[str]]:
    """Yield numbers that are written as words."""
    yield from _NUMBER_WORD.finditer(text)


def statements(text: str) -> Iterator[re.Match[str]]:
    """Yield where a second statement begins."""
    for match in _CONJUNCTION.finditer(text):
        if not _DATE_BEFORE.search(text, 0, match.start()):
            yield match


def signs(text: str) -> Iterator[re.Match[str]]:
    """Yield special signs, brackets, and signs within words; addresses may have them."""
    taken = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _SIGN.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            yield match
