"""Whether a statement says what its passage says, as far as cue words tell.

Compares negation, what is only proposed, decisions, quantities, duties, directions and who acts.
Finds what is turned round or raised, not what is invented in free words; see second_look.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from bot.evidence import cues
from bot.evidence.agents import Agent, agents
from bot.evidence.folding import folded, readable, stem, vocabulary, words
from bot.evidence.opposites import CLAUSES, clause_around, turned_round
from bot.evidence.pairings import exchanged
from bot.evidence.quoted import overstates, quoted_clauses

_FILLING: Final = vocabulary(
    """
    der die das dem den des ein eine einer eines einem einen und oder aber auch noch schon nur sehr
    wird werden wurde wurden worden ist sind war waren sein hat haben hatte hatten habe hätte kann
    können muss müssen soll sollen darf dürfen will wollen nicht kein keine keinen keiner nie ohne
    dass daß weil wenn ob als wie für von vom mit bei nach aus auf an am im in zu zum zur durch
    über unter vor bis seit um gegen diese dieser dieses diesem jede jeder jedes es sie er ihr man
    sich dies darin dazu davon damit dabei daran mehr dafür jedoch the a an of to in on at by for
    with from and or but is are was were be been has have had not no any this that these it its
    will would should could may might must can been there
    """
)
_DEPENDENT: Final = re.compile(
    r"\A(?:dass|daß|ob|wie|that|whether)\b|\bzu \w+en\b|\w{2,}zu\w{3,}en\b|\bto \w+"
)
_CONDITION: Final = re.compile(r"(?:sollten?|wenn|falls|sofern|soweit|if|unless|provided)\b")
_ENGLISH: Final = vocabulary("the of and is are was were that for with has have be to by in not")
_GERMAN: Final = vocabulary("der die das und ist sind wird werden nicht mit von den dem ein eine")
# „vorzulegen“ and „vorgelegt“ are „vorlegen“.
_PREFIXED: Final = re.compile(
    r"\A(ab|an|auf|aus|bei|durch|ein|fest|frei|her|hin|los|mit|nach|statt|teil|um|vor|weg|weiter"
    r"|wieder|zu|zuruck|zusammen)(?:zu|ge)(\w{3,})\Z"
)
_DRAFTED: Final = re.compile(
    r"(?<!\w)(?:vorschl|vorgeschl|empf|antrag|anträge|beantrag|beschlussv|beschlusse|noch|draft|propos|recommend)"
)
_SHALL: Final = re.compile(r"(?<!\w)(?:soll|sollen|should)(?!\w)")  # an order in other words
_RATHER: Final = ("sondern", "but rather", "but instead")
_LONGEST: Final = 3_000  # characters that are compared: no sentence is longer, some tables are
_PART: Final = 5  # letters that make the last part of a compound
_SHARED: Final = 0.5  # of a negated clause's words that a statement must have to be about it
_MOST: Final = 0.6
_FEWEST: Final = 2


def contradicts(
    claim: str,
    sentences: Sequence[str],
    around: str,
    known: frozenset[str],
    quotes: Sequence[str] = (),
) -> bool:
    """Return whether a statement seems to say something else than the sentences it rests on.

    ``around`` is the text they stand in, ``known`` are the surnames of the people named there,
    ``quotes`` is what the statement itself quotes of them.
    """
    said = readable(claim)[:_LONGEST]
    there = readable(" ".join(sentences))[:_LONGEST]
    languages = {language_of(said), language_of(there)} - {""}
    if not there or len(languages) > 1:
        return False
    is_english = "en" in languages
    lowered = _lowered(said, is_english=is_english), _lowered(there, is_english=is_english)
    whole = [_lowered(readable(one), is_english=is_english) for one in sentences]
    cited = " ; ".join(_lowered(readable(one), is_english=is_english) for one in quotes)
    clauses = quoted_clauses(whole, quotes)
    own = " ; ".join(quoted_clauses([readable(one) for one in sentences], quotes))
    return (
        turned_round(lowered[0], " ; ".join((cited, *clauses)) if cited else lowered[1])
        or any(check(*lowered) for check in _CHECKS)
        or _other_agents(said, there, known)
        or (bool(own) and _other_agents(said, own, known))
        or exchanged(said, sentences, known)
        or _undecided(*lowered, readable(around).lower())
        or _adopted(lowered[0], there, around)
        or overstates(lowered[0], clauses)
    )


def _lowered(text: str, *, is_english: bool) -> str:
    # German „will“ is a wish, English "will" a future.
    return text.lower().replace(" will ", " wird ") if is_english else text.lower()


def language_of(text: str) -> str:
    """Return "de" or "en", or "" where that can't be told."""
    tokens = [word.lower() for word in words(text)]
    english = sum(token in _ENGLISH for token in tokens)
    german = sum(token in _GERMAN for token in tokens)
    if english == german:
        return ""
    return "en" if english > german else "de"


