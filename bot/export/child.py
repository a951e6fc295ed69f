"""The child process that writes a file: finds its modules, limits itself, writes, and ends.

Started as a script by bot.export.printing (``python -I -S -B child.py OPTIONS``) with nothing
inherited; OPTIONS is JSON: where modules are found, and the limits. From stdin: a line of JSON
with the format and the length of the template, the template, the paper as JSON. To stdout: the
file. An exit code other than 0 says that there is none.
"""

from __future__ import annotations

import json
import resource
import sys


def main(options: str) -> None:
    """Write one document."""
    wishes = json.loads(options)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, wishes["cpu_s"]),
        (resource.RLIMIT_DATA, wishes["memory"]),
    ):
        _limit(kind, most)
    sys.path[:] = wishes["path"]
    from bot.export import writing  # noqa: PLC0415  only now found, and within the limits

    source = sys.stdin.buffer
    head = json.loads(source.readline())
    template = source.read(int(head["template"]))
    paper = writing.read_paper(source.read())
    sys.stdout.buffer.write(writing.write(paper, head["format"], template or None))


def _limit(kind: int, most: int) -> None:
    """Set a limit, below one that may hold already."""
    _, hard = resource.getrlimit(kind)
    ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (ceiling, ceiling))


if __name__ == "__main__":
    main(sys.argv[1])
