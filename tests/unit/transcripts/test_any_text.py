"""Whatever the text: nothing is raised, no word is lost or doubled, time stays proportional."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.transcripts.parser import parse
from bot.transcripts.transcript import Kind

REAL = Path(__file__).parents[4] / "shared" / "data"

_WORDS = st.lists(
    st.text(alphabet="abcäöüßXYZ.,!?", min_size=1, max_size=8), min_size=1, max_size=12
)
_PIECES = st.sampled_from(
    [
        "WEBVTT",
        "NOTE",
        "STYLE",
        "00:00:01.000 --> 00:00:02.000",
        "0:1 --> 0:2,5 align:start",
        "7",
        "[0:1 --> 0:2]",
        "<v Anna>",
        "</v>",
        "<v.a.b ",
        "Anna: ",
        "TOP 1: ",
        "Anna Beispiel   0:03",
        "0:03",
        "[00:12:03] ",
        '{"spokenText": "x"}',
        "&#x200b;&amp;",
        "\n",
        "\n\n",
        " ",
        "Wort",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_nothing_is_raised_and_numbers_run(text: str) -> None:
    transcript = parse(text)
    numbers = [utterance.number for utterance in transcript.utterances]
    assert numbers == list(range(1, len(numbers) + 1))
    for utterance in transcript.utterances:
        assert utterance.text == " ".join(utterance.text.split()) != ""
        if utterance.begin_s is not None and utterance.end_s is not None:
            assert 0 <= utterance.begin_s <= utterance.end_s


@given(st.lists(st.tuples(st.sampled_from(["Anna", "Jörg Groß", ""]), _WORDS), max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_word_of_every_cue_is_in_exactly_one_utterance(
    cues: list[tuple[str, list[str]]],
) -> None:
    text = "WEBVTT\n\n" + "".join(
        f"{at}:00 --> {at}:01\n{f'<v {name}>' if name else ''}{' '.join(words)}\n\n"
        for at, (name, words) in enumerate(cues)
    )
    expected = [(name, word) for name, words in cues for word in words]
    found = [(u.speaker, word) for u in parse(text).utterances for word in u.text.split()]
    assert found == expected


@given(st.lists(st.tuples(st.sampled_from(["Anna", "Jörg Groß", "", "-"]), _WORDS), max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_word_of_every_line_is_in_exactly_one_utterance(
    lines: list[tuple[str, list[str]]],
) -> None:
    lines = [("Anna", ["los"]), ("Jörg Groß", ["ja"]), ("Anna", ["gut"]), *lines]
    text = "\n".join(
        f"{name}: {' '.join(words)}" if name else " ".join(words) for name, words in lines
    )
    words = [word for u in parse(text).utterances for word in u.text.split() if word != "-:"]
    assert words == [word for _, words in lines for word in words]
    assert set(parse(text).speakers) == {"Anna", "Jörg Groß"}


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n" + "0:1 --> 0:2\n<v A>" + "a " * 500_000,
        " " * 1_000_000 + "x",
        "Anna" + " " * 1_000_000 + "0:03x",
        "Anna:" * 200_000,
        "(" * 1_000_000 + "\n(\n",
        "0:1 --> 0:2\n" * 60_000,
        "0:1 --> 0:2 " + "line:" * 200_000,
        "<v " * 300_000,
        "WEBVTT\n\n0:1 --> 0:2\n" + "&" * 500_000,
        "0:1 --> 0:2\n" + '{"spokenText":' + "[" * 300_000,
        "Anna   0:01\nja\n" * 40_000,
        "[0:01] Anna: ja\n" * 40_000,
        "9" * 1_000_000 + ":00 --> 0:1\nx",
        '."' * 400_000 + "\n" + '."' * 400_000,
    ],
    ids=range(14),
)
def test_rubbish_of_a_million_letters_takes_no_longer_than_speech(text: str) -> None:
    before = time.process_time()
    parse(text)
    assert time.process_time() - before < 5


@pytest.mark.real_documents
@pytest.mark.skipif(not REAL.is_dir(), reason="the folder shared/data is missing")
class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "n_speakers"),
        [("council-2023-11-20", 20), ("council-2024-09-12", 20), ("council-2025-01-15", 3)],
    )
    def test_council_meetings_keep_every_word_and_name(self, name: str, n_speakers: int) -> None:
        text = (REAL / "transcripts" / f"{name}.vtt").read_text("utf-8")
        transcript = parse(text)
        lines = text.split("\n")
        spoken = [line for line in lines if line.startswith("<v ")]
        words = " ".join(line.partition(">")[2].removesuffix("</v>") for line in spoken).split()
        assert [word for u in transcript.utterances for word in u.text.split()] == words
        assert set(transcript.speakers) == {line[3:].partition(">")[0] for line in spoken}
        assert len(transcript.speakers) >= n_speakers
        assert transcript.has_times

    def test_the_standards_own_example(self) -> None:
        path = REAL / "documents" / "real" / "docling__webvtt_example_02.vtt"
        transcript = parse(path.read_text("utf-8"))
        assert transcript.speakers == ("Esme", "Mary")
        assert transcript.utterances[-1].text == "laughter" or "Sur les playground" in (
            transcript.utterances[-1].text
        )

    def test_subrip(self) -> None:
        path = REAL / "documents" / "real" / "tika__test_subrip.srt"
        transcript = parse(path.read_text("utf-8"))
        assert transcript.kind is Kind.SRT
        assert transcript.utterances[0].text.startswith("ESSAI DE SOUS-TITRES")
        assert transcript.utterances[-1].text.endswith("ET LA SUITE")
