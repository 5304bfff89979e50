"""The sheet that panels are drawn on: its width, its colours, and text of a few fixed sizes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from dashboard.charts.drawing.markup import Markup, Value
from dashboard.charts.drawing.metrics import wrap, wrap_evenly
from dashboard.charts.drawing.place import Box
from dashboard.charts.drawing.theme import Theme
from dashboard.charts.spec import Point

NARROW = 480
MARGIN = 2.0
BETWEEN = 18.0  # between panels
_PLOT, _PLOT_NARROW = 250.0, 210.0
Anchor = Literal["start", "middle", "end"]

TICK, LABEL, NAME, SMALL = 12.0, 12.5, 13.0, 11.5
LINE = 1.3  # line height, of the font size
ASCENT = 0.78  # height of a line of text above its baseline, of the font size


def plot_height(width: float) -> float:
    """Usual height of a panel of years on an image of that width."""
    return _PLOT_NARROW if width < NARROW else _PLOT


@dataclass
class Sheet:
    """Where to draw.

    Attributes:
        width: width of the image in pixels; below 480 it is laid out for a phone.
        theme: colours.
        left, right: where content may begin and end.
        out: the SVG written so far.
    """

    width: float
    theme: Theme
    left: float
    right: float
    out: Markup = field(default_factory=Markup)

    @property
    def narrow(self) -> bool:
        """Whether it is laid out for a phone."""
        return self.width < NARROW

    def write(
        self,
        x: float,
        baseline: float,
        words: str,
        size: float,
        *,
        fill: str = "",
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """One line of text; with a halo where it may stand on a line."""
        given: dict[str, Value] = {"x": x, "y": baseline, "font_size": size, "fill": fill or self.theme.ink}
        if anchor != "start":
            given["text_anchor"] = anchor
        if bold:
            given["font_weight"] = "600"
        if halo:
            given |= {
                "stroke": self.theme.paper,
                "stroke_width": 3,
                "stroke_linejoin": "round",
                "paint_order": "stroke",
            }
        self.out.add("text", words, **given)

    def write_lines(
        self,
        top: float,
        lines: list[str],
        size: float,
        *,
        x: float,
        fill: str = "",
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> float:
        """Lines of text from `top` down; returns where the next block may begin."""
        for line in lines:
            self.write(
                x,
                top + ASCENT * size + (LINE - 1) / 2 * size,
                line,
                size,
                fill=fill,
                anchor=anchor,
                bold=bold,
                halo=halo,
            )
            top += size * LINE
        return top

    def write_wrapped(self, top: float, words: str, size: float, *, fill: str = "", bold: bool = False) -> float:
        """Text over the whole width, wrapped; returns where the next block may begin."""
        lines = wrap(words, size, self.right - self.left, bold=bold)
        return self.write_lines(top, lines, size, x=self.left, fill=fill, bold=bold)

    def write_heading(self, top: float, words: str, size: float, *, fill: str = "", bold: bool = False) -> float:
        """As `write_wrapped`, in lines of about one length."""
        lines = wrap_evenly(words, size, self.right - self.left, bold=bold)
        return self.write_lines(top, lines, size, x=self.left, fill=fill, bold=bold)

    def wash(self, box: Box) -> None:
        """The ground of words that stand in place of a value that is not published."""
        self.out.add(
            "rect",
            x=box.left,
            y=box.top,
            width=box.right - box.left,
            height=box.bottom - box.top,
            fill=self.theme.wash,
            stroke=self.theme.rule,
            stroke_width=1,
            stroke_dasharray="2 3",
        )

    @contextmanager
    def figure(self, point: Point) -> Iterator[None]:
        """Around the marks of one figure: names it for tools, and says it when pointed at."""
        self.out.open("g", data_obs=point.obs_id)
        self.out.add("title", point.spoken)
        yield
        self.out.close("g")
