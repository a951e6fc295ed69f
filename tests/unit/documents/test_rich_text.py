r"""RTF: letters in every spelling, notes, fields, tables, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.reading import rich_text
from bot.documents.reading.protocol import Fault, ReadingError, Unread

_read = rich_text.load()
HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Cyr;}}"


def text(body: bytes) -> str:
    return "\n\n".join(unit.text for unit in _read(HEAD + body + b"}").units)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb"Gr\'f6\'dfe und Stra\'DFe", "Größe und Straße"),
        (rb"Gr\u246\'f6\u223?e \uc0\u8364", "Größe €"),
        (rb"Gr\uc2\u246ab\u223\'c3\'9fe", "Größe"),
        ("Größe roh".encode("cp1252"), "Größe roh"),
        (rb"\f1 \'cf\'f0\'e8\'e2\'e5\'f2\f0  Anna", "Привет Anna"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"\ldblquote so\rdblquote \emdash nein\~ja\_nein", "“so”—nein ja-nein"),
        (rb"Stra\-\'dfe\{\}\\", "Straße{}\\"),
        (rb"{\b fett} und {\i kursiv}{\*\unbekannt nichts}", "fett und kursiv"),
        (rb"{\v versteckt}{\deleted weg}{\pict\wmetafile8 0a0b}", "versteckt"),
        (rb"{\pict\bin7 a}b{\'c}danach", "danach"),
        (rb'{\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt \'a7 5}}', "§ 5"),
        (rb"{\upr{\'3f}{\*\ud{\u252 ?}}}ber", "über"),
        (rb"{\info{\title T}{\upr{\author A}{\*\ud{\author B}}}}Text", "Text"),
        (rb"Text{\footnote\ftnalt Ende}{\footnote Fu\'df}", "Text [Endnote: Ende] [Fußnote: Fuß]"),
        (rb"{\*\atnauthor Anna}{\*\annotation gut}Text", "[Kommentar von Anna: gut]Text"),
        (rb"{\header Kopf\par}Text\par", "[Kopfzeile: Kopf]\n\nText"),
        (rb"{\footerl Fu\'df}Text\par", "Text\n\n[Fußzeile: Fuß]"),
        (rb"Amt\cell Betrag\cell\row Sozialamt\cell 5\cell\row", "Amt | Betrag\n\nSozialamt | 5"),
        (rb"eins\line zwei\tab drei", "eins\n\nzwei\tdrei"),
        (rb"{\shp{\*\shpinst{\sp{\sn n}{\sv 1}}{\shptxt Kasten\par}}}", "Kasten"),
        (rb"\i0\*\cs7 Stern im Text", "Stern im Text"),
    ],
)
def test_text_is_read(body: bytes, expected: str) -> None:
    assert text(body) == expected


def test_headings_name_the_sections() -> None:
    chapter = rb"\pard\outlinelevel0 Kapitel %d\par\pard " + rb"Ein Satz \'fcber Geb\'fchren. " * 60
    opened = _read(HEAD + b"".join(chapter % n + rb"\par " for n in (1, 2, 3)) + b"}")
    assert [unit.spot.name for unit in opened.units] == ["Kapitel 1", "Kapitel 2", "Kapitel 3"]


def test_a_picture_alone_is_unreadable_and_nothing_is_empty() -> None:
    (unit,) = _read(HEAD + rb"{\pict 0a0b}}").units
    assert (unit.is_readable, unit.why) == (False, Unread.PICTURE)
    with pytest.raises(ReadingError) as told:
        _read(HEAD + b"}")
    assert told.value.fault is Fault.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 a" + b"{" * 10_000 + b"b",
        b"{\\rtf1 a" + b"}" * 100_000 + b"b",
        b"{\\rtf1 " + b"{\\footnote a" * 15_000 + b"x",
        b"{\\rtf1 a\\bin999999999 b",
        b"{\\rtf1 \\u99999999999 \\'zz \\",
    ],
)
def test_broken_files_are_read_as_far_as_they_go(data: bytes) -> None:
    assert list(_read(data).units)


def test_braces_without_end_are_refused() -> None:
    with pytest.raises(ReadingError) as told:
        _read(b"{\\rtf1" + b"{" * 1_000_000)
    assert told.value.fault is Fault.BROKEN


_TOKENS = [rb"\par ", b"{", b"}", rb"\'fc", rb"\u252?", b"x ", rb"\*", b"\\", rb"{\footnote "]


@given(st.lists(st.sampled_from(_TOKENS)))
@settings(max_examples=100, deadline=None)
def test_nothing_but_our_own_error_is_raised(tokens: list[bytes]) -> None:
    try:
        _read(HEAD + b"".join(tokens))
    except ReadingError:
        return
