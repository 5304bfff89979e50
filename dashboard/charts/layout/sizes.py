"""Sizes that all charts share, in pixels: margins, font sizes, marks."""

from dataclasses import dataclass
from typing import Final

# Widths of charts: on a page from 48 em of screen, on a page below, on a card.
WIDE: Final = 720
NARROW: Final = 340
CARD: Final = 280
# Below this width a chart is laid out for a phone.
PHONE: Final = 480

MARGIN: Final = 2.0
BETWEEN: Final = 18.0  # between panels
TICK, LABEL, NAME, SMALL = 12.0, 12.5, 13.0, 11.5  # font sizes
LINE: Final = 1.3  # line height, of the font size
ASCENT: Final = 0.78  # height of a line of text above its baseline, of the font size

# Height of the charts' fonts above the baseline, of the font size: what Plotly measures in a browser.
FONT_ASCENT: Final = 0.905

RADIUS: Final = 4.2  # of a mark
CAP: Final = 6.0  # half the width of a range's end
ARROW: Final = 26.0  # of a bound upwards or downwards
BOUND_ARROW: Final = 46.0  # of a bound to the side
BAR, STEM = 15.0, 2.4

_PLOT, _PLOT_PHONE = 250.0, 210.0


def plot_height(width: float) -> float:
    """Return the usual height of a panel of years in a chart of that width."""
    return _PLOT_PHONE if width < PHONE else _PLOT


@dataclass(frozen=True)
class Room:
    """The part of a chart's width that its content may fill, in pixels from the left edge."""

    left: float
    right: float
    narrow: bool = False

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left
