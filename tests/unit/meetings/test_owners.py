"""Owners of tasks: who has which, and whom a name means among the people we know."""

from __future__ import annotations

import pytest

from bot.meetings.minutes import Action, Draft, Item, Part
from bot.meetings.owners import has_closed_tasks, meant_by, owners

KNOWN = {
    "a1": "Tom Brandt",
    "a2": "Krüger, Jana",
    "a3": "Anna Meyer",
    "a4": "Eva Meyer",
    "a5": "Kim Lang",
    "a6": "Lang, Kim",
    "a7": "Bauer, Amt für Soziales",
}


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Tom Brandt", "a1"),
        ("Herr Brandt", "a1"),
        ("Jana Krüger", "a2"),
        ("Frau Dr. Krueger", "a2"),
        ("Eva Meyer", "a4"),
        ("Frau Meyer", ""),  # two of them
        ("Kim Lang", ""),  # two of one name
        ("Sozialamt", ""),
        ("Person 1", ""),
        ("Peter Sommer", ""),
        ("", ""),
    ],
)
def test_a_name_means_one_person_or_nobody(name: str, ident: str) -> None:
    assert meant_by(name, KNOWN) == ident


def test_owners_are_those_of_the_public_part() -> None:
    tasks = [
        Action(id="a1", what="Liste erstellen", who="Tom Brandt"),
        Action(id="a2", what="Raum buchen"),
        Action(id="a3", what="Einladen", who="Jana Krüger"),
        Action(id="a4", what="Prüfen", who="Tom Brandt"),
    ]
    closed = Action(id="a5", what="Personalie klären", who="Eva Meyer")
    draft = Draft(
        kind="ergebnisprotokoll",
        items=(
            Item(id="i1", title="E-Akte", actions=tuple(tasks)),
            Item(id="i2", title="Personal", part=Part.CLOSED, actions=(closed,)),
        ),
    )
    assert {name: [one.id for one in own] for name, own in owners(draft).items()} == {
        "Tom Brandt": ["a1", "a4"],
        "Jana Krüger": ["a3"],
    }
    assert has_closed_tasks(draft)
