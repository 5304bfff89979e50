"""A panel of years as plotly traces: lines only between joined points, ranges with caps, gaps in words, events."""

from collections.abc import Sequence

from dashboard.charts.drawing.labels import Label, place_labels
from dashboard.charts.drawing.lanes import LANE
from dashboard.charts.drawing.marks import RADIUS
from dashboard.charts.drawing.plot import Plot, fill_space, place_gaps
from dashboard.charts.drawing.sheet import LABEL, NARROW, SMALL
from dashboard.charts.live.frame import Frame, Json, hover, marker, words
from dashboard.charts.spec import EventMark, LineStyle, Panel, Point, Series

_DASH = {LineStyle.SOLID: "solid", LineStyle.DASHED: "dash", LineStyle.DOTTED: "dot"}
# Height of the wash behind "not published", as a share of the axis.
_WASH = 0.09


def add_time(panel: Panel, events: Sequence[EventMark], frame: Frame, plot: Plot, layout: Json) -> list[Json]:
    """Traces of a panel of years; its gaps, breaks and events go to the layout."""
    for gap in panel.gaps:
        layout["shapes"].append(_wash(panel, gap.start, gap.end, frame))
    for mark in panel.breaks:
        layout["shapes"].append(_rule(mark.x, frame, "dash", 1.4))
    for event, lane in zip(events, plot.lanes, strict=True):
        layout["shapes"].append(_rule(event.x, frame, "dot", 1.0))
        layout["annotations"].append(_number(event, lane, frame))
    traces: list[Json] = []
    seen: set[tuple[float, float]] = set()
    for series in panel.series:
        traces += _series_traces(series, frame, seen)
        seen |= {(point.x, point.y) for point in series.points if point.y is not None}
        layout["annotations"] += _arrows(series, plot, frame)
    labels = place_labels(plot, fill_space(plot, events), narrow=frame.width < NARROW)
    layout["annotations"] += [_label(label, plot, frame) for label in labels]
    return traces + _missing(panel, plot, frame)


def _label(label: Label, plot: Plot, frame: Frame) -> Json:
    """A label at the same distance from its mark as in the image; the leader becomes the annotation's own line."""
    point = label.point
    x, y = plot.x(point.x), plot.y(point.anchor or 0.0)
    across, up = label.middle - x, y - (label.box.top + label.box.bottom) / 2
    value = label.colour is None
    written = "<br>".join(words(line) for line in label.lines)
    placed = {
        **frame.references,
        "x": point.x,
        "y": point.anchor or 0.0,
        "text": f"<b>{written}</b>" if value else written,
        "font": {
            "size": LABEL if value else SMALL,
            "color": frame.theme.ink if label.colour is None else frame.theme.colour(label.colour),
        },
        "captureevents": False,
    }
    if label.leader is None:
        return {**placed, "showarrow": False, "xshift": across, "yshift": up}
    led = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": frame.theme.rule, "standoff": RADIUS + 2}
    return {**placed, **led, "ax": across, "ay": -up}


def _wash(panel: Panel, start: float, end: float, frame: Frame) -> Json:
    base = max(panel.y.low, 0.0)
    return {
        **frame.references,
        "type": "rect",
        "x0": start,
        "x1": end,
        "y0": base,
        "y1": base + _WASH * (panel.y.high - panel.y.low),
        "fillcolor": frame.theme.wash,
        "line": {"color": frame.theme.rule, "width": 1, "dash": "dot"},
        "layer": "below",
    }


def _rule(x: float, frame: Frame, dash: str, width: float) -> Json:
    return {
        "xref": f"x{frame.suffix}",
        "yref": f"y{frame.suffix} domain",
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "line": {"color": frame.theme.rule, "width": width, "dash": dash},
        "layer": "below",
    }


def _number(event: EventMark, lane: int, frame: Frame) -> Json:
    return {
        "xref": f"x{frame.suffix}",
        "yref": f"y{frame.suffix} domain",
        "x": event.x,
        "y": 1,
        "yanchor": "bottom",
        "yshift": 2 + frame.lift - (lane + 1) * LANE,
        "text": f"<b>{event.number}</b>",
        "hovertext": words(event.spoken),
        "showarrow": False,
        "bgcolor": frame.theme.paper,
        "bordercolor": frame.theme.rule,
        "borderwidth": 1,
        "borderpad": 2,
        "font": {"size": 10.5, "color": frame.theme.ink},
    }


