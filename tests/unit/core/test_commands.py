"""Commands: every word in every spelling, and nothing that is a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import WORDS, Command, command_in
from bot.core.texts import load


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_word_is_known_in_any_case_with_slash_mark_and_please(word: str) -> None:
    command = WORDS[word]
    for text in (
        word,
        word.upper(),
        word.title(),
        f"/{word}",
        f" {word} ",
        f"{word}!",
        f"{word}.",
        f"„{word}“",
        f"bitte {word}",
        f"{word} bitte",
        f"Please {word}?",
        word.replace(" ", "  "),
    ):
        assert command_in(text) is command, text


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("löschen", Command.DELETE),
        ("LÖSCHEN", Command.DELETE),
        ("lo\u0308schen", Command.DELETE),
        ("loeschen", Command.DELETE),
        ("Hlfe", Command.HELP),
        ("hifle", Command.HELP),
        ("Hilffe!!", Command.HELP),
        ("hepl", None),
        ("Stopp!", Command.STOP),
        ("", None),
        ("   ", None),
        ("/", None),
        ("?", None),
        ("neue", None),
        ("Was ist neu?", None),
        ("Lösche bitte den letzten Absatz", None),
        ("Wie schreibe ich ein Protokoll?", None),
        ("protokoll vom 3. Mai", None),
        ("hilfe " * 20, None),
        ("heute", None),
        ("Hilfsmittel", None),
    ],
)
def test_what_is_and_what_is_no_command(text: str, command: Command | None) -> None:
    assert command_in(text) is command


def test_each_command_has_a_german_and_an_english_word() -> None:
    assert set(WORDS.values()) == set(Command)
    for command in Command:
        assert len([word for word, meant in WORDS.items() if meant is command]) >= 2


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert command_in(text) in {None, *Command}


def test_no_sentence_of_ours_is_a_command_by_accident() -> None:
    long_ones = [text for text in load("de").values() if text.count(" ") > 2]
    assert not [text for text in long_ones if command_in(text)]
