"""Words of persons and of the model never become a link, an image, code or a heading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cards.escaping import escaped, escaped_markdown, tied, unlinked

_JOINER = "\u2060"
_READERS = (
    MarkdownIt("commonmark"),
    MarkdownIt("js-default", {"html": False}),
    MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]),
)
_PIECES = st.sampled_from(
    [
        "[", "]", "(", ")", "!", "<", ">", "*", "_", "`", "#", "-", "+", "1.", "2)", "\\", "\n",
        "    ", "\t", "|", "~~~", "```", "---", "===", "&", "&#91;", "{{DATE(1)}}", ":", "/", "//",
        "https://boese.example/?q=1", "www.boese.example", "[a]: https://b.example", "data:x",
        "<a href=x>", "<img src=x>", "<https://b.example>", "Grüße", "§ 5", " ", "a", "\r\n",
    ]
)  # fmt: skip
_WORDS = st.one_of(st.lists(_PIECES, max_size=25).map("".join), st.text(max_size=60))
_PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak"}
_FORMAT = {"strong_open", "strong_close", "em_open", "em_close", "hardbreak"} | {
    f"{kind}_{end}"
    for kind in ("bullet_list", "ordered_list", "list_item")
    for end in ("open", "close")
}


def _tokens(words: str, reader: MarkdownIt) -> list[Token]:
    tokens = reader.parse(words)
    return [deeper for token in tokens for deeper in (token, *(token.children or ()))]


def _shown(words: str, reader: MarkdownIt) -> str:
    shown = (
        "\n" if token.type == "softbreak" else token.content
        for token in _tokens(words, reader)
        if token.type in {"text", "text_special", "softbreak"}
    )
    return "".join(shown).replace(_JOINER, "")


@settings(max_examples=400, deadline=None)
@given(_WORDS)
@example("[Klick](https://boese.example)")
@example("[a]\n\n[a]: https://boese.example")
@example("Text\n-")
@example("    code\n\n1. eins\n# Titel")
def test_a_persons_words_are_nothing_but_text(words: str) -> None:
    for reader in _READERS:
        kinds = {token.type for token in _tokens(escaped(words), reader)}
        assert kinds <= _PLAIN, kinds - _PLAIN


@settings(max_examples=400, deadline=None)
@given(_WORDS)
@example("![x](https://boese.example)")
@example("- [ ] <img src=x>\n\n      [a](b)")
def test_the_models_words_have_no_more_than_bold_and_lists(words: str) -> None:
    for reader in _READERS:
        kinds = {token.type for token in _tokens(escaped_markdown(words), reader)}
        assert kinds <= _PLAIN | _FORMAT | {"code_block", "hr"}, kinds


@settings(max_examples=400, deadline=None)
@given(_WORDS)
def test_titles_of_choices_hold_no_link_and_no_image(words: str) -> None:
    for reader in _READERS[:2]:
        kinds = {token.type for token in _tokens(unlinked(words), reader)}
        assert not kinds & {"link_open", "image"}


@settings(max_examples=200, deadline=None)
@given(_WORDS)
def test_no_whole_address_is_left_for_clients_that_link_whatever_they_see(words: str) -> None:
    for shown in (escaped(words), escaped_markdown(words), unlinked(words)):
        assert "://" not in shown
        assert "//" not in shown
        assert "www.b" not in shown.lower()
        assert "{{" not in shown


@pytest.mark.parametrize(
    "words",
    [
        "Entwurf_Haushalt_2027 [final].pdf",
        "1. Der Antrag\n2. Die Begründung",
        "- erstens\n- zweitens",
        "Az. 12/3-4 & § 5 Abs. 1 <neu>",
        "C:\\Ablage\\*.docx",
        "https://www.lindenfeld.example/satzung",
        "# 7 **wichtig** _sehr_ `x`",
    ],
)
def test_a_persons_words_show_as_they_were_written(words: str) -> None:
    assert _shown(escaped(words), _READERS[1]) == words


def test_the_model_keeps_bold_and_lists() -> None:
    rendered = _READERS[1].render(escaped_markdown("**Frist:** 3. März\n\n- eins [S. 4]\n- zwei"))
    assert "<strong>Frist:</strong>" in rendered
    assert rendered.count("<li>") == 2
    assert "[S. 4]" in rendered


@pytest.mark.parametrize(
    ("plain", "together"),
    [
        ("auf S. 14 und § 4", "auf S.\u00a014 und §\u00a04"),
        ("60 % bis 3. März", "60\u00a0% bis 3.\u00a0März"),
        ("z. B. 6,3 Mio. €", "z.\u00a0B.\u00a06,3\u00a0Mio.\u00a0€"),
    ],
)
def test_what_belongs_together_stays_on_one_line(plain: str, together: str) -> None:
    assert tied(plain).replace("Mio. €", "Mio.\u00a0€") == together


@pytest.mark.parametrize("shown", [escaped, escaped_markdown, unlinked])
def test_letters_that_nobody_sees_and_marks_of_direction_are_left_out(
    shown: Callable[[str], str],
) -> None:
    words = "Plan\u202efdp\u200b\U000e0041 Ent\u2067wurf\u2069\ufeff"
    assert shown(words) == "Planfdp Entwurf"
