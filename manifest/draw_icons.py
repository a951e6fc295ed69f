# ruff: noqa: INP001  # a script beside the files it draws, no package
"""Draws the two icons of the Teams app: ``python manifest/draw_icons.py``. Needs Pillow.

The same mark as in the cards: three lines of writing. The colour icon fills its square (Teams
rounds the corners itself) and keeps the mark within the inner 120 pixels; the outline icon is
white on transparent, nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

_HERE: Final = Path(__file__).resolve().parent
_OVERSAMPLING: Final = 8
_GRID: Final = 24
_GROUND: Final = (0x55, 0x58, 0xAF, 0xFF)
_WHITE: Final = (0xFF, 0xFF, 0xFF, 0xFF)
_NOTHING: Final = (0xFF, 0xFF, 0xFF, 0x00)
_LINES: Final = ((6, 8, 18), (6, 12, 18), (6, 16, 13))  # from x, at height y, to x


def draw(size: int, ground: tuple[int, int, int, int], *, share: float) -> Image.Image:
    """Return the mark on a ground; the grid takes a share of the icon's edge."""
    edge = size * _OVERSAMPLING
    image = Image.new("RGBA", (edge, edge), ground)
    pen = ImageDraw.Draw(image)
    scale = edge * share / _GRID
    margin = edge * (1 - share) / 2
    radius = scale
    for start, height, end in _LINES:
        left, middle, right = (margin + scale * value for value in (start, height, end))
        box = (left - radius, middle - radius, right + radius, middle + radius)
        pen.rounded_rectangle(box, radius=radius, fill=_WHITE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write both icons beside this script."""
    draw(192, _GROUND, share=0.85).save(_HERE / "color.png", optimize=True)
    outline = draw(32, _NOTHING, share=1.3)
    # Only the transparency carries the drawing: every pixel's colour is exactly white.
    alpha = outline.getchannel("A")
    white = Image.new("RGBA", outline.size, _WHITE)
    white.putalpha(alpha)
    white.save(_HERE / "outline.png", optimize=True)


if __name__ == "__main__":
    main()
