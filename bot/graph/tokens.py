"""Tokens for Graph where nobody can sign in yet: the feature says what works instead."""

from __future__ import annotations

from bot.core.errors import FeatureNotSetUp
from bot.core.ids import PersonId, TenantId


class NoSignIn:
    """Stands in for a sign-in that is not set up."""

    async def header(self, tenant: TenantId, person: PersonId) -> str:  # noqa: ARG002  # the port's
        """Raise FeatureNotSetUp: uploading the transcript works without."""
        raise FeatureNotSetUp(feature="minutes")

    def discard(self, tenant: TenantId, person: PersonId) -> None:
        """Do nothing: there is no token."""
