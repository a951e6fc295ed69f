"""Sentences are found where people see them, and the telling ones are chosen."""

from __future__ import annotations

import pytest

from bot.model.extract import decisions, figures, sentences, tasks, telling


def split(text: str) -> list[str]:
    return [one.text for one in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Sitzung am 27. November 2026 beginnt um 9 Uhr.",
        "Nach § 5 Abs. 2 Nr. 3 der Satzung beträgt die Gebühr 12 €.",
        "Das gilt z. B. für Hunde, d. h. für alle Tiere usw. im Park.",
        "Frau Dr. Özdemir und Prof. Groß bzw. Herr K. Lang stimmen zu.",
        "Der Zuschuss von ca. 1.250,50 € wird ggf. verdoppelt.",
        "The fee of approx. 12.50 euros is due on 3. May at the latest.",
    ],
)
def test_abbreviations_and_ordinals_end_no_sentence(text: str) -> None:
    assert split(f"{text} Danach ist wirklich alles gut.") == [
        text,
        "Danach ist wirklich alles gut.",
    ]


def test_a_number_may_end_a_sentence() -> None:
    assert split("Die Linde steht an der Nr. 14. Die Bäume bleiben stehen.") == [
        "Die Linde steht an der Nr. 14.",
        "Die Bäume bleiben stehen.",
    ]


def test_broken_lines_are_joined_and_list_items_are_not() -> None:
    text = (
        "Die Verwaltung prüft\nden Antrag noch.\n- Das Amt legt den Plan vor.\n- Wir warten noch."
    )
    assert split(text + "\n- Das Ergebnis kommt im Mai.") == [
        "Die Verwaltung prüft den Antrag noch.",
        "Das Amt legt den Plan vor.",
        "Das Ergebnis kommt im Mai.",
    ]


def test_a_date_in_a_new_line_is_no_list_item() -> None:
    text = "Anwohnerinnen und Anwohner können bis zum\n30. Juni 2026 schriftlich Stellung nehmen."
    assert [one.text for one in sentences(text)] == [text.replace("\n", " ")]


def test_headings_and_page_numbers_are_no_sentences() -> None:
    assert split("## Zweiter Abschnitt\n\n17\n\nDie Gebühr steigt im Mai.") == [
        "Die Gebühr steigt im Mai."
    ]


def test_heads_and_feet_of_pages_do_not_get_into_sentences() -> None:
    told = ["Die Gebühr steigt\nim Mai wieder.", "Der Park öffnet\nam Abend.", "Alle\nsind froh."]
    pages = [
        f"[S. {n}]\nStadt Neudorf\n{text} Mehr dazu folgt.\nSeite {n} von 9"
        for n, text in enumerate(told, 1)
    ]
    found = sentences("\n\n".join(pages))
    assert [one.marked for one in found] == [
        "Die Gebühr steigt im Mai wieder. [S. 1: „Die Gebühr steigt im Mai wieder.“]",
        "Der Park öffnet am Abend. [S. 2: „Der Park öffnet am Abend.“]",
    ]


def test_the_rest_of_a_sentence_from_the_page_before_is_none() -> None:
    assert split("keitsstudie und zur Prüfung der Lage. Danach ist alles gut.") == [
        "Danach ist alles gut."
    ]


@pytest.mark.parametrize(
    "mark", ["[S. 3]", "[S. 3, 7]", "[S. 14–16]", "[Abschn. 2]", "[p. 3]", "[Folie 4]", "[Teil 12]"]
)
def test_a_mark_above_or_behind_gives_the_place(mark: str) -> None:
    above, behind, quoted = (
        sentences(f"{mark}\nDie Gebühr steigt im Mai."),
        sentences(f"- Die Gebühr steigt im Mai. {mark}"),
        sentences(f"- Die Gebühr steigt im Mai. {mark[:-1]}: „Die Gebühr steigt“]"),
    )
    for found in (above, behind, quoted):
        assert [(one.text, one.mark) for one in found] == [("Die Gebühr steigt im Mai.", mark)]


def test_a_sentence_is_told_with_its_first_words_as_evidence() -> None:
    text = "Die Gebühr " + "steigt und " * 20 + "fällt im Mai."
    [long] = sentences(f"[S. 3]\n{text}")
    assert long.marked == f"{text} [S. 3: „{' '.join(text.split()[:25])}“]"
    [quoting] = sentences("[S. 3]\nSie nennt das „einen Neubeginn“ für alle.")
    assert quoting.marked.endswith("für alle. [S. 3]")
    [several] = sentences("Die Gebühr steigt im Mai. [S. 3, 7]")
    assert several.marked == "Die Gebühr steigt im Mai. [S. 3, 7]"


def test_marks_inside_a_paragraph_go_to_the_sentence_before_them() -> None:
    found = sentences("Die Gebühr steigt im Mai. [S. 3] Der Park öffnet im Sommer. [S. 4, 7]")
    assert [(one.text, one.mark) for one in found] == [
        ("Die Gebühr steigt im Mai.", "[S. 3]"),
        ("Der Park öffnet im Sommer.", "[S. 4, 7]"),
    ]


def test_a_gap_to_fill_in_ends_no_sentence() -> None:
    assert len(split("Die Gebühr beträgt [bitte ergänzen: Betrag] Euro im Jahr.")) == 1


def test_the_telling_sentence_shares_words_with_the_others() -> None:
    text = (
        "Heute war das Wetter schön. Die Gebühr für Hunde steigt im Stadtgebiet. Die neue Gebühr "
        "für Hunde gilt ab Mai. Hunde im Stadtgebiet brauchen eine Marke für die Gebühr. "
        "Der Kaffee war kalt und schmeckte nicht."
    )
    assert "Hunde" in telling(sentences(text)[1:], 1)[0].text


def test_what_was_said_is_not_said_again() -> None:
    text = "Die Gebühr für Hunde steigt im Mai. " * 5 + "Der Park wird im Sommer geöffnet."
    assert len(telling(sentences(text), 5)) == 2


def test_cue_words_find_decisions_tasks_and_figures() -> None:
    found = sentences(
        "Der Rat hat den Haushalt einstimmig beschlossen. Frau Groß übernimmt die Einladung. "
        "Der Umbau kostet 3,2 Mio. € im Jahr. The committee approved the plan. "
        "The office must answer within two weeks. Alle waren zufrieden damit."
    )
    assert [one.order for one in decisions(found, 9)] == [0, 3]
    assert [one.order for one in tasks(found, 9)] == [1, 4]
    assert [one.order for one in figures(found, 9)] == [2]
