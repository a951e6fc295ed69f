"""Identifiers, each with a type of its own, and the scope a stored text is bound to.

Nothing here is a person's name. Logs carry no ids of people; keys carry digests only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import NewType

AgencyId = NewType("AgencyId", str)
TenantId = NewType("TenantId", str)
PersonId = NewType("PersonId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and what a stored text belongs to; decryption fails under any other scope.

    A conversation's texts carry its id; a person's own records (consent, settings) carry an
    empty conversation. In groups and channels the owner is empty: the conversation owns them.
    """

    tenant: TenantId
    conversation: ConversationId
    owner: PersonId


def new_reference() -> str:
    """Return a short id such as ``7K2-QF9`` that a person can read out on the telephone."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def new_id() -> str:
    """Return an unguessable id for a record (80 bits, URL-safe)."""
    return secrets.token_urlsafe(10)
