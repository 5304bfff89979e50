"""Draws a chart small enough for a card: its shape, its ends and its latest value, from the same description."""

from dataclasses import replace

from dashboard.charts.figure import rows_panel, time_panel
from dashboard.charts.figure.canvas import Canvas, Json, TextStyle
from dashboard.charts.figure.dates_panel import draw_small_dates
from dashboard.charts.figure.template import THEMES, ThemeName
from dashboard.charts.layout.plot import Plot
from dashboard.charts.layout.row_layout import RowLayout, RowPlace, RowScale
from dashboard.charts.layout.sizes import ASCENT, CARD, MARGIN, RADIUS, SMALL, Room, text_width, wrap
from dashboard.charts.spec import ChartSpec, Form, Panel, Point, Row, Scale

_BAR, _ROW, _NAME, _AFTER_ROW, _MOST_ROWS = 10.0, 16.0, 15.0, 5.0, 8
_LINE_HEIGHT = 76.0
_MARK = 3.4
# Room for the words of a value right of its bar, the same in every chart, so that bars of one length say one share.
_VALUE_WIDTH = 108.0
_WORDS = 19.0
_BETWEEN = 8.0
_HIDDEN = ({"showgrid": False, "showticklabels": False}, {"showgrid": False, "showticklabels": False})


def draw_sparkline(spec: ChartSpec, *, theme: ThemeName = "light") -> Json:
    """Draw the first panel small: a line with its ends, or its first rows.

    Args:
        spec: the description.
        theme: colours.

    Returns:
        A plain dict of `data` and `layout`, as `draw_figure` gives.
    """
    canvas = Canvas(float(CARD), THEMES[theme], Room(MARGIN, CARD - MARGIN, narrow=True))
    panel = spec.panels[0]
    # What the panel alone is about, as its area: no small drawing leaves it out.
    top = canvas.write_wrapped(2.0, panel.heading, SMALL, fill=canvas.theme.muted) if panel.heading else 0.0
    match panel.form:
        case Form.TIME:
            below = _draw_line(canvas, panel, top)
        case Form.ROWS:
            below = _draw_rows(canvas, panel, top, answer_first=spec.kind == "surveys")
        case Form.DATES:
            below = draw_small_dates(canvas, panel)
        case Form.TEXT:
            below = _draw_words(canvas, panel, top)
    return canvas.finish(round(below + 0.5))


def _draw_line(canvas: Canvas, panel: Panel, top: float) -> float:
    points = [point for point in panel.points if not point.missing]
    first, last = min(points, key=lambda point: point.x), max(points, key=lambda point: point.x)
    plot = _small_plot(canvas.room, panel, points, first, last, top)
    frame = canvas.add_frame(plot.box, plot.across, plot.upward, _HIDDEN)
    theme = canvas.theme
    canvas.rule(
        (plot.left - RADIUS, plot.bottom), (plot.right + RADIUS, plot.bottom), theme.rule, 1, frame=frame, beyond=True
    )
    canvas.data += [time_panel.line_of(canvas, series, frame) for series in panel.series if series.runs]
    for series in panel.series:
        joined = {index for run in series.runs for index in run}
        marked = [p for n, p in enumerate(series.points) if not p.missing and (n not in joined or p in (first, last))]
        time_panel.draw_marks(canvas, plot, replace(series, points=tuple(marked), runs=()), frame, set(), radius=_MARK)
    right = plot.right + RADIUS
    canvas.write(right + 5, plot.y(last.anchor or 0.0) + 4, last.label, SMALL + 1, bold=True)
    left = plot.left - RADIUS
    if first is not last:
        style: TextStyle = {"fill": theme.muted, "anchor": "right"}
        canvas.write(left - 5, plot.y(first.anchor or 0.0) + 4, first.label, SMALL, **style)
    names = [first.x_label, last.x_label] if last.x_label != first.x_label else [first.x_label]
    if sum(text_width(name, SMALL) for name in names) + _BETWEEN > right - left:
        # Long periods, such as "March 2017 to February 2018", are told by their year where both find no room.
        names = [str(int(point.x)) for point in (first, last)][: len(names)]
    bottom = top + _LINE_HEIGHT
    canvas.write(left, bottom - 5, names[0], SMALL, fill=theme.muted)
    if len(names) > 1:
        canvas.write(right, bottom - 5, names[1], SMALL, fill=theme.muted, anchor="right")
    return bottom


