"""Votes as they are spoken, and the resolutions they belong to."""

from __future__ import annotations

import pytest

from bot.meetings.cues import Cue
from bot.meetings.heard import Resolution, resolutions, said
from bot.meetings.minutes import Votes
from bot.meetings.votes import read_votes
from bot.transcripts.transcript import Utterance


def heard(*texts: str) -> list[Resolution]:
    """Return what can be heard in utterances of one speaker."""
    utterances = [Utterance(n, "Vorsitz", None, None, text) for n, text in enumerate(texts, 1)]
    return resolutions(said(utterances))


@pytest.mark.parametrize(
    ("sentences", "votes"),
    [
        (["Wer ist dafür?", "Sechs.", "Gegenstimmen?", "Keine.", "Enthaltungen?", "Zwei."],
         Votes(yes=6, no=0, abstained=2)),
        (["Ja: 21, Nein: 10, Enthaltungen: 1"], Votes(yes=21, no=10, abstained=1)),
        (["Einstimmig bei einer Enthaltung."], Votes(abstained=1, is_unanimous=True)),
        (["Mit 12 Ja-Stimmen, einer Gegenstimme und drei Enthaltungen angenommen."],
         Votes(yes=12, no=1, abstained=3)),
        (["Mit 29 Stimmen gegen 23 Stimmen bei 1 Enthaltung angenommen."],
         Votes(yes=29, no=23, abstained=1)),
        (["Das Votum ist 7 zu 0 zu 0."], Votes(yes=7, no=0, abstained=0)),
        (["Bei neunzehn Jastimmen und acht Gegenstimmen ohne Enthaltungen so beschlossen."],
         Votes(yes=19, no=8, abstained=0)),
        (["Wer ist dafür?", "Das ist die deutliche Mehrheit.", "Gegenstimmen?", "Ein paar."],
         Votes()),
        (["Wer ist dafür?", "Alle."], Votes()),
        (["Das war nicht einstimmig."], Votes()),
        (["Wer ist dafür, dass wir ablehnen?", "Fünf.", "Dagegen?", "Einer, der Herr Wolf.",
          "Enthaltungen keine."], Votes(yes=5, no=1, abstained=0)),
        (["Wer ist dafür?", "Eva, Jan und ich, drei."], Votes(yes=3)),
        (["Wer ist dafür?", "Sechzehn.", "Nein, Moment, siebzehn."], Votes(yes=17)),
        (["22 Ja, 15 Nein, zwei Enthaltungen.", "Korrigiert: 22 Ja, 14 Nein, drei Enthaltungen."],
         Votes(yes=22, no=14, abstained=3)),
        (["Wer ist dafür?", "Ja, alle sechs."], Votes(yes=6)),
        (["Acht reichen, die fahren ja zweimal."], Votes()),
    ],
)  # fmt: skip
def test_counts_are_what_was_said(sentences: list[str], votes: Votes) -> None:
    assert read_votes(sentences).votes == votes


def test_two_votes_in_a_row_stay_apart() -> None:
    first, second = heard(
        "Zum Änderungsantrag: Wer ist dafür? Drei. Dagegen? Fünf. Damit ist er abgelehnt.",
        "Jetzt die Vorlage. Wer ist dafür? Fünf. Dagegen? Zwei. Angenommen.",
    )
    assert (first.votes, set(first.cues)) == (Votes(yes=3, no=5), {Cue.REJECTED})
    assert (second.votes, set(second.cues)) == (Votes(yes=5, no=2), {Cue.DECIDED})


def test_a_vote_may_take_several_utterances() -> None:
    [found] = heard("Wer ist dafür?", "Das sind sechs.", "Gegenstimmen? Keine.", "So beschlossen.")
    assert (found.first, found.last, found.votes) == (1, 4, Votes(yes=6, no=0))


def test_a_proposal_that_is_adopted_tells_what_was_decided() -> None:
    [found] = heard("Ich schlage vor, der Punkt wird zurückgestellt. Dann ist das so beschlossen.")
    assert Cue.POSTPONED in found.cues


def test_votes_of_other_meetings_are_not_heard() -> None:
    assert not heard(
        "Im Hauptausschuss wurde das mit sieben Ja-Stimmen und zwei Gegenstimmen beschlossen.",
        "Wenn wir zehn Gegenstimmen hätten, wäre es abgelehnt.",
    )