def _telling(text: str) -> set[str]:
    """Return the stems of the words that say what a clause is about."""
    return {
        stem(_PREFIXED.sub(r"\1\2", folded(word)))
        for word in words(text)
        if folded(word) not in _FILLING and len(word) > 1
    }


def _common(first: set[str], second: set[str]) -> int:
    """Return how many words of the first are in the second, also as a part of a compound."""
    return sum(
        any(_is_alike(word, other) for other in second if other[-3:] == word[-3:] or other == word)
        for word in first
    )


def _is_alike(word: str, other: str) -> bool:
    if word == other:
        return True
    shorter = min(word, other, key=len)
    return len(shorter) >= _PART and word.endswith(shorter) and other.endswith(shorter)


# --- negation ------------------------------------------------------------------------------------


def _negation_lost(claim: str, there: str) -> bool:
    return _denied_only_by(there, claim, _SHARED)


def _negation_added(claim: str, there: str) -> bool:
    return _denied_only_by(claim, there, _MOST)


def _denied_only_by(one: str, other: str, least: float) -> bool:
    """Return whether one text denies what the other says without denying it."""
    excuses = set(cues.NEGATIVE.findall(other)) - set(cues.NEGATIVE.findall(one))
    clauses = CLAUSES.split(one)
    for clause, following in zip_longest(clauses, clauses[1:], fillvalue=""):
        if len(cues.NEGATION.findall(clause)) % 2 == 0 or cues.LIMIT.search(clause):
            continue
        if following.startswith(_RATHER) or _CONDITION.match(clause):
            continue  # what it is instead counts, and a condition is said in many ways
        about = _telling(cues.NEGATION.sub(" ", clause))
        is_said = False
        for rival in CLAUSES.split(other):
            denials = len(cues.NEGATION.findall(rival))
            shared = _common(about, _telling(rival))
            if denials % 2 and shared:
                break  # denied there too
            enough = shared >= max(1, least * len(about)) and shared >= min(_FEWEST, len(about))
            is_said = is_said or (enough and (denials > 0 or not excuses))
        else:
            if is_said:
                return True
    return False


# --- what is only proposed, and what was decided -------------------------------------------------


def _raised(claim: str, there: str) -> bool:
    """Return whether it is only proposed, asked or possible there, and a fact here."""
    if cues.TENTATIVE.search(claim) or (cues.MUST.search(claim) and _SHALL.search(there)):
        return False
    ours = _telling(claim)
    context = _context(ours, there)
    if cues.PENDING.search(context) is None or cues.ORDER.search(context):
        return False
    shared = _common(ours, _telling(context))
    return shared >= _FEWEST or shared >= len(ours) * _SHARED


def _context(ours: set[str], there: str) -> str:
    """Return the clauses that a statement is about, with those they hang on.

    „Sie fragt, ob …“ bears on what follows, „…, die noch geprüft wird“ on nothing before it.
    """
    clauses = CLAUSES.split(there)
    shares = [_common(ours, _telling(clause)) for clause in clauses]
    least = max(1.0, max(shares) * _SHARED)
    meant = {place for place, share in enumerate(shares) if share >= least}
    for place in sorted(meant):
        above = place
        while above > 0 and _DEPENDENT.search(clauses[above]):
            above -= 1
            meant.add(above)
        beside = {place - 1, place + 1} & set(range(len(clauses)))
        meant |= {near for near in beside if _CONDITION.match(clauses[near])}
    return " ; ".join(clauses[place] for place in sorted(meant))


