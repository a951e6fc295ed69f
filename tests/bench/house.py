"""What our own server needs around it: a Valkey as in production, keys, and an agency's profile."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import Final

from bot.state.embedded import find_valkey
from tests.bench.process import Server
from tests.bench.teams import TENANTS

_PROFILE: Final = """\
id = "bench"
name = "KI-Assistenz"
tenants = [{tenants}]

[brand]
privacy_url = "https://www.lindenfeld.example/ki/datenschutz"
terms_url = "https://www.lindenfeld.example/ki/nutzung"

[limits]
prompts_per_day = 0
"""


async def start_valkey(folder: Path) -> Server:
    """Start a Valkey that writes every change to its log within a second."""
    line = (
        f'exec "{find_valkey()}" --bind 127.0.0.1 --port "$PORT" --dir "{_fresh(folder)}" '
        '--appendonly yes --appendfsync everysec --save ""'
    )
    return await Server.start("valkey", ["/bin/sh", "-c", line], {}, folder)


def environ(folder: Path, valkey: Server) -> dict[str, str]:
    """Return the settings that Teams and the model do not give."""
    return {
        "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
        "DATA_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "AGENCY_PROFILES": str(_profiles(folder)),
        "LOG_LEVEL": "WARNING",
        # The front door asks no model, but without one a start is refused.
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "OPENAI_MODEL": "none",
        "MODEL_ALLOWED_HOSTS": "127.0.0.1",
    }


def _profiles(folder: Path) -> Path:
    profiles = folder / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    tenants = ", ".join(f'"{tenant}"' for tenant in TENANTS)
    (profiles / "bench.toml").write_text(_PROFILE.format(tenants=tenants), "utf-8")
    return profiles


def _fresh(folder: Path) -> Path:
    data = folder / f"valkey-{secrets.token_hex(4)}"
    data.mkdir(parents=True)
    return data
