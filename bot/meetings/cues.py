"""Cue phrases of spoken German: decisions, votes, tasks, promises, and what blocks them.

Works sentence by sentence on spoken text. What blocks is looked at first: a question, a
condition, a negation or a look back at another meeting turns the clearest cue into none. English
has the few phrases that mixed meetings need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.evidence.folding import vocabulary
from bot.meetings.negation import NEGATION
from bot.meetings.spoken import standard


class Cue(StrEnum):
    """What a sentence does."""

    DECIDED = "decided"
    CONFIRMED = "confirmed"  # weak: bears out a decision that a draft names, proves none
    REJECTED = "rejected"
    POSTPONED = "postponed"
    REFERRED = "referred"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    RECOMMENDED = "recommended"
    VOTE_ASKED = "vote_asked"
    TASK = "task"
    PROMISE = "promise"
    REFUSAL = "refusal"
    UNDECIDED = "undecided"
    OFF_RECORD = "off_record"
    NEXT_ITEM = "next_item"
    CLOSED_PART = "closed_part"


class Block(StrEnum):
    """Why a cue doesn't count."""

    QUESTION = "question"
    CONDITION = "condition"
    NEGATION = "negation"
    LOOK_BACK = "look_back"
    HEARSAY = "hearsay"
    VAGUE = "vague"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_CUES: Final[Mapping[Cue, re.Pattern[str]]] = {
    Cue.DECIDED: _any(
        r"\b(?:ist|sind|wird|somit|damit|hiermit|dann|also)\b.{0,60}\bbeschlossen\b",
        r"^(?:so )?beschlossen\b|\bso beschlossen\b",
        r"(?<!können )(?<!müssen )(?<!wollen )(?<!sollen )(?<!dürfen )"
        r"\b(?:wir|der (?:stadt|gemeinde|personal)?rat|der ausschuss) beschlie(?:ß|ss)(?:en|t)\b",
        r"\bhalte[n]? (?:wir|ich)\b.{0,40}\bfest\b|\bals (?:beschluss|ergebnis) fest\b",
        r"\bverbleiben wir\b|\bwir verbleiben\b",
        r"\b(?:wir|uns) (?:verständigen|einigen) (?:uns|wir)|\b(?:verständigen|einigen) wir uns\b",
        r"\bdas ist (?:der |also )?konsens\b|\bkonsens ist\b",
        r"\bmachen wir (?:das |es )?so\b|\bso machen wir|\bwir machen (?:das|es) so\b",
        r"\babgemacht\b|\bpasst,? machen wir\b|\bmach(?:er|en)? mer so\b|\bdat maken wi so\b",
        r"\bgeben wir\b.{0,60}\bfrei\b|\bwir geben\b.{0,60}\bfrei\b",
        r"\bstimmen wir\b.{0,30}\bzu\b|\bwir stimmen dem\b.{0,20}\bzu\b",
        r"\beinvernehmen wird erteilt\b|\bwir folgen dem (?:vorschlag|antrag)",
        r"\b(?:ist|sind|damit|mehrheitlich|einstimmig|so)\b.{0,80}\b(?:angenommen|gewählt)\b",
        r"^(?:mehrheitlich |einstimmig )?angenommen\b",
        r"\bab sofort (?:wird|werden|gilt|gelten)\b|\btragen wir mit\b|^dann machen wir (?:es"
        r"|das)\b",
        r"^(?:dann|also) (?:nehmen|wählen|belassen|legen|setzen|planen|kaufen|bauen|bestellen"
        r"|vergeben|richten|streichen|verlängern|beauftragen) wir\b(?!.*\bkenntnis\b)",
        r"\b(?:\w*stimmen?|enthaltung(?:en)?)\b.{0,60}\b(?:angenommen|beschlossen|gewählt)\b",
        r"\b(?:hiermit|damit|somit)\b.{0,40}\b(?:festgelegt|vereinbart|genehmigt|erteilt)\b",
        r"^(?:dann|also|gut|damit|prima)\b(?!.*\bsind wir\b).{0,60}\b(?:ist"
        r"|sind)\b.{0,60}\b(?:erteilt|genehmigt|gebilligt"
        r"|gesetzt|entschieden|drin|durch)\b|\bist (?:damit |also )?(?:drin|durch|gesetzt)\W*$",
        r"^(?:dann|also|gut|damit) ist (?:das|es) so\b|\bwir halten\b.{0,40}\bfest\b"
        r"|\bgeht (?:das )?so als\b|\bgenehmigt\W*$",
        r"\b(?:hiermit|damit|somit)\b.{0,40}\b(?:antrag|vorlage|plan"
        r"|haushalt)\b.{0,40}\bgenehmigt\b",
        r"^(?:ja,? )?(?:gut|okay|ok|genau|einverstanden|richtig)\b,? (?!.*\b(?:kommen|fangen"
        r"|beginnen|packen|sehen|hören"
        r"|warten|treffen|schluss|weiter|haben|gehen|danke|schauen)\b).*\b(?:wird|werden|wir"
        r"|bleib\w*|keine?n?)\b",
        r"\bdas des mach mer\b|\bdes mach mer\b|\bdes pack mer\b|\bkömmer so mache\b",
        r"\b(?:it is|that is|is|we have) (?:hereby )?(?:agreed|decided|adopted|carried)\b",
        r"\bwe (?:agree|decide) (?:on|to)\b",
    ),
    Cue.CONFIRMED: _any(
        r"^(?:ja, )?(?:gut|okay|ok|genau|einverstanden|prima|alles klar|in ordnung)\b",
        r"^ja, (?:den|das|die|der|dann|so)\b|\b\w+en wir\b.{0,40}\bnicht(?: mehr)?\W*$",
        r"^(?:dann|also|gut)\b.{0,40}\b(?:bleib\w+|nehmen wir|gilt|wird also|verschieben wir)\b",
        r"\bwird (?:also|somit|damit)\b|\bdamit können wir leben\b|\bdas gilt\b",
        r"\bdann (?:bleib\w+|gilt)\b|\bwir \w+en (?:das |ihn |sie |es )?(?:also|dann|nicht)\b",
        r"\bso vereinbart\b|\bist das einstimmig\b|\beinstimmig\b|\bdann eben\b",
    ),
    Cue.REJECTED: _any(
        r"\b(?:ist|damit|sind|wird|mehrheitlich|einstimmig)\b.{0,80}\babgelehnt\b|^abgelehnt\b",
        r"\b(?:\w*stimmen?|enthaltung(?:en)?)\b.{0,60}\babgelehnt\b",
        r"\blehnen wir\b.{0,60}\bab\b|\bwir lehnen\b.{0,60}\bab\b",
        r"\bmachen wir\b.{0,15}\bnicht\b|\blassen wir\b.{0,20}\b(?:weg|sein|fallen)\b"
        r"|\bnehmen wir abstand\b",
        r"\b(?:findet|hat|gibt es) keine mehrheit\b|\bkeine mehrheit gefunden\b"
        r"|\b(?:nichts|keine[nrs]?)\b.{0,20}\bmehrheit\b",
        r"\bdas lassen wir\b(?!.*\b(?:off|lang|so|zu)\w*)|\b(?:also |damit |ist )(?:verweigert"
        r"|verwehrt)\b",
        r"\bverwerfen wir\b|\bdavon sehen wir ab\b|\bis rejected\b|\bmotion fails\b",
    ),
    Cue.POSTPONED: _any(
        r"\bvertag(?:en|t)\b|\b(?:wird|ist|damit) .{0,40}zurückgestellt\b|\bstellen wir zurück",
        r"\b(?:da |dann |das )?warten wir\b.{0,60}\bab\b|\bwir warten\b.{0,60}\bab\b",
        r"\b(?:schieben|verschieben) wir\b|\bnehmen wir (?:das )?(?:beim|auf das) nächste",
        r"\bich (?:ver)?schiebe\b|\b(?:bleibt|bleiben|lassen)\b.{0,40}\bliegen\b",
        r"\b(?:nehmen|greifen|reden|sprechen|beraten|entscheiden|gucken|schauen|prüfen) wir\b"
        r".{0,80}\b(?:wieder|noch ?mal|erneut|später|nächst\w+|erst (?:im|in|am|nach))\b",
        r"\b(?:nehmen|behandeln|besprechen|beraten|klären|entscheiden|diskutieren) wir\b.{0,60}"
        r"\b(?:im|in der|auf der|beim) (?:januar|februar|märz|april|mai|juni|juli|august"
        r"|september|oktober"
        r"|november|dezember|nächst\w+|kommend\w+|herbst|frühjahr|sommer|winter)\b",
        r"\bwarten wir (?:noch|damit)\b|\bmit\b.{0,30}\b(?:warten wir|wir warten)\b",
        r"\bheute (?:noch )?(?:nicht|keine?n?)\b.{0,40}\b(?:ab|entscheid(?:en|e|et)"
        r"|beschlie(?:ß|ss)en|behandeln)\b",
        r"\bvon der tagesordnung\b|\bthemenspeicher\b|\b(?:dann|erst|wieder) beim nächsten mal\b",
        r"\b(?:we )?postpone(?:d)?\b",
    ),
    Cue.REFERRED: _any(
        r"\b(?:in|an) (?:den|die|das)\b.{0,60}\b(?:verwiesen|überwiesen)\b",
        r"\b(?:ist|damit|wird)\b.{0,80}\b(?:verwiesen|überwiesen)\b|\bzurück in den ausschuss\b",
    ),
    Cue.NOTED: _any(
        r"\bnehmen wir (?:so |damit )?zur kenntnis\b",
        r"\bwir nehmen\b.{0,60}\bzur kenntnis\b|\b(?:ist|wird|wurde|damit|so) "
        r".{0,40}zur kenntnis genommen\b",
    ),
    Cue.WITHDRAWN: _any(
        r"\bzieh(?:e|en|t)\b.{0,60}\bzurück\b|\b(?:ist|wird|damit)\b.{0,60}\bzurückgezogen\b"
    ),
    Cue.RECOMMENDED: _any(
        r"\b(?:der ausschuss|wir) empf(?:iehlt|ehlen)\b|\bempfehlen wir\b|\bals empfehlung\b"
    ),
    Cue.VOTE_ASKED: _any(
        r"\bwer\b.{0,80}\b(?:dafür|dagegen|zustimm\w*|enthält|enthalten|überweisen|anschließ\w*"
        r"|(?:dem|diesem|vorschlag|antrag)\b.{0,30}\bfolg\w*)\b",
        r"\bwer lehnt\b|\bwer stimmt\b(?!.*\bmit\b.*\bab\b)|\bwer (?:ist|stimmt) (?:für|gegen)\b",
        r"^wer (?:für|gegen) \b|\bwer dafür ist\b|\bwer möchte\b.{0,60}\?|\bwer so\b.{0,20}\bist\b",
        r"^(?:gibt es |sind |und |die )?(?:gegenstimmen|gegenprobe|enthaltungen)\b",
        r"^(?:und )?(?:dagegen|dafür)\W*$",
        r"\bgegenprobe\b|\b(?:hand|karten|stimm)zeichen\b|\bzur abstimmung\b"
        r"|\brufe\b.{0,30}\babstimmung\b",
        r"\b(?:lasse|lassen|lass)\b.{0,60}\babstimmen\b|\bstimmen wir\b.{0,60}\bab\b",
        r"\bzustimmung zu[rm]?\b.{0,60}\?|\ball in favou?r\b|\bvotes? against\?",
    ),
    Cue.TASK: _any(
        r"\b(?:wird|werden|ist|sind) (?:[\w ]{0,30})?(?:beauftragt|gebeten|aufgefordert)\b",
        r"\bich bitte\b.{0,80}\b\w*zu\w+\b|\bich bitte\b.{0,40}\bum\b",
        r"(?<!^ja )(?<!ich )\bbitte\b(?=\W+\w)(?!\W+(?:jetzt|nicht schon)\b)"
        r"|\b[a-zäöü]+st du\b.*\?|\b\w+(?:en|n) sie\b.{0,60}\bbitte\b",
        r"\b(?:können|könnten|würden|kannst|könntest|würdest|übernehmen|übernimmst|machst|schreibst"
        r"|kümmerst|schickst|klärst|prüfst|organisierst|bereitest|schaffen|erledigst) (?:sie|du)\b",
        r"\bkann sich jemand\b|\bwer (?:macht|schreibt|übernimmt|kümmert|stimmt \w+ \w+ mit"
        r"|informiert"
        r"|schickt|klärt|organisiert|prüft)\b",
        r"\b(?:das )?geht an\b|\bzuständig ist\b|\bfederführend\b|\bhut auf\b"
        r"|\bliegt\b.{0,40}\bbei\b",
        r"\b(?:macht|übernimmt|kümmert sich|erledigt|schreibt|klärt|prüft|liefert)\b.{0,30}"
        r"\b(?:herr|frau|das|der|die)\b",
        r"\b(?:herr|frau) (?:dr\. )?[\w-]+ (?:macht|übernimmt|kümmert|erledigt|schreibt|klärt"
        r"|prüft)\b",
        r"\bplease\b|\bcould you\b|\bcan you\b",
    ),
    Cue.PROMISE: _any(
        r"\bmach(?:e)? ich\b|\bich mach(?:e)? das\b|\b(?:das )?übernehm(?:e)? ich\b",
        r"\bich übernehm(?:e)?\b|\bich kümmer(?:e)? mich\b|\bkümmer(?:e)? ich mich\b"
        r"|\berledig(?:e)? ich\b",
        r"\bgeht klar\b|\bkann ich\b(?!.{0,40}\b(?:nicht|nichts|keine?n?)\b).{0,60}\b(?!sagen"
        r"|versteh|bestätig|nachvollz|erkenn|sehen"
        r"|beantwort|finden"
        r"|nennen|nicht|mir vorstellen)\w+en\b|\bdet mach ick\b|\bick kümmer\b",
        r"\bdat övernehm ik\b|\bdes mach i\b|\bda setz(?:e)? ich mich dran\b|\bwir liefern\b",
        r"\bi(?:['’]| wi)ll (?!be\b|see\b)\w+\b|\bi can do that\b",
    ),
    Cue.REFUSAL: _any(
        r"\b(?:ich|wir) (?:kann|können|schaffe?n?|mache?n?"
        r"|übernehme?n?)\b.{0,40}\bnicht\b(?! (?:vor|sagen|beantworten))",
        r"\b(?:schaffe|kann|mache|übernehme|schaffen|können)\b (?:ich"
        r"|wir)\b.{0,30}\bnicht\b(?! (?:vor|sagen|beantworten))",
        r"\bdavon weiß ich nichts\b|\bnicht zuständig\b|\bi can'?t\b",
    ),
    Cue.UNDECIDED: _any(
        r"\b(?:entscheid\w*|beschlossen|beschlie(?:ß|ss)\w*)\b.{0,40}\b(?:nicht|nichts)\b",
        r"\b(?:nicht|nichts|keine)\b.{0,30}\b(?:beschlossen|beschließen|beschluss|entschieden"
        r"|entscheidung|zur entscheidung)\b",
        r"\b(?:ist|sind|bleib\w*|lass\w*)\b.{0,40}\boffen\b|\bnoch nicht so weit\b"
        r"|\bnoch unentschlossen\b",
        r"\b(?:müssen|klären|schauen) wir (?:das |uns )?(?:noch|später)\b|\bdas klären wir noch\b",
        r"\bdarüber entscheidet\b|\bschau(?:n|en)? (?:mer|wir) mal\b"
        r"|\bsteht (?:heute )?nicht zur\b",
    ),
    Cue.OFF_RECORD: _any(r"\bnicht (?:ins|in das|im) protokoll\b|\boff the record\b"),
    Cue.NEXT_ITEM: _any(
        r"\b(?:tagesordnungspunkt|top)\s+\S+|\b(?:erste|zweite|dritte|vierte|fünfte|sechste|siebte"
        r"|achte|neunte|zehnte|nächste|letzte)[rs]? (?:punkt|thema|tagesordnungspunkt)\b",
        r"^(?:und )?punkt (?:eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|\d+)\b",
        r"\bagenda item\b|\bnext item\b",
    ),
    Cue.CLOSED_PART: _any(r"\bnicht ?öffentlich\w*\b"),
}
# One of these stands in every sentence that a pattern can match: most sentences have none, and a
# search for letters is a hundred times faster than the patterns.
_HINTS: Final[Mapping[Cue, tuple[str, ...]]] = {
    Cue.DECIDED: (
        "beschl", "halte", "als ergebnis", "verbleib", "einig", "verständig", "konsens", "mach",
        "geben", "stimm", "einvernehmen", "folgen", "angenommen", "gewählt", "festgelegt",
        "vereinbart", "genehmigt", "mer", "gut", "ok", "genau", "einverstanden", "richtig",
        "agree", "decide", "adopted", "carried", "maken", "dann ", "also ",
        "ab sofort", "tragen wir", "drin", "durch", "gesetzt", "damit", "geht", "halten",
    ),
    Cue.CONFIRMED: (
        "gut", "ok", "genau", "einverstanden", "prima", "alles klar", "in ordnung", "bleib", "ja,",
        "nehmen wir", "gilt", "wird also", "verschieben wir", "wird somit", "wird damit",
        "damit können", "wir ", "so vereinbart", "einstimmig", "dann eben",
    ),
    Cue.REJECTED: (
        "abgelehnt", "lehn", "abstand", "mehrheit", "verw", "sehen wir", "machen wir", "lassen wir",
        "rejected", "fails",
    ),
    Cue.POSTPONED: (
        "vertag", "zurückgestellt", "stellen wir", "schieben wir", "nehmen wir", "tagesordnung",
        "themenspeicher", "nächst", "postpone", "warten", "schiebe", "liegen", "heute", "wieder",
        "nehmen", "behandeln", "besprechen", "beraten", "klären", "entscheiden", "diskutieren",
        "noch mal", "nochmal", "erneut", "später", " erst ",
    ),
    Cue.REFERRED: ("verwiesen", "überwiesen", "zurück in den"),
    Cue.NOTED: ("kenntnis",),
    Cue.WITHDRAWN: ("zurück",),
    Cue.RECOMMENDED: ("empf",),
    Cue.VOTE_ASKED: (
        "wer ", "gegen", "enthalt", "dagegen", "dafür", "zeichen", "abstimm", "stimmen wir",
        "zustimmung", "favo", "votes against", "vote against",
    ),
    Cue.TASK: (
        "beauftragt", "gebeten", "aufgefordert", "bitte", " sie", " du", "jemand",
        "wer ", "geht an", "zuständig", "federführend", "hut auf", "liegt", "herr", "frau", "mach",
        "übernimmt", "kümmert", "erledigt", "schreibt", "klärt", "prüft", "liefert", "please",
        "you",
    ),
    Cue.PROMISE: (
        "ich", "geht klar", "mach", "ick", " ik", "setz", "wir liefern", "i'll", "i will", "i can",
    ),
    Cue.REFUSAL: ("nicht", "can't", "cant"),
    Cue.UNDECIDED: (
        "entscheid", "beschl", "entschieden", "offen", "so weit", "unentschlossen", "klären",
        "schau", "müssen wir", "nicht zur",
    ),
    Cue.OFF_RECORD: ("protokoll", "record"),
    Cue.NEXT_ITEM: ("punkt", "top", "thema", "item"),
    Cue.CLOSED_PART: ("öffentlich",),
}  # fmt: skip
DECISIVE: Final = frozenset(
    {Cue.DECIDED, Cue.REJECTED, Cue.POSTPONED, Cue.REFERRED, Cue.NOTED, Cue.WITHDRAWN}
    | {Cue.RECOMMENDED}
)
"""Cues that end a matter, or this meeting's part of it."""

