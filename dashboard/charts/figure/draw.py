"""Draws a chart as a Plotly figure: its panels one below the other, and what stands around them."""

from dashboard.charts.figure.canvas import Canvas
from dashboard.charts.figure.frame import Json
from dashboard.charts.figure.rows_panel import draw_rows
from dashboard.charts.figure.surroundings import draw_footer, draw_header, draw_key
from dashboard.charts.figure.template import THEMES, ThemeName
from dashboard.charts.figure.text_panel import draw_text
from dashboard.charts.figure.time_panel import draw_time
from dashboard.charts.layout.sizes import BETWEEN, MARGIN, NAME, PHONE, WIDE, Room, plot_height
from dashboard.charts.spec import ChartSpec, Form, Panel
from dashboard.text.format import separators

_LEAST_PLOT = 120.0
_MARGIN_STAMPED = 24.0


def draw_figure(
    spec: ChartSpec,
    *,
    theme: ThemeName = "light",
    width: int = WIDE,
    height: int | None = None,
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
        height: height to reach by making the plots of years taller or lower, never below 120 pixels each; rows and
            words keep the height they need.
        stamp: write title, subtitle, events, notes, source, version and address into the figure, for downloads.
        version: data version to stamp.
        address: address of the chart to stamp.

    Returns:
        A plain dict of `data` and `layout`, of a fixed height and as wide as its place.
    """
    stamped = (version, address) if stamp else None
    tall = plot_height(width)
    canvas, bottom = _draw(spec, theme, width, tall, stamped)
    flexible = sum(panel.form == Form.TIME for panel in spec.panels)
    if height is not None and flexible:
        tall = max(tall + (height - bottom) / flexible, _LEAST_PLOT)
        canvas, bottom = _draw(spec, theme, width, tall, stamped)
    return canvas.finish(
        round(bottom + 0.5),
        separators="".join(separators(spec.lang)),
        meta={"chart_id": spec.chart_id, "lang": spec.lang},
    )


def _draw(
    spec: ChartSpec, theme: ThemeName, width: int, tall: float, stamped: tuple[str, str] | None
) -> tuple[Canvas, float]:
    """The chart on a canvas, stamped with version and address, and its height."""
    margin = _MARGIN_STAMPED if stamped else MARGIN
    canvas = Canvas(float(width), THEMES[theme], Room(margin, width - margin, narrow=width < PHONE))
    top = draw_header(canvas, spec, margin) if stamped else margin
    for number, panel in enumerate(spec.panels):
        top = _draw_panel(canvas, spec, panel, top + (BETWEEN if number else 0), tall)
    if spec.key:
        top = draw_key(canvas, spec.key, top + 10)
    if stamped:
        top = draw_footer(canvas, spec, top + 14, version=stamped[0], address=stamped[1])
    return canvas, top + margin


def _draw_panel(canvas: Canvas, spec: ChartSpec, panel: Panel, top: float, tall: float) -> float:
    if panel.heading:
        top = canvas.write_wrapped(top, panel.heading, NAME, bold=True) + 4
    match panel.form:
        case Form.TIME:
            return draw_time(canvas, panel, spec.events, top, tall)
        case Form.ROWS:
            return draw_rows(canvas, panel, top)
        case Form.TEXT:
            return draw_text(canvas, panel, top)
