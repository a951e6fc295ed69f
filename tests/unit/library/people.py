"""People, teams and an agency to try rights with."""

from __future__ import annotations

from bot.agency.profile import Agency
from bot.core.ids import ConversationId, PersonId, TenantId
from bot.library.authoring import Draft
from bot.library.rights import Viewer
from bot.library.template import Category

TENANT = TenantId("tenant-nord")
CIRCLE = ConversationId("19:haushalt@thread.tacv2")
OTHER_CIRCLE = ConversationId("19:personal@thread.tacv2")
AGENCY = Agency.model_validate(
    {
        "id": "nord",
        "name": "Amt Nord",
        "tenants": ["tenant-nord"],
        "library": {"reviewers": ["rita", "otto"]},
    }
)


def viewer(person: str, *circles: ConversationId, tenant: TenantId = TENANT) -> Viewer:
    return Viewer(tenant, PersonId(person), AGENCY, circles)


ANNA, BEN, CARLA = viewer("anna", CIRCLE), viewer("ben", CIRCLE), viewer("carla", OTHER_CIRCLE)
RITA, OTTO = viewer("rita"), viewer("otto")
STRANGER = viewer("anna", CIRCLE, tenant=TenantId("tenant-süd"))
DRAFT = Draft(
    title="Vermerk zur Ortsbegehung",
    description="Hält fest, was vor Ort zu sehen war.",
    category=Category.MEMOS,
    language="de",
    instruction="Schreibe einen Vermerk zur Begehung am {{ort}}.\n\nNotizen:\n{{notizen}}",
)
