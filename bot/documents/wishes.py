"""Reads a wish for a summary from the words beside a file: „als Vermerk, kurz, auf Englisch“.

What is left when these and the words around them are gone is the focus. Knows nothing of meaning:
a question about the file comes out as a focus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from bot.documents.summary import LONGEST_FOCUS, Form, Length, Tongue, Wish

_Choice = TypeVar("_Choice", Form, Length, Tongue)
_FORMS: Final[Mapping[Form, str]] = {
    Form.MEMO: r"(?:akten)?vermerks?|memo",
    Form.BULLETS: r"stichpunkt(?:e|en|artig)|stichwort(?:e|en|artig)|bullet ?points?",
    Form.SECTIONS: (
        r"(?:nach|je) (?:abschnitt(?:en)?|kapiteln?)|abschnittsweise|kapitelweise"
        r"|(?:by|for each) (?:sections?|chapters?)|section by section"
    ),
    Form.CITIZENS: (
        r"für (?:die )?(?:bürger(?:innen)?(?: und bürger(?:innen)?)?|öffentlichkeit|laien)"
        r"|bürgerfreundlich|for (?:the )?(?:citizens|public)"
    ),
}
_LENGTHS: Final[Mapping[Length, str]] = {
    Length.SHORT: (
        r"(?:ganz |sehr |möglichst )?(?:kurz|knapp)(?:e|en|er|es)?|in (?:\w+ )?sätzen"
        r"|short(?:ly)?|brief(?:ly)?|in (?:a few|\w+) sentences"
    ),
    Length.PAGE: r"(?:auf )?(?:eine|einer|1) seite|(?:on )?(?:one|a single) page",
    Length.DETAILED: r"ausführlich(?:e|en|er|es)?|detailliert(?:e|en|er|es)?|in detail|detailed",
}
_TONGUES: Final[Mapping[Tongue, str]] = {
    Tongue.PLAIN: r"(?:in )?(?:einfacher|leicht verständlicher) sprache|(?:in )?plain german",
    Tongue.ENGLISH: r"(?:auf|in) englisch(?:er sprache)?|in(?:to)? english",
    Tongue.GERMAN: r"(?:auf|in) deutsch(?:er sprache)?|in(?:to)? german",
}
_AROUND: Final = re.compile(
    r"\b(?:bitte|mal|mir|uns|fass\w*|fasse|zusammen(?:fass\w*|gefasst)?|zusammenfassung|mach\w*|erstell\w*"
    r"|schreib\w*|gib|geben|ich|wir|brauche\w*|möchte\w*|hätte\w*|gern\w*|können|kannst|sie|du|das|den|die"
    r"|der|dem|des|diese[nmrs]?|dies|hier|es|ein|eine[nmrs]?|als|in|zu|von|für|auf|und|oder|daraus|davon"
    r"|danke|datei(?:en)?|dokumente?s?|text|anhang|anlage|pdf|please|summar\w+|write|make|give|me|us|a|an"
    r"|the|this|these|it|as|of|in|and|files?|documents?|thanks|could|can|you|version|fassung|form)\b",
    re.IGNORECASE,
)
_NO_WORD: Final = re.compile(r"[\W\d_]+")


def wish_in(text: str, usual: Wish) -> Wish:
    """Return what somebody wants of a summary, ``usual`` where the words say nothing."""
    form, rest = _taken(text, _FORMS)
    length, rest = _taken(rest, _LENGTHS)
    language, rest = _taken(rest, _TONGUES)
    is_said = not _NO_WORD.sub("", _AROUND.sub(" ", rest))
    return Wish(
        length or usual.length,
        language or usual.language,
        "" if is_said else text.strip()[:LONGEST_FOCUS],
        form or usual.form,
    )


def _taken(text: str, cues: Mapping[_Choice, str]) -> tuple[_Choice | None, str]:
    """Return the first choice that the words name, and the words without it."""
    for choice, cue in cues.items():
        pattern = re.compile(rf"\b(?:{cue})\b", re.IGNORECASE)
        if pattern.search(text):
            return choice, pattern.sub(" ", text)
    return None, text
