"""WebVTT and SubRip as Teams and other programs write them, and as people break them."""

from __future__ import annotations

import json

import pytest

from bot.transcripts.parser import parse
from bot.transcripts.transcript import Kind, Transcript


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(utterance.speaker, utterance.text) for utterance in transcript.utterances]


def spans(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    return [(utterance.begin_s, utterance.end_s) for utterance in transcript.utterances]


TEAMS = """WEBVTT

0:0:0.0 --> 0:0:5.320
<v Anna Beispiel>Ich eröffne die Sitzung.</v>

0:0:5.320 --> 0:0:9.5
<v Anna Beispiel>Wir sind
beschlussfähig.</v>

0:0:9.5 --> 1:2:3.25
<v Müller, Bernd (FB 32)>Danke &amp; guten Tag.</v>
"""


def test_teams_file_gives_numbered_utterances_with_names_and_times() -> None:
    transcript = parse(TEAMS)
    assert transcript.kind is Kind.VTT
    assert said(transcript) == [
        ("Anna Beispiel", "Ich eröffne die Sitzung. Wir sind beschlussfähig."),
        ("Müller, Bernd (FB 32)", "Danke & guten Tag."),
    ]
    assert spans(transcript) == [(0.0, 9.5), (9.5, 3723.25)]
    assert [utterance.number for utterance in transcript.utterances] == [1, 2]
    assert transcript.speakers == ("Anna Beispiel", "Müller, Bernd (FB 32)")
    assert transcript.has_speakers
    assert transcript.has_times


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_mark_and_line_ends_change_nothing(newline: str, mark: str) -> None:
    assert parse(mark + TEAMS.replace("\n", newline)) == parse(TEAMS)


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("0:3", 3.0),
        ("00:03.5", 3.5),
        ("0:0:3,25", 3.25),
        ("00:00:03.1234567", 3.1234567),
        ("12:00:00.0", 43_200.0),
        ("-0:0:0.4", 0.0),
        ("100:00:00", 360_000.0),
    ],
)
def test_times_are_read_however_they_are_written(time: str, seconds: float) -> None:
    (utterance,) = parse(f"WEBVTT\n\n{time} --> 200:00:00\nGuten Tag").utterances
    assert utterance.begin_s == pytest.approx(seconds)


def test_ids_numbers_settings_and_comments_are_no_words() -> None:
    transcript = parse(
        "WEBVTT - Sitzung\nKind: captions\nLanguage: de\n\n"
        "NOTE duration:00:10:00\nrecognizability:0.9\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:unten\nlines:3\n\n"
        "4fe4f2b0-1c5e-4c2b-9d5b-0a1b2c3d4e5f/12-0\n"
        "00:01.000 --> 00:02.000 align:start position:0%\n<v Anna>Eins</v>\n\n"
        "NOTE\nnur ein Hinweis\n\nintro\n00:02.000 --> 00:03.000\n<v Bernd>Zwei</v>\n\n"
        "3\n00:03.000 --> 00:04.000\n<v Anna>Drei</v>"
    )
    assert said(transcript) == [("Anna", "Eins"), ("Bernd", "Zwei"), ("Anna", "Drei")]


def test_voices_with_classes_without_closing_and_several_in_one_cue() -> None:
    transcript = parse(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.first.loud Esme Groß>Ja <i>so</i>!\n\n"
        "00:02.000 --> 00:03.000\n<v Jörg>Nein.</v> <v Esme Groß>Doch.</v> Gelächter\n\n"
        "00:03.000 --> 00:04.000\nOhne <c.gelb>Namen</c>, <lang en>of course</lang><00:03.500>.\n\n"
        "00:04.000 --> 00:05.000\n<v >Leer</v>"
    )
    assert said(transcript) == [
        ("Esme Groß", "Ja so!"),
        ("Jörg", "Nein."),
        ("Esme Groß", "Doch."),
        ("", "Gelächter Ohne Namen, of course. Leer"),
    ]


def test_what_only_looks_like_mark_up_stays() -> None:
    text = "Wenn a < b und c > d, dann <script>alert(1)</script>"
    assert said(parse(f"WEBVTT\n\n00:01 --> 00:02\n<v Anna>{text}</v>")) == [("Anna", text)]


def test_letters_that_nobody_sees_are_left_out_even_as_entities() -> None:
    transcript = parse(
        "WEBVTT\n\n00:01 --> 00:02\n<v An&#x200b;na>Gu\u200bten&lrm; Tag&#xE0041;</v>"
    )
    assert said(transcript) == [("Anna", "Guten Tag")]


def test_a_speech_of_an_hour_becomes_utterances_that_end_with_a_sentence() -> None:
    times = [f"{i // 60}:{i % 60}" for i in range(3_600)]
    cues = "".join(
        f"{time}.0 --> {time}.9\n<v Anna>Satz um {time} ist nicht sehr lang.</v>\n\n"
        for time in times
    )
    transcript = parse(f"WEBVTT\n\n{cues}")
    assert transcript.speakers == ("Anna",)
    assert all(utterance.text.endswith("lang.") for utterance in transcript.utterances)
    assert all(len(utterance.text) <= 1_500 for utterance in transcript.utterances)
    assert 80 < len(transcript.utterances) < 200
    assert transcript.utterances[-1].end_s == 3_599.9


