"""The product's source as the structure tests read it: files, trees, string constants."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ("app.py", "bot", "cards", "dialogs", "manifest")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the product."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path from the top, for messages."""
        return str(self.path.relative_to(ROOT))

    def functions(self) -> Iterator[tuple[str, int]]:
        """Yield each function's place and its length in lines, decorators and docstring aside."""
        for node in ast.walk(self.tree):
            if isinstance(node, FunctionNode):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                documented = node.body[0].end_lineno or 0
                skipped = documented - node.body[0].lineno + 1 if body is not node.body else 0
                yield (
                    f"{self.name}:{node.lineno} {node.name}",
                    (node.end_lineno or 0) - node.lineno + 1 - skipped,
                )


def product_modules() -> list[Module]:
    """Return every Python file of the product."""
    paths = [ROOT / name for name in PRODUCT if name.endswith(".py")]
    for name in PRODUCT:
        paths += sorted((ROOT / name).rglob("*.py"))
    return [Module(path, text, ast.parse(text)) for path, text in _read(paths)]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each file under version control that is text."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            try:
                yield name, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def _read(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_file():
            yield path, path.read_text("utf-8")
