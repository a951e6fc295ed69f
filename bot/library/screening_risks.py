"""Uses that the AI Act calls high-risk, by words: an act on somebody or something, in a sentence.

The areas are those of Annex III (Regulation 2024/1689) that an administration meets: employment,
essential public services, law enforcement, migration, biometrics, infrastructure. Writing about a
subject is no hit, and neither is a sentence that forbids the act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.evidence.sentences import sentences
from bot.library.proposals import Hit
from bot.library.screening_personal import PERSONAL

RISKS: Final = (
    "recruiting",
    "staff",
    "benefits",
    "law_enforcement",
    "migration",
    "biometric",
    "infrastructure",
    PERSONAL,
)
"""Every rule; each has a sentence of its own under ``screening.<rule>``."""
_LONGEST_WORDS: Final = 120


def _any(listed: str) -> str:
    """Return a pattern's alternatives, written over several lines with slashes."""
    return "|".join(re.split(r"\s*/\s*", " ".join(listed.split())))


_JUDGE: Final = _any(
    r"""
    bewert(?:e|en|et|ung)\b / beurteil(?:e|en|t|ung)\b /
    (?:schätz(?:e|en)|schätzt)\b.{0,80}\bein\b /
    einschätz\w* / stuf(?:e|en|t)\b.{0,80}\bein\b / einstuf\w* / rangfolge / rangliste / ranking /
    sortier(?:e|en|t)\b / (?:vor|aus)sortier\w* / filter(?:e|n|t)\b / heraus(?:filter\w*) /
    wähl(?:e|en|t)\b.{0,80}\baus\b / auswähl\w* / vorauswahl / vergleich(?:e|en|t)\b / reihe\b /
    \bpunkt(?:e|en)\b.{0,20}\b(?:von|vergib|verteil\w*) / vergib\b.{0,40}\b(?:punkte|noten?)\b /
    \bnote[n]?\b / priorisier\w* / geeignet\w* / eignung / eignet\b / prognos\w* / vorhersag\w* /
    sag(?:e|t)\b.{0,60}\bvoraus\b / wahrscheinlich\w* / \bscore\b / \bscoring\b /
    assess(?:es|ing)?\b /
    evaluat(?:e|es|ing)\b / \brank(?:s|ing)?\b / \brate\b / \brating\b / shortlist\w* / \bselect\b /
    filter\s out / predict\w* / estimat(?:e|es|ing)\b / glaubwürdig\w* / glaubhaft\w* / credib\w* /
    zuverlässigkeit / reliability / werte\b.{0,100}\baus\b / auswert\w* / suitab\w*
    """
)
_DECIDE: Final = _any(
    r"""
    entscheid(?:e|en|et)\b / vorentscheidung\w* / entscheidungsvorschlag\w* / bewillig(?:e|en|t)\b /
    ablehn(?:e|en)\b / abgelehnt\b / lehn(?:e|en|t)\b.{0,80}\bab\b / gewähr(?:e|en|t)\b /
    empf(?:iehl|ehle|ehlen|iehlt)\b / empfehlung\b / schlag(?:e|t)?\b.{0,80}\bvor\b /
    decid(?:e|es|ing)\b /
    recommend(?:s|ing)?\b / approv(?:e|es|ing)\b / \breject(?:s|ing)?\b / \bgrant\b / \brefuse\b /
    determin(?:e|es|ing)\b / suggest(?:s|ing)?\b
    """
)
_CHECK: Final = _any(
    r"""
    prüf(?:e|en|t)\b.{0,120}\b(?:ob|anspruch|berechtigt|voraussetzungen)\b /
    stell(?:e|en|t)\b.{0,12}\bfest,?\s(?:ob|wer)\b / stelle\sfest /
    \b(?:check|determine|decide|find\sout)\s(?:whether|if)\b / eligib\w* / leistungsberechtigt\w* /
    anspruchsberechtigt\w*
    """
)
_FORBIDDEN: Final = re.compile(
    r"\b(?:kein\w{0,2}|nicht|nie|niemals|niemand\w{0,2}|ohne|never|not|no|nobody|without|don't)\b",
    re.IGNORECASE,
)
# „Das entscheidet die Sachbearbeitung“, „ist gefallen“: somebody else's decision.
_OTHERS: Final = re.compile(
    r"\b(?:trifft|treffen|entscheidet|entscheiden|prüft)\s(?:die|der|das|eine?)\s(?:zuständige\s)?"
    r"(?:sachbearbeit|behörde|amt|leitung|person|fachamt|rat\b|ausschuss|stelle|gremium)\w*"
    r"|\bist (?:bereits |schon )?(?:gefallen|getroffen)\b",
    re.IGNORECASE,
)

