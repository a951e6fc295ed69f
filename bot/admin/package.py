"""`make package`: the Teams app package of one agency, built and checked offline.

The zip is the same, byte for byte, for the same input. Its app id is derived from the bot's id
and the agency's, so that agencies sharing one bot get apps of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

from bot.admin.command import Command, complain, say
from bot.admin.manifest import Entry, Source, build
from bot.admin.manifest_check import problems
from bot.admin.node import ROOT, find_node, web_is_installed
from bot.agency.profile import Agency, parse
from bot.library.loader import shipped_templates
from bot.library.service import load_library

_TEMPLATE: Final = ROOT / "manifest"
_VALIDATOR: Final = ROOT / "tests" / "web" / "validate_manifest.mjs"
_ICONS: Final = ("color.png", "outline.png")
_LONGEST_SHORT_NAME: Final = 30
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class CannotPackage(Exception):
    """No package can be made of this profile; the sentence says why."""


def make_files(
    agency: Agency, profiles: Path | None, *, bot_id: str, short_name: str = ""
) -> dict[str, bytes]:
    """Return the package's files by name; raises CannotPackage with all that Teams would refuse."""
    permissions, reasons = _consents(agency)
    values = {**_values(agency, bot_id, short_name or agency.name), **reasons}
    source = Source(
        json.loads((_TEMPLATE / "manifest.json").read_text("utf-8")),
        json.loads((_TEMPLATE / "en.json").read_text("utf-8")),
    )
    starters = _starters(agency, profiles)
    texts = build(source, values, agency.languages, starters, permissions)
    files = {name: text.encode() for name, text in texts.items()}
    files |= {name: (_TEMPLATE / name).read_bytes() for name in _ICONS}
    found = problems(files)
    if found:
        raise CannotPackage("\n".join(found))
    return files


def _values(agency: Agency, bot_id: str, short_name: str) -> dict[str, str]:
    """Return what fills the template's places."""
    brand = agency.brand
    for name, url in (("privacy_url", brand.privacy_url), ("terms_url", brand.terms_url)):
        if not url:
            raise CannotPackage(f"brand.{name} of {agency.id!r} is empty: Teams wants an address.")
    if len(short_name) > _LONGEST_SHORT_NAME:
        raise CannotPackage(
            f"“{short_name}” is longer than {_LONGEST_SHORT_NAME} characters: add --short-name."
        )
    try:
        app_id = uuid5(UUID(bot_id), agency.id)
    except ValueError:
        raise CannotPackage("--app-id is no GUID: it is the bot's app registration.") from None
    return {
        "id": str(app_id),
        "bot_id": bot_id,
        "name": agency.name,
        "short_name": short_name,
        "developer": short_name,
        "website_url": f"https://{urlsplit(brand.privacy_url).netloc}",
        "privacy_url": brand.privacy_url,
        "terms_url": brand.terms_url,
        "accent": brand.accent,
        "retention_days": str(agency.retention_days),
    }


def _consents(agency: Agency) -> tuple[list[str], dict[str, str]]:
    """Return what chats and teams are asked for, and the sentences that say why.

    Only what the agency's profile has use for.
    """
    minutes = agency.minutes
    is_wanted = {
        "meetings": minutes.from_teams or minutes.offer != "off",
        "transcripts": minutes.from_teams,
        "owners": agency.library.owners,
    }
    known = json.loads((_TEMPLATE / "consents.json").read_text("utf-8"))
    wanted = [one for name, one in known["asked"].items() if is_wanted[name]]
    reasons = {
        language: " ".join([known[language], *(one[language] for one in wanted)])
        for language in ("de", "en")
    }
    permissions = [permission for one in wanted for permission in one["permissions"]]
    return permissions, {
        f"consents_{language}": f"\n\n{told}" if wanted else ""
        for language, told in reasons.items()
    }


def _starters(agency: Agency, profiles: Path | None) -> list[Entry]:
    """Return the agency's prompt starters as commands, in German and English."""
    if not agency.library.starters:
        return []
    library = load_library(agency, profiles, shipped_templates())
    in_both = zip(library.starters("de"), library.starters("en"), strict=True)
    return [
        (
            {
                "title": german.title,
                "description": german.description,
                "type": "prompt",
                "prompt": german.for_reading(),
            },
            {
                "title": english.title,
                "description": english.description,
                "prompt": english.for_reading(),
            },
        )
        for german, english in in_both
    ]


def write_zip(files: Mapping[str, bytes], path: Path) -> None:
    """Write the files into a zip, at its root, in order, without the time of day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])


def schema_problems(files: Mapping[str, bytes]) -> str | None:
    """Return what Microsoft's JSON schema finds, empty for nothing, None without Node packages."""
    found = find_node()
    if found is None or not web_is_installed() or not _VALIDATOR.is_file():
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        done = subprocess.run(  # noqa: S603  # our own script
            [str(found.node), str(_VALIDATOR), folder], capture_output=True, text=True, check=False
        )
    return (done.stdout + done.stderr).strip() or "It ended silently." if done.returncode else ""


def _package(arguments: argparse.Namespace) -> int:
    agency, profiles = _profile(arguments.profile)
    bot_id = arguments.app_id
    if not bot_id:
        bot_id = str(uuid5(NAMESPACE_DNS, f"{agency.id}.example"))
        say("No --app-id is given: the package carries a made-up one, good for a look only.")
    try:
        files = make_files(agency, profiles, bot_id=bot_id, short_name=arguments.short_name)
    except CannotPackage as reason:
        complain(str(reason))
        return 1
    found = schema_problems(files)
    if found:
        complain(found)
        return 1
    path = Path(arguments.output or ROOT / "dist" / f"{agency.id}.zip")
    write_zip(files, path)
    by_schema = "not by its JSON schema (no Node packages)" if found is None else "by its schema"
    say(f"{path} holds {len(files)} files, checked by our rules and {by_schema}.")
    return 0


def _profile(path: str) -> tuple[Agency, Path | None]:
    """Read the profile that is named, or the shipped example."""
    if path:
        file = Path(path)
        if not file.is_file():
            raise SystemExit(f"{path} is no file.")
        return parse(file.read_text("utf-8"), file.name), file.parent
    shipped = resources.files("bot.agency").joinpath("profiles/example.toml")
    return parse(shipped.read_text("utf-8"), "example.toml"), None


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", default="", help="the agency's TOML file")
    parser.add_argument("--app-id", default="", help="the bot's app registration, a GUID")
    parser.add_argument("--short-name", default="", help="at most 30 characters, for lists")
    parser.add_argument("--output", default="", help="the zip (default: dist/<agency>.zip)")


COMMAND: Final = Command(
    name="package",
    help="Build and check the Teams app package of an agency.",
    add_arguments=_add_arguments,
    run=_package,
)
