"""What models write, what people paste, and what agencies put into folders."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ConfigurationError
from bot.meetings.agenda import AgendaItem, find, read_agenda
from bot.meetings.answer import count_in, numbers, read, text_in
from bot.meetings.kinds import FieldName, KindInvalid, load_kinds, parse
from bot.meetings.minutes import Part
from bot.meetings.speakers import pseudonymised, pseudonyms, renamed, restored, without_names
from bot.meetings.windows import windows
from bot.transcripts.transcript import Kind, Transcript, Utterance

GOOD = '{"type": "open", "text": "a", "from": [1]}'


@pytest.mark.parametrize(
    "text",
    [
        f'{GOOD}\n{{"type": "done"}}',
        f'```json\n{GOOD}\n{{"type": "done"}}\n```',
        f'[{GOOD},\n{{"type": "done"}}]',
        f'- {GOOD}\n- {{"type": "done"}}',
        '{\n  "type": "open",\n  "text": "a",\n  "from": [1]\n}\n{"type": "done"}',
        f'{{"lines": [{GOOD}, {{"type": "done"}}]}}',
    ],
)
def test_lines_are_read_in_every_dress(text: str) -> None:
    answer = read(text)
    assert [line["type"] for line in answer.lines] == ["open", "done"]
    assert answer.is_done
    assert not answer.is_rubbish


def test_a_line_that_broke_off_costs_only_itself() -> None:
    answer = read(f'{GOOD}\n{{"type": "decision", "text": "Der Rad')
    assert len(answer.lines) == 1
    assert (answer.n_broken, answer.is_done) == (1, False)


@pytest.mark.parametrize("text", ["", "Gern!", "**TOP 1**\n- Radweg", "{kaputt}\n{auch kaputt}"])
def test_rubbish_is_known_as_such(text: str) -> None:
    assert read(text).is_rubbish


@given(st.text(max_size=400))
def test_any_answer_is_read_without_a_fault(text: str) -> None:
    read(text)


@pytest.mark.parametrize("hostile", ['{"a":' * 50_000, "[" * 100_000, "{\n" * 50_000])
def test_hostile_answers_take_no_time(hostile: str) -> None:
    begin = time.process_time()
    read(hostile)
    assert time.process_time() - begin < 5.0


def test_numbers_come_as_people_and_models_write_them() -> None:
    known = range(1, 21)
    assert numbers([3, "5-7", "[9]", "Beitrag 12 bis 13", 99], known) == (3, 5, 6, 7, 9, 12, 13)
    assert numbers("4", known) == (4,)
    assert numbers(None, known) == numbers({"a": 1}, known) == ()


def test_counts_are_numbers_or_unknown() -> None:
    line = {"yes": 6, "no": "2", "abstained": "einige", "x": True, "y": -1, "z": 3.0}
    counts = [count_in(line, key) for key in ("yes", "no", "abstained", "x", "y", "z")]
    assert counts == [6, 2, None, None, None, 3]
    assert text_in({"a": ["b"]}, "a") == ""


def test_an_agenda_is_read_as_it_was_pasted() -> None:
    items = read_agenda(
        "Tagesordnung\n\nTOP 1: Eröffnung\n2. Haushalt 2027\n- Verschiedenes\n"
        "Nichtöffentlicher Teil\nTOP 4.1 Personalsache\nN 2 Grundstück"
    )
    assert items == (
        AgendaItem("1", "Eröffnung"),
        AgendaItem("2", "Haushalt 2027"),
        AgendaItem("3", "Verschiedenes"),
        AgendaItem("4.1", "Personalsache", Part.CLOSED),
        AgendaItem("N 2", "Grundstück", Part.CLOSED),
    )
    assert find(items, "TOP 2", "") == items[1]
    assert find(items, "9", "Der Haushalt 2027") == items[1]
    assert find(items, "9", "Etwas anderes") is None


def test_all_kinds_are_there_in_both_languages() -> None:
    kinds = load_kinds()
    assert [kind.id for kind in kinds.all] == [
        "ergebnisprotokoll",
        "beschlussprotokoll",
        "verlaufsprotokoll",
        "kurzvermerk",
        "gremiensitzung",
        "wortprotokoll",
    ]
    for kind in kinds.all:
        assert kind.title_in("en") != kind.title_in("de")
        assert kind.body_in("en") != kind.body_in("de")
        assert kind.audience.keys() == {"de", "en"}
    council = kinds.get("gremiensitzung")
    assert FieldName.PLACE in council.required_by("gemo_rlp_41")
    assert council.parts
    assert kinds.get("gibt es nicht").id == "ergebnisprotokoll"


def test_an_agency_adds_and_replaces_kinds_and_a_broken_one_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = "---\nid: kurzvermerk\ntitle: {de: Hausvermerk}\n---\n# Deutsch\nKurz."
    (tmp_path / "haus.md").write_text(own, "utf-8")
    (tmp_path / "beirat.md").write_text(own.replace("kurzvermerk", "beirat"), "utf-8")
    (tmp_path / "kaputt.md").write_text("---\nid: [\n---\n# Deutsch\nx", "utf-8")
    kinds = load_kinds(tmp_path)
    assert kinds.get("kurzvermerk").title_in("en") == "Hausvermerk"
    assert kinds.get("beirat").body_in("en") == "Kurz."
    assert "kind_file" in caplog.records[0].__dict__
    with pytest.raises(ConfigurationError):
        load_kinds(tmp_path / "fehlt")


@pytest.mark.parametrize(
    "text",
    ["", "---\nid: a\n---\n# Deutsch\nx", "---\nid: a\ntitle: {de: A}\nx: 1\n---\n# Deutsch\nx",
     "---\nid: a\ntitle: {en: A}\n---\n# Deutsch\nx", "---\nid: a\ntitle: {de: A}\n---\nx"],
)  # fmt: skip
def test_a_malformed_kind_is_refused(text: str) -> None:
    with pytest.raises(KindInvalid):
        parse(text)


TALK = Transcript(
    Kind.LINES,
    (
        Utterance(1, "Jana Krüger (Extern)", 0.0, 4.0, "Herr Dr. Brandt, was meinen Sie?"),
        Utterance(
            2, "Tom Brandt", 4.0, 9.0, "Danke, Jana. Frau Krüger hat recht, der Brandt-Schutz"
        ),
        Utterance(3, "Sprecher 3", 9.0, 12.0, "Das sagt Tom Brandts Kollege auch."),
    ),
)


def test_speakers_are_renamed_and_merged() -> None:
    changed = renamed(TALK, {"Sprecher 3": "Tom Brandt", "Tom Brandt": "Tom Brandt"})
    assert changed.speakers == ("Jana Krüger (Extern)", "Tom Brandt")
    assert TALK.speakers[2] == "Sprecher 3"


def test_pseudonyms_reach_into_what_was_said_and_back() -> None:
    names = pseudonyms(TALK, "Person")
    hidden = pseudonymised(TALK, {key: names[key] for key in TALK.speakers[:2]})
    text = " ".join(one.text for one in hidden.utterances)
    assert "Jana" not in text
    assert "Krüger" not in text
    assert "Tom" not in text
    assert "Brandt-Schutz" in text  # not behind a title, so perhaps another word
    assert restored("Person 2 dankt Person 1.", names) == "Tom Brandt dankt Jana Krüger."


def test_a_transcript_can_lose_all_names() -> None:
    assert not without_names(TALK).has_speakers


@given(st.lists(st.text(max_size=300), max_size=40), st.integers(60, 2_000))
def test_every_utterance_is_in_exactly_one_piece(texts: list[str], size: int) -> None:
    utterances = [Utterance(n, "", None, None, text) for n, text in enumerate(texts, 1)]
    pieces = windows(utterances, size)
    assert [one.number for piece in pieces for one in piece.own] == list(range(1, len(texts) + 1))
    for piece in pieces:
        halves = piece.halves()
        if halves:
            assert [o.number for half in halves for o in half.own] == [o.number for o in piece.own]
