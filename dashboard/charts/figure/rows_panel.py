"""Draws one row an observation: bars from zero, dots, ranges, one-sided bounds, dates along an axis to the right."""

import math
from collections.abc import Sequence
from typing import Any

from dashboard.charts.figure.canvas import Canvas, Frame, Json, TextStyle
from dashboard.charts.figure.marks import Numbers, ends, hover, markers, scatter, unseen
from dashboard.charts.layout.row_layout import (
    ABOVE_DATE,
    INDENT,
    RowLayout,
    RowPlace,
    RowScale,
    lay_out_rows,
    name_size,
)
from dashboard.charts.layout.sizes import (
    ASCENT,
    BAR,
    BOUND_ARROW,
    CAP,
    LABEL,
    LINE,
    NAME,
    RADIUS,
    SMALL,
    STEM,
    TICK,
    text_width,
    wrap,
)
from dashboard.charts.spec import Panel, Point, Scale, Series

_RANGE = 5.0
_LEAST_ARROW = 8.0


def draw_rows(canvas: Canvas, panel: Panel, top: float) -> float:
    """Draw a panel of rows from `top` down; return where the next block may begin."""
    layout = lay_out_rows(canvas.room, panel, top)
    scale = layout.scale
    # The axis of rows counts pixels, so that rows stand where their names do.
    axes_say = (_value_axis(layout), {"showgrid": False, "showticklabels": False})
    box, upward = (scale.left, top, scale.right, layout.bottom), (layout.bottom, top)
    frame = canvas.add_frame(box, scale.range, upward, axes_say, log=scale.is_log, lines="upright")
    # The grid stops at headings.
    left, above, right, _ = frame.ends
    for start, end in layout.blocks:
        if start > above:
            canvas.box((left, above, right, start), canvas.theme.paper, frame=frame)
        above = end
    for place in layout.rows:
        _draw_name(canvas, place)
    for series in panel.series:
        RowMarks(canvas, layout, frame, series).draw()
    lines = wrap(panel.y.label, TICK, canvas.room.right - scale.left) if panel.y.label else []
    below = layout.bottom + 6 + TICK * LINE
    return canvas.write_lines(below, lines, TICK, scale.left, fill=canvas.theme.muted, frame=frame)


def _value_axis(layout: RowLayout) -> Json:
    """Return the layout of the axis of values, of whose ticks those are named that find room."""
    axis, names, written_to = layout.scale.axis, [], -math.inf
    for tick in axis.ticks:
        half = text_width(tick.label, TICK) / 2
        free = layout.scale.x(tick.at) - half >= written_to + 6
        names.append(tick.label if free else "")
        written_to = layout.scale.x(tick.at) + half if free else written_to
    return {
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": names,
        "ticklabelstandoff": 3,
        "zeroline": axis.has_zero,
    }


def _draw_name(canvas: Canvas, place: RowPlace) -> None:
    theme, row, room = canvas.theme, place.row, canvas.room
    canvas.write_lines(place.heading_top, place.heading, NAME, x=room.left, bold=True)
    x = room.left + (INDENT if row.minor else 0)
    fill = theme.muted if row.minor else ""
    below = canvas.write_lines(place.top, place.names, name_size(row), x, fill=fill, bold=row.strong, halo=room.narrow)
    canvas.write_lines(below, place.details, SMALL, x, fill=theme.muted, halo=room.narrow)


def arrow_of(point: Point, scale: RowScale) -> float:
    """Return the signed length of a one-sided bound's arrow, as far as there is room."""
    x = scale.x(point.anchor or 0.0)
    room = scale.right - x if point.bound == "up" else x - scale.left
    length = max(min(BOUND_ARROW, room), _LEAST_ARROW)
    return length if point.bound == "up" else -length


