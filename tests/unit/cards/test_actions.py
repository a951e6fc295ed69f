"""Buttons: what they send is read back as the same action, and nothing else is read at all."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.field import Field
from bot.library.template import made
from cards.action import FIELD_PREFIX, VERSION, Action
from cards.actions import ACTIONS, AnswerAgain, DataDelete, NoticeAccept, SummaryRun, parse
from cards.elements import execute
from cards.library_actions import TemplateRun, TemplateSaveFields, TemplateShare
from cards.menu_actions import MenuTranslate
from cards.minutes_actions import (
    MinutesConsent,
    MinutesDraft,
    MinutesHandOut,
    MinutesMark,
    MinutesNames,
    MinutesRuling,
    MinutesSave,
    MinutesSpeakers,
)
from cards.template_editor import fields_of

_TEMPLATE = made(
    {
        "id": "t",
        "version": 1,
        "language": "de",
        "title": "Antwort",
        "category": "citizens",
        "description": "Beantwortet ein Anliegen.",
        "fields": ({"name": "anliegen", "label": "Anliegen"},),
        "instruction": "Beantworte {{anliegen}}.",
    }
)
_VALUES: dict[str, object] = {
    "edition": 3,
    "form": "memo",
    "length": "page",
    "language": "plain",
    "focus": "Fristen",
    "what": "everything",
    "anew": "yes",
    "rest": "left_out",
    "kind": "team",
    "mark": "on",
    "base": 2,
    "number": 2,
    "circle": "here",
    "decision": "release",
    "place": "version",
}
_ODD: dict[type[Action], dict[str, object]] = {
    MenuTranslate: {"language": "uk"},
    TemplateShare: {"circle": "1"},
    MinutesDraft: {"informed": "true"},
    MinutesSpeakers: {"informed": "true"},
    MinutesConsent: {"answer": "no"},
    MinutesMark: {"answer": "right"},
    MinutesSave: {"kind": "action", "drop": "true"},
    MinutesRuling: {"answer": "refuse"},
}


def _sample(kind: type[Action]) -> Action:
    values = {part.name: _VALUES.get(part.name, f"{part.name}-1") for part in fields(kind)}
    if kind in (TemplateRun, TemplateSaveFields, MinutesNames, MinutesHandOut):
        values |= {"values": {}}
    return kind(**(values | _ODD.get(kind, {})))


@pytest.mark.parametrize("verb", ACTIONS)
def test_what_a_button_sends_is_read_as_the_same_action(verb: str) -> None:
    action = _sample(ACTIONS[verb])
    assert parse(verb, action.data()) == action


@pytest.mark.parametrize("verb", ACTIONS)
def test_the_fallback_for_old_clients_sends_the_same(verb: str) -> None:
    action = _sample(ACTIONS[verb])
    submit = execute("Titel", action).render()["fallback"].render()
    assert parse(verb, submit["data"]) == action


@pytest.mark.parametrize("verb", ACTIONS)
@pytest.mark.parametrize(
    "change",
    [
        {"v": VERSION + 1},
        {"v": str(VERSION)},
        {"v": True},
        {"v": None},
        {"extra": "x"},
        {"verb": "other.verb"},
    ],
)
def test_an_old_or_forged_payload_is_no_action(verb: str, change: dict[str, object]) -> None:
    data = _sample(ACTIONS[verb]).data() | change
    assert parse(verb, data) is None


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("unknown.verb", {}),
        ("answer.again", {}),
        ("answer.again", {"id": 7}),
        ("answer.again", {"id": ""}),
        ("answer.again", {"id": "a b"}),
        ("answer.again", {"id": "x" * 81}),
        ("answer.again", {"id": ["a"]}),
        ("answer.again", {"id": "../../x\n"}),
        ("notice.accept", {"edition": "3"}),
        ("notice.accept", {"edition": True}),
        ("notice.accept", {"edition": -1}),
        ("data.delete", {"what": "tenant"}),
        ("summary.run", {"document": "d", "length": "endless"}),
        ("summary.run", {"document": "d", "focus": {"a": 3}}),
        ("summary.run", {"document": ["d1", ["d2"]]}),
        ("summary.run", {"length": "page"}),
        ("summary.run", {"document": "d", "form": "poem"}),
        ("summary.run", {"document": "d1,d2,"}),
        ("summary.run", {"document": ",".join(["d"] * 11)}),
        ("template.run", {"id": "t", "matter": "no prefix"}),
        ("template.run", {"id": "t", f"{FIELD_PREFIX}a": {"no": "entry"}}),
        ("template.run", {"id": "t", f"{FIELD_PREFIX}a": ["list", ["in it"]]}),
        ("template.run", {"id": ["t"]}),
        ("template.save_fields", {"id": "t", "base": True}),
        ("template.save_fields", {"id": "t", "base": 1, "required": True}),
        ("minutes.draft", {"id": "m", "informed": "perhaps"}),
        ("template.run", {f"{FIELD_PREFIX}a": "no id"}),
        ("template.run", {"id": "t", **{f"{FIELD_PREFIX}{n}": "x" for n in range(61)}}),
        ("library.choose", {"template": "x" * 100_001}),
    ],
)
def test_wrong_fields_are_no_action(verb: str, data: dict[str, object]) -> None:
    assert parse(verb, {"v": VERSION, **data}) is None


def test_inputs_arrive_in_the_same_data() -> None:
    data = SummaryRun("f91c").data()
    entered = {"length": "short", "focus": "Kosten", "language": ""}
    assert parse("summary.run", {**data, **entered}) == SummaryRun("f91c", "short", "Kosten")
    chosen = {**SummaryRun("").data(), "document": "f2", **entered}
    assert parse("summary.run", chosen) == SummaryRun("f2", "short", "Kosten")
    assert parse("data.delete", {**DataDelete().data(), "what": "everything"}) == DataDelete(
        "everything"
    )


@pytest.mark.parametrize("on", [True, "true", "True", 1, "1"])
def test_a_toggle_is_on_however_a_client_says_it(on: object) -> None:
    assert parse("minutes.draft", {"v": VERSION, "id": "m", "informed": on}) == MinutesDraft(
        "m", informed="true"
    )
    fields = {f"{FIELD_PREFIX}anliegen_required": on}
    action = parse("template.save_fields", {"v": VERSION, "id": "t", "base": 1, **fields})
    assert isinstance(action, TemplateSaveFields)
    assert fields_of(_TEMPLATE, action.values)[0].required


def test_a_fields_default_is_edited_and_its_bounds_stay() -> None:
    number = {"name": "tage", "label": "Tage", "type": "number", "minimum": 1, "maximum": 30}
    template = _TEMPLATE.model_copy(update={"fields": (Field.model_validate(number),)})
    [edited] = fields_of(template, {"tage_label": "Wie viele Tage?", "tage_default": "14"})
    assert (edited.label, edited.default) == ("Wie viele Tage?", "14")
    assert (edited.minimum, edited.maximum) == (1, 30)
    [text] = fields_of(template, {"tage_type": "text"})
    assert (text.minimum, text.maximum) == (None, None)


@pytest.mark.parametrize("off", [False, "false", 0, "0", "", None])
def test_a_toggle_is_off_however_a_client_says_it(off: object) -> None:
    action = parse("minutes.draft", {"v": VERSION, "id": "m", "informed": off})
    assert isinstance(action, MinutesDraft)
    assert action.informed in ("", "false")


@pytest.mark.parametrize("several", ["d1,d2", ["d1", "d2"]])
def test_several_choices_are_read_as_text_or_as_a_list(several: object) -> None:
    data = {"v": VERSION, "document": several, "length": "short"}
    assert parse("summary.run", data) == SummaryRun("d1,d2", "short")


@pytest.mark.parametrize(("number", "read"), [(3, "3"), ("3", "3"), (3.0, "3"), (2.5, "2.5")])
def test_a_number_is_read_as_text_or_as_a_number(number: object, read: str) -> None:
    entered = {"v": VERSION, "id": "m", "base": 2, "votes_yes": number}
    assert parse("minutes.save", entered) == MinutesSave("m", 2, votes_yes=read)


def test_a_forms_entries_are_told_apart_from_ours_and_become_text() -> None:
    entered = {
        f"{FIELD_PREFIX}id": "ein Feld namens id",
        f"{FIELD_PREFIX}words": 200,
        f"{FIELD_PREFIX}share": 1.5,
        f"{FIELD_PREFIX}short": True,
    }
    action = parse("template.run", {**TemplateRun("beschwerde").data(), **entered})
    assert action == TemplateRun(
        "beschwerde",
        {"id": "ein Feld namens id", "words": "200", "share": "1.5", "short": "true"},
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ACTIONS)), st.dictionaries(st.text(max_size=10), _JSON, max_size=5))
def test_no_payload_breaks_the_reading(verb: str, data: dict[str, object]) -> None:
    parse(verb, {"v": VERSION, **data})


def test_an_action_can_be_told_by_its_class() -> None:
    match parse("notice.accept", NoticeAccept(3).data()):
        case NoticeAccept(edition=edition):
            assert edition == 3
        case other:
            pytest.fail(str(other))
    assert isinstance(parse("answer.again", AnswerAgain("a").data()), AnswerAgain)
