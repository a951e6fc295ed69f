"""Names of people, parties, streets and of what stands in quotation marks, without a dictionary.

German writes every noun with a capital, so a name is only taken for one beside a title, an office
or a known first name, or by the ending of a street. What is missed here is not marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.evidence.folding import folded, spelled_out, vocabulary


class Kind(StrEnum):
    """What a name names."""

    PERSON = "person"
    PARTY = "party"
    STREET = "street"
    PLACE = "place"  # behind a word like Ortsteil or Kita


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text; ``last`` is what it is known by, ``given`` the first names if any."""

    start: int
    end: int
    words: str
    kind: Kind
    last: str
    given: str = ""
    salutation: str = ""
    cue: str = ""
    behind: str = ""  # the word after it: its surname, when ``last`` is a rare first name


_CAPITAL: Final = r"[A-ZÄÖÜÇŞİÉÁŁŠŽ][\w’'-]{1,40}"
_PARTICLE: Final = r"(?:von|van|de|der|den|zu|di|da|al|el|ten|ter)"
_SURNAME: Final = rf"(?:{_PARTICLE}\s){{0,2}}{_CAPITAL}"
_ROLE: Final = (
    r"(?:Ober|Erste[rn]?\s|Zweite[rn]?\s|Stellvertretende[rn]?\s|Vize)?"
    r"(?:[Bb]ürgermeister|Stadtr[aä]t|Gemeinder[aä]t|Stadtbaur[aä]t|Landr[aä]t|Ratsherr|Ratsfrau|Ratsmitglied"
    r"|Dezernent|Amtsleiter|Fachbereichsleiter|Abteilungsleiter|Referatsleiter|Schulleiter|Projektleiter"
    r"|Beigeordnete|Minister|Senator|Kämmer(?=er|in)|Abgeordnete|(?:Ausschuss|Fraktions)?[Vv]orsitzende"
    r"|Architekt|Gutachter|Sachbearbeiter|Ingenieur|Pressesprecher|Staatssekretär|Geschäftsführer"
    r"|Protokollführer|Schriftführer|Stadtverordnete|Gleichstellungsbeauftragte|Datenschutzbeauftragte)"
    r"(?:er|in|r|n|s)?"
)
_ENGLISH_ROLE: Final = r"(?:Mayor|Councillor|Cllr\.?|Professor|Chair|Judge|Director|Minister)"
_SALUTATION: Final = r"(?:Herrn|Herr|Frau|Mrs\.?|Ms\.?|Mr\.?)"
_TITLE: Final = r"(?:Prof\.|Dr\.(?:-Ing\.)?(?:\s(?:med|jur|phil|h\.\sc)\.)?|Dipl\.-Ing\.|Prof|Dr)"
_TITLED: Final = re.compile(
    rf"(?<!\w)(?P<cue>{_SALUTATION}|{_TITLE}|{_ROLE}|{_ENGLISH_ROLE})"
    rf"(?:\s(?:{_SALUTATION}|{_TITLE}|{_ROLE}|a\.\sD\.)){{0,3}}\s"
    rf"(?P<name>{_SURNAME}(?:\s{_SURNAME}){{0,2}})"
)
# Within a lookahead, so that „Ratsmitglied Petra Gloger“ is tried from each of its words.
_PAIR: Final = re.compile(
    rf"(?<![\w-])(?=(?P<all>(?P<given>{_CAPITAL})(?:\s[A-Z]\.)?\s(?P<name>{_SURNAME})))"
)
_PARTY: Final = re.compile(
    r"(?<!\w)(?:CDU|CSU|SPD|FDP|AfD|BSW|FWG|Volt|Piraten|Grünen?|GRÜNEN?|Linken?|LINKEN?"
    r"|Freien?\sWähler)(?![a-zäöüß])"
)
_STREET: Final = re.compile(
    r"(?<![\w-])(?P<stem>[A-ZÄÖÜ][a-zäöüß]+?(?:-[A-ZÄÖÜ][a-zäöüß]+){0,3}-?)"
    r"(?P<ending>[Ss]traße|[Ss]trasse|[Ss]tr\.|[Pp]latz|[Ww]eg|[Aa]llee|[Gg]asse|[Dd]amm|[Uu]fer"
    r"|[Bb]rücke|[Rr]ing|[Cc]haussee|[Mm]arkt)(?:e?s|n)?(?!\w)"
)
_PLACE: Final = re.compile(
    r"(?<!\w)(?P<cue>Kita|Kindertagesstätte|Gemeinde|Ortsteil|Ortschaft|Stadtteil|Landkreis|Bezirk"
    r"|Grundschule|Gesamtschule|Realschule|Gymnasium|Sporthalle|Firma|Planungsbüro|Ingenieurbüro"
    rf"|Architekturbüro|Stadt|Standort)s?\s[„\"»]?(?P<name>{_CAPITAL})"
)
# First parts of words that end like a street and name none: Radweg, Spielplatz, Arbeitsmarkt.
_GENERIC: Final = vocabulary(
    """
    ab anlieger arbeits aus ausbildungs autobahn bahn bau bei beschwerde betreuungs bolz bundes
    camping dienst durchgangs ein einbahn eisenbahn energie ersatz fahrrad feld fest feuer floh
    flucht frei fuss fussganger geh gemeinde geschafts grill hafen halte haupt heim hin immobilien
    innen instanzen jahr kindergarten kita klage kreis kreuzungs krippen lade lager land landes
    lebens lehr liege mittel mobilitats neben ort ortsdurchgangs park parkpl pflege post rad rast
    rechts rettungs ruck schlaf schnell schul sitz sonder spazier spiel sport stadt stand stauraum
    stell strassen studien such super tausch ufer um ver verkehrs vertriebs verwaltungs vor wald
    wander wasser weihnachts wirtschafts wochen wohn wohnungs zelt zu zufahrts
    """
)
_GIVEN: Final = vocabulary(
    """
    achim adam ahmet alexander ali alina amelie andrea andreas anja anke ann anna anne annette
    antje anton arne arthur ayse barbara bastian beate ben benjamin bernd bernhard bettina birgit
    bjorn boris brigitte bruno can carina carl carla carmen carola carolin caroline carsten
    charles charlotte christa christian christiane christina christine christoph christopher clara
    claudia clemens cornelia dagmar daniel daniela david dennis detlef diana dieter dirk dominik
    doris dorothea eckhard edith edward elena elif elisabeth elizabeth elke ella ellen emil emilia
    emily emine emma erik erika ernst esra eva evelyn fabian fatma felix ferdinand florian frank
    franz franziska frauke frederik friederike friedrich fritz gabriele georg george gerd gerda
    gerhard gesa gisela grace gregor gudrun guido gunter hanna hannah hannes hans harald harry
    hartmut heidi heike heiko heinrich heinz helen helena helga helmut henning henrik henry
    herbert hermann hilde holger horst hulya hussein ibrahim ilse ines inga inge ingo ingrid irene
    iris isabel isabell isabella ismail jack jakob james jan jana jane janina jannik jasmin jason
    jennifer jens jessica joachim jochen johann johanna johannes john jonas jorg josef joseph
    judith julia julian juliane jurgen jutta kai karen karin karl karla karsten katharina kathrin
    katja katrin kerstin kevin kim kirsten klara klaus konrad kristin kurt lara lars laura lea
    lena leo leon leonie liam linda lisa lothar louis louisa luca lucas lucia ludwig luisa lukas
    lutz malte mandy manfred manuel manuela marc marcel marco marcus maren margaret margarete
    margit margret maria marie marina mario marion markus marlene marta martha martin martina mary
    mathias mathilde matthias max maximilian mehmet melanie merle mia michael michaela michel mike
    miriam mirko mohamed mona monika moritz murat mustafa nadine nadja nancy natalie nele nico
    nicole niklas nils nina nora norbert olaf ole oliver olivia oskar otto patricia patrick paul
    paula peter petra philipp pia rainer ralf ramona raphael rebecca regina reiner reinhard renate
    rene ricarda richard rita robert roland rolf roman ronald rosa rosemarie rudiger rudolf ruth
    sabine sabrina sandra sara sarah sascha sebastian selma silke silvia simon simone sina sofia
    sonja sophia sophie stefan stefanie steffen stephan stephanie susan susanne sven svenja sylvia
    tamara tanja tarek theo theodor theresa thilo thomas thorsten tim timo tina tobias tom torben
    torsten udo ulf uli ulla ulrich ulrike ursula uta ute uwe vanessa vera verena veronika viktor
    viktoria volker walter waltraud werner wiebke wilhelm william wolfgang yasemin yusuf yvonne
    zeynep
    """
)
# Behind a title or a first name these begin no surname.
_NO_NAME: Final = vocabulary(
    """
    am amt anfang april auf august ausschuss bei committee council das dem den der dezember die dr
    ende euro februar fraktion frau fur gemeinde herr herrn im in januar juli juni mai marz mit
    mitte november oder oktober prof prozent rat september stadt the uhr und verwaltung von zum
    zur
    """
)
_NOUN_ENDINGS: Final = ("ung", "ungen", "heit", "keit", "schaft", "tion", "amt", "ausschuss")
_LONGEST: Final = 40  # letters of a name
_GENITIVE: Final = re.compile(r"(?:['’]s?|(?<=[^sxzß])s)\Z")


