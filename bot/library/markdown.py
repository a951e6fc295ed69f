"""Writes a template as the Markdown file it could have come from.

`bot.library.template.parse` of the result gives an equal template. Keys stand in the order in
which authors read them, and what is at its default is left out.
"""

from __future__ import annotations

from typing import Final

import yaml

from bot.library.template import Template

_FIRST: Final = ("id", "version", "language", "title", "category", "description")
_WIDTH: Final = 4_096  # one line a sentence: folded lines make poor diffs


def as_markdown(template: Template) -> str:
    """Return the file's text."""
    values = template.model_dump(mode="json", exclude={"instruction"}, exclude_defaults=True)
    ordered = {key: values.pop(key) for key in _FIRST if key in values} | values
    head = yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return f"---\n{head}---\n{template.instruction}\n"


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as authors do."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # anchors are refused when read
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and text == text.rstrip(" ") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
