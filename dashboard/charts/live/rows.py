"""A panel of rows, or of words, as plotly traces: bars from zero, marks, ranges with caps, arrows from bounds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.drawing.marks import BAR, RADIUS, STEM
from dashboard.charts.drawing.row_layout import INDENT, RowLayout
from dashboard.charts.drawing.rows_panel import arrow_of
from dashboard.charts.drawing.sheet import LABEL, MARGIN, NARROW, SMALL
from dashboard.charts.live.frame import Frame, Json, hover, marker, words
from dashboard.charts.spec import Panel, Point, Scale, Series


def row_axis(layout: RowLayout) -> Json:
    """Layout of the axis of rows, whose unit is the image's pixel, so that rows stand at the same distances."""
    return {
        "type": "linear",
        "range": [layout.bottom, 0],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showticklabels": False,
    }


def _names(layout: RowLayout, frame: Frame) -> list[Json]:
    """Names of rows and headings of groups, as annotations where the image has them."""
    beside = frame.width >= NARROW
    found = []
    for place in layout.rows:
        if place.heading:
            heading = [f"<b>{words(line)}</b>" for line in place.heading]
            # On paper of its own: the grid stops at headings.
            found.append(_words_at(place.heading_top, "top", heading, frame) | {"bgcolor": frame.theme.paper})
        names = [f"<b>{words(line)}</b>" if place.row.strong else words(line) for line in place.names]
        lines = [*names, *(words(line) for line in place.details)]
        middle = place.top + place.height / 2
        at = (middle, "middle") if beside else (place.top, "top")
        found.append(_words_at(*at, lines, frame, indent=INDENT if place.row.minor else 0.0))
    return found


def _words_at(y: float, anchor: str, lines: list[str], frame: Frame, *, indent: float = 0.0) -> Json:
    """Lines of words that begin at the left edge of the chart; plotly counts from the start of the axis."""
    return {
        "xref": "paper",
        "yref": f"y{frame.suffix}",
        "x": 0,
        "y": y,
        "xshift": MARGIN + indent - frame.edge,
        "xanchor": "left",
        "yanchor": anchor,
        "align": "left",
        "text": "<br>".join(lines),
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": SMALL + 1, "color": frame.theme.ink},
    }


def add_rows(panel: Panel, frame: Frame, layout: RowLayout, live: Json) -> list[Json]:
    """Traces of a panel of rows; arrows of bounds, headings and lines between dates go to the live layout."""
    traces: list[Json] = []
    live["annotations"] += _names(layout, frame)
    for series in panel.series:
        rows = _Rows(series, frame, layout)
        valued = [point for point in series.points if point.y is not None]
        barred = [p for p in valued if series.bars and not _is_stemmed(p, panel)]
        marked = [p for p in valued if p not in barred]
        live["shapes"] += [_span(rows, run) for run in series.runs]
        live["annotations"] += [_after_margin(point, rows) for point in valued if point.margin is not None]
        if barred:
            traces.append(_bars(barred, rows))
        if marked:
            traces += _stems(marked, rows) if series.bars else []
            traces.append(_marks(marked, rows, dated=panel.y.scale == Scale.TIME))
        traces += [_range(point, rows) for point in series.points if _is_range(point)]
        bounds = [point for point in series.points if point.bound is not None]
        traces += [_bound(point, rows) for point in bounds]
        live["annotations"] += [_arrow(point, panel, rows) for point in bounds]
        traces += [_missing(point, panel, rows) for point in series.points if point.missing]
    return traces


@dataclass(frozen=True)
class _Rows:
    """What the traces of a series share."""

    series: Series
    frame: Frame
    layout: RowLayout

    @property
    def colour(self) -> str:
        """Colour of the series."""
        return self.frame.theme.colour(self.series.colour)

    def y(self, point: Point) -> float:
        """Height of a figure's mark."""
        return self.layout.rows[int(point.x)].middle

    def said(self, points: Sequence[Point], position: str | Sequence[str]) -> Json:
        """Labels of points."""
        shown = self.series.labelled
        return {
            # Words after a margin are annotations, because plotly would write them over it.
            "text": [
                f"<b>{words(point.label)}</b>" if point.obs_id in shown and point.margin is None else ""
                for point in points
            ],
            "textposition": position,
            "textfont": {"size": LABEL, "color": self.frame.theme.ink},
            "cliponaxis": False,
        }


def _is_stemmed(point: Point, panel: Panel) -> bool:
    return panel.rows[int(point.x)].minor or point.own or point.approx


