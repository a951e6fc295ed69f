"""Which Node runs the tools of development."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.admin import node


def _program(path: Path, output: str) -> None:
    path.write_text(f"#!/bin/sh\necho {output}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "taken"), [("v20.1.0", "installed"), ("v18.19.0", "wheel"), ("rubbish", "wheel")]
)
def test_an_installed_node_is_taken_from_version_20_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: str
) -> None:
    _program(tmp_path / "node", version)
    _program(tmp_path / "npm", "10")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = node.find_node()
    assert found
    assert (found.node == tmp_path / "node") is (taken == "installed")


def test_without_an_installed_one_the_wheels_node_is_taken_with_its_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = node.find_node()
    assert found
    assert found.node.is_file()
    assert all(Path(part).is_file() for part in found.npm)
