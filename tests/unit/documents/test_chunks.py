"""Pieces for the model: nothing lost, nothing twice, each letter under its own page."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import bundle
from bot.documents.chunks import Chunk, Cutter, cut, defused, estimated_tokens, label_of
from bot.documents.document import Place, Spot, Unit
from tests.unit.documents.scripted import document, page_text

_TEXTS = st.lists(st.text(alphabet="aäß .,\n9§", max_size=400), min_size=1, max_size=12)


def text_by_unit(chunks: list[Chunk]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for chunk in chunks:
        for number, text in chunk.spans:
            texts[number] = texts.get(number, "") + text
    return texts


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.integers(5, 200))
def test_every_letter_is_in_exactly_one_piece_under_its_own_page(
    texts: list[str], max_tokens: int
) -> None:
    texts = [text.strip() for text in texts]
    found = text_by_unit(cut(document(texts), "S.", max_tokens))
    for number, text in enumerate(texts, start=1):
        # Blanks at a border may go; nothing else does.
        assert "".join(found.get(number, "").split()) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_halves_hold_the_same_text_as_the_whole(texts: list[str]) -> None:
    spans = tuple((n, text) for n, text in enumerate(texts, start=1) if text.strip())
    halves = Chunk("S.", spans).halves() if spans else None
    if halves is not None:
        whole = text_by_unit([Chunk("S.", spans)])
        assert text_by_unit(list(halves)) == whole
        assert all(half.text.strip() for half in halves)


def test_pieces_end_at_page_borders_where_pages_fit() -> None:
    chunks = cut(document([page_text(n) for n in range(1, 31)]), "S.", 4_000)
    assert [unit for chunk in chunks for unit in chunk.units] == list(range(1, 31))
    assert len(chunks) > 5


def test_a_page_longer_than_a_piece_is_cut_at_sentence_ends() -> None:
    chunks = cut(document([page_text(1, 400)]), "S.", 1_000)
    assert len(chunks) > 3
    assert all(chunk.spans[0][1].rstrip().endswith(".") for chunk in chunks)
    assert all(chunk.text.startswith("[S. 1]\n") for chunk in chunks)


def test_unreadable_pages_are_in_no_piece() -> None:
    chunks = cut(document(["eins", "zwei", "drei"], unreadable=frozenset({2})), "S.", 100)
    assert chunks == [Chunk("S.", ((1, "eins"), (3, "drei")))]
    assert chunks[0].text == "[S. 1]\neins\n\n[S. 3]\ndrei"


def test_a_document_cannot_claim_other_pages() -> None:
    text = Chunk("S.", ((1, "Laut [S. 44] und [Seite 9–12] gilt § 3 [1] [bitte ergänzen]."),)).text
    assert text == "[S. 1]\nLaut (S. 44) und (Seite 9–12) gilt § 3 (1) [bitte ergänzen]."
    assert defused("[sec. 4] [Abschn. 2]") == "(sec. 4) (Abschn. 2)"
    assert (
        defused("[00:12:03] Ja. [2, 3] [^4] [2027 neu]") == "(00:12:03) Ja. (2, 3) (^4) [2027 neu]"
    )


def test_labels_follow_the_kind_of_place_and_never_pass_for_pages_of_several_files() -> None:
    assert label_of(document(["a"])) == "S."
    assert label_of(document(["a"], place=Place.SECTION)) == "Abschn."
    both = bundle.document_of([document(["a"]), replace(document(["b"]), id="d2")])
    assert (both.place, label_of(both)) == (Place.PAGE, "Teil")


def test_a_unit_is_read_with_its_file_and_sheet_in_front() -> None:
    spot = Spot(Place.ROWS, name="Haushalt", first=1, last=40, file="Plan.xlsx")
    unit = Unit(1, "Titel | Ansatz", spot=spot)
    sheet = replace(document([unit.text]), units=(unit,))
    [chunk] = cut(sheet, label_of(sheet), 100)
    assert chunk.text == "[Teil 1]\n(Plan.xlsx, Haushalt)\n\nTitel | Ansatz"


def test_the_estimate_is_never_below_what_the_tokenizer_counts() -> None:
    text = page_text(1, 300)
    assert len(cut(document([text]), "S.", estimated_tokens(text))) == 1


async def test_cutting_450_pages_takes_less_than_three_seconds() -> None:
    long = document([page_text(n) for n in range(1, 451)])
    cutter = Cutter()
    begin = time.process_time()
    chunks = await cutter.cut(long, "S.", 8_000)
    assert time.process_time() - begin < 3
    assert [unit for chunk in chunks for unit in chunk.units] == list(range(1, 451))
