"""Marks of observations as Plotly's markers: filled and hollow shapes, ends of ranges, arrows from a bound.

Outlines have the proportions that Plotly documents for its symbols, so that an image has the marks of the live chart:
a size is the diameter of a circle, and the others are about as large as that circle.
"""

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Any, Final

from dashboard.charts.figure.canvas import Frame, Json, words
from dashboard.charts.figure.template import Theme
from dashboard.charts.layout.sizes import CAP, RADIUS
from dashboard.charts.spec import Point, Shape

# Plotly's name of each shape, and its size beside a circle's such that all look equally large.
SYMBOLS: Final = {
    Shape.CIRCLE: ("circle", 1.0),
    Shape.DIAMOND: ("diamond", 1.04),
    Shape.SQUARE: ("square", 0.9),
    Shape.PLUS: ("cross", 1.08),
    Shape.TRIANGLE: ("triangle-up", 1.15),
    Shape.TICK: ("line-ns-open", 1.3),
}
_CIRCLE: Final = [(cos(n * pi / 12), sin(n * pi / 12)) for n in range(24)]
_CROSS: Final = [
    *((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)),
    *((-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)),
]
_OUTLINES: Final[dict[str, Sequence[tuple[float, float]]]] = {
    "circle": _CIRCLE,
    "diamond": [(1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)],
    "square": [(1, 1), (-1, 1), (-1, -1), (1, -1)],
    "cross": _CROSS,
    "triangle-up": [(-2 / sqrt(3), 0.5), (2 / sqrt(3), 0.5), (0, -1)],
    "line-ew": [(1, 0), (-1, 0)],
    "line-ns": [(0, 1), (0, -1)],
}
_RING: Final = 1.9

Numbers = Sequence[float | None]


def scatter(frame: Frame, points: Sequence[Point | None], x: Numbers, y: Numbers, marker: Json, **more: Any) -> Json:
    """Return a trace of marks that tells of its points; None interrupts its line, if `more` gives it one."""
    return {
        "type": "scatter",
        **frame.axes,
        "mode": "lines+markers" if "line" in more else "markers",
        "x": x,
        "y": y,
        "marker": marker,
        **more,
        **hover(points),
    }


def hover(points: Sequence[Point | None]) -> Json:
    """Return the ids and spoken words of a trace's points; None interrupts its line."""
    return {
        "customdata": [None if point is None else point.obs_id for point in points],
        "hovertext": ["" if point is None else words(point.spoken) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def markers(
    points: Sequence[Point], colour: str, theme: Theme, *, radius: float = RADIUS, again: Sequence[bool] = ()
) -> Json:
    """Return the marker of a trace: hollow where approximate, a ring where another source prints the same value."""
    made: dict[str, list[str | float]] = {"symbol": [], "size": [], "color": []}
    edge: dict[str, list[str | float]] = {"color": [], "width": []}
    for point, ringed in zip(points, again or [False] * len(points), strict=True):
        symbol, size = SYMBOLS[point.shape]
        made["symbol"].append(f"{symbol}-open" if ringed and not symbol.endswith("-open") else symbol)
        made["size"].append(round(2 * radius * size * (_RING if ringed else 1.0), 2))
        made["color"].append(theme.paper if point.hollow and not ringed else colour)
        edge["color"].append(colour if point.hollow or ringed else theme.paper)
        edge["width"].append(1.6 if ringed else 2 if point.shape == Shape.TICK else 1.8 if point.hollow else 1.2)
    return {**made, "opacity": 1, "line": edge}


def ends(colour: str, *, upright: bool) -> Json:
    """Return the marker of a range's ends or of a bound: a short line across its direction."""
    symbol, size = ("line-ew-open", 2 * CAP) if upright else ("line-ns-open", 2 * CAP + 4)
    return {"symbol": symbol, "size": size, "color": colour, "line": {"width": 2.4, "color": colour}}


def unseen(size: float = 14) -> Json:
    """Return the marker of observations told in words: nothing is drawn, but they can be pointed at."""
    return {"opacity": 0, "size": size}


def outline_of(symbol: str, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a Plotly symbol around its middle, in pixels, y downwards; a circle has 24.

    >>> outline_of("line-ns-open", 3)
    [(0, 3), (0, -3)]
    """
    return [(x * radius, y * radius) for x, y in _OUTLINES[symbol.removesuffix("-open")]]
