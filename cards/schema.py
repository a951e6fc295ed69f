# mypy: disable-error-code="misc"
# (The base classes carry no types: every strict subclass below would be reported.)
"""The kinds of elements in Adaptive Cards 1.5 and the properties each may have.

Strict subclasses of the adaptivecards package: it stops at version 1.2 and silently drops names it
does not know; these declare what came later and refuse the rest. Only cards/elements.py uses them.
"""

from __future__ import annotations

from typing import Final

from adaptivecards import adaptivecard, baseobject, containers, elements
from adaptivecards.baseobject import PropertyType

VERSION: Final = "1.5"


class Strict(baseobject.BareObject):
    """Refuses properties that neither the package nor we declare; leaves out what is None."""

    declared: frozenset[str]

    def __init_subclass__(cls) -> None:
        cls.declared = frozenset(
            name
            for kind in cls.__mro__
            for name, value in vars(kind).items()
            if isinstance(value, PropertyType)
        )

    def __init__(self, **properties: object) -> None:
        super().__init__()
        for name, value in properties.items():
            if name not in self.declared:
                raise TypeError(f"{type(self).__name__} has no property {name!r}")
            if value is not None:
                setattr(self, name, value)


class Block(Strict, elements.Element):
    """Anything that stands in a card's body."""


class Button(Strict):
    """Anything that can be pressed."""

    type = PropertyType(type=str)
    title = PropertyType(type=str)
    tooltip = PropertyType(type=str)
    style = PropertyType(type=str)
    verb = PropertyType(type=str)
    data = PropertyType(type=dict)
    url = PropertyType(type=str)
    card = PropertyType(type=dict)
    inputs = PropertyType(type=str, key_name="associatedInputs")
    targets = PropertyType(type=list, key_name="targetElements")
    fallback = PropertyType(type=baseobject.BareObject)


class TextBlock(Block, elements.TextBlock):
    """A paragraph."""

    style = PropertyType(type=str)


class Image(Block, elements.Image):
    """A picture."""


class Container(Block, containers.Container):
    """A box, pressed as a whole if it has an action."""

    select_action = PropertyType(type=Button, key_name="selectAction")


class ColumnSet(Block, containers.ColumnSet):
    """Columns side by side."""


class Column(Block, containers.Column):
    """One column."""


class FactSet(Block, containers.FactSet):
    """Names and values."""


class ActionSet(Block, containers.ActionSet):
    """A row of buttons."""


class Table(Block):
    """A table; its rows are plain JSON."""

    element_type = "Table"
    columns = PropertyType(type=list)
    rows = PropertyType(type=list)
    first_row_as_header = PropertyType(type=bool, key_name="firstRowAsHeader")
    show_grid_lines = PropertyType(type=bool, key_name="showGridLines")


class Progress(Block):
    """A bar; unknown to older clients."""

    element_type = "ProgressBar"
    value = PropertyType(type=int)
    max = PropertyType(type=int)
    color = PropertyType(type=str)


class Input(Block):
    """What all inputs share: without a label a screen reader is silent."""

    label = PropertyType(type=str)
    required = PropertyType(type=bool, key_name="isRequired")
    error = PropertyType(type=str, key_name="errorMessage")
    placeholder = PropertyType(type=str)
    value = PropertyType(type=(str, int, float))

    def __init__(self, **properties: object) -> None:
        super().__init__(**properties)
        if not properties.get("label"):
            raise ValueError("an input needs a label")
        if properties.get("required") and not properties.get("error"):
            raise ValueError("a required input needs a sentence for when it is empty")


class InputText(Input):
    """A line or several."""

    element_type = "Input.Text"
    multiline = PropertyType(type=bool, key_name="isMultiline")
    max_length = PropertyType(type=int, key_name="maxLength")


class InputChoice(Input):
    """One or several of a list."""

    element_type = "Input.ChoiceSet"
    style = PropertyType(type=str)
    choices = PropertyType(type=list)
    multiple = PropertyType(type=bool, key_name="isMultiSelect")
    wrap = PropertyType(type=bool)
    query = PropertyType(type=dict, key_name="choices.data")


class InputDate(Input):
    """A day."""

    element_type = "Input.Date"
    min = PropertyType(type=str)
    max = PropertyType(type=str)


class InputNumber(Input):
    """A number."""

    element_type = "Input.Number"
    min = PropertyType(type=(int, float))
    max = PropertyType(type=(int, float))


class InputToggle(Input):
    """A tick."""

    element_type = "Input.Toggle"
    title = PropertyType(type=str)
    wrap = PropertyType(type=bool)


class AdaptiveCard(Strict, adaptivecard.AdaptiveCard):
    """The card as a whole."""

    msteams = PropertyType(type=dict)
