"""What leaves the house: the image, the requirements, their licences, the make targets."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from typing import Final

import pytest

from tests.structure.source import ROOT

ALLOWED: Final = re.compile(
    r"(?:MIT(?:-0)?|BSD|Apache|MPL|PSF|ISC|Python Software Foundation|Mozilla Public)",
    re.IGNORECASE,
)
REFUSED: Final = re.compile(r"\bA?GPL|LGPL|SSPL|BUSL|Commons Clause|Proprietary", re.IGNORECASE)


def requirements(name: str) -> dict[str, str]:
    """Return each requirement's block, by the package's name."""
    text = (ROOT / name).read_text("utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    return {re.split(r"[=\[ ]", block, maxsplit=1)[0]: block for block in blocks}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_pinned_and_hashed(name: str) -> None:
    blocks = requirements(name)
    assert blocks
    for package, block in blocks.items():
        assert re.match(r"[\w.-]+==\S+", block), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), package


def test_production_and_development_use_the_same_versions() -> None:
    production, development = requirements("requirements.txt"), requirements("requirements-dev.txt")
    pin = re.compile(r"==\S+")
    for package, block in production.items():
        assert pin.search(development[package]) == pin.search(block) or (
            pin.findall(development[package])[0] == pin.findall(block)[0]
        )


def test_each_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [re.split(r"[=<>\[ ]", one)[0] for one in project["project"]["dependencies"]]
    assert not [name for name in names if name.lower() not in requirements("requirements.txt")]


@pytest.mark.parametrize("package", sorted(requirements("requirements.txt")))
def test_the_licence_of_each_dependency_lets_agencies_use_it(package: str) -> None:
    try:
        found = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is for another platform or Python")
    known = {
        key: found.get_all(key) or [] for key in ("License-Expression", "Classifier", "License")
    }
    classifiers = [one for one in known["Classifier"] if one.startswith("License")]
    said = " ".join([*known["License-Expression"], *classifiers]) or " ".join(known["License"])
    assert ALLOWED.search(said), said
    assert not REFUSED.search(said), said


def dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def test_the_image_is_slim_unprivileged_and_checks_its_health() -> None:
    steps = dockerfile()
    assert not {name for name, _ in steps} & {"ADD", "ARG", "ENTRYPOINT"}
    last = max(place for place, (name, _) in enumerate(steps) if name == "FROM")
    final = dict(steps[last:])
    assert final["FROM"] == "python:3.13-slim"
    assert final["USER"] == "10001:10001"
    assert "/healthz" in final["HEALTHCHECK"]
    assert final["CMD"] == '["python", "app.py"]'


def test_the_image_installs_by_hash_and_copies_what_exists() -> None:
    steps = dockerfile()
    installs = [step for name, step in steps if name == "RUN" and "pip install" in step]
    assert installs
    assert all("--require-hashes" in step for step in installs)
    copied = {step.split()[0] for name, step in steps if name == "COPY" and "--from" not in step}
    assert not [name for name in copied if not (ROOT / name).exists()]
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(kept)


def test_help_lists_every_target_that_people_use() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert {"help", "run", "test", "check", "fix", "bench", "package", "lock"} <= listed


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(re.search(rf"^{number}\.[A-Z]", text, re.MULTILINE) for number in range(1, 16))
    assert "LiLiQ-R+" in text
