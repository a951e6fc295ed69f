"""Dialect, restarts, spoken numbers, and how small rounds agree."""

from __future__ import annotations

import pytest

from bot.meetings.accord import asks_consent, consents, directs
from bot.meetings.cues import Cue, block, cues, promises
from bot.meetings.negation import denies
from bot.meetings.spoken import standard, taken_back
from bot.meetings.spoken_numbers import in_figures, with_years


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Des mach mer so.", "Das machen wir so."),
        ("Dat is nix.", "Das ist nichts."),
        ("Mach i gleich.", "Mache ich gleich."),
        ("Äh, das geht net.", "Das geht nicht."),
        ("Wie mach ma's heuer?", "Wie machen wir es heuer?"),
        ("Wegen des Amtes.", "Wegen des Amtes."),
        ("That is the motion.", "That is the motion."),
    ],
)
def test_dialect_becomes_standard_german(said: str, meant: str) -> None:
    assert standard(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("zwo Komma vier Millionen Euro", "2,4 Millionen Euro"),
        ("heute sind es zehn Euro zwanzig", "heute sind es 10,20 Euro"),
        ("von einem Euro neunundachtzig", "von 1,89 Euro"),
        ("drei- bis viertausend Euro", "3000 bis 4000 Euro"),
        ("Anstoß fünfzehn dreißig", "Anstoß 15:30 Uhr"),
        ("um acht Uhr dreißig", "um 8:30 Uhr"),
        ("eine halbe Stunde", "30 Minuten"),
        ("zwei Bäume und drei Bänke", "zwei Bäume und drei Bänke"),
    ],
)
def test_spoken_numbers_become_figures(said: str, meant: str) -> None:
    assert in_figures(said) == meant


def test_a_year_behind_a_month_has_four_digits() -> None:
    assert with_years("zum dreißigsten Juni achtundzwanzig") == "zum dreißigsten Juni 2028"


def test_who_starts_anew_takes_back_what_was_said() -> None:
    assert taken_back("Es sind achtzehn Euro … nee, Moment, achtundzwanzig.")
    assert not taken_back("Nee, das lassen wir.")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Einwände?", "Ich höre nichts."),
        ("Ist jemand dagegen?", "Nein."),
        ("Seid ihr alle einverstanden?", "Passt."),
    ],
)
def test_what_answers_a_question_for_consent_decides(question: str, answer: str) -> None:
    assert asks_consent(question)
    assert consents(question, answer) is True


def test_a_no_and_another_subject_do_not_consent() -> None:
    assert consents("Wollen wir das so festhalten?", "Nein, das geht zu weit.") is False
    assert consents("Alle dabei?", "Morgen ist Freitag.") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Also drei Bänke, der Rest bleibt zu.",
        "Dann wird es der Mittwoch.",
        "Gestrichen wird nichts.",
        "Nee, die Leuchten nehmen wir nicht.",
        "Ab sofort gilt die neue Nummer.",
    ],
)
def test_a_sentence_can_settle_something_without_a_formula(sentence: str) -> None:
    assert directs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dann kommen wir zum nächsten Punkt.",
        "Dann haben wir noch Zeit.",
        "Wir brauchen mehr Leute.",
        "Bleibt die Halle zu?",
        "Gut, dann danke ich Ihnen.",
    ],
)
def test_going_on_reporting_and_asking_settle_nothing(sentence: str) -> None:
    assert not directs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Regal stell ich morgen auf.",
        "Kriegst du bis Montag.",
        "Freitag habt ihr die Liste.",
        "Wenn das klappt, wäre es schön, ich frag dort nach.",
        "I'll look into it.",
    ],
)
def test_promises_have_many_forms(sentence: str) -> None:
    assert promises(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ich stelle fest, dass wir beschlussfähig sind.",
        "Ich beantrage, den Punkt zu verschieben.",
        "Sonst kann ich keine Verfügung schreiben.",
        "Ich war letztes Jahr dran.",
    ],
)
def test_what_is_done_by_saying_it_or_not_at_all_is_no_promise(sentence: str) -> None:
    assert not promises(sentence)


def test_cues_are_heard_in_dialect() -> None:
    assert Cue.DECIDED in cues("Des mach mer so.")
    assert denies("Da is gar nix.")
    assert block("Es gingen zwölf Schreiben ein.") is None
