"""`python -m bot.admin library`: check, import and export at a terminal."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.admin.__main__ import main
from bot.library.loader import shipped_templates
from bot.library.portable import read_bundle, write_bundle

SHIPPED = [one for one in shipped_templates() if one.language == "de"][:3]


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, valkey_url: str, redis: object) -> None:
    for name, value in {
        "UNSAFE_SKIP_AUTH": "1",
        "HOST": "127.0.0.1",
        "REDIS_URL": valkey_url,
        "DATA_KEY": base64.b64encode(b"k" * 32).decode(),
    }.items():
        monkeypatch.setenv(name, value)


def _library(*words: object) -> int:
    return main(["library", *map(str, words)])


def test_check_names_wrong_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle(tmp_path, SHIPPED)
    assert _library("check", tmp_path) == 0
    (tmp_path / "falsch.md").write_text("---\nid: x\n---\n", "utf-8")
    assert _library("check", tmp_path) == 1
    told = capsys.readouterr()
    assert "3 templates are right, 1 files are wrong." in told.out
    assert told.err.startswith("falsch.md: ")


def test_what_is_imported_is_exported_without_loss(tmp_path: Path) -> None:
    write_bundle(tmp_path / "in", SHIPPED)
    assert _library("import", "--agency", "lindenfeld", tmp_path / "in") == 0
    assert _library("export", "--agency", "lindenfeld", tmp_path / "out.zip") == 0
    assert sorted(map(str, read_bundle(tmp_path / "out.zip").templates.values())) == sorted(
        map(str, SHIPPED)
    )


def test_a_conflict_is_shown_and_replaced_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bundle(tmp_path / "a", SHIPPED[:1])
    assert _library("import", "--agency", "lindenfeld", tmp_path / "a") == 0
    write_bundle(tmp_path / "b", [SHIPPED[0].model_copy(update={"title": "Anders"})])
    assert _library("import", "--agency", "lindenfeld", tmp_path / "b") == 1
    assert "Left alone" in capsys.readouterr().err
    chosen = ("--replace", SHIPPED[0].id)
    assert _library("import", "--agency", "lindenfeld", *chosen, tmp_path / "b") == 0
    assert "replaced" in capsys.readouterr().out


def test_an_unknown_agency_is_a_wrong_setting(tmp_path: Path) -> None:
    assert _library("export", "--agency", "fehlt", tmp_path) == 78
