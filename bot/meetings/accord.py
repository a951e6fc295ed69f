"""How small rounds settle things without a formula: they direct, ask for consent, and give it.

„Also zwei Betten, der Rest bleibt zu. Einwände? – Passt.“ is a decision as good as a vote. A
question for consent decides nothing by itself; what follows it does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.meetings.spoken import standard


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_KEPT: Final = 4_096  # sentences that are remembered
_AGREEING: Final = (
    r"(?:einverstanden|dabei|dafür|in ordnung|okay|ok|recht|d'accord|zufrieden|konsens|agreed"
    r"|so festhalten|so machen|so stehen lassen)"
)
# Asked so that „ja“ agrees …
_FOR_YES: Final = _any(
    rf"\b{_AGREEING}\b\W*(?:\w+\W+){{0,2}}\?$",
    rf"\b(?:sind|seid|ist|bist|wären|wäre|alle)\b.{{0,50}}\b{_AGREEING}\b.{{0,30}}\?$",
    r"^(?:und )?(?:sollen|wollen) wir\b.*\?$",
    r"\b(?:können|wollen|sollen) wir\b.{0,80}\b(?:verständigen|einigen|festhalten|so machen"
    r"|verbleiben|empfehlen|beschließen|so)\b.{0,40}\?",
    r"\b(?:passt|geht|gilt|reicht|stimmt|klingt)\b.{0,30}\?$|,? (?:oder|ja|nicht wahr|gell|recht so"
    r"|okay|ok)\?$|\bmachen wir (?:das|es) so\?|\bis that (?:ok|okay|fine)\b|\bagreed\?",
)
# … and so that „nein“ or silence does.
_FOR_NO: Final = _any(
    r"\b(?:einwände|einwendungen|widerspruch|gegenrede|bedenken|einspruch|gegenmeinung\w*)\b"
    r".{0,40}\?",
    r"\b(?:jemand|irgendwer|wer|etwas|was)\b.{0,30}\b(?:dagegen|anderer meinung|anders)\b.{0,20}\?",
    r"\bany objections\b",
)
_YES: Final = _any(
    r"^(?:ja|passt|klar|okay|ok|gut|gern\w*|einverstanden|genau|richtig|stimmt|prima|sehr gern"
    r"|agreed|fine|sure|natürlich|sowieso|sicher|super|jederzeit|machen wir|meinetwegen)\b",
    r"^(?:von mir aus|von meiner seite|für mich|auf jeden fall|kein problem|keine einwände"
    r"|geht klar|kann ich|können wir|damit k\w+ ich|da bin ich|bin (?:ich )?dabei|find\w* ich gut"
    r"|klingt gut|das passt|so machen wir|schade, aber|in ordnung|reicht|läuft|wunderbar|perfekt"
    r"|das kriegen wir hin|das bekommen wir hin|dann (?:ist|sind|machen|bleibt|nehmen))\b",
)
_NO: Final = _any(r"^(?:nein|niemand|keine?r?|nichts|auf keinen fall|doch|aber|moment|halt)\b")
_SILENCE: Final = _any(
    r"\b(?:höre?|sehe?|erkenne|gibt es|liegen)\b.{0,25}\b(?:nichts|nix|keine?n?|niemand\w*|nur"
    r" nicken)\b|^(?:niemand|keine?r?)\b|\bkein(?:en)? widerspruch\b|\bnicht der fall\b"
    r"|\bnur nicken\b|\balle nicken\b"
)
# Verbs that say what is, is thought or comes next, and direct nothing.
_NO_DIRECTION: Final = (
    r"(?!(?:haben|hatten|sind|waren|können|könnten|wollen|wollten|möchten|müssen|müssten|sollen"
    r"|sollten|dürfen|dürften|würden|hätten|wären|wissen|sehen|finden|fanden|hoffen|glauben|denken"
    r"|meinen|wünschen|fordern|kommen|gehen|fangen|beginnen|starten|hören|reden|sprechen"
    r"|diskutieren|überlegen|brauchen|bräuchten|kriegen|bekommen|rechnen|liegen|stehen|kennen"
    r"|merken|erwarten|versuchen|danken|bitten|begrüßen|befinden|erleben|leben|arbeiten|zählen"
    r"|suchen|werden|wurden|freuen|fragen|fragten|stellen uns|schließen|verlieren|eröffnen"
    r"|packen|keinen|einen|den|unseren|ihnen|allen|jeden|diesen|meinen|seinen|drinnen|innen|oben"
    r"|unten|raten|sehen|machen (?:.{0,20})?(?:pause|schluss|weiter|zu|los)|sagen|sagten"
    r"|treten|regen|schlagen|beantragen|nehmen .{0,30}kenntnis|stimmen)\b)"
)
_OPENING: Final = (
    r"^(?:(?:dann|also|gut|schön|okay|ok|prima|so|nein|ja|na gut|super|jetzt|wunderbar|perfekt"
    r"|genau|trotzdem|deshalb|daher|und)\b[ ,:]*)+"
)
_DIRECTS: Final = _any(
    rf"{_OPENING}(?:.{{0,60}}\b)?{_NO_DIRECTION}\w+en wir\b",
    rf"{_OPENING}(?:.{{0,60}}\b)?wir {_NO_DIRECTION}\w+en\b",
    rf"\b{_NO_DIRECTION}\w+en wir\b.{{0,80}}\b(?:nicht|keine?n?)\b",
    rf"{_OPENING}(?:wird|werden|gibt|bleibt|bleiben|gilt|nimmt|kommt|geht|ist es|heißt)\b",
    rf"{_OPENING}(?!(?:nicht|jetzt|erst|seit|mit|sonst|fast|recht|selbst|nämlich|ansonsten"
    rf"|willkommen|guten|morgen|herzlichen|ist|hat|war)\b)"
    rf"{_NO_DIRECTION}[a-zäöü]{{3,}}(?:t|en) (?!wir|ich|sie|du|ihr|uns|es\b)",
    rf"{_OPENING}(?:ist|sind) (?!wir|das\b).{{0,80}}\w(?:t|en)\W*$",
    r"^(?:\w+ )?(?:machen|führen|nehmen|bekommen|liefern) (?:jetzt |künftig )?alle\b",
    r"\b(?:bleibt|bleiben) (?:es |wir )?(?:bei|beim|so|dabei|zu|bestehen|gesperrt|liegen"
    r"|geschlossen)\b|\bbleib(?:t|en)\b,? (?:bis|solange)\b|\bbleibt die\b|\bbleibt der\b",
    r"\bab sofort\b|\bmit sofortiger\b|^\w+(?:t|en) wird (?:nichts|nicht)\b",
    r"\b(?:wird|werden)\b.{0,60}\b(?:nicht|nichts|keine?n?)\b.{0,40}\w+(?:t|en)\W*$",
    r"^(?:dann|also|nein)\b.{0,40}\bnicht\W*$",
    r"\bgibt es\b.{0,30}\bkeine?n?\b|\bes gibt\b.{0,30}\bkeine?n?\b",
)


@lru_cache(maxsize=_KEPT)
def asks_consent(sentence: str) -> bool:
    """Tell whether a sentence asks everybody to agree („Einwände?“, „einverstanden?“)."""
    plain = standard(sentence)
    return bool(_FOR_YES.search(plain) or _FOR_NO.search(plain))


def consents(question: str, answer: str) -> bool | None:
    """Tell whether an answer agrees to what a question for consent asked; None: it is neither."""
    asked, plain = standard(question), standard(answer)
    if _SILENCE.search(plain):
        return True
    if _FOR_NO.search(asked):
        if _NO.search(plain) and not plain.lower().startswith(("doch", "aber", "moment", "halt")):
            return True
        return True if _YES.search(plain) else None
    if _YES.search(plain):
        return True
    return False if _NO.search(plain) else None


@lru_cache(maxsize=_KEPT)
def directs(sentence: str) -> bool:
    """Tell whether a sentence itself says what is to be, in a voice that settles it."""
    return not sentence.rstrip().endswith("?") and bool(_DIRECTS.search(standard(sentence)))
