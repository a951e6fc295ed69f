"""PowerPoint files: every slide as a person reads it, with what is said beside it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from bot.documents.extract import Extractor
from bot.documents.reading import presentations
from bot.documents.reading.protocol import Fault, Kind, Opened, Place, Read, ReadingError, Unread
from tests.unit.documents.office_samples import archive, patched, related, relations

_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELS = "ppt/slides/_rels/slide1.xml.rels"


class Deck:
    """A presentation in the making, by the usual library; the layouts are its template's."""

    def __init__(self) -> None:
        self.made = Presentation()

    def slide(self, title: str = "") -> Any:
        """Add a slide with a title only, or a blank one."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[5 if title else 6])
        if title:
            slide.shapes.title.text = title
        return slide

    def box(self, slide: Any, text: str, x: float, y: float) -> None:
        """Add a text box at a place in centimetres."""
        box = slide.shapes.add_textbox(Cm(x), Cm(y), Cm(5), Cm(1))
        box.text_frame.text = text

    def data(self) -> bytes:
        out = io.BytesIO()
        self.made.save(out)
        return out.getvalue()


def opened(data: bytes) -> Opened:
    return presentations.load()(data)


def units(data: bytes) -> list[Read]:
    return list(opened(data).units)


def test_slides_come_in_their_order_with_number_and_title() -> None:
    deck = Deck()
    for title in ("Ausgangslage", "Lösung für Köln"):
        deck.slide(title)
    read = opened(deck.data())
    assert (read.place, read.total) == (Place.SLIDE, 2)
    assert [(unit.spot.first, unit.spot.name, unit.text) for unit in read.units] == [
        (1, "Ausgangslage", "Ausgangslage"),
        (2, "Lösung für Köln", "Lösung für Köln"),
    ]


def test_the_title_comes_first_and_the_rest_by_its_place() -> None:
    deck = Deck()
    slide = deck.slide("Titel")
    deck.box(slide, "unten", 1, 15)
    deck.box(slide, "oben rechts", 12, 5)
    deck.box(slide, "oben links", 1, 5.3)
    assert units(deck.data())[0].text.split("\n\n") == [
        "Titel",
        "oben links",
        "oben rechts",
        "unten",
    ]


def test_a_placeholder_stands_where_its_layout_puts_it() -> None:
    deck = Deck()
    slide = deck.made.slides.add_slide(deck.made.slide_layouts[1])
    slide.shapes.title.text = "Titel"
    slide.placeholders[1].text = "Hauptteil"
    deck.box(slide, "Kopf", 1, 3)
    deck.box(slide, "Fuß", 1, 18)
    assert units(deck.data())[0].text.split("\n\n") == ["Titel", "Kopf", "Hauptteil", "Fuß"]


def test_tables_and_groups_are_read() -> None:
    deck = Deck()
    slide = deck.made.slides.add_slide(deck.made.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(2), Cm(10), Cm(3)).table
    for at, text in {(0, 0): "Straße", (0, 1): "Kosten", (1, 0): "Ringstraße"}.items():
        table.cell(*at).text = text
    table.cell(1, 1).text = "5.000 €\nnetto"
    group = slide.shapes.add_group_shape()
    for text, y in (("zweitens", 12), ("erstens", 10)):
        box = group.shapes.add_textbox(Cm(1), Cm(y), Cm(5), Cm(1))
        box.text_frame.text = text
    assert units(deck.data())[0].text == (
        "Straße | Kosten\nRingstraße | 5.000 € netto\n\nerstens\nzweitens"
    )


def test_a_chart_says_its_title_and_figures() -> None:
    deck = Deck()
    slide = deck.made.slides.add_slide(deck.made.slide_layouts[6])
    data: Any = CategoryChartData(number_format="0.0")  # type: ignore[no-untyped-call]
    data.categories = ["2024", "2025"]
    data.add_series("Anträge", (12.5, 8))
    data.add_series("Bescheide", (10, 7.25))
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(1), Cm(9), Cm(9), data
    ).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Bauanträge"
    assert units(deck.data())[0].text.split("\n") == [
        "[Diagramm: Bauanträge]",
        "| Anträge | Bescheide",
        "2024 | 12,5 | 10,0",
        "2025 | 8,0 | 7,3",
    ]


def test_notes_are_marked_and_hidden_slides_known() -> None:
    deck = Deck()
    slide = deck.made.slides.add_slide(deck.made.slide_layouts[5])
    slide.shapes.title.text = "Geheimplan"
    slide.notes_slide.notes_text_frame.text = "Nicht vorlesen!\nErst am Montag."
    data = patched(deck.data(), {}, {"ppt/slides/slide1.xml": ("<p:sld ", '<p:sld show="0" ')})
    (unit,) = units(data)
    assert unit.text == "Geheimplan\n\n[Notizen: Nicht vorlesen!\nErst am Montag.]"
    assert unit.spot.is_hidden


def test_comments_of_old_and_new_making_are_marked_with_who_wrote_them() -> None:
    deck = Deck()
    deck.slide("Titel")
    old = (
        f'<p:cmLst xmlns:p="{_P}"><p:cm authorId="0"><p:text>Bitte prüfen</p:text></p:cm></p:cmLst>'
    )
    new = (
        f'<n:cmLst xmlns:n="urn:neu" xmlns:a="{_A}"><n:cm authorId="{{1}}"><n:replyLst><n:reply'
        ' authorId="{2}"><n:txBody><a:p><a:r><a:t>Ja</a:t></a:r></a:p></n:txBody></n:reply>'
        "</n:replyLst><n:txBody><a:p><a:r><a:t>Stimmt das?</a:t></a:r></a:p></n:txBody></n:cm>"
        "</n:cmLst>"
    )
    authors = '<n:authorLst xmlns:n="urn:neu"><n:author id="{1}" name="Öztürk"/></n:authorLst>'
    data = patched(
        deck.data(),
        {
            "ppt/comments/comment1.xml": old,
            "ppt/comments/modernComment1.xml": new,
            "ppt/authors.xml": authors,
            "ppt/commentAuthors.xml": f'<p:l xmlns:p="{_P}"><p:a id="0" name="Amt 3"/></p:l>',
        },
        {"ppt/_rels/presentation.xml.rels": related("rA", "authors", "authors.xml")},
    )
    data = patched(
        data,
        {},
        {
            "ppt/_rels/presentation.xml.rels": related(
                "rB", "commentAuthors", "/ppt/commentAuthors.xml"
            )
        },
    )
    data = patched(data, {}, {_RELS: related("rC", "comments", "../comments/comment1.xml")})
    data = patched(data, {}, {_RELS: related("rD", "comments", "../comments/modernComment1.xml")})
    assert units(data)[0].text.split("\n\n")[1:] == [
        "[Kommentar von Amt 3: Bitte prüfen]",
        "[Kommentar von Öztürk: Stimmt das?]",
        "[Kommentar: Ja]",
    ]


def test_smartart_and_shapes_in_alternative_content_are_read() -> None:
    deck = Deck()
    deck.slide("Ablauf")
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    shape = "<p:sp><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
    more = (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x">{shape.format("neu")}'
        f"</mc:Choice><mc:Fallback>{shape.format('alt')}</mc:Fallback></mc:AlternateContent>"
        f'<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="{dgm}" xmlns:r="{r}" '
        'r:dm="rX" r:lo="rL"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    point = '<dgm:pt type="{}"><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    points = (
        point.format("node", "Antrag") + point.format("pres", "nie") + point.format("", "Prüfung")
    )
    data = patched(
        deck.data(),
        {"ppt/diagrams/data1.xml": f'<d xmlns:dgm="{dgm}" xmlns:a="{_A}">{points}</d>'},
        {
            "ppt/slides/slide1.xml": ("</p:spTree>", f"{more}</p:spTree>"),
            _RELS: related("rX", "diagramData", "../diagrams/data1.xml"),
        },
    )
    assert units(data)[0].text == "Ablauf\n\nneu\n\nAntrag\nPrüfung"


def test_footers_and_words_of_the_layout_are_told_once() -> None:
    footer = (
        '<p:sp><p:nvSpPr><p:cNvPr id="9" name="F"/><p:cNvSpPr/><p:nvPr><p:ph type="ftr"/></p:nvPr>'
        "</p:nvSpPr><p:spPr/><p:txBody><a:p><a:r><a:t>Stadt Köln</a:t></a:r></a:p></p:txBody>"
        "</p:sp>"
    )
    number = footer.replace('"ftr"', '"sldNum"').replace("Stadt Köln", "‹Nr.›")
    logo = "<p:sp><p:txBody><a:p><a:r><a:t>vertraulich</a:t></a:r></a:p></p:txBody></p:sp>"
    deck = Deck()
    deck.slide("Eins")
    deck.slide("Zwei")
    end = "</p:spTree>"
    data = patched(
        deck.data(),
        {},
        {
            "ppt/slides/slide1.xml": (end, footer + number + end),
            "ppt/slides/slide2.xml": (end, footer + number + end),
            "ppt/slideMasters/slideMaster1.xml": (end, logo + end),
        },
    )
    assert [unit.text for unit in units(data)] == [
        "Eins\n\n[Fußzeile: Stadt Köln]\n\n[Folienmaster: vertraulich]",
        "Zwei",
    ]


def test_an_empty_slide_and_a_damaged_one_keep_their_numbers() -> None:
    deck = Deck()
    for title in ("Eins", "", "Drei", "Vier"):
        deck.slide(title)
    data = patched(deck.data(), {"ppt/slides/slide3.xml": "<p:sld"})
    read = units(data)
    assert [(unit.text, unit.is_readable) for unit in read] == [
        ("Eins", True),
        ("", False),
        ("", False),
        ("Vier", True),
    ]
    assert [unit.why for unit in read[1:3]] == [Unread.BLANK, Unread.BROKEN]


def test_soft_hyphens_and_control_marks_are_mended() -> None:
    deck = Deck()
    deck.slide("Alters\u00adpräsident\u200b")
    assert units(deck.data())[0].spot.name == "Alterspräsident"


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"[Content_Types].xml": "x"}, Fault.BROKEN),
        ({"_rels/.rels": relations(("r1", "officeDocument", "fehlt.xml"))}, Fault.BROKEN),
        (
            {
                "_rels/.rels": relations(("r1", "officeDocument", "a.xml")),
                "a.xml": "<presentation/>",
            },
            Fault.EMPTY,
        ),
    ],
)
def test_what_is_no_presentation_says_so(parts: dict[str, str], fault: Fault) -> None:
    with pytest.raises(ReadingError) as caught:
        opened(archive(parts))
    assert caught.value.fault is fault


async def test_a_presentation_is_read_in_the_confined_child() -> None:
    deck = Deck()
    deck.slide("Größe und Maß")
    extract = await Extractor().extract(deck.data(), max_pages=10)
    assert (extract.kind, extract.place) == (Kind.PPTX, Place.SLIDE)
    assert [(unit.text, unit.spot.first) for unit in extract.units] == [("Größe und Maß", 1)]
