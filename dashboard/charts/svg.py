"""The still image of a chart, written as SVG: the same bytes for the same description, text that stays text."""

from dashboard.charts.drawing.footer import draw_footer, draw_header, draw_key
from dashboard.charts.drawing.rows_panel import draw_rows
from dashboard.charts.drawing.sheet import BETWEEN, MARGIN, NAME, Sheet, plot_height
from dashboard.charts.drawing.svg_frame import write_document
from dashboard.charts.drawing.text_panel import draw_text
from dashboard.charts.drawing.theme import THEMES, ThemeName
from dashboard.charts.drawing.time_panel import draw_time
from dashboard.charts.sparkline import sparkline
from dashboard.charts.spec import ChartSpec, Form, Panel

__all__ = ["chart_size", "draw_svg", "sparkline"]

_LEAST_PLOT = 120.0
_MARGIN_STAMPED = 24.0


def draw_svg(
    spec: ChartSpec,
    *,
    theme: ThemeName = "light",
    width: int = 720,
    height: int | None = None,
    stamp: bool = False,
    version: str = "",
    address: str = "",
) -> str:
    """Draw a chart.

    Args:
        spec: the description.
        theme: colours.
        width: width in pixels; below 480 the chart is laid out for a phone, with text as large as on a wide one.
        height: height to reach by making the plots of years taller or lower, never below 120 pixels each; rows and
            words keep the height they need.
        stamp: write title, subtitle, events, notes, source, version and address into the image, for downloads.
        version: data version to stamp.
        address: address of the chart to stamp.

    Returns:
        A complete SVG document with role, title and description.
    """
    tall = plot_height(width)
    sheet, bottom = _draw(spec, theme, width, tall, stamp=stamp, version=version, address=address)
    flexible = sum(panel.form == Form.TIME for panel in spec.panels)
    if height is not None and flexible:
        tall = max(tall + (height - bottom) / flexible, _LEAST_PLOT)
        sheet, bottom = _draw(spec, theme, width, tall, stamp=stamp, version=version, address=address)
    return write_document(spec, sheet, round(bottom + 0.5))


def chart_size(spec: ChartSpec, *, width: int = 720) -> tuple[int, int]:
    """Width and height that `draw_svg` gives the chart without a stamp, for the box that holds it."""
    _, bottom = _draw(spec, "light", width, plot_height(width), stamp=False)
    return width, round(bottom + 0.5)


def _draw(
    spec: ChartSpec,
    theme: ThemeName,
    width: int,
    tall: float,
    *,
    stamp: bool,
    version: str = "",
    address: str = "",
) -> tuple[Sheet, float]:
    margin = _MARGIN_STAMPED if stamp else MARGIN
    sheet = Sheet(width=float(width), theme=THEMES[theme], left=margin, right=width - margin)
    top = draw_header(sheet, spec, margin) if stamp else margin
    for number, panel in enumerate(spec.panels):
        top = _draw_panel(sheet, spec, panel, top + (BETWEEN if number else 0), tall)
    if spec.key:
        top = draw_key(sheet, spec.key, top + 10)
    if stamp:
        top = draw_footer(sheet, spec, top + 14, version=version, address=address)
    return sheet, top + margin


def _draw_panel(sheet: Sheet, spec: ChartSpec, panel: Panel, top: float, tall: float) -> float:
    if panel.heading:
        top = sheet.write_wrapped(top, panel.heading, NAME, bold=True) + 4
    match panel.form:
        case Form.TIME:
            return draw_time(sheet, panel, spec.events, top, tall)
        case Form.ROWS:
            return draw_rows(sheet, panel, top)
        case Form.TEXT:
            return draw_text(sheet, panel, top)
