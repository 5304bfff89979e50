"""Bands of a panel of years: stretches in which counting is done in one way, and their names above the plot.

A name stands over its band where all of them fit; else letters stand there, and a line above them says what each means.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.charts.layout.sizes import LINE, SMALL, Room, text_width, wrap
from dashboard.charts.spec import Panel

_MOST_LINES = 3
_INSET = 4.0
_BELOW_LEGEND = 3.0
_ROW = SMALL * LINE


@dataclass(frozen=True, slots=True)
class Band:
    """Years from a change of counting to the next.

    Attributes:
        held: names of the series that have figures in it and in no other band.
        told: those of them that its own name gives.
    """

    start: float
    end: float
    held: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def name(self) -> str:
        """Say what is counted in it; empty where that is said at the marks."""
        return "; ".join(self.told)


@dataclass(frozen=True, slots=True)
class BandWords:
    """Words over a band, centred at `middle`, or its letter."""

    middle: float
    top: float
    lines: list[str]


@dataclass(frozen=True, slots=True)
class BandHeader:
    """What stands above a plot.

    Attributes:
        legend: what letters mean, in lines from `top` down; empty where names stand over their bands.
        others: names that find no room at their marks and belong to no band; the legend ends with them.
        bottom: where the plot's own head may begin.
    """

    top: float
    bottom: float
    bands: tuple[Band, ...] = ()
    words: tuple[BandWords, ...] = ()
    legend: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    @property
    def told(self) -> frozenset[str]:
        """Return names of the series that are told here and nowhere else."""
        return self.others.union(label for band in self.bands for label in band.told)

    @property
    def held(self) -> frozenset[str]:
        """Return names of the series that one band holds, so that they can be told here."""
        return frozenset(label for band in self.bands for label in band.held)

    @property
    def shades_from(self) -> float:
        """Say how high shaded bands reach: over their own words, and not over the legend."""
        return self.top + len(self.legend) * _ROW + (_BELOW_LEGEND if self.legend else 0.0)


def bands_of(panel: Panel, homeless: Collection[str] = ()) -> tuple[Band, ...]:
    """Return the bands of a panel, from the left; none where counting never changed.

    A band is named after its only series. Several are named at their marks, unless some of them are `homeless`.
    """
    if not panel.breaks:
        return ()
    edges = [panel.x.low, *(mark.x for mark in panel.breaks), panel.x.high]
    bands = []
    for start, end in pairwise(edges):
        counted = [[start <= point.x < end for point in series.points] for series in panel.series]
        inside = [series.label for series, here in zip(panel.series, counted, strict=True) if all(here)]
        held = tuple(label for label in inside if label)
        alone = len(held) == 1 and sum(any(here) for here in counted) == 1
        bands.append(Band(start, end, held, held if alone or any(label in homeless for label in held) else ()))
    return tuple(bands)


def lay_out_bands(
    panel: Panel, room: Room, top: float, x: Callable[[float], float], homeless: Collection[str] = ()
) -> BandHeader:
    """Place the names of a panel's bands from `top` down; `x` gives the place of a year, for `homeless` see above."""
    bands = bands_of(panel, homeless)
    named = [band for band in bands if band.name]
    others = frozenset(homeless) - {label for band in bands for label in band.held}
    if not named:
        legend = tuple(wrap(" · ".join(sorted(others)), SMALL, room.width)) if others else ()
        return BandHeader(top, top + len(legend) * _ROW, bands, (), legend, others)
    over = [_name_over(band, x, top) for band in named]
    direct = [words for words in over if words is not None]
    if len(direct) == len(named) and not others:
        return BandHeader(top, top + max(len(words.lines) for words in direct) * _ROW, bands, tuple(direct))
    letters = [chr(ord("A") + number) for number in range(len(named))]
    said = [f"{letter}\u00a0{band.name}" for letter, band in zip(letters, named, strict=True)]
    legend = tuple(wrap(" · ".join([*said, *sorted(others)]), SMALL, room.width))
    below = top + len(legend) * _ROW + _BELOW_LEGEND
    middles = [(x(band.start) + x(band.end)) / 2 for band in named]
    lanes = _lanes(middles, [text_width(letter, SMALL, bold=True) + 2 for letter in letters])
    words = tuple(
        BandWords(middle, below + lane * _ROW, [letter])
        for middle, lane, letter in zip(middles, lanes, letters, strict=True)
    )
    return BandHeader(top, below + (max(lanes) + 1) * _ROW, bands, words, legend, others)


def _name_over(band: Band, x: Callable[[float], float], top: float) -> BandWords | None:
    """Return a band's name over it; None where it does not fit."""
    left, right = x(band.start), x(band.end)
    room = right - left - 2 * _INSET
    if max(text_width(word, SMALL) for word in band.name.split(" ")) > room:
        return None
    lines = wrap(band.name, SMALL, room)
    return BandWords((left + right) / 2, top, lines) if len(lines) <= _MOST_LINES else None


def _lanes(middles: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Put letters that would meet into lines one below the other."""
    lanes: list[int] = []
    ends: list[float] = []
    for middle, width in zip(middles, widths, strict=True):
        lane = next((n for n, end in enumerate(ends) if middle - width / 2 >= end), len(ends))
        ends[lane : lane + 1] = [middle + width / 2]
        lanes.append(lane)
    return lanes
