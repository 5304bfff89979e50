"""Turns a chart's SVG into a PNG: the same bytes on every machine, with the fonts that stand beside this module.

Of the machine's own fonts and files nothing is read, so an image does not depend on where it was made. The fonts are
Arimo, as wide as Arial, by which labels are placed (`layout/sizes.py`).
"""

from importlib.resources import files
from math import sqrt
from typing import Final

import resvg_py

_FOLDER: Final = files("dashboard.charts.still").joinpath("fonts")
_FONTS: Final = [str(_FOLDER.joinpath(name)) for name in ("Arimo-400Regular.ttf", "Arimo-600SemiBold.ttf")]
_FAMILY: Final = "Arimo"
# Pixels for each unit of the drawing; fewer where the image would hold more than so many: four bytes each while drawn.
_ZOOM: Final = 2.0
_MOST_PIXELS: Final = 6_000_000


def zoom_of(width: int, height: int) -> float:
    """Return how many pixels a unit of a drawing of this size takes.

    >>> zoom_of(720, 500)
    2.0
    """
    return min(_ZOOM, sqrt(_MOST_PIXELS / (width * height)))


def to_png(svg: str, *, zoom: float = 1.0, paper: str = "") -> bytes:
    """Return an SVG document as PNG, each of its units `zoom` pixels wide, on paper of a colour where it draws none."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=zoom,
        background=paper or None,
        skip_system_fonts=True,
        font_files=_FONTS,
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
