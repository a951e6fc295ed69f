"""Cutting text documents: pages where marks are, else sections under their headings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.reading.pagination import EXPLICIT, HEADING, RENDERED, cut, headed_sections
from bot.documents.reading.protocol import Place, Unread

_BLOCKS = st.lists(
    st.text(alphabet=st.sampled_from("äbc .\n" + EXPLICIT + RENDERED + HEADING), max_size=40),
    max_size=30,
)


def words(text: str) -> str:
    return "".join(text.split())


@given(blocks=_BLOCKS)
def test_no_word_is_lost_whatever_the_marks(blocks: list[str]) -> None:
    marks = str.maketrans(dict.fromkeys(map(ord, EXPLICIT + RENDERED + HEADING)))
    _, units = cut(blocks)
    given_words = words("".join(blocks).translate(marks))
    assert words("".join(unit.text for unit in units)) == given_words


def test_small_chapters_are_gathered_under_their_first_heading() -> None:
    blocks = [f"{HEADING}§ {n}" if n % 2 else "Ein Satz." for n in range(1, 9)]
    (unit,) = headed_sections(blocks)
    assert unit.spot.name == "§ 1"


def test_a_long_chapter_keeps_its_name_in_every_section() -> None:
    made = list(headed_sections(["Vorspann", f"{HEADING}Kosten", "Wort " * 1_500]))
    assert [unit.spot.name for unit in made] == ["", "Kosten", "Kosten", "Kosten"]
    assert made[1].text.startswith("Kosten\n\nWort")


def test_a_paragraph_longer_than_a_section_is_cut_without_loss() -> None:
    made = list(headed_sections(["Satz. " * 2_000]))
    assert all(len(unit.text) <= 3_000 for unit in made)
    assert words("".join(unit.text for unit in made)) == "Satz." * 2_000


def test_headings_at_the_end_of_a_section_go_with_their_text() -> None:
    blocks = ["Satz. " * 490, f"{HEADING}Teil", f"{HEADING}Kapitel", "Wort. " * 50]
    made = list(headed_sections(blocks))
    assert [unit.spot.name for unit in made] == ["", "Teil"]
    assert made[1].text.startswith("Teil\n\nKapitel\n\nWort.")


def test_a_heading_with_a_page_break_before_it_is_no_text_of_its_own() -> None:
    place, units = cut(["Eins", f"{EXPLICIT}{HEADING}Zwei", f"{EXPLICIT}", "Vier"])
    assert (place, [unit.text for unit in units]) == (Place.PAGE, ["Eins", "Zwei", "Vier"])


def test_a_page_without_words_is_blank() -> None:
    _, units = cut([f"Eins{EXPLICIT}{EXPLICIT}Drei"])
    assert [(unit.is_readable, unit.why) for unit in units][1] == (False, Unread.BLANK)
