"""The elements refuse what would be dropped, cut off or silent."""

from __future__ import annotations

import pytest

from cards import elements as el
from cards import schema
from cards.actions import HelpShow
from cards.library_actions import LibraryHome


def _button(title: str = "Hilfe") -> el.Button:
    return el.execute(title, HelpShow())


def test_an_unknown_property_is_refused_and_not_dropped() -> None:
    with pytest.raises(TypeError, match="isSubtl"):
        schema.TextBlock(text="x", isSubtl=True)
    with pytest.raises(TypeError, match="tooltip"):
        schema.Container(tooltip="x")


def test_a_property_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(TypeError):
        schema.TextBlock(text="x", wrap="yes")


def test_a_row_has_one_to_three_buttons() -> None:
    el.row_actions(_button(), _button(), _button())
    for wrong in ([], [_button()] * 4):
        with pytest.raises(ValueError, match="a row has"):
            el.row_actions(*wrong)


def test_a_card_ends_with_three_buttons_at_most() -> None:
    with pytest.raises(ValueError, match="at most 3"):
        el.card(language="de", speak="x", actions=[_button()] * 4)


def test_a_card_without_spoken_text_is_refused() -> None:
    with pytest.raises(ValueError, match="spoken"):
        el.card(el.text("x"), language="de", speak="")


def test_a_card_that_teams_might_not_take_is_refused() -> None:
    el.card(el.person_text("ä" * 12_000), language="de", speak="x")
    with pytest.raises(el.CardTooLarge):
        el.card(el.person_text("ä" * 12_600), language="de", speak="x")


def test_an_input_without_a_label_or_its_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        el.input_text("a", "")
    with pytest.raises(ValueError, match="sentence"):
        el.input_number("a", "Zahl", error="", required=True)


def test_a_button_falls_back_to_a_message_with_the_same_payload() -> None:
    card = el.card(
        language="de", speak="x", actions=[el.execute("Öffnen", LibraryHome(), style="positive")]
    )
    button = card["actions"][0]  # type: ignore[index]  # one action, as made above
    assert button == {
        "type": "Action.Execute",
        "verb": "library.home",
        "data": {"v": 1},
        "title": "Öffnen",
        "style": "positive",
        "associatedInputs": "none",
        "fallback": {
            "type": "Action.Submit",
            "data": {"verb": "library.home", "v": 1},
            "title": "Öffnen",
            "style": "positive",
            "associatedInputs": "none",
        },
    }


def test_a_button_that_takes_inputs_does_not_refuse_them() -> None:
    taking = el.execute("Öffnen", LibraryHome(), inputs=True).render()
    assert "associatedInputs" not in taking


def test_full_width_is_asked_for_in_teams_own_way() -> None:
    card = el.card(el.text("x"), language="de", speak="x", full_width=True)
    assert card["msteams"] == {"width": "Full"}


def test_the_spoken_text_is_plain_and_the_fallback_is_escaped() -> None:
    card = el.card(language="de", speak="Datei [a](b)")
    assert card["speak"] == "Datei [a](b)"
    assert card["fallbackText"] == "Datei \\[a\\]\\(b\\)"


def test_a_bar_is_left_out_where_it_is_unknown() -> None:
    assert el.progress(3, 9).render() == {
        "type": "ProgressBar",
        "value": 3,
        "max": 9,
        "color": "accent",
        "fallback": "drop",
    }


def test_a_size_counts_the_nested_blocks() -> None:
    inner = el.text("x" * 1_000)
    assert el.size_of(el.group(inner)) > el.size_of(inner) > 1_000
