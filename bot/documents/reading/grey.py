"""Grey pictures as plain bytes (PGM), which every program that reads pictures understands."""

from __future__ import annotations


def grey(width: int, height: int, dots: bytes, stride: int) -> bytes:
    """Return the picture whose lines of ``width`` dots begin every ``stride`` bytes."""
    if stride != width:
        view = memoryview(dots)
        starts = range(0, height * stride, stride)
        dots = b"".join(view[start : start + width] for start in starts)
    return b"P5 %d %d 255\n" % (width, height) + dots