def _undecided(claim: str, there: str, around: str) -> bool:
    """Return whether something is decided here, and nothing there nor right before."""
    decision = cues.DECISION.search(claim)
    if decision is None or _is_denied(claim, decision.start()) or cues.PENDING.search(claim):
        return False
    place = around.find(there)
    before = " ".join(around[:place].rsplit(". ", 2)[-2:]) if place > 0 else ""
    evidence = f"{before}; {there}" if _common(_telling(claim), _telling(before)) else there
    return not any(
        not _is_denied(evidence, match.start()) and not _is_open(evidence, match.start())
        for match in cues.DECIDED.finditer(evidence)
    )


def _adopted(claim: str, there: str, around: str) -> bool:
    """Return whether something is decided here that only a draft resolution says there."""
    if not cues.DECISION.search(claim) or cues.PENDING.search(claim) or _DRAFTED.search(claim):
        return False
    whole, wanted = readable(around).lower(), there.lower()
    place = whole.find(wanted)
    if place < 0:
        return False
    before = whole[: place + len(wanted)]
    drafts = [match.end() for match in cues.PROPOSAL.finditer(before)]
    return bool(drafts) and not cues.PROPOSAL_ENDS.search(before, drafts[-1])


def _is_denied(text: str, place: int) -> bool:
    return len(cues.NEGATION.findall(clause_around(text, place))) % 2 == 1


def _is_open(text: str, place: int) -> bool:
    return cues.PENDING.search(clause_around(text, place)) is not None


# --- quantities and duties -----------------------------------------------------------------------


def _exchanged(claim: str, there: str) -> bool:
    """Return whether it is all for some, at least for at most, or earliest for latest."""
    ours, theirs = (cues.NOT_ALL.sub("einige", text) for text in (claim, there))
    if any(_opposite(ours, theirs, *pair) for pair in _PAIRS):
        return True
    limits, others = _limits(claim), _limits(there)
    if limits.keys() & others.keys():
        return any(others.get(figure, limit) != limit for figure, limit in limits.items())
    return _opposite(claim, there, cues.AT_LEAST, cues.AT_MOST)


def _opposite(claim: str, there: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Return whether one text has only the first of two, and the other only the second."""
    ours = bool(one.search(claim)), bool(other.search(claim))
    theirs = bool(one.search(there)), bool(other.search(there))
    return {ours, theirs} == {(True, False), (False, True)}


def _limits(text: str) -> dict[str, str]:
    """Return the figures that have a limit before them, and which."""
    return {
        match[2]: limit
        for pattern, limit in ((cues.AT_LEAST, "least"), (cues.AT_MOST, "most"))
        for match in re.finditer(rf"({pattern.pattern})\s(?:[a-zäöü]+\s){{0,2}}?(\d[\d.,]*)", text)
    }


def _duty_exchanged(claim: str, there: str) -> bool:
    if cues.NEGATION.search(there) or cues.NEGATION.search(claim):
        return False
    for first, second in ((cues.CAN, cues.MUST), (cues.MUST, cues.CAN)):
        if first.search(claim) and not second.search(claim):
            return bool(second.search(there) and not first.search(there))
    return False


_PAIRS: Final = (
    (cues.ALL, cues.SOME),
    (cues.EARLIEST, cues.LATEST),
)
_CHECKS: Final[tuple[Callable[[str, str], bool], ...]] = (
    _negation_lost,
    _negation_added,
    _raised,
    _exchanged,
    _duty_exchanged,
)


# --- who acts ------------------------------------------------------------------------------------


def _other_agents(claim: str, there: str, known: frozenset[str]) -> bool:
    """Return whether someone else acts there, or the same two the other way round."""
    ours = agents(claim, known)
    theirs = agents(there, known)
    if not ours or not theirs:
        return False
    shared = [agent for agent in ours if agent.is_one_of(theirs)]
    if not shared:
        return True
    return len(shared) >= _FEWEST and _swapped(claim, ours, there, theirs)


def _swapped(claim: str, ours: Sequence[Agent], there: str, theirs: Sequence[Agent]) -> bool:
    """Return whether another than the first of those there does here the same as the first."""
    if ours[0].is_one_of(theirs[:1]) or not ours[0].is_one_of(theirs[1:]):
        return False
    return _behind(claim, ours[0]) == _behind(there, theirs[0])


def _behind(text: str, agent: Agent) -> str:
    following = words(text[agent.end :])
    return stem(following[0]) if following else ""
