"""A template as a form, and as the receipt above its answer.

The form keeps what was entered: problems stand above their fields, the entries stay. It also holds
the whole instruction, folded, because people trust what they can read; a page of its own would
cost them their entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.field import Field, FieldProblem, FieldType
from bot.library.template import Shown, Template
from cards import elements as el
from cards.action import FIELD_PREFIX
from cards.escaping import escaped
from cards.library_actions import LibraryHome, TemplateExample, TemplatePage, TemplateRun
from cards.markdown import model_blocks

_INSTRUCTION: Final = "instruction"
_LONGEST_SHOWN: Final = 5_000
_MOST_BYTES: Final = 70_000
"""A form may be larger than other cards: it gives people's own long entries back to them."""
_MOST_ENTERED: Final = 30_000


def form_card(
    template: Template,
    texts: Texts,
    values: Mapping[str, str] | None = None,
    problems: Sequence[FieldProblem] = (),
    *,
    files: Sequence[tuple[str, str]] = (),
) -> Card:
    """Make the form, filled with ``values`` (else the defaults), with what is wrong with them.

    ``files`` are names and ids of what a field for a file offers.
    """
    given, lost = _given_back(values or {})
    wrong = {problem.field: texts(problem.text_key, **problem.values) for problem in problems}
    body = [*_title(template, texts), *_hints(template, texts, len(wrong))]
    if lost:
        body.append(el.text(texts("form.lost"), spacing="small"))
    for field in template.fields:
        body += _field(field, given.get(field.name, field.default), wrong, texts, files)
    n_required = sum(field.required for field in template.fields)
    run = el.execute(texts("form.run"), TemplateRun(template.id), style="positive", inputs=True)
    row = [run]
    if template.example and template.example.values:
        tooltip = texts("form.example.tooltip")
        example = TemplateExample(template.id)
        row.append(el.execute(texts("form.example"), example, tooltip=tooltip))
    row.append(el.execute(texts("form.page"), TemplatePage(template.id)))
    speak = {"title": template.title, "required": texts.number(n_required)}
    return el.card(
        *body,
        el.row_actions(*row, spacing="medium"),
        el.row_actions(
            el.fold(texts("form.show"), _INSTRUCTION, tooltip=texts("form.show.tooltip")),
            el.execute(texts("library.all"), LibraryHome()),
            spacing="small",
        ),
        _instruction(template, texts),
        language=texts.language,
        speak=texts.count("form.speak", len(template.fields), **speak),
        max_bytes=_MOST_BYTES,
    )


def _instruction(template: Template, texts: Texts) -> el.Block:
    facts = [(texts("template.version"), texts.number(template.version))]
    if template.audience:
        facts.append((texts("template.audience"), escaped(template.audience)))
    example = []
    if template.example:
        result = _reading(template.example.result, texts)
        example = [el.section(texts("template.example")), *result]
    return el.quiet(
        el.section(texts("template.instruction"), spacing="none"),
        *_reading(template.for_reading(), texts),
        el.section(texts("template.rules")),
        *_reading(template.ground_rules(), texts),
        *example,
        el.facts(*facts),
        name=_INSTRUCTION,
        visible=False,
    )


