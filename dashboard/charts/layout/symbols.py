"""Outlines of Plotly's markers, so that an image has the marks that the live chart has.

Proportions are those that Plotly documents for its symbols: a size is the diameter of a circle, and the others are
about as large as that circle.
"""

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Final

Corners = Sequence[tuple[float, float]]

_CIRCLE: Final = [(cos(n * pi / 12), sin(n * pi / 12)) for n in range(24)]
_CROSS: Final = [
    *((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)),
    *((-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)),
]
_OUTLINES: Final[dict[str, Corners]] = {
    "circle": _CIRCLE,
    "diamond": [(1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)],
    "square": [(1, 1), (-1, 1), (-1, -1), (1, -1)],
    "cross": _CROSS,
    "triangle-up": [(-2 / sqrt(3), 0.5), (2 / sqrt(3), 0.5), (0, -1)],
    "line-ew": [(1, 0), (-1, 0)],
    "line-ns": [(0, 1), (0, -1)],
}


def outline_of(symbol: str, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a Plotly symbol around its middle, in pixels, y downwards; a circle has 24.

    >>> outline_of("line-ns-open", 3)
    [(0, 3), (0, -3)]
    """
    return [(x * radius, y * radius) for x, y in _OUTLINES[symbol.removesuffix("-open")]]
