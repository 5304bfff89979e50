"""Draws a chart as a Plotly figure: its panels one below the other, and what stands around them.

That is the key to the marks, and, in downloads, title, events, notes, source and address.
"""

from collections.abc import Sequence

from dashboard.charts.figure.canvas import Canvas, Json
from dashboard.charts.figure.dates_panel import draw_dates
from dashboard.charts.figure.marks import SYMBOLS, outline_of, scatter, unseen
from dashboard.charts.figure.rows_panel import draw_rows
from dashboard.charts.figure.template import THEMES, ThemeName
from dashboard.charts.figure.time_panel import draw_time
from dashboard.charts.layout.plot import axis_width
from dashboard.charts.layout.sizes import (
    BETWEEN,
    CAP,
    LINE,
    MARGIN,
    NAME,
    PHONE,
    RADIUS,
    SMALL,
    WIDE,
    Room,
    plot_height,
    text_width,
    wrap,
)
from dashboard.charts.spec import ChartSpec, Form, KeyEntry, Panel
from dashboard.charts.texts import counted, text
from dashboard.text.format import separators

_MARGIN_STAMPED = 24.0
_TITLE, _TITLE_NARROW, _SUBTITLE = 20.0, 17.0, 13.5
_MOST_NOTES = 4
_SIGN = 30.0
_ALONE, _ALONE_NARROW, _AMONG = 30.0, 26.0, 20.0
_BESIDE_RULE = 18.0
_AFTER = 12.0


def draw_figure(
    spec: ChartSpec,
    *,
    theme: ThemeName = "light",
    width: int = WIDE,
    stamp: bool = False,
    brief: bool = False,
    version: str = "",
    address: str = "",
) -> Json:
    """Draw a chart.

    Each trace carries the obs_id of its points in `customdata` and what is said of them in `hovertext`, so that a
    click leads to the observation's page; words about one observation carry its id as their `name`.

    Args:
        spec: the description.
        theme: colours.
        width: width in pixels for which it is laid out; below 480 for a phone, with text as large as on a wide one.
        stamp: write title, subtitle, doubt, events, notes, source, version and address into the figure, for downloads.
        brief: leave doubt, events and notes out of the stamp, for an image that is seen small.
        version: data version to stamp.
        address: address of the chart to stamp.

    Returns:
        A plain dict of `data` and `layout`, of a fixed height and as wide as its place.
    """
    margin = _MARGIN_STAMPED if stamp else MARGIN
    canvas = Canvas(float(width), THEMES[theme], Room(margin, width - margin, narrow=width < PHONE))
    top = _draw_header(canvas, spec, margin) if stamp else margin
    # The same years stand below one another.
    gutter = max((axis_width(panel) for panel in spec.panels if panel.form == Form.TIME), default=0.0)
    tall = plot_height(width, compared=len(spec.panels) if spec.kind == "compare" else 0)
    for number, panel in enumerate(spec.panels):
        top = _draw_panel(canvas, spec, panel, top + (BETWEEN if number else 0), tall, gutter)
    if spec.key:
        top = _draw_key(canvas, spec.key, top + 10)
    if stamp:
        top = _draw_footer(canvas, spec, top + 14, brief=brief, version=version, address=address)
    return canvas.finish(
        round(top + margin + 0.5),
        separators="".join(separators(spec.lang)),
        meta={"chart_id": spec.chart_id, "lang": spec.lang},
    )


def _draw_panel(canvas: Canvas, spec: ChartSpec, panel: Panel, top: float, tall: float, gutter: float) -> float:
    if panel.heading:
        top = canvas.write_wrapped(top, panel.heading, NAME, bold=True) + 4
    match panel.form:
        case Form.TIME:
            return draw_time(canvas, panel, spec.events, top, tall, gutter)
        case Form.ROWS:
            return draw_rows(canvas, panel, top)
        case Form.DATES:
            return draw_dates(canvas, panel, top, spec.lang)
        case Form.TEXT:
            return _draw_text(canvas, panel, top)


def _draw_text(canvas: Canvas, panel: Panel, top: float) -> float:
    """Draw a panel of words from `top` down; return where the next block may begin."""
    room = canvas.room
    size = _AMONG if len(panel.points) > 1 else _ALONE_NARROW if room.narrow else _ALONE
    left, width = room.left + _BESIDE_RULE, room.width - _BESIDE_RULE
    muted = canvas.theme.muted
    middles: list[float] = []
    cursor = top
    for series in panel.series:
        for point in series.points:
            start = cursor
            lines = wrap(point.text, size, width, bold=True)
            cursor = canvas.write_lines(
                cursor,
                lines,
                size,
                left,
                bold=not point.missing,
                fill=muted if point.missing else "",
                obs_id=point.obs_id,
            )
            below = wrap(
                ", ".join(part for part in (point.base, point.x_label, point.source) if part), SMALL + 1, width
            )
            cursor = canvas.write_lines(cursor + 1, below, SMALL + 1, left, fill=muted)
            canvas.box((room.left, start + 2, room.left + 4, cursor - 2), canvas.theme.colour(series.colour))
            middles.append((start + cursor) / 2)
            cursor += _AFTER
    hidden = {"visible": False}
    frame = canvas.add_frame((room.left, top, room.right, cursor), (0, 1), (cursor, top), (hidden, hidden))
    canvas.data.append(scatter(frame, panel.points, [0.02 for _ in middles], middles, unseen()))
    return cursor


