"""Who owns a task: compared with everybody else who could.

A person owns a task who said so, was named for it, or answered yes when asked. Who only gave the
task, was asked without an answer, or said no, does not. Where nobody said anything of the kind,
whoever spoke of it may be right: a mark needs somebody who was wronged by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from bot.evidence.folding import folded, squash
from bot.meetings.checks.hearing import Hearing
from bot.meetings.checks.words import count_found, stems
from bot.meetings.cues import Block, Cue, agrees, block, cues, promises, promising
from bot.meetings.heard import Said
from bot.meetings.minutes import Doubt
from bot.meetings.negation import denies
from bot.meetings.people import Person, is_nobody, is_unit


class Claim(IntEnum):
    """What speaks for somebody as an owner, the weakest first."""

    NONE = 0
    SPOKE = 1
    ASKED = 2
    YES = 3
    NAMED = 4
    AGREED = 5


_WITH: Final = re.compile(
    r"\b(?:mit|von|bei|an|für|zu|with|from|to)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
# „Soll ich das machen?“ – „Ja, gern.“: who says yes takes nothing on
_OFFERED: Final = re.compile(r"\b(?:soll|kann|darf|muss) ich\b", re.IGNORECASE)
_LIES_WITH: Final = re.compile(r"\b(?:liegt|geht|gehen|liegen|bleibt)\b", re.IGNORECASE)
_YOU: Final = re.compile(r"\b(?:du|dir|dich|dein\w*|sie|ihnen|ihr|euch|you)\b", re.IGNORECASE)
_NO: Final = re.compile(
    r"^(?:nein|nicht ich|ich nicht|leider|geht nicht|da bin ich raus)\b|\bich nicht\b"
    r"|\bich bin (?:\w+ )?"
    r"(?:raus|in|im|auf|beim|weg|krank|unterwegs|nicht da)\b",
    re.IGNORECASE,
)
_MINE: Final = re.compile(r"\b(?:ich|mich|mir|i|du|ihr|sie)\b", re.IGNORECASE)
_SELF: Final = re.compile(r"\b(?:ich|mich)\b.{0,30}\b(?:selbst|selber)\b", re.IGNORECASE)
_ASKING: Final = re.compile(r"\?\s*$")
# Who wants something does not take it on.
_DEMANDS: Final = re.compile(
    r"\b(?:beantrag|forder|brauch|bräucht|wünsch|erwart|bitte|verlang)\w*\b|\b(?:will|möchte?)\b",
    re.IGNORECASE,
)
_NEAR: Final = 2


def owner_doubt(who: str, what: str, numbers: Sequence[int], hearing: Hearing) -> Doubt | None:
    """Return what speaks against the owner, or None."""
    near = hearing.around(numbers, before=0)
    if is_nobody(who):
        return None if any(agrees(one.text) for one in hearing.sentences(near)) else Doubt.OWNER
    people = hearing.roster.find(who)
    if len(people) > 1:
        return Doubt.NAME  # several of that surname were there
    if not people:
        return _stranger(who, numbers, near, hearing)
    return _of_person(people[0], what, numbers, near, hearing)


def _of_person(
    person: Person, what: str, numbers: Sequence[int], near: Sequence[int], hearing: Hearing
) -> Doubt | None:
    claim = _claim(person, numbers, near, hearing)
    others = {one: _claim(one, numbers, near, hearing) for one in hearing.roster.people}
    rivals = [one for one, theirs in others.items() if theirs >= Claim.AGREED and one != person]
    if claim is Claim.AGREED and any(_fits(one, what, near, hearing) for one in rivals):
        is_given = _is_given(person, numbers, hearing)
        return None if is_given or _fits(person, what, near, hearing) else Doubt.OWNER
    if claim >= Claim.NAMED:
        return None
    rival = max((theirs for one, theirs in others.items() if one != person), default=Claim.NONE)
    if claim is Claim.YES:
        return Doubt.OWNER if rival is Claim.AGREED else None
    if claim is Claim.ASKED and rival < Claim.YES:
        return Doubt.OWNER_UNCONFIRMED
    return None if claim is Claim.SPOKE and rival < Claim.YES else Doubt.OWNER


def _fits(person: Person, what: str, near: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody's promise names the task, of several that were made there."""
    words = stems(what)
    made = (
        promising(one.text)
        for one in hearing.sentences(near)
        if one.speaker == person.name and promises(one.text)
    )
    return any(count_found(words, stems(part)) for part in made)


def _is_given(person: Person, numbers: Sequence[int], hearing: Hearing) -> bool:
    return any(
        one.speaker != person.name and _is_named(one.text, person, hearing)
        for one in hearing.sentences(numbers)
    )


def _claim(person: Person, numbers: Sequence[int], near: Sequence[int], hearing: Hearing) -> Claim:
    """Return the best that speaks for a person; a refusal undoes what came before."""
    claim = Claim.NONE
    for one in hearing.sentences(near):
        if one.speaker == person.name:
            claim = _own_words(one, claim, numbers, hearing)
        elif one.number in numbers and _is_named(one.text, person, hearing):
            claim = max(claim, Claim.ASKED if _ASKING.search(one.text) else Claim.NAMED)
    gives = any(
        one.speaker == person.name and _gives(one) for n in numbers for one in hearing.said(n)
    )
    return Claim.NONE if gives and claim is Claim.SPOKE else claim


