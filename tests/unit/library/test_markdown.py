"""A template written as Markdown is the same template when read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.authoring import Draft, made_of
from bot.library.loader import shipped_templates
from bot.library.markdown import as_markdown
from bot.library.template import Category, Template, parse

SHIPPED = shipped_templates()


@pytest.mark.parametrize("template", SHIPPED, ids=lambda one: f"{one.language}-{one.id}")
def test_every_shipped_template_survives_the_round_trip(template: Template) -> None:
    assert parse(as_markdown(template)) == template


_line = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="{}\u0085\u2028\u2029"),
    min_size=1,
    max_size=60,
).filter(str.strip)


@given(title=_line, description=_line, text=st.lists(_line, min_size=1, max_size=5))
def test_any_words_survive_the_round_trip(title: str, description: str, text: list[str]) -> None:
    made = made_of(
        Draft(
            title=title,
            description=description,
            category=Category.MEMOS,
            language="de",
            instruction="\n".join(text),
        )
    )
    again = parse(as_markdown(made))
    assert again == made
    assert again.fill({"angaben": "x"}) == made.fill({"angaben": "x"})
