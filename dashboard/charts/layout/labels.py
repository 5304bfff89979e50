"""Direct labels of a panel of years: values at their marks, names beside their lines, none over another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from dashboard.charts.layout.plot import Box, Marks, Plot, Segment, Space, line_segments
from dashboard.charts.layout.sizes import ARROW, ASCENT, LABEL, LINE, RADIUS, SMALL, text_width, wrap
from dashboard.charts.spec import MOST_NAMED, OF_REPORT, Panel, Point, Series

_NAME_WIDTH = 150.0
_NAME_WIDTH_NARROW = 104.0
_NEAR, _FAR = RADIUS + 4, 22.0
# So many first candidates stand right at their mark.
_BEST = 4
# Distances at which words with a line to their mark are tried.
_LEAD_FROM, _LEAD_STEP = 16, 12
# Where the line meets such words, as a share of their width: under or above them, or at their end from aside.
_UPRIGHT, _SLANTED = (0.5, 0.15, 0.85, 0.0, 1.0), (1.5, -0.5, 2.5, -1.5)
# Values of more series than these have no lines to them: nobody could follow so many.
_MOST_LED = 12
# So many values of a panel are tried, the most telling of each series first.
_MOST_VALUES = 120
# So many marks of a series are tried for its name.
_MOST_MARKS = 16
# Least distance of a name from the lines of other series.
_OFF_OTHERS = 10.0


@dataclass(frozen=True)
class Label:
    """Words with their place.

    Attributes:
        point: the figure that they stand at.
        colour: index of the series whose name they are; None for a value.
        leader: line from the mark to words that stand further off.
    """

    point: Point
    lines: list[str]
    box: Box
    colour: int | None = None
    leader: Segment | None = None

    @property
    def middle(self) -> float:
        """Say where the lines are centred."""
        return (self.box.left + self.box.right) / 2


def unnamed(plot: Plot, labels: Sequence[Label]) -> set[str]:
    """Return names of series that stand neither among labels nor above the plot."""
    written = {" ".join(label.lines) for label in labels if label.colour is not None}
    return {series.label for series in plot.panel.series} - written - plot.header.told - {""}


def place_labels(plot: Plot, space: Space, *, narrow: bool) -> list[Label]:
    """Return values first, then names.

    The most telling values of every series come before all others, further off with a line to them where there is no
    room at their marks; any other value that finds no room is left to the table.

    Each label is tried against all that stands already: past a readable number there are none, so that the work stays
    bounded however many figures there are.
    """
    if len(plot.panel.series) > MOST_NAMED:
        return []
    spare = replace(space, boxes=[*space.boxes], segments=[*space.segments])
    labels, lost = _place_values(plot, space)
    if lost and any(point.bare for point in plot.panel.points):
        # "about 446,000" takes room from others; the number alone may do, as its mark is hollow.
        again, still_lost = _place_values(plot, spare, bare=True)
        if still_lost < lost:
            labels, space = again, spare
    limit = _NAME_WIDTH_NARROW if narrow else _NAME_WIDTH
    beside = [series for series in plot.panel.series if series.label not in plot.header.told]
    names = [_place_name(plot, space, series, limit, lead=series.label not in plot.header.held) for series in beside]
    return labels + [name for name in names if name is not None]


def _around(x: float, y: float, width: float, height: float, *, below_first: bool) -> Iterator[Box]:
    """Return boxes of that size around a mark, the most usual place first."""
    above = Box(x - width / 2, y - _NEAR - height, x + width / 2, y - _NEAR)
    below = Box(x - width / 2, y + _NEAR, x + width / 2, y + _NEAR + height)
    yield from (below, above) if below_first else (above, below)
    beside = height / 2
    yield Box(x + _NEAR + 1, y - beside, x + _NEAR + 1 + width, y + beside)
    yield Box(x - _NEAR - 1 - width, y - beside, x - _NEAR - 1, y + beside)
    for lift in (_NEAR + 2, -_NEAR - height - 2):
        for shift in (4.0, -width - 4.0, -width * 0.8, -width * 0.2):
            yield Box(x + shift, y + lift, x + shift + width, y + lift + height)


def _is_trough(series: Series, index: int) -> bool:
    """Say whether the line rises on both sides, so that a label below the mark stands clear of it."""
    here = series.points[index].y
    if here is None:
        return False
    run = next((run for run in series.runs if index in run), (index,))
    place = run.index(index)
    neighbours = [series.points[n].y for n in (*run[max(place - 1, 0) : place], *run[place + 1 : place + 2])]
    return bool(neighbours) and all(value is not None and value > here for value in neighbours)


def most_telling(series: Series, *, mixed: bool) -> list[int]:
    """Return indices of the values that no chart leaves out: the last, the first, the extremes, bounds and ranges.

    Where other publications stand beside the report (`mixed`), its own figures too.
    """
    indices = _labelled(series)
    valued = [n for n in indices if series.points[n].y is not None]
    ends: list[int] = []
    if valued:
        by_value = sorted(valued, key=lambda n: series.points[n].y or 0.0)
        ends = [valued[-1], valued[0], by_value[-1], by_value[0]]
    reported = [n for n in indices if mixed and series.points[n].shape in OF_REPORT]
    bounds = [n for n in indices if n not in valued]
    return list(dict.fromkeys([*bounds, *ends, *reported]))


def _labelled(series: Series) -> list[int]:
    return [n for n, point in enumerate(series.points) if point.obs_id in series.labelled and not point.missing]


def _in_turn(panel: Panel) -> list[tuple[Series, int, bool]]:
    """Return the labelled points of a panel and whether they are most telling, those of every series in turn."""
    mixed = len({point.shape in OF_REPORT for point in panel.points if not point.own}) > 1
    most = _MOST_VALUES // len(panel.series)
    telling = [most_telling(series, mixed=mixed)[:most] for series in panel.series]
    first = [
        (panel.series[n], index, True)
        for row in zip_longest(*telling)
        for n, index in enumerate(row)
        if index is not None
    ]
    others = [
        (series, index, False)
        for series, taken in zip(panel.series, telling, strict=True)
        for index in [index for index in _labelled(series) if index not in taken][: most - len(taken)]
    ]
    return first + others


def _place_values(plot: Plot, space: Space, *, bare: bool = False) -> tuple[list[Label], int]:
    """Return values that find a place, and how many of the most telling find none; with `bare`, numbers alone."""
    lost = 0
    labels: list[Label] = []
    anchored = [(plot.x(p.x), plot.y(p.anchor)) for p in plot.panel.points if p.anchor is not None]
    marks = Marks(tuple(sorted(anchored)))
    said: set[tuple[float, str]] = set()
    few = len(plot.panel.series) <= _MOST_LED
    for series, index, telling in _in_turn(plot.panel):
        point = series.points[index]
        # Two sources that print the same value share one label.
        if (point.x, point.label) in said:
            continue
        # Where "about 446,000" finds no room, the number alone may.
        choices = [words for words in (point.bare, "" if bare and point.bare else point.label) if words]
        below_first, lead = _is_trough(series, index), telling and few
        label = _place_value(plot, space, marks, point, choices[::-1], below_first=below_first, lead=lead)
        if label is None:
            lost += lead
            continue
        said.add((point.x, point.label))
        labels.append(label)
    return labels, lost


def _place_value(
    plot: Plot,
    space: Space,
    marks: Marks,
    point: Point,
    choices: Sequence[str],
    *,
    below_first: bool,
    lead: bool,
) -> Label | None:
    """Return the first of a value's forms that finds room at its mark; with `lead`, else further off."""
    for words in choices:
        box = _at_mark(plot, space, marks, point, _size(words), below_first=below_first)
        if box is not None:
            return Label(point, [words], box)
    for words in choices if lead else ():
        found = _lead_to(plot, space, point, *_size(words))
        if found is not None:
            return Label(point, [words], found[0], leader=found[1])
    return None


