"""What an agency offers: shipped templates, its own, none that it hides."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.agency.profile import Agency, LibraryRules
from bot.library.loader import shipped_templates
from bot.library.service import Library, load_library
from bot.library.template import Category, Template, parse

SHIPPED = shipped_templates()


def made(template_id: str, language: str = "de", title: str = "Titel") -> Template:
    return parse(
        f"""---
id: {template_id}
version: 1
language: {language}
title: {title}
category: planning
description: Plant etwas.
fields:
  - name: was
    label: Was?
---
Plane.{{{{#was}}}} Es geht um {{{{was}}}}.{{{{/was}}}}
"""
    )


def agency(rules: LibraryRules) -> Agency:
    return Agency(id="seestadt", name="Seestadt", tenants=("t",), library=rules)


def test_categories_come_in_order_with_their_counts() -> None:
    counted = Library(SHIPPED, LibraryRules()).categories("de")
    assert [category for category, _ in counted] == list(Category)
    assert sum(count for _, count in counted) == len(SHIPPED) // 2


def test_empty_categories_are_not_shown() -> None:
    library = Library([made("a")], LibraryRules())
    assert library.categories("de") == [(Category.PLANNING, 1)]
    assert library.in_category(Category.MEMOS, "de") == []


def test_a_category_is_sorted_by_title() -> None:
    titles = [
        one.title for one in Library(SHIPPED, LibraryRules()).in_category(Category.CITIZENS, "de")
    ]
    assert titles == sorted(titles, key=str.casefold)


def test_a_template_is_found_in_the_readers_language() -> None:
    library = Library(SHIPPED, LibraryRules())
    english = library.get("beschwerde", "en")
    assert english is not None
    assert english.language == "en"
    assert library.get("gibt-es-nicht", "de") is None
    assert library.get("", "de") is None


def test_what_exists_in_one_language_only_is_offered_in_the_other() -> None:
    library = Library([made("nur-deutsch")], LibraryRules())
    only = library.get("nur-deutsch", "en")
    assert only is not None
    assert only.language == "de"
    assert library.search("titel", "en") == [only]


def test_an_unknown_language_reads_german() -> None:
    assert Library(SHIPPED, LibraryRules()).get("beschwerde", "fr") is not None


def test_hidden_templates_are_gone_everywhere() -> None:
    library = Library(SHIPPED, LibraryRules(hidden=("beschwerde",), starters=("beschwerde",)))
    for language in ("de", "en"):
        assert library.get("beschwerde", language) is None
        assert library.starters(language) == []
    assert "beschwerde" not in [one.id for one in library.search("Beschwerde", "de")]


def test_starters_keep_the_agencys_order_and_open_the_empty_search() -> None:
    library = Library(SHIPPED, LibraryRules(starters=("zeitplan", "email")))
    assert [one.id for one in library.starters("de")] == ["zeitplan", "email"]
    first = [one.id for one in library.search("", "de")]
    assert first[:2] == ["zeitplan", "email"]
    assert len(set(first)) == len(first)


def test_an_agencys_template_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "vorlagen"
    folder.mkdir()
    text = (
        "---\nid: beschwerde\nversion: 7\nlanguage: de\ntitle: Unsere Antwort\n"
        "category: citizens\ndescription: So antworten wir.\nfields:\n"
        "  - {name: was, label: Was?, required: true}\n---\nAntworte auf {{was}}.\n"
    )
    (folder / "beschwerde.md").write_text(text, "utf-8")
    library = load_library(agency(LibraryRules(folder="vorlagen")), tmp_path, SHIPPED)
    own = library.get("beschwerde", "de")
    shipped = library.get("beschwerde", "en")
    assert own is not None
    assert own.title == "Unsere Antwort"
    assert shipped is not None
    assert shipped.version == 1
    assert len(library) == len(SHIPPED) // 2


def test_a_broken_file_does_not_keep_the_library_from_opening(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kaputt.md").write_text("---\nid: [\n---\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        library = load_library(agency(LibraryRules(folder=".")), tmp_path, SHIPPED)
    assert len(library) == len(SHIPPED) // 2
    assert [one.__dict__["template_file"] for one in caplog.records] == ["kaputt.md"]


def test_unknown_ids_in_a_profile_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    rules = LibraryRules(hidden=("gibts-nicht",), starters=("auch-nicht", "email"))
    with caplog.at_level(logging.WARNING):
        library = load_library(agency(rules), None, SHIPPED)
    warned = [(one.__dict__["key"], one.__dict__["template"]) for one in caplog.records]
    assert warned == [("library.hidden", "gibts-nicht"), ("library.starters", "auch-nicht")]
    assert [one.id for one in library.starters("de")] == ["email"]
