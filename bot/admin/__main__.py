"""`python -m bot.admin <command>`: what developers and administrators run at a terminal.

A wrong setting ends any command with one sentence and exit code 78, as it ends app.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from bot.admin import local, node, settings_reference
from bot.admin.command import complain
from bot.core.errors import ConfigurationError

_COMMANDS: Final = (
    local.COMMAND,
    node.COMMAND,
    settings_reference.COMMAND,
)
_EX_CONFIG: Final = 78


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.admin", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="command")
    for command in _COMMANDS:
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


if __name__ == "__main__":
    sys.exit(main())
