"""Writes a document for Word, in the agency's template or in our own.

All text is written as text: there is no way from a model's words to a field, a link, an object or
an address outside the file. Words to check are highlighted and carry a Word comment that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, Twips
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from bot.export.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Run,
    Runs,
    Signatures,
    Table,
)
from bot.export.cleaning import clean, one_line
from bot.export.paper import Paper
from bot.export.placeholders import Filled, fill
from bot.export.report import Fact
from bot.export.word_base import CODE, NOTE_MARK, NOTE_TEXT, NOTICE, base_of
from bot.export.word_parts import Footnotes, Numbering, add_fillable, indent_of

_LONGEST_PROPERTY: Final = 250
_INITIALS: Final = "KI"
_MONO: Final = "Courier New"
_NARROWEST: Final = 6
_WIDEST: Final = 40
_BEHIND_BORDERS: Final = {
    qn(f"w:{tag}") for tag in ("shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption")
}
_BULLET_STYLES: Final = ("List Bullet", "List Bullet 2", "List Bullet 3")
_W: Final = nsdecls("w")


def write_word(paper: Paper, template: bytes | None = None) -> bytes:
    """Return the bytes of a DOCX; ``template`` is one that `word_template` has let in.

    The paper's blocks hold no Markdown any more: see `bot.export.child`.
    """
    return _Writer(paper, template).write()


class _Writer:
    """Writes one paper into one document."""

    def __init__(self, paper: Paper, template: bytes | None) -> None:
        self._paper = paper
        self._document = base_of(paper, template)
        styles = self._document.styles
        self._notes = {note.number: note for note in paper.footnotes}
        self._footnotes = Footnotes(
            self._document, styles[NOTE_TEXT].style_id, styles[NOTE_MARK].style_id
        )
        self._numbering = Numbering(self._document)
        self._writers: Mapping[type, Callable[..., object]] = {
            Heading: self._heading,
            Paragraph: lambda block: self._paragraph(block.runs),
            Listing: self._listing,
            Table: self._table,
            Quote: self._quote,
            Code: lambda block: self._line(clean(block.text), CODE),
            Signatures: self._signatures,
        }

    def write(self) -> bytes:
        filled = fill(self._document, self._paper)
        body = self._document.element.body
        before = set(body)
        self._head(filled)
        self._blocks(self._paper.body)
        self._blocks(self._paper.end)
        written = [element for element in body if element not in before]
        filled.put_in_place(written)
        self._footnotes.save()
        self._properties()
        content = BytesIO()
        self._document.save(content)
        return content.getvalue()

    # --- the head --------------------------------------------------------------------------------

    def _head(self, filled: Filled) -> None:
        paper = self._paper
        if "title" not in filled.names:
            self._line(one_line(paper.title), "Title")
        dated = Fact(label=paper.date_label, value=paper.date)
        facts = [fact for fact in paper.facts if fact.label.lower() not in filled.names]
        for fact in (*facts, dated) if "date" not in filled.names else facts:
            self._fact(fact.label, fact.value)
        if "reference" not in filled.names:
            line = self._fact(paper.reference_label, paper.reference)
            if not paper.reference:
                add_fillable(line, paper.reference_label, paper.reference_hint)
        if "notice" not in filled.names:
            self._line(paper.notice, NOTICE)
        for notice in paper.notices:
            self._line(clean(notice), NOTICE)

    def _fact(self, label: str, value: str) -> WordParagraph:
        line = self._document.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.left_indent = Cm(4)
        line.paragraph_format.first_line_indent = Cm(-4)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(4))
        line.add_run(f"{label}:\t").bold = True
        line.add_run(one_line(value))
        return line

    # --- blocks ----------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            writer = self._writers.get(type(block))
            if writer is None:  # a rule: the space between two parts
                self._document.add_paragraph()
            else:
                writer(block)

    def _heading(self, block: Heading) -> None:
        self._paragraph(block.runs, f"Heading {block.level}")

    def _line(self, text: str, style: str) -> WordParagraph:
        return self._document.add_paragraph(text, style=style)

    def _paragraph(self, runs: Runs, style: str | None = None) -> WordParagraph:
        paragraph = self._document.add_paragraph(style=style)
        self._runs(paragraph, runs)
        return paragraph

    def _quote(self, block: Quote) -> None:
        for inner in block.blocks:
            if isinstance(inner, Paragraph):
                self._paragraph(inner.runs, "Quote")
            else:
                self._blocks((inner,))

    def _signatures(self, block: Signatures) -> None:
        """Draw lines to sign on, two side by side, held together on one page."""
        columns = 2 if len(block.under) > 1 else 1
        rows = [block.under[at : at + columns] for at in range(0, len(block.under), columns)]
        for row in rows:
            for text in ("\t".join(["_" * 30] * len(row)), "\t".join(map(one_line, row))):
                line = self._document.add_paragraph(text)
                line.paragraph_format.tab_stops.add_tab_stop(Cm(8.5))
                line.paragraph_format.space_before = Pt(30 if text.startswith("_") else 0)
                line.paragraph_format.space_after = Pt(0)
                line.paragraph_format.keep_with_next = text.startswith("_")

    # --- lists -----------------------------------------------------------------------------------

    def _listing(self, block: Listing, level: int = 0) -> None:
        style = self._own_bullet(block, level)
        number = 0
        if style is None:
            number = self._numbering.begin(level, is_ordered=block.is_ordered, start=block.start)
        for item in block.items:
            first = item[0] if item and isinstance(item[0], Paragraph) else None
            line = self._paragraph(first.runs if first else (), style)
            line.paragraph_format.space_after = Pt(3)
            if number:
                self._numbering.apply(line, number, level)
            self._rest_of_item(item[1:] if first else item, level)

    def _rest_of_item(self, blocks: Sequence[Block], level: int) -> None:
        for block in blocks:
            if isinstance(block, Listing):
                self._listing(block, level + 1)
            elif isinstance(block, Paragraph):
                further = self._paragraph(block.runs)
                further.paragraph_format.left_indent = Twips(indent_of(level))
            else:
                self._blocks((block,))

    def _own_bullet(self, block: Listing, level: int) -> str | None:
        """Return the template's own style for bullets of this level, if it draws them."""
        if block.is_ordered or level >= len(_BULLET_STYLES):
            return None
        name = _BULLET_STYLES[level]
        if name not in self._document.styles:
            return None
        look = self._document.styles[name].element.pPr
        return name if look is not None and look.numPr is not None else None

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, block: Table) -> None:
        made = self._document.add_table(rows=1 + len(block.rows), cols=max(1, len(block.head)))
        if "Table Grid" in self._document.styles:
            made.style = self._document.styles["Table Grid"]
        else:
            _draw_lines(made)
        _describe(made, one_line(block.name) or ", ".join(_letters(cell) for cell in block.head))
        _weigh_columns(made, (block.head, *block.rows))
        for cells, row in zip((block.head, *block.rows), made._tbl.tr_lst, strict=True):  # noqa: SLF001  # `.cells` of python-docx is quadratic
            look = row.get_or_add_trPr()
            look.append(parse_xml(f"<w:cantSplit {_W}/>"))
            if cells is block.head:
                look.append(parse_xml(f"<w:tblHeader {_W}/>"))
            for cell, runs in zip(row.tc_lst, cells, strict=False):
                paragraph = WordParagraph(cell.p_lst[0], made)
                paragraph.paragraph_format.space_after = Pt(2)
                self._runs(paragraph, _bold(runs) if cells is block.head else runs)
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    # --- runs ------------------------------------------------------------------------------------

    def _runs(self, paragraph: WordParagraph, runs: Runs) -> None:
        carrying: dict[int, list[object]] = {}
        for run in runs:
            if run.text:
                self._run(paragraph, run, carrying)
            if note := self._notes.get(run.note):
                self._footnotes.add(paragraph, one_line(self._paper.note_line(note)))
        for number, made in carrying.items():
            self._comment(number, made)

    def _run(self, paragraph: WordParagraph, run: Run, carrying: dict[int, list[object]]) -> None:
        made = paragraph.add_run(clean(run.text))
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.struck:
            made.font.strike = True
        if run.code:
            made.font.name = _MONO
        if run.mark:
            made.font.highlight_color = WD_COLOR_INDEX.YELLOW
            carrying.setdefault(run.mark, []).append(made)

    def _comment(self, number: int, runs: Sequence[object]) -> None:
        paper = self._paper
        text = clean(f"{paper.mark_label}: {paper.marks[number - 1].about}")
        comment = self._document.add_comment(
            list(runs),  # type: ignore[arg-type]  # runs that `_run` made
            text=text,
            author=one_line(paper.agency),
            initials=_INITIALS,
        )
        comment._comment_elm.date = _midnight(paper)  # noqa: SLF001  # it knows the machine's time only

    def _properties(self) -> None:
        """Say what this is; whoever made the template or last saved it is not its author."""
        paper, core = self._paper, self._document.core_properties
        core.title = one_line(paper.title)[:_LONGEST_PROPERTY]
        core.subject = one_line(paper.reference)[:_LONGEST_PROPERTY]
        core.author = core.last_modified_by = one_line(paper.agency)[:_LONGEST_PROPERTY]
        core.category = paper.category
        core.language = paper.language
        core.comments = paper.notice[:_LONGEST_PROPERTY]
        core.keywords = core.content_status = core.identifier = ""
        core.created = core.modified = _midnight(paper)
        core.revision = 1