def is_given(word: str) -> bool:
    """Tell whether a word is a common first name."""
    return folded(word) in _GIVEN


def find_names(text: str) -> list[Name]:
    """Return all names of a text in order."""
    mask = bytearray(len(text))
    found = []
    for name in (*_titled(text), *_pairs(text), *_parties(text), *_streets(text), *_places(text)):
        if not any(mask[name.start : name.end]):
            mask[name.start : name.end] = b"\1" * (name.end - name.start)
            found.append(name)
    return sorted(found, key=lambda name: name.start)


def key(name: str) -> str:
    """Return a name as it is compared: without case, accents and the genitive's s."""
    return _GENITIVE.sub("", spelled_out(name))


def keys(name: str) -> frozenset[str]:
    """Return all that a name may be in another form: „Jens“ and „Webers“ both end in s."""
    return frozenset({spelled_out(name).rstrip("'’"), key(name)})


def _titled(text: str) -> list[Name]:
    found = []
    for match in _TITLED.finditer(text):
        parts = _parts(match["name"])
        if not parts:
            continue
        is_office = not re.fullmatch(rf"{_SALUTATION}|{_TITLE}", match["cue"])
        if is_office and folded(parts[-1]).endswith(_NOUN_ENDINGS):
            continue
        end = match.start("name") + match["name"].index(parts[-1]) + len(parts[-1])
        before = text[match.start() : match.start("name")]
        said = re.search(r"Herrn?|Frau|Mrs|Ms|Mr", before)
        salutation = {"Herrn": "Herr", "Mr": "Herr"}.get(said[0], said[0]) if said else ""
        given = parts[0] if len(parts) > 1 else ""
        following = re.match(rf"\s({_CAPITAL})", text[end : end + _LONGEST])
        found.append(
            Name(
                match.start(),
                end,
                text[match.start() : end],
                Kind.PERSON,
                parts[-1],
                given,
                "Frau" if salutation in {"Mrs", "Ms"} else salutation,
                behind=following[1] if following and _may_be_a_surname(following[1]) else "",
            )
        )
    return found


