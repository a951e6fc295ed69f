"""Whether a statement says more than the words it quotes, going by what a quotation has nothing of.

bot/evidence/meaning.py compares sentences by the words they share. A quotation needs none: the
model itself says that the statement rests on it. If all of it is denied, proposed or somebody's
view, a statement without any sign of that says too much, however it is worded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.evidence import cues
from bot.evidence.folding import squash
from bot.evidence.opposites import CLAUSES

# Words of denial that mostly are none.
_FAINT: Final = frozenset(
    {"gegen", "unter", "aus", "ab", "noch", "hält", "sieht", "später", "dagegen"}
)
_LEAST: Final = 12  # letters of a clause that is more than a phrase
_POSSIBLE: Final = cues.any_of(
    r"""
    \w*möglich\w* / \w+bar(?:e[nrsm]?)? / erlaub\w* / zulässig\w* / gestatte\w* /
    genüg\w* / reich\w* / lässt / lassen / ermessen\w* / optional / freiwillig / frei /
    anspruch / berechtig\w* / recht / gelegenheit / wer / wenn / sofern / auf antrag /
    bedarf / nötig / brauch\w* / option\w* / chance / offen / droh\w* / risiko / able /
    allow\w* / permit\w* / optional / free / right / entitled / if / maximum /
    maximal\w* / bis / höchst\w* / up to / ausnahm\w* / steh\w* / biet\w*
    """
)
_ORDERED: Final = re.compile(r"(?<!\w)(?:soll|sollen|muss|müssen|should|must|shall)(?!\w)")
_DEPENDENT: Final = re.compile(
    r"\A(?:dass|ob|that|whether)\b|\bzu \w+en\b|\w{2,}zu\w{3,}en\b|\A(?:to)\s"
)
_TO_DO: Final = re.compile(
    r"(?<!\w)(?:ist|sind|hat|haben)\s(?:[^,;]{1,90}\s)?(?:zu \w+en|\w+zu\w{3,}en)(?!\w)"
)
_BY_WHEN: Final = re.compile(r"(?<!\w)(?:bis|spätestens|innerhalb|binnen|by|until|within)(?!\w)")


def quoted_clauses(sentences: Sequence[str], quotes: Sequence[str]) -> list[str]:
    """Return the clauses of some sentences that quotations take words from, in small letters.

    Rows of tables have no clauses. A quotation that leaves out the „nicht“ of its clause has it.
    """
    wanted = [squash(quote) for quote in quotes]
    found: list[str] = []
    for clause in (c for one in sentences if " | " not in one for c in _touched(one, wanted)):
        if found and _DEPENDENT.search(clause):
            found[-1] += f", {clause}"  # „sie beabsichtigt, die Mauer beseitigen zu lassen“
        else:
            found.append(clause)
    return found


def _touched(sentence: str, wanted: Sequence[str]) -> Iterator[str]:
    """Yield the clauses of a sentence that share some letters in a row with squashed quotations."""
    whole = squash(sentence)
    fields = [
        (whole.find(one), len(one)) if one in whole else (0, len(whole))
        for one in wanted
        if one in whole or whole in one
    ]
    place = 0
    for clause in CLAUSES.split(sentence):
        letters = squash(clause)
        start = whole.find(letters, place)
        place = start + len(letters) if start >= 0 else place
        shared = (min(place, first + n) - max(start, first) for first, n in fields)
        if start >= 0 and any(one >= _LEAST for one in shared):
            yield clause


def overstates(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether a statement, in small letters, says more than the clauses it quotes."""
    return bool(quoted) and any(check(claim, quoted) for check in _CHECKS)


def _denial_dropped(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether all that is quoted is denied, and nothing in the statement is."""
    if not all(_is_denied(clause) or _is_refused(clause) for clause in quoted):
        return False
    if set(cues.NEGATIVE.findall(claim)) - _FAINT:
        return False
    return not any(sign.search(claim) for sign in (cues.DENIAL, cues.REFUSED, cues.ONLY))


def _is_refused(clause: str) -> bool:
    return cues.REFUSED.search(clause) is not None and not cues.NEGATION.search(clause)


def _is_denied(clause: str) -> bool:
    return len(cues.NEGATION.findall(clause)) % 2 == 1 and not cues.LIMIT.search(clause)


def _settled(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether all that is quoted is only proposed or expected, and a fact here."""
    there = " ; ".join(quoted)
    if cues.ORDER.search(there) or any(
        excuse.search(claim) for excuse in (cues.TENTATIVE, cues.ATTRIBUTED, cues.NEGATION)
    ):
        return False
    if all(cues.FORECAST.search(clause) for clause in quoted) and cues.HAPPENED.search(claim):
        return True
    is_open = [cues.UNSETTLED.search(one) or cues.PENDING.search(one) for one in quoted]
    return all(is_open) and not (_ORDERED.search(there) and _ORDERED.search(claim))


def _view_as_fact(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether what somebody thinks or claims is said without saying so."""
    if not cues.OPINION.search(" ; ".join(quoted)):
        return False
    return not (cues.ATTRIBUTED.search(claim) or cues.TENTATIVE.search(claim))


def _may_is_taken_for_does(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether all that is quoted only may be so, and the statement says it is."""
    if not all(cues.CAN.search(clause) for clause in quoted):
        return False
    if any(map(cues.NEGATION.search, (claim, *quoted))):
        return False
    return not (cues.CAN.search(claim) or cues.TENTATIVE.search(claim) or _POSSIBLE.search(claim))


def _duty_exchanged(claim: str, quoted: Sequence[str]) -> bool:
    """Return whether what may be done must be done here, or the other way round."""
    there = " ; ".join(one for one in quoted if cues.CAN.search(one) or _binds(one))
    if any(
        pattern.search(text) for pattern in (cues.NEGATION, cues.ONLY) for text in (claim, there)
    ):
        return False
    may, must = cues.CAN.search(there), _binds(there)
    ours_may, ours_must = cues.CAN.search(claim), cues.MUST.search(claim)
    if may and not must and ours_must and not ours_may:
        return True
    is_deadline = _BY_WHEN.search(there) or _BY_WHEN.search(claim)
    return bool(must and not may and ours_may and not ours_must and not is_deadline)


def _binds(text: str) -> bool:
    return bool(cues.MUST.search(text) or _TO_DO.search(text))


_CHECKS: Final = (
    _denial_dropped,
    _settled,
    _view_as_fact,
    _may_is_taken_for_does,
    _duty_exchanged,
)