def _small_plot(room: Room, panel: Panel, points: list[Point], first: Point, last: Point, top: float) -> Plot:
    """Return the panel's plot between the words of its first and last value, whose axes hold the points and zero."""
    low, high = min(0.0, panel.y.low), max(number for point in points for number in point.extent)
    # A period of several years is a line, beyond which the words stand.
    start, end = first.span[0] if first.span else first.x, last.span[1] if last.span else last.x
    across = replace(panel.x, low=start, high=end if end > start else start + 1)
    upward = replace(panel.y, scale=Scale.LINEAR, low=low, high=high if high > low else low + 1)
    before = 0.0 if first is last else text_width(first.label, SMALL) + RADIUS + 5
    left = room.left + RADIUS + before
    right = room.right - text_width(last.label, SMALL + 1, bold=True) - RADIUS - 8
    bottom = top + _LINE_HEIGHT - 20
    return Plot(left, top + 8, right, bottom, room.right, replace(panel, x=across, y=upward), ())


def _draw_rows(canvas: Canvas, panel: Panel, top: float, *, answer_first: bool) -> float:
    """Return the first rows: everyone's answers, or the claims, each with its value in words."""
    room = canvas.room
    points = [point for point in panel.points if not panel.rows[int(point.x)].minor][:_MOST_ROWS]
    words = max(_VALUE_WIDTH, *(text_width(point.label, SMALL + 1, bold=True) + 14 for point in points))
    scale = RowScale(panel.y, room.left, room.right - words)
    step = _ROW + _NAME + _AFTER_ROW
    bottom = top + 4 + len(points) * step
    # A line for each point, even where several stand in one row of the chart.
    numbers = {id(point): number for number, point in enumerate(points)}
    tops = [top + 2 + number * step for number in range(len(points))]
    places = tuple(
        RowPlace(panel.rows[int(point.x)], top, top + _NAME + _ROW / 2) for point, top in zip(points, tops, strict=True)
    )
    layout = RowLayout(scale, places, (), bottom)
    box = (scale.left, top, scale.right, bottom)
    frame = canvas.add_frame(box, scale.range, (bottom, top), _HIDDEN, log=scale.is_log)
    barred = any(series.bars for series in panel.series)
    if not barred and panel.y.scale == Scale.LINEAR:
        # A dot says a share only beside the whole.
        for place in places:
            across = ((scale.left, place.middle), (scale.right, place.middle))
            canvas.rule(*across, canvas.theme.grid, 1, frame=frame)
    for series in panel.series:
        shown = tuple(
            replace(point, x=numbers[id(point)], margin=None) for point in series.points if id(point) in numbers
        )
        small = replace(series, points=shown, runs=(), labelled=frozenset())
        rows_panel.RowMarks(canvas, layout, frame, small, _BAR).draw()
    for point, place in zip(points, places, strict=True):
        name = _shorten(_row_name(place.row, answer_first=answer_first), room.width)
        canvas.write(room.left, place.top + ASCENT * SMALL + 2, name, SMALL, fill=canvas.theme.muted)
        if not point.missing:
            is_bar = barred and point.y is not None and not point.own and not point.hollow
            at = scale.end(point) + 6 + (0.0 if is_bar else RADIUS)
            baseline = place.middle + ASCENT * SMALL / 2
            canvas.write(at, baseline, point.label, SMALL + 1, bold=True, halo=True, frame=frame)
    return bottom


def _row_name(row: Row, *, answer_first: bool) -> str:
    """Name a row by its heading or label; a question, which may be cut, after its answer, which may not."""
    return f"{row.label} – {row.heading}" if answer_first and row.heading else row.heading or row.short or row.label


def _draw_words(canvas: Canvas, panel: Panel, top: float) -> float:
    """Return the first observation in words with its period."""
    point = panel.points[0]
    lines = wrap(point.text, _WORDS, canvas.room.width, bold=True)
    fill = canvas.theme.muted if point.missing else ""
    below = canvas.write_lines(top + 4, lines, _WORDS, canvas.room.left, bold=True, fill=fill)
    return canvas.write_wrapped(below + 2, point.x_label, SMALL, fill=canvas.theme.muted) + 4


def _shorten(words: str, width: float) -> str:
    first = wrap(words, SMALL, width - text_width("…", SMALL))[0]
    return words if text_width(words, SMALL) <= width else f"{first}…"
