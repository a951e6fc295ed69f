"""Tokens for Graph where the app has no identity: the feature says what works instead."""

from __future__ import annotations

from bot.core.errors import FeatureNotSetUp
from bot.core.ids import PersonId, TenantId


class NoSignIn:
    """Stands in for an identity that is not set up."""

    async def header(self, tenant: TenantId, person: PersonId) -> str:  # noqa: ARG002  # the port's
        """Raise FeatureNotSetUp: uploading the transcript works without."""
        raise FeatureNotSetUp(feature="transcripts")

    def discard(self, tenant: TenantId, person: PersonId) -> None:
        """Do nothing: there is no token."""