def test_without_names_pauses_and_sentences_end_an_utterance() -> None:
    cues = [f"0:{i}.0 --> 0:{i}.9\nWir reden über den Haushalt der Stadt.\n\n" for i in range(30)]
    transcript = parse("WEBVTT\n\n" + "".join(cues) + "10:00 --> 10:01\nNach der Pause.")
    assert not transcript.has_speakers
    assert len(transcript.utterances) > 4
    assert transcript.utterances[-1].text == "Nach der Pause."
    assert transcript.utterances[-1].begin_s == 600.0


def test_overlapping_cues_keep_their_order_and_the_latest_end() -> None:
    transcript = parse(
        "WEBVTT\n\n00:01 --> 00:09\n<v Anna>Lang</v>\n\n00:02 --> 00:03\n<v Anna>und kurz</v>\n\n"
        "00:02 --> 00:04\n<v Bernd>dazwischen</v>\n\n00:08 --> 00:05\n<v Bernd>rückwärts</v>"
    )
    assert said(transcript) == [("Anna", "Lang und kurz"), ("Bernd", "dazwischen rückwärts")]
    assert spans(transcript) == [(1.0, 9.0), (2.0, 8.0)]


def test_subrip_with_numbers_commas_and_fonts() -> None:
    transcript = parse(
        "1\n00:00:01,000 --> 00:00:02,000\n<font color='#fff'>Guten</font> Tag,\n{\\an8}Anna.\n\n"
        "2\n00:00:40,000 --> 00:00:41,500\n2025\n\n\n3\n00:01:20,000 --> 00:01:21,000\nEnde"
    )
    assert transcript.kind is Kind.SRT
    assert said(transcript) == [("", "Guten Tag, Anna."), ("", "2025"), ("", "Ende")]


def test_cues_without_empty_lines_between_them_lose_no_word() -> None:
    transcript = parse(
        "1\n00:01,0 --> 00:02,0\nEins\n2\n00:41,0 --> 00:42,0\nJa\n00:51,0 --> 00:52,0\n42\n"
        "3\n01:41,0 --> 01:42,0\nDrei"
    )
    assert said(transcript) == [("", "Eins"), ("", "Ja 42"), ("", "Drei")]


def test_lines_that_belong_nowhere_become_text() -> None:
    transcript = parse(
        "WEBVTT\n\nVorwort ohne Zeit\n\n00:01 --> 00:02\n<v Anna>Eins</v>\n\nverirrte Zeile\n\n"
        "Noch eine Zeile\n00:02 --> 00:03 und hier\n<v Anna>Zwei</v>"
    )
    assert " ".join(text for _, text in said(transcript)) == (
        "Vorwort ohne Zeit Eins verirrte Zeile Noch eine Zeile und hier Zwei"
    )


def test_names_in_front_of_the_words_count_where_cues_have_no_voices() -> None:
    transcript = parse(
        "WEBVTT\n\n1\n00:01 --> 00:02\nAnna Beispiel: Guten Tag.\n\n2\n00:02 --> 00:03\n"
        "Dr. Bernd Groß: Eine Frage: Wer kommt?\n\n3\n00:03 --> 00:04\nAnna Beispiel: Ich.\n"
    )
    assert said(transcript) == [
        ("Anna Beispiel", "Guten Tag."),
        ("Dr. Bernd Groß", "Eine Frage: Wer kommt?"),
        ("Anna Beispiel", "Ich."),
    ]


def test_older_word_files_of_teams_have_the_name_as_a_cues_first_line() -> None:
    transcript = parse(
        "0:0:0.0 --> 0:0:1.210\nAnna Beispiel\nGuten Tag.\n\n"
        "0:0:1.210 --> 0:0:9.0\nGroß, Bernd (FB 32)\n\nHallo. Wir\nfangen an.\n"
    )
    assert transcript.kind is Kind.TEAMS
    assert said(transcript) == [
        ("Anna Beispiel", "Guten Tag."),
        ("Groß, Bernd (FB 32)", "Hallo. Wir fangen an."),
    ]


def test_teams_metadata_form_is_read() -> None:
    def body(name: str, text: str) -> str:
        return json.dumps({"speakerName": name, "spokenText": text, "spokenLanguage": "de-de"})

    transcript = parse(
        f"WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n{body('Anna Beispiel', 'Guten Tag.')}\n\n"
        f"00:00:18.000 --> 00:00:19.000\n{body('', 'Wer?')}\n\n00:00:19.5 --> 00:00:20.0\n"
        '{"spokenText": kaputt}'
    )
    assert said(transcript) == [
        ("Anna Beispiel", "Guten Tag."),
        ("", 'Wer? {"spokenText": kaputt}'),
    ]


def test_whisper_lines_with_times_in_brackets_are_cues() -> None:
    transcript = parse(
        "[00:00.000 --> 00:05.000]  Ich eröffne die Sitzung.\n[00:45.000 --> 00:47.500]  Danke."
    )
    assert said(transcript) == [("", "Ich eröffne die Sitzung."), ("", "Danke.")]
    assert spans(transcript) == [(0.0, 5.0), (45.0, 47.5)]


def test_german_and_english_stand_side_by_side() -> None:
    transcript = parse(
        "WEBVTT\n\n00:01 --> 00:02\n<v Anna>Can you hear me? Ja, gut.</v>\n\n"
        "00:02 --> 00:03\n<v Bob>Yes, größtenteils.</v>"
    )
    assert said(transcript) == [
        ("Anna", "Can you hear me? Ja, gut."),
        ("Bob", "Yes, größtenteils."),
    ]