_LOOK_BACK: Final = _any(
    r"\b(?:letzte[nsmr]?|vorige[nsmr]?|vergangene[nsmr]?) (?:mal|sitzung|jahr|jahres|woche|monat"
    r"|ausschuss)",
    r"\bbeim letzten\b|\bdamals\b|\bseinerzeit\b|\bfrüher\b|\bvor (?:\w+ )?(?:jahr|monat"
    r"|woche)\w*\b",
    r"\bhatte(?:n)? (?:wir|der|die|das)\b|\bwir hatten\b|\bwar (?:so )?(?:beschlossen"
    r"|vereinbart)\b",
    r"\bim \w*(?:ausschuss|rat|vorstand)\b.{0,30}\b(?:wurde|haben|hat|war)\b"
    r"|\bim ergebnis abgelehnt\b",
    r"\blast (?:time|year|meeting)\b",
)
_TOLD: Final = _any(
    r"\b(?:hat|haben|wurde|wurden|worden)\b.{0,80}\b(?:beschlossen|abgelehnt|angenommen|überwiesen"
    r"|entschieden|zugestimmt|zurückgestellt|vertagt|verwiesen)\b",
    r"\b(?:beschlossen|abgelehnt|angenommen|entschieden|zugestimmt)\b.{0,20}\b(?:wurde|worden|haben"
    r"|hat|hatten|war)\b",
)
# „Damit wurde der Antrag abgelehnt“ tells what happened this moment.
_JUST_NOW: Final = _any(r"\b(?:damit|somit|hiermit|soeben|gerade eben)\b|^dann (?:ist|wurde)\b")
_CONDITION: Final = _any(
    r"\b(?:würde|könnte|sollte|müsste|wäre|hätte|bräuchte|dürfte|fände|bekäme|käme"
    r"|möchte)\w*\b|\bginge\b",
    r"\bfalls\b|\bsofern\b|\bwenn\b.{0,60}\b(?:würde|wäre|hätte|könnte|dann|beschlie)\w*",
    r"\b(?:if|would|could|should|might)\b",
)
_VAGUE: Final = _any(
    r"\bnur mal\b|\blaut gedacht\b|\bvielleicht\b|\bnehm(?:e)? (?:ich )?(?:das|es|den"
    r"|die)\b.{0,40}\bmal\b"
    r".{0,10}\bmit\b|\bich (?:schlage|schlug)\b.{0,80}\bvor\b|\bmal sehen\b|\b(?:ich nehme"
    r"|nehme ich) (?:mal )?(?:an|zur|teil)\b|\bsag(?:e)? (?:ich )?mal\b"
    r"|\bguck mir das (?:mal )?an\b|\bunentschlossen\b|\bder vorschlag (?:war|ist|lautet)\b"
    r"|\bmaybe\b"
)
_HEARSAY: Final = _any(r"\bgehört\b|\bangeblich\b|\bes heißt\b|\bsoll ja\b|\bi (?:have )?heard\b")
_BLOCKS: Final = (
    (Block.LOOK_BACK, _LOOK_BACK),
    (Block.QUESTION, re.compile(r"\?\s*$")),
    (Block.CONDITION, _CONDITION),
    (Block.HEARSAY, _HEARSAY),
    (Block.VAGUE, _VAGUE),
)
_KEPT: Final = 4_096  # sentences whose cues are remembered
_RESERVATION: Final = re.compile(
    r"\b(?:vorbehaltlich|unter (?:dem )?vorbehalt|subject to|provided that)\b", re.IGNORECASE
)
# Verbs by which „ich“ says what is, or does it by saying so; all others announce what will be done.
_NO_PROMISE: Final = re.compile(
    r"(?:glaub|denk|find|fänd|fand|mein|weiß|weiss|bin|hab|hätt|war|wär|hatt|will|möcht|würd|könnt"
    r"|müsst|soll|seh|hör|hoff|versteh|erklär|lass|eröffn|schließ|bitt|dank|begrüß|erwart|darf"
    r"|durft|brauch|bräucht|kann|muss|nenn|lehn|lese|erinner|schlag|wunder|freu|halt|enthalt|wohn"
    r"|leb|arbeit|stand|fing|nahm|gab|sprach|schätz|vermut|nehm .*\b(?:an|kenntnis)|frag mich"
    r"|fordere die fraktion|moderier"
    r"|leit|rück|wünsch|dacht|ging|kam|kenn|komm|steh|sitz|lieg|tu|kratz|merk|sag|rat|zähl|werf)"
)
_NO_VERB: Final = vocabulary(
    """
    das es mich mir dir dich ihn ihm ihnen sie uns euch auch noch da hier jetzt dann nicht nur schon
    mal so mit an am selbst grad gerade immer gern gerne erst den die der heute morgen ja halt eben
    ganz sehr wohl bloß vielleicht trotzdem dass wenn ob weil was wie wo als bis bevor nachdem damit
    und oder aber denn sondern wer wen wem welche im in zu zum zur auf aus bei von vor nach lieber
    nichts nein kein keine eine einen ein dem des einmal persönlich leider
    """
)
_ICH: Final = re.compile(
    r"(?<![-\w])(\w+)(?:[ ,]+(?:das|es|den|die|ihn|sie|dann|dir|ihnen|euch|mich|mir))*\s+ich\b"
    r"|\bich\s+(?:es\s+)?(\w+)",
    re.IGNORECASE,
)
# „Ich stelle fest“ and „ich beantrage, dass“ are done when they are said.
_DONE_BY_SAYING: Final = re.compile(
    r"\bstell\w*\b.{0,80}\b(?:fest|abstimmung|klar|vor|anders|her|frage|\w*antrag der|antrag auf"
    r"|änderungsantrag)\b|\bbeantrag\w*(?: ich)?,|\bbeantrage\W*$|\bnehm\w*\b.{0,40}\b(?:an"
    r"|kenntnis)\W*$",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r",\s+|\s+(?:und|aber|denn)\s+")
