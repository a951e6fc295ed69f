"""What holds for every card: it can be read, heard, pressed and sent."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from bot.core.texts import LANGUAGES
from bot.core.turn import Card
from cards.actions import parse
from cards.elements import MAX_CARD_BYTES, MAX_ROW
from tests.cards.gallery import gallery

_AUTHORS_PLACE = re.compile(r"\{\{[a-z]+\}\}")
_CARDS = {
    f"{name}.{language}": card for language in LANGUAGES for name, card in gallery(language).items()
}
_LONGEST_TITLE = 16
_ROW_CHARACTERS = {1: 30, 2: 28, 3: 28}


def every_card(rule: Callable[[Card], None]) -> Callable[[], None]:
    """Make one test of a rule for all cards; what breaks it is named."""

    def test() -> None:
        for name, card in _CARDS.items():
            try:
                rule(card)
            except AssertionError as error:
                pytest.fail(f"{name}: {error}")

    test.__name__ = rule.__name__
    return test


def _parts(value: object) -> Iterator[dict[str, object]]:
    """Yield every object of the card, from the outside in."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _parts(part)
    if isinstance(value, list):
        for part in value:
            yield from _parts(part)


def _of(card: Card, prefix: str) -> list[dict[str, object]]:
    return [part for part in _parts(card) if str(part.get("type", "")).startswith(prefix)]


def _rows(card: Card) -> list[list[dict[str, object]]]:
    rows = [part["actions"] for part in _parts(card) if isinstance(part.get("actions"), list)]
    return [row for row in rows if isinstance(row, list)]


@every_card
def test_it_names_version_language_and_what_is_spoken(card: Card) -> None:
    assert card["type"] == "AdaptiveCard"
    assert card["version"] == "1.5"
    assert card["$schema"] == "http://adaptivecards.io/schemas/adaptive-card.json"
    assert card["lang"] in LANGUAGES
    assert card["speak"]
    assert card["fallbackText"]


@every_card
def test_it_is_small_enough(card: Card) -> None:
    assert len(json.dumps(card, ensure_ascii=False).encode()) <= MAX_CARD_BYTES


@every_card
def test_every_text_wraps(card: Card) -> None:
    assert all(part["wrap"] is True and part["text"] for part in _of(card, "TextBlock"))


@every_card
def test_every_image_says_what_it_shows_or_that_it_is_decoration(card: Card) -> None:
    for image in _of(card, "Image"):
        assert isinstance(image["altText"], str)
        assert str(image["url"]).startswith("data:image/png;base64,")


@every_card
def test_every_input_has_a_label_and_says_what_is_missing(card: Card) -> None:
    inputs = _of(card, "Input.")
    assert len({part["id"] for part in inputs}) == len(inputs)
    for part in inputs:
        assert part["label"]
        assert not part.get("isRequired") or part["errorMessage"]


@every_card
def test_no_row_is_too_wide_for_a_phone(card: Card) -> None:
    for row in _rows(card):
        titles = [str(button["title"]) for button in row]
        assert 1 <= len(row) <= MAX_ROW
        assert all(len(title) <= _LONGEST_TITLE for title in titles), titles
        assert sum(map(len, titles)) <= _ROW_CHARACTERS[len(titles)], titles


@every_card
def test_one_button_at_most_is_filled_and_it_stands_first(card: Card) -> None:
    filled = [
        (row, position)
        for row in _rows(card)
        for position, button in enumerate(row)
        if button.get("style") == "positive"
    ]
    assert len(filled) <= 1
    assert all(position == 0 for _, position in filled)


@every_card
def test_there_is_one_title_at_most(card: Card) -> None:
    titles = [
        part
        for part in _of(card, "TextBlock")
        if part.get("style") == "heading" and not part.get("size")
    ]
    assert len(titles) <= 1


@every_card
def test_every_button_is_one_that_we_read(card: Card) -> None:
    for part in _of(card, "Action.Execute"):
        data = part["data"]
        assert isinstance(data, dict)
        sent = {"document": "f91c"} if part["verb"] == "summary.run" else {}
        assert parse(str(part["verb"]), {**sent, **data}), part["verb"]


@every_card
def test_every_fold_shows_something_that_stands_below_it(card: Card) -> None:
    parts = list(_parts(card))
    for position, part in enumerate(parts):
        if part.get("type") == "Action.ToggleVisibility":
            targets = part["targetElements"]
            below = {other.get("id") for other in parts[position:]}
            assert isinstance(targets, list)
            assert set(targets) <= below


@every_card
def test_ids_are_unique(card: Card) -> None:
    ids = Counter(part["id"] for part in _parts(card) if "id" in part and "type" in part)
    assert not [name for name, count in ids.items() if count > 1]


@every_card
def test_colours_and_weights_are_those_of_the_house(card: Card) -> None:
    for part in _of(card, "TextBlock"):
        assert "color" not in part
        assert part.get("weight") in {None, "bolder"}
        assert part.get("size") in {None, "small", "default"}


@every_card
def test_no_place_is_left_unfilled(card: Card) -> None:
    for part in _parts(card):
        words = [value for key, value in part.items() if key in {"text", "title", "label"}]
        # „{{ort}}“ is how an author writes a place, not one of ours.
        shown = [_AUTHORS_PLACE.sub("", str(text)) for text in words]
        assert not [text for text in shown if "{" in text and "DATE" not in text]


def test_hardly_any_card_has_more_than_six_things_to_press() -> None:
    many = {
        name.split(".")[0]
        for name, card in _CARDS.items()
        if len(_of(card, "Action.Execute")) + len(_of(card, "Action.OpenUrl")) > 6
    }
    # directories: rows, not buttons; and the page of a template of one's own, with all its tools
    # and a draft of minutes, with three buttons at each of three marks; and an answer made with a
    # template, where what may follow stands as rows
    assert many <= {
        "library", "library-category", "library-reviewer", "template-page", "template-page-unsure",
        "answer-made-gaps", "answer-made-clean", "minutes-review", "minutes-review-settled",
        "minutes-points", "minutes-points-item",
    }  # fmt: skip
