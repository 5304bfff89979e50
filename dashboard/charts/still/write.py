"""Writes a Plotly figure as SVG: the same bytes for the same figure, and text that stays text.

Tried instead: kaleido, which starts a browser (150 ms a chart, and other bytes each time), and vl-convert (84 MB to
install). Known here is what the charts use of Plotly: traces `scatter` and `bar` (`h`), shapes `line`, `rect`,
`circle` and `path`, annotations, axes with given ticks. Distances are those that Plotly's own drawing keeps.
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import groupby
from math import hypot
from typing import Any, Final

from dashboard.charts.figure.marks import outline_of
from dashboard.charts.layout.sizes import FONT_ASCENT
from dashboard.charts.still.markup import Markup, Value, number
from dashboard.charts.still.scales import Placed, Scale

Json = Mapping[str, Any]
Place = tuple[float, float]

# Baseline of a tick label below the middle of its tick, height of a line, space between ticks and labels: shares of the
# font size. Width of an axis, and what Plotly leaves left of it.
_MIDDLE, _LINE, _TICK_GAP = 0.35, 1.3, 0.2
_AXIS_WIDTH, _LEFT_OF_AXIS = 1.0, 0.7
# Corners of Plotly's second arrow head, and how far its line stops before the tip, in widths of the line.
_ARROW_HEAD: Final = ((-3.7, -2.5), (-3.7, 2.5), (1.3, 0.0))
_BACK_OFF: Final = 1.3
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}


def write_still(
    figure: Json,
    *,
    width: int,
    ident: str,
    title: str,
    description: str,
    lang: str,
    within: tuple[int, int] | None = None,
) -> str:
    """Write a figure as an SVG document.

    Args:
        figure: `data` and `layout` with a template and a height.
        width: width in pixels.
        ident: begins the ids of title and description, so that two images may stand in one page.
        title: title for those who do not see the image.
        description: the image in words.
        lang: language of all words.
        within: width and height of an image that the drawing is fitted into, in its middle; by default its own.

    Returns:
        A complete SVG document. The marks of a point stand in a group with its `customdata` as `data-obs` and its
        hover text as title; words with a `name` bear it as `data-obs`.

    Raises:
        KeyError: the figure lacks something, or uses something of Plotly that is not known here.
    """
    placed = Placed(figure, width)
    layout = placed.layout
    out = Markup()
    out.open(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=within[0] if within else width,
        height=within[1] if within else layout["height"],
        viewBox=f"0 0 {width} {layout['height']}",
        lang=lang,
        role="img",
        aria_labelledby=f"{ident}-title {ident}-desc",
        font_family=layout["font"]["family"],
    )
    out.add("title", title, id=f"{ident}-title")
    out.add("desc", description, id=f"{ident}-desc")
    out.add("rect", width=width, height=layout["height"], fill=layout["paper_bgcolor"])
    writer = _Writer(placed, out)
    for frame in placed.frames:
        writer.write_frame(frame)
    writer.write_above()
    out.close("svg")
    return str(out)


class _Writer:
    """Writes the parts of a figure in the order in which Plotly stacks them."""

    def __init__(self, placed: Placed, out: Markup) -> None:
        self.placed, self.out = placed, out

    def write_frame(self, frame: str) -> None:
        """Write one pair of axes with all that stands on it."""
        x, y = self.placed.scales[f"x{frame}"], self.placed.scales[f"y{frame}"]
        for shape in self.placed.shapes("below", frame):
            self._write_shape(shape)
        self._write_grid(x, lambda at: f"M{number(at)} {number(y.end)}V{number(y.start)}")
        self._write_grid(y, lambda at: f"M{number(x.start)} {number(at)}H{number(x.end)}")
        for shape in self.placed.shapes("between", frame):
            self._write_shape(shape)
        for trace in self.placed.traces("bar", frame):
            self._write_bars(trace, x, y)
        for trace in self.placed.traces("scatter", frame):
            self._write_scatter(trace, x, y)
        self._write_tick_labels(x, y)

    def write_above(self) -> None:
        """Write what stands over all axes."""
        for shape in self.placed.shapes("above"):
            self._write_shape(shape)
        for annotation in self.placed.annotations():
            if annotation["showarrow"]:
                self._write_arrow(annotation)
            else:
                self._write_words(annotation)

    def _stroke(self, path: str, colour: str, width: float, **more: Value) -> None:
        self.out.add("path", d=path, fill="none", stroke=colour, stroke_width=width, **more)

    def _write_grid(self, axis: Scale, path: Any) -> None:
        settings = axis.settings
        for value in settings.get("tickvals", ()):
            if settings["zeroline"] and value == 0:
                self._stroke(path(axis.at(0)), settings["zerolinecolor"], settings["zerolinewidth"])
            elif settings.get("showgrid", True):
                self._stroke(path(axis.at(value)), settings["gridcolor"], 1)

    def _write_tick_labels(self, x: Scale, y: Scale) -> None:
        for axis in (x, y):
            settings = axis.settings
            ticks, size = settings.get("ticklen", 0), settings["tickfont"]["size"]
            for value, label in zip(settings.get("tickvals", ()), settings.get("ticktext", ()), strict=True):
                at = axis.at(value)
                if ticks:
                    self._stroke(f"M{number(at)} {number(y.start)}v{ticks}", settings["tickcolor"], 1)
                gap = settings["ticklabelstandoff"]
                if axis is x:
                    below = ticks + gap + (_TICK_GAP * size if ticks else 0) + _AXIS_WIDTH + size
                    place, anchor = (at, y.start + below), "middle"
                else:
                    place, anchor = (x.start - gap - _LEFT_OF_AXIS, at + _MIDDLE * size), "end"
                if label:
                    fill = settings["tickfont"]["color"]
                    self.out.add("text", label, x=place[0], y=place[1], font_size=size, fill=fill, text_anchor=anchor)

    def _write_shape(self, shape: Json) -> None:
        line, given = shape["line"], {}
        if line["width"]:
            given = {"stroke": line["color"], "stroke_width": line["width"], **_dashes(line)}
        if shape["type"] == "path":
            across, up = self.placed.place("x", shape, "xanchor"), self.placed.place("y", shape, "yanchor")
            pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", shape["path"])
            corners = [(across + float(x), up - float(y)) for x, y in pairs]
            self.out.add("path", d=_polygon(corners), fill=shape["fillcolor"], **given)
            return
        (x0, x1), (y0, y1) = self.placed.ends("x", shape), self.placed.ends("y", shape)
        match shape["type"]:
            case "line":
                self.out.add("path", d=f"M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}", **given)
            case "circle":
                radius = abs(x1 - x0) / 2
                middle = {"cx": (x0 + x1) / 2, "cy": (y0 + y1) / 2}
                self.out.add("circle", **middle, r=radius, fill=shape["fillcolor"], **given)
            case "rect":
                corner = {"x": min(x0, x1), "y": min(y0, y1), "width": abs(x1 - x0), "height": abs(y1 - y0)}
                self.out.add("rect", **corner, fill=shape["fillcolor"], **given)

    def _open_point(self, trace: Json, index: int) -> bool:
        """Open the group of a point; False where the trace tells of none."""
        if "customdata" not in trace:
            return False
        self.out.open("g", data_obs=trace["customdata"][index])
        self.out.add("title", unescape(trace["hovertext"][index]))
        return True

    def _write_bars(self, trace: Json, x: Scale, y: Scale) -> None:
        for index, (value, place) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            opened = self._open_point(trace, index)
            left, right = sorted((x.at(0), x.at(value)))
            top, bottom = sorted((y.at(place - trace["width"] / 2), y.at(place + trace["width"] / 2)))
            size = {"width": right - left, "height": bottom - top}
            self.out.add("rect", x=left, y=top, **size, fill=trace["marker"]["color"])
            if opened:
                self.out.close("g")

    def _write_scatter(self, trace: Json, x: Scale, y: Scale) -> None:
        """Write a trace: its lines alone, or each stretch between interruptions as the marks of one point."""
        places = [
            None if across is None or up is None else (x.at(across), y.at(up))
            for across, up in zip(trace["x"], trace["y"], strict=True)
        ]
        if "error_x" in trace:
            self._write_margins(trace, places, x)
        lines, marks = "lines" in trace["mode"], "markers" in trace["mode"]
        for interrupted, stretch in groupby(range(len(places)), key=lambda index: places[index] is None):
            indices = list(stretch)
            if interrupted:
                continue
            for part in [indices] if lines else [[index] for index in indices]:
                opened = self._open_point(trace, part[0])
                path = [place for index in part if (place := places[index]) is not None]
                if lines:
                    self._write_line(trace["line"], path)
                for index, place in zip(part if marks else (), path, strict=False):
                    self._write_mark(_marker_of(trace, index), place)
                if opened:
                    self.out.close("g")

    def _write_line(self, line: Json, places: Sequence[Place]) -> None:
        path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)
        more: dict[str, Value] = {"stroke_linejoin": "round"} if len(places) > 2 else {}
        self._stroke(path, line["color"], line["width"], **more, **_dashes(line))

    def _write_margins(self, trace: Json, places: Sequence[Place | None], x: Scale) -> None:
        given = trace["error_x"]
        half = given["width"]
        for index, place in enumerate(places):
            if place is not None:
                value, y = trace["x"][index], place[1]
                ends = x.at(value - given["arrayminus"][index]), x.at(value + given["array"][index])
                path = f"M{number(ends[0])} {number(y)}H{number(ends[1])}"
                path += "".join(f"M{number(end)} {number(y - half)}v{number(2 * half)}" for end in ends)
                self._stroke(path, given["color"], given["thickness"])

    def _write_mark(self, marker: Json, place: Place) -> None:
        x, y = place
        symbol, radius = marker.get("symbol", "circle"), marker["size"] / 2
        if marker.get("opacity") == 0:
            # Nothing is seen, but scripts find where the point stands.
            self.out.add("circle", cx=x, cy=y, r=radius, fill="none")
            return
        line = marker["line"]
        paint: dict[str, Value] = {"fill": marker["color"], "stroke": line["color"], "stroke_width": line["width"]}
        if symbol.endswith("-open"):
            paint |= {"fill": "none", "stroke": marker["color"]}
        if symbol.startswith("circle"):
            self.out.add("circle", cx=x, cy=y, r=radius, **paint)
            return
        corners = [(x + dx, y + dy) for dx, dy in outline_of(symbol, radius)]
        self.out.add("path", d=_polygon(corners), **paint)

    def _write_words(self, annotation: Json) -> None:
        font = {**self.placed.layout["font"], **annotation["font"]}
        size = font["size"]
        x = self.placed.place("x", annotation, "x") + annotation.get("xshift", 0)
        y = self.placed.place("y", annotation, "y") - annotation["yshift"] + FONT_ASCENT * size
        given: dict[str, Value] = {"font_size": size, "fill": font["color"]}
        if annotation["xanchor"] != "left":
            given["text_anchor"] = _ANCHORS[annotation["xanchor"]]
        if "weight" in font:
            given["font_weight"] = str(font["weight"])
        if "shadow" in font:
            halo = {"stroke": self.placed.layout["paper_bgcolor"], "stroke_width": 3}
            given |= {**halo, "stroke_linejoin": "round", "paint_order": "stroke"}
        if "name" in annotation:
            given["data_obs"] = annotation["name"]
        for number_, line in enumerate(annotation["text"].split("<br>")):
            self.out.add("text", unescape(line), x=x, y=y + number_ * _LINE * size, **given)

    def _write_arrow(self, annotation: Json) -> None:
        x = self.placed.place("x", annotation, "x") + annotation.get("xshift", 0)
        y = self.placed.place("y", annotation, "y") - annotation["yshift"]
        length = hypot(annotation["ax"], annotation["ay"])
        along = (-annotation["ax"] / length, -annotation["ay"] / length)
        width, colour = annotation["arrowwidth"], annotation["arrowcolor"]
        scale = width * annotation["arrowsize"]
        tail = (x - along[0] * length, y - along[1] * length)
        neck = (x - along[0] * scale * _BACK_OFF, y - along[1] * scale * _BACK_OFF)
        self._stroke(f"M{number(tail[0])} {number(tail[1])}L{number(neck[0])} {number(neck[1])}", colour, width)
        turned = [
            (
                neck[0] + scale * (forth * along[0] - aside * along[1]),
                neck[1] + scale * (forth * along[1] + aside * along[0]),
            )
            for forth, aside in _ARROW_HEAD
        ]
        self.out.add("path", d=_polygon(turned), fill=colour)


def _dashes(line: Json) -> dict[str, Value]:
    """Return the dashes of a line; nothing where it is solid."""
    dash = line.get("dash", "solid")
    return {} if dash == "solid" else {"stroke_dasharray": dash.replace("px", "").replace(",", " ")}


def _polygon(corners: Sequence[Place]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "Z"


def _marker_of(trace: Json, index: int) -> dict[str, Any]:
    """Return the marker of one point, from lists or from what all points share."""

    def of_point(settings: Json) -> dict[str, Any]:
        return {name: value[index] if isinstance(value, list) else value for name, value in settings.items()}

    marker = of_point(trace["marker"])
    return {**marker, "line": of_point(marker["line"])} if "line" in marker else marker
