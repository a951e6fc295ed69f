"""Numbers of sheets as a German reader sees them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.documents.reading.number_formats import (
    NumberFormat,
    built_in,
    day,
    elapsed,
    general,
)

_ACCOUNTING = (
    '_-* #,##0.00 [$€-407]_-;-* #,##0.00 [$€-407]_-;_-* "-"?? [$€-407]_-;_-@_-'  # of German Excel
)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 3.0, "3"),
        ("0", 2.5, "3"),
        ("0.00", 1234.5, "1234,50"),
        ("0.00", 0.125, "0,13"),
        ("0.00", -0.001, "0,00"),
        ("#,##0.00", 1234567.891, "1.234.567,89"),
        ('#,##0.00 "€"', -1234.5, "-1.234,50 €"),
        ("#,##0;(#,##0)", -1234, "(1.234)"),
        ("#,##0;[Red]-#,##0", -1234, "-1.234"),
        (_ACCOUNTING, 1234, "1.234,00 €"),
        (_ACCOUNTING, 0, "- €"),
        ('0;-0;"entfällt"', 0, "entfällt"),
        ("0%", 0.19, "19 %"),
        ("0.0 %", 0.195, "19,5 %"),
        ("00000", 1067, "01067"),
        ("#,##0,", 1234567, "1.235"),
        ("0.##", 3.5, "3,5"),
        ("0.##", 3, "3"),
        ('"Nr. "0', 7, "Nr. 7"),
        ('0 "Tage"', 5, "5 Tage"),
        ("# ?/?", 0.5, "0,5"),
        ("0.00E+00", 1e20, "1E+20"),
        ('0 "Euro und" .00 "Cent"', 5.25, "5,25"),
        ("@", 12.0, "12"),
        ("#,##0.00", 1e300, "1E+300"),
        ("", 1.5, "1,5"),
        (";;;", 1.5, "1,5"),
        ("dd/mm/yy", 45231, "01.11.2023"),
        ("[$-407]d. mmmm yyyy;@", 45231, "01.11.2023"),
        ("mmm yyyy", 45231, "November 2023"),
        ("yyyy", 45231, "2023"),
        ("mmmm", 45231, "November"),
        ("d.m.y h:mm", 45231.75, "01.11.2023 18:00"),
        ("h:mm", 0.2604282, "06:15"),
        ("h:mm:ss", 0.2604282, "06:15:01"),
        ("[h]:mm", 1.5, "36:00"),
        ("dd.mm.yyyy", -5, "-5"),
        ("dd.mm.yyyy", 1e12, "1000000000000"),
    ],
)
def test_a_number_is_shown_as_its_format_says(code: str, value: float, shown: str) -> None:
    assert NumberFormat(code).shown(value) == shown


def test_dates_of_a_workbook_from_1904_are_four_years_later() -> None:
    form = NumberFormat("dd.mm.yyyy")
    assert (form.shown(0, from_1904=True), form.shown(60)) == ("01.01.1904", "28.02.1900")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.0, "3"),
        (-0.1, "-0,1"),
        (0.1 + 0.2, "0,3"),
        (1 / 7, "0,1428571429"),
        (1e20, "1E+20"),
        (123456789012345.0, "123456789012345"),
    ],
)
def test_without_a_format_a_number_has_no_point_zero(value: float, shown: str) -> None:
    assert general(value) == shown


def test_dates_and_spans_are_written_the_german_way() -> None:
    zone = dt.UTC
    assert day(dt.date(2026, 3, 1)) == "01.03.2026"
    assert day(dt.datetime(2026, 3, 1, tzinfo=zone)) == "01.03.2026"
    assert day(dt.datetime(2026, 3, 1, 9, 5, tzinfo=zone)) == "01.03.2026 09:05"
    assert day(dt.time(9, 5, 7)) == "09:05:07"
    assert (elapsed(1.5), elapsed(-1 / 48), elapsed(1 / 86_400)) == ("36:00", "-0:30", "0:00:01")


def test_formats_that_files_do_not_explain_are_known() -> None:
    assert NumberFormat(built_in(10)).shown(0.195) == "19,50 %"
    assert NumberFormat(built_in(14)).shown(45231) == "01.11.2023"
    assert built_in(163) == "General"
