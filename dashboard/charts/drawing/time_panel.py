"""Draws values over years: lines only between joined points, gaps labelled, events as numbered rules."""

from collections.abc import Sequence

from dashboard.charts.drawing.labels import Label, place_labels
from dashboard.charts.drawing.lanes import DISC, LANE
from dashboard.charts.drawing.marks import draw_bound, draw_mark, draw_range, draw_ring
from dashboard.charts.drawing.metrics import text_width, wrap
from dashboard.charts.drawing.plot import Plot, fill_space, lay_out_plot, place_gaps
from dashboard.charts.drawing.sheet import ASCENT, LABEL, LINE, SMALL, TICK, Sheet
from dashboard.charts.spec import EventMark, LineStyle, Panel, Point, Series

_DASHES = {LineStyle.DASHED: "6 4", LineStyle.DOTTED: "1.5 4"}


def draw_time(sheet: Sheet, panel: Panel, events: Sequence[EventMark], top: float, plot_height: float) -> float:
    """Draw a panel of years from `top` down; returns where the next block may begin."""
    lines = wrap(panel.y.label, TICK, sheet.right - sheet.left)
    top = sheet.write_lines(top, lines, TICK, x=sheet.left, fill=sheet.theme.muted)
    plot = lay_out_plot(panel, events, left=sheet.left, right=sheet.right, top=top, height=plot_height)
    _draw_grid(sheet, plot)
    _draw_gaps(sheet, plot)
    _draw_breaks(sheet, plot)
    _draw_events(sheet, plot, events, top + 4)
    for series in panel.series:
        _draw_line(sheet, plot, series)
    _draw_points(sheet, plot)
    for label in place_labels(plot, fill_space(plot, events), narrow=sheet.narrow):
        _draw_label(sheet, label)
    return plot.bottom + 8 + TICK * LINE


def _draw_grid(sheet: Sheet, plot: Plot) -> None:
    theme, panel = sheet.theme, plot.panel
    for tick in panel.y.ticks:
        y = plot.y(tick.at)
        zero = tick.at == 0
        sheet.out.add(
            "path",
            d=f"M{plot.left:.1f} {y:.1f}H{plot.right:.1f}",
            stroke=theme.rule if zero else theme.grid,
            stroke_width=1.2 if zero else 1,
        )
        sheet.write(plot.left - 8, y + 4, tick.label, TICK, fill=theme.muted, anchor="end")
    year_width = max((text_width(tick.label, TICK) for tick in panel.x.ticks), default=0) + 8
    last = -year_width
    for tick in panel.x.ticks:
        x = plot.x(tick.at)
        sheet.out.add("path", d=f"M{x:.1f} {plot.bottom:.1f}v5", stroke=theme.rule, stroke_width=1)
        if x - last >= year_width:
            sheet.write(x, plot.bottom + 5 + TICK, tick.label, TICK, fill=theme.muted, anchor="middle")
            last = x


def _draw_gaps(sheet: Sheet, plot: Plot) -> None:
    """A washed stretch above the axis with its words: nothing is published there, which is not zero."""
    by_id = {point.obs_id: point for point in plot.panel.points if point.missing}
    for gap, place in zip(plot.panel.gaps, place_gaps(plot), strict=True):
        for obs_id in gap.obs_ids:
            with sheet.figure(by_id.pop(obs_id)):
                if obs_id == gap.obs_ids[0]:
                    sheet.wash(place.wash)
                    sheet.write_lines(
                        place.wash.top + 4,
                        place.lines,
                        SMALL,
                        x=place.middle,
                        fill=sheet.theme.muted,
                        anchor="middle",
                        halo=True,
                    )
    for point in by_id.values():
        # Another figure of the same period is drawn there; the missing one is still told.
        with sheet.figure(point):
            pass


def _draw_breaks(sheet: Sheet, plot: Plot) -> None:
    for mark in plot.panel.breaks:
        path = f"M{plot.x(mark.x):.1f} {plot.top:.1f}V{plot.bottom:.1f}"
        sheet.out.add("path", d=path, stroke=sheet.theme.rule, stroke_width=1.4, stroke_dasharray="7 5")


