"""Draws a chart as a Plotly figure: its panels one below the other, and what stands around them."""

from dashboard.charts.figure.canvas import Canvas, Json
from dashboard.charts.figure.marks import scatter, unseen
from dashboard.charts.figure.rows_panel import draw_rows
from dashboard.charts.figure.surroundings import draw_footer, draw_header, draw_key
from dashboard.charts.figure.template import THEMES, ThemeName
from dashboard.charts.figure.time_panel import draw_time
from dashboard.charts.layout.sizes import BETWEEN, MARGIN, NAME, PHONE, SMALL, WIDE, Room, plot_height, wrap
from dashboard.charts.spec import ChartSpec, Form, Panel
from dashboard.text.format import separators

_MARGIN_STAMPED = 24.0
_ALONE, _ALONE_NARROW, _AMONG = 30.0, 26.0, 20.0
_BESIDE_RULE = 18.0
_AFTER = 12.0


def draw_figure(
    spec: ChartSpec,
    *,
    theme: ThemeName = "light",
    width: int = WIDE,
    stamp: bool = False,
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
        stamp: write title, subtitle, events, notes, source, version and address into the figure, for downloads.
        version: data version to stamp.
        address: address of the chart to stamp.

    Returns:
        A plain dict of `data` and `layout`, of a fixed height and as wide as its place.
    """
    margin = _MARGIN_STAMPED if stamp else MARGIN
    canvas = Canvas(float(width), THEMES[theme], Room(margin, width - margin, narrow=width < PHONE))
    top = draw_header(canvas, spec, margin) if stamp else margin
    for number, panel in enumerate(spec.panels):
        top = _draw_panel(canvas, spec, panel, top + (BETWEEN if number else 0), plot_height(width))
    if spec.key:
        top = draw_key(canvas, spec.key, top + 10)
    if stamp:
        top = draw_footer(canvas, spec, top + 14, version=version, address=address)
    return canvas.finish(
        round(top + margin + 0.5),
        separators="".join(separators(spec.lang)),
        meta={"chart_id": spec.chart_id, "lang": spec.lang},
    )


def _draw_panel(canvas: Canvas, spec: ChartSpec, panel: Panel, top: float, tall: float) -> float:
    if panel.heading:
        top = canvas.write_wrapped(top, panel.heading, NAME, bold=True) + 4
    match panel.form:
        case Form.TIME:
            return draw_time(canvas, panel, spec.events, top, tall)
        case Form.ROWS:
            return draw_rows(canvas, panel, top)
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
            below = wrap(", ".join(part for part in (point.x_label, point.source) if part), SMALL + 1, width)
            cursor = canvas.write_lines(cursor + 1, below, SMALL + 1, left, fill=muted)
            canvas.box((room.left, start + 2, room.left + 4, cursor - 2), canvas.theme.colour(series.colour))
            middles.append((start + cursor) / 2)
            cursor += _AFTER
    hidden = {"visible": False}
    frame = canvas.add_frame((room.left, top, room.right, cursor), (0, 1), (cursor, top), (hidden, hidden))
    canvas.data.append(scatter(frame, panel.points, [0.02 for _ in middles], middles, unseen()))
    return cursor
