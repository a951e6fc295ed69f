"""A template of the prompt library: a form, and the instruction that its entries fill.

Files are Markdown with front matter; a key that is not known is refused. What a person types is
data: it stands between delimiters that it can't close, is never read for places again, and the
ground rules follow it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal

import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, StringConstraints

from bot.core import front_matter
from bot.library.fault import Fault
from bot.library.field import Field, FieldProblem, FieldType, as_entry
from bot.library.ground_rules import GROUND_RULES, GenderForm, Tone
from bot.library.instruction import Instruction
from bot.library.instruction import parse as parse_instruction

MAX_INSTRUCTION: Final = 20_000
MAX_RESULT: Final = 4_000
_SHOWN_CHARS: Final = 160


class Category(StrEnum):
    """Where a template stands; the order is that of the library's card."""

    CITIZENS = "citizens"
    MEMOS = "memos"
    CHECKLISTS = "checklists"
    MINUTES = "minutes"
    TRANSLATIONS = "translations"
    PLAIN_LANGUAGE = "plain_language"
    SUMMARIES = "summaries"
    PLANNING = "planning"

    @property
    def text_key(self) -> str:
        """The key of its name."""
        return f"library.category.{self.value}"


class TemplateInvalid(Exception):
    """A file is no template: which key, and why."""

    def __init__(self, key: str, reason: str, fault: Fault | None = None) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason
        self.fault = fault or Fault("other", "", reason)


class FormRejected(Exception):
    """Some entries can't be accepted; all of them are named, in the order of the form."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ShownField:
    """One entry as it stands above the answer, shortened; not escaped."""

    label: str
    value: str

    @property
    def text(self) -> str:
        """Label and value in one line; a label that is a question keeps its question mark."""
        label = self.label.rstrip(".")
        return f"{label} {self.value}" if label.endswith("?") else f"{label}: {self.value}"


@dataclass(frozen=True, slots=True)
class Shown:
    """The short form of a filled template; not escaped, which is the card's business."""

    title: str
    fields: tuple[ShownField, ...]

    @property
    def text(self) -> str:
        """The same as plain lines, for the conversation's memory."""
        return "\n".join([self.title, *(one.text for one in self.fields)])


@dataclass(frozen=True, slots=True)
class FilledPrompt:
    """What goes to the model, and what the person sees of it."""

    template_id: str
    version: int
    language: str
    instruction: str
    shown: Shown


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Section):
    """A worked example: entries by field, and a good result (which may be an excerpt).

    Without entries it only shows a result.
    """

    values: dict[str, Annotated[str, BeforeValidator(as_entry)]] = {}
    result: Annotated[str, StringConstraints(min_length=1, max_length=MAX_RESULT)]


TemplateId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


@dataclass(frozen=True, slots=True)
class Material:
    """A file's text for a field that takes one; people see its name only."""

    name: str
    text: str


