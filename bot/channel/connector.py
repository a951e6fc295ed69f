"""Sends, replaces and deletes messages through Teams' Bot Connector.

The bot's token is attached only after the host was found on the list, and what Teams refuses for
a passing reason (429, 412, 502 to 504, no connection) is tried again as patiently as the caller
allows. A try that broke off may have arrived: rather a message twice than one lost. What a refusal
means for a stream is decided upstairs, from ConnectorError.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol
from urllib.parse import quote

import aiohttp
import orjson

from bot.channel.egress import AnswerTooLarge, GuardedSession, read_at_most
from bot.channel.wire import encode
from bot.core.clock import Clock
from bot.core.errors import TeamsUnavailable
from bot.core.ids import ConversationId, TenantId

_log: Final = logging.getLogger(__name__)

UNREACHABLE: Final = 0
"""The status of a ConnectorError when Teams gave no answer at all."""

_PASSING: Final = frozenset({UNREACHABLE, 412, 429, 502, 503, 504})
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429
# A member who left is 404; a team that we were removed from answers 403 about everybody.
_NOT_THERE: Final = frozenset({403, 404})
_MOST_PAGES: Final = 20  # of five hundred people
_FIRST_ERROR: Final = 300
_LARGEST_ANSWER: Final = 64 * 1024
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 10.0
_LONGEST_CODE: Final = 80


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try, and whether the message is a final one, which budgets prefer."""

    attempts: int
    total_s: float
    attempt_s: float = 15.0
    final: bool = True


FINAL: Final = Effort(attempts=8, total_s=60.0)
"""For what must arrive: survives twenty seconds of Teams being down."""
UPDATE: Final = Effort(attempts=1, total_s=10.0, attempt_s=10.0, final=False)
"""For stream updates and typing: the next one makes up for a lost one."""

QUICK: Final = Effort(attempts=2, total_s=3.0)
"""For what somebody waits for who can do without it."""

TIDYING: Final = Effort(attempts=2, total_s=5.0)
"""For taking a message away: waits for its turn, but holds nobody up for long."""


class ConnectorError(Exception):
    """Teams refused, or could not be reached; the message is lower case, for matching only."""

    def __init__(
        self, status: int, code: str = "", message: str = "", wait_s: float | None = None
    ) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.message_lower = message.lower()
        self.wait_s = wait_s

    @property
    def is_passing(self) -> bool:
        """Whether the same request may succeed later."""
        return self.status in _PASSING


class TokenSource(Protocol):
    """Where the bot's own token comes from (bot/channel/tokens.py)."""

    async def header(self) -> str:
        """Return the value of the Authorization header, or nothing in a local run."""
        ...

    def discard(self) -> None:
        """Forget a token that Teams no longer takes."""
        ...


class SendBudget(Protocol):
    """Keeps the number of sends below what Teams allows (bot/state/budgets.py)."""

    async def take(self, tenant: TenantId, conversation: ConversationId, *, final: bool) -> float:
        """Take one send; returns 0.0, or the seconds after which to ask again."""
        ...


class SendMeter(Protocol):
    """Counts sends; learns no id and no text."""

    def sent(self, outcome: str, seconds: float) -> None:
        """Count one call that has ended: ok, refused or failed."""
        ...

    def throttled(self, reason: str, seconds: float) -> None:
        """Count one pause: the reason is ``budget`` or the status that asked for it."""
        ...


@dataclass(frozen=True, slots=True)
class _Call:
    """One request to Teams, as often as it takes."""

    method: str
    url: str
    body: bytes | None
    tenant: str
    conversation: str
    effort: Effort


