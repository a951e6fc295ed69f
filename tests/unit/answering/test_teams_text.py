"""Tables and headings arrive readable in Teams' text; what is too long is split kindly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.links import LinkGuard
from bot.answering.teams_text import TeamsText, split

TEAMS = TeamsText()


def shown(text: str) -> str:
    return TEAMS.shown(text, final=True)


@pytest.mark.parametrize(
    ("markdown", "teams"),
    [
        ("# Vermerk\nText", "**Vermerk**\n\nText"),
        ("Text\n## 1. **Anlass** ##\n\nText", "Text\n\n**1. Anlass**\n\nText"),
        ("#Hashtag und # mitten", "#Hashtag und # mitten"),
        ("Eins\n\n---\n\nZwei", "Eins\n\nZwei"),
        ("Titel\n=====\nText", "Titel\n\nText"),
        ("***\n___\n- - -\nText", "Text"),
        ("Musterstraße 1\n12345 Musterstadt", "Musterstraße 1  \n12345 Musterstadt"),
        (
            "Punkte:\n- eins\n  - zwei\n  weiter\n- drei",
            "Punkte:\n\n- eins\n  - zwei\n  weiter\n- drei",
        ),
        ("1. eins\n2. zwei", "1. eins\n2. zwei"),
        ("> Zitat\n> zwei", "> Zitat\n> zwei"),
        ("Text\n\n\n\nText", "Text\n\nText"),
        ("Zeile\r\nzwei", "Zeile  \nzwei"),
        (
            "```\n# kein Titel\n| a |\n\n---\n```\nEnde",
            "```\n# kein Titel\n| a |\n\n---\n```\nEnde",
        ),
        ("~~~~\n~~~\n# x\n~~~~\n# y", "~~~~\n~~~\n# x\n~~~~\n\n**y**"),
        ("a | b ist kein Kopf", "a | b ist kein Kopf"),
        ("| nur eine Zeile |\nText", "| nur eine Zeile |  \nText"),
        ("", ""),
    ],
)
def test_markdown_becomes_what_teams_can_show(markdown: str, teams: str) -> None:
    assert shown(markdown) == teams


def test_a_table_becomes_a_list_with_the_heads_in_every_row() -> None:
    table = (
        "Die Fristen:\n"
        "| Schritt | **Frist** | |\n"
        "|:---|---:|---|\n"
        "| Antrag | 3.12.2026 | ja |\n"
        "| Prüfung<br>Bescheid | | a \\| b |\n"
        "| Rest |\n"
        "Danach."
    )

    assert shown(table) == (
        "Die Fristen:\n\n"
        "- **Schritt:** Antrag; **Frist:** 3.12.2026; ja\n"
        "- **Schritt:** Prüfung, Bescheid; a | b\n"
        "- **Schritt:** Rest\n\n"
        "Danach."
    )


def test_a_table_without_rows_keeps_its_heads() -> None:
    assert shown("| A | B |\n|---|---|\n\nText") == "**A, B**\n\nText"


def test_a_begun_table_or_heading_is_held_back() -> None:
    assert TEAMS.shown("Text\n| A | B |\n|--", final=False) == "Text"
    assert TEAMS.shown("Text\n## Tit", final=False) == "Text"
    assert TEAMS.shown("Text\nNoch ein Wor", final=False) == "Text  \nNoch ein Wor"


LINES = st.sampled_from(
    [
        *("# Titel", "## **x** ##", "#x", "| A | B |", "|---|---|", "| 1 | 2 |", "| |", "|"),
        *("---", "***", "- eins", "  - zwei", "    tief", "1. eins", "10 Tage", "1.5 Mio.", "+ x"),
        *("Text", "Text ", "**fett** x", "```", "```py", "~~~", "`code`", "> Zitat", "", "  "),
        *(
            "• Punkt",
            "=====",
            "_x_",
            "-x",
            "*",
            "``",
            "a | b",
            "[x](https://a.example)",
            "\t",
            "x\r",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_a_growing_answer_is_only_ever_continued(lines: list[str]) -> None:
    text = "\n".join(lines)
    guard = LinkGuard(frozenset())
    before = both_before = ""
    for end in range(len(text) + 1):
        now = TEAMS.shown(text[:end], final=False)
        both = guard.shown(now, final=False)
        assert now.startswith(before)
        assert both.startswith(both_before)
        before, both_before = now, both
    assert shown(text).startswith(before)
    assert guard.shown(shown(text), final=True).startswith(both_before)


# --- splitting -----------------------------------------------------------------------------------


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_short_text_stays_one_message() -> None:
    assert split("Kurz.") == ["Kurz."]
    assert split("") == [""]


def test_a_long_text_is_split_at_paragraph_ends() -> None:
    paragraph = "Ein Satz, der etwas sagt. " * 20
    text = "\n\n".join([paragraph.strip()] * 100)

    parts = split(text)

    assert len(parts) == 3
    assert all(units(part) <= 20_000 for part in parts)
    assert "\n\n".join(parts) == text


def test_one_long_paragraph_is_split_at_a_sentence_and_not_at_an_abbreviation() -> None:
    text = "Nach § 5 Abs. 1 gilt z. B. Folgendes auch hier. " * 30

    parts = split(text.strip(), 500)

    assert all(part.endswith("hier.") for part in parts)
    assert " ".join(parts) == text.strip()


@pytest.mark.parametrize("unbroken", ["x" * 1_000, "🙂" * 1_000])
def test_a_text_without_any_end_is_split_between_characters(unbroken: str) -> None:
    parts = split(unbroken, 400)

    assert "".join(parts) == unbroken
    assert all(units(part) <= 400 for part in parts)


def test_a_code_block_is_closed_and_opened_again() -> None:
    code = "\n".join(f"zeile_{n} = {n}" for n in range(200))

    parts = split(f"Der Code:\n\n```python\n{code}\n```\nEnde.", 600)

    assert len(parts) > 3
    for part in parts:
        assert part.count("```") % 2 == 0
        assert units(part) <= 600
    assert all(part.startswith("```python\n") for part in parts[1:-1])
    assert [f"zeile_{n} = {n}" in "\n".join(parts) for n in range(200)] == [True] * 200


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Wort ", "\n\n", "\n", "```\n", "Ende. ", "🙂", "ä" * 90]), max_size=90
    )
)
def test_nothing_is_lost_and_nothing_is_too_long(pieces: list[str]) -> None:
    text = "".join(pieces)

    parts = split(text, 300)

    assert all(units(part) <= 300 for part in parts)
    assert sum(part.count("Wort") for part in parts) == text.count("Wort")
    assert sum(part.count("ä") for part in parts) == text.count("ä")
