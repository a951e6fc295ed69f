"""What stands before each call of the model: the notice, and the day's limit."""

from __future__ import annotations

from bot.core.turn import Turn
from bot.governance.consent import ConsentService, NoticeState
from bot.governance.limits import LimitService
from cards.notice import notice_card


class Gate:
    """Lets a turn through to the model, or says why not."""

    def __init__(self, consent: ConsentService, limits: LimitService) -> None:
        self._consent = consent
        self._limits = limits

    async def admits(self, turn: Turn, question: str = "", *, counts: bool = True) -> bool:
        """Tell whether the model may be called; else the person was told what to do first.

        ``question`` is kept and answered after acceptance. ``counts``: against the day's limit.
        Raises LimitReached.
        """
        state = await self._consent.state(turn.own_scope, turn.agency)
        if state is NoticeState.ACCEPT:
            await self._ask_to_accept(turn, question)
            return False
        if state is NoticeState.SHOW and turn.is_personal:
            await turn.chat.show(notice_card(turn.texts, turn.agency))
            await self._consent.note(turn.own_scope, turn.agency, accepted=False)
        if counts and turn.attempt == 1:  # a turn taken over after a crash was counted before
            await self._limits.count_prompt(turn.own_scope, turn.agency)
        return True

    async def admits_quietly(self, turn: Turn) -> bool:
        """Tell the same for a dialog, which says by itself what is missing; raises LimitReached."""
        if await self._consent.state(turn.own_scope, turn.agency) is NoticeState.ACCEPT:
            return False
        await self._limits.count_prompt(turn.own_scope, turn.agency)
        return True

    async def _ask_to_accept(self, turn: Turn, question: str) -> None:
        if not turn.is_personal:
            await turn.chat.say(turn.texts("notice.in_group"))
            return
        if question:
            await self._consent.keep_question(turn.scope, question)
        kept = bool(question)
        await turn.chat.show(notice_card(turn.texts, turn.agency, question_kept=kept))
