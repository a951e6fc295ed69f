"""Every way a call to the model can end, over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing, suppress

import pytest

from bot.core.errors import (
    AnswerFiltered,
    AssistantError,
    ContextTooLong,
    FilterMissing,
    ModelBusy,
    ModelCutOff,
    ModelMisconfigured,
    ModelRejectedKey,
    ModelTimeout,
    ModelUnavailable,
    PromptFiltered,
)
from bot.core.hosts import HostList
from bot.core.ports import Finish, Message, ModelRequest, Piece
from bot.model.deployment import Limits
from bot.model.gateway import ModelGateway, window
from tests.fakes.clock import FakeClock
from tests.fakes.model import (
    Behaviour,
    FakeModel,
    answer,
    busy,
    context_too_long,
    hangs,
    prompt_filtered,
    redirects,
    rejected_key,
    resets,
    status,
    unknown_deployment,
)
from tests.unit.model.conftest import PATIENT, QUESTION, QUICK, Meter, Opens

TEN = "eins zwei drei vier fünf sechs sieben acht neun zehn"


async def read(model: ModelGateway) -> tuple[str, Exception | None]:
    """Return what was streamed, and what it ended with."""
    texts: list[str] = []
    try:
        async for piece in model.stream(QUESTION):
            texts.append(piece.text)  # noqa: PERF401  # what came before an error counts
    except Exception as error:  # noqa: BLE001  # the test looks at it
        return "".join(texts), error
    return "".join(texts), None


def _for(reason: str) -> Limits:
    """Return limits that are short only where they are what the test is about."""
    return QUICK if reason in {"no_answer", "silent"} else PATIENT


# --- good ends -----------------------------------------------------------------------------------


async def test_an_answer_is_streamed_with_its_end_and_its_usage(
    fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    fake.answer(TEN, delay_s=0.005)
    pieces = [piece async for piece in (await gateway()).stream(QUESTION)]
    assert "".join(piece.text for piece in pieces) == TEN
    assert len(pieces) > 2
    assert pieces[-1].finish is Finish.COMPLETE
    assert pieces[-1].usage
    assert pieces[-1].usage.completion_tokens == 10
    report = meter.reports[0]
    assert (report.purpose, report.deployment, report.outcome) == ("chat", "gpt-4.1", "complete")
    assert report.first_text_s is not None
    assert report.first_text_s <= report.total_s
    assert report.usage.prompt_tokens == 2


async def test_a_whole_answer_is_returned_whole(fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, finish="length")
    completion = await (await gateway()).complete(QUESTION)
    assert completion.text == TEN
    assert completion.finish is Finish.LENGTH
    assert completion.usage.completion_tokens == 10


async def test_the_request_says_what_was_asked(fake: FakeModel, gateway: Opens) -> None:
    request = ModelRequest(
        [Message("system", "Sei knapp."), Message("user", "Was gilt „heute“? 🏛️")],
        purpose="chat",
        max_tokens=77,
        temperature=0.5,
    )
    await (await gateway("amt-gpt")).complete(request)
    body = fake.requests[0].body
    assert body["model"] == "amt-gpt"
    assert body["messages"][1] == {"role": "user", "content": "Was gilt „heute“? 🏛️"}
    assert (body["max_tokens"], body["temperature"]) == (77, 0.5)
    assert body["stream"] is True
    assert "store" not in body


async def test_a_server_without_azures_extras_is_understood(
    fake: FakeModel, gateway: Opens
) -> None:
    fake.answer(TEN, azure=False, usage=False, eol="\r\n")
    model = await gateway("llama", base_url=fake.base_url, is_azure=False)
    assert (await model.complete(QUESTION)).text == TEN
    assert fake.requests[0].path == "/v1/chat/completions"


async def test_an_answer_in_shreds_is_put_together(fake: FakeModel, gateway: Opens) -> None:
    fake.answer("Größe: 5 m². „Ja“ – 🏛️", shred=3)
    assert (await (await gateway()).complete(QUESTION)).text == "Größe: 5 m². „Ja“ – 🏛️"


async def test_an_answer_is_whole_without_the_end_mark(fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, done=False)
    assert (await (await gateway()).complete(QUESTION)).text == TEN


async def test_a_connection_is_used_again(fake: FakeModel, gateway: Opens) -> None:
    model = await gateway()
    ports: set[object] = set()

    async def noting(call: object) -> object:
        transport = call.http.transport  # type: ignore[attr-defined]
        ports.add(transport.get_extra_info("peername"))
        return await answer(TEN)(call)  # type: ignore[arg-type]

    fake.always(noting)  # type: ignore[arg-type]
    for _ in range(3):
        await model.complete(QUESTION)
    assert len(ports) == 1


async def test_a_kept_connection_closed_by_the_server_is_no_fault(
    fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    model = await gateway()
    await model.complete(QUESTION)
    fake.then(resets)
    assert (await model.complete(QUESTION)).text
    assert meter.faults == []


# --- identity and hosts --------------------------------------------------------------------------


async def test_azure_gets_the_key_both_ways(fake: FakeModel, gateway: Opens) -> None:
    await (await gateway()).complete(QUESTION)
    headers = fake.requests[0].headers
    assert headers["api-key"] == "geheim"
    assert headers["Authorization"] == "Bearer geheim"


async def test_a_server_without_a_key_gets_none(
    fake: FakeModel, gateway: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "fremd")
    monkeypatch.setenv("OPENAI_ORG_ID", "fremd")
    await (await gateway(is_azure=False, key="")).complete(QUESTION)
    headers = fake.requests[0].headers
    assert "Authorization" not in headers
    assert "fremd" not in str(headers)


async def test_a_host_off_the_list_is_never_connected_to(
    fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    model = await gateway(hosts=HostList(["*.openai.azure.com"]))
    with pytest.raises(ModelMisconfigured):
        await model.complete(QUESTION)
    assert fake.requests == []


async def test_a_redirect_is_not_followed(fake: FakeModel, gateway: Opens) -> None:
    fake.then(redirects(f"{fake.origin}/v1/chat/completions"))
    with pytest.raises(ModelMisconfigured):
        await (await gateway()).complete(QUESTION)
    assert len(fake.requests) == 1


# --- refusals: nobody else is asked --------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "error", "outcome"),
    [
        (prompt_filtered(), PromptFiltered, "prompt_filtered"),
        (context_too_long(), ContextTooLong, "context_too_long"),
        (status(413, b"too large"), ContextTooLong, "context_too_long"),
        (rejected_key(401), ModelRejectedKey, "model_rejected_key"),
        (rejected_key(403), ModelRejectedKey, "model_rejected_key"),
        (status(400, {"error": {"code": "invalid"}}), ModelMisconfigured, "model_misconfigured"),
        (status(422, b"<html>"), ModelMisconfigured, "model_misconfigured"),
        (answer("Böse.", filter_error_at=0), FilterMissing, "filter_missing"),
        (answer("Böse.", prompt_filter_error=True), FilterMissing, "filter_missing"),
        (answer("", finish="content_filter"), AnswerFiltered, "answer_filtered"),
    ],
)
async def test_a_refusal_ends_the_call(
    behaviour: Behaviour,
    error: type[Exception],
    outcome: str,
    fake: FakeModel,
    gateway: Opens,
    meter: Meter,
) -> None:
    fake.then(behaviour)
    text, ended = await read(await gateway("a", "b"))
    assert (text, type(ended)) == ("", error)
    assert fake.asked("b") == 0
    assert meter.outcome == outcome


async def test_a_filtered_answer_keeps_what_was_shown(fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, finish="content_filter")
    text, error = await read(await gateway("a", "b"))
    assert text == TEN
    assert isinstance(error, AnswerFiltered)
    assert fake.asked("b") == 0


@pytest.mark.parametrize("at", [1, 4, 9])
async def test_unfiltered_text_is_not_handed_out(at: int, fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, filter_error_at=at, delay_s=0.002)
    text, error = await read(await gateway("a", "b"))
    assert text.split() == TEN.split()[:at]
    assert isinstance(error, FilterMissing)


# --- outages: the next deployment ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (status(500), "status_500"),
        (status(503, b"<html>busy</html>"), "status_503"),
        (status(408), "status_408"),
        (resets, "no_connection"),
        (hangs, "no_answer"),
        (unknown_deployment(), "not_found"),
        (answer(TEN, hangs_after=0), "silent"),
        (answer(TEN, cut_after=0), "cut"),
        (answer(TEN, ends_after=0), "cut"),
        (answer(TEN, raw_at=(0, b"data: {]\n\n")), "no_json"),
        (answer(TEN, raw_at=(0, b'data: {"error": {"code": "500"}}\n\n')), "error_event"),
        (busy(retry_after="120"), "busy"),
        (busy(), "busy"),
    ],
)
async def test_what_is_down_is_passed_over(
    behaviour: Behaviour, reason: str, fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    fake.on("a").then(behaviour)
    fake.answer(TEN)
    text, error = await read(await gateway("a", "b", limits=_for(reason)))
    assert (text, error) == (TEN, None)
    assert [seen.model for seen in fake.requests] == ["a", "b"]
    assert meter.faults == [("a", reason)]
    assert meter.reports[0].deployment == "b"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (status(503), ModelUnavailable),
        (resets, ModelUnavailable),
        (hangs, ModelTimeout),
        (unknown_deployment(), ModelMisconfigured),
        (busy(retry_after="120"), ModelBusy),
        (status(429, {"error": {"code": "insufficient_quota"}}), ModelBusy),
    ],
)
async def test_when_nobody_answers_the_error_says_why(
    behaviour: Behaviour, error: type[Exception], fake: FakeModel, gateway: Opens
) -> None:
    fake.always(behaviour)
    limits = QUICK if error is ModelTimeout else PATIENT
    assert type((await read(await gateway("a", "b", limits=limits)))[1]) is error
    assert [seen.model for seen in fake.requests] == ["a", "b"]


async def test_a_refused_connection_is_an_outage(fake: FakeModel, gateway: Opens) -> None:
    model = await gateway("a")
    await fake.stop()
    with pytest.raises(ModelUnavailable):
        await model.complete(QUESTION)


async def test_the_most_hopeful_news_is_told(fake: FakeModel, gateway: Opens) -> None:
    fake.on("a").then(busy(retry_after="60"))
    fake.on("b").then(status(503))
    with pytest.raises(ModelBusy):
        await (await gateway("a", "b")).complete(QUESTION)


# --- slow and cut --------------------------------------------------------------------------------


async def test_a_slow_first_word_is_waited_for(fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, first_delay_s=0.3)
    slow = Limits(first_text_s=5, between_s=0.2)
    assert (await (await gateway(limits=slow)).complete(QUESTION)).text == TEN


async def test_chunks_may_take_their_time_as_long_as_they_come(
    fake: FakeModel, gateway: Opens
) -> None:
    fake.answer("eins zwei drei vier fünf", delay_s=0.15)
    assert (
        await (await gateway(limits=QUICK)).complete(QUESTION)
    ).text == "eins zwei drei vier fünf"


@pytest.mark.parametrize("cut", [1, 2, 5, 9])
@pytest.mark.parametrize(
    "broken",
    [
        lambda cut: answer(TEN, cut_after=cut),
        lambda cut: answer(TEN, ends_after=cut),
        lambda cut: answer(TEN, hangs_after=cut),
    ],
    ids=["reset", "ended", "hanging"],
)
async def test_an_answer_that_breaks_off_is_never_mixed_with_another(
    cut: int, broken: Callable[[int], Behaviour], fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    fake.on("a").then(broken(cut))
    fake.on("b").answer("etwas anderes")
    text, error = await read(await gateway("a", "b", limits=QUICK))
    assert text.split() == TEN.split()[:cut]
    assert isinstance(error, ModelCutOff)
    assert fake.asked("b") == 0
    assert meter.outcome == "model_cut_off"


async def test_rubbish_after_text_is_a_cut(fake: FakeModel, gateway: Opens) -> None:
    fake.answer(TEN, raw_at=(3, b"data: rubbish\n\n"))
    text, error = await read(await gateway("a", "b"))
    assert text == "eins zwei drei"
    assert isinstance(error, ModelCutOff)


async def test_nobody_saw_a_whole_answer_that_broke_off_so_another_is_asked(
    fake: FakeModel, gateway: Opens
) -> None:
    fake.on("a").then(answer(TEN, cut_after=5))
    fake.on("b").answer("etwas anderes")
    assert (await (await gateway("a", "b")).complete(QUESTION)).text == "etwas anderes"


async def test_a_whole_answer_that_only_breaks_off_is_cut_off(
    fake: FakeModel, gateway: Opens
) -> None:
    fake.answer(TEN, cut_after=5)
    with pytest.raises(ModelCutOff):
        await (await gateway("a", "b")).complete(QUESTION)


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", ["first words", "nothing"])
async def test_a_cancelled_call_hangs_up_at_once(
    after: str, fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    fake.always(answer(TEN, hangs_after=1) if after == "first words" else hangs)
    model = await gateway(limits=Limits())
    begun = asyncio.Event()

    async def ask() -> None:
        async for _ in model.stream(QUESTION):
            begun.set()

    task = asyncio.create_task(ask())
    await fake.arrived(1)
    if after == "first words":
        await begun.wait()
    task.cancel()
    at = asyncio.get_running_loop().time()
    await asyncio.wait_for(fake.requests[0].ended.wait(), 1)
    assert fake.requests[0].left_at is not None
    assert fake.requests[0].left_at - at < 0.2
    with pytest.raises(asyncio.CancelledError):
        await task
    assert meter.outcome == "cancelled"


async def test_a_closed_iterator_hangs_up_at_once(
    fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    fake.answer(TEN, delay_s=0.05)
    async with aclosing((await gateway()).stream(QUESTION)) as pieces:
        assert await anext(pieces) == Piece("eins")
    await asyncio.wait_for(fake.requests[0].ended.wait(), 1)
    assert fake.requests[0].left_at is not None
    assert meter.outcome == "cancelled"


async def test_leaving_after_the_last_piece_is_no_cancellation(
    fake: FakeModel, gateway: Opens, meter: Meter
) -> None:
    async with aclosing((await gateway()).stream(QUESTION)) as pieces:
        async for piece in pieces:
            if piece.finish:
                break
    assert meter.outcome == "complete"


# --- names ---------------------------------------------------------------------------------------


async def test_a_gateway_is_no_demo_and_knows_its_context(gateway: Opens) -> None:
    assert not (await gateway()).is_demo
    assert (await gateway("gpt-4.1")).context_tokens == 128_000
    assert (await gateway("gpt-4.1", "gpt-35-turbo")).context_tokens == 16_385


@pytest.mark.parametrize(
    ("name", "tokens"),
    [("gpt-4.1-mini", 1_047_576), ("GPT-4o", 128_000), ("gpt-4-0613", 8_192), ("amt", 128_000)],
)
def test_windows_are_known_by_the_models_name(name: str, tokens: int) -> None:
    assert window(name) == tokens


async def test_chunks_that_come_fast_are_collected(fake: FakeModel, gateway: Opens) -> None:
    fake.answer("wort " * 200, chunks=200, delay_s=0.001)
    eager = Limits(gather_s=0)
    each = [piece async for piece in (await gateway(limits=eager)).stream(QUESTION)]
    some = [piece async for piece in (await gateway()).stream(QUESTION)]
    assert "".join(piece.text for piece in each) == "".join(piece.text for piece in some)
    assert len(some) < len(each) / 2


async def test_time_may_stand_still(fake: FakeModel, gateway: Opens) -> None:
    assert (await (await gateway(clock=FakeClock())).complete(QUESTION)).text


@pytest.mark.parametrize(
    "behaviour",
    [
        answer("Marzipan"),
        answer("Marzipan und mehr", cut_after=1),
        status(400, {"error": {"code": "Marzipan", "message": "Marzipan"}}),
        status(503, b"Marzipan"),
        answer("Marzipan", raw_at=(0, b"data: Marzipan\n\n")),
    ],
)
async def test_no_text_and_no_key_gets_into_the_log(
    behaviour: Behaviour, fake: FakeModel, gateway: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.then(behaviour)
    model = await gateway("a", key="Lakritz")
    request = ModelRequest([Message("user", "Marzipan?")], "chat")
    with suppress(AssistantError):
        await model.complete(request)
    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "Marzipan" not in told
    assert "Lakritz" not in told