def _may_be_a_surname(word: str) -> bool:
    return folded(word) not in _NO_NAME and not folded(word).endswith(_NOUN_ENDINGS)


def _parts(name: str) -> list[str]:
    """Return a name's own words: what follows is cut off where a noun or month begins."""
    parts = []
    for word in name.split():
        if word[0].islower():
            continue
        if folded(word).strip(".") in _NO_NAME:
            break
        parts.append(word)
        # A surname ends the name, unless it was a first name.
        if folded(word.split("-")[0]) not in _GIVEN:
            break
    return parts


def _pairs(text: str) -> list[Name]:
    return [
        Name(
            match.start("all"),
            match.end("all"),
            match["all"],
            Kind.PERSON,
            match["name"].split()[-1],
            match["given"],
        )
        for match in _PAIR.finditer(text)
        if folded(match["given"].split("-")[0]) in _GIVEN
        and folded(match["name"].split()[-1]) not in _NO_NAME
        and not folded(match["name"]).endswith(_NOUN_ENDINGS)
    ]


def _parties(text: str) -> list[Name]:
    return [
        Name(match.start(), match.end(), match[0], Kind.PARTY, match[0])
        for match in _PARTY.finditer(text)
    ]


def _streets(text: str) -> list[Name]:
    return [
        Name(match.start(), match.end(), match[0], Kind.STREET, match[0])
        for match in _STREET.finditer(text)
        if folded(match["stem"]).rstrip("-") not in _GENERIC
    ]


def _places(text: str) -> list[Name]:
    return [
        Name(
            match.start("name"),
            match.end(),
            match["name"],
            Kind.PLACE,
            match["name"],
            cue=match["cue"],
        )
        for match in _PLACE.finditer(text)
        if folded(match["name"]) not in _NO_NAME
        and not folded(match["name"]).endswith(_NOUN_ENDINGS)
    ]
