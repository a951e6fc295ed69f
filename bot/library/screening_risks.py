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
    sag(?:e|t)?\b.{0,60}\bvoraus\b / wahrscheinlich\w* / \bscore\b / \bscoring\b /
    assess(?:es|ing)?\b /
    evaluat(?:e|es|ing)\b / \brank(?:s|ing)?\b / \brate\b / \brating\b / shortlist\w* / \bselect\b /
    filter\s out / predict\w* / estimat(?:e|es|ing)\b / glaubwürdig\w* / glaubhaft\w* / credib\w* /
    zuverlässigkeit / reliability / werte\b.{0,100}\baus\b / auswert\w* / suitab\w* /
    reih(?:ung|enfolge)\b / bestenliste\w* / aussichtsreich\w* / taug(?:t|en|lich\w*)\b /
    die\s\w+\sbesten\b / am\s(?:besten|geeignetsten)\b / auffällig\w* / tauglich\w*
    """
)
# A question whose answer is a choice among people: „wen wir einladen sollen“.
_WHOM: Final = (
    r"(?:wer|wen|wem|welche[rsnm]?|who|whom|which)\b.{0,80}\b(?:bekommt|erhält|einladen"
    r"|eingeladen|einstellen|eingestellt|beförder\w*|entlassen|versetzt|verdient|pass(?:t|en)"
    r"|geben\swir|sollte[nst]?|sollen?|zu\slangsam|zu\swenig|hired?|invited?|promoted?|best)\b"
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
    prüf(?:e|en|t)\b.{0,120}\b(?:ob|anspruch|berechtigt|voraussetzungen)\b
    (?!.{0,60}\b(?:vollständig|unterschrieben|lesbar|fehl(?:t|en))\b) /
    stell(?:e|en|t)\b.{0,12}\bfest,?\s(?:ob|wer)\b / stelle\sfest /
    \b(?:check|determine|decide|find\sout)\s(?:whether|if)\b / eligib\w* / leistungsberechtigt\w* /
    anspruchsberechtigt\w* /
    ob\b.{0,80}\b(?:darf|dürfen|zusteht|bedürftig|geeignet|stimm(?:t|en)|soll(?:te)?)\b /
    ist\b.{0,80}\b(?:hilfe)?(?:bedürftig|berechtigt|geeignet|glaubhaft|auszuweisen|abzuschieben)\b
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

# „Es ist nicht deine Aufgabe, …“ forbids what follows; else „nicht“ is about its own clause.
_NOT_ALLOWED: Final = re.compile(
    r"\b(?:nicht|nie|niemals|never|not)\b.{0,40}\b(?:erlaubt|gestattet|zulässig|vorgesehen|aufgabe"
    r"|allowed|permitted|task)\b",
    re.IGNORECASE,
)
_ASKING: Final = r"(?:ob|dass|wer|wen|wem|wie|welche\w?|was|whether|who|which|how|if)\b"
_CLAUSE: Final = re.compile(rf",\s+(?!{_ASKING})", re.IGNORECASE)
_ASKED: Final = re.compile(rf"\b{_ASKING}.*", re.IGNORECASE | re.DOTALL)


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
        auswahlgespräch\w* / auswahlkommission\w* / motivationsschreiben\w* / arbeitsprobe\w* /
        (?:die|der|eine|diese|ausgeschriebene|the|a)\s(?:stelle|job|post)\b / einstell(?:en|ung)\b /
        eingestellt\b
        """,
        f"{_JUDGE}|{_DECIDE}|{_CHECK}|{_WHOM}",
        r"""
        \b(?:bewerber|kandidaten)(?:ranking|auswahl|vergleich|bewertung)\w* / \bpersonalauswahl\b
        """,
    ),
    "staff": _area(
        r"""
        mitarbeit\w* / beschäftigte\w* / angestellte\w* / beamt\w* / kolleg\w* /
        arbeitsleistung\w* /
        employee\w* / staff\b / worker\w* / colleague\w* / personalakte\w* / team\s?mitglied\w* /
        (?:aus|in)\s(?:dem|meinem|unserem)\steam\b / (?:befristete\w?\s|arbeits)verträge?\b
        """,
        (
            f"{_JUDGE}|{_DECIDE}|{_WHOM}|beförder\\w*|kündigung|abmahn\\w*|promot\\w*|dismiss\\w*"
            r"|überwach(?:e|en)\b|monitor(?:s|ing)?\b"
        ),
        r"""
        \b(?:krankheitstage\w*|krankmeldungen|fehlzeiten|krankenstand)\b
        .{0,60}\b(?:auffällig|je|pro)\w* /
        \baufgaben\b.{0,60}\bnach\b
        .{0,40}\b(?:persönlichkeit|charakter|eigenschaft|verhalten)\w* /
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
        leistungsberechtig\w* / assistance\b / grundsicherung\w* / sozialleistung\w* /
        leistungs(?:bezieh|empfäng)\w* / bedarfsgemeinschaft\w* / antragsteller\w* /
        (?:hilfe)?bedürftig\w* / widerspruch\b
        """,
        (
            rf"{_DECIDE}|{_CHECK}|stuf(?:e|en|t)\b.{{0,80}}\bein\b|beurteil(?:e|en|t)\b|reihe\b"
            r"|(?:triff|treffe[nt]?)\b.{0,20}\bentscheidung|vergib\b|vergeben?\b|setze\b.{0,80}\bfest\b"
        ),
        r"""
        \bkreditwürdigkeit\b / \banspruchsprüfung\w* / \bcredit\s?worthiness\b /
        \b(?:berechne|ermittle|errechne)\b
        .{0,60}\b(?:\w{3,12}geld(?:e?s)?|sozialhilfe|grundsicherung|bedarf)\b /
        \bbetrugs(?:risiko|verdacht|wahrscheinlichkeit)\w* / \bfraud\srisk\w* /
        \bwahrscheinlich\w*\b.{0,80}betrug\b / \b[Kk]ürze\sdie\s(?:Leistung|Zahlung)(?:en)?\b /
        \b(?:ordne|sortiere|priorisiere|bewerte|stufe)\b.{0,40}\bnotrufe?\b / \btriage\b
        """,
    ),
    "law_enforcement": _area(
        r"""
        straft[aä]t\w* / tatverdächtig\w* / verdächtig\w* / beschuldigt\w* / täter\w* /
        rückfällig\w* /
        rückfall\w* / gefährder\w* / zeug(?:en|in|e)\w* / beweismittel\w* / ermittlungsverfahren /
        suspect\w* / offender\w* / reoffend\w* / criminal\w* / evidence\sagainst\w* /
        verbrechen\w* / eingebrochen\b / einbrüche\b / verurteilt\w*
        """,
        f"{_JUDGE}|{_CHECK}|profil\\w*|risiko\\w*|risk\\b|zu\\serwarten\\b",
        r"""
        \bgefährderprognose\w* / \brückfallprognose\w* / \bpredictive\spolicing\b / \btäterprofil\w*
        """,
    ),
    "migration": _area(
        r"""
        asyl\w* / vis[ua]m?\w{0,2}\b / aufenthalts(?:titel|erlaubnis|recht|genehmigung)\w* /
        abschieb\w* / abgeschoben\w* / einreis\w* / flüchtling\w* / geflüchtete\w* / asylum\w* /
        residence\spermit\w* / refugee\w* / deport\w* / einbürger\w* / ausweisung\b /
        auszuweisen\b / ausländer(?!behörde|amt|beirat)\w* / minderjährig\w* /
        flucht(?:geschichte|gründe|gründen)\b
        """,
        rf"{_JUDGE}|{_DECIDE}|{_CHECK}|risiko\w*|risk\b|schätze?\b.{{0,20}}\balter\b",
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
        \b(?:erkenne?|bestimme?|stelle|lies|nenne|ermittle)\b.{0,60}
        \b(?:stimmung|gefühle?n?|emotion(?:en)?)\b.{0,60}
        \b(?:person|beschäft|anruf|teilnehm|schüler|menschen)\w* /
        \b(?:stimme|gesicht|video|kamera)\w*\b.{0,60}
        \b(?:gefühl|emotion|wütend|gestresst|aufgeregt|müde)\w* /
        \b(?:foto|bild|video|kamera|aufnahme)\w*\b.{0,60}\bwer\b.{0,30}\b(?:ist|sind)\b /
        \b(?:erkenne|identifiziere|ordne|teile)\b.{0,80}\b(?:personen|menschen)\b.{0,40}
        \b(?:foto|bild|video|kamera|aufnahme)\w* /
        \b(?:passbild|ausweisfoto|lichtbild)\w*\b.{0,60}\b(?:kamera|aufnahme|foto|person)\w*
        """,
    ),
    "infrastructure": _area(
        r"""
        ampel\w* / lichtsignal\w* / verkehrs(?:steuerung|leit)\w* / wasserwerk\w* /
        wasserversorgung\w* /
        umspannwerk\w* / strom(?:netz|versorgung)\w* / gas(?:netz|versorgung)\w* /
        fernwärmenetz\w* /
        klärwerk\w* / kläranlage\w* / pumpen\b / schleusen?\b / trinkwasser\w* / gasmangel\w* /
        stromnetz\w* / traffic\slights?\b / water\ssupply\b /
        power\sgrid\b /
        gas\ssupply\b / leitwarte\w* / netzleitstelle\w*
        """,
        _any(
            r"""
            steuer(?:e|n|t)\b / steuerung\b / regl?(?:e|eln|elt)\b / regle\b / schalt(?:e|en|et)\b /
            optimier(?:e|en|t)\b / entscheid(?:e|en|et)\b / control(?:s|ling)?\b / shut\sdown /
            switch\soff / decide\b / operate\b / öffnen\b / abgeschaltet\b / abschalten\b /
            abzuschalten\b
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
    if _OTHERS.search(sentence) or _NOT_ALLOWED.search(sentence):
        return False
    said = ", ".join(one for one in _CLAUSE.split(sentence) if not _is_forbidden(one))
    if area.alone.search(said):
        return True
    return bool(area.about.search(said) and area.acts.search(said))


def _is_forbidden(clause: str) -> bool:
    """Tell whether a clause denies; „prüfe, ob sie nicht geeignet ist“ does not."""
    return bool(_FORBIDDEN.search(_ASKED.sub("", clause)))
