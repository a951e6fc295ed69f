"""Every sentence exists in each language, is used, and is filled with what it asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from typing import Final

import pytest

from bot.core import errors
from bot.core.texts import LANGUAGES, load
from tests.structure.source import Module, product_modules

SENTENCES: Final = {language: load(language) for language in LANGUAGES}
GERMAN: Final = SENTENCES["de"]
MODULES: Final = product_modules()
ENDINGS: Final = ("", ".one", ".other", ".title", ".text")
FORBIDDEN: Final = re.compile(
    r"\b(leider|ups|entschuldigung|einfach nur|token|prompts?|llm|timeout|halluzinat\w*)\b",
    re.IGNORECASE,
)
JARGON: Final = re.compile(r"\b(oops|sorry|tokens?|llm|timeout|hallucinat\w*)\b", re.IGNORECASE)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def patterns() -> Iterator[re.Pattern[str]]:
    """Yield what each f-string of the product may become, and each constant."""
    for module in MODULES:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(value.value)
                    if isinstance(value, ast.Constant) and isinstance(value.value, str)
                    else "[a-z0-9_.-]+"
                    for value in node.values
                ]
                pattern = "".join(parts)
                # Two dots or a known feature in front: else any key would be used by anything.
                if re.search(r"[a-z]{2}", pattern.replace("[a-z0-9_.-]+", "")):
                    yield re.compile(pattern)


def constants() -> set[str]:
    return {
        node.value
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def calls(module: Module) -> Iterator[tuple[str, bool, ast.Call]]:
    """Yield each lookup with a literal key: the key, whether it counts, the call."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        key, function = node.args[0], node.func
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            continue
        counts = isinstance(function, ast.Attribute) and function.attr == "count"
        named = function.value if counts and isinstance(function, ast.Attribute) else function
        name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
        if name in ("texts", "_texts"):
            yield key.value, counts, node


def test_each_language_has_the_same_keys() -> None:
    assert GERMAN
    for language, sentences in SENTENCES.items():
        assert sentences.keys() == GERMAN.keys(), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_places(language: str) -> None:
    sentences = SENTENCES[language]
    # A singular may drop its number: „eine Seite“.
    odd = {key for key in GERMAN if places(sentences[key]) - {"n"} != places(GERMAN[key]) - {"n"}}
    assert not odd


def test_a_plural_has_both_forms() -> None:
    singulars = {key.removesuffix(".one") for key in GERMAN if key.endswith(".one")}
    assert not [stem for stem in singulars if f"{stem}.other" not in GERMAN]


def test_each_key_that_is_looked_up_exists() -> None:
    missing = []
    for module in MODULES:
        for key, counts, node in calls(module):
            wanted = [f"{key}.one", f"{key}.other"] if counts else [key]
            missing += [f"{module.name}:{node.lineno} {one}" for one in wanted if one not in GERMAN]
    assert not missing


def test_each_lookup_fills_every_place() -> None:
    unfilled = []
    for module in MODULES:
        for key, counts, node in calls(module):
            given = {keyword.arg for keyword in node.keywords} | ({"n"} if counts else set())
            forms = [f"{key}.one", f"{key}.other"] if counts else [key]
            wanted = set().union(*(places(GERMAN.get(form, "")) for form in forms))
            if None not in given and wanted - given:
                unfilled.append(f"{module.name}:{node.lineno} {key}: {sorted(wanted - given)}")
    assert not unfilled


def test_each_key_is_used() -> None:
    known, made = constants(), list(patterns())
    keys_of_errors = {one.key for one in _error_classes()}
    unused = [
        key
        for key in GERMAN
        if not any(key.removesuffix(ending) in known | keys_of_errors for ending in ENDINGS)
        and not any(
            pattern.fullmatch(key.removesuffix(ending)) for pattern in made for ending in ENDINGS
        )
    ]
    assert not unused


def test_each_error_has_its_title_and_its_sentence() -> None:
    missing = [
        name
        for error in _error_classes()
        for name in (f"{error.key}.title", f"{error.key}.text")
        if name not in GERMAN
    ]
    assert not missing


def _error_classes() -> list[type[errors.AssistantError]]:
    found = (getattr(errors, name) for name in vars(errors))
    return [
        one
        for one in found
        if isinstance(one, type) and issubclass(one, errors.AssistantError) and hasattr(one, "key")
    ]


@pytest.mark.parametrize(("language", "words"), [("de", FORBIDDEN), ("en", JARGON)])
def test_no_sentence_apologises_or_uses_jargon(language: str, words: re.Pattern[str]) -> None:
    found = {key: text for key, text in SENTENCES[language].items() if words.search(text)}
    assert not found
