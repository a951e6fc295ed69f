"""The prompt library of one agency: what it offers, in which language, and how it is found.

Built once at start from the shipped catalogue and the agency's own folder. A template of the
agency takes the place of a shipped one with the same id. What exists in one language only is
offered in the other, too: a German template is better than none.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bot.agency.profile import Agency, LibraryRules
from bot.core.texts import LANGUAGES
from bot.library.loader import agency_templates
from bot.library.search import Entry, Index
from bot.library.template import Category, Template

_log = logging.getLogger(__name__)

_WORD: Final = re.compile(r"\w+")
_TELLING: Final = 5  # shorter words are in every question


class Library:
    """All templates of one agency. Later ones replace earlier ones of the same id and language."""

    def __init__(self, templates: Iterable[Template], rules: LibraryRules) -> None:
        by_key = {(one.id, one.language): one for one in templates if one.id not in rules.hidden}
        self._starters = rules.starters
        self._shelves = {
            language: _Shelf(_in_language(by_key.values(), language)) for language in LANGUAGES
        }

    def categories(self, language: str) -> list[tuple[Category, int]]:
        """Return the categories that hold something, in order, with how much."""
        shelf = self._shelf(language)
        counts = ((one, len(shelf.by_category[one])) for one in Category)
        return [(category, count) for category, count in counts if count]

    def in_category(self, category: Category, language: str) -> list[Template]:
        """Return a category's templates by title."""
        return list(self._shelf(language).by_category[category])

    def get(self, template_id: str, language: str) -> Template | None:
        """Return a template, in another language if there is no other; None if it is unknown."""
        return self._shelf(language).by_id.get(template_id)

    def starters(self, language: str) -> list[Template]:
        """Return the templates that the agency chose as prompt starters, in its order."""
        found = (self.get(template_id, language) for template_id in self._starters)
        return [template for template in found if template]

    def search(self, query: str, language: str, limit: int = 15) -> list[Template]:
        """Return what fits a few words, best first; for an empty query what to begin with."""
        shelf = self._shelf(language)
        if not query.strip():
            first = {one.id: one for one in (*self.starters(language), *shelf.templates)}
            return list(first.values())[:limit]
        return [shelf.templates[position] for position in shelf.index.search(query, limit)]

    def fitting(self, text: str, language: str, limit: int = 6) -> list[Template]:
        """Return what fits a whole question, best first: what most of its longer words find."""
        scores: Counter[str] = Counter()
        for word in {w for w in _WORD.findall(text.casefold()) if len(w) >= _TELLING}:
            for rank, template in enumerate(self.search(word, language, limit)):
                scores[template.id] += limit - rank
        found = (self.get(template_id, language) for template_id, _ in scores.most_common(limit))
        return [template for template in found if template]

    def __len__(self) -> int:
        return len(self._shelf(LANGUAGES[0]).templates)

    def _shelf(self, language: str) -> _Shelf:
        return self._shelves.get(language) or self._shelves[LANGUAGES[0]]


class _Shelf:
    """The templates as readers of one language see them, by category and title."""

    def __init__(self, templates: Iterable[Template]) -> None:
        order = {category: position for position, category in enumerate(Category)}
        self.templates = sorted(
            templates, key=lambda one: (order[one.category], one.title.casefold(), one.id)
        )
        self.by_id = {one.id: one for one in self.templates}
        self.by_category: dict[Category, list[Template]] = {category: [] for category in Category}
        for one in self.templates:
            self.by_category[one.category].append(one)
        self.index = Index(
            Entry(one.title, (*one.keywords, one.audience), one.description)
            for one in self.templates
        )


def load_library(agency: Agency, profiles: Path | None, shipped: Sequence[Template]) -> Library:
    """Build an agency's library; ``library.folder`` is relative to the profiles' folder.

    Raises ConfigurationError when that folder is missing; unknown ids in the profile are warned of.
    """
    rules = agency.library
    own: Sequence[Template] = ()
    if rules.folder:
        own = agency_templates((profiles or Path()) / rules.folder)
    _warn_of_unknown(agency, {one.id for one in (*shipped, *own)})
    library = Library((*shipped, *own), rules)
    _log.info(
        "Library built",
        extra={"agency": agency.id, "templates": len(library), "of_the_agency": len(own)},
    )
    return library


def _warn_of_unknown(agency: Agency, known: set[str]) -> None:
    for key, ids in (("hidden", agency.library.hidden), ("starters", agency.library.starters)):
        for template_id in ids:
            if template_id not in known:
                _log.warning(
                    "Profile names an unknown template",
                    extra={"agency": agency.id, "key": f"library.{key}", "template": template_id},
                )


def _in_language(templates: Iterable[Template], language: str) -> Iterable[Template]:
    chosen: dict[str, Template] = {}
    for one in templates:
        if one.language == language or one.id not in chosen:
            chosen[one.id] = one
    return chosen.values()