def _chain(series: Series) -> list[Point | None]:
    """Points with a value, in order of time; None wherever the line must not go on."""
    run_of = {index: run for run in series.runs for index in run}
    chain: list[Point | None] = []
    told: set[int] = set()
    for index, point in enumerate(series.points):
        if point.y is None or index in told:
            continue
        members = run_of.get(index, (index,))
        told.update(members)
        if chain:
            chain.append(None)
        chain += [series.points[n] for n in members]
    return chain


def _series_traces(series: Series, frame: Frame, seen: set[tuple[float, float]]) -> list[Json]:
    theme, colour = frame.theme, frame.theme.colour(series.colour)
    traces = []
    chain = _chain(series)
    if chain:
        # Where another source prints the same value, an outline goes around its mark.
        again = [point is not None and point.y is not None and (point.x, point.y) in seen for point in chain]
        traces.append(
            {
                "type": "scatter",
                **frame.axes,
                "mode": "lines+markers" if series.joined else "markers",
                "name": words(series.label),
                "x": [None if point is None else point.x for point in chain],
                "y": [None if point is None else point.y for point in chain],
                "connectgaps": False,
                "cliponaxis": False,
                "line": {"color": colour, "width": 2.2, "dash": _DASH[series.line], "shape": "linear"},
                "marker": marker(chain, colour, theme, 9, again=again),
                **hover(chain),
            }
        )
    ranges = [point for point in series.points if _is_range(point)]
    if ranges:
        traces.append(_range_trace(ranges, series, frame))
    bounds = [point for point in series.points if point.bound is not None]
    if bounds:
        traces.append(_bound_trace(bounds, series, frame))
    return traces


def _is_range(point: Point) -> bool:
    return point.y is None and point.bound is None and not point.missing


def _range_trace(points: Sequence[Point], series: Series, frame: Frame) -> Json:
    """Both ends of each range, joined by a bar and capped; nothing in the middle."""
    chain: list[Point | None] = []
    places: list[float | None] = []
    for point in points:
        chain += [point, point, None]
        places += [point.low, point.high, None]
    colour = frame.theme.colour(series.colour)
    return {
        "type": "scatter",
        **frame.axes,
        "mode": "lines+markers",
        "x": [None if point is None else point.x for point in chain],
        "y": places,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colour, "width": 3.2},
        "marker": {"symbol": "line-ew-open", "size": 12, "color": colour, "line": {"width": 2.4, "color": colour}},
        **hover(chain),
    }


def _bound_trace(points: Sequence[Point], series: Series, frame: Frame) -> Json:
    colour = frame.theme.colour(series.colour)
    return {
        "type": "scatter",
        **frame.axes,
        "mode": "markers",
        "x": [point.x for point in points],
        "y": [point.anchor for point in points],
        "cliponaxis": False,
        "marker": {"symbol": "line-ew-open", "size": 12, "color": colour, "line": {"width": 2.4, "color": colour}},
        **hover(points),
    }


def _arrows(series: Series, plot: Plot, frame: Frame) -> list[Json]:
    arrows = []
    for point in series.points:
        if point.bound is not None:
            down = plot.arrow(point)
            arrows.append(
                {
                    **frame.references,
                    "x": point.x,
                    "y": point.anchor,
                    "yshift": -down,
                    "ax": 0,
                    "ay": -down,
                    "text": "",
                    "showarrow": True,
                    "arrowhead": 2,
                    "arrowwidth": 2.2,
                    "arrowcolor": frame.theme.colour(series.colour),
                }
            )
    return arrows


def _missing(panel: Panel, plot: Plot, frame: Frame) -> list[Json]:
    """Missing figures in words on the axis; neighbouring ones are said once."""
    points = [point for point in panel.points if point.missing]
    if not points:
        return []
    said_at = {
        gap.obs_ids[0]: ((gap.start + gap.end) / 2, "<br>".join(words(line) for line in place.lines))
        for gap, place in zip(panel.gaps, place_gaps(plot), strict=True)
    }
    base = max(panel.y.low, 0.0) + _WASH / 2 * (panel.y.high - panel.y.low)
    return [
        {
            "type": "scatter",
            **frame.axes,
            "mode": "text",
            "x": [said_at[point.obs_id][0] if point.obs_id in said_at else point.x for point in points],
            "y": [base for _ in points],
            "text": [said_at[point.obs_id][1] if point.obs_id in said_at else "" for point in points],
            "textfont": {"size": SMALL, "color": frame.theme.muted},
            **hover(points),
        }
    ]
