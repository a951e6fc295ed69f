"""The demo's minutes: found in the transcript, in lines that a draft can be made of."""

from __future__ import annotations

import json

from bot.core.prompts import fence
from bot.model.demo_minutes import minutes

TALK = """\
[1] Jana Krüger: Guten Morgen zusammen, schön, dass alle da sind.
[2] Jana Krüger: Wir kommen zu Punkt eins, Radweg. Der Ausschuss hat das damals abgelehnt.
[3] Tom Brandt: Ich übernehme den Zeitplan bis zum 30. April.
[4] Jana Krüger: Damit ist der Bau des Radwegs einstimmig beschlossen.
"""


def lines(talk: str) -> list[dict[str, object]]:
    message = "\n\n".join(fence(part) for part in ("Jour fixe\nDienstag", "", talk))
    return [json.loads(line) for line in minutes(message).splitlines()]


def test_decisions_and_tasks_are_found_by_cue_words() -> None:
    found = {line["type"]: line for line in lines(TALK)}
    assert found["decision"]["text"] == "Damit ist der Bau des Radwegs einstimmig beschlossen."
    assert found["decision"]["from"] == [4]
    assert found["action"]["who"] == "Tom Brandt"
    assert found["action"]["spoken"] == "bis zum 30. April"
    assert found["item"]["title"] == "Radweg"
    assert lines(TALK)[-1] == {"type": "done"}


def test_looks_back_and_questions_are_no_decisions() -> None:
    talk = "[1] A: Letztes Jahr wurde der Antrag abgelehnt.\n[2] B: Wird das heute beschlossen?"
    assert not [line for line in lines(talk) if line["type"] == "decision"]


def test_without_a_transcript_there_is_nothing() -> None:
    assert minutes("Schreibe ein Protokoll.") == '{"type": "done"}'