_YES: Final = re.compile(
    r"^(?!ja,? bitte)(?:ja|klar|gern\w*|okay|ok|in ordnung|verstanden|stimmt|sicher|natürlich"
    r"|wird gemacht|wird erledigt|selbstverständlich|alles klar|geht klar|passt|meinetwegen|notiert"
    r"|von mir aus|kein problem|einverstanden|mach\w* (?:ich|wir)|ist gut|ist recht|gut|schon"
    r"|(?:das )?(?:kriegen|bekommen|schaffen) wir|(?:das )?(?:bekommst|kriegst|hast) du"
    r"|(?:das )?(?:bekommen|kriegen|haben) sie|nu|yes|sure|will do)\b",
    re.IGNORECASE,
)
_CAN: Final = re.compile(
    r"\bich kann (?!mir\b)(?!.*\b(?:sagen|verstehen|bestätigen|nachvollziehen|erkennen|sehen"
    r"|beantworten|finden"
    r"|nennen|leben|vorstellen|erinnern|feststellen|warnen|empfehlen)\b).*\w{2,}en\W*$",
    re.IGNORECASE,
)
# „Hast du morgen“, „Freitag habt ihr es“: who says when somebody will have it has taken it on.
_DELIVERS: Final = re.compile(
    r"\b(?:bekommst|kriegst|hast) du\b|\b(?:bekommt|kriegt|habt) ihr\b"
    r"|\b(?:bekommen|kriegen|haben) sie\b.{0,40}\b(?:bis|am|morgen|noch|diese|nächste|in|montag"
    r"|dienstag|mittwoch|donnerstag|freitag)\b|\bbis\b.{0,40}\bhabe? ich (?:das|es|die|den"
    r"|sie|ihn)\b"
    r"|\b(?:kriegen|bekommen|schaffen) wir\b.{0,20}\bhin\b|\b(?:ich (?:sag|geb)\w*|(?:sag"
    r"|geb)\w* ich)\b"
    r".{0,40}\bbescheid\b",
    re.IGNORECASE,
)
_WE: Final = re.compile(
    r"\b(?:wir (?:stell|liefer|veröffentlich|reich|schick|send|trag|klär|prüf|leg|erstell"
    r"|organisier)\w*"
    r"|(?:stell|liefer|veröffentlich|reich|schick|leg|erstell)\w* wir)\b",
    re.IGNORECASE,
)