class RowMarks:
    """Draws the observations of one series, its bars as thick as given."""

    def __init__(self, canvas: Canvas, layout: RowLayout, frame: Frame, series: Series, bar: float = BAR) -> None:
        self.canvas, self.layout, self.frame, self.series, self.bar = canvas, layout, frame, series, bar
        self.scale = layout.scale
        self.colour = canvas.theme.colour(series.colour)
        self.dated = layout.scale.axis.scale == Scale.TIME

    def draw(self) -> None:
        """Draw lines between dates, bars, margins, marks, ranges, bounds and what is not published."""
        points = self.series.points
        for run in self.series.runs:
            self._draw_span([points[n] for n in run])
        valued = [point for point in points if point.y is not None]
        barred = [point for point in valued if self.series.bars and not self._is_stemmed(point)]
        marked = [point for point in valued if point not in barred]
        if barred:
            self._add_bars(barred, self.bar, hover(barred))
        if marked and self.series.bars:
            self._add_bars(marked, STEM, {"hoverinfo": "skip"})
        self._add_margins([point for point in valued if point.margin is not None])
        if marked:
            radius = RADIUS + (0.6 if self.series.bars else 1.0)
            marker = markers(marked, self.colour, self.canvas.theme, radius=radius)
            self._add(marked, [point.y for point in marked], marker)
        for point in points:
            if point.missing:
                self._draw_missing(point)
            elif point.bound is not None:
                self._draw_bound(point)
            elif point.y is None:
                self._add_range(point)
            if not point.missing and point.obs_id in self.series.labelled:
                self._write_label(point)

    def _is_stemmed(self, point: Point) -> bool:
        """Say whether stem and mark stand for a bar: sub-groups stay behind everyone, hollow marks keep their shape."""
        return self.layout.rows[int(point.x)].row.minor or point.own or point.hollow

    def _y(self, point: Point) -> float:
        return self.layout.rows[int(point.x)].middle

    def _draw_span(self, points: Sequence[Point]) -> None:
        """Return the line between the dates of one row."""
        places = [self.scale.x(point.y) for point in points if point.y is not None]
        y = self._y(points[0])
        self.canvas.rule((min(places), y), (max(places), y), self.canvas.theme.rule, 1.6, frame=self.frame)

    def _add(self, points: Sequence[Point], numbers: Numbers, marker: Json, **more: Any) -> None:
        heights = [self._y(point) for point in points]
        self.canvas.data.append(scatter(self.frame, points, numbers, heights, marker, **more))

    def _add_bars(self, points: Sequence[Point], width: float, told: Json) -> None:
        self.canvas.data.append(
            {
                "type": "bar",
                **self.frame.axes,
                "orientation": "h",
                "x": [point.y for point in points],
                "y": [self._y(point) for point in points],
                "width": width,
                "marker": {"color": self.colour, "line": {"width": 0}},
                **told,
            }
        )

    def _add_margins(self, points: Sequence[Point]) -> None:
        """Draw the sampling margin around each share, under its dot."""
        if not points:
            return
        around = {
            "type": "data",
            "symmetric": False,
            "array": [min(point.margin or 0.0, 100 - (point.y or 0.0)) for point in points],
            "arrayminus": [min(point.margin or 0.0, point.y or 0.0) for point in points],
            "width": 4,
            "color": self.colour,
            "thickness": 1.6,
        }
        at = {"x": [point.y for point in points], "y": [self._y(point) for point in points], "marker": unseen(1)}
        bare = {"type": "scatter", **self.frame.axes, "mode": "markers", **at}
        self.canvas.data.append({**bare, "error_x": around, "hoverinfo": "skip"})

    def _add_range(self, point: Point) -> None:
        line = {"color": self.colour, "width": _RANGE}
        self._add([point, point], [point.low, point.high], ends(self.colour, upright=False), line=line)

    def _draw_bound(self, point: Point) -> None:
        self._add([point], [point.anchor], ends(self.colour, upright=False))
        start = (self.scale.x(point.anchor or 0.0), self._y(point))
        self.canvas.point_arrow(start, (arrow_of(point, self.scale), 0.0), self.colour, 2.6, self.frame)

    def _draw_missing(self, point: Point) -> None:
        """Return words in place of a value, on a ground that is no bar."""
        theme, left, y = self.canvas.theme, self.scale.left, self._y(point)
        corners = (left + 2, y - 9, left + 14 + text_width(point.label, SMALL), y + 9)
        self.canvas.box(corners, theme.wash, theme.rule, frame=self.frame, beside=left)
        style: TextStyle = {"fill": theme.muted, "frame": self.frame, "beside": left, "obs_id": point.obs_id}
        self.canvas.write(left + 8, y + 4, point.label, SMALL, **style)
        self._add([point], [self.scale.axis.low], unseen())

    def _write_label(self, point: Point) -> None:
        """Write the value: a date above its mark, else after the mark, before it, or as far right as it fits."""
        canvas, scale, y = self.canvas, self.scale, self._y(point)
        style: TextStyle = {"frame": self.frame, "bold": True, "halo": True, "obs_id": point.obs_id}
        if self.dated:
            style["anchor"] = "center"
            canvas.write(scale.x(point.y or 0.0), y - ABOVE_DATE, point.label, SMALL, **style)
            return
        width = text_width(point.label, LABEL, bold=True)
        # A bar ends where its value does; a mark reaches beyond.
        half = CAP if point.bound is not None else RADIUS + (5 if self.series.bars or point.margin is not None else 8)
        end = scale.end(point)
        style["beside"], at = end, end + half
        if at + width > canvas.room.right:
            start = min(scale.x(number) for number in point.extent)
            before = start - half - (BOUND_ARROW if point.bound == "down" else 0.0)
            # A bar that starts at zero leaves no room before it.
            barred = self.series.bars and point.y is not None and scale.axis.has_zero
            fits_before = before - width >= scale.left and not barred
            at, style["beside"] = (before, start) if fits_before else (canvas.room.right, scale.right)
            style["anchor"] = "right"
        canvas.write(at, y + ASCENT * LABEL / 2, point.label, LABEL, **style)
