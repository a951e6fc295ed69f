"""What `python -m bot.admin` is made of: one Command for each thing an administrator can do.

A command prints whole sentences for people at a terminal, in English, and returns an exit code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand: its name, its help, its arguments, and what it does."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def say(sentence: str) -> None:
    """Print a sentence at once, also into a pipe."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """Print a sentence to standard error."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
