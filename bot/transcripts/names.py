"""Telling names of speakers from the headings, labels and sentences that look like them.

German writes every noun with a capital, so „Haushalt: …“ looks like „Anna: …“. What decides is
how often a label comes back, and how much of the text stands behind one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

LONGEST_NAME: Final = 80
_MOST_WORDS: Final = 6
_LEAST_SHARE: Final = 0.2
_LARGE_SHARE: Final = 0.3

_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # „Anna Beispiel (Extern)“
_PARTICLES: Final = re.compile(
    r"(a[flv]|bin|d[aeiou]|dell?a?|de[nr]|dos|el|ibn|l[ae]|te[nr]|van|vo[mn]|zu[mr]?|y|[-–&]"
    r"|h\.c\.|mult\.|jun\.|sen\.)$"
)
_WORD: Final = re.compile(r"[^\W\d_][\w'’.\-/]*,?$")
_ANONYMOUS: Final = re.compile(
    r"(speaker|sprecher(in)?|participant|teilnehmer(in)?|person|stimme|unbekannt\w*|unknown)"
    r"[ _-]*(user|benutzer|speaker)?[ _-]*\d*$",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"(Herr|Frau|Dr\.|Prof\.|Mr|Ms|Mrs)\b\.?")
_HEADING: Final = re.compile(
    r"(top|tagesordnung\w*|punkt|thema|themen|beschl[uü]ss\w*|abstimmung\w*|ergebnis\w*|antrag"
    r"|antr[aä]ge|datum|ort|uhrzeit|zeit|beginn|ende|dauer|anwesen\w*|abwesen\w*|entschuldigt"
    r"|teilnehm\w*|g[aä]ste|protokoll\w*|sitzung\w*|besprechung\w*|agenda|aufgaben?|to-?dos?"
    r"|ma(ß|ss)nahmen?|fazit|hinweise?|anmerkung\w*|notiz\w*|verteiler|betreff|anlagen?|fragen?"
    r"|antwort\w*|n[aä]chste\w*|offene?\w*|verantwortlich\w*|frist\w*|termine?|status|stand"
    r"|dafür|dagegen|ja|nein|ja-stimmen|nein-stimmen|enthaltung\w*|erstens|zweitens|drittens"
    r"|date|time|place|location|attendees|participants|present|topics?|items?|decisions?"
    r"|actions?|notes?|subject|next|summary|question|answer|https?|ps|nb|kind|language)\b",
    re.IGNORECASE,
)
_SPOKEN: Final = re.compile(r"\b(?:(?i:ich|wir|mir|uns|we|us)|I)\b")


def is_name(label: str) -> bool:
    """Tell whether a label has the form of a name; many nouns have it too."""
    if len(label) > LONGEST_NAME:
        return False
    bare = _ASIDE.sub(" ", label).strip()
    if _ANONYMOUS.match(bare):
        return True
    words = bare.split()
    if not words or len(words) > _MOST_WORDS:
        return False
    if _HEADING.match(bare) or not words[0][0].isupper():
        return False
    return all(
        _PARTICLES.match(word)
        or (_WORD.match(word) and word[0].isupper())
        or (place > 0 and word.isdigit())
        for place, word in enumerate(words)
    )


def speakers_among(labels: Sequence[str], texts: Sequence[str], n_lines: int) -> frozenset[str]:
    """Return which labels are speakers' names, judged by all labels of a text together.

    ``texts`` is what follows each label; ``n_lines`` counts also the lines without a label.
    """
    counts = Counter(label for label in labels if is_name(label))
    share = sum(counts.values()) / max(1, n_lines)
    comes_back = any(count > 1 for count in counts.values())
    is_talk = len(counts) > 1 and share == 1 and any(_SPOKEN.search(text) for text in texts)
    if share < _LEAST_SHARE or not (comes_back or is_talk):
        return frozenset()
    return frozenset(
        label
        for label, count in counts.items()
        if count > 1 or share >= _LARGE_SHARE or " " in label or _TITLE.match(label)
    )
