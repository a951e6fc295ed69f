"""Transcripts as lines: Teams' Word file and pane, typed by hand, and notes that are none."""

from __future__ import annotations

import pytest

from bot.transcripts.parser import parse
from bot.transcripts.transcript import Kind
from tests.unit.transcripts.test_cue_file import said

WORD = """Jour fixe Digitalisierung-20250312_100000-Besprechungsaufzeichnung

12. März 2025, 09:00AM

1 Std. 2 Min. 3 Sek.

Anna Beispiel hat die Transkription gestartet

Anna Beispiel   0:03
Ich begrüße alle zur Sitzung.
Beschluss: keiner.

Groß, Bernd (FB 32)   1:02:45
Danke.

Es geht um die Kita Nord: 4 Plätze.

Anna Beispiel   1:03:00
Dann schließe ich.

Anna Beispiel hat die Transkription beendet
"""


def test_teams_word_file_gives_speakers_and_times() -> None:
    transcript = parse(WORD)
    assert transcript.kind is Kind.TEAMS
    assert said(transcript)[4:] == [
        ("Anna Beispiel", "Ich begrüße alle zur Sitzung. Beschluss: keiner."),
        ("Groß, Bernd (FB 32)", "Danke. Es geht um die Kita Nord: 4 Plätze."),
        ("Anna Beispiel", "Dann schließe ich."),
        ("", "Anna Beispiel hat die Transkription beendet"),
    ]
    assert [u.begin_s for u in transcript.utterances][4:7] == [3.0, 3765.0, 3780.0]
    assert transcript.speakers == ("Anna Beispiel", "Groß, Bernd (FB 32)")


def test_name_and_time_on_lines_of_their_own_as_copied_from_the_pane() -> None:
    transcript = parse(
        "Anna Beispiel\n0 Minuten 3 Sekunden\n0:03\nAnna Beispiel 0 Minuten 3 Sekunden\n"
        "Guten Tag.\n\nBernd Groß\n0:12\nHallo.\nUnd willkommen.\nAnna Beispiel\n0:20\nDanke."
    )
    assert transcript.kind is Kind.TEAMS
    assert said(transcript)[-3:] == [
        ("Anna Beispiel", "Guten Tag."),
        ("Bernd Groß", "Hallo. Und willkommen."),
        ("Anna Beispiel", "Danke."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{name}: {text}",
        "[{time}] {name}: {text}",
        "({time}) {name}: {text}",
        "{time} {name}: {text}",
        "{time} - {name}: {text}",
        "{name} ({time}): {text}",
        "**{name}:** {text}",
        "{name}:\n{text}\n",
    ],
)
def test_names_in_front_of_lines(line: str) -> None:
    speeches = [
        ("Anna Beispiel", "00:00:03", "Guten Tag."),
        ("Dr. Öztürk", "00:12:03", "Es gibt zwei Fragen: Wann und wo?"),
        ("Anna Beispiel", "01:00:00", "Morgen."),
    ]
    transcript = parse("\n".join(line.format(name=n, time=t, text=s) for n, t, s in speeches))
    assert transcript.kind is Kind.LINES
    assert said(transcript) == [(name, text) for name, _, text in speeches]
    if "{time}" in line:
        assert [u.begin_s for u in transcript.utterances] == [3.0, 723.0, 3600.0]
    else:
        assert not transcript.has_times


def test_times_alone_in_front_of_lines_leave_the_speakers_unknown() -> None:
    transcript = parse(
        "[00:00:01] Guten Tag.\n[00:00:05] Zur Sache: Kita Nord.\nMehr dazu.\n[1:00:00] Ende."
    )
    assert said(transcript) == [
        ("", "Guten Tag."),
        ("", "Zur Sache: Kita Nord. Mehr dazu."),
        ("", "Ende."),
    ]
    assert not transcript.has_speakers


def test_headings_between_speeches_are_said_by_nobody() -> None:
    transcript = parse(
        "Niederschrift der Sitzung\n\nTOP 1: Haushalt\nAnna: Ich eröffne.\nAlso los.\n\n"
        "TOP 2: Kita\nBernd: Danke.\nAnna: Gern.\nErgebnis: vertagt\n"
    )
    assert said(transcript) == [
        ("", "Niederschrift der Sitzung"),
        ("", "TOP 1: Haushalt"),
        ("Anna", "Ich eröffne. Also los."),
        ("", "TOP 2: Kita"),
        ("Bernd", "Danke."),
        ("Anna", "Gern. Ergebnis: vertagt"),
    ]


@pytest.mark.parametrize(
    "notes",
    [
        "Datum: 12. März 2025\nOrt: Rathaus\nTOP 1: Haushalt\nBeschluss: Ja\nBeschluss: Nein",
        "Begrüßung 10:00\nHaushalt 10:30\nPause 11:00",
        "Wir beginnen um 10:30 Uhr.\nEnde: 12:00",
        "10:30 Uhr Beginn\n10:45 Uhr Haushalt\n11:00 Uhr Ende",
        "Kita Nord: Das Dach ist undicht.\nSchule Süd: Der Neubau ist geplant.",
        "Ich habe drei Punkte: Geld.\nDas Zweite ist: Zeit.\nUnd noch: Raum.",
    ],
)
def test_notes_are_not_mistaken_for_a_transcript(notes: str) -> None:
    transcript = parse(notes)
    assert transcript.kind is Kind.NOTES
    assert not transcript.has_speakers
    assert not transcript.has_times
    assert " ".join(u.text for u in transcript.utterances) == " ".join(notes.split())


def test_notes_give_an_utterance_a_paragraph_or_bullet() -> None:
    transcript = parse(
        "Haushalt wird vertagt, weil die Zahlen für das Jahr 2026 noch nicht\nvorliegen.\n\n"
        "- Anna fragt nach\n- Bernd: liefert bis Freitag\n1. Kita Nord\n"
    )
    assert [u.text for u in transcript.utterances] == [
        "Haushalt wird vertagt, weil die Zahlen für das Jahr 2026 noch nicht vorliegen.",
        "- Anna fragt nach",
        "- Bernd: liefert bis Freitag",
        "1. Kita Nord",
    ]


def test_a_short_exchange_is_recognised_by_the_way_people_talk() -> None:
    transcript = parse("Anna: Ich eröffne die Sitzung.\nBernd: Danke.")
    assert transcript.speakers == ("Anna", "Bernd")


def test_ten_speakers_with_the_same_surname_stay_ten() -> None:
    names = [f"{first}. Müller" for first in "ABCDEFGHIJ"]
    transcript = parse("\n".join(f"{name}: Ich bin dafür." for name in names * 2))
    assert transcript.speakers == tuple(names)


def test_numbered_speakers_of_recognition_programs_are_names() -> None:
    transcript = parse("SPEAKER_00: Guten Tag.\nSprecher 1: Hallo.\nSPEAKER_00: Zur Sache.")
    assert transcript.speakers == ("SPEAKER_00", "Sprecher 1")


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    transcript = parse("Die Gemeinde erhebt Gebühren. " * 500)
    assert len(transcript.utterances) > 5
    assert all(u.text.endswith("Gebühren.") for u in transcript.utterances)


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "WEBVTT", "\x00\x01"])
def test_nothing_gives_nothing(text: str) -> None:
    transcript = parse(text)
    assert transcript.kind is Kind.NOTES
    assert transcript.utterances == ()
