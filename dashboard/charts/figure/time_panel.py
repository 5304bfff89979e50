"""Draws values over years: lines only between joined points, gaps in words, events as numbered rules.

Where the way of counting changes, every other stretch of years is shaded, and what it counts is named above it.
"""

from collections.abc import Sequence

from dashboard.charts.figure.canvas import Canvas, Dash, Frame, Json, TextStyle
from dashboard.charts.figure.marks import ends, markers, scatter, unseen
from dashboard.charts.layout.labels import Label, place_labels, unnamed
from dashboard.charts.layout.lanes import DISC, LANE
from dashboard.charts.layout.plot import Box, Plot, fill_space, free_stretches, lay_out_plot, place_gaps
from dashboard.charts.layout.sizes import ASCENT, LABEL, LINE, RADIUS, SMALL, TICK, Room, text_width, wrap
from dashboard.charts.spec import MOST_NAMED, EventMark, LineStyle, Panel, Point, Series

_DASHES: dict[LineStyle, Dash] = {LineStyle.SOLID: "solid", LineStyle.DASHED: "6px,4px", LineStyle.DOTTED: "1.5px,4px"}


def draw_time(
    canvas: Canvas,
    panel: Panel,
    events: Sequence[EventMark],
    top: float,
    plot_height: float,
    gutter: float = 0.0,
) -> float:
    """Draw a panel of years from `top` down, `gutter` at least left of its axis; return where the next may begin."""
    unit = wrap(panel.y.label, TICK, canvas.room.width)
    top = canvas.write_lines(top, unit, TICK, canvas.room.left, fill=canvas.theme.muted)
    plot, labels = _lay_out(canvas.room, panel, events, top, plot_height, gutter)
    axes_say = (_year_axis(plot, canvas.theme.rule), _value_axis(plot))
    frame = canvas.add_frame(plot.box, plot.across, plot.upward, axes_say, lines="across", log_upward=plot.is_log)
    _draw_bands(canvas, plot, frame)
    missing = _draw_gaps(canvas, plot, frame)
    written = [*(label.box for label in labels), *(place.words for place in place_gaps(plot) if place.lines)]
    _draw_events(canvas, plot, events, written, frame)
    canvas.data += [line_of(canvas, series, frame) for series in panel.series if series.runs]
    seen: set[tuple[float, float]] = set()
    for series in panel.series:
        draw_marks(canvas, plot, series, frame, seen)
    canvas.data += missing
    for label in labels:
        _draw_label(canvas, plot, label, frame)
    return plot.bottom + 8 + TICK * LINE


def _lay_out(
    room: Room, panel: Panel, events: Sequence[EventMark], top: float, height: float, gutter: float
) -> tuple[Plot, list[Label]]:
    """Place plot and labels; once more, with names above it, where some find no room at their marks."""
    plot = lay_out_plot(panel, events, room, top, height, gutter=gutter)
    labels = place_labels(plot, fill_space(plot, events), narrow=room.narrow)
    homeless = unnamed(plot, labels)
    if not homeless or len(panel.series) > MOST_NAMED:
        return plot, labels
    plot = lay_out_plot(panel, events, room, top, height, homeless, gutter)
    return plot, place_labels(plot, fill_space(plot, events), narrow=room.narrow)


def _value_axis(plot: Plot) -> Json:
    axis = plot.panel.y
    return {
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": [tick.label for tick in axis.ticks],
        # Plotly adds most of a pixel.
        "ticklabelstandoff": 7,
        "zeroline": axis.has_zero,
    }


def _year_axis(plot: Plot, colour: str) -> Json:
    """Return the layout of the axis of years, of which those are named that find room."""
    axis = plot.panel.x
    width = max((text_width(tick.label, TICK) for tick in axis.ticks), default=0) + 8
    last, names = -width, []
    for tick in axis.ticks:
        free = plot.x(tick.at) - last >= width
        names.append(tick.label if free else "")
        last = plot.x(tick.at) if free else last
    return {
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": names,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": colour,
        # Plotly leaves a fifth of the font size and the width of the axis, which is too much.
        "ticklabelstandoff": -3,
        "showgrid": False,
    }


def _draw_gaps(canvas: Canvas, plot: Plot, frame: Frame) -> list[Json]:
    """Draw a washed stretch with its words above the axis: nothing is published there, which is not zero.

    Returns the trace by which the missing observations can be pointed at.
    """
    missing = [point for point in plot.panel.points if point.missing]
    if not missing:
        return []
    wash_of: dict[str, Box] = {}
    for gap, place in zip(plot.panel.gaps, place_gaps(plot), strict=True):
        wash = place.wash
        canvas.box(
            (wash.left, wash.top, wash.right, wash.bottom), canvas.theme.wash, edge=canvas.theme.rule, frame=frame
        )
        style: TextStyle = {"fill": canvas.theme.muted, "anchor": "center", "halo": True, "frame": frame}
        style["obs_id"] = gap.obs_ids[0]
        canvas.write_lines(wash.top + 4, place.lines, SMALL, place.middle, **style)
        wash_of |= dict.fromkeys(gap.obs_ids, wash)
    boxes = [wash_of.get(point.obs_id) for point in missing]
    heights = [frame.y_value(plot.base if box is None else (box.top + box.bottom) / 2) for box in boxes]
    return [scatter(frame, missing, [point.x for point in missing], heights, unseen())]


