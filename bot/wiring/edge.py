"""Opens the Teams edge: who sends to us, and how we send."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.channel.connector import ConnectorClient, SendBudget
from bot.channel.downloads import Downloads
from bot.channel.egress import GuardedSession, hosts_of
from bot.channel.signing_keys import KEY_HOSTS, SigningKeys
from bot.channel.tokens import AppTokens, BotToken, bot_credentials, graph_credentials
from bot.channel.uploads import Uploads
from bot.channel.verification import TokenVerifier
from bot.core.clock import Clock
from bot.core.hosts import HostList
from bot.core.ports import TeamOwners, Transcripts
from bot.core.settings import Settings
from bot.graph.client import GraphClient, GraphTokens
from bot.graph.teams import GraphTeams
from bot.graph.tokens import NoSignIn
from bot.graph.transcripts import GraphTranscripts
from bot.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Edge:
    """The Teams edge's outward parts; ``verifier`` is None only in a local run."""

    connector: ConnectorClient
    verifier: TokenVerifier | None
    downloads: Downloads
    uploads: Uploads
    transcripts: Transcripts
    owners: TeamOwners


async def open_edge(
    settings: Settings, budget: SendBudget, clock: Clock, metrics: Metrics, stack: AsyncExitStack
) -> Edge:
    """Build what talks to Teams, each part with a session that reaches only its own hosts."""
    teams = settings.teams

    async def session(hosts: HostList, *, public_only: bool = False) -> GuardedSession:
        guarded = GuardedSession(hosts, public_only=public_only)
        return await stack.enter_async_context(guarded)

    without_token = settings.local_run and not teams.app_password
    login = await session(hosts_of(teams.login_url))
    token = BotToken(None if without_token else bot_credentials(teams, login), clock)
    stack.push_async_callback(token.close)
    graph_tokens = _graph_tokens(settings, login, clock, stack)
    graph = GraphClient(
        await session(hosts_of(settings.graph_url)),
        settings.graph_url,
        graph_tokens or NoSignIn(),
        clock,
    )
    files = await session(teams.file_hosts, public_only=True)
    return Edge(
        connector=ConnectorClient(
            await session(teams.service_hosts), token, budget, metrics, clock
        ),
        verifier=await _verifier(settings, clock, stack),
        downloads=Downloads(files),
        uploads=Uploads(files),
        transcripts=GraphTranscripts(graph, clock, as_app=True, is_set_up=graph_tokens is not None),
        owners=GraphTeams(graph),
    )


def _graph_tokens(
    settings: Settings, login: GuardedSession, clock: Clock, stack: AsyncExitStack
) -> GraphTokens | None:
    """Return tokens in the app's own name, or None where it has no identity."""
    teams = settings.teams
    if not teams.app_id or (settings.local_run and not teams.app_password):
        return None
    scope = f"{settings.graph_url.rstrip('/')}/.default"
    tokens = AppTokens(graph_credentials(teams, login), clock, scope)
    stack.push_async_callback(tokens.close)
    return tokens


async def _verifier(
    settings: Settings, clock: Clock, stack: AsyncExitStack
) -> TokenVerifier | None:
    if settings.local_run:
        return None
    teams = settings.teams
    hosts = hosts_of(teams.openid_metadata_url, *KEY_HOSTS)
    session = await stack.enter_async_context(GuardedSession(hosts))
    keys = SigningKeys(teams.openid_metadata_url, session, clock)
    stack.push_async_callback(keys.close)
    await keys.warm_up()
    return TokenVerifier(teams.app_id, teams.token_issuer, keys, clock)
