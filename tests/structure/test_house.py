"""The house keeps its measure: sizes, docstrings, import directions, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from typing import Final

import pytest

from tests.structure.source import ROOT, Module, product_modules

MODULES: Final = product_modules()
LONGEST_FILE: Final = 500
LONGEST_FUNCTION: Final = 45
USUAL_FUNCTION: Final = 30
FORBIDDEN_NAMES: Final = ("utils", "helpers", "common", "misc", "manager")


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {module.name: module.text.count("\n") for module in MODULES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_functions_are_short() -> None:
    lengths = [found for module in MODULES for found in module.functions()]
    assert not [found for found in lengths if found[1] > LONGEST_FUNCTION]
    ninetieth = quantiles((lines for _, lines in lengths), n=10)[-1]
    assert ninetieth <= USUAL_FUNCTION


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_each_module_says_in_one_to_six_lines_what_it_is_for(module: Module) -> None:
    said = ast.get_docstring(module.tree)
    assert said
    # Indented lines are drawings and examples.
    assert len([line for line in said.splitlines() if line and line[0] != " "]) <= 6


def test_nothing_is_called_utils() -> None:
    names = {part for module in MODULES for part in Path(module.name).with_suffix("").parts}
    assert not names & set(FORBIDDEN_NAMES)


def test_no_comment_puts_work_off() -> None:
    later = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    assert not [module.name for module in MODULES if later.search(module.text)]


def test_each_suppression_has_its_reason() -> None:
    """``# noqa: CODE  # why``; the second of a kind in a file may refer to the first."""
    bare = re.compile(r"# noqa(?::( [A-Z0-9, ]+))?\s*$", re.MULTILINE)
    unexplained = set()
    for module in MODULES:
        explained = set(re.findall(r"noqa: ([A-Z]+\d+)\s+#", module.text))
        for found in bare.findall(module.text):
            codes = set(re.findall(r"[A-Z]+\d+", found))
            if not codes or codes - explained:
                unexplained.add((module.name, found))
    assert not unexplained


def test_imports_point_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
