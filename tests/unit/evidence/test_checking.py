"""Citations are looked up, repaired and numbered."""

from __future__ import annotations

import pytest

from bot.evidence.checking import Doubt, Verdict, annotated, check
from bot.evidence.passages import Passage, Passages

PASSAGES = Passages(
    [
        Passage(1, "Der Rat beschließt den Haushalt. Die Gesamt-\nkosten betragen 1.500 Euro."),
        Passage(2, "Frau Dr. Öztürk erläutert den Plan. Es gibt z. B. drei Varianten."),
        Passage(14, "Die Sperrung dauert\nvom 3. bis 5. Mai. Der Aus-"),
        Passage(15, "schuss empfiehlt die Annahme des Entwurfs."),
    ]
)


@pytest.mark.parametrize(
    "bracket",
    [
        "[S. 1: „Die Gesamtkosten betragen 1.500 Euro“]",
        '[S. 1: "Die Gesamtkosten betragen 1.500 Euro."]',
        "[S.1: «die Gesamtkosten betragen 1.500 Euro»]",
        "[Seite 1: ‚Die Gesamtkosten betragen 1.500 Euro‘]",
        "[1: „Die Gesamtkosten betragen 1.500 Euro“]",
        "[„Die Gesamtkosten betragen 1.500 Euro“, S. 1]",
        "[p. 1: “Die Gesamtkosten betragen 1.500 Euro”]",
        "[S. 1: Die Gesamtkosten betragen 1.500 Euro]",
        "(S. 1: „Die Gesamtkosten betragen 1.500 Euro“)",
        "[S. 1–2: „Die Gesamtkosten … 1.500 Euro“]",
        "[S. 1: „Die Gesamtkosten […] 1.500 Euro“]",
        "[Abschn. 1: „Die Gesamt-kosten  betragen 1.500 Euro“]",
    ],
)
def test_a_quotation_is_found_in_every_way_of_writing_it(bracket: str) -> None:
    checked = check(f"Der Plan kostet 1.500 Euro {bracket}.", PASSAGES)
    assert checked.text == "Der Plan kostet 1.500 Euro [1]."
    assert [c.verdict for c in checked.citations] == [Verdict.HELD]
    assert checked.citations[0].number == 1
    assert (checked.n_claims, checked.n_held) == (1, 1)


def test_a_quotation_that_stands_elsewhere_gets_the_right_number() -> None:
    checked = check("Öztürk erläutert [S. 1: „Frau Dr. Öztürk erläutert den Plan“].", PASSAGES)
    citation = checked.citations[0]
    assert (citation.verdict, citation.number) == (Verdict.MOVED, 2)


def test_an_invented_quotation_is_removed_and_the_statement_marked() -> None:
    checked = check("Der Plan ist fertig [S. 1: „Der Plan ist endgültig fertig“].", PASSAGES)
    assert checked.text == "Der Plan ist fertig."
    assert checked.citations == ()
    assert [mark.doubt for mark in checked.marks] == [Doubt.UNSUPPORTED]
    assert annotated(checked, {Doubt.UNSUPPORTED: "(nicht belegt)"}) == (
        "Der Plan ist fertig. (nicht belegt)"
    )


def test_a_quotation_may_run_over_the_end_of_a_page() -> None:
    checked = check("Ja [S. 14: „Der Ausschuss empfiehlt die Annahme“].", PASSAGES)
    assert checked.citations[0].quote == "Der Ausschuss empfiehlt die Annahme"


def test_a_closing_block_is_read_and_removed() -> None:
    text = (
        "Der Haushalt ist da [1]. Varianten gibt es drei [2, 1].\n\n**Belege:**\n"
        "[1] S. 1: „Der Rat beschließt den Haushalt“\n- [2] S. 2: „Es gibt z. B. drei Varianten“\n"
    )
    checked = check(text, PASSAGES)
    assert checked.text == "Der Haushalt ist da [1]. Varianten gibt es drei [2][1]."
    assert [c.number for c in checked.citations] == [1, 2]


def test_a_place_without_quotation_is_answered_with_the_sentence_that_fits() -> None:
    checked = check("Die Sperrung dauert vom 3. bis 5. Mai [S. 14].", PASSAGES)
    assert checked.citations[0].is_chosen
    assert checked.citations[0].quote == "Die Sperrung dauert vom 3. bis 5. Mai."
    assert checked.n_held == 0


