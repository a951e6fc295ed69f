"""The table of settings as Markdown, and as the .env.example at the top of the project.

Both are written from bot.core.settings.TABLE; a test compares them with what is committed.
"""

from __future__ import annotations

import argparse
import textwrap
from typing import Final

from bot.admin.command import Command, say
from bot.core.settings import TABLE, Setting

_WIDTH: Final = 98
_HEAD: Final = """\
# Every setting, with its default. Written by `python -m bot.admin settings --env`.
# The process reads its environment only: load this file with your shell, Docker or systemd.
# Names that end in _FILE hold the path of a file with the secret instead.
"""


def markdown() -> str:
    """Return the table for the documentation."""
    rows = [
        f"| `{row.name}`{' (or `' + row.name + '_FILE`)' if row.secret else ''} "
        f"| {row.meaning} | {row.default} |"
        for row in TABLE
    ]
    return "\n".join(["| Name | Meaning | Default |", "| --- | --- | --- |", *rows, ""])


def env_example() -> str:
    """Return the whole of .env.example: every setting commented out."""
    return "\n".join([_HEAD, *(_env_entry(row) for row in TABLE)])


def _env_entry(row: Setting) -> str:
    text = f"{row.meaning}. Default: {row.default}".replace("`", "")
    comment = textwrap.fill(
        text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
    names = [row.name, f"{row.name}_FILE"] if row.secret else [row.name]
    return "\n".join([comment, *(f"#{name}=" for name in names), ""])


def _settings(arguments: argparse.Namespace) -> int:
    say((env_example() if arguments.env else markdown()).rstrip("\n"))
    return 0


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--env", action="store_true", help="as .env.example")
    form.add_argument("--markdown", action="store_true", help="as the table in the README")


COMMAND: Final = Command(
    name="settings",
    help="Print all settings, for the documentation or as .env.example.",
    add_arguments=_add_arguments,
    run=_settings,
)
