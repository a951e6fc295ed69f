"""The document Word files are written into: the agency's template, or our plain one.

Ours is A4 with the margins of German letters, one typeface, real heading styles, the agency's name
above and the page numbers below. Styles that a template lacks are added in its own typeface.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from bot.export.paper import Paper
from bot.export.word_parts import add_page_line

NOTICE: Final = "KI-Hinweis"
"""The style of the notice that an AI wrote the text; an agency's template may define it."""
CODE: Final = "KI-Festbreite"
NOTE_TEXT: Final = "footnote text"
NOTE_MARK: Final = "footnote reference"

_FONT: Final = "Arial"
_INK: Final = RGBColor(0x1F, 0x1F, 0x1F)
_SIZES: Final = (14.0, 12.0, 11.0, 11.0, 11.0, 11.0)
_MONO: Final = "Courier New"
_WORD_OF_TODAY: Final = "15"
_PREVIEW: Final = RELATIONSHIP_TYPE.THUMBNAIL
_SHADE: Final = "F2F2F2"
_W: Final = nsdecls("w")


def base_of(paper: Paper, template: bytes | None) -> Document:
    """Open the agency's template, or make our own document; every style we use is there."""
    document = docx.Document(BytesIO(template)) if template else _plain_document(paper)
    _complete_styles(document)
    _set_language(document, paper.language)
    return document


def _plain_document(paper: Paper) -> Document:
    document = docx.Document()
    _drop_picture(document)
    _bring_up_to_date(document, paper.language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.0)
    section.header_distance = section.footer_distance = Cm(1.25)
    _plain_styles(document)
    above = section.header.paragraphs[0]
    above.text = f"{paper.agency}\t\t{paper.kind}"
    below = section.footer.paragraphs[0]
    below.text = f"{paper.category}\t\t"
    add_page_line(below, paper.page)
    return document


def _drop_picture(document: Document) -> None:
    """Leave out the preview picture of python-docx's own template."""
    relations = document.part.package.rels
    for name in [one.rId for one in relations.values() if one.reltype == _PREVIEW]:
        del relations[name]


def _bring_up_to_date(document: Document, language: str) -> None:
    """Leave Word's compatibility mode, and set the signs of numbers and lists."""
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_OF_TODAY)
    signs = {"decimalSymbol": ",", "listSeparator": ";"} if language == "de" else {}
    for name, sign in signs.items():
        for element in settings.iter(qn(f"w:{name}")):
            element.set(qn("w:val"), sign)


def _plain_styles(document: Document) -> None:
    """Give the styles of python-docx's own template one typeface and black letters."""
    styles = document.styles
    normal = styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  # it is in the template
    _typeset(normal, 11)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for level, size in enumerate(_SIZES, 1):
        heading = styles[f"Heading {level}"]
        _typeset(heading, size, bold=True)
        heading.paragraph_format.space_before = Pt(14 if level == 1 else 10)
        heading.paragraph_format.space_after = Pt(4)
        heading.paragraph_format.keep_with_next = True
    title = styles["Title"]
    _typeset(title, 18, bold=True)
    title.paragraph_format.space_after = Pt(10)
    frame = title.element.pPr.find(qn("w:pBdr")) if title.element.pPr is not None else None
    if frame is not None:
        frame.getparent().remove(frame)
    for name in ("Header", "Footer"):
        _typeset(styles[name], 9)
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Cm(8.25), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Cm(16.5), WD_TAB_ALIGNMENT.RIGHT)


def _typeset(style: CharacterStyle, size: float, *, bold: bool | None = None) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, None
    font.color.rgb = _INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # themes would win
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), _FONT)


# --- styles that may be missing ------------------------------------------------------------------


def _complete_styles(document: Document) -> None:
    styles = document.styles
    for level, size in enumerate(_SIZES, 1):
        if f"Heading {level}" not in styles:
            _add_heading(document, level, size)
    if "Title" not in styles:
        title = _add(document, "Title", builtin=True)
        title.font.size, title.font.bold = Pt(18), True
    if "Quote" not in styles:
        quote = _add(document, "Quote", builtin=True)
        quote.font.italic = True
        quote.paragraph_format.left_indent = Cm(0.75)
    if CODE not in styles:
        code = _add(document, CODE)
        code.font.name, code.font.size = _MONO, Pt(9.5)
        _shade(code)
    if NOTICE not in styles:
        notice = _add(document, NOTICE)
        notice.font.size = Pt(9.5)
        _shade(notice)
    _complete_note_styles(document)


def _complete_note_styles(document: Document) -> None:
    if NOTE_TEXT not in document.styles:
        text = _add(document, NOTE_TEXT, builtin=True)
        text.font.size = Pt(9)
        text.paragraph_format.space_after = Pt(0)
    if NOTE_MARK not in document.styles:
        made = document.styles.add_style(NOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
        assert isinstance(made, CharacterStyle)  # noqa: S101  # asked for above
        made.font.superscript = True


def _add(document: Document, name: str, *, builtin: bool = False) -> ParagraphStyle:
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    assert isinstance(made, ParagraphStyle)  # noqa: S101  # asked for above
    made.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    made.hidden, made.quick_style = False, True
    return made


def _add_heading(document: Document, level: int, size: float) -> None:
    made = _add(document, f"Heading {level}", builtin=True)
    made.font.size, made.font.bold = Pt(size), True
    made.paragraph_format.keep_with_next = True
    made.paragraph_format.space_before = Pt(10)
    # What makes it a heading for readers and for the table of contents.
    outline = parse_xml(f'<w:outlineLvl {_W} w:val="{level - 1}"/>')
    made.element.get_or_add_pPr().append(outline)


def _shade(style: ParagraphStyle) -> None:
    shade = parse_xml(f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="{_SHADE}"/>')
    style.element.get_or_add_pPr().append(shade)


def _set_language(document: Document, language: str) -> None:
    """Say in which language the text is, for hyphenation, spelling and screen readers."""
    region = {"de": "de-DE", "en": "en-GB"}.get(language, language)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = parse_xml(f"<w:docDefaults {_W}/>")
        document.styles.element.insert(0, defaults)
    for tag in ("w:rPrDefault", "w:rPr"):
        inner = defaults.find(qn(tag))
        if inner is None:
            inner = parse_xml(f"<{tag} {_W}/>")
            defaults.insert(0, inner)
        defaults = inner
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {_W} w:val="{region}" w:eastAsia="{region}"/>'))
