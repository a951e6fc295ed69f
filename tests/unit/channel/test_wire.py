"""Nothing is lost between Teams' JSON and the SDK's models, in either direction."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

import botbuilder.schema
import orjson
import pytest
from botbuilder.core import CardFactory, InvokeResponse
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    CardAction,
    ChannelAccount,
    ConversationAccount,
    Entity,
    HeroCard,
    Mention,
    SemanticAction,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.wire import NotAnActivity, dump, encode, load, load_activity

Json = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "activities"
PAYLOADS = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
MODELS = {
    name: model
    for name, model in vars(botbuilder.schema).items()
    if isinstance(model, type) and hasattr(model, "_attribute_map")
}
MSREST: Any = import_module("msrest")
READER, WRITER = MSREST.Deserializer(MODELS), MSREST.Serializer(MODELS)
TIMES = {"timestamp", "localTimestamp", "expiration"}


def payload(name: str) -> Json:
    body: Json = json.loads(PAYLOADS[name].read_text("utf-8"))
    return body


def comparable(value: object) -> object:
    """Return JSON with its times as moments, to the microsecond that Python keeps."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: datetime.fromisoformat(item)
        if key in TIMES and isinstance(item, str)
        else comparable(item)
        for key, item in value.items()
    }


def through_msrest(body: Json) -> Activity:
    activity: Activity = READER("Activity", json.dumps(body), "application/json")
    return activity


def test_there_are_payloads_of_every_kind() -> None:
    kinds = {payload(name)["type"] for name in PAYLOADS}
    assert {"message", "invoke", "event", "installationUpdate", "conversationUpdate"} <= kinds
    assert len(PAYLOADS) >= 12


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_field_of_a_payload_survives(name: str) -> None:
    body = payload(name)

    again = orjson.loads(encode(dump(load_activity(body))))

    assert comparable(again) == comparable(body)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_msrest_reads_we_read_the_same(name: str) -> None:
    body = payload(name)
    ours, theirs = load_activity(body), through_msrest(body)

    for attribute in Activity._attribute_map:
        mine, other = getattr(ours, attribute), getattr(theirs, attribute)
        if attribute == "conversation":  # msrest never finds the tenant
            mine.tenant_id, other.additional_properties = None, {}
        assert mine == other, attribute
    assert ours.additional_properties == theirs.additional_properties


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_msrest_writes_we_write_too(name: str) -> None:
    body = payload(name)

    theirs = WRITER.body(through_msrest(body), "Activity")
    ours = orjson.loads(encode(dump(load_activity(body))))

    assert contains(comparable(ours), comparable(json.loads(json.dumps(theirs))))


def contains(more: object, less: object) -> bool:
    """Tell whether everything in ``less`` stands in ``more`` too."""
    if isinstance(less, dict):
        return isinstance(more, dict) and all(
            key in more and contains(more[key], value) for key, value in less.items()
        )
    if isinstance(less, list):
        if not isinstance(more, list) or len(more) != len(less):
            return False
        return all(contains(a, b) for a, b in zip(more, less, strict=True))
    return bool(more == less)


JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
ZONES = st.sampled_from([timezone(timedelta(minutes=m)) for m in (-570, 0, 60, 345)])
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 2), timezones=ZONES)  # noqa: DTZ001  # gets a zone
ACCOUNT = st.fixed_dictionaries(
    {"id": st.text(max_size=8)},
    optional={"name": st.text(max_size=8), "aadObjectId": st.text(max_size=8), "x": JSON},
)
ACTIVITY = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "invoke", "event"])},
    optional={
        "id": st.text(max_size=8),
        "timestamp": MOMENTS.map(datetime.isoformat),
        "localTimestamp": MOMENTS.map(datetime.isoformat),
        "text": st.text(),
        "from": ACCOUNT,
        "recipient": ACCOUNT,
        "conversation": st.fixed_dictionaries(
            {"id": st.text(max_size=8)}, optional={"tenantId": st.text(max_size=8), "y": JSON}
        ),
        "entities": st.lists(
            st.dictionaries(st.text(max_size=8), JSON, max_size=3).map(
                lambda entity: {**entity, "type": "streaminfo"}
            ),
            max_size=3,
        ),
        "membersAdded": st.lists(ACCOUNT, max_size=2),
        "attachments": st.lists(
            st.fixed_dictionaries({"contentType": st.text(max_size=8), "content": JSON}), max_size=2
        ),
        "value": JSON,
        "channelData": JSON,
        "historyDisclosed": st.booleans(),
        "unheardOf": JSON,
        "listenFor": st.lists(st.text(max_size=5), max_size=2),
        "suggestedActions": st.fixed_dictionaries(
            {"actions": st.lists(st.fixed_dictionaries({"type": st.just("imBack"), "value": JSON}))}
        ),
    },
)