def _size(words: str) -> tuple[float, float]:
    return text_width(words, LABEL, bold=True), LABEL * (ASCENT + 0.2)


def _at_mark(
    plot: Plot, space: Space, marks: Marks, point: Point, size: tuple[float, float], *, below_first: bool
) -> Box | None:
    x, y = plot.x(point.x), plot.y(point.anchor or 0.0)
    width, height = size
    up = point.bound == "up"
    around = list(_around(x, y - ARROW if up else y, width, height, below_first=below_first or up))

    def honest(boxes: Sequence[Box]) -> Iterator[Box]:
        return (box for box in boxes if not marks.would_mislead(box, (x, y)))

    # Clear of rules where there is room; across one rather than not at all.
    return space.place(honest(around[:_BEST]), clear_of_rules=True) or space.place(honest(around))


def _place_name(plot: Plot, space: Space, series: Series, limit: float, *, lead: bool) -> Label | None:
    """Return a series' name beside a mark of its own; with `lead`, further off with a thin line to it, or anywhere."""
    points = [point for point in series.points if point.anchor is not None]
    if not series.label or not points:
        return None
    lines = wrap(series.label, SMALL, limit)
    width, height = max(text_width(line, SMALL) for line in lines), len(lines) * SMALL * LINE
    order = list(dict.fromkeys((points[-1], points[0], *points[1:-1])))[:_MOST_MARKS]
    others = [segment for other in plot.panel.series if other is not series for segment in line_segments(plot, other)]
    near_own = _place_beside(plot, space, order, (width, height), others)
    if near_own is not None:
        return Label(near_own[0], lines, near_own[1], series.colour)
    if not lead:
        return None
    found = _lead_to(plot, space, points[-1], width, height)
    if found is not None:
        return Label(points[-1], lines, found[0], series.colour, found[1])
    anywhere = _place_beside(plot, space, order, (width, height), [])
    return None if anywhere is None else Label(anywhere[0], lines, anywhere[1], series.colour)


