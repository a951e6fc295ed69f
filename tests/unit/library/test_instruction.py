"""Places and dependent parts of an instruction."""

from __future__ import annotations

import pytest

from bot.library.instruction import InstructionInvalid, parse


def test_places_are_filled() -> None:
    assert parse("An {{wen}}: {{was}}").fill({"wen": "alle", "was": "A"}, "–") == "An alle: A"


def test_a_place_without_a_value_says_so() -> None:
    assert parse("Zweck: {{zweck}}").fill({}, "[keine Angabe]") == "Zweck: [keine Angabe]"


def test_a_dependent_part_stays_only_when_its_field_is_filled() -> None:
    text = parse("A{{#frist}} bis {{frist}}{{/frist}}{{^frist}} ohne Frist{{/frist}}.")
    assert text.fill({"frist": "Montag"}, "") == "A bis Montag."
    assert text.fill({}, "") == "A ohne Frist."


def test_parts_may_stand_in_parts() -> None:
    text = parse("{{#a}}A{{#b}}B{{/b}}{{^b}}ohne{{/b}}{{/a}}")
    assert text.fill({"a": "1", "b": "1"}, "") == "AB"
    assert text.fill({"a": "1"}, "") == "Aohne"
    assert text.fill({"b": "1"}, "") == ""


def test_dropped_parts_leave_no_lines_behind() -> None:
    text = parse("eins\n{{#a}}\nzwei {{a}}\n{{/a}}\n{{#b}}drei{{/b}}\nvier")
    assert text.fill({}, "") == "eins\nvier"
    assert text.fill({"a": "x", "b": "y"}, "") == "eins\nzwei x\ndrei\nvier"


def test_values_are_never_read_for_places() -> None:
    filled = parse("{{a}} {{b}}").fill({"a": "{{b}}{{#b}}", "b": "geheim"}, "")
    assert filled == "{{b}}{{#b}} geheim"


def test_empty_lines_of_a_value_are_kept() -> None:
    assert parse("{{a}}\nEnde").fill({"a": "x\n\n\ny"}, "") == "x\n\n\ny\nEnde"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{#a}}offen", "a.*never closed"),
        ("zu{{/a}}", "closes nothing"),
        ("{{#a}}{{#b}}{{/a}}{{/b}}", "closes nothing"),
        ("{{Frist}}", "Frist.*no place"),
        ("{{frist }}", "frist.*no place"),
        ("Text }} Text", "no place"),
    ],
)
def test_an_author_is_told_where_the_braces_are_wrong(text: str, reason: str) -> None:
    with pytest.raises(InstructionInvalid, match=reason):
        parse(text)


def test_names_and_unguarded_places_are_known() -> None:
    text = parse("{{a}}{{#b}}{{b}}{{/b}}{{^c}}{{c}}{{/c}}")
    assert text.names == {"a", "b", "c"}
    assert text.unguarded() == {"a", "c"}


def test_for_reading_places_carry_their_labels() -> None:
    text = parse("An {{wen}}.\n{{#frist}}\nBis {{frist}}.\n{{/frist}}")
    assert text.read_as({"wen": "An wen?", "frist": "Frist"}) == "An [An wen?].\nBis [Frist]."
