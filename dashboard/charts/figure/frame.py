"""A pair of axes of a figure, and the pixels that it covers."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A pair of axes, and the pixels between which their scales lie.

    Attributes:
        number: place among the pairs of axes, from 1.
        across: lowest and highest value to the right; powers of ten where `log`. upward: the same to the top.
        aside, above: pixels by which the axes reach beyond the scales, on either side and on top.
    """

    number: int
    left: float
    right: float
    top: float
    bottom: float
    across: tuple[float, float]
    upward: tuple[float, float]
    log: bool
    aside: float
    above: float

    @property
    def suffix(self) -> str:
        """What Plotly appends to the names of the axes."""
        return "" if self.number == 1 else str(self.number)

    @property
    def axes(self) -> Json:
        """Axes of a trace."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the axes themselves."""
        return self.left - self.aside, self.top - self.above, self.right + self.aside, self.bottom

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
        low, high = self.upward
        return low + (high - low) * (self.bottom - y) / (self.bottom - self.top)

    def _across_at(self, x: float) -> float:
        low, high = self.across
        return low + (high - low) * (x - self.left) / (self.right - self.left)

    def settle(self, across: Json, upward: Json, whole: tuple[float, float], height: float) -> Json:
        """Return the layout of both axes, in a drawing area of that left and right end and height."""
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
                "range": [self.upward[0], self.y_value(top)],
                "anchor": f"x{self.suffix}",
                "domain": [1 - bottom / height, 1 - top / height],
            },
        }
