"""The Plotly figure of a chart: the only account of what is drawn, shown live as it is and written as SVG."""

from dashboard.charts.figure.draw import draw_figure
from dashboard.charts.figure.sparkline import draw_sparkline
from dashboard.charts.figure.template import ON_SCREEN, PLOTLY_CONFIG, THEMES, Theme, ThemeName, plotly_config

__all__ = [
    "ON_SCREEN",
    "PLOTLY_CONFIG",
    "THEMES",
    "Theme",
    "ThemeName",
    "draw_figure",
    "draw_sparkline",
    "plotly_config",
]
