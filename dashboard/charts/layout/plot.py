"""Geometry of a panel of years: its drawing area, its scales, and what stands in it before labels are placed.

Labels are placed where they cover neither one another, nor marks, nor lines, nor the edge.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot, inf, log10
from typing import Final

from dashboard.charts.layout.bands import BandHeader, lay_out_bands
from dashboard.charts.layout.lanes import LANE, assign_lanes
from dashboard.charts.layout.sizes import ARROW, CAP, LINE, RADIUS, SMALL, TICK, Room, text_width, wrap
from dashboard.charts.spec import EventMark, Gap, Panel, Point, Scale, Series

_RIGHT_MARGIN = 6.0
_LEAST_ARROW = 6.0
# Least distance between a label and a line, in pixels.
_CLEARANCE = 2.0
# A mark this many times as far from a label as the label's own is about as near to the eye.
_ABOUT = 1.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Say whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Say whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line from left to right, in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float

    def crosses(self, box: Box, clearance: float) -> bool:
        """Say whether it comes nearer to the box than `clearance`."""
        left, right = max(self.x1, box.left), min(self.x2, box.right)
        if left > right:
            return False
        width = self.x2 - self.x1
        if width == 0:
            low, high = sorted((self.y1, self.y2))
        else:
            slope = (self.y2 - self.y1) / width
            low, high = sorted((self.y1 + slope * (left - self.x1), self.y1 + slope * (right - self.x1)))
        return low < box.bottom + clearance and high > box.top - clearance


@dataclass(slots=True)
class Space:
    """A drawing area with what it holds: words, marks and lines that nothing may cover, rules that labels avoid."""

    bounds: Box
    boxes: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    rules: list[Segment] = field(default_factory=list)

    def is_free(self, box: Box, *, clear_of_rules: bool = False) -> bool:
        """Say whether a label may stand there; rules may be crossed unless that is asked for."""
        if not self.bounds.holds(box):
            return False
        # Plain loops: asked thousands of times for a crowded chart, where generators would double the time.
        for taken in self.boxes:
            if box.meets(taken):
                return False
        for taken in self.marks:
            if box.meets(taken):
                return False
        for segment in self.segments:
            if segment.crosses(box, _CLEARANCE):
                return False
        return not (clear_of_rules and any(rule.crosses(box, _CLEARANCE) for rule in self.rules))

    def place(self, candidates: Iterable[Box], *, clear_of_rules: bool = False) -> Box | None:
        """Take the first free candidate; None where there is none."""
        for box in candidates:
            if self.is_free(box, clear_of_rules=clear_of_rules):
                self.boxes.append(box)
                return box
        return None


@dataclass(frozen=True, slots=True)
class Marks:
    """Places of the figures of a panel, in order from the left."""

    places: tuple[tuple[float, float], ...]

    def would_mislead(self, box: Box, own: tuple[float, float]) -> bool:
        """Say whether a value would be read at another mark: about as near by its edge, and nearer by its middle."""
        reach = _off(box, own) * _ABOUT
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        apart = hypot(middle[0] - own[0], middle[1] - own[1])
        first = bisect_left(self.places, (box.left - reach, -inf))
        for x, y in self.places[first:]:
            if x > box.right + reach:
                return False
            if _off(box, (x, y)) < reach and hypot(middle[0] - x, middle[1] - y) < apart:
                return True
        return False


def _off(box: Box, place: tuple[float, float]) -> float:
    """Return the distance of a place from the nearest edge of a box; none within it."""
    x, y = place
    return hypot(max(box.left - x, x - box.right, 0.0), max(box.top - y, y - box.bottom, 0.0))


NO_HEADER: Final = BandHeader(0.0, 0.0)


@dataclass(frozen=True)
class Plot:
    """The drawing area of a panel and its scales, in pixels; labels may reach to `edge` on the right.

    Attributes:
        lanes: lane of each event's number, above the area.
        header: what stands above those lanes: names of the ways of counting.
    """

    left: float
    top: float
    right: float
    bottom: float
    edge: float
    panel: Panel
    lanes: tuple[int, ...]
    header: BandHeader = NO_HEADER

    def x(self, year: float) -> float:
        """Place of a decimal year."""
        axis = self.panel.x
        return self.left + (year - axis.low) / (axis.high - axis.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Place of a value."""
        low, high = self.upward
        place = log10(value) if self.is_log else value
        return self.bottom - (place - low) / (high - low) * (self.bottom - self.top)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the area."""
        return self.left, self.top, self.right, self.bottom

    @property
    def across(self) -> tuple[float, float]:
        """Return first and last year."""
        return self.panel.x.low, self.panel.x.high

    @property
    def upward(self) -> tuple[float, float]:
        """Return lowest and highest value as Plotly counts them: powers of ten on a logarithmic axis."""
        axis = self.panel.y
        return (log10(axis.low), log10(axis.high)) if self.is_log else (axis.low, axis.high)

    @property
    def is_log(self) -> bool:
        """Say whether its values stand on a logarithmic axis."""
        return self.panel.y.scale == Scale.LOG

    @property
    def base(self) -> float:
        """Place of zero, or of the lowest value where the axis does not hold zero."""
        return self.y(max(self.panel.y.low, 0.0))

    def arrow(self, point: Point) -> float:
        """Return the signed length of a one-sided bound's arrow, downwards positive, as far as there is room."""
        y = self.y(point.anchor or 0.0)
        room = y - self.top + 6 if point.bound == "up" else self.bottom - y
        length = max(min(ARROW, room), _LEAST_ARROW)
        return -length if point.bound == "up" else length