@given(ACTIVITY)
def test_every_field_of_any_activity_survives(body: Json) -> None:
    again = orjson.loads(encode(dump(load_activity(body))))

    assert comparable(again) == comparable(body)


def test_the_tenant_is_found_where_teams_puts_it() -> None:
    activity = load_activity(payload("message_personal"))

    assert activity.conversation.tenant_id == "7c1d5a0e-7f3e-4f0b-9a57-0c2f6f3a1b10"
    assert dump(ConversationAccount(id="a:1", tenant_id="t")) == {"id": "a:1", "tenantId": "t"}


def test_entities_go_out_whole_in_every_form() -> None:
    class StreamInfo(Entity):
        _attribute_map = {  # noqa: RUF012  # the SDK's way
            "type": {"key": "type", "type": "str"},
            "stream_id": {"key": "streamId", "type": "str"},
            "missing": {"key": "missing", "type": "str"},
        }

        def __init__(self, stream_id: str) -> None:
            super().__init__(type="streaminfo")
            self.stream_id = stream_id

    extra = Entity(type="https://schema.org/Message")
    extra.additional_properties = {"@type": "Message", "additionalType": ["AIGeneratedContent"]}
    plain = {"type": "streaminfo", "streamType": "final"}
    mention = Mention(
        mentioned=ChannelAccount(id="28:b", name="Bot"), text="<at>Bot</at>", type="mention"
    )

    out = dump(Activity(type="message", entities=[StreamInfo("s-1"), extra, plain, mention]))

    assert out["entities"] == [
        {"type": "streaminfo", "streamId": "s-1"},
        {
            "type": "https://schema.org/Message",
            "@type": "Message",
            "additionalType": ["AIGeneratedContent"],
        },
        plain,
        {"mentioned": {"id": "28:b", "name": "Bot"}, "text": "<at>Bot</at>", "type": "mention"},
    ]


def test_enums_and_times_are_written_as_texts() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=1)))

    out = dump(Activity(type=ActivityTypes.message, local_timestamp=moment))

    assert out == {"type": "message", "localTimestamp": "2026-11-22T10:00:00+01:00"}
    assert type(out["type"]) is str


def test_models_inside_plain_values_are_written() -> None:
    card = CardFactory.hero_card(HeroCard(title="Hallo", buttons=[CardAction(type="imBack")]))
    activity = Activity(type="message", attachments=[card], channel_data={"a": Entity(type="x")})

    out = orjson.loads(encode(activity))

    assert out["attachments"][0]["content"] == {"title": "Hallo", "buttons": [{"type": "imBack"}]}
    assert out["channelData"] == {"a": {"type": "x"}}


def test_dicts_pass_through_and_responses_are_written() -> None:
    body = {"statusCode": 200, "value": None}
    assert dump(body) is body
    assert orjson.loads(encode(body)) == body
    semantic = SemanticAction(id="1", entities={"a": Entity(type="x")})
    assert orjson.loads(encode(semantic))["entities"] == {"a": {"type": "x"}}
    assert encode(InvokeResponse(status=200, body={"a": 1})) == b'{"status":200,"body":{"a":1}}'
    with pytest.raises(TypeError):
        encode({"a": object()})


@pytest.mark.parametrize(
    "body",
    [
        [],
        "message",
        None,
        {"type": {"a": 1}},
        {"type": "message", "text": ["a"]},
        {"type": "message", "from": "29:x"},
        {"type": "message", "conversation": ["a:1"]},
        {"type": "message", "entities": {"type": "mention"}},
        {"type": "message", "entities": ["mention"]},
        {"type": "message", "attachments": [[]]},
        {"type": "message", "listenFor": "a"},
        {"type": "message", "timestamp": {"a": 1}},
        {"type": "message", "semanticAction": {"entities": []}},
    ],
)
def test_a_body_of_the_wrong_shape_is_no_activity(body: object) -> None:
    with pytest.raises(NotAnActivity):
        load(Activity, body)


def test_small_oddities_are_taken_as_msrest_takes_them() -> None:
    activity = load_activity(
        {"type": "message", "id": 17, "timestamp": "gestern", "entities": [None], "text": None}
    )

    assert dump(activity) == {"type": "message", "id": "17", "timestamp": "gestern", "entities": []}
    assert load(Attachment, {"contentType": "a", "neu": 1}).additional_properties == {"neu": 1}


def test_reading_and_writing_is_at_least_five_times_as_fast_as_msrest() -> None:
    body = payload("message_group")
    text = json.dumps(body)

    def ours() -> None:
        encode(dump(load_activity(orjson.loads(text))))

    def theirs() -> None:
        json.dumps(WRITER.body(READER("Activity", text, "application/json"), "Activity"))

    ours()
    theirs()
    assert 5 * cpu_seconds(ours) < cpu_seconds(theirs)


def cpu_seconds(what: Callable[[], None]) -> float:
    began = time.process_time()
    for _ in range(100):
        what()
    return time.process_time() - began