def _place_beside(
    plot: Plot, space: Space, points: Sequence[Point], size: tuple[float, float], others: Sequence[Segment]
) -> tuple[Point, Box] | None:
    """Return the first free place beside one of the points that is not as near to another series' line."""
    for point in points:
        candidates = (
            box
            for box in _beside(plot, point, *size)
            if not any(segment.crosses(box, _OFF_OTHERS) for segment in others)
        )
        box = space.place(candidates, clear_of_rules=True)
        if box is not None:
            return point, box
    return None


def _beside(plot: Plot, point: Point, width: float, height: float) -> Iterator[Box]:
    x, y = plot.x(point.x), plot.y(point.anchor or 0.0)
    yield Box(x + _NEAR + 2, y - height / 2, x + _NEAR + 2 + width, y + height / 2)
    for distance in (_NEAR, _FAR):
        for top in (y - distance - height, y + distance):
            for left in (x - width / 2, x - width + 10, x - 10):
                yield Box(left, top, left + width, top + height)
    yield Box(x - _NEAR - 2 - width, y - height / 2, x - _NEAR - 2, y + height / 2)


def _lead_to(plot: Plot, space: Space, point: Point, width: float, height: float) -> tuple[Box, Segment] | None:
    """Return a place above or below the mark, and a line to it that crosses no words, and no other mark if it can."""
    x, y = plot.x(point.x), plot.y(point.anchor or 0.0)
    marks = [box for box in space.marks if not (box.left <= x <= box.right and box.top <= y <= box.bottom)]
    tries = [(_UPRIGHT, [*space.boxes, *marks]), (_UPRIGHT, space.boxes), (_SLANTED, space.boxes)]
    if len(plot.panel.series) > _MOST_LED:
        tries = [(_UPRIGHT[:3], [*space.boxes, *marks])]
    found = (_lead_past(plot, space, (x, y), (width, height), others, shifts) for shifts, others in tries)
    return next((place for place in found if place is not None), None)


def _lead_past(
    plot: Plot,
    space: Space,
    place: tuple[float, float],
    size: tuple[float, float],
    others: Sequence[Box],
    shifts: Sequence[float],
) -> tuple[Box, Segment] | None:
    """Return a place above or below another, and a line to it that crosses none of the boxes."""
    (x, y), (width, height) = place, size
    for distance in range(_LEAD_FROM, int(plot.bottom - plot.top), _LEAD_STEP):
        for shift in shifts:
            left = x - shift * width
            for top in (y - distance - height, y + distance):
                box = Box(left, top, left + width, top + height)
                start, end = (y - _NEAR, top + height) if top < y else (y + _NEAR, top)
                aside = min(max(x, left), left + width)
                leader = Segment(x, start, aside, end) if x <= aside else Segment(aside, end, x, start)
                if space.is_free(box) and not any(leader.crosses(other, 0.0) for other in others):
                    space.boxes.append(box)
                    space.segments.append(leader)
                    return box, leader
    return None
