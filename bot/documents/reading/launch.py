"""Limits itself, and becomes a program of the system that reads pictures: see bot.documents.ocr.

Started like `child`. The limits and the refusal of network, signals and changes to files last for
the program too. It may read files: its own libraries and its knowledge of languages.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Final

_LATER: Final = 5  # steps behind those who read files


def main(options: str) -> None:
    """Become the program in the options; its input and output are ours."""
    wishes = json.loads(options)
    sys.path[:] = wishes["path"]
    from bot.confined import confinement  # noqa: PLC0415  only now found
    from bot.documents.reading import protocol  # noqa: PLC0415  likewise

    limits = protocol.Limits(**wishes["limits"])
    confinement.limit(
        memory_bytes=limits.memory_bytes, cpu_s=limits.cpu_s, open_files=limits.open_files
    )
    os.nice(_LATER)
    confinement.lock(may_read=True, may_start=True)
    program = wishes["program"]
    os.execve(program[0], program, {"OMP_THREAD_LIMIT": "1"})  # noqa: S606  no shell


if __name__ == "__main__":
    main(sys.argv[1])
