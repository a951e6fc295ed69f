"""An environment of its own for each program we are compared with, under .local/bench.

Their requirements and ours exclude one another; the product never sees them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".local" / "bench"
REQUIREMENTS: Final = {
    "raw": ("aiohttp==3.14.5", "pyjwt[crypto]==2.15.1"),
    "botbuilder": ("botbuilder-integration-aiohttp==4.17.1",),
    "agents": (
        "microsoft-agents-hosting-aiohttp==1.9.0",
        "microsoft-agents-authentication-msal==1.9.0",
    ),
    "teams": ("microsoft-teams-apps==2.1.1",),
    "pypdfium2": ("pypdfium2==5.15.2",),
    "pypdf": ("pypdf==7.1.0",),
    "markitdown": ("markitdown[pdf]==0.1.8",),
    "naive": ("aiohttp==3.14.5", "pyjwt[crypto]==2.15.1", "openai==3.54.0"),
}


def python_of(name: str) -> Path:
    """Return the interpreter of an environment, making it first if need be."""
    if name not in REQUIREMENTS:
        return Path(sys.executable)
    folder = FOLDER / name
    python, done = folder / "bin" / "python", folder / "installed"
    wanted = "\n".join(REQUIREMENTS[name])
    if not done.is_file() or done.read_text() != wanted:
        uv = Path(sys.executable).with_name("uv")
        make = ["venv", "-q", "--clear", "--python", sys.executable, str(folder)]
        install = ["pip", "install", "-q", "--python", str(python), *REQUIREMENTS[name]]
        for arguments in (make, install):
            subprocess.run([str(uv), *arguments], check=True)
        done.write_text(wanted)
    return python