def _own_words(one: Said, claim: Claim, numbers: Sequence[int], hearing: Hearing) -> Claim:
    """Return what somebody's claim becomes by a sentence of theirs."""
    found = cues(one.text)
    is_asked = _was_asked(one, hearing)
    if promises(one.text):
        return _promised(one, claim, numbers, hearing)
    if Cue.REFUSAL in found or ((is_asked or claim is Claim.ASKED) and _NO.search(one.plain)):
        return Claim.NONE
    if one.number not in numbers or block(one.text) is not None:
        return claim
    if agrees(one.text) and is_asked:
        return Claim.AGREED if claim >= Claim.ASKED else max(claim, Claim.YES)
    if claim is Claim.ASKED and (agrees(one.text) or _answers(one, numbers, hearing)):
        return Claim.AGREED
    return claim if _DEMANDS.search(one.plain) else max(claim, Claim.SPOKE)


def _promised(one: Said, claim: Claim, numbers: Sequence[int], hearing: Hearing) -> Claim:
    """Return what a promise is worth: „wir“ less than „ich“, and right behind only an answer."""
    if one.number not in numbers:
        counts = _was_asked(one, hearing, by_others=hearing.has_speakers)
    else:
        counts = not _is_ours(one, hearing)
    if not counts:
        return claim
    return Claim.AGREED if _MINE.search(one.plain) else max(claim, Claim.YES)


def _gives(one: Said) -> bool:
    """Tell whether a sentence hands a task to others."""
    return Cue.TASK in cues(one.text) and Cue.PROMISE not in cues(one.text)


def _is_ours(one: Said, hearing: Hearing) -> bool:
    """Tell „wir stellen eine Dose hin“ of a chair who then asks somebody, from an „ich“."""
    return not _MINE.search(one.plain) and any(_gives(other) for other in hearing.said(one.number))


def _answers(one: Said, numbers: Sequence[int], hearing: Hearing) -> bool:
    """Tell whether somebody who was asked by name answers in kind („Der geht Freitag raus“)."""
    if one.number not in numbers or block(one.text) is not None or denies(one.text):
        return False
    return any(date.days for date in hearing.dates_in(one.text))


def _was_asked(one: Said, hearing: Hearing, *, by_others: bool = False) -> bool:
    before = hearing.known((one.number - 2, one.number - 1))
    return any(
        Cue.TASK in cues(other.text)
        or (
            other.text.rstrip().endswith("?")
            and (other.speaker == one.speaker or not _OFFERED.search(other.plain))
        )
        for other in hearing.sentences(before)
        if not by_others or other.speaker != one.speaker
    )


def _is_named(sentence: str, person: Person, hearing: Hearing) -> bool:
    """Tell whether a sentence gives the task to this person, not to somebody beside them."""
    if not hearing.roster.mentions(sentence, person):
        return False
    if block(sentence) in {Block.LOOK_BACK, Block.VAGUE}:
        return False
    place = _place(sentence, person)
    before, behind = sentence[:place], sentence[place:]
    if _WITH.search(before) and not _LIES_WITH.search(before):
        return False
    return Cue.TASK in cues(sentence) or _is_told(before, behind)


def _is_told(before: str, behind: str) -> bool:
    """Tell „Thilo, von dir brauche ich …“ and „Jana macht eine Umfrage“ from a mere mention."""
    is_called = not before.strip(" ,") and re.match(r"[\w-]+(?: [A-ZÄÖÜ][\w-]+)?\s*,", behind)
    if is_called:
        return bool(_YOU.search(behind)) and bool(re.search(r"\w", behind.partition(",")[2]))
    acts = re.match(r"[\w-]+(?: [A-ZÄÖÜ][\w-]+)?\s+(?!ist\b|war\b|hat\b)[a-zäöü]{2,}t\b", behind)
    return bool(acts) or bool(
        re.search(r"\b[a-zäöü]{2,}t\b.{0,40}\b(?:der|die|herr|frau)\s+$", before, re.IGNORECASE)
    )


def _place(sentence: str, person: Person) -> int:
    lowered = folded(sentence)
    if len(lowered) != len(sentence):
        lowered = sentence.lower()
    places = [lowered.find(word[:4]) for word in (person.surname, person.words[0])]
    return next((place for place in places if place >= 0), 0)


def _stranger(
    who: str, numbers: Sequence[int], near: Sequence[int], hearing: Hearing
) -> Doubt | None:
    """Judge an owner who did not speak: an office, or somebody absent who was named."""
    last = squash(who.rsplit(maxsplit=1)[-1])
    named = [one for one in hearing.sentences(numbers) if last and last in squash(one.text)]
    told = [one for one in named if block(one.text) in {None, Block.NEGATION}]
    if any(Cue.TASK in cues(one.text) or is_unit(who) for one in told):
        return None
    if any(_SELF.search(one.plain) and promises(one.text) for one in hearing.sentences(near)):
        return Doubt.OWNER
    agreed = any(agrees(one.text) for one in hearing.sentences(near))
    if agreed and (told or _is_known(who, hearing)):
        return None
    return Doubt.OWNER_UNCONFIRMED if named else Doubt.OWNER


def _is_known(who: str, hearing: Hearing) -> bool:
    """Tell whether an office was spoken of at all; whoever agreed may have done so for it."""
    wanted = squash(who)
    return is_unit(who) and any(wanted in squash(one.text) for one in hearing.utterances)
