"""Pictures of German text, as a scanner gives them: drawn from the PDFs of `samples`."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

import pypdfium2  # type: ignore[import-untyped]  # carries no py.typed
from PIL import Image

from tests.unit.documents.samples import pdf

SENTENCE = "Die Gebühr für die Baugenehmigung beträgt 1.250 Euro."


def has_tesseract() -> bool:
    """Tell whether the program is on this machine; CI installs it."""
    return shutil.which("tesseract") is not None


def picture(text: str, *, scale: float = 200 / 72) -> Image.Image:
    """Return the upper half of a page with this text as a grey picture."""
    document = pypdfium2.PdfDocument(pdf([text]))
    whole: Image.Image = document[0].render(scale=scale, grayscale=True).to_pil()
    return whole.crop((0, 0, whole.width, whole.height // 4))


def stored(shown: Image.Image, kind: str, pages: Sequence[Image.Image] = ()) -> bytes:
    """Return a picture as a file: PNG, JPEG, TIFF or PDF, with further pages if it can have any."""
    out = io.BytesIO()
    first = shown.copy()
    if pages:
        more = [page.copy() for page in pages]
        first.save(out, kind, save_all=True, append_images=more, resolution=200)
    elif kind == "PDF":
        first.save(out, kind, resolution=200)
    else:
        first.save(out, kind)
    return out.getvalue()