def axis_width(panel: Panel) -> float:
    """Return the room that a panel's tick labels take on its left."""
    return max((text_width(tick.label, TICK) for tick in panel.y.ticks), default=0.0) + 8


def lay_out_plot(
    panel: Panel,
    events: Sequence[EventMark],
    room: Room,
    top: float,
    height: float,
    homeless: Collection[str] = (),
    gutter: float = 0.0,
) -> Plot:
    """Place the plot beside its tick labels, or `gutter` if that is wider, below its bands' names and events' lanes.

    Names that found no room in it (`homeless`) are told with its bands.
    """
    bare = Plot(room.left + max(gutter, axis_width(panel)), 0, room.right - _RIGHT_MARGIN, 1, room.right, panel, ())
    lanes = tuple(assign_lanes([bare.x(event.x) for event in events]))
    header = lay_out_bands(panel, room, top, bare.x, homeless)
    # Above the plot: the numbers of events, or half a line for the topmost tick label.
    plot_top = header.bottom + 8 + (max(lanes, default=-1) + 1) * LANE
    return Plot(bare.left, plot_top, bare.right, plot_top + height, room.right, panel, lanes, header)


@dataclass(frozen=True)
class GapPlace:
    """Where a gap and its words stand."""

    wash: Box
    lines: list[str]
    middle: float

    @property
    def words(self) -> Box:
        """Say what its words cover, as high as the stretch."""
        half = max((text_width(line, SMALL) for line in self.lines), default=0.0) / 2
        return Box(self.middle - half, self.wash.top, self.middle + half, self.wash.bottom)

    @property
    def box(self) -> Box:
        """Say what the gap covers, with its words."""
        words, wash = self.words, self.wash
        return Box(min(wash.left, words.left), wash.top, max(wash.right, words.right), wash.bottom)


def place_gaps(plot: Plot) -> list[GapPlace]:
    """Place the panel's gaps; where words of neighbours would meet, those of the later are left to the table."""
    places: list[GapPlace] = []
    for gap in plot.panel.gaps:
        place = _place_gap(plot, gap)
        if any(place.box.meets(earlier.box) for earlier in places):
            place = replace(place, lines=[])
        places.append(place)
    return places


def _place_gap(plot: Plot, gap: Gap) -> GapPlace:
    """Return a stretch above the axis as wide as the gap, as high as its words."""
    x1, x2 = plot.x(gap.start) + 1, plot.x(gap.end) - 1
    longest_word = max(text_width(word, SMALL) for word in gap.label.split())
    lines = wrap(gap.label, SMALL, max(x2 - x1 - 4, longest_word + 1))
    half = max(text_width(line, SMALL) for line in lines) / 2
    wash = Box(x1, plot.base - len(lines) * SMALL * LINE - 8, max(x2, x1 + 1), plot.base)
    return GapPlace(wash, lines, min(max((x1 + x2) / 2, plot.left + half), plot.edge - half))


def _mark_box(plot: Plot, point: Point) -> Box:
    x = plot.x(point.x)
    if point.y is not None:
        y, reach = plot.y(point.y), RADIUS + 1
        return Box(x - reach, y - reach, x + reach, y + reach)
    if point.bound is not None:
        y = plot.y(point.anchor or 0.0)
        top, bottom = sorted((y, y + plot.arrow(point)))
    else:
        top, bottom = plot.y(point.high or 0.0), plot.y(point.low or 0.0)
    return Box(x - CAP - 1, top - 2, x + CAP + 1, bottom + 2)


def free_stretches(x: float, ends: tuple[float, float], boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """Return what is left of an upright rule between its ends where no box stands in its way."""
    start, end = ends
    stretches = []
    for box in sorted(
        (box for box in boxes if box.left - _CLEARANCE < x < box.right + _CLEARANCE), key=lambda b: b.top
    ):
        if box.top - _CLEARANCE > start:
            stretches.append((start, min(box.top - _CLEARANCE, end)))
        start = max(start, box.bottom + _CLEARANCE)
    return [*stretches, (start, end)] if start < end else stretches


def line_segments(plot: Plot, series: Series) -> list[Segment]:
    """Return the straight pieces of a series' line."""
    segments = []
    for run in series.runs:
        places = [(plot.x(p.x), plot.y(p.y)) for p in (series.points[n] for n in run) if p.y is not None]
        segments += [Segment(*start, *end) for start, end in pairwise(places)]
    return segments


def fill_space(plot: Plot, events: Sequence[EventMark]) -> Space:
    """Return the plot's space with its marks, lines, gaps and rules taken."""
    return Space(
        bounds=Box(plot.left, plot.top - 6, plot.edge, plot.bottom + 1),
        boxes=[place.box for place in place_gaps(plot)],
        marks=[_mark_box(plot, point) for point in plot.panel.points if not point.missing],
        segments=[segment for series in plot.panel.series for segment in line_segments(plot, series)],
        rules=[Segment(x, plot.top, x, plot.bottom) for x in (plot.x(event.x) for event in events)],
    )
