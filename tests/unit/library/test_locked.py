"""Locked parts of decisions: never the model's words, always the agency's block or a gap."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ConfigurationError
from bot.library.locked import LockedParts, Part, load_blocks, locked_part

GAPS = LockedParts({}, "de")
BLOCKS = LockedParts({Part.REMEDIES: "Belehrung des Amtes, Stand 2026."}, "de")
DECISION = """Sehr geehrte Frau Öztürk,

**Tenor**
1. Der Antrag wird abgelehnt.
2. Sie tragen die Kosten.

**Sachverhalt**
Sie haben am 3. März 2026 einen Antrag gestellt.

## Rechtsbehelfsbelehrung
Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.

**Anlagen**
Merkblatt"""


def test_the_models_own_words_are_replaced_and_the_rest_stays() -> None:
    shown = BLOCKS.shown(DECISION, final=True)
    assert "abgelehnt" not in shown
    assert "Widerspruch" not in shown
    assert "Belehrung des Amtes, Stand 2026." in shown
    assert "[bitte ergänzen: Textbaustein der Behörde zum Tenor]" in shown
    assert "Sie haben am 3. März 2026 einen Antrag gestellt." in shown
    assert shown.endswith("**Anlagen**\nMerkblatt")


@pytest.mark.parametrize(
    "line",
    [
        "Tenor:",
        "**Tenor**",
        "### I. Tenor",
        "1. Kostenentscheidung: Die Gebühr beträgt 120 Euro.",
        "**Rechtsbehelfsbelehrung:** Gegen diesen Bescheid …",
        "Rechtsmittelbelehrung",
        "II. Ermessensausübung",
        "Ermessen:",
        "Decision on costs:",
        "## Legal remedies",
    ],
)
def test_a_locked_heading_is_known_in_every_dress(line: str) -> None:
    assert locked_part(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Kosten: 4.200 Euro im Haushaltsjahr 2026",
        "Die Rechtsbehelfsbelehrung war fehlerhaft.",
        "Der Tenor der Veranstaltung war positiv.",
        "Im Ermessen der Behörde liegt, ob sie einschreitet.",
        "**Kosten und Finanzierung**",
        "",
    ],
)
def test_ordinary_sentences_stay(line: str) -> None:
    assert locked_part(line) is None
    assert GAPS.shown(line, final=True) == line


def test_remedies_without_a_heading_are_found_by_their_wording() -> None:
    text = "Gruß\n\nGegen diesen Bescheid kann binnen eines Monats Klage erhoben werden.\nEnde"
    shown = GAPS.shown(text, final=True)
    assert "Klage" not in shown
    assert shown.endswith("Ende")


@given(st.lists(st.sampled_from([*DECISION.split("\n"), "Tenor", "a", "**B**:"]), max_size=25))
def test_growing_text_only_ever_continues(lines: list[str]) -> None:
    text = "\n".join(lines)
    before = ""
    for end in range(0, len(text) + 1, 3):
        now = GAPS.shown(text[:end], final=False)
        assert now.startswith(before.rstrip("\n"))
        before = now
    assert GAPS.shown(text, final=True).startswith(before.rstrip("\n"))


@given(st.text(max_size=3_000))
def test_no_text_breaks_it(text: str) -> None:
    GAPS.shown(text, final=True)


def test_blocks_come_from_the_agencys_folder(tmp_path: Path) -> None:
    (tmp_path / "rechtsbehelf.md").write_text(" Gegen … \n", "utf-8")
    assert load_blocks(tmp_path) == {Part.REMEDIES: "Gegen …"}
    assert load_blocks(None) == {}
    with pytest.raises(ConfigurationError):
        load_blocks(tmp_path / "fehlt")
    (tmp_path / "kosten.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError):
        load_blocks(tmp_path)
