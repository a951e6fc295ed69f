"""What a text rests on: places in it, marks on what to check, quotations folded below.

Never says more than code did: a quotation stands in the document or it doesn't. Words of the
model, of the document and names of files are all escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.documents.places import place_mark, place_name
from bot.documents.summary import Quotation, Remark, Summary, is_heading
from bot.evidence.checking import Doubt
from cards import elements as el
from cards.escaping import escaped

_REFERENCES: Final = re.compile(r"\[(\d{1,4})\](?:[ ,;]{0,2}\[\d{1,4}\])*")
_NUMBER: Final = re.compile(r"\d+")
_EMPHASIS: Final = re.compile(r"[*\[\]]|(?<!\w)_|_(?!\w)")
_SHOWN_MARKS: Final = 3
_FOLDED: Final = 10  # quotations in one fold
_LONGEST: Final = 300


def with_places(summary: Summary, texts: Texts) -> str:
    """Return the text with its doubts behind the statements and places for references."""
    return _placed(_marked(summary, texts), summary, texts)


def mark_blocks(summary: Summary, texts: Texts) -> list[el.Block]:
    """Return a box for each doubt; after the first few the others are folded."""
    boxes = [_mark(one, summary, texts) for one in _distinct(summary.remarks)]
    blocks: list[el.Block] = [el.quiet(box) for box in boxes[:_SHOWN_MARKS]]
    folded = boxes[_SHOWN_MARKS:]
    for at in range(0, len(folded), _FOLDED):
        part = folded[at : at + _FOLDED]
        title = texts.count("summary.more_marks", len(part))
        name = f"marks{at}"
        fold = el.fold(title, name, tooltip=texts("summary.more_marks.tooltip"))
        blocks.append(el.group(el.row_actions(fold), el.quiet(*part, name=name, visible=False)))
    return blocks


def evidence_blocks(summary: Summary, texts: Texts) -> list[el.Block]:
    """Return the quotations with their places, folded, a handful at a time."""
    every = summary.quotations
    blocks: list[el.Block] = []
    for at in range(0, len(every), _FOLDED):
        part, name = every[at : at + _FOLDED], f"evidence{at}"
        last = at + len(part)
        title = texts("summary.evidence")
        if len(every) > _FOLDED:
            title = texts("summary.evidence.part", first=at + 1, last=last)
        fold = el.fold(title, name, tooltip=texts("summary.evidence.tooltip"))
        lines = [line for one in part for line in _quotation(one, summary, texts)]
        blocks.append(el.group(el.row_actions(fold), el.quiet(*lines, name=name, visible=False)))
    return blocks


def _marked(summary: Summary, texts: Texts) -> str:
    """Put „(nicht belegt)“ or „(bitte prüfen)“ behind each statement in doubt, once."""
    text = summary.text
    places: dict[int, str] = {}
    for one in summary.remarks:
        if places.get(one.at) != Doubt.UNSUPPORTED:
            places[one.at] = one.doubt
    for at in sorted(places, reverse=True):
        if is_heading(text, at):
            continue  # the box says it; more words would make a sentence of it
        kind = "unsupported" if places[at] == Doubt.UNSUPPORTED else "check"
        text = f"{text[:at]} {texts(f'summary.inline.{kind}')}{text[at:]}"
    return text


def _placed(text: str, summary: Summary, texts: Texts) -> str:
    units = {one.number: one.unit for one in summary.quotations}

    def replaced(match: re.Match[str]) -> str:
        numbers = [int(number) for number in _NUMBER.findall(match[0])]
        if not all(number in units for number in numbers):
            return match[0]
        marks = dict.fromkeys(_mark_of(units[number], summary, texts) for number in numbers)
        return texts("summary.inline.places", places=", ".join(marks))

    return _REFERENCES.sub(replaced, text)


def _mark_of(unit: int, summary: Summary, texts: Texts) -> str:
    """Return the place for the text, where the signs of a file's name would count as Markdown."""
    return _EMPHASIS.sub(" ", place_mark(unit, summary.place, summary.spot(unit), texts))


def _distinct(remarks: Sequence[Remark]) -> list[Remark]:
    """Return each doubt about the same words once."""
    return list({(one.doubt, one.words): one for one in reversed(remarks)}.values())[::-1]


def _mark(one: Remark, summary: Summary, texts: Texts) -> el.Block:
    kind = {Doubt.UNSUPPORTED: "unsupported", Doubt.MEANING: "meaning"}.get(one.doubt, "words")
    words = one.claim if one.doubt is Doubt.MEANING else one.words
    told = texts(f"summary.mark.{kind}", words=_quoted(words, texts))
    if one.nearest:
        place = place_name(one.unit, summary.place, summary.spot(one.unit), texts)
        nearest = _quoted(one.nearest, texts)
        told += " " + texts("summary.mark.nearest", place=escaped(place), words=nearest)
    return el.text(told, spacing="none")


def _quotation(one: Quotation, summary: Summary, texts: Texts) -> list[el.Block]:
    place = place_name(one.unit, summary.place, summary.spot(one.unit), texts)
    if one.is_moved:
        place = texts("summary.evidence.moved", place=place)
    if one.is_chosen:
        place = texts("summary.evidence.chosen", place=place)
    quote = texts("summary.evidence.quote", words=_quoted(one.words, texts))
    return [el.sub(escaped(place), bold=True), el.text(quote, spacing="none")]


def _quoted(words: str, texts: Texts) -> str:
    words = " ".join(words.split())
    if len(words) > _LONGEST:
        words = texts("summary.cut", words=words[:_LONGEST].rstrip())
    return escaped(words)