def _draw_events(sheet: Sheet, plot: Plot, events: Sequence[EventMark], top: float) -> None:
    theme = sheet.theme
    places = [
        (event, plot.x(event.x), top + DISC + lane * LANE) for event, lane in zip(events, plot.lanes, strict=True)
    ]
    for event, x, y in places:
        path = f"M{x:.1f} {y:.1f}V{plot.bottom:.1f}"
        sheet.out.add("path", d=path, stroke=theme.rule, stroke_width=1, stroke_dasharray="1 3")
        if event.end_x is not None:
            end = min(plot.x(event.end_x), plot.right)
            sheet.out.add("path", d=f"M{x:.1f} {y:.1f}H{end:.1f}", stroke=theme.rule, stroke_width=2)
    for event, x, y in places:
        sheet.out.open("g", data_event=event.event_id)
        sheet.out.add("title", f"{event.number}. {event.spoken}")
        sheet.out.add("circle", cx=x, cy=y, r=DISC, fill=theme.paper, stroke=theme.rule, stroke_width=1.2)
        sheet.write(x, y + 3.8, str(event.number), 10.5, anchor="middle", bold=True)
        sheet.out.close("g")


def _draw_line(sheet: Sheet, plot: Plot, series: Series) -> None:
    dash = _DASHES.get(series.line)
    extra = {"stroke_dasharray": dash} if dash else {}
    for run in series.runs:
        points = [series.points[n] for n in run]
        path = "M" + "L".join(f"{plot.x(p.x):.1f} {plot.y(p.y):.1f}" for p in points if p.y is not None)
        sheet.out.add(
            "path",
            d=path,
            fill="none",
            stroke=sheet.theme.colour(series.colour),
            stroke_width=2.2,
            stroke_linejoin="round",
            **extra,
        )


def _draw_points(sheet: Sheet, plot: Plot) -> None:
    seen: set[tuple[float, float]] = set()
    for series in plot.panel.series:
        colour = sheet.theme.colour(series.colour)
        for point in series.points:
            if point.missing:
                continue
            with sheet.figure(point):
                if point.y is None:
                    _draw_interval(sheet, plot, point, colour)
                else:
                    _draw_value(sheet, plot, point, point.y, colour, again=(point.x, point.y) in seen)
                    seen.add((point.x, point.y))


def _draw_value(sheet: Sheet, plot: Plot, point: Point, value: float, colour: str, *, again: bool) -> None:
    x, y = plot.x(point.x), plot.y(value)
    if point.span is not None:
        path = f"M{plot.x(point.span[0]):.1f} {y:.1f}H{plot.x(point.span[1]):.1f}"
        sheet.out.add("path", d=path, stroke=colour, stroke_width=2)
    if again:
        draw_ring(sheet.out, point.shape, x, y, colour)
    else:
        draw_mark(sheet.out, point.shape, x, y, colour, sheet.theme, hollow=point.approx)


def _draw_interval(sheet: Sheet, plot: Plot, point: Point, colour: str) -> None:
    x = plot.x(point.x)
    if point.bound is not None:
        draw_bound(sheet.out, x, plot.y(point.anchor or 0.0), 0, plot.arrow(point), colour, 2.2)
    else:
        draw_range(sheet.out, (x, plot.y(point.low or 0.0)), (x, plot.y(point.high or 0.0)), colour, 3.2)


def _draw_label(sheet: Sheet, label: Label) -> None:
    if label.leader is not None:
        path = f"M{label.leader.x1:.1f} {label.leader.y1:.1f}V{label.leader.y2:.1f}"
        sheet.out.add("path", d=path, stroke=sheet.theme.rule, stroke_width=1)
    if label.colour is None:
        baseline = label.box.top + ASCENT * LABEL
        sheet.write(label.middle, baseline, label.lines[0], LABEL, anchor="middle", bold=True, halo=True)
    else:
        colour = sheet.theme.colour(label.colour)
        sheet.write_lines(label.box.top, label.lines, SMALL, x=label.middle, fill=colour, anchor="middle", halo=True)
