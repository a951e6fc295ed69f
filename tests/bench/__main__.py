"""`python -m tests.bench [NAME] [--rounds 5] [--seconds 3] [--only raw,ours]`.

NAME is citations, minutes, plain-language, screening, ranking, library, front-door, streamed,
extraction, export, summary or hostile; without it all run. The tables are printed, and kept in
.local/bench.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.bench import (
    citations,
    export,
    extraction,
    front_door,
    hostile,
    library,
    minutes,
    plain_language,
    ranking,
    screening,
    streamed,
    summary,
)
from tests.bench.environments import FOLDER


def main() -> int:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "which",
        nargs="?",
        choices=[
            "citations",
            "front-door",
            "streamed",
            "extraction",
            "export",
            "summary",
            "minutes",
            "plain-language",
            "library",
            "screening",
            "ranking",
            "hostile",
            "all",
        ],
        default="all",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each front-door round")
    parser.add_argument("--only", default="", help="comma-separated names of servers")
    given = parser.parse_args()
    only = [name for name in given.only.split(",") if name]
    _accuracy(given.which)
    if given.which in {"front-door", "all"}:
        doors = asyncio.run(
            front_door.run(_chosen(front_door.SERVERS, only), given.rounds, given.seconds)
        )
        _keep("front_door.md", front_door.table(doors))
    if given.which in {"streamed", "all"}:
        streams = asyncio.run(streamed.run(_chosen(streamed.SERVERS, only), given.rounds))
        _keep("streamed.md", streamed.table(streams))
    if given.which in {"extraction", "all"}:
        read = asyncio.run(extraction.run(_chosen(extraction.READERS, only), given.rounds))
        _keep("extraction.md", extraction.table(read))
    if given.which in {"export", "all"}:
        _keep("export.md", export.table(asyncio.run(export.run(given.rounds))))
    if given.which in {"summary", "all"}:
        _keep("summary.md", summary.table(asyncio.run(summary.run(min(given.rounds, 3)))))
    if given.which in {"ranking", "all"}:
        _keep("ranking.md", ranking.run())
    if given.which in {"hostile", "all"}:
        _keep("hostile.md", hostile.table(asyncio.run(hostile.run())))
    return 0


def _accuracy(which: str) -> None:
    runs = (
        ("citations", citations.run),
        ("minutes", minutes.run),
        ("plain-language", plain_language.run),
        ("screening", screening.run),
        ("library", library.run),
    )
    for name, run in runs:
        if which in {name, "all"}:
            _keep(f"{name.replace('-', '_')}.md", run())


def _chosen(known: Sequence[str], only: Sequence[str]) -> list[str]:
    return [name for name in known if not only or name in only]


def _keep(name: str, table: str) -> None:
    sys.stdout.write(f"{table}\n\n")
    sys.stdout.flush()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(f"{table}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
