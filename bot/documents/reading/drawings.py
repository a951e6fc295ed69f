"""Words in drawings of Office files: shapes, charts, SmartArt, pictures' descriptions.

Presentations, sheets and Word files share these parts. What is drawn is left out; a chart's
figures come as a table, because a person sees them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bot.documents.reading.number_formats import NumberFormat
from bot.documents.reading.xml_parts import attribute, first, local, within

_MOST_POINTS: Final = 500
_NOT_SHOWN: Final = frozenset({"pres", "parTrans", "sibTrans", "doc"})
_FILE_NAME: Final = re.compile(r"\S+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)", re.IGNORECASE)


def paragraphs(element: etree._Element) -> list[str]:
    """Return the paragraphs (``a:p``) below an element, without empty ones."""
    texts = ["".join(_runs(paragraph)).strip() for paragraph in within(element, "p")]
    return [text for text in texts if text]


def _runs(paragraph: etree._Element) -> list[str]:
    pieces = within(paragraph, "t", "br", "tab")
    return [piece.text or "" if local(piece) == "t" else "\n" for piece in pieces]


def chart(root: etree._Element) -> str:
    """Return a chart as marked lines: its title, then categories and series as a table."""
    title = chart_title(root)
    lines = [f"[Diagramm: {title}]" if title else "[Diagramm]"]
    series = [_series(each) for each in within(root, "ser")]
    if any(each.name for each in series):
        lines.append(" | ".join(["", *(each.name for each in series)]).strip())
    categories = max((each.categories for each in series), key=len, default={})
    points = sorted({point for each in series for point in each.values} | set(categories))
    for point in points[:_MOST_POINTS]:
        values = [each.values.get(point, "") for each in series]
        lines.append(" | ".join([categories.get(point, ""), *values]).strip())
    return "\n".join(lines)


def chart_title(root: etree._Element) -> str:
    """Return the title alone, for charts whose figures stand beside them in cells."""
    chart_element = first(root, "chart")
    titles = [] if chart_element is None else chart_element.findall("{*}title")
    texts = (paragraphs(title) or list(_cached(title).values()) for title in titles)
    return " ".join(text for found in texts for text in found)


@dataclass(frozen=True, slots=True)
class _Series:
    """A series' name, its categories and its values, both by the number of the point."""

    name: str
    categories: dict[int, str]
    values: dict[int, str]


def _series(element: etree._Element) -> _Series:
    named = {local(child): _cached(child) for child in element}
    return _Series(
        " ".join(named.get("tx", {}).values()),
        named.get("cat") or named.get("xVal", {}),
        named.get("val") or named.get("yVal", {}),
    )


def _cached(element: etree._Element) -> dict[int, str]:
    """Return the values that the chart keeps of its cells, by their number."""
    code = first(element, "formatCode")
    form = NumberFormat((code.text if code is not None else "") or "General")
    is_number = first(element, "numCache") is not None
    values: dict[int, list[str]] = {}
    for number, value in enumerate(within(element, "v")):
        parent = value.getparent()
        index = attribute(parent, "idx") if parent is not None else ""
        at = int(index) if index.isdecimal() else number
        text = (value.text or "").strip()
        values.setdefault(at, []).append(_number(text, form) if is_number else text)
    return {at: " ".join(texts) for at, texts in values.items()}


def _number(text: str, form: NumberFormat) -> str:
    try:
        return form.shown(float(text))
    except (ValueError, OverflowError):
        return text


def diagram(root: etree._Element) -> list[str]:
    """Return the texts of a SmartArt, from its data part, in their order."""
    points = [each for each in within(root, "pt") if attribute(each, "type") not in _NOT_SHOWN]
    return [" ".join(texts) for each in points if (texts := paragraphs(each))]


def description(element: etree._Element) -> str:
    """Return what a picture's properties say that it shows, marked; file names say nothing."""
    text = " ".join(attribute(element, "descr").split())
    return f"[Bild: {text}]" if text and not _FILE_NAME.fullmatch(text) else ""
