"""`python -m bot.admin library check|import|export`: an agency's templates as Markdown files.

`check` reads files only. `import` and `export` work on the agency's shelf in Redis, with the
settings of the running assistant; what differs is shown and never overwritten unasked.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from bot.admin.command import Command, complain, say
from bot.agency.profile import Agency, load_agencies
from bot.core.clock import SystemClock
from bot.core.errors import ConfigurationError, StateUnavailable
from bot.core.ids import PersonId
from bot.core.settings import read_settings
from bot.library.loader import agency_templates
from bot.library.portable import Bundle, NotABundle, read_bundle, write_bundle
from bot.library.shelf import Kept, agency_shelf
from bot.library.shelves import Shelves
from bot.library.template import Template
from bot.wiring.state import open_state

_ADMIN: Final = PersonId("admin")


def _check(arguments: argparse.Namespace) -> int:
    bundle = _read(arguments.path)
    if bundle is None:
        return 2
    for problem in bundle.problems:
        complain(f"{problem.file}: {problem.key}: {problem.reason}")
    say(f"{len(bundle.templates)} templates are right, {len(bundle.problems)} files are wrong.")
    return 1 if bundle.problems else 0


def _import(arguments: argparse.Namespace) -> int:
    bundle = _read(arguments.path)
    if bundle is None:
        return 2
    for problem in bundle.problems:
        complain(f"{problem.file}: {problem.key}: {problem.reason}")
    replaced = frozenset(arguments.replace)

    async def run(agency: Agency, shelves: Shelves) -> int:
        conflicts = 0
        for name, template in bundle.templates.items():
            conflicts += await _take(agency, shelves, name, template, replaced)
        return conflicts

    conflicts = _with_shelves(arguments, run)
    return 1 if conflicts or bundle.problems else 0


async def _take(
    agency: Agency, shelves: Shelves, name: str, template: Template, replaced: frozenset[str]
) -> int:
    """Put one template on the shelf; return 1 for a conflict that was left alone."""
    shelf = agency_shelf(agency.id)
    kept = await shelves.find(shelf, template.id)
    if kept is None:
        await shelves.put(shelf, template, _ADMIN, keep_id=True)
        say(f"{name}: new.")
    elif _same(kept, template):
        say(f"{name}: is there already.")
    elif template.id in replaced and kept.template.language == template.language:
        await shelves.replace(shelf, template, kept.entry.version, _ADMIN)
        say(f"{name}: replaced, version {kept.entry.version + 1}.")
    else:
        complain(
            f"{name}: the shelf holds another {template.id!r} ({kept.template.language}, version"
            f" {kept.entry.version}). Left alone; add --replace {template.id} to replace it."
        )
        return 1
    return 0


def _same(kept: Kept, template: Template) -> bool:
    return kept.template.model_copy(update={"version": template.version}) == template


def _export(arguments: argparse.Namespace) -> int:
    async def run(agency: Agency, shelves: Shelves) -> int:
        shelf = agency_shelf(agency.id)
        entries = (await shelves.holdings(shelf)).entries
        found = [kept for one in entries if (kept := await shelves.find(shelf, one.id))]
        templates = [kept.template for kept in found]
        if agency.library.folder:
            folder = read_settings().agency_profiles or Path()
            templates += agency_templates(folder / agency.library.folder)
        try:
            left = write_bundle(arguments.path, templates)
        except NotABundle as error:
            complain(str(error))
            return 1
        for name in left:
            complain(f"{name}: differs and was left alone.")
        say(f"{len(templates) - len(left)} templates written.")
        return len(left)

    return 1 if _with_shelves(arguments, run) else 0


def _read(path: Path) -> Bundle | None:
    try:
        return read_bundle(path)
    except NotABundle as error:
        complain(str(error))
        return None


def _with_shelves(
    arguments: argparse.Namespace, work: Callable[[Agency, Shelves], Awaitable[int]]
) -> int:
    """Run something on the shelves of the agency that the arguments name."""
    settings, clock = read_settings(), SystemClock()
    agencies = load_agencies(settings.agency_profiles, allow_any_tenant=settings.local_run)
    agency = next((one for one in agencies.all if one.id == arguments.agency), None)
    if agency is None:
        raise ConfigurationError("AGENCY_PROFILES", f"has no agency {arguments.agency!r}")

    async def run() -> int:
        async with AsyncExitStack() as stack:
            state = await open_state(settings, agencies, clock, stack)
            return await work(agency, Shelves(state.store, clock))

    try:
        return asyncio.run(run())
    except StateUnavailable:
        complain("Redis does not answer. Is REDIS_URL right?")
        return 1


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="check|import|export")
    check = actions.add_parser("check", help="Read files and name what is wrong in them.")
    check.set_defaults(work=_check)
    put = actions.add_parser("import", help="Put files on the agency's shelf.")
    put.add_argument("--replace", action="append", default=[], metavar="ID")
    put.set_defaults(work=_import)
    take = actions.add_parser("export", help="Write the agency's templates to files.")
    take.set_defaults(work=_export)
    for action in (put, take):
        action.add_argument("--agency", required=True, help="the agency's id in its profile")
    for action in (check, put, take):
        action.add_argument("path", type=Path, help="a folder, or a file ending in .zip")


def _run(arguments: argparse.Namespace) -> int:
    code: int = arguments.work(arguments)
    return code


COMMAND: Final = Command(
    name="library",
    help="Check, import or export templates as Markdown files.",
    add_arguments=_add_arguments,
    run=_run,
)
