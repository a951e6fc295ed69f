"""The child process that writes a file: finds its modules, limits and locks itself, and writes.

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
    sys.path[:] = wishes["path"]
    from bot.confined import confinement  # noqa: PLC0415  only now found

    confinement.limit(
        memory_bytes=wishes["memory"],
        cpu_s=wishes["cpu_s"],
        open_files=wishes["open_files"],
        memory=resource.RLIMIT_DATA,  # fonts are mapped, not loaded
    )
    # It reads its fonts and styles, and sets pages in threads; no network, no other program.
    confinement.lock(may_read=True, may_thread=True)
    from bot.export import writing  # noqa: PLC0415  only now found, and within the limits

    source = sys.stdin.buffer
    head = json.loads(source.readline())
    template = source.read(int(head["template"]))
    paper = writing.read_paper(source.read())
    sys.stdout.buffer.write(writing.write(paper, head["format"], template or None))


if __name__ == "__main__":
    main(sys.argv[1])
