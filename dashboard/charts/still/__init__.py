"""Writes Plotly figures as SVG without a browser."""

from dashboard.charts.still.write import write_still

__all__ = ["write_still"]
