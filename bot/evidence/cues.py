"""Words that decide what a sentence says: negation, proposal, decision, quantity, duty, direction.

German and English, as patterns over small letters. Rough on purpose: bot/evidence/meaning.py only
compares how two sentences about the same thing use them.
"""

from __future__ import annotations

import re
from typing import Final


def _any(listed: str) -> re.Pattern[str]:
    """Return a pattern for any of the words or phrases, which a slash divides."""
    words = "|".join(re.split(r"\s+/\s+", listed.strip()))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


NEGATION: Final = _any(
    r"""
    nicht / kein(?:e|en|er|em|es|erlei|esfalls|eswegs)? / nie / niemals /
    niemand(?:em|en)? / nichts / weder / ohne / nirgends /
    nicht(?:öffentlich|mitglied)\w* / not / no / never / none / nobody / nothing /
    neither / nor / without / cannot / unzulässig\w* / unmöglich / unnötig / unbesetzt /
    unzureichend\w* / unveränder\w* / unwirksam\w* / ungeeignet\w* / unbegründet /
    unwahrscheinlich / unbefristet\w* / \w+n['’]t
    """
)
# Negation, and that something is still to come.
DENIAL: Final = re.compile(
    rf"{NEGATION.pattern}|(?<!\w)(?:steh(?:t|en) (?:noch )?aus|aussteht|offen)(?!\w)"
)
ONLY: Final = _any(r"nur / erst / lediglich / ausschließlich / only")
# Words that can stand for a negation in other words: „bleibt stehen“, „fehlt“, „nur“.
NEGATIVE: Final = _any(
    r"""
    nur / erst / lediglich / fehl\w* / mangel\w* / verzicht\w* / entf[aä]ll\w* /
    wegf[aä]ll\w* / weg / bleib\w* / blieb(?:en)? / \w*ausgeschlossen\w* /
    schlie(?:ß|ss)\w* / verbot\w* / untersag\w* / aus / ausst[eä]h\w* / noch / offen /
    unklar / \w+frei(?:e[nrs]?)? / \w+los(?:e[nrs]?)? / scheiter\w* / erfolglos\w* /
    gegen / dagegen / statt / anstatt /
    (?:ab|zurück)(?:ge)?(?:lehn|wies|wiesen|weis|geraten)\w* / lehn\w* / ab / weniger /
    verfrüht\w* / vertag\w* / verschieb\w* / verschob\w* / weiger\w* / widersp[rt]\w* /
    formlos / kritisi\w* / unzufrieden / zweifel\w* / only / lacks? / reject\w* /
    refus\w* / against / yet / unless / fail\w* / stay / stays / same / lose / still /
    free / gleich\w* / unveränder\w* / except / verf[aä]ll\w* / end(?:e|et|en|ete) /
    zuletzt / bisher
    """
)
TENTATIVE: Final = _any(
    r"""
    beh[aä]lt\w* sich (?:\w+ ){0,3}vor /
    noch nicht / not yet / yet to / erkundig\w* / (?:an|nach)?frag\w* /
    wissen / know /
    ungewiss / soll / sollen / sollte / sollten / würden? / könnten? / wollen / will /
    möchten? / wolle / vorschl[aä]\w* / vorgeschlagen\w* /
    schl(?:ägt|agen|ug|ugen)\s(?:\w+\s){0,12}?vor / schl(?:ägt|ug) vor / empf[ie]+hl\w* /
    empfohlen\w* / beantragte?n? / bittet / bitten / b[aä]t(?:en)? / gebeten /
    forder\w* / gefordert / verlangt / \w*reg\w*\s(?:\w+\s){0,10}?an / angeregt\w* /
    anreg\w* / plan / planen / plant / geplant / beabsichtig\w* /
    pr[üu]f(?:t|en|te|ten|ung|ungen) / geprüft / erw[aä]g\w* / denkbar / möglicherweise /
    eventuell / gegebenenfalls / ggf / falls / sofern / wenn / ob / fragt?e?n? /
    anfrage\w* / offen / steh(?:t|en) (?:noch )?aus / aussteht / unklar / vorgesehen /
    entwurf\w* / vorbehaltlich / vorbehalt / w[üu]nsch\w* / dafür / erwart\w* / rechnet /
    k[üu]ndig\w* / voraussichtlich / diskutiert / berät\w* / berat\w* / in prüfung /
    für möglich / should / could / might / would / may / propos\w* / recommend\w* /
    plan\w* / intend\w* / consider\w* / if / whether / ask\w* / expect\w* / provided /
    suggest\w* / draft / wants? / in favour / wanted / possible / möglich / laut /
    nach ansicht / nach angaben / aus sicht
    """
)
# Of these, what a sentence can't lose without saying more than before.
PENDING: Final = _any(
    r"""
    beh[aä]lt\w* sich (?:\w+ ){0,3}vor /
    soll / sollen / sollte / sollten / würden? / könnten? / will /
    wollen / vorgeschlagen / schl(?:ägt|agen|ug|ugen)\s(?:\w+\s){0,12}?vor / empf[ie]+hl\w* /
    empfohlen / beantragte?n? / bittet / b[aä]t(?:en)? / forder(?:t|te|n|ten) /
    regt?e?n?\s(?:\w+\s){0,10}?an / angeregt / plant / planen / geplant /
    beabsichtig(?:t|en) / prüft / prüfen / geprüft / erw[aä]g\w* / falls / sofern /
    fragt?e? / ob / offen / steh(?:t|en) (?:noch )?aus / vorgesehen / should / could /
    might / proposed?s? / recommends? / plans? / planned / intends? / considers? / if /
    whether / asked / expected
    """
)
# An order to someone, which paraphrase may turn into „muss“.
ORDER: Final = _any(r"beauftrag\w* / verpflicht\w* / zu sein")
DECISION: Final = _any(
    r"""
    beschl[oöui]\w+ / entschied\w* / genehmigte?n? / bewilligte?n? / verabschiedete?n? /
    festgesetzt / festzusetzen / festgelegt / gebilligt / billigte?n? / erhalten /
    erteilt / eingerichtet / zurückgewiesen / angenommen / stattgegeben / zugestimmt /
    freigegeben / beauftragte?n? / decided?s? / adopt(?:s|ed) / approved?s? /
    resolved?s? / granted
    """
)
DECIDED: Final = _any(
    r"""
    beschl[oöui]\w+ / entschied\w* / entsch[ei]+d(?:et|en) / genehmig\w* / bewillig\w* /
    verabschied\w* / festgesetzt / festzusetzen / festgelegt / gebilligt / billig\w* /
    erteil\w* / erhalten / erhält / erhielten / zurückgewiesen / angenommen /
    stattgegeben / \w*stimm(?:t|te|ten|en) / zugestimmt / freigegeben / einstimmig /
    mehrheitlich / abgelehnt / lehnt\w* / beauftrag\w* / keine mehrheit / ausgesprochen /
    eingerichtet / untersag\w* / deci\w+ / adopt\w* / approv\w* / resolv\w* / grant\w* /
    reject\w* / accept\w*
    """
)
ALL: Final = _any(
    r"""
    alle[nrs]? / sämtlich\w* / jede[rsnm]? / ausnahmslos / all / every / each / everyone
    """
)
SOME: Final = _any(
    r"""
    einige[nr]? / manche[nr]? / mehrere[nr]? / einzelne[nr]? / teilweise / wenige[nr]? /
    meisten / viele[nr]? / zum teil / some / several / most / many / few / a number of
    """
)
# „nicht vor Mai“, „nicht mehr als“: a limit, no denial.
LIMIT: Final = re.compile(
    r"(?<!\w)(?:nicht|kein\w*|not|no) (?:vor|mehr als|über|länger als|später als|früher als"
    r"|weniger als|more than|less than|before)(?!\w)|(?<!\w)vor (?:\w+ ){1,2}\d{4}.{0,60}nicht"
)
NOT_ALL: Final = re.compile(
    r"(?<!\w)(?:nicht (?:alle\w*|jede\w*|sämtliche\w*)|not (?:all|every))(?!\w)"
)
AT_LEAST: Final = _any(r"mindestens / wenigstens / minimum / at least / no fewer than")
AT_MOST: Final = _any(
    r"""
    höchstens / maximal / bis zu / nicht mehr als / nicht über / at most / up to /
    no more than
    """
)
EARLIEST: Final = _any(r"frühestens / nicht vor / at the earliest / not before")
LATEST: Final = _any(r"spätestens / at the latest / no later than")
CAN: Final = _any(
    r"""
    kann / können / könnten? / darf / dürfen / may / can / optional / freiwillig /
    freigestellt
    """
)
MUST: Final = _any(
    r"""
    muss / müssen / musste[n]? / verpflichtet\w* / zwingend / must / shall / required /
    has to / have to
    """
)
# Pairs of opposite directions. A sentence on one side, negated, is on the other.
AXES: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (
        _any(
            r"""
    \w*zu(?:ge)?stimm\w* / stimm(?:t|te|ten|en)\s(?:\w+\s){0,10}?zu / angenommen /
    annahm(?:en)? / stattgegeben / genehmig\w* / bewillig\w* / befürwort\w* / gebilligt /
    billigte?n? / einverstanden / dafür / zulassen / adopt\w* / approv\w* / accept\w* /
    in favour / grant(?:s|ed) / für die vorlage / unterstützt\w* /
    fand(?:en)? zustimmung / verteidigte?
    """
        ),
        _any(
            r"""
    abgelehnt\w* / ablehn\w* / lehn(?:t|te|ten|en)\s(?:[\w,]+\s){0,14}?ab /
    zurückgewiesen\w* / verweiger\w* / (?:ist|sind|war|waren|stimm\w+|sich) dagegen(?! \w+ dafür) /
    gegen (?:das|die|den|diesen|dieses) \w+ / scheiter\w* / keine mehrheit /
    ohne mehrheit / ohne erfolg / reject\w* / refus\w* / declin\w* / dismiss\w* /
    opposed / against / kritisier\w* / kritik\w* / untersagt?e?n? / keine zustimmung
    """
        ),
    ),
    (
        _any(
            r"""
    steig\w* / stieg\w* / gestiegen\w* / \w*anstieg\w* / erhöh\w* /
    zu(?:ge)?n[aoi]h?mm?\w* / nahm\w*\s(?:\w+\s){0,8}?zu / wachsen\w* / wächst /
    wuchs(?:en)? / gewachsen / höher / mehr als / \d+ mehr / angehoben\w* / anheb\w* /
    anhebung\w* / ros?en? / rise[ns]? / rising / increas\w* / higher / grew / grown /
    more / up
    """
        ),
        _any(
            r"""
    sink\w* / sank(?:en)? / gesunken\w* / senk\w* / gesenkt\w* / verringer\w* /
    reduzier\w* / ab(?:ge)?n[aoi]h?mm?\w* / nahm\w*\s(?:\w+\s){0,8}?ab / rückgang\w* /
    zurück(?:ge)?g[aei]+ng\w* / g[ei]+ng?e?n?\s(?:[\w,.]+\s){0,10}?zurück /
    rückläufig\w* / weniger / niedriger\w* / geringer\w* / fiel(?:en)? / gefallen /
    decreas\w* / fell / fallen / drop\w* / lower / fewer / less / down
    """
        ),
    ),
    (_any(r"verlänger\w* / länger / extend\w*"), _any(r"verkürz\w* / kürz\w* / gekürzt / statt")),
    (
        _any(r"empf[ie]+hl\w* / empfohlen / spricht sich dafür / recommend\w*"),
        _any(r"r[aä]t(?:en)?\s(?:[\w,]+\s){0,8}?ab / abgeraten / advises? against"),
    ),
    (
        _any(r"erlaubt / zulässig / gestattet / darf / dürfen / allowed / permitted"),
        _any(r"verboten? / unzulässig / untersagt / forbidden / prohibited"),
    ),
    (_any(r"überschuss\w* / surplus"), _any(r"fehlbetrag\w* / defizit\w* / deficit")),
    (
        _any(r"(?:ge)?öffnet\w* / öffnen"),
        _any(r"(?:ge)?schlossen / schließen / (?:ge|voll)?sperrt?"),
    ),
)
