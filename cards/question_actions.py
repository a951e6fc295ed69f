"""The buttons of questions over files: ask about these files, ask without any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from cards.action import Action, are_ids, given, is_id


@dataclass(frozen=True, slots=True)
class QuestionFocus(Action):
    """Make one file or several what the next questions are about."""

    verb: ClassVar[str] = "question.focus"
    document: str = given(are_ids)


@dataclass(frozen=True, slots=True)
class QuestionWithout(Action):
    """Ask the question of this answer once more, without files."""

    verb: ClassVar[str] = "question.without"
    id: str = given(is_id)


QUESTION_ACTIONS: Final[tuple[type[Action], ...]] = (QuestionFocus, QuestionWithout)
