"""Encryption: readable for its owner only, under every key still in use."""

from __future__ import annotations

import logging
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state.cipher import Cipher

_KEY = bytes(range(32))
_VALUE = {"text": "Sehr geehrte Frau Öztürk", "n": [1, 2.5, None, True]}


def test_what_was_sealed_opens_again() -> None:
    cipher = Cipher([_KEY])
    assert cipher.open(cipher.seal(_VALUE, "t", "c"), "t", "c") == _VALUE


def test_long_texts_are_packed_before_they_are_encrypted() -> None:
    cipher = Cipher([_KEY])
    long = {"text": "Die Satzung tritt am Tage nach der Verkündung in Kraft. " * 200}
    sealed = cipher.seal(long, "t")
    assert len(sealed) < 1_000
    assert cipher.open(sealed, "t") == long


def test_the_same_value_never_looks_the_same() -> None:
    cipher = Cipher([_KEY])
    assert len({cipher.seal(_VALUE, "t") for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "binding", [("t", "c", "q"), ("t",), ("t", "co"), ("tc", ""), ("", "tc"), ('t","c',)]
)
def test_another_binding_does_not_open(binding: tuple[str, ...]) -> None:
    cipher = Cipher([_KEY])
    assert cipher.open(cipher.seal(_VALUE, "t", "c"), *binding) is None


@given(st.data())
def test_a_changed_byte_anywhere_does_not_open(data: st.DataObject) -> None:
    cipher = Cipher([_KEY])
    sealed = bytearray(cipher.seal({"text": "x" * data.draw(st.integers(0, 1_500))}, "t"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    assert cipher.open(bytes(sealed), "t") is None


@given(st.binary(max_size=100))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    assert Cipher([_KEY]).open(rubbish, "t") is None


def test_keys_rotate_without_losing_what_is_stored() -> None:
    old, new = os.urandom(32), os.urandom(32)
    sealed = Cipher([old]).seal(_VALUE, "t")
    rotated = Cipher([new, old])
    assert rotated.open(sealed, "t") == _VALUE
    assert Cipher([old]).open(rotated.seal(_VALUE, "t"), "t") is None
    assert Cipher([new]).open(sealed, "t") is None


def test_a_refusal_is_reported_without_any_content(caplog: pytest.LogCaptureFixture) -> None:
    cipher = Cipher([_KEY])
    with caplog.at_level(logging.WARNING):
        cipher.open(cipher.seal({"text": "kanarie"}, "anna"), "ben")
    assert len(caplog.records) == 1
    assert "Security" in caplog.text
    for word in ("kanarie", "anna", "ben"):
        assert word not in caplog.text
