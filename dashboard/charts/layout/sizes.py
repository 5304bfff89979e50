"""Sizes that all charts share, in pixels: margins, font sizes, marks, and widths of text without a font.

Text is as wide as in Arial and its metric twins, with a margin for other system fonts.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Widths of charts: on a page from 48 em of screen, in a frame between both, on a page below, on a card.
WIDE: Final = 720
MEDIUM: Final = 520
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

# thousandths of the font size: characters
_WIDTHS: Final = {
    191: "'",
    200: "\u202f\u2009",
    222: "ijl’‘",
    278: " \u00a0!,./:;ftI[]\\|",
    333: "-()r`",
    355: '"',
    389: "*",
    500: "cksvxyzJ",
    556: "0123456789abdeghnopqu#$?_L«»€–",
    584: "+<=>~−±",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "…—œæŒÆ",
    1015: "@",
}
_BY_CHARACTER: Final = {character: width for width, characters in _WIDTHS.items() for character in characters}
_UNKNOWN: Final = 1000
_TEXT_MARGIN: Final = 1.05
_BOLD: Final = 1.07

_PLOT, _PLOT_PHONE = 250.0, 210.0
# Of two or three panels to compare, and of more.
_PLOT_SMALL, _PLOT_SMALLEST, _FEW = 180.0, 140.0, 3


def plot_height(width: float, *, compared: int = 0) -> float:
    """Return the usual height of a panel of years in a chart of that width, or of one of so many to compare."""
    if compared > 1:
        return _PLOT_SMALL if compared <= _FEW else _PLOT_SMALLEST
    return _PLOT_PHONE if width < PHONE else _PLOT


@dataclass(frozen=True)
class Room:
    """The part of a chart's width that its content may fill, in pixels from the left edge."""

    left: float
    right: float
    narrow: bool = False

    @property
    def width(self) -> float:
        """Return its width."""
        return self.right - self.left


@lru_cache(maxsize=4096)
def _relative_width(text: str) -> float:
    total = 0
    for character in text:
        width = _BY_CHARACTER.get(character)
        if width is None:
            width = _BY_CHARACTER.get(unicodedata.normalize("NFD", character)[0], _UNKNOWN)
        total += width
    return total * _TEXT_MARGIN / 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text in pixels, rather too wide than too narrow."""
    return _relative_width(text) * size * (_BOLD if bold else 1.0)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return the text in lines of at most `width` pixels, broken at spaces; a longer word is cut. At least one line."""
    lines: list[str] = []
    for word in _words(text, size, width, bold=bold):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines or [""]


def wrap_evenly(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Wrap into as few lines as `wrap`, about as long as one another: no last word alone on its line."""
    lines = wrap(text, size, width, bold=bold)
    least, most = width / len(lines), width
    while most - least > 4:
        middle = (least + most) / 2
        if len(wrap(text, size, middle, bold=bold)) > len(lines):
            least = middle
        else:
            most = middle
    return wrap(text, size, most, bold=bold)


def _words(text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    # Only the plain space breaks: a no-break space must not.
    for word in text.split(" "):
        rest = word
        while len(rest) > 1 and text_width(rest, size, bold=bold) > width:
            fits = max(1, int(len(rest) * width / text_width(rest, size, bold=bold)))
            while fits > 1 and text_width(rest[:fits], size, bold=bold) > width:
                fits -= 1
            yield rest[:fits]
            rest = rest[fits:]
        if rest:
            yield rest
