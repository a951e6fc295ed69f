"""The forms in which templates are made: in a dialog, or inline where the client opens none.

What was entered is never lost: a form that is refused comes back filled, with what is wrong above
its first field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.entries import as_switch
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.field import MAX_TEXT, Field, FieldType
from bot.library.ground_rules import GROUND_RULES, GenderForm, Tone
from bot.library.template import MAX_INSTRUCTION, MAX_RESULT, Category, Template
from cards import elements as el
from cards.action import FIELD_PREFIX, Action
from cards.escaping import escaped
from cards.library_actions import TemplatePreview, TemplateSave, TemplateSaveFields
from cards.markdown import model_blocks

_LONGEST: Final = {
    "title": 60,
    "description": 120,
    "instruction": MAX_INSTRUCTION,
    "audience": 120,
    "example": MAX_RESULT,
    "note": 200,
}
_LONGEST_PREVIEW: Final = 4_000
_MOST_BYTES: Final = 90_000
_RULES: Final = "rules"
_TYPES: Final = tuple(FieldType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What stands in the form. ``id`` and ``base``: which version of which template it changes."""

    title: str = ""
    description: str = ""
    category: str = Category.MEMOS.value
    tone: str = Tone.FACTUAL.value
    instruction: str = ""
    audience: str = ""
    example: str = ""
    note: str = ""
    id: str = ""
    base: int = 0


def entered_of(template: Template) -> Entered:
    """Return the form for a template that stands on a shelf."""
    return Entered(
        title=template.title,
        description=template.description,
        category=template.category.value,
        tone=template.tone.value,
        instruction=template.instruction,
        audience=template.audience,
        example=template.example.result if template.example else "",
        id=template.id,
        base=template.version,
    )


def editor_card(
    entered: Entered,
    texts: Texts,
    *,
    in_dialog: bool,
    wrong: str = "",
    in_team: bool = False,
    gender: GenderForm = GenderForm.NEUTRAL,
    language: str = "de",
    preview: Template | None = None,
) -> Card:
    """Make the form; ``wrong`` is a sentence about what could not be kept, or empty.

    ``preview`` is the template that the entries make: how it asks stands below them.
    """
    button = el.submit if in_dialog else _execute
    save = TemplateSave(entered.id, entered.base or "")
    buttons = [button(texts("editor.save"), save, style="positive")]
    if in_team and not entered.id:
        to_team = TemplateSave(circle="here")
        buttons.append(button(texts("editor.save_in_team"), to_team))
    see = TemplatePreview(entered.id, entered.base or "")
    notes = [el.quiet(el.text(escaped(wrong), spacing="none"))] if wrong else []
    return el.card(
        *([] if in_dialog else [el.head(texts(_title_key(entered)))]),
        *notes,
        *_inputs(entered, texts),
        el.sub(texts("editor.places")),
        _optional("audience", entered.audience, texts),
        _optional("example", entered.example, texts, long=True),
        *([_optional("note", entered.note, texts)] if entered.id else []),
        el.row_actions(*buttons, spacing="medium"),
        el.row_actions(
            button(texts("editor.preview"), see),
            el.fold(texts("editor.rules"), _RULES, tooltip=texts("editor.rules.tooltip")),
            spacing="small",
        ),
        *(_preview(preview, texts) if preview else []),
        _rules(language, gender, texts),
        language=texts.language,
        speak=texts(_title_key(entered)),
        max_bytes=_MOST_BYTES,
    )


def editor_title(entered: Entered, texts: Texts) -> str:
    """Return the dialog's title."""
    return texts(_title_key(entered))


def fields_card(template: Template, texts: Texts, *, in_dialog: bool, wrong: str = "") -> Card:
    """Make the form for what each field asks and accepts."""
    button = el.submit if in_dialog else _execute
    save = TemplateSaveFields(template.id, template.version)
    notes = [el.quiet(el.text(escaped(wrong), spacing="none"))] if wrong else []
    blocks = [block for one in template.fields for block in _field(one, texts)]
    return el.card(
        *([] if in_dialog else [el.head(texts("editor.fields.title"))]),
        el.sub(escaped(template.title)),
        *notes,
        *blocks,
        el.row_actions(button(texts("editor.save"), save, style="positive"), spacing="medium"),
        language=texts.language,
        speak=texts("editor.fields.title"),
        max_bytes=_MOST_BYTES,
    )


