"""Which dialog answers a turn: the first route that matches, the last one matches everything.

Routes are made in bot.wiring, so that this package need not know the dialogs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.commands import Command, command_in
from bot.core.errors import CardOutdated
from bot.core.turn import (
    Card,
    Choice,
    ComposeHandler,
    DialogHandler,
    DialogReply,
    Handler,
    Insert,
    SearchHandler,
    Turn,
    TurnKind,
)


@dataclass(frozen=True, slots=True)
class Routes:
    """All dialogs by what calls them, in the order in which they are tried."""

    actions: Mapping[str, Handler]  # by verb
    tasks: Mapping[str, Handler]  # by verb, for work put off
    events: Mapping[TurnKind, Handler]
    files: Handler
    commands: Mapping[Command, Handler]
    small_talk: Sequence[tuple[Callable[[Turn], bool], Handler]]
    free_prompt: Handler
    search: Mapping[str, SearchHandler]  # by dataset
    dialogs: Mapping[str, DialogHandler] = field(default_factory=dict)  # by verb
    message_actions: Mapping[str, DialogHandler] = field(default_factory=dict)  # by command
    compose_search: Mapping[str, ComposeHandler] = field(default_factory=dict)  # by command


class Router:
    """Finds the handler of a turn and runs it."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    async def dispatch(self, turn: Turn) -> Card | None:
        """Run the first matching dialog; a verb nobody knows is an outdated card."""
        return await self.handler_of(turn)(turn)

    async def search(self, turn: Turn) -> Sequence[Choice]:
        """Answer a typeahead; a dataset nobody knows has no hits."""
        handler = self._routes.search.get(turn.payload.verb if turn.payload else "")
        return await handler(turn) if handler else ()

    async def dialog(self, turn: Turn) -> DialogReply:
        """Open a dialog or take its form; raises CardOutdated for a verb nobody knows."""
        from_menu = turn.kind is TurnKind.MESSAGE_ACTION
        table = self._routes.message_actions if from_menu else self._routes.dialogs
        handler = table.get(turn.payload.verb if turn.payload else "")
        if handler is None:
            raise CardOutdated
        return await handler(turn)

    async def compose_search(self, turn: Turn) -> Sequence[Insert]:
        """Answer a search in a compose box; a command nobody knows has no hits."""
        handler = self._routes.compose_search.get(turn.payload.verb if turn.payload else "")
        return await handler(turn) if handler else ()

    def handler_of(self, turn: Turn) -> Handler:
        """Return the dialog that answers, without running it."""
        routes = self._routes
        if turn.kind in (TurnKind.ACTION, TurnKind.TASK):
            table = routes.actions if turn.kind is TurnKind.ACTION else routes.tasks
            verb = turn.payload.verb if turn.payload else ""
            return table.get(verb, _outdated)
        if turn.kind is not TurnKind.MESSAGE:
            return routes.events.get(turn.kind, _nothing)
        if turn.files:
            return routes.files
        command = command_in(turn.text)
        if command is not None:
            return routes.commands[command]
        for matches, handler in routes.small_talk:
            if matches(turn):
                return handler
        return routes.free_prompt


async def _outdated(_turn: Turn) -> Card | None:
    raise CardOutdated


async def _nothing(_turn: Turn) -> Card | None:
    return None
