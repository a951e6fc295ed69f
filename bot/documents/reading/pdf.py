"""Text of PDF pages by PDFium: of everything measured the fastest, and the best in two columns.

Filled form fields and comments follow the text of their page (see annotations).
No layout of our own and no text recognition: a page that is a picture is reported as unreadable.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pypdfium2  # type: ignore[import-untyped]  # carries no py.typed
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # likewise

from bot.documents.reading.annotations import Annotations
from bot.documents.reading.grey import grey
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError
from bot.documents.reading.readers import Drawing

_WRONG_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_LITTLE_TEXT: Final = 20  # a scan often carries a page number or a stamp as text
_UNKNOWN_LETTERS: Final = 0.4
_DPI: Final = 200
_MOST_DOTS: Final = 20_000_000


def load() -> Callable[[bytes], Opened]:
    """Return the reader of PDF files."""
    return _read


def _read(data: bytes) -> Opened:
    document = Pdf(data)
    return Opened(Place.PAGE, document.total, document.pages())


def load_drawing() -> Drawing:
    """Return what draws pages; the library is in memory by now."""
    return _draw


def _draw(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    document = Pdf(data)
    for number in numbers:
        with contextlib.suppress(pypdfium2.PdfiumError):
            yield number, document.picture(number - 1)


class Pdf:
    """An opened PDF: how many pages, and each page's text."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises ReadingError for a password or damage."""
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            wants_password = getattr(error, "err_code", None) == _WRONG_PASSWORD
            raise ReadingError(Fault.ENCRYPTED if wants_password else Fault.BROKEN) from None
        self._annotations = Annotations(self._document)
        self.total = len(self._document)
        if self.total == 0:
            raise ReadingError(Fault.EMPTY)

    def picture(self, index: int) -> bytes:
        """Return a page as a grey picture, at 200 dpi unless that makes too many dots."""
        page = self._document[index]
        try:
            width, height = page.get_size()
            scale = min(_DPI / 72, math.sqrt(_MOST_DOTS / max(1.0, width * height)))
            bitmap = page.render(scale=scale, grayscale=True)
            try:
                return grey(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride)
            finally:
                bitmap.close()
        finally:
            page.close()

    def pages(self) -> Iterator[Read]:
        """Yield each page's text and whether it could be read."""
        for index in range(self.total):
            try:
                yield self._page(index)
            except pypdfium2.PdfiumError:
                yield Read("", is_readable=False)

    def _page(self, index: int) -> Read:
        page = self._document[index]
        try:
            text_page = page.get_textpage()
            try:
                text = text_page.get_text_range()
            finally:
                text_page.close()
            text = mended("\n".join([text, *self._annotations.on(page)]))
            readable = _is_text(text) and (len(text) >= _LITTLE_TEXT or not _has_picture(page))
        finally:
            page.close()
        return Read(text, readable)


def _is_text(text: str) -> bool:
    """Tell text from none, and from letters whose meaning the file doesn't say."""
    unknown = sum(1 for letter in text if letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff")
    return bool(text) and unknown <= _UNKNOWN_LETTERS * len(text)


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    objects = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    return next(iter(objects), None) is not None
