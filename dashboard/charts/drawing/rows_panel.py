"""Draws one row a figure: bars from zero, ranges, one-sided bounds and dates along an axis to the right."""

from dashboard.charts.drawing.marks import (
    BAR,
    BOUND_ARROW,
    CAP,
    RADIUS,
    STEM,
    draw_bound,
    draw_mark,
    draw_range,
    draw_whisker,
)
from dashboard.charts.drawing.metrics import text_width, wrap
from dashboard.charts.drawing.place import Box
from dashboard.charts.drawing.row_layout import ABOVE_DATE, INDENT, RowLayout, RowPlace, RowScale, lay_out_rows
from dashboard.charts.drawing.sheet import ASCENT, LABEL, LINE, NAME, SMALL, TICK, Sheet
from dashboard.charts.spec import Panel, Point, Scale, Series

_RANGE = 5.0
_LEAST_ARROW = 8.0


def draw_rows(sheet: Sheet, panel: Panel, top: float) -> float:
    """Draw a panel of rows from `top` down; returns where the next block may begin."""
    layout = lay_out_rows(sheet, panel, top)
    scale = layout.scale
    _draw_axis(sheet, panel, layout)
    for place in layout.rows:
        _draw_name(sheet, place)
    for series in panel.series:
        for run in series.runs:
            _draw_span(sheet, series, run, layout)
        for point in series.points:
            place = layout.rows[int(point.x)]
            with sheet.figure(point):
                _draw_point(sheet, point, series, scale, place.middle, minor=place.row.minor)
    lines = wrap(panel.y.label, TICK, sheet.right - scale.left) if panel.y.label else []
    return sheet.write_lines(layout.bottom + 6 + TICK * LINE, lines, TICK, x=scale.left, fill=sheet.theme.muted)


def _draw_axis(sheet: Sheet, panel: Panel, layout: RowLayout) -> None:
    theme = sheet.theme
    written_to = 0.0
    for tick in panel.y.ticks:
        x = layout.scale.x(tick.at)
        zero = panel.y.zero and tick.at == 0
        sheet.out.add(
            "path",
            d="".join(f"M{x:.1f} {start:.1f}V{end:.1f}" for start, end in layout.blocks),
            stroke=theme.rule if zero else theme.grid,
            stroke_width=1.2 if zero else 1,
        )
        half = text_width(tick.label, TICK) / 2
        middle = min(max(x, sheet.left + half), sheet.right - half)
        if not written_to or middle - half >= written_to + 6:
            sheet.write(middle, layout.bottom + 4 + TICK, tick.label, TICK, fill=theme.muted, anchor="middle")
            written_to = middle + half


def _draw_name(sheet: Sheet, place: RowPlace) -> None:
    theme, row = sheet.theme, place.row
    sheet.write_lines(place.heading_top, place.heading, NAME, x=sheet.left, bold=True)
    x = sheet.left + (INDENT if row.minor else 0)
    # Beside the mark the words stand in the middle of the row; on a phone, at its top.
    top = place.top if sheet.narrow else place.top + (place.height - place.text_height) / 2
    fill = theme.muted if row.minor else theme.ink
    below = sheet.write_lines(top, place.names, place.name_size, x=x, fill=fill, bold=row.strong, halo=sheet.narrow)
    sheet.write_lines(below, place.details, SMALL, x=x, fill=theme.muted, halo=sheet.narrow)


def _draw_span(sheet: Sheet, series: Series, run: tuple[int, ...], layout: RowLayout) -> None:
    """The line between the dates of one row."""
    points = [series.points[n] for n in run]
    places = [layout.scale.x(point.y) for point in points if point.y is not None]
    path = f"M{min(places):.1f} {layout.rows[int(points[0].x)].middle:.1f}H{max(places):.1f}"
    sheet.out.add("path", d=path, stroke=sheet.theme.rule, stroke_width=1.6)


