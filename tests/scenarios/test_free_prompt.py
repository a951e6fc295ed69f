"""Somebody asks, the assistant answers: the main job, as it looks on the wire."""

from __future__ import annotations

from tests.scenarios.conftest import House


async def test_a_question_is_answered_by_a_stream_with_label_feedback_and_buttons(
    house: House,
) -> None:
    house.model.answer("Ein Verwaltungsakt ist eine hoheitliche Maßnahme.", chunks=6)
    shown = await house.ask("Was ist ein Verwaltungsakt?")
    assert house.statuses == [202]
    assert shown.text == "Ein Verwaltungsakt ist eine hoheitliche Maßnahme."
    assert shown.labelled
    final = house.teams.finals()[-1]
    assert final.stream is not None
    assert "streamSequence" not in final.stream
    assert final.body["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert shown.card is not None
    assert house.breaches == []
