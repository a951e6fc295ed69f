"""What each type of field accepts, and how its value is written."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.library.field import Field, clean


def field(**values: object) -> Field:
    return Field.model_validate({"name": "wert", "label": "Wert", **values})


@pytest.mark.parametrize(
    ("made", "value", "reason"),
    [
        ({"required": True}, "", "required"),
        ({}, "x" * 501, "too_long"),
        ({"type": "long"}, "x" * 20_001, "too_long"),
        ({"type": "choice", "choices": ["Ja", "Nein"]}, "ja", "choice"),
        ({"type": "multiple", "choices": ["A", "B"]}, "A,C", "choice"),
        ({"type": "multiple", "choices": ["A", "B"]}, "A,", "choice"),
        ({"type": "toggle"}, "ja", "choice"),
        ({"type": "date"}, "24.11.2026", "date"),
        ({"type": "date"}, "2026-02-30", "date"),
        ({"type": "date"}, "2026-W48-2", "date"),
        ({"type": "number"}, "viele", "number"),
        ({"type": "number"}, "nan", "number"),
        ({"type": "number"}, "1e9", "number"),
        ({"type": "number", "minimum": 2}, "1", "too_small"),
        ({"type": "number", "minimum": 0}, "-1", "too_small"),
        ({"type": "number", "maximum": 10}, "10,5", "too_large"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_reason(
    made: dict[str, Any], value: str, reason: str
) -> None:
    problem = field(**made).check(value, "de")
    assert problem is not None
    assert (problem.field, problem.text_key) == ("wert", f"library.problem.{reason}")


@pytest.mark.parametrize(
    ("made", "value", "written"),
    [
        ({}, "Straße 1", "Straße 1"),
        ({"type": "long"}, "x" * 20_000, "x" * 20_000),
        ({"type": "choice", "choices": ["Ja, gern", "Nein"]}, "Ja, gern", "Ja, gern"),
        ({"type": "multiple", "choices": ["A", "B"]}, "A, B", "A, B"),
        ({"type": "date"}, "2026-11-24", "Dienstag, 24. November 2026"),
        ({"type": "number"}, "1200.5", "1.200,5"),
        ({"type": "number"}, "1200,5", "1.200,5"),
        ({"type": "number", "minimum": 2, "maximum": 2}, "2", "2"),
        ({"type": "date"}, "", ""),
    ],
)
def test_a_value_that_fits_is_written_as_people_read_it(
    made: dict[str, Any], value: str, written: str
) -> None:
    one = field(**made)
    assert one.check(value, "de") is None
    assert one.write(value, "de") == written


def test_dates_and_numbers_follow_the_language() -> None:
    assert field(type="date").write("2026-11-24", "en") == "Tuesday, 24 November 2026"
    assert field(type="number").write("1200.5", "en") == "1,200.5"


def test_the_longest_length_is_named_in_the_problem() -> None:
    problem = field(type="long").check("x" * 20_001, "de")
    assert problem is not None
    assert problem.values == {"max": "20.000"}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"name": "verb"}, "taken by the card"),
        ({"type": "choice"}, "needs choices"),
        ({"choices": ["A"]}, "only choice and multiple"),
        ({"type": "choice", "choices": ["A", "A"]}, "twice"),
        ({"type": "choice", "choices": [str(n) for n in range(13)]}, "at most 12"),
        ({"type": "multiple", "choices": ["A, B"]}, "commas"),
        ({"minimum": 0}, "only numbers"),
        ({"type": "number", "minimum": 2, "maximum": 1}, "above"),
        ({"type": "toggle", "required": True}, "toggle"),
        ({"type": "choice", "choices": ["A"], "default": "B"}, "default"),
        ({"label": "x" * 81}, "80"),
        ({"name": "Größe"}, "pattern"),
        ({"size": 3}, "not permitted"),
    ],
)
def test_an_author_is_told_what_is_wrong_with_a_field(made: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        field(**made)


def test_unquoted_defaults_of_yaml_are_taken_as_text() -> None:
    assert field(type="toggle", default=True).default == "true"
    assert field(type="number", default=200).default == "200"
    assert field(type="multiple", choices=["A", "B"], default=["A", "B"]).default == "A,B"


def test_cleaning_drops_only_what_is_no_content() -> None:
    assert clean("  eins\r\nzwei\x00\x1b\tdrei\ud800 ") == "eins\nzwei\tdrei"


@pytest.mark.parametrize(("entry", "on"), [("1", True), ("True", True), ("0", False), ("", False)])
def test_a_toggle_may_also_be_a_digit(entry: str, on: bool) -> None:  # noqa: FBT001  # from the list
    toggle = field(type="toggle")
    read = toggle.read(entry)
    assert toggle.check(read, "de") is None
    assert toggle.is_filled(read) is on
