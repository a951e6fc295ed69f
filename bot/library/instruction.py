"""The instruction of a template: text with places, and parts that depend on a field.

``{{name}}`` is a place; ``{{#name}}…{{/name}}`` stays only when the field is filled,
``{{^name}}…{{/name}}`` only when it is empty. A line that held nothing but dropped parts goes with
them. Values are put in once and never read again: ``{{…}}`` inside a value is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.library.fault import Fault

_MARK = re.compile(r"\{\{([#^/]?)([a-z][a-z0-9_]*)\}\}")
# A line with nothing but the beginning or end of a part leaves no empty line behind.
_OWN_LINE = re.compile(r"^[ \t]*(\{\{[#^/][a-z][a-z0-9_]*\}\})[ \t]*\n", re.MULTILINE)
_BRACES = re.compile(r"\{\{.{0,40}|\}\}", re.DOTALL)
_DROPPED = "\x00"  # can't stand in a value: control characters are dropped from those
_DROPPED_LINE = re.compile(r"^\x00+[ \t]*(\n|\Z)", re.MULTILINE)


class InstructionInvalid(Fault):
    """The author's text can't be read; says where."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field's value goes."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """Text that stays when the field is filled, or when it is empty (``inverted``)."""

    name: str
    inverted: bool
    nodes: tuple[Node, ...]


Node: TypeAlias = "str | Place | Part"


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction, read once and filled as often as needed."""

    nodes: tuple[Node, ...]

    @property
    def names(self) -> frozenset[str]:
        """All fields that occur, as places or as conditions."""
        return frozenset(_names(self.nodes))

    def unguarded(self) -> frozenset[str]:
        """Fields with a place outside of their own ``{{#name}}`` part."""
        return frozenset(_unguarded(self.nodes, frozenset()))

    def fill(self, filled: Mapping[str, str], empty: str) -> str:
        """Put the values in; a place whose field is not in ``filled`` reads ``empty``."""
        text = "".join(_written(self.nodes, filled, lambda name: filled.get(name, empty)))
        return _DROPPED_LINE.sub("", text).replace(_DROPPED, "").strip()

    def read_as(self, labels: Mapping[str, str]) -> str:
        """Write the instruction for people, with ``[label]`` for places and all parts kept."""
        return "".join(_read(self.nodes, labels)).strip()


def parse(text: str) -> Instruction:
    """Read an instruction; raises InstructionInvalid for parts that don't close or odd braces."""
    text = _OWN_LINE.sub(r"\1", f"{text}\n")
    stack: list[tuple[str, bool, list[Node]]] = [("", False, [])]
    position = 0
    for mark in _MARK.finditer(text):
        _add_text(stack[-1][2], text[position : mark.start()])
        position = mark.end()
        sign, name = mark.groups()
        if sign == "":
            stack[-1][2].append(Place(name))
        elif sign == "/":
            _close(stack, name)
        else:
            stack.append((name, sign == "^", []))
    _add_text(stack[-1][2], text[position:])
    if len(stack) > 1:
        name, inverted, _ = stack[-1]
        opening = f"{{{{{'^' if inverted else '#'}{name}}}}}"
        raise InstructionInvalid("open_part", opening, f"the part of {opening} is never closed")
    return Instruction(tuple(stack[0][2]))


def _close(stack: list[tuple[str, bool, list[Node]]], name: str) -> None:
    opened, inverted, nodes = stack[-1]
    if len(stack) == 1 or opened != name:
        mark = f"{{{{/{name}}}}}"
        raise InstructionInvalid("odd_end", mark, f"{mark} closes nothing that is open there")
    stack.pop()
    stack[-1][2].append(Part(name, inverted, tuple(nodes)))


def _add_text(nodes: list[Node], text: str) -> None:
    odd = _BRACES.search(text)
    if odd:
        words = odd.group().splitlines()[0].partition("}}")
        mark = f"{words[0]}{words[1]}"
        raise InstructionInvalid(
            "odd_place", mark, f"{mark!r} is no place: {{{{name}}}}, in small letters"
        )
    if text:
        nodes.append(text.replace(_DROPPED, ""))


def _names(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            continue
        yield node.name
        if isinstance(node, Part):
            yield from _names(node.nodes)


def _unguarded(nodes: tuple[Node, ...], guards: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Place) and node.name not in guards:
            yield node.name
        elif isinstance(node, Part):
            inner = guards if node.inverted else guards | {node.name}
            yield from _unguarded(node.nodes, inner)


def _written(
    nodes: tuple[Node, ...], filled: Mapping[str, str], value: Callable[[str], str]
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Place):
            yield value(node.name)
        elif (node.name in filled) is not node.inverted:
            yield from _written(node.nodes, filled, value)
        else:
            yield _DROPPED


def _read(nodes: tuple[Node, ...], labels: Mapping[str, str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Place):
            yield f"[{labels[node.name]}]"
        else:
            yield from _read(node.nodes, labels)
