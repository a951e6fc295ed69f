"""The text with its citations as [1], [2]…: one number for each quotation, in order of use."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence.citations import Found
from bot.evidence.findings import Citation, Verdict
from bot.evidence.references import Reference


class Rewriting:
    """Takes the references of a text one by one, and writes the text anew."""

    def __init__(self, text: str, references: Sequence[Reference]) -> None:
        self.citations: list[Citation] = []
        self.missing: list[Citation] = []
        self._text = text
        self._references = references
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._indexes: dict[int, list[int]] = {}
        self._edits: list[tuple[int, int, str]] = []

    def take(self, reference: int, found: Found) -> None:
        """Note what became of one citation of a reference."""
        place = found.place
        if place is None:
            self.missing.append(Citation(0, 0, found.quote, Verdict.MISSING))
            return
        key = (place.number, place.start, place.end)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(
                Citation(
                    len(self.citations) + 1,
                    place.number,
                    place.quote,
                    found.verdict,
                    found.is_chosen,
                )
            )
        indexes = self._indexes.setdefault(reference, [])
        if self._numbers[key] not in indexes:
            indexes.append(self._numbers[key])

    def written(self) -> str:
        """Return the text; a reference with nothing left is gone, and the space before it."""
        parts: list[str] = []
        end = 0
        for index, reference in enumerate(self._references):
            numbers = "".join(f"[{number}]" for number in self._indexes.get(index, ()))
            before = self._text[end : reference.start]
            kept = before if numbers else before.rstrip(" \t")
            self._edits.append((end + len(kept), reference.end, numbers))
            parts += (kept, numbers)
            end = reference.end
        return "".join((*parts, self._text[end:]))

    def moved(self, place: int) -> int:
        """Return where a place of the old text is in the written one."""
        shift = 0
        for start, end, numbers in self._edits:
            if place >= end:
                shift += len(numbers) - (end - start)
            elif place > start:
                return start + shift + len(numbers)
        return place + shift