def fields_of(template: Template, values: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the template's fields with what was entered; raises ValidationError."""
    return tuple(_with_values(one, values) for one in template.fields)


def _with_values(one: Field, values: Mapping[str, str]) -> Field:
    def given(part: str, otherwise: str) -> str:
        return values.get(f"{one.name}_{part}", otherwise).strip()

    kind = FieldType(given("type", one.type.value))
    default = given("default", one.default)
    lines = given("choices", "\n".join(one.choices)).splitlines()
    with_choices = kind in (FieldType.CHOICE, FieldType.MULTIPLE)
    choices = tuple(line.strip() for line in lines if line.strip()) if with_choices else ()
    return Field(
        name=one.name,
        type=kind,
        label=given("label", one.label),
        help=given("help", one.help),
        required=as_switch(given("required", str(one.required))) == "true",
        choices=choices,
        placeholder=one.placeholder,
        default="" if kind is not one.type and default == one.default else default,
        minimum=one.minimum if kind is one.type else None,
        maximum=one.maximum if kind is one.type else None,
    )


def _inputs(entered: Entered, texts: Texts) -> list[el.Block]:
    categories = [(texts(one.text_key), one.value) for one in Category]
    tones = [(texts(f"editor.tone.{one}"), one.value) for one in Tone]

    def line(name: str, value: str, *, long: bool = False) -> el.Block:
        return el.input_text(
            name,
            texts(f"editor.{name}"),
            error=texts(f"editor.{name}.error"),
            placeholder=texts(f"editor.{name}.example"),
            value=value,
            long=long,
            max_length=_LONGEST[name],
        )

    return [
        line("title", entered.title),
        line("description", entered.description, long=True),
        el.input_choice("category", texts("editor.category"), categories, value=entered.category),
        el.input_choice("tone", texts("editor.tone"), tones, value=entered.tone),
        line("instruction", entered.instruction, long=True),
    ]


def _preview(template: Template, texts: Texts) -> list[el.Block]:
    """Show what each field asks, and the instruction with the labels in its places."""
    asked = [
        texts(
            "editor.preview.field", label=escaped(one.label), kind=texts(f"editor.type.{one.type}")
        )
        for one in template.fields
    ]
    return [
        el.quiet(
            el.section(texts("editor.preview.title"), spacing="none"),
            *(el.text(line, spacing="small") for line in asked),
            el.section(texts("template.instruction")),
            *model_blocks(template.for_reading()[:_LONGEST_PREVIEW]),
        )
    ]


def _optional(name: str, value: str, texts: Texts, *, long: bool = False) -> el.Block:
    return el.input_text(
        name,
        texts(f"editor.{name}"),
        placeholder=texts(f"editor.{name}.example"),
        value=value,
        long=long,
        max_length=_LONGEST[name],
    )


def _field(one: Field, texts: Texts) -> Sequence[el.Block]:
    name = f"{FIELD_PREFIX}{one.name}"
    types = [(texts(f"editor.type.{kind}"), kind.value) for kind in _TYPES]
    return [
        el.section(escaped(one.label)),
        el.input_text(f"{name}_label", texts("editor.label"), value=one.label, max_length=80),
        el.input_choice(f"{name}_type", texts("editor.type"), types, value=one.type.value),
        el.input_text(f"{name}_help", texts("editor.help"), value=one.help, max_length=200),
        el.input_text(
            f"{name}_choices",
            texts("editor.choices"),
            value="\n".join(one.choices),
            long=True,
            max_length=1_000,
        ),
        el.input_text(
            f"{name}_default", texts("editor.default"), value=one.default, max_length=MAX_TEXT
        ),
        el.toggle(f"{name}_required", texts("editor.required"), texts("form.yes"), on=one.required),
    ]


def _rules(language: str, gender: GenderForm, texts: Texts) -> el.Block:
    rules = GROUND_RULES[language]
    return el.quiet(
        el.text(texts("editor.rules.text"), spacing="none"),
        *model_blocks(rules.block(rules.words.tag, gender)),
        name=_RULES,
        visible=False,
    )


def _title_key(entered: Entered) -> str:
    return "editor.title.edit" if entered.id else "editor.title.new"


def _execute(title: str, action: Action, *, style: el.Style | None = None) -> el.Button:
    return el.execute(title, action, inputs=True, style=style)
