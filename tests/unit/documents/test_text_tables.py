"""Markdown and separated values."""

from __future__ import annotations

import pytest

from bot.documents.reading import markdown, separated
from bot.documents.reading.protocol import Fault, Place, ReadingError

_read_markdown = markdown.load()
_read_table = separated.load()


def test_markdown_keeps_its_words_and_loses_addresses_and_bold() -> None:
    source = (
        'Titel\n=====\n\nSiehe [§ 5](http://x.example/a "Satzung") und **wichtig**.\n'
        "![Plan](p.png) ![](leer.png)\n\n- eins\n- zwei\n\n---\n\n```\n# kein Titel **so**\n```\n"
    )
    (unit,) = _read_markdown(source.encode()).units
    assert unit.spot.name == "Titel"
    assert unit.text == (
        "Titel\n\nSiehe § 5 und wichtig.\n[Bild: Plan]\n\n- eins\n- zwei\n\n---\n\n"
        "```\n# kein Titel **so**\n```"
    )


def test_markdown_sections_are_named_by_headings() -> None:
    source = "".join(f"## Kapitel {n} ##\n\n{'Ein Satz über Gebühren. ' * 60}\n\n" for n in (1, 2))
    assert [unit.spot.name for unit in _read_markdown(source.encode()).units] == [
        "Kapitel 1",
        "Kapitel 2",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_tables_are_read_with_any_separator_and_encoding(separator: str, encoding: str) -> None:
    rows = [["Straße", "Größe"], ['"a""b\nc"', "1"], ["Müller", "2"]]
    data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    (unit,) = _read_table(data).units
    assert unit.text == 'Straße | Größe\na"b c | 1\nMüller | 2'
    assert (unit.spot.first, unit.spot.last) == (1, 3)


def test_german_numbers_with_commas_do_not_part_cells() -> None:
    (unit,) = _read_table(b"Amt;Betrag\nSozial;1,50\nBau;2,75\n").units
    assert unit.text == "Amt | Betrag\nSozial | 1,50\nBau | 2,75"


def test_excels_hint_of_the_separator_is_taken_and_not_shown() -> None:
    (unit,) = _read_table(b"sep=,\nAmt,Betrag\nSozial,5\n").units
    assert unit.text == "Amt | Betrag\nSozial | 5"


def test_every_stretch_of_a_long_table_has_the_header() -> None:
    opened = _read_table(("Name;Ort\n" + "Anna;Köln\n" * 500).encode())
    units = list(opened.units)
    assert opened.place is Place.ROWS
    assert opened.total == len(units) > 10
    assert all(unit.text.startswith("Name | Ort\n") for unit in units)
    assert [unit.spot.first for unit in units][:2] == [1, units[0].spot.last + 1]


def test_a_table_of_nothing_is_empty_and_an_endless_cell_broken() -> None:
    for data, fault in ((b";;;\n;;\n", Fault.EMPTY), (b'a;"' + b"x" * 1_100_000, Fault.BROKEN)):
        with pytest.raises(ReadingError) as told:
            list(_read_table(data).units)
        assert told.value.fault is fault
