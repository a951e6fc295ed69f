"""Words that decide what a sentence says: negation, proposal, decision, quantity, duty, direction.

German and English, as patterns over small letters. Rough on purpose: bot/evidence/meaning.py only
compares how two sentences about the same thing use them.
"""

from __future__ import annotations

import re
from typing import Final


def any_of(listed: str) -> re.Pattern[str]:
    """Return a pattern for any of the words or phrases, which a slash divides."""
    words = "|".join(re.split(r"\s+/\s+", listed.strip()))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


NEGATION: Final = any_of(
    r"""
    nicht / kein(?:e|en|er|em|es|erlei|esfalls|eswegs)? / nie / niemals /
    niemand(?:em|en)? / nichts / weder / ohne / nirgends /
    nicht(?:öffentlich|mitglied)\w* / not / no / never / none / nobody / nothing /
    neither / nor / without / cannot / unzulässig\w* / unmöglich / unnötig / unbesetzt /
    unzureichend\w* / unveränder\w* / unwirksam\w* / ungeeignet\w* / unbegründet /
    unwahrscheinlich / \w+n['’]t / verzichte(?:t|te|n|ten) /
    von (?:einer|einem|der|dem) (?:\w+ ){1,4}(?:abgesehen|abgesehen hat) / not yet /
    yet to
    """
)
# Negation, and that something is still to come.
DENIAL: Final = re.compile(
    rf"{NEGATION.pattern}|(?<!\w)(?:steh(?:t|en) (?:noch )?aus|aussteht|offen)(?!\w)"
)
# Words that deny without „nicht“.
REFUSED: Final = any_of(
    r"""
    \w*ausgeschlossen\w* / ausgenommen\w* / untersagt\w* / verboten\w* / entfällt /
    entfallen / entfiel\w* / fehlt / fehlen / fehlte\w* / abgelehnt\w* / verworfen\w* /
    verweigert\w* / abgesagt\w* / eingestellt\w* / aufgehoben\w* / gescheitert\w* /
    erfolglos\w* / zurückgewiesen\w* / vertagt\w* / excluded / banned / cancel\w* /
    rejected / denied / missing / forbidden / prohibited / refused /
    (?:rät|raten|riet|rieten) (?:\w+ ){0,8}ab / lehn(?:t|te|ten|en) (?:\w+ ){0,10}ab
    """
)
ONLY: Final = any_of(r"nur / erst / lediglich / ausschließlich / only")
# Words that can stand for a negation in other words: „bleibt stehen“, „fehlt“, „nur“.
NEGATIVE: Final = any_of(
    r"""
    nur / erst / lediglich / fehl\w* / mangel\w* / verzicht\w* / entf[aä]ll\w* /
    wegf[aä]ll\w* / weg / bleib\w* / blieb(?:en)? / \w*ausgeschlossen\w* /
    schlie(?:ß|ss)\w* / verbot\w* / untersag\w* / aus / ausst[eä]h\w* / noch / offen /
    unklar / \w+frei(?:e[nrs]?)? / \w+los(?:e[nrs]?)? / scheiter\w* / erfolglos\w* /
    gegen / dagegen / statt / anstatt /
    (?:ab|zurück)(?:ge)?(?:lehn|wies|wiesen|weis|geraten)\w* / lehn\w* / ab / weniger /
    verfrüht\w* / vertag\w* / verschieb\w* / verschob\w* / weiger\w* /
    widerspr(?:ech|ach|och)\w* / formlos / kritisi\w* / unzufrieden / zweifel\w* /
    only / lacks? / reject\w* / refus\w* / against / yet / unless / fail\w* / stay /
    stays / same / lose / still / free / gleich\w* / unveränder\w* / except /
    verf[aä]ll\w* / end(?:e|et|en|ete) / zuletzt / bisher / bislang / abgesehen /
    absehen / sieht / ausnahm\w* / ausgenommen\w* / unterbl\w* / verl(?:ier|or|ust)\w* /
    außer(?:halb)? / un(?!d|s|ter|gefähr|ser|ion|iv)\w{4,} / \w+widrig\w* / vakant\w* /
    leer\w* / verst(?:o|ö)(?:ß|ss)\w* / verletz\w* / beanstand\w* / rüg\w* /
    erl(?:isch|osch)\w* / entbehrlich / hinfällig / kaum / eingestellt / einstell\w* /
    gestoppt / beend\w* / aufgegeben / ausgesetzt / aussetz\w* / vermeid\w* /
    vermied\w* / verhinder\w* / absag\w* / abgesagt / bestreit\w* / bestritt\w* /
    dementier\w* / verneint\w* / verworfen\w* / verw[ai]rf\w* / konstant\w* /
    stabil\w* / stets / kleiner\w* / verfehl\w* / (?:\w*ge|aus|ab)sperr\w* /
    weggefallen\w* / gestrichen\w* / bann?ed / ban / prohibit\w* / forbid\w* / tabu /
    selbst / vergeblich / gratis / unter / unterschr\w* / zurück / zurückg\w* / allein /
    gering\w* / niedrig\w* / rückgang / vorbehalten / später\w* / scheid\w* /
    schied\w* / hält / avoid\w* / exempt\w* / exclud\w* / den(?:y|ies|ied) / disput\w* /
    absen\w+ / stop\w* / ceas\w* / object\w* / oppos\w* / declin\w* / keep\w* / kept /
    remain\w* / rather / instead / under / below / un(?!der|it|ion|til|i)\w{4,} /
    freiwillig\w* / freigestellt / voluntary / optional / entfrist\w*
    """
)
TENTATIVE: Final = any_of(
    r"""
    beh[aä]lt\w* sich (?:\w+ ){0,3}vor / noch nicht / not yet / yet to / erkundig\w* /
    (?:an|nach)?frag\w* / wissen / know / ungewiss / soll / sollen / sollte / sollten /
    würden? / könnten? / wollen / will / möchten? / wolle / vorschl[aä]\w* /
    vorgeschlagen\w* / schl(?:ägt|agen|ug|ugen)\s(?:[\w-]+\s){0,12}?vor /
    schl(?:ägt|ug) vor / empf[ie]+hl\w* / empfohlen\w* / beantragte?n? / bittet /
    bitten / b[aä]t(?:en)? / gebeten / forder\w* / gefordert / verlangt /
    \w*reg\w*\s(?:[\w-]+\s){0,10}?an / angeregt\w* / anreg\w* / plan / planen / plant /
    geplant / beabsichtig\w* / pr[üu]f(?:t|en|te|ten|ung|ungen) / geprüft /
    erw[aä]g\w* / denkbar / möglicherweise / eventuell / gegebenenfalls / ggf / falls /
    sofern / wenn / ob / fragt?e?n? / anfrage\w* / offen / steh(?:t|en) (?:noch )?aus /
    aussteht / unklar / vorgesehen / entwurf\w* / vorbehaltlich / vorbehalt /
    w[üu]nsch\w* / dafür / erwart\w* / rechnet / k[üu]ndig\w* / voraussichtlich /
    diskutiert / berät\w* / berat\w* / in prüfung / für möglich / should / could /
    might / would / may / propos\w* / recommend\w* / plan\w* / intend\w* / consider\w* /
    if / whether / ask\w* / expect\w* / provided / suggest\w* / draft / wants? /
    in favour / wanted / possible / möglich / laut / nach ansicht / nach angaben /
    aus sicht / ziel / ziele / angestrebt\w* / anstreb\w* / strebt / absicht\w* /
    vorschlag\w* / vorschläge / antrag / anträge / empfehlung\w* / forderung\w* /
    wunsch / wünsche / anregung\w* / bitte / frage / planung\w* / bevorzug\w* /
    favorisier\w* / plädier\w* / setz(?:t|te|ten|en) sich / eingesetzt / ausgesprochen /
    zus(?:age|agt|agte)\w* / sagt\w* (?:\w+ ){0,6}zu / zugesagt\w* / verspr\w* /
    versprochen / künftig / zukünftig\w* / angedacht\w* / in aussicht / hoff\w* /
    befürcht\w* / vermut\w* / wohl / wahrscheinlich / könnte\w* / prognos\w* /
    absehbar / zeichnet / möchte\w* / kann / können / bedingung / voraussetzung /
    abhängig / hängt / soweit / je nachdem / gedacht / angekündigt\w* / ankündig\w* /
    in vorbereitung / bereitet / bereiten / steht an / stehe an / ansteh\w* /
    geh(?:t|en) (?:[\w.,]+ ){0,8}aus / aufgeworfen\w* / ungeklärt\w* / unsicher\w* /
    unentschieden / strittig / abzuwarten / abwart\w* / angeboten / angebot\w* /
    bietet / bot(?:en)? / wünschenswert\w* / advis\w* / aim\w* / goal /
    hop(?:e|es|ed|ing) / likely / request\w* / call(?:s|ed)? for / undecided / pending /
    would like / can / depend\w* / favou?rs? / forecast\w* / announc\w* / frühestens /
    target\w* / aim\w* / thema / befasst / beschäftigt / diskussion / beratung / rät /
    raten / riet(?:en)?
    """
)
# Of these, what a sentence can't lose without saying more than before.
PENDING: Final = any_of(
    r"""
    beh[aä]lt\w* sich (?:\w+ ){0,3}vor / soll / sollen / sollte / sollten / würden? /
    könnten? / will / wollen / vorgeschlagen /
    schl(?:ägt|agen|ug|ugen)\s(?:[\w-]+\s){0,12}?vor / empf[ie]+hl\w* / empfohlen /
    beantragte?n? / bittet / b[aä]t(?:en)? / forder(?:t|te|n|ten) /
    regt?e?n?\s(?:[\w-]+\s){0,10}?an / angeregt / plant / planen / geplant /
    beabsichtig(?:t|en) / prüft / (?<!zu )prüfen / wird (?:\w+ ){0,6}geprüft /
    geprüft (?:wird|werden) / werden (?:\w+ ){0,6}geprüft / erw[aä]g\w* / falls /
    sofern / fragt?e? / ob / offen / steh(?:t|en) (?:noch )?aus / vorgesehen / should /
    could / might / proposed?s? / recommends? / plans? / planned / intends? /
    considers? / if / whether / asked / expected
    """
)
# What a quotation is about when it has nothing else: then a statement of fact says too much.
UNSETTLED: Final = any_of(
    r"""
    gefordert\w* / gewünscht\w* / angeregt\w* / beantragt\w* / gebeten / verlangt\w* /
    erwogen\w* / angedacht\w* / befürchte\w* / vermut\w* / möglicherweise / womöglich /
    eventuell / wohl / denkbar\w* / angekündigt\w* / stell(?:t|te|ten|en) in aussicht /
    in aussicht gestellt / strebt\w* / angestrebt\w* / hoff(?:t|te|en|ten) /
    wünsch(?:t|te|en|ten) / erwarte\w* / rechne(?:t|te|n) / dürfte\w* /
    (?:rät|raten|riet|rieten) (?:\w+ ){0,3}(?:dazu|zu)\w* /
    sag(?:t|te|en|ten) (?:\w+ ){0,8}zu / zugesagt\w* / möchten? / bevorzug\w* /
    plädier\w* / angeboten / bietet\w* / wünschenswert\w* / suggest\w* / request\w* /
    urg(?:e|es|ed) / fear\w* / hop(?:e|es|ed) / likely / yet to / pending /
    advis(?:e|es|ed) / want(?:s|ed)? / call(?:s|ed)? for / antrag auf /
    (?:wird|werden) (?:\w+ ){0,6}(?:beraten|diskutiert|erörtert) /
    nehmen (?:\w+ ){0,4}auf / will discuss / under discussion / discussed
    """
)
# A forecast may become a plain future, but not something that has happened.
FORECAST: Final = any_of(
    r"""
    voraussichtlich\w* / prognos\w* / erwarte\w* / geschätzt\w* / schätz\w* /
    rechne(?:t|te|n) / geplant\w* / vorgesehen\w* / soll(?:en)? / will / wollen /
    expect\w* / estimat\w* / forecast\w* / plan(?:s|ned)
    """
)
HAPPENED: Final = re.compile(
    r"(?<!\w)(?:wurden?|worden|inzwischen|bereits|hat(?:te|ten)?\s(?:[^,;]{1,80}\s)?\w*ge\w+[tn]"
    r"|(?:hat|haben)\s[^;]{0,90}?(?:ver|be|ent|er)\w+[tn](?=[.\s]*\Z)|(?:has|have|had) been)(?!\w)"
)
# Somebody's view: what they say is no fact.
OPINION: Final = any_of(
    r"""
    tr[aäu]g(?:t|en)? (?:\w+ ){0,3}vor / vorgetragen /
    m[ae]ch(?:t|te|en|ten) (?:\w+ ){0,2}geltend / behaupte\w* /
    (?:der|ihrer|seiner) (?:auffassung|ansicht|meinung) / argumentier\w* /
    mein(?:t|te|en|ten) / h[aäi]e?lt\w* [^,;]{1,60} für / halten (?:[^,;]{1,60}) für /
    befürchte\w* / vermute(?:t|n|te|ten) / glaub(?:t|te|en|ten) / claim(?:s|ed)? /
    argu(?:e|es|ed) / alleg(?:e|es|ed) / believ(?:e|es|ed) / fear(?:s|ed)? /
    nach (?:darstellung|ansicht|auffassung|meinung|angaben)
    """
)
ATTRIBUTED: Final = any_of(
    r"""
    laut / zufolge /
    nach (?:ansicht|auffassung|meinung|angaben?|auskunft|einschätzung|darstellung|den worten) /
    aus sicht / so (?:der|die|das) / sieht\w* / sehe / sehen / find(?:et|en)\w* /
    fand(?:en)? / h[aäi]e?lt\w* / halten / mein\w* / sag(?:t|te|en|ten) / erklär\w* /
    argument\w* / behaupt\w* / beton\w* / kritis\w* / kritik\w* / bemängel\w* /
    bestreit\w* / bestritt\w* / befürcht\w* / vermut\w* / vermein\w* / beruft\w* /
    berief\w* / weist\w* / wies\w* / wehr\w* / wend\w* / rüg\w* / mach\w* / trägt /
    trug / vortrag\w* / bedenken / sorge\w* / angeblich\w* / glaub\w* / werte\w* /
    bewert\w* / einwand / einwände / lehn\w* / warn\w* / sei / seien / habe / hätten? /
    würden? / zweifel\w* / strittig / umstritten / wirf(?:t)? / according / says? /
    said / argu\w* / claim\w* / alleg\w* / believ\w* / view / defend\w* / critici\w* /
    fear\w* / concern\w* / opinion / finds? / consider\w* / thinks? / warn\w* /
    deni\w* / disput\w* / führt / führen / begründe\w* / nennt / nennen
    """
)
PROPOSAL: Final = re.compile(
    r"(?<!\w)(?:beschluss(?:vorschlag|empfehlung|entwurf|antrag)|beschlußvorschlag"
    r"|draft resolution|proposed resolution)(?!\w)"
)
PROPOSAL_ENDS: Final = re.compile(
    r"(?<!\w)(?:begründung|sachverhalt|sachdarstellung|erläuterung(?:en)?|problembeschreibung"
    r"|finanzielle auswirkungen|beschluss(?=:)|abstimmung(?:sergebnis)?"
    r"|beratungsergebnis|reasons)(?!\w)"
)
# An order to someone, which paraphrase may turn into „muss“.
ORDER: Final = any_of(r"beauftrag\w* / verpflicht\w* / zu sein")
DECISION: Final = any_of(
    r"""
    vergab(?:en)? / vergeben / verhängt\w* / verfügte?n? / erlassen / erließ(?:en)? /
    angeordnet\w* / ordnet(?:e|en)? (?:\w+ ){0,5}an / bestätigt\w* / confirmed /
    awarded / imposed / ordered / beschl[oöui]\w+ / entschied\w* / genehmigte?n? /
    bewilligte?n? / verabschiedete?n? / festgesetzt / festzusetzen / festgelegt /
    gebilligt / billigte?n? / (?:hat|haben|hatte) (?:\w+ ){0,8}erhalten / erteilt /
    eingerichtet / zurückgewiesen / angenommen / stattgegeben / zugestimmt /
    freigegeben / beauftragte?n? / decided?s? / adopt(?:s|ed) / approved?s? /
    resolved?s? / granted
    """
)
DECIDED: Final = any_of(
    r"""
    vergab(?:en)? / vergeben / verhängt\w* / verfügte?n? / erlassen / erließ(?:en)? /
    angeordnet\w* / ordnet(?:e|en)? (?:\w+ ){0,5}an / bestätigt\w* / confirmed /
    awarded / imposed / ordered / beschl[oöui]\w+ / entschied\w* /
    entsch[ei]+d(?:et|en) / genehmig\w* / bewillig\w* / verabschied\w* / festgesetzt /
    festzusetzen / festgelegt / gebilligt / billig\w* / erteil\w* / erhalten / erhält /
    erhielten / zurückgewiesen / angenommen / stattgegeben / \w*stimm(?:t|te|ten|en) /
    zugestimmt / freigegeben / einstimmig / mehrheitlich / abgelehnt / lehnt\w* /
    beauftrag\w* / keine mehrheit / ausgesprochen / eingerichtet / untersag\w* /
    deci\w+ / adopt\w* / approv\w* / resolv\w* / grant\w* / reject\w* / accept\w*
    """
)
ALL: Final = any_of(
    r"""
    alle[nrs]? / sämtlich\w* / jede[rsnm]? / ausnahmslos / all / every / each /
    everyone / vollständig\w* / in vollem umfang / vollumfänglich / voll / gänzlich /
    komplett\w* / ausschließlich / durchweg / fully / entirely / exclusively /
    completely / in full
    """
)
_NUMBER: Final = (
    r"(?:\d+|eine?[rs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)"
)
SOME: Final = any_of(
    rf"""
    einige[nr]? / manche[nr]? / mehrere[nr]? / einzelne[nr]? / teilweise / wenige[nr]? /
    meisten / viele[nr]? / zum teil / some / several / most / many / few / a number of /
    teils / überwiegend\w* / größtenteils / zum größten teil / weitgehend /
    vereinzelt\w* / in teilen /
    {_NUMBER} (?:der|von|of)(?: den| the)? {_NUMBER} /
    partly / partially / mainly / largely / in part / mostly
    """
)
# „nicht vor Mai“, „nicht mehr als“: a limit, no denial.
LIMIT: Final = re.compile(
    r"(?<!\w)(?:nicht|kein\w*|not|no) (?:vor(?= \w)|mehr als|über|länger als|später als|früher als"
    r"|weniger als|more than|less than|before)(?!\w)"
    r"|(?<!\w)(?:niemand|kein\w*|nicht|nie)\s(?:\w+\s){0,3}?"
    r"(?:häufiger|öfter|mehr|länger|später|früher|weniger|höher)\sals(?!\w)"
    r"|(?<!\w)(?:verboten|untersagt|unzulässig)(?!\w).{0,90}?(?<!\w)ohne(?!\w)"
    r"|(?<!\w)ohne .{0,90}?(?:verboten|untersagt|unzulässig)(?!\w)"
    r"|(?<!\w)(?:nicht|niemals|nie|not|never) (?:\w+ )?"
    r"(?:allein|nur|ausschließlich|alone|only)(?!\w)"
    r"|(?<!\w)vor (?:\w+ ){1,2}\d{4}.{0,60}nicht"
)
NOT_ALL: Final = re.compile(
    r"(?<!\w)(?:nicht (?:alle\w*|jede\w*|sämtliche\w*|vollständig\w*|voll|ausschließlich|ganz)"
    r"|not (?:all|every|fully|entirely|exclusively))(?!\w)"
)
AT_LEAST: Final = any_of(r"mindestens / wenigstens / minimum / at least / no fewer than")
AT_MOST: Final = any_of(
    r"""
    höchstens / längstens / maximal / bis zu / nicht mehr als / nicht über / at most /
    up to / no more than
    """
)
EARLIEST: Final = any_of(r"frühestens / nicht vor / at the earliest / not before")
LATEST: Final = any_of(r"spätestens / at the latest / no later than")
CAN: Final = any_of(
    r"""
    kann / können / könnten? / darf / dürfen / may / can / optional / freiwillig /
    freigestellt / gelegenheit / möglichkeit
    """
)
MUST: Final = any_of(
    r"""
    muss / müssen / musste[n]? / verpflichtet\w* / zwingend / must / shall / required /
    has to / have to
    """
)
