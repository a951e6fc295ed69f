"""Templates as files: read and written without loss, and never overwritten silently."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bot.library.loader import shipped_templates
from bot.library.portable import NotABundle, read_bundle, write_bundle

SHIPPED = shipped_templates()


@pytest.mark.parametrize("name", ["folder", "library.zip"])
def test_what_is_written_is_read_again_without_loss(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_bundle(path, SHIPPED) == []
    bundle = read_bundle(path)
    assert not bundle.problems
    assert sorted(map(str, bundle.templates.values())) == sorted(map(str, SHIPPED))


def test_a_zip_is_the_same_for_the_same_templates(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bundle(tmp_path / name, SHIPPED)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_file_that_differs_is_left_alone_and_named(tmp_path: Path) -> None:
    write_bundle(tmp_path, SHIPPED[:2])
    changed = tmp_path / "de" / f"{SHIPPED[0].id}.md"
    changed.write_text("Von Hand", "utf-8")
    assert write_bundle(tmp_path, SHIPPED[:2]) == [f"de/{SHIPPED[0].id}.md"]
    assert changed.read_text("utf-8") == "Von Hand"


def test_an_archive_is_never_overwritten(tmp_path: Path) -> None:
    write_bundle(tmp_path / "a.zip", SHIPPED[:1])
    with pytest.raises(NotABundle):
        write_bundle(tmp_path / "a.zip", SHIPPED[:2])


def test_every_wrong_file_is_named_with_its_reason(tmp_path: Path) -> None:
    write_bundle(tmp_path, SHIPPED[:1])
    (tmp_path / "b.md").write_text("kein Vorspann", "utf-8")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "d.md").write_bytes(b"x" * 200_000)
    again = (tmp_path / "de" / f"{SHIPPED[0].id}.md").read_text("utf-8")
    (tmp_path / "zweite.md").write_text(again, "utf-8")
    (tmp_path / "README.md").write_text("Hinweise", "utf-8")
    bundle = read_bundle(tmp_path)
    assert len(bundle.templates) == 1
    assert [(one.file, one.key) for one in bundle.problems] == [
        ("b.md", "front matter"),
        ("c.md", "file"),
        ("d.md", "file"),
        ("zweite.md", "id"),
    ]


def test_a_zip_is_read_in_memory_and_within_limits(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../draußen.md", "x" * 50_000_000)
        archive.writestr("bild.png", b"\x89PNG")
    bundle = read_bundle(path)
    assert not bundle.templates
    assert [(one.file, one.reason) for one in bundle.problems] == [
        ("../../draußen.md", "is too big")
    ]


@pytest.mark.parametrize("content", [b"kein ZIP", b"PK\x03\x04abgeschnitten", b""])
def test_what_is_no_zip_is_said_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(NotABundle, match="no ZIP"):
        read_bundle(path)
    with pytest.raises(NotABundle, match="no folder"):
        read_bundle(tmp_path / "fehlt")
