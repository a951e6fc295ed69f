"""Reading an agency's folder: whatever is broken is left out and named."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.library.loader import MAX_FILE_BYTES, agency_templates, shipped_templates

TEXT = """---
id: {id}
version: 1
language: {language}
title: Titel {id}
category: planning
description: Plant etwas.
fields:
  - name: was
    label: Was?
    required: true
---
Plane: {{{{was}}}}
"""


def write(path: Path, template_id: str, language: str = "de") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(id=template_id, language=language), "utf-8")


def test_the_shipped_catalogue_is_read_in_both_languages() -> None:
    assert {one.language for one in shipped_templates()} == {"de", "en"}


def test_a_folder_is_read_with_its_subfolders(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "a")
    write(tmp_path / "amt" / "b.md", "b")
    write(tmp_path / "amt" / "b-en.md", "b", "en")
    (tmp_path / "README.md").write_text("Was hier liegt", "utf-8")
    (tmp_path / "notiz.txt").write_text("egal", "utf-8")
    assert [(one.id, one.language) for one in agency_templates(tmp_path)] == [
        ("a", "de"),
        ("b", "en"),
        ("b", "de"),
    ]


def test_broken_files_are_left_out_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "gut.md", "gut")
    write(tmp_path / "zwilling.md", "gut")
    (tmp_path / "falsch.md").write_text(
        TEXT.format(id="x", language="de").replace("planning", "plan"), "utf-8"
    )
    (tmp_path / "kein-yaml.md").write_text("Geheimes Wort", "utf-8")
    (tmp_path / "latin.md").write_bytes("---\ntitle: Größe".encode("latin-1"))
    (tmp_path / "gross.md").write_text("x" * (MAX_FILE_BYTES + 1), "utf-8")
    (tmp_path / "ordner.md").mkdir()
    (tmp_path / "weg.md").symlink_to(tmp_path / "gibt-es-nicht")
    with caplog.at_level(logging.WARNING):
        found = agency_templates(tmp_path)
    assert [one.id for one in found] == ["gut"]
    named = {(one.__dict__["template_file"], one.__dict__["key"]) for one in caplog.records}
    assert named == {
        ("zwilling.md", "id"),
        ("falsch.md", "category"),
        ("kein-yaml.md", "front matter"),
        ("latin.md", "file"),
        ("gross.md", "file"),
        ("ordner.md", "file"),
        ("weg.md", "file"),
    }
    assert "Geheimes" not in str([one.__dict__ for one in caplog.records])


def test_a_missing_folder_is_an_error_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"library\.folder: 'vorlagen' is no folder"):
        agency_templates(tmp_path / "vorlagen")
