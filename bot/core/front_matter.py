"""Markdown files that open with YAML between two lines of ``---``.

libyaml reads ten times faster than PyYAML's own reader, but crashes the process on deep nesting.
Its events come without recursion: they are counted first, and what no file needs is refused.
"""

from __future__ import annotations

from typing import Any

import yaml

# Some builds of PyYAML lack libyaml; both loaders make plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = "---\n"
_MAX_DEPTH = 8


class FrontMatterInvalid(ValueError):
    """There is no front matter, or it is no YAML mapping."""


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter and the text below it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith(_FENCE):
        raise FrontMatterInvalid("the file must begin with a line ---")
    head, fence, body = text[len(_FENCE) :].partition(f"\n{_FENCE}")
    if not fence:
        raise FrontMatterInvalid("the front matter must end with a line ---")
    try:
        _check_shape(head)
        values = yaml.load(head, Loader=_LOADER)  # noqa: S506 - it is one of the two safe loaders
    except FrontMatterInvalid:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 0
        raise FrontMatterInvalid(f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FrontMatterInvalid(type(error).__name__) from error
    if not isinstance(values, dict):
        raise FrontMatterInvalid("must hold keys and values")
    return values, body.strip()


def _check_shape(head: str) -> None:
    depth = 0
    for event in yaml.parse(head, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise FrontMatterInvalid("anchors and aliases are not allowed")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise FrontMatterInvalid("is nested too deeply")
