"""Words that are each other's opposite, as pairs of patterns, and whether two texts take sides.

A sentence on one side of a pair, negated, is on the other. Patterns are over small letters.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from bot.evidence import cues
from bot.evidence.cues import any_of as _any

AXES: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (
        _any(
            r"""
    \w*zu(?:ge)?stimm\w* / stimm(?:t|te|ten|en)\s(?:\w+\s){0,10}?zu / angenommen /
    annahm(?:en)? / stattgegeben / genehmigt\w* / genehmigen / bewilligt\w* /
    bewilligen / (?:fand|findet|fanden) (?:eine )?mehrheit / eine mehrheit /
    befürwort\w* / gebilligt / billigte?n? / einverstanden / dafür / zulassen /
    adopt\w* / approv\w* / accept\w* / in favour / grant(?:s|ed) / für die vorlage /
    unterstützt\w* / fand(?:en)? zustimmung / verteidigte? / beschl[oö]ss\w* /
    beschließt / verabschied\w*
    """
        ),
        _any(
            r"""
    abgelehnt\w* / ablehn\w* / lehn(?:t|te|ten|en)\s(?:[\w,]+\s){0,14}?ab /
    zurückgewiesen\w* / verweiger\w* /
    (?:ist|sind|war|waren|stimm\w+|sich) dagegen(?! \w+ dafür) /
    gegen (?:das|die|den|diesen|dieses) \w+ / scheiter\w* / keine mehrheit /
    ohne mehrheit / ohne erfolg / reject\w* / refus\w* / declin\w* / dismiss\w* /
    verworfen\w* / verw[ai]rf\w* / opposed / against / kritisier\w* / kritik\w* /
    untersagt?e?n? / keine zustimmung
    """
        ),
    ),
    (
        _any(
            r"""
    steig\w* / stieg\w* / gestiegen\w* / \w*anstieg\w* / erhöh\w* /
    zu(?:ge)?n[aoi]h?mm?\w* / nahm\w*\s(?:\w+\s){0,8}?zu / wachsen\w* / wächst /
    wuchs(?:en)? / gewachsen / höher / mehr als / \d+ mehr /
    (?:prozent|euro|%|mio|punkte|tage|wochen|monate|jahre|stunden|stellen) mehr /
    häufiger\w* / öfter / angehoben\w* / anheb\w* / anhebung\w* / ros?en? / rise[ns]? /
    rising / increas\w* / higher / grew / grown / more / up
    """
        ),
        _any(
            r"""
    sink\w* / sank(?:en)? / gesunken\w* / senk\w* / gesenkt\w* / reduc\w* / shorten\w* /
    verringer\w* / reduzier\w* / ab(?:ge)?n[aoi]h?mm?\w* / nahm\w*\s(?:\w+\s){0,8}?ab /
    rückgang\w* / zurück(?:ge)?g[aei]+ng\w* /
    g[ei]+ng?e?n?\s(?:[\w,.]+\s){0,10}?zurück / rückläufig\w* / weniger / seltener\w* /
    niedriger\w* / geringer\w* / fiel(?:en)? / gefallen / decreas\w* / fell / fallen /
    drop\w* / lower / fewer / less / down
    """
        ),
    ),
    (_any(r"verlänger\w* / länger / extend\w*"), _any(r"verkürz\w* / kürz\w* / gekürzt / statt")),
    (
        _any(r"empf[ie]+hl\w* / empfohlen / spricht sich dafür / recommend\w*"),
        _any(r"r[aä]t(?:en)?\s(?:[\w,]+\s){0,8}?ab / abgeraten / advises? against"),
    ),
    (
        _any(r"erlaubt / zulässig / gestattet / darf / dürfen / allowed / permitted / welcome"),
        _any(r"verboten? / unzulässig / untersagt / forbidden / prohibited / banned"),
    ),
    (_any(r"überschuss\w* / surplus"), _any(r"fehlbetrag\w* / defizit\w* / deficit")),
    (
        _any(r"(?:ge)?öffnet\w* / öffnen"),
        _any(r"(?:ge)?schlossen / schließen / (?:ge|voll)?sperrt?"),
    ),
    (
        _any(
            r"""
    zustimmung / stimm(?:t|te|ten|en) (?:\w+ ){0,8}zu / dafür / begrüß(?:t|te|en|ten) /
    unterstütz\w* / sprech\w*\s(?:[\w,]+\s){0,8}?für /
    spr[ai]ch\w*\s(?:[\w,]+\s){0,8}?für / für .{3,60}? ausgesprochen / befürwort\w* /
    lob(?:t|te|en|ten) / fürsprache / einverstanden / keine einwände / keine bedenken /
    welcom\w* / support\w* / endors\w*
    """
        ),
        _any(
            r"""
    lehn\w*\s(?:[\w,]+\s){0,14}?ab / abgelehnt\w* / ablehn\w* /
    sprech\w*\s(?:[\w,]+\s){0,8}?gegen / spr[ai]ch\w*\s(?:[\w,]+\s){0,8}?gegen /
    gegen .{3,60}? ausgesprochen / kritisier\w* / widersprech\w* / widersprach\w* /
    bedenken / einwände? / beschwer\w* / object\w* / oppos\w* / critici\w* / reject\w*
    """
        ),
    ),
    (
        _any(
            r"""
    g[aei]b\w*\s(?:[\w,]+\s){0,8}?statt / stattgegeben / stattgab /
    hilft\s(?:[\w,]+\s){0,8}?ab / abgeholfen
    """
        ),
        _any(
            r"""
    w[ie]+s(?:t|en|e)?\s(?:[\w,.]+\s){0,8}?zurück / zurückgewiesen\w* / zurückweis\w* /
    abgewiesen\w* / w[ie]+s(?:t|en|e)?\s(?:[\w,.]+\s){0,8}?ab / verw[aoi]rf\w* /
    verworfen\w*
    """
        ),
    ),
    (
        _any(
            r"""
    begründet / erfolgreich\w* / hat(?:te)? erfolg / teilerfolg / stattgegeben /
    teilweise statt / obsieg\w* / successful
    """
        ),
        _any(
            r"""
    unbegründet / erfolglos\w* / ohne erfolg / keinen erfolg / abgewiesen\w* /
    unterl[ai]e?g\w* / unsuccessful
    """
        ),
    ),
    (
        _any(
            r"""
    rechtmäßig\w* / wirksam\w* / gültig\w* / lawful / valid
    """
        ),
        _any(
            r"""
    rechtswidrig\w* / unwirksam\w* / ungültig\w* / nichtig\w* / unlawful / invalid
    """
        ),
    ),
    (
        _any(
            r"""
    ankauf\w* / kauf(?:t|te|en|s)? / gekauft\w* / erw[ieo]+rb\w* / bought / purchas\w* /
    acquir\w*
    """
        ),
        _any(
            r"""
    verkauf\w* / verkäuf\w* / veräußer\w* / sold / sells? / sale
    """
        ),
    ),
    (
        _any(
            r"""
    kostenlos\w* / gratis / kostenfrei\w* / gebührenfrei\w* / beitragsfrei\w* /
    unentgeltlich\w* / ohne (?:zusätzliche |weitere )?(?:kosten|gebühr\w*|entgelt) /
    free of charge
    """
        ),
        _any(
            r"""
    zahl(?:t|te|en|ten|ung) / bezahl\w* / kostenpflichtig\w* / gebührenpflichtig\w* /
    entgelt / tarif / pays? / charge[ds]?
    """
        ),
    ),
    (
        _any(
            r"""
    verbesser\w* / besser\w* / improv\w* / better
    """
        ),
        _any(
            r"""
    verschlechter\w* / schlechter\w* / deteriorat\w* / worsen\w* / worse
    """
        ),
    ),
    (
        _any(
            r"""
    über (?:dem|den|der|plan) / überschreit\w* / überschritt\w* / übersteig\w* /
    überstieg\w* / übersch\w+ / übertr[aeio]f\w* / (?:mehr|höher) als / oberhalb /
    above / exceed\w* / more than
    """
        ),
        _any(
            r"""
    unter (?:dem|den|der|plan) / unterschreit\w* / unterschritt\w* /
    hinter (?:dem|den|der|plan) / unterhalb / (?:weniger|niedriger) als / below /
    less than / under
    """
        ),
    ),
    (
        _any(
            r"""
    teurer\w* / verteuer\w* / mehrkosten / more expensive / over budget / höher\w*
    """
        ),
        _any(
            r"""
    billiger\w* / günstiger\w* / einspar\w* / minderkosten / cheaper / less /
    niedriger\w*
    """
        ),
    ),
    (
        _any(
            r"""
    einräum\w* / räum\w*\s(?:[\w,]+\s){0,8}?ein / eingeräumt\w* / zugegeben /
    gibt\s(?:[\w,]+\s){0,8}?zu / bestätig\w* / admit\w* / confirm\w* / acknowledg\w*
    """
        ),
        _any(
            r"""
    bestreit\w* / bestritt\w* / dementier\w* / weist\s(?:[\w,]+\s){0,10}?zurück /
    den(?:y|ies|ied) / disput\w*
    """
        ),
    ),
    (
        _any(
            r"""
    empf[ieo]+hl\w* / (?:rät|raten|riet|rieten) (?:[\w,]+\s){0,4}?(?:dazu|zu) /
    advis(?:e|es|ed)(?! against) / recommend\w*
    """
        ),
        _any(
            r"""
    (?:rät|raten|riet|rieten)\s(?:[\w,]+\s){0,8}?ab / abgeraten /
    warn(?:t|te|en|ten) vor / advis(?:e|es|ed) against / recommend\w* against
    """
        ),
    ),
    (
        _any(
            r"""
    verlänger\w* / fortgesetzt\w* / fortgeführt\w* / weitergeführt\w* / continu\w* /
    extend\w*
    """
        ),
        _any(
            r"""
    kündig(?:t|te|ten|en) / gekündigt\w* / beende\w* / eingestellt\w* / terminat\w* /
    discontinu\w*
    """
        ),
    ),
    (
        _any(
            r"""
    tr[iae]t\w* .{0,60}?in kraft / eingeführt\w* / einführ\w* / introduc\w*
    """
        ),
        _any(
            r"""
    außer kraft / abgeschafft\w* / abschaff\w* / aufgehoben\w* / abolish\w* / repeal\w*
    """
        ),
    ),
    (
        _any(
            r"""
    eingehalten\w* / einhält / erfüll\w* / entspr(?:icht|ach|echen) / met / meets /
    compl(?:y|ies|ied)
    """
        ),
        _any(
            r"""
    überschritten / überschreit\w* / verfehl\w* / verstö(?:ß|ss)t / verletzt\w* /
    exceed\w* / fail(?:s|ed)? / violat\w*
    """
        ),
    ),
    (
        _any(
            r"""
    schneller\w* / früher\w* / beschleunig\w* / vorgezogen\w* / faster / earlier /
    accelerat\w*
    """
        ),
        _any(
            r"""
    langsamer\w* / verzöger\w* / verspät\w* / verschieb\w* / verschob\w* / später\w* /
    slower / delay\w* / postpon\w*
    """
        ),
    ),
    (
        _any(
            r"""
    ausbau\w* / ausgebaut\w* / ausweit\w* / ausgeweitet\w* / erweiter\w* /
    aufgestockt\w* / expand\w*
    """
        ),
        _any(
            r"""
    abbau\w* / abgebaut\w* / einschränk\w* / eingeschränkt\w* / gekürzt\w* /
    cut(?:s|back)? / shr[aiu]nk\w*
    """
        ),
    ),
    (
        _any(
            r"""
    entlast\w* / reliev\w*
    """
        ),
        _any(
            r"""
    (?<!ent)belast\w* / burden\w*
    """
        ),
    ),
    (
        _any(
            r"""
    öffentlich\w* / public
    """
        ),
        _any(
            r"""
    nicht ?öffentlich\w* / vertraulich\w* / closed / confidential
    """
        ),
    ),
    (
        _any(
            r"""
    gewonnen / gewinn(?:t|en) / gewann\w* / w[io]n(?:s|ning)?
    """
        ),
        _any(
            r"""
    verloren / verlier(?:t|en) / verlor\w* / lost / los(?:e|es)
    """
        ),
    ),
    (
        _any(
            r"""
    stärk(?:t|te|en) / gestärkt\w* / strengthen\w*
    """
        ),
        _any(
            r"""
    schwäch(?:t|te|en) / geschwächt\w* / weaken\w*
    """
        ),
    ),
    (
        _any(
            r"""
    ausreichend\w* / genüg\w* / reich(?:t|en) / sufficient / enough
    """
        ),
        _any(
            r"""
    unzureichend\w* / ungenügend\w* / insufficient / inadequate
    """
        ),
    ),
    (
        _any(
            r"""
    bl[ie]+b\w* (?:\w+ ){0,4}(?:bestehen|erhalten|stehen|offen|geöffnet) /
    beibehalten\w* / remains? / kept
    """
        ),
        _any(
            r"""
    abgebaut\w* / aufgegeben\w* / geschlossen / schließt / abgerissen\w* / entfernt /
    entfällt / gestrichen\w* / abgeschafft\w* / aufgelöst\w* / removed / closed /
    abandoned / scrapped
    """
        ),
    ),
)

CLAUSES: Final = re.compile(
    r"\s*(?:[,;:](?!\d)|–)\s*|(?<=[^\W\d_]{4})[.!?]\s+"
    r"|\s+(?:und|während|sowie|oder|while|but|and)\s+"
    r"|\s+(?=(?:if|unless|because|although|when)\s)"
)
_UNCHANGED: Final = _any(
    r"""
    unverändert\w* / gleich (?:ge)?bl[ie]+b\w* / bl[ie]+b\w* gleich / konstant\w* /
    stabil\w* / stagnier\w* / (?:did|does|has|have) not change\w* / unchanged /
    (?:stayed|remain\w*) the same / constant / stable
    """
)
_CHANGED: Final = _any(
    r"""
    steig\w* / stieg\w* / gestiegen\w* / erhöh\w* / wuchs\w* / zugenommen / sink\w* /
    sank(?:en)? / gesunken\w* / verringer\w* / gesenkt\w* / zurückgegangen /
    abgenommen / ros?en? / rise[ns]? / increas\w* / went (?:up|down) / fell / fallen /
    decreas\w* / dropp\w* / grew
    """
)
_QUANTITY: Final = re.compile(
    r"(?<!nicht )(?<!no )(?<!kein )(?<!keine )(?<!\w)"
    r"(mehr|weniger|more|fewer|less) (?!als|than)(\w{4,})"
)
_CONDITION: Final = re.compile(r"(?:wenn|falls|sofern|soweit|es sei denn|if|unless|provided)(?!\w)")
_MATCHES: Final = 20  # of a pattern: no sentence has more
# What no majority was found for rises in „Erhöhung“ all the same.
_OUTVOTED: Final = re.compile(r"(?:keine|no|without a) (?:mehrheit|zustimmung|majority)")


def turned_round(claim: str, there: str) -> bool:
    """Return whether both are on one axis, on different sides: rising here, falling there."""
    for positive, negative in AXES:
        ours = _side(claim, positive, negative)
        theirs = _side(there, positive, negative) if ours else 0
        if theirs and ours != theirs and not _is_bounded(claim, there):
            return True
    more_there = _compared(there)
    if any(more_there.get(noun, more) != more for noun, more in _compared(claim).items()):
        return True
    return _moved(claim, there) or _moved(there, claim)


def _compared(text: str) -> dict[str, bool]:
    """Return of what a text says that there is more (or less) of it."""
    return {match[2]: match[1] in {"mehr", "more"} for match in _QUANTITY.finditer(text)}


def clause_around(text: str, place: int) -> str:
    """Return the clause of a text that a place is in."""
    start, end = 0, len(text)
    for match in CLAUSES.finditer(text):
        if match.end() <= place:
            start = match.end()
        elif match.start() > place:
            end = match.start()
            break
    return text[start:end]


def _moved(claim: str, there: str) -> bool:
    """Return whether one rises or falls, and the other only stays as it was."""
    ours, theirs = _CHANGED.search(claim), _UNCHANGED.search(there)
    if not ours or not theirs or _UNCHANGED.search(claim) or _CHANGED.search(there):
        return False
    return not cues.NEGATION.search(clause_around(claim, ours.start()))


def _is_bounded(claim: str, there: str) -> bool:
    """Return whether „erst ab“ or „nur bis“ on one side explains the opposite on the other."""
    if bool(cues.ONLY.search(claim)) != bool(cues.ONLY.search(there)):
        return True
    ends = (cues.AT_MOST, cues.LATEST)
    return any(end.search(there) for end in ends) and bool(cues.NEGATION.search(claim))


def _side(text: str, positive: re.Pattern[str], negative: re.Pattern[str]) -> int:
    """Return 1 or -1 for the side a text is on, and 0 for neither or both."""
    sides = set()
    for pattern, side in ((positive, 1), (negative, -1)):
        for match in islice(pattern.finditer(text), _MATCHES):
            clause = clause_around(text, match.start())
            if cues.LIMIT.search(clause) or _CONDITION.match(clause):
                continue
            denied = len(cues.DENIAL.findall(_OUTVOTED.sub(" ", pattern.sub(" ", clause)))) % 2
            sides.add(-side if denied else side)
    return sides.pop() if len(sides) == 1 else 0
