"""Where a panel stands in the live figure, and what its traces share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from dashboard.charts.drawing.lanes import LANE
from dashboard.charts.drawing.plot import Plot, lay_out_plot
from dashboard.charts.drawing.row_layout import RowLayout, lay_out_rows
from dashboard.charts.drawing.sheet import BETWEEN, LINE, MARGIN, NAME, TICK, Sheet, plot_height
from dashboard.charts.drawing.text_panel import draw_text
from dashboard.charts.drawing.theme import Theme
from dashboard.charts.spec import Axis, ChartSpec, Form, Panel, Point, Shape

Json = dict[str, Any]

# What stands below a panel (tick labels, and on rows the name of the axis) and above it (its heading, its unit).
_BELOW = {Form.TIME: 8 + TICK * LINE, Form.ROWS: 6 + 2 * TICK * LINE, Form.TEXT: 0.0}
_HEADING = NAME * LINE + 4
_LEAST_LEFT = 14.0
_UNIT = 8 + TICK * LINE

SYMBOLS = {
    Shape.CIRCLE: "circle",
    Shape.DIAMOND: "diamond",
    Shape.SQUARE: "square",
    Shape.PLUS: "cross",
    Shape.TRIANGLE: "triangle-up",
    Shape.TICK: "line-ns-open",
}


@dataclass(frozen=True)
class Frame:
    """One panel's place.

    Attributes:
        number: place among the panels, from 1.
        domain: its share of the height, from below.
        theme: colours.
        width: width in pixels that it is laid out for.
        plot: geometry of a panel of years, as the image of that width has it.
        layout: geometry of a panel of rows, likewise.
        lift: height of its event numbers.
        edge: distance from the left edge of the chart to where every axis begins.
    """

    number: int
    domain: tuple[float, float]
    theme: Theme
    width: int
    plot: Plot | None
    layout: RowLayout | None
    lift: float
    edge: float = 0.0

    @property
    def suffix(self) -> str:
        """What plotly appends to the names of the panel's axes."""
        return "" if self.number == 1 else str(self.number)

    @property
    def left(self) -> float:
        """Width of what stands left of the panel: tick labels, or names of rows."""
        if self.plot is not None:
            return self.plot.left
        return self.layout.scale.left if self.layout is not None else MARGIN

    @property
    def axes(self) -> Json:
        """Axes of the panel's traces."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}

    @property
    def references(self) -> Json:
        """Axes of the panel's shapes and annotations."""
        return {"xref": f"x{self.suffix}", "yref": f"y{self.suffix}"}


def words(text: str) -> str:
    """Text for plotly, which reads tags and entities in it."""
    return escape(text, quote=False)


def log_range(axis: Axis) -> list[float]:
    """Range of a logarithmic axis, in powers of ten."""
    return [math.log10(axis.low), math.log10(axis.high)]


@dataclass(frozen=True)
class Frames:
    """The panels' frames and the margins around them, which add up to the height of the image."""

    frames: tuple[Frame, ...]
    height: int
    left: float
    top: float
    bottom: float
    below: float


def _frame(panel: Panel, spec: ChartSpec, number: int, theme: Theme, width: int) -> tuple[Frame, float]:
    """Frame of a panel, whose domain is yet to be found, and its height."""
    sheet = Sheet(width=float(width), theme=theme, left=MARGIN, right=width - MARGIN)
    frame = Frame(number, (0.0, 1.0), theme, width, None, None, 0.0)
    if panel.form == Form.TIME:
        height = plot_height(width)
        plot = lay_out_plot(panel, spec.events, left=sheet.left, right=sheet.right, top=0.0, height=height)
        return replace(frame, plot=plot, lift=(max(plot.lanes, default=-1) + 1) * LANE), height
    if panel.form == Form.ROWS:
        layout = lay_out_rows(sheet, panel, 0.0)
        return replace(frame, layout=layout), layout.bottom
    return frame, draw_text(sheet, panel, 0.0)


def _above(panel: Panel, frame: Frame) -> float:
    heading = _HEADING if panel.heading else 0.0
    return heading + (_UNIT + frame.lift if panel.form == Form.TIME else 0.0)


def frames_of(spec: ChartSpec, theme: Theme, width: int, height: int) -> Frames:
    """Frames of the panels, the first on top, as tall as in the image of that width and height."""
    made = [_frame(panel, spec, number, theme, width) for number, panel in enumerate(spec.panels, start=1)]
    above = [_above(panel, frame) for panel, (frame, _) in zip(spec.panels, made, strict=True)]
    gaps = [
        0.0,
        *(_BELOW[panel.form] + BETWEEN + lead for panel, lead in zip(spec.panels[:-1], above[1:], strict=True)),
    ]
    total = sum(tall for _, tall in made) + sum(gaps)
    frames, top = [], total
    for (frame, tall), gap in zip(made, gaps, strict=True):
        top -= gap
        frames.append(replace(frame, domain=(max(top - tall, 0.0) / total, top / total)))
        top -= tall
    # Room for half of the first tick label, where an axis begins at the edge.
    left = max(_LEAST_LEFT, *(frame.left for frame in frames))
    return Frames(
        frames=tuple(replace(frame, edge=left) for frame in frames),
        height=height,
        left=left,
        top=MARGIN + above[0],
        bottom=max(height - total - MARGIN - above[0], _BELOW[spec.panels[-1].form]),
        below=_BELOW[spec.panels[-1].form],
    )


def hover(points: Sequence[Point | None]) -> Json:
    """Ids and spoken words of a trace's points; None interrupts its line."""
    return {
        "customdata": [None if point is None else point.obs_id for point in points],
        "hovertext": ["" if point is None else words(point.spoken) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def marker(
    points: Sequence[Point | None], colour: str, theme: Theme, size: float, *, again: Sequence[bool] | None = None
) -> Json:
    """Markers with the same shapes as the image; hollow where approximate, an outline where a mark stands already."""
    outlined = list(again) if again is not None else [False] * len(points)
    fills, edges, widths, symbols = [], [], [], []
    for point, outline in zip(points, outlined, strict=True):
        hollow = point is not None and (point.approx or outline)
        symbol = "circle" if point is None else SYMBOLS[point.shape]
        symbols.append(f"{symbol}-open" if outline else symbol)
        fills.append(theme.paper if hollow and not outline else colour)
        edges.append(colour if hollow or (point is not None and point.shape == Shape.TICK) else theme.paper)
        widths.append(1.8 if hollow else 1.2)
    return {
        "symbol": symbols,
        "color": fills,
        "size": [size * 1.8 if outline else size for outline in outlined],
        "opacity": 1,
        "line": {"color": edges, "width": widths},
    }
