"""Sentences by key, in the reader's language and the agency's wording.

bot/texts/de is the source, one file for each first word of the keys; bot/texts/en has the same
keys. Lookup: the agency's overlay in the language, the language, German. A missing key raises:
tests read every key. Plurals are keys ending in ``.one`` and ``.other``. Numbers, dates and sizes
are written by Babel.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

LANGUAGES: Final = ("de", "en")
_KB: Final = 1024


class Texts:
    """All sentences of one language, as one agency words them."""

    def __init__(
        self,
        language: str,
        sentences: Mapping[str, str],
        fallback: Mapping[str, str],
        zone: ZoneInfo,
    ) -> None:
        self.language = language
        self._sentences = sentences
        self._fallback = fallback
        self._zone = zone

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence; ``{name}`` places are filled from ``values``."""
        sentence = self._sentences.get(key) or self._fallback[key]
        return sentence.format_map(values) if values else sentence

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence of that key."""
        return key in self._sentences or key in self._fallback

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the singular or plural sentence, with ``{n}`` written in the language."""
        form = "one" if n == 1 else "other"
        return self(f"{key}.{form}", n=self.number(n), **values)

    def number(self, n: float) -> str:
        """Write a number: ``9.175`` in German, ``9,175`` in English."""
        return str(format_decimal(n, locale=self.language))

    def size(self, n_bytes: int) -> str:
        """Write a file size with one decimal: ``2,1 MB``."""
        if n_bytes < _KB * _KB:
            return f"{self.number(max(1, round(n_bytes / _KB)))}\u00a0KB"
        return f"{self.number(round(n_bytes / _KB / _KB, 1))}\u00a0MB"

    def day(self, moment: datetime) -> date:
        """Return the calendar day of a moment, in the agency's zone."""
        return moment.astimezone(self._zone).date()

    def noon(self, day: date) -> datetime:
        """Return noon of a day in the agency's zone."""
        return datetime.combine(day, time(12), self._zone)

    def date(self, day: date | datetime) -> str:
        """Write a date in full: ``27. November 2026``."""
        if isinstance(day, datetime):
            day = day.astimezone(self._zone).date()
        pattern = "d. MMMM y" if self.language == "de" else "d MMMM y"
        return str(format_date(day, pattern, locale=self.language))

    def time(self, moment: datetime) -> str:
        """Write a time of day: ``9:14 Uhr``, in the agency's zone."""
        pattern = "H:mm 'Uhr'" if self.language == "de" else "HH:mm"
        return str(format_time(moment.astimezone(self._zone), pattern, locale=self.language))


class Catalogue:
    """All languages; hands out `Texts` per language and agency overlay."""

    def __init__(self, zone: ZoneInfo | None = None) -> None:
        self._zone = zone or ZoneInfo("Europe/Berlin")
        self._sentences = {language: load(language) for language in LANGUAGES}

    def texts(self, language: str, overlay: Mapping[str, str] | None = None) -> Texts:
        """Return the texts of a language (German where we don't have it)."""
        known = language if language in self._sentences else LANGUAGES[0]
        base = self._sentences[known]
        merged = {**base, **overlay} if overlay else base
        return Texts(known, merged, self._sentences[LANGUAGES[0]], self._zone)


def load(language: str) -> dict[str, str]:
    """Read one language's sentences as shipped."""
    sentences: dict[str, str] = {}
    for file in resources.files("bot").joinpath("texts", language).iterdir():
        sentences |= json.loads(file.read_text("utf-8"))
    return sentences