def _given_back(values: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """Return the entries that fit into a card together, and whether one had to be left out."""
    given = dict(values)
    while sum(map(len, given.values())) > _MOST_ENTERED:
        longest = max(given, key=lambda name: len(given[name]))
        given[longest] = ""
    return given, given != dict(values)


def filled_card(shown: Shown, texts: Texts) -> Card:
    """Make what the form becomes when it is sent: the entries that the answer rests on."""
    entries = [
        texts("form.entry", label=escaped(one.label), value=escaped(one.value))
        for one in shown.fields
    ]
    title = texts("form.filled", title=escaped(shown.title))
    return el.card(
        el.text(title, bold=True),
        *(el.text(entry, spacing="small") for entry in entries),
        language=texts.language,
        speak=texts("form.filled", title=shown.title),
    )


def _title(template: Template, texts: Texts) -> list[el.Block]:
    return [
        el.sub(texts(template.category.text_key), spacing="none"),
        el.head(escaped(template.title), spacing="none"),
    ]


def _hints(template: Template, texts: Texts, n_wrong: int) -> list[el.Block]:
    if n_wrong:
        return [el.quiet(el.text(texts.count("form.wrong", n_wrong), spacing="none"))]
    hints = [el.sub(escaped(template.hint))] if template.hint else []
    if any(field.required for field in template.fields):
        hints.append(el.sub(texts("form.required")))
    return hints


def _field(
    field: Field,
    value: str,
    wrong: Mapping[str, str],
    texts: Texts,
    files: Sequence[tuple[str, str]],
) -> list[el.Block]:
    is_file = field.type is FieldType.FILE
    block = _file(field, value, texts, files) if is_file else _input(field, value, texts)
    if field.name not in wrong:
        return [block]
    # A server's objection can't be tied to the field itself, so it stands right above it.
    told = texts("form.problem", label=escaped(field.label), problem=wrong[field.name])
    return [el.text(told, spacing="medium"), block]


def _input(field: Field, value: str, texts: Texts) -> el.Block:
    name, label = f"{FIELD_PREFIX}{field.name}", field.label
    if field.help:
        label = texts("form.label", label=field.label, help=field.help)
    choices = [(choice, choice) for choice in field.choices]
    error = texts(_missing(field)) if field.required else ""
    match field.type:
        case FieldType.CHOICE | FieldType.MULTIPLE:
            several = field.type is FieldType.MULTIPLE
            hint = "" if several else field.placeholder or texts("form.choose")
            return el.input_choice(
                name, label, choices, error=error, placeholder=hint, value=value, multiple=several
            )
        case FieldType.DATE:
            return el.input_date(name, label, error=error, value=value)
        case FieldType.TOGGLE:
            return el.toggle(name, label, texts("form.yes"), on=value == "true")
        case FieldType.NUMBER:
            return _number(field, name, label, value, texts)
        case _:
            return el.input_text(
                name,
                label,
                error=error,
                placeholder=field.placeholder,
                value=value,
                long=field.type is FieldType.LONG,
                max_length=field.max_chars,
            )


def _file(field: Field, value: str, texts: Texts, files: Sequence[tuple[str, str]]) -> el.Block:
    """Offer the conversation's files; without any, say how one gets here."""
    if not files:
        return el.text(texts("form.no_file", label=escaped(field.label)), spacing="medium")
    error = texts("library.problem.choice") if field.required else ""
    name = f"{FIELD_PREFIX}{field.name}"
    return el.input_choice(name, field.label, files, error=error, value=value or files[0][1])


def _number(field: Field, name: str, label: str, value: str, texts: Texts) -> el.Block:
    """Ask for a number; what was entered and is none can't be put back into such a field."""
    plain = value.replace(",", ".")
    is_number = plain.removeprefix("-").replace(".", "", 1).isdecimal()
    number = float(plain) if is_number else None
    return el.input_number(
        name,
        label,
        error=_bounds(field, texts),
        required=field.required,
        placeholder=field.placeholder,
        value=int(number) if number is not None and number.is_integer() else number,
        minimum=field.minimum,
        maximum=field.maximum,
    )


def _bounds(field: Field, texts: Texts) -> str:
    if field.minimum is None or field.maximum is None:
        return texts("library.problem.number")
    bounds = {"min": texts.number(field.minimum), "max": texts.number(field.maximum)}
    return texts("form.number", **bounds)


def _missing(field: Field) -> str:
    kind = {FieldType.CHOICE: "choice", FieldType.MULTIPLE: "choice", FieldType.DATE: "date"}
    return f"library.problem.{kind.get(field.type, 'required')}"


def _reading(instruction: str, texts: Texts) -> list[el.Block]:
    if len(instruction) <= _LONGEST_SHOWN:
        return model_blocks(instruction)
    shown = model_blocks(instruction[:_LONGEST_SHOWN])
    return [*shown, el.sub(texts("template.shortened"))]