def cues(sentence: str) -> frozenset[Cue]:
    """Return everything a sentence seems to do, blocked or not."""
    return _cues(standard(sentence))


@lru_cache(maxsize=_KEPT)
def _cues(sentence: str) -> frozenset[Cue]:
    lowered = sentence.lower()
    found = {
        cue
        for cue, words in _HINTS.items()
        if any(word in lowered for word in words) and _CUES[cue].search(sentence)
    }
    if any(word in lowered for word in (" ich", "ich ", "wir", "du", "ihr", "sie")) and _promises(
        sentence
    ):
        found.add(Cue.PROMISE)
        found.discard(Cue.REFUSAL)  # „Montag übernehme ich, Dienstag kann ich nicht“
    if found & {Cue.REFUSAL, Cue.UNDECIDED}:
        found.discard(Cue.PROMISE)
    return frozenset(found)


def block(sentence: str) -> Block | None:
    """Return why a sentence decides or promises nothing, or None."""
    return _block(standard(sentence))


@lru_cache(maxsize=_KEPT)
def _block(sentence: str) -> Block | None:
    if _TOLD.search(sentence) and not _JUST_NOW.search(sentence):
        return Block.LOOK_BACK
    for reason, pattern in _BLOCKS:
        if pattern.search(sentence):
            return reason
    is_open = _CUES[Cue.UNDECIDED].search(sentence) and not _CUES[Cue.POSTPONED].search(sentence)
    return Block.NEGATION if is_open else None


