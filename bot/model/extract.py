"""Finds the telling sentences of a text, without any model: what the demo answers from.

A sentence tells much when many others share its words, when it stands first, or when it has
figures or the cue words of results. Understands page marks (``[S. 3]``) and gives every sentence
its own, with a quotation. German and English; nothing here is true of a text's meaning.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_MARK: Final = (
    r"\[(?:S\.|Abschn\.|Folie|Tab\.|Beitr\.|Teil|p\.|sec\.)\s*\d[\d\s,–-]*(?::\s*„[^„“\n]*“)?\]"
)
_MARK_LINE: Final = re.compile(rf"\s*({_MARK})\s*")
_MARK_AT_END: Final = re.compile(rf"\s*({_MARK})\s*([.!?]?)\s*$")
_MONTH: Final = (
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
# „30. Juni“ in a new line is a date, no list item.
_BULLET: Final = re.compile(rf"^\s*(?:[-*•–☐]|\d{{1,2}}[.)](?!\s+{_MONTH}))\s+")
_END: Final = re.compile(r"(?<=[.!?\]])[\"“”»)]*\s+(?=[\"„“«(]?[A-ZÄÖÜ0-9§])")
# A full stop after these, after an ordinal number or after a single letter ends no sentence.
_NO_END: Final = re.compile(
    r"(?:\b(?:Abs|Art|Nr|Nrn|Dr|Prof|St|bzw|ca|ggf|vgl|evtl|inkl|max|min|Str|Tel|Az|Anl|Kap|Bd|"
    r"gem|lfd|sog|Abschn|sec|i|z|u|d|o|Mr|Mrs|Ms|No|etc|e\.g|i\.e|cf|approx|[A-Za-zÄÖÜ]|\d{1,2})|\bB)\.$"
)
# Words no ordinal stands before: „Nr. 14. Die Verwaltung“ is the end of one sentence.
_BEGIN: Final = re.compile(
    r"(?:Der|Die|Das|Ein|Eine|Es|Er|Sie|Wir|Im|In|Am|An|Auf|Bei|Für|Mit|Nach|Zu|Zum|Zur|Dies\w*|"
    r"The|A|An|It|They|We|He|She|This|These|For|On|At)\b"
)
_WORD: Final = re.compile(r"[^\W\d_][\w-]{3,}")
_DIGITS: Final = re.compile(r"\d+")
_SPOKEN: Final = re.compile(r"(?i)\b(ich|mich|wir|uns|i|we|me|us)\b")
_FIGURE: Final = re.compile(r"\d")
_RESULT: Final = re.compile(
    r"(?i)\b(insgesamt|ergebnis|ziel|daher|deshalb|folglich|zusammenfassend|wesentlich|wichtig\w*|"
    r"entscheidend|grund dafür|zweck|overall|result|aim|therefore|importan\w+|conclusion|purpose)\b"
)
_DECISION: Final = re.compile(
    r"(?i)\b(beschlie(?:ß|ss)\w*|beschlosse?n?|beschluss|einstimmig|mehrheitlich|angenommen|"
    r"abgelehnt|genehmigt|zugestimmt|stimmt\w* zu|vereinbart\w*|entschied\w*|festgelegt|"
    r"decided?|resolved?|agreed|approved|adopted|rejected|unanimously)\b"
)
_TASK: Final = re.compile(
    r"(?i)\b(übernimmt|übernehmen|beauftragt|muss|müssen|soll|sollen|hat .{3,60} zu \w+en|"
    r"bis (?:zum|spätestens|ende|anfang|mitte)|frist\w*|zuständig\w*|reicht .{3,60} (?:ein|nach)|"
    r"must|shall|deadline|due|responsible|will (?:prepare|send|check|draft|submit)|by \d{1,2})\b"
)
_DAY: Final = (
    r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|"
    r"\d{1,2}\.?\s(?:Jan|Feb|Mär|Mar|Apr|Ma[iy]|Jun|Jul|Aug|Sep|Okt|Oct|Nov|De[zc])\w*"
)
_AMOUNT: Final = re.compile(
    rf"{_DAY}|\d[\d.,]*\s?(?:€|EUR|Euro|%|Prozent|percent|Mio|Mrd|Tage|Wochen|Monate|days|weeks|"
    r"months|Uhr|km|m²|Personen|people)|€\s?\d"
)
_COMMON: Final = """
aber about after alle allem allen aller alles also auch because been before beim being bereits
both could dabei dadurch damit dann daran darauf darüber dass dazu dein denen denke denn deren
dessen deswegen diese diesem diesen dieser dieses doch does dort durch each eigentlich eine einem
einen einer eines einfach einige etwa finde finden from ganz gegen gehen geht genau gerne gesagt
gibt glaube going habe haben hatte have having hier hätte hätten ihre ihrem ihren ihrer immer into
itself jede jedem jeden jeder jedes jedoch jetzt just kann keine know kommen kommt können like
machen mal mehr mein mich mir mit more most muss must möchte möchten müssen nach natürlich nicht
noch nur oder ohne okay only other over really sagen sagt said same says schon sehen sehr sein
seine seinem seinen seiner shall should sich sind sofern soll sollen some sondern sowas sowie such
than that their them then there these they think this those through under uns unser unsere unseren
unter until very viele vom von vor wann want warum weil weiß welche welcher wenn werden were what
when where which while wie wieder will wird wirklich wissen with wollen worden would wurde wurden
wäre wären würde würden your zum zur zwar zwischen über
"""
_MEANINGLESS: Final = frozenset(_COMMON.split())
_SHORTEST: Final = 4
_LONGEST: Final = 45
_ALIKE: Final = 0.6
_REPEATED: Final = 3
_HEAD_WORDS: Final = 8
_MOST_QUOTED: Final = 25
_SEVERAL: Final = re.compile(r"\d\s*[,–-]")
_QUOTING: Final = re.compile(r"[„“”\"]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, where it stands (``[S. 3]`` or nothing), and its place in the order."""

    text: str
    mark: str
    order: int

    @property
    def words(self) -> frozenset[str]:
        """The words that carry its meaning."""
        return frozenset(
            word for word in _WORD.findall(self.text.casefold()) if word not in _MEANINGLESS
        )

    @property
    def marked(self) -> str:
        """The sentence with its mark behind it, and in the mark its first words as quotation."""
        if not self.mark or _SEVERAL.search(self.mark) or _QUOTING.search(self.text):
            return f"{self.text} {self.mark}".rstrip()
        quoted = " ".join(self.text.split()[:_MOST_QUOTED])
        return f"{self.text} {self.mark[:-1]}: „{quoted}“]"


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text in order, without headings and fragments."""
    found: list[Sentence] = []
    mark = ""
    for block in _blocks(text):
        if line := _MARK_LINE.fullmatch(block):
            mark = _bare(line[1])
            continue
        for part in _split(block):
            end = _MARK_AT_END.search(part)
            own, plain = mark, part
            if end:
                own, plain = _bare(end[1]), part[: end.start()] + end[2]
            if _is_sentence(plain):
                found.append(Sentence(plain.strip(), own, len(found)))
    return found


def telling(among: Sequence[Sentence], count: int) -> list[Sentence]:
    """Return the most telling sentences, in the order of the text, none saying another again."""
    spread = Counter(word for one in among for word in one.words)
    ranked = sorted(among, key=lambda one: (-_weight(one, spread), one.order))
    return sorted(_different(ranked, count), key=lambda one: one.order)


def decisions(among: Iterable[Sentence], count: int) -> list[Sentence]:
    """Return sentences with the cue words of decisions."""
    return _different((one for one in among if _DECISION.search(one.text)), count)


def tasks(among: Iterable[Sentence], count: int) -> list[Sentence]:
    """Return sentences with the cue words of tasks and deadlines."""
    return _different((one for one in among if _TASK.search(one.text)), count)


def figures(among: Iterable[Sentence], count: int) -> list[Sentence]:
    """Return sentences with amounts and dates."""
    return _different((one for one in among if _AMOUNT.search(one.text)), count)


def _bare(mark: str) -> str:
    """Return a mark without its quotation."""
    return f"{mark[:-1].partition(':')[0]}]"


def _lines(text: str) -> list[str]:
    """Return the lines without what stands on page after page (heads, feet, page numbers)."""
    lines = text.splitlines()
    seen = Counter(_DIGITS.sub("0", line).strip() for line in lines)
    return [
        line
        for line in lines
        if not line.strip()
        or _MARK_LINE.fullmatch(line)
        or seen[_DIGITS.sub("0", line).strip()] < _REPEATED
        or len(line.split()) > _HEAD_WORDS
    ]


def _blocks(text: str) -> list[str]:
    """Return paragraphs and list items, their broken lines joined."""
    blocks: list[str] = []
    is_open = False
    for line in _lines(text):
        bare = _BULLET.sub("", line).strip().strip("*#| ").strip()
        begins = bare and (_BULLET.match(line) or _MARK_LINE.fullmatch(line))
        if not bare or begins or not is_open:
            is_open = bool(bare)
            if bare:
                blocks.append(bare)
        else:
            blocks[-1] += f" {bare}"
        if _MARK_LINE.fullmatch(line):
            is_open = False
    return blocks


def _split(block: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _END.finditer(block):
        if _is_end(block[start : match.start()], block[match.end() :]):
            parts.append(block[start : match.end()].strip())
            start = match.end()
    return [*parts, block[start:].strip()]


def _is_end(before: str, after: str) -> bool:
    """Tell the end of a sentence, or of its mark, from an abbreviation or an ordinal."""
    if before.endswith("]"):
        return bool(_MARK_AT_END.search(before))
    if not _NO_END.search(before):
        return True
    return before[-2:-1].isdigit() and bool(_BEGIN.match(after))


def _is_sentence(text: str) -> bool:
    n_words = len(text.split())
    is_closed = text.rstrip('"“”»)').endswith((".", "!", "?"))
    least = _SHORTEST if is_closed else _SHORTEST + 2
    return n_words >= least and bool(_WORD.search(text)) and not text[0].islower()


def _weight(one: Sentence, spread: Counter[str]) -> float:
    words = one.words
    if not words:
        return 0.0
    weight = sum(spread[word] - 1 for word in words) / math.sqrt(len(words))
    weight += 2.0 * (one.order == 0) + 1.0 * bool(_RESULT.search(one.text))
    weight += 0.5 * bool(_FIGURE.search(one.text)) + 1.0 * bool(_DECISION.search(one.text))
    is_weak = len(one.text.split()) > _LONGEST or one.text.endswith("?")
    return weight * (0.5 if is_weak else 1.0) * (0.6 if _SPOKEN.search(one.text) else 1.0)


def _different(ranked: Iterable[Sentence], count: int) -> list[Sentence]:
    """Return the first sentences of which none says another one again."""
    chosen: list[tuple[Sentence, frozenset[str]]] = []
    for one in ranked:
        if len(chosen) >= count:
            break
        words = one.words
        if words and not any(_alike(words, other) for _, other in chosen):
            chosen.append((one, words))
    return [one for one, _ in chosen]


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return len(words & others) > _ALIKE * min(len(words), len(others))
