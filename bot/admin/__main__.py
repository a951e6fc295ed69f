"""`python -m bot.admin <command>`: what developers and administrators run at a terminal.

A wrong setting ends any command with one sentence and exit code 78, as it ends app.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from bot.admin.command import Command, complain
from bot.core.errors import ConfigurationError

# Only what is asked for is imported: a fault in one command stops no other.
_COMMANDS: Final = {
    "library": "bot.admin.library",
    "local": "bot.admin.local",
    "package": "bot.admin.package",
    "settings": "bot.admin.settings_reference",
    "upload": "bot.admin.upload",
    "web": "bot.admin.node",
}
_EX_CONFIG: Final = 78


def main(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.admin", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="command")
    for command in _wanted(arguments[:1]):
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    chosen = parser.parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except ConfigurationError as error:
        complain(str(error))
        return _EX_CONFIG
    return code


def _wanted(names: Sequence[str]) -> list[Command]:
    """Return the command of that name, or all of them for the help."""
    modules = [_COMMANDS[name] for name in names if name in _COMMANDS] or _COMMANDS.values()
    return [import_module(module).COMMAND for module in modules]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
