"""Writes a tagged PDF (PDF/UA-1): headings, lists, tables and notes can be read aloud.

The source that is set is always the same file, pdf.typ; the document comes to it as data. So
nothing that a model or a person wrote is ever read as a program, and nothing is looked up outside:
its fonts are within typst, and it sees no folder but this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typst

from bot.export.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Runs,
    Signatures,
    Table,
)
from bot.export.cleaning import clean, one_line
from bot.export.paper import Paper

_STANDARD: Final = "ua-1"
_FOLDER: Final = Path(__file__).parent
_UNSHOWN: Final = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_INSTEAD: Final = "□"
_MOST_TRIES: Final = 20
# Letters that the fonts have beyond doubt: what stays if finding the missing ones has no end.
_EXOTIC: Final = re.compile(r"[^\n\t -~\u00a0-\u017f\u2010-\u2026„“”‚‘’€□]")


def write_pdf(paper: Paper) -> bytes:
    """Return the bytes of a PDF; the paper's blocks hold no Markdown any more.

    Characters that no font has become □, and a line at the end says so.
    """
    data = json.dumps(_data(paper), ensure_ascii=False)
    missing: set[str] = set()
    for _ in range(_MOST_TRIES):
        try:
            return _set(_without(data, missing, paper), paper)
        except typst.TypstError as error:
            found = _missing(error) - missing
            if not found:
                raise
            missing |= found
    return _set(_without(data, set(_EXOTIC.findall(data)), paper), paper)


def _set(data: str, paper: Paper) -> bytes:
    source = (_FOLDER / "pdf.typ").read_bytes()
    day = datetime.fromisoformat(paper.iso_date).replace(tzinfo=UTC)
    compiler = typst.Compiler(
        source,
        root=_FOLDER,
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
        package_path=_FOLDER,
        package_cache_path=_FOLDER,
    )
    made = compiler.compile(pdf_standards=_STANDARD, timestamp=day)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was asked for")
    return made


def _missing(error: typst.TypstError) -> set[str]:
    """Return the letters that typst complains of; plain ones beside them can be shown."""
    texts = _UNSHOWN.findall(f"{error.message}\n{error.diagnostic}")
    found = "".join(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) for text in texts)
    return {letter for letter in found if not letter.isascii()}


def _without(data: str, missing: set[str], paper: Paper) -> str:
    """Replace what can't be shown; JSON's own signs can all be shown."""
    if not missing:
        return data
    data = data.translate(dict.fromkeys(map(ord, missing), _INSTEAD))
    return json.dumps({**json.loads(data), "unshown": paper.unshown}, ensure_ascii=False)


def _data(paper: Paper) -> dict[str, object]:
    """Return the paper as pdf.typ reads it: clean letters in nested lists."""
    return {
        "title": one_line(paper.title) or paper.kind,
        "kind": one_line(paper.kind),
        "agency": one_line(paper.agency),
        "category": paper.category,
        "language": paper.language,
        "date": paper.date,
        "facts": [
            *([one_line(fact.label), one_line(fact.value)] for fact in paper.facts),
            [paper.date_label, paper.date],
            [paper.reference_label, one_line(paper.reference) or "…"],
        ],
        "notices": [clean(notice) for notice in (paper.notice, *paper.notices)],
        "body": [_block(block) for block in (*paper.body, *paper.end)],
        "notes": {str(note.number): one_line(paper.note_line(note)) for note in paper.footnotes},
        "page": paper.page,
        "unshown": "",
    }


def _block(block: Block) -> Mapping[str, object]:
    data: dict[str, object] = {"kind": block.kind}
    match block:
        case Heading():
            data |= {"level": block.level, "runs": _runs(block.runs)}
        case Paragraph():
            data |= {"runs": _runs(block.runs)}
        case Listing():
            items = [[_block(inner) for inner in item] for item in block.items]
            data |= {"items": items, "ordered": block.is_ordered, "start": block.start}
        case Table():
            lines = [[_runs(cell) for cell in line] for line in (block.head, *block.rows)]
            data |= {"head": lines[0], "rows": lines[1:]}
        case Quote():
            data |= {"blocks": [_block(inner) for inner in block.blocks]}
        case Signatures():
            data |= {"under": [one_line(text) for text in block.under]}
        case Code():
            data |= {"text": clean(block.text)}
    return data


def _runs(runs: Runs) -> list[dict[str, object]]:
    return [{**run.model_dump(), "text": clean(run.text)} for run in runs]