# „ob oder ob nicht“: a negation that leaves the act as it is.
_DOUBLE: Final = re.compile(
    r"\b(?:ob|dass|welche|wer|die|whether|who)\b.{0,60}\b(?:nicht|not)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Area:
    """Whom or what it is about, the acts that make it a risk, and phrases that do so alone."""

    about: re.Pattern[str]
    acts: re.Pattern[str]
    alone: re.Pattern[str]


def _area(about: str, acts: str, alone: str = "") -> _Area:
    return _Area(
        re.compile(rf"\b(?:{_any(about)})", re.IGNORECASE),
        re.compile(rf"\b(?:{acts})" if acts else r"(?!)", re.IGNORECASE),
        re.compile(rf"(?:{_any(alone)})" if alone else r"(?!)", re.IGNORECASE),
    )


_AREAS: Final[dict[str, _Area]] = {
    "recruiting": _area(
        r"""
        bewerb(?:er|ung|end)\w* / kandidat\w* / lebensl[aä]uf\w* / vorstellungsgespräch\w* /
        applicant\w* / candidate\w* / cvs?\b / r[ée]sum[ée]s?\b / job\sapplication\w* /
        auswahlgespräch\w*
        """,
        f"{_JUDGE}|{_DECIDE}|{_CHECK}",
        r"""
        \b(?:bewerber|kandidaten)(?:ranking|auswahl|vergleich|bewertung)\w* / \bpersonalauswahl\b
        """,
    ),
    "staff": _area(
        r"""
        mitarbeit\w* / beschäftigte\w* / angestellte\w* / beamt\w* / kolleg\w* /
        arbeitsleistung\w* /
        employee\w* / staff\b / worker\w* / colleague\w* / personalakte\w* / team\s?mitglied\w*
        """,
        (f"{_JUDGE}|{_DECIDE}|beförder\\w*|kündigung|abmahn\\w*|promot\\w*|dismiss\\w*"),
        r"""
        dienstliche[nr]?\sbeurteilung\w* / leistungsbeurteilung\w* / arbeitszeugnis\w* /
        \bperformance\sreview\w* / redeanteil\w*
        """,
    ),
    "benefits": _area(
        r"""
        antr[aä]g\w* / anspruch\w* / sozialhilfe\w* / bürgergeld\w* / wohngeld\w* / elterngeld\w* /
        kindergeld\w* / beihilfe\w* / zusch[uü]ss\w* / zuwendung\w* / förderung\w* /
        pflegebedarf\w* /
        pflegegrad\w* / stipendi\w* / kita-?pl[aä]tz\w* / leistung(?:en|sanspruch)\b /
        kreditwürdigkeit / bonität\w* / application\w* / benefit\w* / claim\w* / allowance\w* /
        leistungsberechtig\w* / assistance\b
        """,
        (rf"{_DECIDE}|{_CHECK}|stuf(?:e|en|t)\b.{{0,80}}\bein\b|beurteil(?:e|en|t)\b|reihe\b"),
        r"\bkreditwürdigkeit\b / \banspruchsprüfung\w* / \bcredit\s?worthiness\b",
    ),
    "law_enforcement": _area(
        r"""
        straft[aä]t\w* / tatverdächtig\w* / verdächtig\w* / beschuldigt\w* / täter\w* /
        rückfällig\w* /
        rückfall\w* / gefährder\w* / zeug(?:en|in|e)\w* / beweismittel\w* / ermittlungsverfahren /
        suspect\w* / offender\w* / reoffend\w* / criminal\w* / evidence\sagainst\w* / verbrechen\w*
        """,
        f"{_JUDGE}|{_CHECK}|profil\\w*|risiko\\w*|risk\\b",
        r"\bgefährderprognose\w* / \brückfallprognose\w* / \bpredictive\spolicing\b",
    ),
    "migration": _area(
        r"""
        asyl\w* / vis[ua]m?\w{0,2}\b / aufenthalts(?:titel|erlaubnis|recht|genehmigung)\w* /
        abschieb\w* / abgeschoben\w* / einreis\w* / flüchtling\w* / geflüchtete\w* / asylum\w* /
        residence\spermit\w* / refugee\w* / deport\w* / einbürger\w*
        """,
        f"{_JUDGE}|{_DECIDE}|{_CHECK}|risiko\\w*|risk\\b",
    ),
    "biometric": _area(
        r"gesicht\w* / stimmen?\b / faces?\b / voices?\b / gangbild\w* / biometrisch\w*",
        (
            rf"{_JUDGE}|erkenn(?:e|en|t)\b|identif\w*|ordne(?:n|t)?\b|sag(?:e|t)?\b.{{0,40}}\bob\b"
            r"|recogni[sz]\w*|categori[sz]\w*"
        ),
        r"""
        \bgesichtserkennung\w* / \bemotions?-?erkennung\w* / \bstimmerkennung\w* /
        \b(?:face|facial|emotion|voice)\srecognition\b /
        \b(?:stimmung|gefühle?n?|emotion(?:en)?)\b.{0,60}\b(?:person|beschäft|anruf|teilnehm)\w* /
        \b(?:stimmung|gefühle?n?|emotion(?:en)?)\b.{0,60}\b(?:schüler|menschen)\w*
        """,
    ),
    "infrastructure": _area(
        r"""
        ampel\w* / lichtsignal\w* / verkehrs(?:steuerung|leit)\w* / wasserwerk\w* /
        wasserversorgung\w* /
        umspannwerk\w* / strom(?:netz|versorgung)\w* / gas(?:netz|versorgung)\w* /
        fernwärmenetz\w* /
        klärwerk\w* / kläranlage\w* / pumpen\b / traffic\slights?\b / water\ssupply\b /
        power\sgrid\b /
        gas\ssupply\b / leitwarte\w* / netzleitstelle\w*
        """,
        _any(
            r"""
            steuer(?:e|n|t)\b / steuerung\b / regl?(?:e|eln|elt)\b / regle\b / schalt(?:e|en|et)\b /
            optimier(?:e|en|t)\b / entscheid(?:e|en|et)\b / control(?:s|ling)?\b / shut\sdown /
            switch\soff / decide\b / operate\b
            """
        ),
    ),
}


def risks(text: str) -> Iterator[Hit]:
    """Yield at most one hit for each high-risk area, with the sentence that gave rise to it."""
    said = [one.text for one in sentences(text)]
    for rule, area in _AREAS.items():
        found = next((one for one in said if _is_risk(one, area)), None)
        if found:
            yield Hit(rule, " ".join(found.split())[:_LONGEST_WORDS])


def _is_risk(sentence: str, area: _Area) -> bool:
    if _FORBIDDEN.search(sentence) and not _DOUBLE.search(sentence):
        return False
    if _OTHERS.search(sentence):
        return False
    if area.alone.search(sentence):
        return True
    return bool(area.about.search(sentence) and area.acts.search(sentence))
