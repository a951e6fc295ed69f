"""Pictures (PNG, JPEG, TIFF): how many pages they have, and each as a grey picture to be read.

Nothing is unpacked before its size is known and small enough: a picture of 400 kB can hold
billions of dots. There is no text here; recognising it is not the reader's business.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from bot.documents.reading.grey import grey
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Unread
from bot.documents.reading.readers import Drawing

# Named, so that Pillow asks no other plugin, and in memory before the child is locked.
_FORMATS: Final = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        TiffImagePlugin.TiffImageFile,
    )
)
_MOST_DOTS: Final = 100_000_000
_MOST_DRAWN: Final = 20_000_000
_MOST_FRAMES: Final = 1_500
_SMALL: Final = 1_200  # dots; a picture of the screen is read better when it is enlarged
# What Pillow raises for a damaged picture; it does not say so itself.
_DAMAGE: Final = (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError)


def load() -> Callable[[bytes], Opened]:
    """Return the reader of pictures."""
    Image.init()
    return _read


def load_drawing() -> Drawing:
    """Return what draws pictures."""
    Image.init()
    return _draw


def _read(data: bytes) -> Opened:
    with _opened(data) as picture:
        total = min(_frames(picture), _MOST_FRAMES)
    units = (Read("", is_readable=False, why=Unread.PICTURE) for _ in range(total))
    return Opened(Place.PAGE, total, units)


def _draw(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    with _opened(data) as picture:
        for number in numbers:
            try:
                picture.seek(number - 1)
                _check(picture)
                dots = _in_grey(picture)
            except _DAMAGE:
                continue
            yield number, grey(dots.width, dots.height, dots.tobytes(), dots.width)


def _opened(data: bytes) -> Image.Image:
    """Open a picture and look at its size; nothing is unpacked yet."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise ReadingError(Fault.TOO_LARGE) from None
    except _DAMAGE:
        raise ReadingError(Fault.BROKEN) from None
    _check(picture)
    return picture


def _check(picture: Image.Image) -> None:
    if picture.width * picture.height > _MOST_DOTS:
        raise ReadingError(Fault.TOO_LARGE)


def _frames(picture: Image.Image) -> int:
    try:
        return int(getattr(picture, "n_frames", 1))
    except _DAMAGE:
        return 1


def _in_grey(picture: Image.Image) -> Image.Image:
    """Return it upright, on white, in grey, and neither huge nor tiny."""
    if picture.format == "JPEG":
        picture.draft("L", (_SMALL * 4, _SMALL * 4))  # unpacks a large photograph smaller at once
    scale = math.sqrt(_MOST_DRAWN / (picture.width * picture.height))
    if scale < 1:
        picture = picture.reduce(math.ceil(1 / scale))
    if "A" in picture.getbands() or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGBA", layer.size, "white")
        picture.alpha_composite(layer)
    picture = ImageOps.exif_transpose(picture).convert("L")
    if max(picture.size) < _SMALL:
        picture = picture.resize((picture.width * 2, picture.height * 2))
    return picture