class Template(_Section):
    """A template in one language. ``audience`` names the offices it was made for."""

    id: TemplateId
    version: Annotated[int, pydantic.Field(ge=1)]
    language: Literal["de", "en"]
    title: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    category: Category
    description: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    audience: Annotated[str, StringConstraints(max_length=120)] = ""
    keywords: tuple[str, ...] = ()
    hint: Annotated[str, StringConstraints(max_length=240)] = ""
    tone: Tone = Tone.FACTUAL
    next: Annotated[tuple[TemplateId, ...], pydantic.Field(max_length=3)] = ()
    """What may follow: templates that take this one's result."""
    check: Literal["", "leichte-sprache"] = ""
    """A check by code that the result goes through before it is shown as a draft."""
    fields: Annotated[tuple[Field, ...], pydantic.Field(min_length=1, max_length=10)]
    example: Example | None = None
    instruction: Annotated[str, StringConstraints(min_length=1, max_length=MAX_INSTRUCTION)]

    _parsed: Instruction = PrivateAttr()

    def field(self, name: str) -> Field | None:
        """Return a field by name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def taking(self) -> Field | None:
        """The field that takes another template's result: the first for a long text."""
        return next((one for one in self.fields if one.type is FieldType.LONG), None)

    def for_reading(self) -> str:
        """Return the instruction as people read it, with ``[label]`` where an entry goes."""
        return self._parsed.read_as({one.name: one.label for one in self.fields})

    def ground_rules(self, gender: GenderForm = GenderForm.NEUTRAL) -> str:
        """Return the rules that are added to every filled instruction, for showing them."""
        rules = GROUND_RULES[self.language]
        return rules.block(rules.words.tag, gender, self.tone)

    def problems(self, values: Mapping[str, str]) -> tuple[FieldProblem, ...]:
        """Return what is wrong with a form's entries, field by field."""
        entries = self._entries(values)
        checks = (one.check(entries[one.name], self.language) for one in self.fields)
        return tuple(problem for problem in checks if problem)

    def fill(
        self,
        values: Mapping[str, str],
        *,
        gender: GenderForm = GenderForm.NEUTRAL,
        materials: Mapping[str, Material] | None = None,
    ) -> FilledPrompt:
        """Make the prompt of a form's entries; raises FormRejected with all problems.

        A field that is not in ``values`` takes its default; names that are no field are ignored.
        ``materials`` are the texts of the files that entries name, by the entry.
        """
        problems = self.problems(values)
        if problems:
            raise FormRejected(problems)
        entries = self._entries(values)
        rules = GROUND_RULES[self.language]
        given = materials or {}
        texts = {name: _text(entry, given) for name, entry in entries.items()}
        tag = _tag(rules.words.tag, self.instruction, texts)
        written = {one.name: self._written(one, texts[one.name]) for one in self.fields}
        kept = {
            one.name: _delimited(one, written[one.name], tag)
            for one in self.fields
            if one.is_filled(entries[one.name])
        }
        task = self._parsed.fill(kept, rules.words.empty)
        return FilledPrompt(
            template_id=self.id,
            version=self.version,
            language=self.language,
            instruction=f"{task}\n\n{rules.block(tag, gender, self.tone)}",
            shown=self._shown(kept.keys(), _named(written, entries, given)),
        )

    def _entries(self, values: Mapping[str, str]) -> dict[str, str]:
        return {one.name: one.read(values.get(one.name, one.default)) for one in self.fields}

    def _written(self, one: Field, entry: str) -> str:
        words = GROUND_RULES[self.language].words
        switched = {"true": words.checked, "false": words.unchecked}
        is_switch = one.type == "toggle"
        return switched.get(entry, "") if is_switch else one.write(entry, self.language)

    def _shown(self, kept: AbstractSet[str], written: Mapping[str, str]) -> Shown:
        return Shown(
            title=self.title,
            fields=tuple(
                ShownField(one.label, _shortened(written[one.name]))
                for one in self.fields
                if one.name in kept
            ),
        )

    @pydantic.model_validator(mode="after")
    def _agrees_with_itself(self) -> Template:
        self._parsed = parse_instruction(self.instruction)
        counts = Counter(one.name for one in self.fields)
        twice = sorted(name for name, count in counts.items() if count > 1)
        unknown = sorted(self._parsed.names - counts.keys())
        unused = sorted(counts.keys() - self._parsed.names)
        for code, reason, names in (
            ("twice", "two fields have the name", twice),
            ("no_field", "the instruction has places without a field", unknown),
            ("no_place", "the instruction has no place for the field", unused),
        ):
            if names:
                listed = ", ".join(names)
                raise Fault(code, listed, f"{reason}: {listed}")
        self._check_example(counts.keys())
        return self

    def _check_example(self, names: AbstractSet[str]) -> None:
        if self.example is None or not self.example.values:
            return
        unknown = sorted(self.example.values.keys() - names)
        if unknown:
            raise ValueError(f"the example fills no field of the form: {', '.join(unknown)}")
        wrong = self.problems(self.example.values)
        if wrong:
            raise ValueError(f"the example can't be sent: {wrong[0].field} ({wrong[0].text_key})")


def parse(text: str) -> Template:
    """Read a template's file; raises TemplateInvalid naming the key that is wrong."""
    try:
        values, body = front_matter.split(text)
    except front_matter.FrontMatterInvalid as error:
        raise TemplateInvalid("front matter", str(error)) from error
    if "instruction" in values:
        raise TemplateInvalid("instruction", "stands below the front matter, not in it")
    return made({**values, "instruction": body})


def made(values: Mapping[str, object]) -> Template:
    """Make a template of its parts; raises TemplateInvalid naming the one that is wrong."""
    try:
        return Template.model_validate(values)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "template"
        raise TemplateInvalid(key, first["msg"], fault_of(error)) from error


def fault_of(error: pydantic.ValidationError) -> Fault:
    """Return what is wrong first, in a form that people can be told."""
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    fault, most = context.get("error"), context.get("max_length")
    if isinstance(fault, Fault):
        return fault
    if most is None:
        return Fault("other", str(first["loc"][-1]) if first["loc"] else "", first["msg"])
    code = "too_long" if first["type"] == "string_too_long" else "too_many"
    return Fault(code, str(most), first["msg"])


def _text(entry: str, materials: Mapping[str, Material]) -> str:
    return materials[entry].text if entry in materials else entry


def _named(
    written: Mapping[str, str], entries: Mapping[str, str], materials: Mapping[str, Material]
) -> dict[str, str]:
    """Return what is shown of the entries: of a file its name."""
    return {
        name: materials[entries[name]].name if entries[name] in materials else text
        for name, text in written.items()
    }


def _tag(word: str, text: str, entries: Mapping[str, str]) -> str:
    """Return a delimiter's name that occurs in none of the texts.

    It is made of the entries themselves: whoever wrote one of them can't know it, and the same
    form always gives the same prompt.
    """
    everything = "\n".join([text, *(f"{name}={entry}" for name, entry in entries.items())])
    digest = hashlib.sha256(everything.encode("utf-8", "surrogatepass")).hexdigest()
    while digest[:8] in everything.lower():
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return f"{word}-{digest[:8]}"


def _delimited(one: Field, written: str, tag: str) -> str:
    if not one.is_free_text:
        return written
    gap = "\n" if one.type in ("long", "file") else ""
    return f'<{tag} name="{one.name}">{gap}{written}{gap}</{tag}>'


def _shortened(value: str) -> str:
    line = " ".join(value.split())
    if len(line) <= _SHOWN_CHARS:
        return line
    cut = line[:_SHOWN_CHARS]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[_SHOWN_CHARS // 2 :] else cut} …"
