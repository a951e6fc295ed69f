"""Draws the icons of the cards: ``python cards/icons/draw.py``. Needs Pillow, at design time only.

One colour has to do in the light, the dark and the contrast theme, so each reaches 3 : 1 on white,
on #f5f5f5, on #1f1f1f, on #2d2c2c and on black. PNG, because Teams on phones shows no SVG.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageColor, ImageDraw

ACCENT: Final = "#7074D2"
STOP: Final = "#D74A5F"
CARE: Final = "#B8741A"
DONE: Final = "#2E8B57"
_SIZE: Final = 48
_GRID: Final = 24
_OVERSAMPLING: Final = 8
_COLOURS: Final = 12

Point = tuple[float, float]


class Pen:
    """Draws on a grid of 24 by 24, in one colour, with round ends."""

    def __init__(self, colour: str, width: float = 2) -> None:
        self._scale = _SIZE * _OVERSAMPLING / _GRID
        self.colour = colour
        self._width = width
        edge = _SIZE * _OVERSAMPLING
        # The ground is the pen's colour, wholly transparent: edges fade without a dark fringe.
        red, green, blue = ImageColor.getrgb(colour)[:3]
        self.image = Image.new("RGBA", (edge, edge), (red, green, blue, 0))
        self._draw = ImageDraw.Draw(self.image)

    def line(self, *points: Point, colour: str | None = None) -> None:
        """Draw a line through the points."""
        scaled = [(x * self._scale, y * self._scale) for x, y in points]
        width = round(self._width * self._scale)
        self._draw.line(scaled, fill=colour or self.colour, width=width, joint="curve")
        for x, y in scaled:
            self._dot(x, y, width / 2, colour or self.colour)

    def _dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a circle."""
        outer = radius + self._width / 2
        box = [(v * self._scale) for v in (x - outer, y - outer, x + outer, y + outer)]
        self._draw.ellipse(box, outline=self.colour, width=round(self._width * self._scale))

    def plate(self) -> None:
        """Fill the whole grid with rounded corners."""
        edge = _GRID * self._scale
        self._draw.rounded_rectangle((0, 0, edge - 1, edge - 1), 5 * self._scale, fill=self.colour)


def _mark() -> Pen:
    pen = Pen(ACCENT)
    pen.plate()
    for y, right in ((8.0, 18.0), (12.0, 18.0), (16.0, 13.0)):
        pen.line((6, y), (right, y), colour="#FFFFFF")
    return pen


def _next() -> Pen:
    pen = Pen(ACCENT, 1.6)
    pen.line((10, 8), (14, 12), (10, 16))
    return pen


def _file() -> Pen:
    pen = Pen(ACCENT, 1.6)
    pen.line((6, 3), (14, 3), (18, 7), (18, 21), (6, 21), (6, 3))
    pen.line((14, 3), (14, 7), (18, 7))
    pen.line((9, 12), (15, 12))
    pen.line((9, 16), (15, 16))
    return pen


def _fix() -> Pen:
    pen = Pen(CARE)
    pen.line((12, 4), (21, 20), (3, 20), (12, 4))
    pen.line((12, 10), (12, 14))
    pen.line((12, 17), (12, 17.1))
    return pen


def _ringed(colour: str, *lines: tuple[Point, ...]) -> Callable[[], Pen]:
    def draw() -> Pen:
        pen = Pen(colour)
        pen.ring(12, 12, 9)
        for points in lines:
            pen.line(*points)
        return pen

    return draw


DRAWINGS: Final[dict[str, Callable[[], Pen]]] = {
    "mark": _mark,
    "next": _next,
    "file": _file,
    "fix": _fix,
    "wait": _ringed(ACCENT, ((12, 7), (12, 12), (15, 14))),
    "stop": _ringed(STOP, ((8, 12), (16, 12))),
    "tool": _ringed(STOP, ((12, 8), (12, 13)), ((12, 16), (12, 16.1))),
    "done": _ringed(DONE, ((8, 12), (11, 15), (16, 9))),
}


def main() -> None:
    """Write every icon beside this file."""
    for name, draw in DRAWINGS.items():
        drawn = draw().image.resize((_SIZE, _SIZE), Image.Resampling.LANCZOS)
        few = drawn.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE)
        few.save(Path(__file__).with_name(f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main()
