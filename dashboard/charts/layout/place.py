"""Places labels where they cover neither one another, nor marks, nor lines, nor the edge."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot, inf

# Least distance between a label and a line, in pixels.
_CLEARANCE = 2.0
# A mark this many times as far from a label as the label's own is about as near to the eye.
_ABOUT = 1.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line from left to right, in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float

    def crosses(self, box: Box, clearance: float) -> bool:
        """Whether it comes nearer to the box than `clearance`."""
        left, right = max(self.x1, box.left), min(self.x2, box.right)
        if left > right:
            return False
        width = self.x2 - self.x1
        if width == 0:
            low, high = sorted((self.y1, self.y2))
        else:
            slope = (self.y2 - self.y1) / width
            low, high = sorted((self.y1 + slope * (left - self.x1), self.y1 + slope * (right - self.x1)))
        return low < box.bottom + clearance and high > box.top - clearance


@dataclass(slots=True)
class Space:
    """A drawing area with what it holds already: boxes and lines that nothing may cover, rules that labels avoid."""

    bounds: Box
    boxes: list[Box] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    rules: list[Segment] = field(default_factory=list)

    def is_free(self, box: Box, *, clear_of_rules: bool = False) -> bool:
        """Whether a label may stand there; rules may be crossed unless that is asked for."""
        if not self.bounds.holds(box):
            return False
        # Plain loops: asked thousands of times for a crowded chart, where generators would double the time.
        for taken in self.boxes:
            if box.meets(taken):
                return False
        for segment in self.segments:
            if segment.crosses(box, _CLEARANCE):
                return False
        return not (clear_of_rules and any(rule.crosses(box, _CLEARANCE) for rule in self.rules))

    def take(self, box: Box) -> None:
        """Note that something stands there."""
        self.boxes.append(box)

    def place(self, candidates: Iterable[Box], *, clear_of_rules: bool = False) -> Box | None:
        """Take the first free candidate; None where there is none."""
        for box in candidates:
            if self.is_free(box, clear_of_rules=clear_of_rules):
                self.boxes.append(box)
                return box
        return None


@dataclass(frozen=True, slots=True)
class Marks:
    """Places of the figures of a panel, in order from the left."""

    places: tuple[tuple[float, float], ...]

    def would_mislead(self, box: Box, own: tuple[float, float]) -> bool:
        """Whether a value there would be read at another mark: about as near by its edge, and nearer by its middle."""
        reach = _off(box, own) * _ABOUT
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        apart = hypot(middle[0] - own[0], middle[1] - own[1])
        first = bisect_left(self.places, (box.left - reach, -inf))
        for x, y in self.places[first:]:
            if x > box.right + reach:
                return False
            if _off(box, (x, y)) < reach and hypot(middle[0] - x, middle[1] - y) < apart:
                return True
        return False


def _off(box: Box, place: tuple[float, float]) -> float:
    """Distance of a place from the nearest edge of a box; none within it."""
    x, y = place
    return hypot(max(box.left - x, x - box.right, 0.0), max(box.top - y, y - box.bottom, 0.0))
