"""Geometry of a panel of rows: the column of names, the place of each row, the scale beside them."""

import math
from dataclasses import dataclass, field

from dashboard.charts.layout.sizes import BOUND_ARROW, LABEL, LINE, NAME, SMALL, TICK, Room, text_width, wrap
from dashboard.charts.spec import Axis, Panel, Point, Row, Scale

INDENT = 14.0
# What stands above a date's mark: its year.
ABOVE_DATE = 9.0

_GAP, _GAP_MINOR, _GAP_CLAIMS = 9.0, 4.0, 16.0
_BEFORE_GROUP, _AFTER_HEADING = 8.0, 3.0
_MARK, _MARK_MINOR, _MARK_DATED = 22.0, 18.0, 34.0
_LABEL_SHARE = 0.4
_LEAST_PLOT = 0.42
_BESIDE_NAMES = 14.0
# Of all aligned panels of one width: the column of names as a share of the width; without it, what is free before the
# axis for half a tick label; what is free after it for the label of a value at its end.
_ALIGNED_SHARE, _BEFORE_ALIGNED, _AFTER_ALIGNED = 0.38, 14.0, 56.0


@dataclass(frozen=True)
class RowScale:
    """Places of values along a panel's axis, in pixels."""

    axis: Axis
    left: float
    right: float

    def x(self, value: float) -> float:
        """Place of a value, kept inside the axis."""
        low, high = self.axis.low, self.axis.high
        if self.is_log:
            share = (math.log10(max(value, low)) - math.log10(low)) / (math.log10(high) - math.log10(low))
        else:
            share = (value - low) / (high - low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    @property
    def is_log(self) -> bool:
        """Say whether it is logarithmic."""
        return self.axis.scale == Scale.LOG

    @property
    def range(self) -> tuple[float, float]:
        """Return lowest and highest value as Plotly counts them: powers of ten on a logarithmic axis."""
        if self.is_log:
            return math.log10(self.axis.low), math.log10(self.axis.high)
        return self.axis.low, self.axis.high

    def end(self, point: Point) -> float:
        """Return the right end of a figure's mark."""
        places = [self.x(number) for number in point.extent]
        if point.bound == "up":
            places.append(self.x(point.anchor or 0.0) + BOUND_ARROW)
        return max(places, default=self.left)


@dataclass(frozen=True)
class RowPlace:
    """A row as laid out: where its words begin, where its mark stands, and how high it is."""

    row: Row
    top: float
    middle: float
    height: float = 0.0
    heading_top: float = 0.0
    heading: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RowLayout:
    """A panel of rows as laid out.

    Attributes:
        blocks: stretches (top, bottom) that grid lines cross: all but the headings, and on a phone the names.
    """

    scale: RowScale
    rows: tuple[RowPlace, ...]
    blocks: tuple[tuple[float, float], ...]
    bottom: float


def lay_out_rows(room: Room, panel: Panel, top: float) -> RowLayout:
    """Return rows from `top` down. On a phone names stand above their marks, else in a column beside them."""
    column = _name_column(room, panel)
    # Without a column of names the first tick label still has its half left of the axis.
    before = _BEFORE_ALIGNED if panel.aligned else max(1.0, text_width(panel.y.ticks[0].label, TICK) / 2)
    left = room.left + (column or before)
    gap = _GAP_CLAIMS if panel.y.scale == Scale.LOG else _GAP
    edges, cursor = [top], top + 4
    places: list[RowPlace] = []
    for row in panel.rows:
        heading = wrap(row.heading, NAME, room.width, bold=True) if row.heading else []
        heading_top = cursor
        if places and (heading or row.strong):
            heading_top = cursor = cursor + _BEFORE_GROUP
        if heading:
            edges.append(heading_top)
            cursor += len(heading) * NAME * LINE + _AFTER_HEADING
            edges.append(cursor)
        place = _place_row(room, panel, row, column, heading, heading_top, cursor)
        places.append(place)
        if not column:
            edges += [place.top, place.top + words_height(place)]
        cursor += place.height + (_GAP_MINOR if row.minor else gap)
    edges.append(cursor)
    blocks = [block for block in zip(edges[::2], edges[1::2], strict=True) if block[1] - block[0] > _GAP]
    scale = RowScale(panel.y, left, _scale_right(room, panel, left))
    return RowLayout(scale, tuple(places), tuple(blocks), cursor)


def _name_column(room: Room, panel: Panel) -> float:
    """Return the width of the column of names with the space beside it; nothing on a phone."""
    if room.narrow:
        return 0.0
    if panel.aligned:
        return room.width * _ALIGNED_SHARE + _BESIDE_NAMES
    wanted = [
        max(
            text_width(row.label, NAME, bold=row.strong) + (INDENT if row.minor else 0),
            text_width(row.detail, SMALL),
        )
        for row in panel.rows
    ]
    return min((room.width) * _LABEL_SHARE, max(wanted) + 4) + _BESIDE_NAMES


def name_size(row: Row) -> float:
    """Return the font size of a row's name."""
    return SMALL + 0.5 if row.minor else NAME


def words_height(place: RowPlace) -> float:
    """Return the height of a row's name and second line."""
    return len(place.names) * name_size(place.row) * LINE + len(place.details) * SMALL * LINE


def _place_row(
    room: Room, panel: Panel, row: Row, column: float, heading: list[str], heading_top: float, top: float
) -> RowPlace:
    dated = panel.y.scale == Scale.TIME
    width = (column - _BESIDE_NAMES if column else room.width) - (INDENT if row.minor else 0)
    size = name_size(row)
    names = wrap(row.label, size, width, bold=row.strong) if row.label else []
    details = wrap(row.detail, SMALL, width) if row.detail else []
    text_height = len(names) * size * LINE + len(details) * SMALL * LINE
    mark = _MARK_DATED if dated else _MARK_MINOR if row.minor else _MARK
    lower = ABOVE_DATE if dated else 0.0
    height = max(text_height, mark) if column else text_height + mark
    middle = (height + lower) / 2 if column else text_height + (mark + lower) / 2
    # Beside the mark the words stand in the middle of the row; on a phone, at its top.
    words_top = top + (height - text_height) / 2 if column else top
    return RowPlace(row, words_top, top + middle, height, heading_top, heading, names, details)


def _scale_right(room: Room, panel: Panel, left: float) -> float:
    """Find the axis's right end: words after the longest marks still fit; never less than a good part."""
    if panel.aligned:
        return room.right - _AFTER_ALIGNED
    full = room.right - max(6.0, text_width(panel.y.ticks[-1].label, TICK) / 2)
    right = full
    for point in panel.points:
        if point.label and panel.y.scale != Scale.TIME:
            free = room.right - left - 10 - text_width(point.label, LABEL, bold=True)
            share = (RowScale(panel.y, left, full).end(point) - left) / (full - left)
            if share > 0 and left + free / share < right:
                right = left + free / share
    return max(right, left + _LEAST_PLOT * (room.right - left))
