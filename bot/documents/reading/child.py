"""The child process: finds its modules, limits itself, and hands over to `session`.

Started as a script by bot.documents.extract (``python -I -S -B child.py OPTIONS``) with nothing
inherited; OPTIONS is JSON: where modules are found, and the limits. Nothing but the standard
library is loaded before the limits hold.
"""

from __future__ import annotations

import json
import os
import sys


def main(options: str) -> None:
    """Read one file from stdin, or draw its pages, and write the lines of `protocol` to stdout."""
    wishes = json.loads(options)
    sys.path[:] = wishes["path"]
    from bot.confined import confinement  # noqa: PLC0415  only now found
    from bot.documents.reading import protocol  # noqa: PLC0415  likewise

    limits = protocol.Limits(**wishes["limits"])
    confinement.limit(
        memory_bytes=limits.memory_bytes, cpu_s=limits.cpu_s, open_files=limits.open_files
    )
    from bot.documents.reading import session  # noqa: PLC0415  only now within the limits

    session.run(limits, wishes.get("show", []))
    os._exit(0)  # all is said; tidying up would only cost time


if __name__ == "__main__":
    main(sys.argv[1])
