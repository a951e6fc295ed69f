"""The cards' sentences: all in texts, in both languages, in the house's tone."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

import cards
from bot.core.texts import LANGUAGES, load
from tests.cards.gallery import error_classes

_FOLDER = Path(cards.__file__).parent
_MODULES = sorted(
    file
    for file in _FOLDER.glob("*.py")
    if file.name not in {"__init__.py", "schema.py", "escaping.py", "markdown.py"}
)
_PREFIXES = (
    "answer.", "errors.", "feature.", "help.", "welcome.", "notice.", "privacy.", "receipt.",
    "data.", "file.", "progress.", "summary.", "library.", "form.", "template.",
)  # fmt: skip
_OURS = {
    language: {key: text for key, text in load(language).items() if key.startswith(_PREFIXES)}
    for language in LANGUAGES
}
# Keys, ids, verbs, the schema's words: small, and never a sentence. Raised errors are for us.
_TECHNICAL = re.compile(r"[a-z0-9_.:,\-/$ ]{0,2}|[a-z0-9_.\-{}]+|[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+")
_WORDS = re.compile(r"\b(leider|ups|entschuldigung|einfach|natürlich)\b", re.IGNORECASE)
_JARGON = re.compile(r"token|prompt|\bllm\b|timeout|halluzin|hallucin", re.IGNORECASE)
_LONGEST_SENTENCE = 22


@pytest.mark.parametrize("module", _MODULES, ids=lambda file: file.stem)
def test_no_card_writes_a_sentence_of_its_own(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):  # docstrings, errors for developers and field metadata are ours
        if isinstance(node, ast.Raise | ast.Assign | ast.AnnAssign):
            node.value = None  # type: ignore[union-attr]
            if isinstance(node, ast.Raise):
                node.exc = None
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and not _TECHNICAL.fullmatch(node.value)
    ]
    allowed = {"AdaptiveCard", "Data.Query", "TableRow", "TableCell", "Full", "\n"}
    allowed |= {"associatedInputs", "width", "altText"}
    assert set(found) <= allowed


def test_both_languages_have_the_same_keys_and_places() -> None:
    assert _OURS["de"].keys() == _OURS["en"].keys()
    for key, german in _OURS["de"].items():
        places = [
            sorted({name for _, name, _, _ in Formatter().parse(text) if name})
            for text in (german, _OURS["en"][key])
        ]
        assert places[0] == places[1], key


def test_every_error_has_a_title_and_a_text() -> None:
    for kind in error_classes():
        for language in LANGUAGES:
            assert _OURS[language][f"{kind.key}.title"], kind
            assert _OURS[language][f"{kind.key}.text"], kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tone_is_that_of_the_house(language: str) -> None:
    for key, text in _OURS[language].items():
        assert not _WORDS.search(text), key
        assert not _JARGON.search(text), key
        assert "!" not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    for key, text in _OURS[language].items():
        plain = re.sub(r"z\. B\.|e\.g\.|[*–-]", "", text)
        for sentence in re.split(r"(?<=[.:;?])\s|\n", plain):
            assert len(sentence.split()) <= _LONGEST_SENTENCE, (key, sentence)


def test_the_files_are_plain_objects_of_text() -> None:
    for file in (_FOLDER.parent / "bot" / "texts").rglob("*.json"):
        assert all(isinstance(text, str) for text in json.loads(file.read_text("utf-8")).values())