def promises(sentence: str) -> bool:
    """Tell whether a sentence takes something on, in a clause that supposes nothing."""
    if Cue.PROMISE not in cues(sentence):
        return False
    if block(sentence) is None:
        return True
    parts = _CLAUSE.split(standard(sentence))
    return not sentence.rstrip().endswith("?") and any(
        Cue.PROMISE in _cues(part) and _block(part) is None for part in parts
    )


def promising(sentence: str) -> str:
    """Return the clause that takes something on."""
    parts = _CLAUSE.split(standard(sentence))
    return next((part for part in parts if Cue.PROMISE in _cues(part)), sentence)


def decides(sentence: str) -> frozenset[Cue]:
    """Return what a sentence decides; nothing if it is blocked."""
    found = cues(sentence) & DECISIVE
    return found if found and block(sentence) is None else frozenset()


def agrees(sentence: str) -> bool:
    """Tell whether the speaker takes a task on, or says yes to one."""
    plain = standard(sentence)
    says_yes = bool(_YES.match(plain))
    if block(sentence) is not None and not says_yes:
        return False
    found = cues(sentence)
    return Cue.REFUSAL not in found and (Cue.PROMISE in found or says_yes)


def has_reservation(text: str) -> bool:
    """Tell whether something holds only under a condition that must be carried along."""
    return bool(_RESERVATION.search(text))


def _promises(sentence: str) -> bool:
    if sentence.rstrip().endswith("?") or _DONE_BY_SAYING.search(sentence):
        return False
    if _DELIVERS.search(sentence) and not NEGATION.search(sentence):
        return True
    return any(_takes_on(clause) for clause in _CLAUSE.split(sentence))


def _takes_on(clause: str) -> bool:
    """Tell „ich reiche das nach“ from „ich glaube“ and „das weiß ich nicht“."""
    if NEGATION.search(clause):
        return False
    if _WE.search(clause) or _CAN.search(clause):
        return True
    verbs = ((match[1] or match[2] or "").lower() for match in _ICH.finditer(clause))
    return any(
        verb not in _NO_VERB and len(verb) > 1 and not _NO_PROMISE.match(verb) for verb in verbs
    )
