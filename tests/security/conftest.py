"""The house of the scenarios, for those who mean it harm."""

from __future__ import annotations

from tests.scenarios.conftest import environ, house, pace, shipped_books

__all__ = ["environ", "house", "pace", "shipped_books"]
