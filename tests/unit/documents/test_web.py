"""Web pages: text in order, tables, lists, headings, and what is left out."""

from __future__ import annotations

import time

import pytest

from bot.documents.reading import web
from bot.documents.reading.protocol import Fault, ReadingError

_read = web.load()


def text(page: str | bytes) -> str:
    data = page.encode() if isinstance(page, str) else page
    return "\n\n".join(unit.text for unit in _read(data).units)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<p>Eins<p>Zwei <b>fett</b>,\n <i>schräg</i><br>neue Zeile",
            "Eins\n\nZwei fett, schräg\nneue Zeile",
        ),
        ("<p>Gr&ouml;&szlig;e &amp; 5&nbsp;&euro; &#228;</p>", "Größe & 5 € ä"),
        ("<ul><li>eins<li>zwei</ul><p>danach", "- eins\n- zwei\n\ndanach"),
        ("<a href='http://x.example/geheim'>Satzung</a>", "Satzung"),
        ("<p>vor<script>var a='<p>x</p>'</script><style>p{}</style><!-- nie -->nach", "vornach"),
        ("<nav><ul><li>Start</ul></nav><div role=navigation><div>Menü</div></div>Text", "Text"),
        (
            "<p style='color:#fff'>weiß auf weiß</p><p hidden>versteckt</p>",
            "weiß auf weiß\n\nversteckt",
        ),
        ("<img src=x alt='Plan der Straße'><img src=y alt=''>", "[Bild: Plan der Straße]"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("<table><tr><th>Amt<th>Betrag<tr><td>Sozial<td>5 €</table>", "Amt | Betrag\nSozial | 5 €"),
        (
            "<table><tr><td><p>Links</p><p>weiter</p></td><td>Rechts</td></tr></table>",
            "Links\n\nweiter\n\nRechts",
        ),
        (
            "<table><tr><td><table><tr><td>A<td>B</table></td></tr></table>danach",
            "A | B\n\ndanach",
        ),
        ("<p>Frau&#x200b; M\u00aduster</p>", "Frau Muster"),
    ],
)
def test_text_is_read(page: str, expected: str) -> None:
    assert text(f"<!DOCTYPE html><html><body>{page}</body></html>") == expected


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=iso-8859-1>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=utf-8">', "utf-8"),
        ("<meta charset='unbekannt-7'>", "cp1252"),
        ("<meta charset='hex'>", "utf-8"),
        ("<meta charset=utf-16>", "utf-8"),
        ("", "utf-16"),
        ("", "cp1252"),
        ("<meta charset=windows-1250>", "cp1250"),
    ],
)
def test_letters_come_out_whatever_the_page_declares(head: str, encoding: str) -> None:
    page = f"<html><head>{head}<title>Größe</title></head><body>Straße, Prüfung</body></html>"
    assert text(page.encode(encoding)) == "Größe\n\nStraße, Prüfung"


def test_sections_are_named_by_headings() -> None:
    chapter = "<h2>Kapitel {n}</h2><p>" + "Ein Satz über Gebühren. " * 60 + "</p><h5>klein</h5>"
    page = "<html>" + "".join(chapter.format(n=n) for n in (1, 2, 3))
    assert [unit.spot.name for unit in _read(page.encode()).units] == [
        "Kapitel 1",
        "Kapitel 2",
        "Kapitel 3",
    ]


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "b", "script"])
def test_a_hundred_thousand_boxes_in_one_another_take_no_longer_than_side_by_side(tag: str) -> None:
    before = time.process_time()
    try:
        assert "Ende" in text(f"<html>Ende<{tag}>" + f"<{tag}>" * 100_000)
    except ReadingError as error:
        assert error.fault is Fault.BROKEN  # noqa: PT017  both are fine, what counts is the time
    assert time.process_time() - before < 4


def test_a_page_without_a_word_is_empty() -> None:
    with pytest.raises(ReadingError) as told:
        _read(b"<html><script>1</script></html>")
    assert told.value.fault is Fault.EMPTY
