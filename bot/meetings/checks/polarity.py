"""Whether something is said of a matter that was denied, or denied that was said.

Compares clause with clause: of what was said only what somebody stood by, a question by its „Ja“
or „Nein“. Minutes deny in other words than speech („entfällt“, „offen“, „bleibt“), so a mark needs
a clause about the same thing on the other side, and none on the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

from bot.evidence.figures import find_figures
from bot.evidence.sentences import sentences
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.checks.words import count_found, is_found, stems
from bot.meetings.cues import Block, block
from bot.meetings.heard import Said
from bot.meetings.minutes import Doubt
from bot.meetings.negation import denials, is_negated, turning_words
from bot.meetings.spoken import standard
from bot.meetings.spoken_numbers import in_figures

_CLAUSE: Final = re.compile(
    r"[,;:!?…–]\s+|(?<!\d)\.\s+|\s+(?:und|aber|sondern|doch|but|and)\s+|[.!?]$|\s[–-]\s"
)
_PART: Final = re.compile(r";\s+|:\s+|,\s+(?=(?:aber|jedoch|während|sodass|weshalb)\b)")
_ANSWER: Final = re.compile(r"(ja|nein|yes|no|doch)\b", re.IGNORECASE)
_POINTING: Final = re.compile(
    r"\b(?:das|es|dies|davon|dazu|die|den|ihn)\b|^passiert\b|\b(?:passiert|geschehen)\W*$",
    re.IGNORECASE,
)
_ABLE: Final = re.compile(
    r"\b(?:kann|können|schaffe\w*|machen?|übernehme\w*|geht)\b", re.IGNORECASE
)
_WHOEVER: Final = re.compile(r"^\W*(?:wer|was|wo|wen|wem)\b", re.IGNORECASE)
# What holds only for a time or a case says nothing of the matter itself.
_SUBORDINATE: Final = re.compile(
    r"^\W*(?:sonst|andernfalls|ansonsten|bis|solange|bevor|ehe|sofern|soweit|sobald|wenn"
    r"|falls|ob|außer|until|unless|if)\b",
    re.IGNORECASE,
)
# „nicht vor Mai“, „nicht nur“: a limit, no denial; „frühestens“ is the same limit in other words.
_LIMIT: Final = re.compile(
    r"\b(?:nicht|kein\w*|not|no)\s+(?:vor|nur|mehr als|über|länger als|später als|früher als"
    r"|weniger"
    r" als|zuletzt|more than|less than|before|only|so)\b|\bnicht[- ]?öffentlich\w*|\bnicht wahr\b",
    re.IGNORECASE,
)
_EARLIEST: Final = re.compile(
    r"\bfrühestens\b|\bnicht vor\b|\berst (?:ab|im|in|am|nach)\b|\bvor\b.{0,40}\bnicht\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"\bvor (?:dem |der )?(?:\d|[A-ZÄÖÜ])")
# Other ways of saying no: they excuse a denial on the other side, and prove none themselves.
_ALSO_NEGATIVE: Final = re.compile(
    r"\b(?:ohne|statt\w*|anstatt|mangels|fehl\w*|fehlend\w*|offen\w*|aus(?:steh\w*|gesetzt)"
    r"|steh(?:t|en)\b.{0,30}"
    r"\baus|noch zu|erst|frühestens|nur noch|nur|lediglich|bleib\w*|blieb\w*|weiterhin"
    r"|un(?:klar|bestimmt|besetzt"
    r"|verändert|entschieden|geklärt|möglich|zulässig|gültig|erreichbar|beantwortet)\w*"
    r"|verschob\w*|verschieb\w*"
    r"|vertag\w*|zurückgestellt|wegfall\w*|wegf[aä]ll\w*|entf[aä]ll\w*|gesperrt|sperr\w*"
    r"|geschlossen|raus|nein"
    r"|dagegen|enthalt\w*|enthält|schluss|beend\w*|aufgeben|aufgegeben|abgeschafft"
    r"|abschaff\w*|gestrichen|streich\w*"
    r"|verhinder\w*|verbot\w*|verbiet\w*|\w+frei|nächst\w+ mal|später|\w+los|keinerlei|kaum"
    r"|selten|weder|befangen\w*|abgesagt"
    r"|absag\w*|fällt aus|ausfall\w*|ausgefallen|abgewartet|wart\w*|warten\b.{0,60}\bab"
    r"|zurückgezogen"
    r"|bisher|genauso"
    r"|gleich\w*|hinfällig|überflüssig|erübrigt|lassen wir|ausgeräumt|kritisi\w*|bemängel\w*"
    r"|schwierig\w*)\b"
    r"|\bzu(?=\W*$|,)",
    re.IGNORECASE,
)
_OPPOSITES: Final = (
    (r"freiwillig\w*", r"pflicht\w*|verpflicht\w*|verbindlich\w*"),
    (r"erteilt?\w*", r"verweiger\w*|verwehr\w*"),
    (
        r"abgeschafft|abgebaut|eingestellt|gestrichen|aufgegeben|beendet|aufgehoben|abgesetzt|entfällt",
        r"bleib\w*|behalten|beibehalten|weitergeführt|fortgeführt",
    ),
    (r"geöffnet|wiedereröffnet|freigegeben", r"gesperrt|geschlossen|bleib\w* zu"),
    (r"abgesehen|verzichtet", r"empfehl\w*"),
    (
        r"erhöht|angehoben|gesenkt|geändert|verändert|gekürzt|verlängert",
        r"unverändert\w*|bleibt (?:es )?(?:bei|dabei|gleich)|wie bisher|wie gehabt",
    ),
    (r"befürwort\w*|unterstütz\w*|begrüß\w*", r"dagegen|ablehn\w*|lehn\w* .{0,40}ab"),
    (r"unabhängig von|ohne vorbehalt", r"vorbehaltlich|unter (?:dem )?vorbehalt"),
)  # fmt: skip
_AXES: Final = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in _OPPOSITES
)
_CHOICE: Final = re.compile(r"(?:^|[\s,])([A-Za-zäöüÄÖÜß]+) oder ([A-Za-zäöüÄÖÜß]+)\?$")
_NO_SUCH: Final = re.compile(r"\b[Kk]ein\w*\s+(?:[a-zäöüß]+\s+)?([A-ZÄÖÜ]\w{3,})")
_DENIAL: Final = re.compile(r"\b(?:nicht|kein\w*)\b", re.IGNORECASE)
_WITHOUT_NOT: Final = re.compile(r"\bsondern\b")
_ALL: Final = re.compile(r"\b(?:alle[nrm]?|sämtliche[nr]?|beide[nr]?|all|both)\b", re.IGNORECASE)
_SOME: Final = re.compile(
    r"\b(?:\d+|[a-zäöü]{3,12}) (?:von (?:den )?|der |of the |of )(?:\d+|zwei|drei|vier|fünf"
    r"|sechs|sieben"
    r"|acht|neun|zehn|elf|zwölf|two|three|four|five|six|seven|eight|nine|ten)\b|\bdie anderen?\b"
    r"|\bder andere\b|\bnur eine?[rn]?\b|\bbis auf\b|\bfast alle\b|\bnicht alle\b|\bdie meisten\b",
    re.IGNORECASE,
)
_WITHOUT: Final = re.compile(r"\bohne (?:die |den |das |dem |eine[nr]? )?([A-ZÄÖÜ]\w+)")
_LEFT_OUT: Final = re.compile(
    r"\b(?:ohne|exkl\w*|ausgenommen|außer|zuzüglich|zzgl|fehl\w*|kein\w*|nicht|abgesehen"
    r"|vorbehalt\w*|statt)\b"
    r"|\b\w*(?:un|los|frei)\b",
    re.IGNORECASE,
)
_ALIKE: Final = 0.5
_ABOUT: Final = 0.34
_BARE: Final = 1
_FEW: Final = 3
_REACH: Final = 8  # words behind „nicht“ that it can be about
_KEPT: Final = 4_096


@dataclass(frozen=True, slots=True)
class _Heard:
    """A clause somebody stood by."""

    said: Said
    text: str
    words: frozenset[str]
    n_denials: int
    stands: bool  # was not only supposed, and holds for more than a time
    is_asked: bool = False

    @property
    def denies(self) -> bool:
        """Whether it denies; two negations make a statement again."""
        return self.stands and self.n_denials % 2 == 1


def polarity(
    text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally
) -> Iterator[Finding]:
    """Yield a finding where a negation was lost or added, or an opposite was said."""
    if hearing.is_foreign(text, numbers):
        return
    heard = list(_asserted(numbers, hearing))
    for part in _parts(text):
        rival = _added(part, heard) if _is_negative(part) else _lost(part, text, heard)
        rival = rival or _turned(part, heard) or _not_all(part, heard) or _not_with(part, heard)
        if rival is not None:
            tally.count(is_held=False)
            yield Finding(Doubt.OPPOSITE, part, rival.said.number, rival.said.text)
            return
    if heard:
        tally.count(is_held=True)


def clauses(text: str) -> list[str]:
    """Return the parts of a sentence that can be negated on their own."""
    return [part.strip() for part in _CLAUSE.split(text) if part and part.strip()]


def _parts(text: str) -> list[str]:
    found = (part for span in sentences(text) for part in _PART.split(span.text))
    return [part.strip(" .!?") for part in found if part and part.strip(" .!?")]


# --- what was said -------------------------------------------------------------------------------


def _asserted(numbers: Sequence[int], hearing: Hearing) -> Iterator[_Heard]:
    """Yield the clauses that somebody stood by; a question counts by its „Ja“ or „Nein“."""
    said = hearing.sentences(numbers)
    for place, one in enumerate(said):
        reason = block(one.text)
        if reason is Block.QUESTION:
            match = _answer_to(one, said[place + 1 :])
            says_no = match is not None and match[1].lower().startswith("n")
            for clause in clauses(one.plain):
                yield _heard(one, clause, int(says_no), stands=match is not None, is_asked=True)
            continue
        is_meant = reason not in {Block.CONDITION, Block.HEARSAY}
        parts = [one.plain] if _WHOEVER.match(one.plain) else clauses(one.plain)
        for clause in parts:
            stands = is_meant and not _SUBORDINATE.match(clause)
            yield _heard(one, clause, denials(_LIMIT.sub(" ", clause)), stands=stands)


def _answer_to(question: Said, behind: Sequence[Said]) -> re.Match[str] | None:
    """Return the „Ja“ or „Nein“ right behind a question, or with which the next speaker begins."""
    nexts = (one for one in behind if one.number > question.number)
    for one in (*behind[:1], *(first for first in (next(nexts, None),) if first is not None)):
        if match := _ANSWER.match(one.plain):
            return match
    return None


def _heard(
    one: Said, clause: str, n_denials: int, *, stands: bool = True, is_asked: bool = False
) -> _Heard:
    return _Heard(one, clause, _words(clause), n_denials, stands, is_asked)


@lru_cache(maxsize=_KEPT)
def _words(clause: str) -> frozenset[str]:
    """Return what a clause is about: its meaningful words and its numbers."""
    return stems(clause, with_official=True) | {
        f"#{figure.value.normalize()}" for figure in find_figures(in_figures(clause))
    }


def _is_negative(part: str) -> bool:
    return denials(_LIMIT.sub(" ", part)) % 2 == 1


def _negative_words(text: str) -> frozenset[str]:
    """Return the words by which a text says no without a negation."""
    plain = standard(text)
    found = [*turning_words(text), *(match[0] for match in _ALSO_NEGATIVE.finditer(plain))]
    return frozenset(stem for word in found for stem in (stems(word) or {word.lower()}))


def _sounds_negative(text: str) -> bool:
    return is_negated(text) or bool(_ALSO_NEGATIVE.search(standard(text)))


# --- the comparisons -----------------------------------------------------------------------------


def _lost(part: str, text: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return the denial that a part leaves out."""
    if _WITHOUT_NOT.search(part) and heard:
        return heard[0]
    limit = next((one for one in heard if _EARLIEST.search(one.said.plain)), None)
    is_before = _BEFORE.search(part) and not _EARLIEST.search(part)
    if is_before and limit is not None and _shared(part, limit):
        return limit
    found = _denied(part, heard)
    if found is not None or _sounds_negative(text):
        return found
    return _none_of(part, heard) or _pointed_at(_words(part), heard)


