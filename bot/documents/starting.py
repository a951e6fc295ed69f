"""The commands that start child processes: our own interpreter, isolated, told where modules are.

Without -S the interpreter would also run the code in .pth files, at every start.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import bot
from bot.documents.reading import protocol
from bot.documents.reading.protocol import Limits

_READING: Final = Path(protocol.__file__).parent
_ROOT: Final = Path(next(iter(bot.__path__))).parent


def reader_command(limits: Limits, show: Sequence[int] = ()) -> list[str]:
    """Return what reads a file, or what draws pictures of the pages to ``show``."""
    return _python("child.py", limits, {"show": list(show)} if show else {})


def launch_command(limits: Limits, program: Sequence[str]) -> list[str]:
    """Return what limits itself and then becomes another program."""
    return _python("launch.py", limits, {"program": list(program)})


def _python(script: str, limits: Limits, more: dict[str, object]) -> list[str]:
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    options = json.dumps({"path": path, "limits": dataclasses.asdict(limits), **more})
    return [sys.executable, "-I", "-S", "-B", str(_READING / script), options]
