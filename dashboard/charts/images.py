"""Still images of charts: the figure that is also shown live, written as SVG."""

from typing import Any

from dashboard.charts.figure import ThemeName, draw_figure, draw_sparkline
from dashboard.charts.layout.sizes import CARD, WIDE
from dashboard.charts.spec import ChartSpec
from dashboard.charts.still.write import write_still


def draw_svg(spec: ChartSpec, *, theme: ThemeName = "light", width: int = WIDE, **options: Any) -> str:
    """Draw a chart as an SVG document of that width; options are those of `draw_figure`."""
    return _write(spec, draw_figure(spec, theme=theme, width=width, **options), width)


def draw_small(spec: ChartSpec, *, theme: ThemeName = "light") -> str:
    """Draw a chart small, for a card, as an SVG document."""
    return _write(spec, draw_sparkline(spec, theme=theme), CARD, "-small")


def size_of(spec: ChartSpec, *, width: int = WIDE) -> tuple[int, int]:
    """Return width and height of `draw_svg`'s image without a stamp, for the box that holds it."""
    return width, draw_figure(spec, width=width)["layout"]["height"]


def small_size_of(spec: ChartSpec) -> tuple[int, int]:
    """Return width and height of `draw_small`'s image."""
    return CARD, draw_sparkline(spec)["layout"]["height"]


def _write(spec: ChartSpec, figure: dict[str, Any], width: int, suffix: str = "") -> str:
    return write_still(
        figure,
        width=width,
        ident=f"{spec.chart_id}{suffix}",
        title=spec.title,
        description=" ".join((spec.alt, *spec.description)),
        lang=spec.lang,
    )