def _draw_point(sheet: Sheet, point: Point, series: Series, scale: RowScale, y: float, *, minor: bool) -> None:
    colour = sheet.theme.colour(series.colour)
    if point.missing:
        width = text_width(point.label, SMALL) + 12
        sheet.wash(Box(scale.left + 2, y - 9, scale.left + 2 + width, y + 9))
        sheet.write(scale.left + 8, y + 4, point.label, SMALL, fill=sheet.theme.muted)
        return
    if point.y is not None:
        _draw_value(sheet, point, point.y, series, scale, y, minor=minor)
    elif point.bound is not None:
        draw_bound(sheet.out, scale.x(point.anchor or 0.0), y, arrow_of(point, scale), 0, colour, 2.6)
    else:
        draw_range(sheet.out, (scale.x(point.low or 0.0), y), (scale.x(point.high or 0.0), y), colour, _RANGE)
    if point.obs_id not in series.labelled:
        return
    if scale.axis.scale == Scale.TIME:
        sheet.write(scale.x(point.y or 0.0), y - ABOVE_DATE, point.label, SMALL, anchor="middle", bold=True)
    else:
        _write_value(sheet, point, scale, y)


def arrow_of(point: Point, scale: RowScale) -> float:
    """Signed length of a one-sided bound's arrow, as far as there is room."""
    x = scale.x(point.anchor or 0.0)
    room = scale.right - x if point.bound == "up" else x - scale.left
    length = max(min(BOUND_ARROW, room), _LEAST_ARROW)
    return length if point.bound == "up" else -length


def _draw_value(
    sheet: Sheet, point: Point, value: float, series: Series, scale: RowScale, y: float, *, minor: bool
) -> None:
    colour, x = sheet.theme.colour(series.colour), scale.x(value)
    if not series.bars:
        draw_mark(sheet.out, point.shape, x, y, colour, sheet.theme, hollow=point.approx, r=RADIUS + 1)
    elif minor or point.own or point.approx:
        # A stem and a mark: sub-groups stay behind everyone, and hollow and own marks keep their shapes.
        path = f"M{scale.x(0.0):.1f} {y:.1f}H{x:.1f}"
        sheet.out.add("path", d=path, stroke=colour, stroke_width=STEM)
        _draw_margin(sheet, point, value, scale, y)
        draw_mark(sheet.out, point.shape, x, y, colour, sheet.theme, hollow=point.approx, r=RADIUS + 0.6)
    else:
        left, right = sorted((scale.x(0.0), x))
        sheet.out.add("rect", x=left, y=y - BAR / 2, width=max(right - left, 1.0), height=BAR, fill=colour)
        _draw_margin(sheet, point, value, scale, y)


def _draw_margin(sheet: Sheet, point: Point, value: float, scale: RowScale, y: float) -> None:
    if point.margin is not None:
        low, high = max(value - point.margin, 0.0), min(value + point.margin, 100.0)
        draw_whisker(sheet.out, scale.x(low), scale.x(high), y, sheet.theme)


def _write_value(sheet: Sheet, point: Point, scale: RowScale, y: float) -> None:
    """The value in words after the mark, else before it, else as far right as it fits."""
    width = text_width(point.label, LABEL, bold=True)
    baseline = y + ASCENT * LABEL / 2
    half = RADIUS + 5 if point.bound is None else CAP
    after = scale.end(point) + half
    if after + width <= sheet.right:
        sheet.write(after, baseline, point.label, LABEL, bold=True, halo=True)
        return
    before = min(scale.x(number) for number in point.extent) - half
    if point.bound == "down":
        before -= BOUND_ARROW
    # A bar that starts at zero leaves no room before it.
    fits_before = before - width >= scale.left and not (point.y is not None and scale.axis.zero)
    end = before if fits_before else sheet.right
    sheet.write(end, baseline, point.label, LABEL, anchor="end", bold=True, halo=True)
