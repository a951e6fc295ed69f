"""The whole assistant, as app.py runs it, between the bench's Teams and its model."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.bench.servers.ours import serve

if __name__ == "__main__":
    asyncio.run(serve(None))
