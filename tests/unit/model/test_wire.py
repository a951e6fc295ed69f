"""Reading a streamed answer, however it is cut up and whatever is wrong with it."""

from __future__ import annotations

from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import AnswerFiltered, ContextTooLong, FilterMissing, PromptFiltered
from bot.core.ports import Finish, Usage
from bot.model.wire import AnswerReader, Rubbish

SAFE = {"hate": {"filtered": False, "severity": "safe"}}
KEYS = ["choices", "delta", "content", "usage", "error", "finish_reason"]
KEYS += ["prompt_tokens", "content_filter_results", "prompt_filter_results"]
DOWN = {"error": {"code": "content_filter_error", "message": "The contents are not filtered"}}


def line(event: object) -> bytes:
    return b"data: " + orjson.dumps(event) + b"\n\n"


def said(text: str, **more: object) -> bytes:
    return line({"choices": [{"index": 0, "delta": {"content": text}, **more}]})


def ended(reason: str) -> bytes:
    return line({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


WHOLE = (
    line({"choices": [], "prompt_filter_results": [{"content_filter_results": SAFE}]})
    + b": keep-alive\r\n\r\n"
    + said("Die Gebühr", content_filter_results=SAFE)
    + said(" beträgt 12 €").replace(b"\n", b"\r\n")
    + b"event: message\n"
    + said(" – 🏛️ „jährlich“.")
    + ended("stop")
    + line({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5}})
    + b"data: [DONE]\n\n"
)
TEXT = "Die Gebühr beträgt 12 € – 🏛️ „jährlich“."


@given(st.lists(st.integers(1, len(WHOLE) - 1), max_size=40))
def test_a_stream_reads_the_same_wherever_it_is_split(places: list[int]) -> None:
    cuts = [0, *sorted(set(places)), len(WHOLE)]
    reader = AnswerReader()
    text = "".join(reader.feed(WHOLE[a:b]) for a, b in pairwise(cuts))
    assert text == TEXT
    assert reader.finish is Finish.COMPLETE
    assert reader.usage == Usage(7, 5)
    assert reader.is_done
    assert reader.fault is None


def test_a_stream_reads_the_same_byte_by_byte() -> None:
    reader = AnswerReader()
    assert "".join(reader.feed(bytes([byte])) for byte in WHOLE) == TEXT


def test_data_without_a_space_after_the_colon_is_data() -> None:
    assert AnswerReader().feed(said("Ja").replace(b"data: ", b"data:")) == "Ja"


def test_length_is_told_from_a_whole_answer() -> None:
    reader = AnswerReader()
    reader.feed(said("Ja") + ended("length"))
    assert reader.finish is Finish.LENGTH


@pytest.mark.parametrize("reason", ["tool_calls", "eos", "stop"])
def test_any_other_reason_is_an_end(reason: str) -> None:
    reader = AnswerReader()
    reader.feed(ended(reason))
    assert reader.finish is Finish.COMPLETE


def test_a_filtered_answer_keeps_what_came_before() -> None:
    reader = AnswerReader()
    last = {"index": 0, "delta": {"content": "böse"}, "finish_reason": "content_filter"}
    assert reader.feed(said("Gut.") + line({"choices": [last]})) == "Gut."
    assert isinstance(reader.fault, AnswerFiltered)


@pytest.mark.parametrize(
    "annotation",
    [
        {"content_filter_results": DOWN},
        {"content_filter_result": DOWN},
        {"content_filter_results": {"hate": {"error": {"code": "x"}}}},
        {"content_filter_results": "broken"},
    ],
)
def test_a_chunk_whose_filter_did_not_run_is_held_back(annotation: dict[str, object]) -> None:
    reader = AnswerReader()
    stream = said("Geprüft. ", content_filter_results=SAFE) + said("Ungeprüft.", **annotation)
    assert reader.feed(stream + said("Später.")) == "Geprüft. "
    assert isinstance(reader.fault, FilterMissing)


def test_a_filter_that_fails_later_on_is_noticed() -> None:
    reader = AnswerReader()
    fine = [said(f"{n} ", content_filter_results=SAFE) for n in range(5)]
    reader.feed(b"".join(fine) + said("Ungeprüft.", content_filter_results=SAFE | DOWN))
    assert isinstance(reader.fault, FilterMissing)


def test_a_question_whose_filter_did_not_run_is_not_answered() -> None:
    reader = AnswerReader()
    noted = {"choices": [], "prompt_filter_results": [{"content_filter_results": DOWN}]}
    assert reader.feed(line(noted) + said("Ungeprüft.")) == ""
    assert isinstance(reader.fault, FilterMissing)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"code": "content_filter"}, PromptFiltered),
        ({"innererror": {"code": "ResponsibleAIPolicyViolation"}}, PromptFiltered),
        ({"code": "context_length_exceeded"}, ContextTooLong),
        ({"message": "This model's maximum context length is 4096 tokens."}, ContextTooLong),
        ({"code": "server_error"}, Rubbish),
        ("overloaded", Rubbish),
    ],
)
def test_an_error_in_the_stream_is_understood(error: object, expected: type[Exception]) -> None:
    reader = AnswerReader()
    reader.feed(line({"error": error}))
    assert isinstance(reader.fault, expected)


@pytest.mark.parametrize(
    "rubbish",
    [
        b"data: {broken\n",
        b"data: [1, 2]\n",
        b"data: \xff\xfe\n",
        b'data: {"choices": ["text"]}\n',
        b'data: {"choices": [{"delta": "text"}]}\n',
        b'data: {"usage": 3}\n',
        b"data: \n",
        b'data: {"usage": ' + b"[" * 100_000 + b"\n",
        b'data: {"choices": [{"content_filter_results": {"hate": "\\ud83d"}}]}\n',
    ],
)
def test_rubbish_is_called_rubbish(rubbish: bytes) -> None:
    reader = AnswerReader()
    assert reader.feed(said("Gut.") + rubbish + said("Schlecht.")) == "Gut."
    assert isinstance(reader.fault, Rubbish)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    reader = AnswerReader()
    assert isinstance(reader.feed(b"data: " + data + b"\n" + data), str)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_crashes_the_reader(event: object) -> None:
    assert isinstance(AnswerReader().feed(line(event)), str)


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    reader = AnswerReader()
    for _ in range(20):
        reader.feed(b"data: " + b"x" * 100_000)
        if reader.fault:
            break
    assert isinstance(reader.fault, Rubbish)


def test_nothing_counts_after_the_end_mark() -> None:
    reader = AnswerReader()
    assert reader.feed(b"data: [DONE]\n\n" + said("Zu spät.")) == ""
