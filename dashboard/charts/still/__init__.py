"""Writes Plotly figures as SVG without a browser."""
