"""The model as the rest of the house sees it: several deployments behind one port.

Asks one after the other until one answers; once text was handed out, nobody else is asked, so
that two answers are never mixed. Every call is measured, however it ends.
"""

from __future__ import annotations

import random
from asyncio import CancelledError
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import AssistantError, ContextTooLong, ModelCutOff
from bot.core.ports import Completion, Finish, ModelRequest, Piece, Usage
from bot.model.deployment import Deployment
from bot.model.faults import DeploymentFault
from bot.model.meter import CallReport, ModelMeter
from bot.model.route import Line, Route, Try

WORKING_CONTEXT: Final = 128_000
# By the beginning of the model's name, the longer ones first. A deployment may be called
# anything; what we don't know is taken at the working context.
_WINDOWS: Final = (
    ("gpt-4.1", 1_047_576),
    ("gpt-4o", 128_000),
    ("gpt-4-turbo", 128_000),
    ("gpt-4-32k", 32_768),
    ("gpt-4", 8_192),
    ("gpt-35-turbo", 16_385),
    ("gpt-3.5-turbo", 16_385),
)


class ModelGateway:
    """A ChatModel over deployments, tried in order."""

    def __init__(
        self,
        deployments: Sequence[Deployment],
        *,
        clock: Clock,
        meter: ModelMeter,
        close: Callable[[], Awaitable[None]],
        working_context: int = WORKING_CONTEXT,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take over the deployments; ``close`` lets go of what they share.

        ``working_context`` caps what is sent even where the model could take more: long contexts
        are slow and dear. ``chance`` spreads the calls that come back after a wait.
        """
        self._lines = [Line(deployment, clock) for deployment in deployments]
        self._clock = clock
        self._meter = meter
        self._close = close
        self._chance = chance
        self._context = min(working_context, *(window(one.name) for one in deployments))

    @property
    def is_demo(self) -> bool:
        """Whether this is no AI: never."""
        return False

    @property
    def context_tokens(self) -> int:
        """The smallest window of all deployments, at most the working context."""
        return self._context

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield the answer as it comes. Closing the iterator cancels the call."""
        route, watch = self._begin(request)
        with watch:
            while True:
                asked = await route.next()
                try:
                    async with aclosing(
                        watch.over(asked.line.name, _ask(asked, request, route))
                    ) as pieces:
                        async for piece in pieces:
                            yield piece
                except DeploymentFault as fault:
                    route.failed(asked, fault)
                except ModelCutOff:
                    route.cut(asked)
                    raise
                else:
                    return

    async def complete(self, request: ModelRequest) -> Completion:
        """Return the whole answer; one cut off is thrown away and the next deployment asked."""
        route, watch = self._begin(request)
        with watch:
            while True:
                asked = await route.next()
                try:
                    return await _collect(watch.over(asked.line.name, _ask(asked, request, route)))
                except DeploymentFault as fault:
                    route.failed(asked, fault)
                except ModelCutOff:
                    route.failed(asked, DeploymentFault(ModelCutOff, "cut", is_outage=True))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._close()

    def _begin(self, request: ModelRequest) -> tuple[Route, _Watch]:
        route = Route(self._lines, self._clock, self._meter, self._chance)
        return route, _Watch(request.purpose, self._clock, self._meter)


def window(name: str) -> int:
    """Return the context window of a model by its name, or the working context."""
    known = (size for start, size in _WINDOWS if name.lower().startswith(start))
    return next(known, WORKING_CONTEXT)


async def _ask(asked: Try, request: ModelRequest, route: Route) -> AsyncGenerator[Piece]:
    """Ask one deployment; its breaker hears how it went, except for faults: the route tells it."""
    attempt, is_told = asked.attempt, False
    deployment = asked.line.deployment
    try:
        async with aclosing(deployment.ask(request, is_last=route.is_last(asked))) as pieces:
            async for piece in pieces:
                attempt.answered()
                if piece.finish is not None:
                    is_told = True
                    attempt.succeeded()
                yield piece
    except (DeploymentFault, ModelCutOff):
        is_told = True
        raise
    except (AssistantError, ContextTooLong):
        is_told = True
        attempt.succeeded()
        raise
    finally:
        if not is_told:
            attempt.dropped()


async def _collect(pieces: AsyncGenerator[Piece]) -> Completion:
    texts: list[str] = []
    finish, usage = Finish.COMPLETE, Usage()
    async with aclosing(pieces):
        async for piece in pieces:
            texts.append(piece.text)
            finish, usage = piece.finish or finish, piece.usage or usage
    return Completion("".join(texts), finish, usage)


class _Watch:
    """Measures one call from its beginning to whatever end it comes to."""

    def __init__(self, purpose: str, clock: Clock, meter: ModelMeter) -> None:
        self._purpose = purpose
        self._clock = clock
        self._meter = meter
        self._began = clock.monotonic()
        self._first_text_s: float | None = None
        self._last = Piece()
        self._deployment = ""

    async def over(self, name: str, pieces: AsyncGenerator[Piece]) -> AsyncGenerator[Piece]:
        """Pass the pieces of one deployment through, and look at them."""
        self._deployment = name
        async with aclosing(pieces):
            async for piece in pieces:
                if piece.text and self._first_text_s is None:
                    self._first_text_s = self._clock.monotonic() - self._began
                self._last = piece
                yield piece

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._meter.called(
            CallReport(
                purpose=self._purpose,
                deployment=self._deployment,
                outcome=_outcome(self._last.finish, error),
                first_text_s=self._first_text_s,
                total_s=self._clock.monotonic() - self._began,
                usage=self._last.usage or Usage(),
            )
        )


def _outcome(finish: Finish | None, error: BaseException | None) -> str:
    """Name a call's end for the metrics."""
    if finish is not None:
        return finish.value
    if isinstance(error, AssistantError):
        return error.key.removeprefix("errors.")
    if isinstance(error, ContextTooLong):
        return "context_too_long"
    return "cancelled" if isinstance(error, CancelledError | GeneratorExit) else "defect"