def _draw_header(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Write title and subtitle; return where the panels may begin."""
    title = _TITLE_NARROW if canvas.room.narrow else _TITLE
    top = canvas.write_wrapped(top, spec.title, title, evenly=True, bold=True)
    top = canvas.write_wrapped(top + 2, spec.subtitle, _SUBTITLE, evenly=True, fill=canvas.theme.muted)
    return top + 14


def _draw_footer(canvas: Canvas, spec: ChartSpec, top: float, *, brief: bool, version: str, address: str) -> float:
    """Write events by number, notes, source with pages, version and address; return the bottom."""
    canvas.rule((canvas.room.left, top), (canvas.room.right, top), canvas.theme.grid, 1)
    top = top + 8 if brief else _draw_remarks(canvas, spec, top + 8)
    top = canvas.write_wrapped(top, spec.source, SMALL)
    stamped = [address, text("version", spec.lang, version=version) if version else ""]
    line = ", ".join(part for part in stamped if part)
    return canvas.write_wrapped(top + 2, line, SMALL, fill=canvas.theme.muted) if line else top


def _draw_remarks(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Write doubt, events by number and notes; return where the next block may begin."""
    muted = canvas.theme.muted
    if spec.doubt:
        top = canvas.write_wrapped(top, spec.doubt, SMALL) + 6
    for event in spec.events:
        top = canvas.write_wrapped(top, f"{event.number}. {event.spoken}", SMALL, fill=muted)
    if spec.events:
        top += 6
    for note in spec.notes[:_MOST_NOTES]:
        top = canvas.write_wrapped(top, note.spoken, SMALL, fill=muted)
    left_out = len(spec.notes) - _MOST_NOTES
    if left_out > 0:
        more = counted("more_notes", left_out, spec.lang)
        top = canvas.write_wrapped(top, more, SMALL, fill=muted)
    return top + 6 if spec.notes else top


def _draw_key(canvas: Canvas, entries: Sequence[KeyEntry], top: float) -> float:
    """Return the key to the marks, flowing over as many lines as it needs; returns where the next block may begin."""
    x, line_height = canvas.room.left, SMALL * LINE + 4
    for entry in entries:
        width = _SIGN + text_width(entry.label, SMALL)
        if x > canvas.room.left and x + width > canvas.room.right:
            x, top = canvas.room.left, top + line_height
        lines = wrap(entry.label, SMALL, canvas.room.right - x - _SIGN)
        _draw_sign(canvas, entry, x + 11, top + SMALL * LINE / 2)
        below = canvas.write_lines(top, lines, SMALL, x + _SIGN - 4, fill=canvas.theme.muted)
        if len(lines) > 1:
            x, top = canvas.room.left, below + 4
        else:
            x += width + 14
    return top + line_height if x > canvas.room.left else top


def _draw_sign(canvas: Canvas, entry: KeyEntry, x: float, y: float) -> None:
    theme = canvas.theme
    colour = theme.colour(0)
    match entry.sign:
        case "shape" | "hollow" | "partial" | "unsized":
            # In no series' colour: the sign explains the shape, whatever colour it has.
            fill, edge, width = (theme.paper, theme.muted, 1.8) if entry.sign != "shape" else (theme.muted, "", 0.0)
            symbol, size = SYMBOLS[entry.shape]
            canvas.outline([(x + dx, y + dy) for dx, dy in outline_of(symbol, RADIUS * size)], fill, edge, width)
        case "range":
            for line in (((x - 9, y), (x + 9, y)), *(((x + d, y - CAP), (x + d, y + CAP)) for d in (-9, 9))):
                canvas.rule(*line, colour, 3 if line[0][1] == y else 2.4)
        case "bound":
            canvas.rule((x + 9, y - CAP), (x + 9, y + CAP), colour, 2.4)
            canvas.rule((x + 9, y), (x - 2, y), colour, 2)
            canvas.outline([(x - 9, y), (x, y - 4.5), (x, y + 4.5)], colour)
        case "break":
            canvas.box((x - 11, y - 7, x + 11, y + 7), theme.paper, theme.rule)
            canvas.box((x - 10, y - 6, x, y + 6), theme.band)
        case "margin":
            canvas.rule((x - 9, y), (x + 9, y), colour, 1.6)
            for d in (-9, 9):
                canvas.rule((x + d, y - 4), (x + d, y + 4), colour, 1.6)
