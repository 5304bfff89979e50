"""Collects the parts of a Plotly figure whose places are given in pixels from the top left corner.

Plotly counts from the axes and upwards; the turn is made here and nowhere else. What is given a frame moves with that
frame's axis when the live chart is wider than it was laid out for; all else keeps its distance from the left edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, TypedDict, Unpack

from dashboard.charts.figure.template import Theme, template_of
from dashboard.charts.layout.sizes import ASCENT, FONT_ASCENT, LINE, Room, wrap, wrap_evenly

Json = dict[str, Any]
Dash = Literal["solid", "6px,4px", "1.5px,4px", "2px,3px", "1px,3px"]

# Plotly leaves out a grid line within a pixel of an axis' end, so axes reach a little further than their scale.
_BLEED = 2.0


@dataclass(frozen=True)
class Frame:
    """A pair of axes, and the pixels between which their scales lie.

    Attributes:
        suffix: what Plotly appends to the names of the axes: nothing for the first pair, then numbers.
        across: value at the left and at the right; powers of ten where `log`. upward: at the bottom and at the top.
        axes_say: what else the layout says of both axes: ticks, lines.
        lines: which way the grid runs; the axes reach a little beyond the scales there.
        log_upward: the vertical axis is logarithmic, and `upward` holds powers of ten.
    """

    suffix: str
    left: float
    top: float
    right: float
    bottom: float
    across: tuple[float, float]
    upward: tuple[float, float]
    axes_say: tuple[Json, Json]
    log: bool
    lines: Literal["across", "upright"] | None
    log_upward: bool = False

    @property
    def axes(self) -> Json:
        """Return axes of a trace."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the axes themselves."""
        aside = _BLEED if self.lines == "upright" else 0.0
        above = _BLEED if self.lines == "across" else 0.0
        return self.left - aside, self.top - above, self.right + aside, self.bottom

    def share(self, x: float) -> float:
        """Return how far along the axis a pixel lies, as references to an axis' domain count."""
        left, _, right, _ = self.ends
        return (x - left) / (right - left)

    def x_value(self, x: float) -> float:
        """Return the value at a pixel."""
        value = self._across_at(x)
        return 10**value if self.log else value

    def y_value(self, y: float) -> float:
        """Return the value at a pixel."""
        value = self._upward_at(y)
        return 10**value if self.log_upward else value

    def _upward_at(self, y: float) -> float:
        low, high = self.upward
        return low + (high - low) * (self.bottom - y) / (self.bottom - self.top)

    def _across_at(self, x: float) -> float:
        low, high = self.across
        return low + (high - low) * (x - self.left) / (self.right - self.left)

    def settle(self, whole: tuple[float, float], height: float) -> Json:
        """Return the layout of both axes, in a drawing area of that left and right end and height."""
        across, upward = self.axes_say
        left, top, right, bottom = self.ends
        span = whole[1] - whole[0]
        return {
            f"xaxis{self.suffix}": {
                **across,
                "type": "log" if self.log else "linear",
                "range": [self._across_at(left), self._across_at(right)],
                "anchor": f"y{self.suffix}",
                "domain": [(left - whole[0]) / span, (right - whole[0]) / span],
            },
            f"yaxis{self.suffix}": {
                **upward,
                "type": "log" if self.log_upward else "linear",
                "range": [self.upward[0], self._upward_at(top)],
                "anchor": f"x{self.suffix}",
                "domain": [1 - bottom / height, 1 - top / height],
            },
        }


def words(text: str) -> str:
    """Return escape text for Plotly, which reads tags and entities in it."""
    return escape(text, quote=False)


class TextStyle(TypedDict, total=False):
    """How text is written.

    Attributes:
        fill: colour, the ink of the theme by default. halo: whether it is set off from lines that it may stand on.
        frame: the axes that it moves with. beside: where on them it keeps its distance from, else its own place.
        obs_id: the observation that it is about. told: what is said when it is pointed at.
    """

    fill: str
    anchor: Literal["left", "center", "right"]
    bold: bool
    halo: bool
    frame: Frame
    beside: float
    obs_id: str
    told: str


