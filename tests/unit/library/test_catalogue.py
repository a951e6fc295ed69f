"""The shipped templates: complete in both languages, within limits, fillable, harmless."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import bot.library
from bot.core.texts import load
from bot.library.field import FieldType
from bot.library.loader import shipped_templates
from bot.library.template import Category, Template

TEMPLATES = shipped_templates()
GERMAN = {one.id: one for one in TEMPLATES if one.language == "de"}
ENGLISH = {one.id: one for one in TEMPLATES if one.language == "en"}
CATALOGUE = Path(bot.library.__file__).parent / "catalogue"

every_template = pytest.mark.parametrize(
    "template", [pytest.param(one, id=f"{one.language}-{one.id}") for one in TEMPLATES]
)


def test_both_languages_have_the_same_templates() -> None:
    assert GERMAN.keys() == ENGLISH.keys()
    assert len(GERMAN) >= 40


def test_every_category_holds_at_least_three() -> None:
    counts = Counter(one.category for one in GERMAN.values())
    assert all(counts[category] >= 3 for category in Category)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_category_has_a_name(language: str) -> None:
    texts = load(language)
    assert all(texts[category.text_key] for category in Category)


def test_a_template_stands_in_the_same_category_and_version_in_both_languages() -> None:
    for template_id, german in GERMAN.items():
        english = ENGLISH[template_id]
        assert (german.category, german.version) == (english.category, english.version)


def test_both_languages_ask_the_same_fields() -> None:
    for template_id, german in GERMAN.items():
        names = {one.name: one.type for one in german.fields}
        english = {one.name: one.type for one in ENGLISH[template_id].fields}
        english.pop("result_language", None)
        assert english == names, template_id


def test_titles_are_told_apart() -> None:
    for shelf in (GERMAN, ENGLISH):
        assert len({one.title for one in shelf.values()}) == len(shelf)


def test_a_follow_up_exists_in_both_languages_and_takes_a_long_text() -> None:
    followed = 0
    for template in TEMPLATES:
        shelf = GERMAN if template.language == "de" else ENGLISH
        assert template.next == GERMAN[template.id].next
        for name in template.next:
            assert name != template.id
            assert any(one.type is FieldType.LONG for one in shelf[name].fields), name
            followed += 1
    assert followed >= 40


def test_drafts_in_leichte_sprache_are_checked() -> None:
    assert {one.id for one in TEMPLATES if one.check} == {"leichte-sprache"}


@every_template
def test_a_file_is_named_after_its_template(template: Template) -> None:
    assert (CATALOGUE / template.language / f"{template.id}.md").is_file()


@every_template
def test_texts_keep_within_their_limits(template: Template) -> None:
    assert len(template.title) <= 60
    assert len(template.description) <= 120
    assert all(len(one.label) <= 80 and len(one.choices) <= 12 for one in template.fields)
    assert template.description.endswith(".")
    assert not re.search(r"[!]|Prompt|Token|LLM|leider", template.title + template.description)
    assert len(template.keywords) >= 5
    assert template.audience


@every_template
def test_a_form_is_short_and_can_be_sent_with_two_entries(template: Template) -> None:
    assert 2 <= len(template.fields) <= 6
    required = [one for one in template.fields if one.required and not one.default]
    assert 1 <= len(required) <= 2
    assert template.fields[0].required


@every_template
def test_choices_have_a_preset_unless_they_are_required(template: Template) -> None:
    for one in template.fields:
        if one.type is FieldType.CHOICE:
            assert one.default or one.required, one.name


@every_template
def test_a_template_is_filled_from_its_own_example(template: Template) -> None:
    assert template.example is not None
    prompt = template.fill(template.example.values)
    assert "{{" not in prompt.instruction
    for name, value in template.example.values.items():
        one = template.field(name)
        assert one is not None
        if one.is_free_text:
            assert value in prompt.instruction


@every_template
def test_an_example_shows_a_result_with_the_notice(template: Template) -> None:
    assert template.example is not None
    result = template.example.result.rstrip()
    assert result.endswith(("KI-Entwurf – bitte prüfen.", "AI draft – please check."))
    assert len(result) > 100


@every_template
def test_the_example_fills_all_required_fields_and_one_more_choice(template: Template) -> None:
    assert template.example is not None
    assert len(template.example.values) >= 1
    assert template.problems(template.example.values) == ()


@every_template
def test_only_the_required_fields_make_a_prompt_without_leftovers(template: Template) -> None:
    samples = {FieldType.CHOICE: "", FieldType.DATE: "2026-11-24", FieldType.NUMBER: "100"}
    values = {
        one.name: one.choices[0] if one.choices else samples.get(one.type, "Beispiel")
        for one in template.fields
        if one.required and not one.default
    }
    text = template.fill(values).instruction
    assert "[keine Angabe]" not in text
    assert "[not given]" not in text


@every_template
def test_optional_entries_stand_only_in_parts_that_go_with_them(template: Template) -> None:
    always = {one.name for one in template.fields if one.required or one.default}
    assert template._parsed.unguarded() <= always


@every_template
def test_an_instruction_says_how_to_build_write_and_where_to_stop(template: Template) -> None:
    heads = (
        ("AUFBAU", "STIL", "GRENZEN")
        if template.language == "de"
        else (
            "STRUCTURE",
            "STYLE",
            "LIMITS",
        )
    )
    positions = [template.instruction.find(f"\n{head}\n") for head in heads]
    assert min(positions) > 0
    assert positions == sorted(positions)


@every_template
def test_a_persons_text_is_put_in_only_once(template: Template) -> None:
    for one in template.fields:
        if one.is_free_text:
            assert template.instruction.count(f"{{{{{one.name}}}}}") == 1


# Annex III of the AI Act: what may decide about people's work, benefits, freedom or status.
HIGH_RISK = re.compile(
    r"bewerb(er|ung)|personalauswahl|einstellung(s|en)|beurteilung|leistungsbewertung|arbeitszeugnis"
    r"|anspruchsprüfung|bewilligung|förderentscheidung|bonität|asyl|strafverf|fahndung|biometr"
    r"|recruit|applicant|hiring|apprais|eligib|credit scor|asylum|law enforcement|biometric",
    re.IGNORECASE,
)


@every_template
def test_no_template_serves_a_high_risk_use(template: Template) -> None:
    fields = [text for one in template.fields for text in (one.name, one.label, *one.choices)]
    offered = " ".join([template.id, template.title, template.description, *template.keywords])
    assert not HIGH_RISK.search(" ".join([offered, *fields]))


@every_template
def test_no_instruction_asks_for_a_decision_about_people(template: Template) -> None:
    task = re.split(r"\n(?:GRENZEN|LIMITS)\n", template.instruction)[0]
    forbidden = (
        r"(?i)\b(ranking|rangfolge der|bewerte die (person|bewerb)|rate the|assess the person)"
    )
    assert not re.search(forbidden, task)


@every_template
def test_templates_name_no_law_by_themselves(template: Template) -> None:
    assert not re.search(r"§ ?\d|\bArt\. ?\d", template.instruction)
