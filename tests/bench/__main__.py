"""`python -m tests.bench front-door [--rounds 5] [--seconds 3] [--only raw,ours]`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.bench import front_door
from tests.bench.environments import FOLDER


def main() -> int:
    """Run what the arguments name and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("which", nargs="?", choices=["front-door"], default="front-door")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round of each server")
    parser.add_argument("--only", default=",".join(front_door.SERVERS))
    arguments = parser.parse_args()
    found = asyncio.run(
        front_door.run(arguments.only.split(","), arguments.rounds, arguments.seconds)
    )
    sys.stdout.write(front_door.table(found) + "\n")
    (FOLDER / "front_door.json").write_text(front_door.as_json(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