class ShapePlace(TypedDict, total=False):
    """Where a shape belongs: at the left edge without a frame, else between the grid and the marks of the frame.

    Attributes:
        beyond: whether it may reach beyond the frame's axes; then it lies below their grid.
        beside: the place on the frame from which it keeps its distance and its width.
    """

    frame: Frame
    beyond: bool
    beside: float


@dataclass
class Canvas:
    """Where a figure is drawn.

    Attributes:
        width: width in pixels for which it is laid out.
        room: where content may begin and end.
        data: traces so far.
    """

    width: float
    theme: Theme
    room: Room
    data: list[Json] = field(default_factory=list)
    _annotations: list[Json] = field(default_factory=list)
    _shapes: list[Json] = field(default_factory=list)
    _frames: list[Frame] = field(default_factory=list)

    def add_frame(
        self,
        box: tuple[float, float, float, float],
        across: tuple[float, float],
        upward: tuple[float, float],
        axes_say: tuple[Json, Json],
        *,
        log: bool = False,
        lines: Literal["across", "upright"] | None = None,
        log_upward: bool = False,
    ) -> Frame:
        """Open a pair of axes between the left, top, right and bottom of a box; for the others see `Frame`."""
        suffix = str(len(self._frames) + 1) if self._frames else ""
        frame = Frame(suffix, *box, across, upward, axes_say, log, lines, log_upward)
        self._frames.append(frame)
        return frame

    def write(
        self, x: float, baseline: float, text: str | Sequence[str], size: float, **style: Unpack[TextStyle]
    ) -> None:
        """Write lines of text, the first on `baseline`."""
        lines = [text] if isinstance(text, str) else text
        font: Json = {"size": size}
        if style.get("fill"):
            font["color"] = style["fill"]
        if style.get("bold"):
            font["weight"] = 600
        if style.get("halo"):
            font["shadow"] = f"0 0 2px {self.theme.paper}"
        made: Json = {"text": "<br>".join(map(words, lines)), "font": font}
        if style.get("anchor", "left") != "left":
            made |= {"xanchor": style["anchor"], "align": style["anchor"]}
        if "obs_id" in style:
            made["name"] = style["obs_id"]
        if "told" in style:
            made["hovertext"] = words(style["told"])
        place = self._from_top(x, baseline - FONT_ASCENT * size, style.get("frame"), style.get("beside"))
        self._annotations.append({**made, **place})

    def write_lines(self, top: float, lines: Sequence[str], size: float, x: float, **style: Unpack[TextStyle]) -> float:
        """Write lines of text from `top` down, styled as by `write`; return where the next block may begin."""
        if lines:
            self.write(x, top + (ASCENT + (LINE - 1) / 2) * size, lines, size, **style)
        return top + len(lines) * size * LINE

    def write_wrapped(
        self, top: float, text: str, size: float, *, evenly: bool = False, **style: Unpack[TextStyle]
    ) -> float:
        """Write text over the whole width, wrapped `evenly` or not; return where the next block may begin."""
        lines = (wrap_evenly if evenly else wrap)(text, size, self.room.width, bold=style.get("bold", False))
        return self.write_lines(top, lines, size, self.room.left, **style)

    def point_arrow(
        self, start: tuple[float, float], along: tuple[float, float], colour: str, width: float, frame: Frame
    ) -> None:
        """Draw an arrow from `start`, a place on the frame's axes, by `along`."""
        (x, y), (dx, dy) = start, along
        made: Json = {"showarrow": True, "ax": -dx, "ay": -dy, "arrowcolor": colour, "arrowwidth": width, "text": ""}
        made["arrowsize"] = round(1.8 / width, 2)
        self._annotations.append({**made, **self._from_top(x + dx, y + dy, frame, x)})

    def _from_top(self, x: float, y: float, frame: Frame | None, beside: float | None) -> Json:
        """Place of an annotation."""
        if frame is None:
            return {"xshift": x, "yshift": -y}
        at = x if beside is None else beside
        return {"xref": f"x{frame.suffix} domain", "x": frame.share(at), "xshift": x - at, "yshift": -y}

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        width: float,
        dash: Dash = "solid",
        **place: Unpack[ShapePlace],
    ) -> None:
        """Draw a straight line."""
        line: Json = {"color": colour, "width": width}
        if dash != "solid":
            line["dash"] = dash
        self._add_shape("line", (*start, *end), {"line": line}, place)

    def box(
        self, corners: tuple[float, float, float, float], fill: str, edge: str = "", **place: Unpack[ShapePlace]
    ) -> None:
        """Draw a rectangle from its left, top, right and bottom; with an edge, its outline is dotted."""
        line: Json = {"color": edge, "width": 1, "dash": "2px,3px"} if edge else {"width": 0}
        self._add_shape("rect", corners, {"fillcolor": fill, "line": line}, place)

    def disc(
        self, x: float, y: float, radius: float, fill: str, edge: str, width: float, **place: Unpack[ShapePlace]
    ) -> None:
        """Draw a circle."""
        corners = (x - radius, y - radius, x + radius, y + radius)
        self._add_shape("circle", corners, {"fillcolor": fill, "line": {"color": edge, "width": width}}, place)

    def outline(self, corners: Sequence[tuple[float, float]], fill: str, edge: str = "", width: float = 0.0) -> None:
        """Draw a closed shape through corners, at a fixed distance from the left edge."""
        line = {"color": edge or fill, "width": width}
        self._shapes.append({"type": "path", "path": corners, "fillcolor": fill, "line": line})

    def _add_shape(self, form: str, corners: tuple[float, float, float, float], style: Json, place: ShapePlace) -> None:
        x0, y0, x1, y1 = corners
        made: Json = {"type": form, "x0": x0, "x1": x1, "y0": -y0, "y1": -y1, **style}
        frame = place.get("frame")
        if frame is not None and place.get("beyond"):
            made |= {"layer": "below", "xref": f"x{frame.suffix} domain", "yref": f"y{frame.suffix} domain"}
            made |= {"y0": frame.ends[1] - y0, "y1": frame.ends[1] - y1}
            value = frame.share
        elif frame is not None:
            made |= {"layer": "between", "xref": f"x{frame.suffix}", "yref": f"y{frame.suffix}"}
            made |= {"ysizemode": "scaled", "y0": frame.y_value(y0), "y1": frame.y_value(y1)}
            value = frame.x_value
        if frame is not None and "beside" in place:
            at = place["beside"]
            made |= {"xanchor": value(at), "x0": x0 - at, "x1": x1 - at}
        elif frame is not None:
            made |= {"xsizemode": "scaled", "x0": value(x0), "x1": value(x1)}
        self._shapes.append(made)

    def finish(self, height: int, **layout: Any) -> Json:
        """Return the figure, as tall as given, with what else its layout says."""
        left = min((frame.ends[0] for frame in self._frames), default=self.room.left)
        right = max((frame.ends[2] for frame in self._frames), default=self.room.right)
        axes: Json = {}
        for frame in self._frames:
            axes |= frame.settle((left, right), height)
        return {
            "data": self.data,
            "layout": {
                "template": template_of(self.theme),
                "height": height,
                "margin": {"l": left, "r": self.width - right},
                **axes,
                "annotations": [_off_margin(item, ("xshift",), left) for item in self._annotations],
                "shapes": [_off_margin(item, ("x0", "x1"), left) for item in self._shapes],
                **layout,
            },
        }


def _off_margin(item: Json, names: tuple[str, ...], margin: float) -> Json:
    """Count a part that belongs to no frame from the left margin instead of the left edge."""
    if "xref" in item:
        return item
    if item.get("type") == "path":
        path = "L".join(f"{round(x - margin, 2)},{round(-y, 2)}" for x, y in item["path"])
        return {**item, "path": f"M{path}Z"}
    return {**item, **{name: item[name] - margin for name in names}}