def _draw_bands(canvas: Canvas, plot: Plot, frame: Frame) -> None:
    """Shade every other way of counting, and name each above the plot."""
    header = plot.header
    for band in header.bands[1::2]:
        corners = (plot.x(band.start), header.shades_from, plot.x(band.end), plot.bottom)
        canvas.box(corners, canvas.theme.band, frame=frame, beyond=True)
    canvas.write_lines(header.top, header.legend, SMALL, canvas.room.left, fill=canvas.theme.muted)
    for words in header.words:
        style: TextStyle = {"fill": canvas.theme.muted, "anchor": "center", "bold": bool(header.legend), "frame": frame}
        canvas.write_lines(words.top, words.lines, SMALL, words.middle, **style)


def _draw_events(canvas: Canvas, plot: Plot, events: Sequence[EventMark], written: Sequence[Box], frame: Frame) -> None:
    """Draw each event as a rule that stops before words, below its number above the plot."""
    rule = canvas.theme.rule
    top = plot.top - 4 - (max(plot.lanes, default=-1) + 1) * LANE
    placed = [
        (event, plot.x(event.x), top + DISC + lane * LANE) for event, lane in zip(events, plot.lanes, strict=True)
    ]
    for event, x, y in placed:
        for start, end in free_stretches(x, (y, plot.bottom), written):
            canvas.rule((x, start), (x, end), rule, 1, "1px,3px", frame=frame, beyond=True)
        if event.end_x is not None:
            canvas.rule((x, y), (min(plot.x(event.end_x), plot.right), y), rule, 2, frame=frame, beyond=True)
    for event, x, y in placed:
        canvas.disc(x, y, DISC, canvas.theme.paper, rule, 1.2, frame=frame, beyond=True, beside=x)
        canvas.write(x, y + 3.8, str(event.number), 10.5, anchor="center", bold=True, frame=frame, told=event.spoken)


def line_of(canvas: Canvas, series: Series, frame: Frame) -> Json:
    """Return a series' line, interrupted where the chart does not join its points; marks carry the observations."""
    chain: list[Point | None] = []
    for run in series.runs:
        chain += [*([None] if chain else []), *(series.points[n] for n in run)]
    return {
        "type": "scatter",
        **frame.axes,
        "mode": "lines",
        "x": [None if point is None else point.x for point in chain],
        "y": [None if point is None else point.y for point in chain],
        "ids": ["" if point is None else point.obs_id for point in chain],
        "line": {"color": canvas.theme.colour(series.colour), "width": 2.2, "dash": _DASHES[series.line]},
        "hoverinfo": "skip",
    }


def draw_marks(
    canvas: Canvas,
    plot: Plot,
    series: Series,
    frame: Frame,
    seen: set[tuple[float, float]],
    *,
    radius: float = RADIUS,
) -> None:
    """Draw the marks of a series; `seen` holds the places where one stands already."""
    colour = canvas.theme.colour(series.colour)
    valued = [point for point in series.points if point.y is not None]
    again = [(point.x, point.y or 0.0) in seen for point in valued]
    seen.update((point.x, point.y or 0.0) for point in valued)
    for point in valued:
        if point.span is not None:
            y = plot.y(point.y or 0.0)
            canvas.rule((plot.x(point.span[0]), y), (plot.x(point.span[1]), y), colour, 2, frame=frame)
    bounds = [point for point in series.points if point.bound is not None]
    ranges = [point for point in series.points if point.ranged]
    if valued:
        marker = markers(valued, colour, canvas.theme, radius=radius, again=again)
        canvas.data.append(scatter(frame, valued, [p.x for p in valued], [p.y for p in valued], marker))
    if ranges:
        canvas.data.append(_ranges(ranges, frame, colour))
    if bounds:
        stated = [point.anchor for point in bounds]
        canvas.data.append(scatter(frame, bounds, [p.x for p in bounds], stated, ends(colour, upright=True)))
    for point in bounds:
        start = (plot.x(point.x), plot.y(point.anchor or 0.0))
        canvas.point_arrow(start, (0.0, plot.arrow(point)), colour, 2.2, frame)


def _ranges(points: Sequence[Point], frame: Frame, colour: str) -> Json:
    """Return both ends of each range, joined by a bar and capped; nothing in the middle."""
    chain: list[Point | None] = [told for point in points for told in (point, point, None)]
    years = [None if point is None else point.x for point in chain]
    numbers = [place for point in points for place in (point.low, point.high, None)]
    line = {"color": colour, "width": 3.2}
    return scatter(frame, chain, years, numbers, ends(colour, upright=True), line=line)


def _draw_label(canvas: Canvas, plot: Plot, label: Label, frame: Frame) -> None:
    """Draw a value at its mark, or a series' name beside its line."""
    beside = plot.x(label.point.x)
    if label.leader is not None:
        line = label.leader
        canvas.rule((line.x1, line.y1), (line.x2, line.y2), canvas.theme.rule, 1, frame=frame, beyond=True)
    style: TextStyle = {"anchor": "center", "halo": True, "frame": frame, "beside": beside}
    if label.colour is None:
        style |= {"bold": True, "obs_id": label.point.obs_id}
        canvas.write(label.middle, label.box.top + ASCENT * LABEL, label.lines, LABEL, **style)
    else:
        style["fill"] = canvas.theme.colour(label.colour)
        canvas.write_lines(label.box.top, label.lines, SMALL, label.middle, **style)