def test_brackets_that_cite_nothing_stay() -> None:
    text = "Offen [bitte prüfen: Betrag] und [Seite](https://a.example) und [ ]."
    assert check(text, PASSAGES).text == text


TWO_FILES = Passages(
    [
        Passage(1, "Die Halle kostet 12.500 Euro.", "Vermerk.pdf"),
        Passage(2, "Die Halle hat 400 Plätze.", "Vermerk.pdf"),
        Passage(3, "Der Verein zahlt die Hälfte der Miete.", "Brief.docx"),
    ]
)


def test_a_place_may_be_named_with_its_file() -> None:
    named = "[Brief.docx, S. 1: „Der Verein zahlt die Hälfte der Miete“]"
    held = check(f"Der Verein zahlt 50 Prozent {named}.", TWO_FILES).citations[0]
    assert (held.verdict, held.number) == (Verdict.HELD, 3)


def test_a_quotation_of_another_file_is_moved_to_its_own() -> None:
    named = "[Brief.docx, S. 1: „Die Halle hat 400 Plätze“]"
    moved = check(f"In die Halle passen 400 Personen {named}.", TWO_FILES).citations[0]
    assert (moved.verdict, moved.number) == (Verdict.MOVED, 2)


def test_a_quotation_never_runs_from_one_file_into_the_next() -> None:
    checked = check("So ist es [S. 2: „400 Plätze. Der Verein zahlt“].", TWO_FILES)
    assert [mark.doubt for mark in checked.marks] == [Doubt.UNSUPPORTED]


def test_a_label_of_ones_own_is_understood() -> None:
    checked = check("Platz ist da [Rn. 2: „Die Halle hat 400 Plätze“].", TWO_FILES, label="Rn.")
    assert checked.text == "Platz ist da [1]."


def test_markdown_stays_as_it_is() -> None:
    text = (
        "**Kern:** Die Halle kostet 12.500 € [S. 1: „Die Halle kostet 12.500 Euro“].\n\n"
        "| Was | Wie viel |\n| --- | --- |\n| Plätze | 400 [S. 2: „400 Plätze“] |\n"
    )
    checked = check(text, TWO_FILES)
    assert checked.text == (
        "**Kern:** Die Halle kostet 12.500 € [1].\n\n"
        "| Was | Wie viel |\n| --- | --- |\n| Plätze | 400 [2] |\n"
    )
    assert not checked.marks


@pytest.mark.parametrize(
    ("claim", "doubt"),
    [
        ("Die Halle kostet 13.500 Euro", Doubt.AMOUNT),
        ("Die Halle hat 450 Plätze", Doubt.FIGURE),
        ("Die Halle öffnet am 3. Mai 2027", Doubt.DATE),
        ("Die Miete folgt aus § 535 BGB", Doubt.PARAGRAPH),
        ("Frau Sommerfeld mietet die Halle", Doubt.NAME),
    ],
)
def test_what_the_source_lacks_is_marked_by_its_kind(claim: str, doubt: Doubt) -> None:
    assert [mark.doubt for mark in check(claim, TWO_FILES).marks] == [doubt]


@pytest.mark.parametrize(
    "heading",
    [
        "## Der Rat beschließt den Haushalt nicht",
        "**Der Rat beschließt den Haushalt nicht**",
        "**Haushalt:** [S. 2]",
    ],
)
def test_a_heading_states_nothing(heading: str) -> None:
    checked = check(f"{heading}\n\nDer Rat beschließt den Haushalt.", PASSAGES)
    assert checked.marks == ()
    assert checked.n_uncited == 1


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("**Der Rat beschließt den Haushalt nicht.**", Doubt.MEANING),
        ("**Kosten von 1.800 Euro**", Doubt.AMOUNT),
        ("## Haushalt [S. 1: „Der Haushalt wird vertagt bis zum Herbst“]", Doubt.UNSUPPORTED),
    ],
)
def test_what_a_heading_can_get_wrong_is_marked(text: str, doubt: Doubt) -> None:
    assert doubt in {mark.doubt for mark in check(text, PASSAGES).marks}
