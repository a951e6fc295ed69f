"""Markdown files that open with YAML between two lines of ``---``."""

from __future__ import annotations

import yaml

# The C loader reads ten times faster and makes the same plain values; some builds lack it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = "---\n"


class FrontMatterInvalid(ValueError):
    """There is no front matter, or it is no YAML mapping."""


def split(text: str) -> tuple[dict[str, object], str]:
    """Return the front matter and the text below it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith(_FENCE):
        raise FrontMatterInvalid("the file must begin with a line ---")
    head, fence, body = text[len(_FENCE) :].partition(f"\n{_FENCE}")
    if not fence:
        raise FrontMatterInvalid("the front matter must end with a line ---")
    try:
        values = yaml.load(head, Loader=_LOADER)  # noqa: S506 - it is one of the two safe loaders
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 0
        raise FrontMatterInvalid(f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FrontMatterInvalid(type(error).__name__) from error
    if not isinstance(values, dict):
        raise FrontMatterInvalid("must hold keys and values")
    return values, body.strip()
