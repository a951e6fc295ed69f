"""Pages of a PDF as grey pictures, for text recognition: PDFium draws them."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from typing import Final

import pypdfium2  # type: ignore[import-untyped]  # carries no py.typed

from bot.documents.reading.grey import grey
from bot.documents.reading.protocol import Fault, ReadingError
from bot.documents.reading.readers import Drawing

_DPI: Final = 200
_MOST_DOTS: Final = 20_000_000  # a drawing of 84 by 119 cm is drawn smaller


def load_drawing() -> Drawing:
    """Return what draws pages; the library is in memory by now."""
    return _draw


def _draw(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    try:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()
    except pypdfium2.PdfiumError:
        raise ReadingError(Fault.BROKEN) from None
    for number in numbers:
        with contextlib.suppress(pypdfium2.PdfiumError):
            yield number, _picture(document[number - 1])


def _picture(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    scale = min(_DPI / 72, math.sqrt(_MOST_DOTS / max(1.0, width * height)))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return grey(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride)
    finally:
        bitmap.close()
        page.close()