def _midnight(paper: Paper) -> datetime:
    return datetime.fromisoformat(f"{paper.iso_date}T00:00:00")


def _letters(runs: Runs) -> str:
    return one_line("".join(run.text for run in runs))


def _bold(runs: Runs) -> Runs:
    return tuple(run.model_copy(update={"bold": True}) for run in runs)


def _describe(table: WordTable, text: str) -> None:
    """Give the table its alternative text."""
    look = table._tbl.tblPr  # noqa: SLF001  # python-docx has no alternative texts
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = parse_xml(f"<{tag} {_W}/>")
        element.set(qn("w:val"), text[:_LONGEST_PROPERTY])
        look.append(element)


def _draw_lines(table: WordTable) -> None:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>' for side in sides)
    borders = parse_xml(f"<w:tblBorders {_W}>{drawn}</w:tblBorders>")
    look = table._tbl.tblPr  # noqa: SLF001  # likewise
    after = next((part for part in look if part.tag in _BEHIND_BORDERS), None)
    if after is None:
        look.append(borders)
    else:  # the order is part of the format
        after.addprevious(borders)


def _weigh_columns(table: WordTable, lines: Sequence[Sequence[Runs]]) -> None:
    """Give columns the width that their longest cells need, within bounds."""
    grid = table._tbl.tblGrid.gridCol_lst  # noqa: SLF001  # `.columns` walks over all cells
    longest = [
        max((len(_letters(line[at])) for line in lines if at < len(line)), default=0)
        for at in range(len(grid))
    ]
    weights = [_NARROWEST + min(length, _WIDEST) for length in longest]
    width = sum(column.w or 0 for column in grid)
    shares = [Length(width * weight // sum(weights)) for weight in weights]
    for share, column in zip(shares, grid, strict=True):
        column.w = share
    for row in table._tbl.tr_lst:  # noqa: SLF001
        for share, cell in zip(shares, row.tc_lst, strict=False):
            cell.width = share