class ConnectorClient:
    """Teams' Bot Connector, over one shared session."""

    def __init__(  # everything it needs, given once
        self,
        session: GuardedSession,
        token: TokenSource,
        budget: SendBudget,
        meter: SendMeter,
        clock: Clock,
        *,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._token = token
        self._budget = budget
        self._meter = meter
        self._clock = clock
        self._jitter = jitter

    async def send(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, object],
        *,
        reply_to: str | None = None,
        tenant: str = "",
        private: bool = False,
        effort: Effort = FINAL,
    ) -> str:
        """Send a message and return its id, or nothing where Teams gives none (stream updates).

        ``private``: in a chat of several, only the recipient of the activity sees it.
        """
        url = _address(service_url, conversation_id, reply_to or "", private=private)
        call = _Call("POST", url, encode(activity), tenant, conversation_id, effort)
        return _id(await self._run(call))

    async def update(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        activity: Mapping[str, object],
        *,
        tenant: str = "",
        private: bool = False,
        effort: Effort = FINAL,
    ) -> None:
        """Replace a message sent earlier."""
        url = _address(service_url, conversation_id, activity_id, private=private)
        await self._run(_Call("PUT", url, encode(activity), tenant, conversation_id, effort))

    async def delete(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        *,
        tenant: str = "",
        effort: Effort = FINAL,
    ) -> None:
        """Delete a message sent earlier."""
        url = _address(service_url, conversation_id, activity_id)
        await self._run(_Call("DELETE", url, None, tenant, conversation_id, effort))

    async def open_chat(
        self, service_url: str, body: Mapping[str, object], *, tenant: str = "", person: str = ""
    ) -> str:
        """Open the 1:1 chat that ``body`` asks for and return its id; the same one every time."""
        url = f"{service_url.rstrip('/')}/v3/conversations"
        call = _Call("POST", url, encode(body), tenant, person, FINAL)
        return _id(await self._run(call))

    async def is_member(
        self, service_url: str, conversation_id: str, person: str, *, tenant: str = ""
    ) -> bool:
        """Tell whether a person is in a conversation; ``person`` is any of their ids."""
        base = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation_id, safe='')}"
        url = f"{base}/members/{quote(person, safe='')}"
        try:
            await self._run(_Call("GET", url, None, tenant, conversation_id, FINAL))
        except ConnectorError as error:
            if error.status in _NOT_THERE:
                return False
            raise
        return True

    async def members(
        self, service_url: str, conversation_id: str, *, tenant: str = ""
    ) -> list[Mapping[str, object]]:
        """Return who is in a conversation, page by page, as Teams describes them."""
        base = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation_id, safe='')}"
        found: list[Mapping[str, object]] = []
        token = ""
        for _ in range(_MOST_PAGES):
            further = f"&continuationToken={quote(token, safe='')}" if token else ""
            url = f"{base}/pagedmembers?pageSize=500{further}"
            page = _object(await self._run(_Call("GET", url, None, tenant, conversation_id, FINAL)))
            members = page.get("members")
            listed = members if isinstance(members, list) else []
            found += [one for one in listed if isinstance(one, Mapping)]
            token = str(page.get("continuationToken") or "")
            if not token:
                break
        return found

    async def team(self, service_url: str, team: str, *, tenant: str = "") -> Mapping[str, object]:
        """Return what Teams knows of a team: its name, and its group in the directory."""
        url = f"{service_url.rstrip('/')}/v3/teams/{quote(team, safe='')}"
        return _object(await self._run(_Call("GET", url, None, tenant, team, QUICK)))

    async def meeting(
        self, service_url: str, meeting: str, *, tenant: str = ""
    ) -> Mapping[str, object]:
        """Return what Teams knows of a meeting: its ids in Graph, and who invited to it."""
        url = f"{service_url.rstrip('/')}/v1/meetings/{quote(meeting, safe='')}"
        return _object(await self._run(_Call("GET", url, None, tenant, meeting, FINAL)))

    async def _run(self, call: _Call) -> bytes:
        """Try until it works or the effort is spent; raises the last reason."""
        self._session.check(call.url)
        began = self._clock.monotonic()
        outcome = "failed"
        try:
            answer = await self._try_all(call, began + call.effort.total_s)
            outcome = "ok"
        except ConnectorError as error:
            outcome = "failed" if error.is_passing else "refused"
            raise
        finally:
            self._meter.sent(outcome, self._clock.monotonic() - began)
        return answer

    async def _try_all(self, call: _Call, deadline: float) -> bytes:
        attempt = 0
        renewed = False
        while True:
            attempt += 1
            await self._wait_for_budget(call, deadline)
            try:
                return await self._try_once(call, deadline)
            except ConnectorError as error:
                if error.status == _UNAUTHORIZED and not renewed:
                    renewed = True
                    self._token.discard()
                    continue
                if not error.is_passing or attempt >= call.effort.attempts:
                    raise
                await self._pause(error, attempt, deadline)

    async def _wait_for_budget(self, call: _Call, deadline: float) -> None:
        """Wait until the message may go; an update gives up at once, the next one replaces it."""
        tenant, conversation = TenantId(call.tenant), ConversationId(call.conversation)
        while wait_s := await self._budget.take(tenant, conversation, final=call.effort.final):
            self._meter.throttled("budget", wait_s)
            if not call.effort.final or self._clock.monotonic() + wait_s > deadline:
                raise ConnectorError(_TOO_MANY, "Budget", wait_s=wait_s)
            await self._clock.sleep(wait_s)

    async def _try_once(self, call: _Call, deadline: float) -> bytes:
        """Make one request; every failure leaves as a ConnectorError."""
        try:
            headers = await self._headers()
            left_s = max(0.1, deadline - self._clock.monotonic())
            async with self._session.request(
                call.method,
                call.url,
                headers=headers,
                data=call.body,
                timeout_s=min(call.effort.attempt_s, left_s),
            ) as response:
                answer = await _body(response)
                if response.status < _FIRST_ERROR:
                    return answer
                raise self._error(response, answer)
        except TeamsUnavailable as error:
            raise ConnectorError(UNREACHABLE, "NoToken") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ConnectorError(UNREACHABLE, type(error).__name__) from error

    async def _headers(self) -> dict[str, str]:
        authorization = await self._token.header()
        if not authorization:
            return {"Content-Type": "application/json"}
        return {"Content-Type": "application/json", "Authorization": authorization}

    def _error(self, response: aiohttp.ClientResponse, answer: bytes) -> ConnectorError:
        code, message = _reason(answer)
        wait_s = retry_after(response.headers.get("Retry-After", ""), self._clock.now())
        return ConnectorError(response.status, code, message, wait_s)

    async def _pause(self, error: ConnectorError, attempt: int, deadline: float) -> None:
        """Wait before the next try; raises the error when there is no time left for one."""
        pause_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1))
        pause_s *= 0.8 + 0.4 * self._jitter()
        if error.wait_s is not None:
            # Never before the given time; a little later, or all the bots come back at once.
            pause_s = error.wait_s + min(pause_s, 1.0) * self._jitter()
        if self._clock.monotonic() + pause_s >= deadline:
            raise error
        self._meter.throttled(str(error.status), pause_s)
        _log.info(
            "teams busy, trying again",
            extra={"status": error.status, "attempt": attempt, "pause_ms": round(pause_s * 1000)},
        )
        await self._clock.sleep(pause_s)


def retry_after(value: str, now: datetime) -> float | None:
    """Read a Retry-After header: seconds or a date; None when there is none to be read."""
    value = value.strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if seconds < float("inf") else None


def _address(
    service_url: str, conversation_id: str, activity_id: str, *, private: bool = False
) -> str:
    base = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation_id, safe='')}"
    one = f"/{quote(activity_id, safe='')}" if activity_id else ""
    return f"{base}/activities{one}{'?isTargetedActivity=true' if private else ''}"


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Return the answer; one of absurd length is as good as none."""
    try:
        return await read_at_most(response, _LARGEST_ANSWER)
    except AnswerTooLarge:
        return b""


def _id(answer: bytes) -> str:
    """Return the id in Teams' answer; follow-ups of a stream come back empty."""
    try:
        body = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return ""
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""


def _object(answer: bytes) -> Mapping[str, object]:
    try:
        body = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _reason(answer: bytes) -> tuple[str, str]:
    try:
        error = orjson.loads(answer)["error"]
        return str(error.get("code") or "")[:_LONGEST_CODE], str(error.get("message") or "")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return "", ""