def _denied(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return the clause that denies a part, where no other says what both have in common."""
    mine = _negative_words(part)
    finer = [part] if denials(part) else [part, *clauses(part)]
    for words in map(_words, finer):
        for one in heard:
            if one.denies and _is_about(words, one) and mine <= _negative_words(one.text):
                key = frozenset(word for word in words if is_found(word, one.words))
                others = (other for other in heard if other.stands and other.n_denials % 2 == 0)
                if not any(count_found(key, other.words) == len(key) for other in others):
                    return one
    return None


def _none_of(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return „es gab keine Beanstandungen“ for a part that speaks of Beanstandungen."""
    words = _words(part)
    for one in heard:
        for match in _NO_SUCH.finditer(one.text) if one.denies else ():
            noun = stems(match[1])
            is_mine = bool(noun) and count_found(noun, words) == len(noun)
            others = (other for other in heard if other.stands and not other.denies)
            if is_mine and not any(count_found(noun, other.words) for other in others):
                return one
    return None


def _is_about(wanted: frozenset[str], one: _Heard) -> bool:
    """Tell whether a clause speaks of the same thing: of half of it, or of nothing else."""
    found = count_found(wanted, one.words)
    if not found:
        return False
    if count_found(one.words, wanted) == len(one.words):
        points = _POINTING.search(one.text) is not None
        return len(one.words) > _BARE or points or len(wanted) <= _FEW + 1
    return found >= _ALIKE * len(wanted) and found > _BARE - (len(wanted) < _FEW)


def _pointed_at(wanted: frozenset[str], heard: Sequence[_Heard]) -> _Heard | None:
    """Return a bare „das will er nicht“ right behind the clause that a part repeats."""
    asked = (
        (question, one)
        for question in heard
        for one in heard
        if question.is_asked
        and one.said.number - question.said.number == 1
        and _ABLE.search(one.text)
    )
    for before, one in chain(pairwise(heard), asked):
        is_bare = one.denies and len(one.words) <= _BARE and not one.words & wanted
        if not is_bare or before.n_denials or not _POINTING.search(one.text):
            continue
        found = count_found(wanted, before.words)
        best = max(count_found(wanted, other.words) for other in heard)
        if found and found == best and found >= _ABOUT * len(wanted):
            return one
    return None


def _added(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return the clause that a part denies although nothing about it sounds like a denial."""
    own = next((clause for clause in clauses(part) if _is_negative(clause)), part)
    wanted = _words(own) or _words(part)
    heard = [one for one in heard if one.stands]
    best = max((count_found(wanted, one.words) for one in heard), default=0)
    aligned = [one for one in heard if best and count_found(wanted, one.words) == best]
    if not aligned:
        return None
    if all(one.n_denials and one.n_denials % 2 == 0 for one in aligned):
        return aligned[0] if best >= _ALIKE * len(wanted) else None
    if any(one.n_denials for one in _bearing_on(aligned, part, heard, best)):
        return None
    # „sind nicht offen“ for „sind offen“: what sounds negative on both sides excuses nothing
    denial = _DENIAL.search(own)
    behind = " ".join(own[denial.end() :].split()[:_REACH]) if denial else ""
    if not _sounds_negative(behind):
        shared = _negative_words(own)
        if any(_negative_words(one.text) - shared for one in aligned):
            return None
        if not any(_sounds_negative(one.text) for one in heard):
            return aligned[0]
    return next((one for one in aligned if _is_surely(own, wanted, one)), None)


def _bearing_on(
    aligned: Sequence[_Heard], part: str, heard: Sequence[_Heard], best: int
) -> Iterator[_Heard]:
    """Yield what may deny a part: clauses about it, and a bare „das nicht“ that may mean it.

    Where a clause says plainly the same, only what stands right behind it may.
    """
    words = _words(part)
    for before, one in zip((None, *heard), heard, strict=False):
        is_bare = len(one.words) <= _BARE
        follows = best < _FEW or before in aligned
        if (is_bare and follows) or (not is_bare and count_found(words, one.words)):
            yield one


def _is_surely(own: str, wanted: frozenset[str], one: _Heard) -> bool:
    """Tell whether two clauses have a number in common, or the last word, mostly the verb."""
    if any(word.startswith("#") and word in one.words for word in wanted):
        return True
    last = next((found for word in reversed(own.split()) if (found := stems(word))), frozenset())
    return bool(last) and count_found(last, one.words) > 0


def _turned(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return a clause that has the opposite of a part („freiwillig“, „Pflicht“)."""
    if _is_negative(part):
        return None
    wanted = _words(part)
    for one, other in _AXES:
        for mine, theirs in ((one, other), (other, one)):
            if not mine.search(part) or theirs.search(part):
                continue
            if any(mine.search(clause.text) for clause in heard):
                continue
            found = next((c for c in heard if theirs.search(c.text) and not c.denies), None)
            if found is not None and (len(found.words) <= 2 or count_found(wanted, found.words)):  # noqa: PLR2004  „Pflicht.“
                return found
    return None


def _shared(part: str, one: _Heard) -> bool:
    mine = {word for word in part.split() if word[:1].isupper() or word[:1].isdigit()}
    return any(is_found(word, one.words) for word in stems(" ".join(mine))) or any(
        word.strip(".,") in one.text for word in mine
    )


def _not_all(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return a clause that says „fünf der sieben“ where a part says „alle“."""
    if not _ALL.search(part):
        return None
    wanted = _words(part)
    about = [one for one in heard if count_found(wanted, one.words)]
    if any(_ALL.search(one.said.plain) for one in about):
        return None
    return next((one for one in about if _SOME.search(one.said.plain)), None)


def _not_with(part: str, heard: Sequence[_Heard]) -> _Heard | None:
    """Return a clause that leaves out what a part includes: „ohne Reifen“, „mit Reifen“."""
    for one in heard:
        for match in _WITHOUT.finditer(one.said.plain):
            left_out = stems(match[1])
            if not left_out or not count_found(left_out, stems(part)):
                continue
            if not _is_negative(part) and not _LEFT_OUT.search(part):
                return one
    own = _WITHOUT.search(part)
    if own is None or not stems(own[1]):
        return None
    about = [one for one in heard if one.stands and count_found(stems(own[1]), one.words)]
    if not about or any(_sounds_negative(one.said.plain) for one in about):
        return None
    return about[0]
