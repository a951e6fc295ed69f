"""Text of PDF pages by PDFium: of everything measured the fastest, and the best in two columns.

Filled form fields and comments follow the text of their page (see annotations). Speaks to PDFium
itself: pypdfium2's classes cost a third of a short file's time. No text recognition here: a page
that is a picture is reported as unreadable.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # carries no py.typed

from bot.documents.reading.annotations import Annotations
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Unread

_LITTLE_TEXT: Final = 20  # a scan often carries a page number or a stamp as text
_SOME_TEXT: Final = 250  # or a longer stamp; then the picture has to fill the page
_FILLS_PAGE: Final = 0.6
_UNKNOWN: Final = re.compile("[\ufffd\ue000-\uf8ff]")  # and letters of the font's own
_MOST_UNKNOWN: Final = 0.4
_LETTERS_AS_LINES: Final = 40  # so many drawn shapes on a page without text are letters
_DEEPEST_FORM: Final = 3
_MOST_OBJECTS: Final = 2_000


def load() -> Callable[[bytes], Opened]:
    """Return the reader of PDF files; the library is ready by then."""
    _begin()
    return _read


def _begin() -> None:
    """Make PDFium ready; the second time nothing happens."""
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))


def _read(data: bytes) -> Opened:
    document = Pdf(data)
    return Opened(Place.PAGE, document.total, document.pages())


class Pdf:
    """An opened PDF: how many pages, and each page's text."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises ReadingError for a password or damage."""
        _begin()
        self._data = data  # PDFium reads on in it
        self._document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        self.total = pdfium.FPDF_GetPageCount(self._document) if self._document else 0
        if self.total < 1:
            wants_password = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
            raise ReadingError(Fault.ENCRYPTED if wants_password else Fault.BROKEN)
        self._annotations = Annotations(self._document)
        self._buffer = ctypes.create_string_buffer(0)

    def pages(self) -> Iterator[Read]:
        """Yield each page's text and whether it could be read."""
        for index in range(self.total):
            page = pdfium.FPDF_LoadPage(self._document, index)
            if not page:
                yield Read("", is_readable=False)
                continue
            try:
                yield self._page(page)
            finally:
                pdfium.FPDF_ClosePage(page)

    def _page(self, page: Any) -> Read:  # noqa: ANN401  a pointer of ctypes
        text = mended(self._text(page))
        notes = self._annotations.on(page)
        whole = mended("\n".join([text, *notes])) if notes else text
        why = _why_unreadable(page, text)
        # Fields and comments alone are worth reading where no picture lies beneath them.
        is_readable = why is None or (why is Unread.BLANK and bool(notes))
        return Read(whole, is_readable, why=why or Unread.PICTURE)

    def _text(self, page: Any) -> str:  # noqa: ANN401  a pointer of ctypes
        letters = pdfium.FPDFText_LoadPage(page)
        if not letters:
            return ""
        try:
            return self._letters(letters)
        finally:
            pdfium.FPDFText_ClosePage(letters)

    def _letters(self, letters: Any) -> str:  # noqa: ANN401  a pointer of ctypes
        """Return all letters of a page.

        PDFium counts some that it then leaves out. At the ends these have to be left out of the
        question, or it answers with more than was asked for.
        """
        first, last = 0, pdfium.FPDFText_CountChars(letters) - 1
        place = pdfium.FPDFText_GetTextIndexFromCharIndex
        while first <= last and (begin := place(letters, first)) < 0:
            first += 1
        while last >= first and (end := place(letters, last)) < 0:
            last -= 1
        if first > last:
            return ""
        size = 2 * (end - begin + 2)
        if len(self._buffer) < size:
            self._buffer = ctypes.create_string_buffer(2 * size)
        out = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        count = pdfium.FPDFText_GetText(letters, first, last - first + 1, out)
        return str(memoryview(self._buffer)[: 2 * max(0, count - 1)], "utf-16-le", "ignore")


def _why_unreadable(page: Any, text: str) -> Unread | None:  # noqa: ANN401  a pointer of ctypes
    """Tell a page whose text says it all from a picture with a stamp on it, and from none."""
    if len(text) >= _SOME_TEXT:
        return None if _is_text(text) else Unread.PICTURE
    covered, shapes = _shown(page)
    if not text:
        is_blank = covered == 0 and shapes < _LETTERS_AS_LINES
        return Unread.BLANK if is_blank else Unread.PICTURE
    is_stamp = covered > (0 if len(text) < _LITTLE_TEXT else _FILLS_PAGE)
    return Unread.PICTURE if is_stamp or not _is_text(text) else None


def _is_text(text: str) -> bool:
    """Tell text from letters whose meaning the file doesn't say."""
    if "\ufffd" not in text and all(map(str.isprintable, text.split("\n"))):
        return True
    return len(_UNKNOWN.findall(text)) <= _MOST_UNKNOWN * len(text)


def _shown(page: Any) -> tuple[float, int]:  # noqa: ANN401  a pointer of ctypes
    """Return how much of a page its largest picture covers, and how many shapes are drawn."""
    area = max(1.0, pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page))
    largest, shapes = 0.0, 0
    for shown in _objects(page):
        kind = pdfium.FPDFPageObj_GetType(shown)
        shapes += kind in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            largest = max(largest, _area(shown) / area, 1e-9)
    return largest, shapes


def _objects(page: Any) -> Iterator[Any]:  # noqa: ANN401  pointers of ctypes
    """Yield what is drawn on a page, also within forms, up to a limit."""
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    waiting = [(pdfium.FPDFPage_GetObject(page, index), 0) for index in range(count)]
    left = _MOST_OBJECTS
    while waiting and left > 0:
        shown, depth = waiting.pop()
        left -= 1
        if pdfium.FPDFPageObj_GetType(shown) != pdfium.FPDF_PAGEOBJ_FORM:
            yield shown
        elif depth < _DEEPEST_FORM:
            inner = min(pdfium.FPDFFormObj_CountObjects(shown), left)
            waiting += [
                (pdfium.FPDFFormObj_GetObject(shown, index), depth + 1) for index in range(inner)
            ]


def _area(shown: Any) -> float:  # noqa: ANN401  a pointer of ctypes
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(shown, left, bottom, right, top)
    return abs((right.value - left.value) * (top.value - bottom.value))