def _is_range(point: Point) -> bool:
    return point.y is None and point.bound is None and not point.missing


def _margins(points: Sequence[Point], frame: Frame) -> Json:
    if not any(point.margin is not None for point in points):
        return {}
    return {
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [min(point.margin or 0.0, 100 - (point.y or 0.0)) for point in points],
            "arrayminus": [min(point.margin or 0.0, point.y or 0.0) for point in points],
            "color": frame.theme.ink,
            "thickness": 1.4,
            "width": 4,
        }
    }


def _after_margin(point: Point, rows: _Rows) -> Json:
    return {
        **rows.frame.references,
        "x": min((point.y or 0.0) + (point.margin or 0.0), 100),
        "y": rows.y(point),
        "xanchor": "left",
        "xshift": RADIUS + 5,
        "text": f"<b>{words(point.label)}</b>",
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": LABEL, "color": rows.frame.theme.ink},
    }


def _bars(points: Sequence[Point], rows: _Rows) -> Json:
    return {
        "type": "bar",
        **rows.frame.axes,
        "orientation": "h",
        "x": [point.y for point in points],
        "y": [rows.y(point) for point in points],
        "width": BAR,
        "marker": {"color": rows.colour},
        **rows.said(points, "outside"),
        **_margins(points, rows.frame),
        **hover(points),
    }


def _stems(points: Sequence[Point], rows: _Rows) -> list[Json]:
    """Thin bars from zero to marks; the marks carry the figures."""
    return [
        {
            "type": "bar",
            **rows.frame.axes,
            "orientation": "h",
            "x": [point.y for point in points],
            "y": [rows.y(point) for point in points],
            "width": STEM,
            "marker": {"color": rows.colour},
            "hoverinfo": "skip",
        }
    ]


def _marks(points: Sequence[Point], rows: _Rows, *, dated: bool) -> Json:
    return {
        "type": "scatter",
        **rows.frame.axes,
        "mode": "markers+text",
        "x": [point.y for point in points],
        "y": [rows.y(point) for point in points],
        "marker": marker(points, rows.colour, rows.frame.theme, 11),
        **rows.said(points, "top center" if dated else "middle right"),
        **_margins(points, rows.frame),
        **hover(points),
    }


def _span(rows: _Rows, run: tuple[int, ...]) -> Json:
    points = [rows.series.points[n] for n in run]
    places = [point.y for point in points if point.y is not None]
    return {
        **rows.frame.references,
        "type": "line",
        "x0": min(places),
        "x1": max(places),
        "y0": rows.y(points[0]),
        "y1": rows.y(points[0]),
        "line": {"color": rows.frame.theme.rule, "width": 1.6},
        "layer": "below",
    }


def _cap(colour: str) -> Json:
    return {"symbol": "line-ns-open", "size": 15, "color": colour, "line": {"width": 2.4, "color": colour}}


def _range(point: Point, rows: _Rows) -> Json:
    said = rows.said([point], "middle right")
    return {
        "type": "scatter",
        **rows.frame.axes,
        "mode": "lines+markers+text",
        "x": [point.low, point.high],
        "y": [rows.y(point), rows.y(point)],
        "line": {"color": rows.colour, "width": 5},
        "marker": _cap(rows.colour),
        **said,
        "text": ["", *said["text"]],
        **hover([point, point]),
    }


def _bound(point: Point, rows: _Rows) -> Json:
    return {
        "type": "scatter",
        **rows.frame.axes,
        "mode": "markers+text",
        "x": [point.anchor],
        "y": [rows.y(point)],
        "marker": _cap(rows.colour),
        **rows.said([point], "middle right" if point.bound == "down" else "middle left"),
        **hover([point]),
    }


def _arrow(point: Point, panel: Panel, rows: _Rows) -> Json:
    """An arrow of fixed length from the bound; on a logarithmic axis plotly wants its place in powers of ten."""
    place = point.anchor or 0.0
    away = arrow_of(point, rows.layout.scale)
    return {
        **rows.frame.references,
        "x": math.log10(place) if panel.y.scale == Scale.LOG else place,
        "y": rows.y(point),
        "xshift": away,
        "ax": -away,
        "ay": 0,
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 2.6,
        "arrowcolor": rows.colour,
    }


def _missing(point: Point, panel: Panel, rows: _Rows) -> Json:
    return {
        "type": "scatter",
        **rows.frame.axes,
        "mode": "text",
        "x": [panel.y.low],
        "y": [rows.y(point)],
        "text": [words(point.label)],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": rows.frame.theme.muted},
        **hover([point]),
    }
