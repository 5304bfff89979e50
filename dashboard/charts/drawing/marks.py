"""Marks of figures: filled and hollow shapes, range bars with end caps, arrows from a bound, whiskers."""

from dashboard.charts.drawing.markup import Markup, Value, number
from dashboard.charts.drawing.theme import Theme
from dashboard.charts.spec import Shape

RADIUS = 4.2
CAP = 6.0
ARROW = 26.0  # of a bound upwards or downwards
BOUND_ARROW = 46.0  # of a bound to the side
BAR, STEM = 15.0, 2.4


def _polygon(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def _shape_path(shape: Shape, x: float, y: float, r: float) -> str:
    match shape:
        case Shape.SQUARE:
            side = r * 0.9
            return _polygon([(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)])
        case Shape.DIAMOND:
            reach = r * 1.35
            return _polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)])
        case Shape.TRIANGLE:
            reach = r * 1.25
            return _polygon([(x, y - reach), (x + reach, y + reach * 0.8), (x - reach, y + reach * 0.8)])
        case Shape.TICK:
            return _polygon([(x - 1, y - r * 1.3), (x + 1, y - r * 1.3), (x + 1, y + r * 1.3), (x - 1, y + r * 1.3)])
        case _:
            a, b = r * 1.3, r * 0.42
            corners = [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b)]
            return _polygon([(x + dx, y + dy) for dx, dy in [*corners, (-b, -b)]])


def draw_mark(
    out: Markup, shape: Shape, x: float, y: float, colour: str, theme: Theme, *, hollow: bool = False, r: float = RADIUS
) -> None:
    """A mark centred on a point; hollow where the source calls the value approximate."""
    fill, stroke, width = (theme.paper, colour, 1.8) if hollow else (colour, theme.paper, 1.2)
    paint: dict[str, Value] = {"fill": fill, "stroke": stroke, "stroke_width": width}
    if shape == Shape.CIRCLE:
        out.add("circle", cx=x, cy=y, r=r, **paint)
    else:
        out.add("path", d=_shape_path(shape, x, y, r), **paint)


def draw_ring(out: Markup, shape: Shape, x: float, y: float, colour: str) -> None:
    """An outline around a mark: another source prints the same value."""
    if shape == Shape.CIRCLE:
        out.add("circle", cx=x, cy=y, r=RADIUS * 1.9, fill="none", stroke=colour, stroke_width=1.6)
    else:
        out.add("path", d=_shape_path(shape, x, y, RADIUS * 1.9), fill="none", stroke=colour, stroke_width=1.6)


def _stroke(out: Markup, path: str, colour: str, width: float) -> None:
    out.add("path", d=path, fill="none", stroke=colour, stroke_width=width)


def draw_range(out: Markup, first: tuple[float, float], last: tuple[float, float], colour: str, width: float) -> None:
    """A bar from one end to the other with a cap at each; nothing marks the middle."""
    (x1, y1), (x2, y2) = first, last
    if x1 == x2:
        caps = "".join(f"M{number(x1 - CAP)} {number(y)}H{number(x1 + CAP)}" for y in (y1, y2))
    else:
        caps = "".join(f"M{number(x)} {number(y1 - CAP - 2)}V{number(y1 + CAP + 2)}" for x in (x1, x2))
    _stroke(out, f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", colour, width)
    _stroke(out, caps, colour, 2.4)


def draw_bound(out: Markup, x: float, y: float, dx: float, dy: float, colour: str, width: float) -> None:
    """A cap at the bound and an arrow towards where the value lies; (dx, dy) is the arrow, along one axis."""
    tip_x, tip_y = x + dx, y + dy
    # The head points along the arrow, whichever way it goes.
    along_x, along_y = (dx > 0) - (dx < 0), (dy > 0) - (dy < 0)
    head = min(9.0, max(abs(dx), abs(dy)))
    neck_x, neck_y = tip_x - along_x * head, tip_y - along_y * head
    cap = (
        f"M{number(x - CAP)} {number(y)}H{number(x + CAP)}"
        if dx == 0
        else f"M{number(x)} {number(y - CAP - 2)}V{number(y + CAP + 2)}"
    )
    _stroke(out, cap, colour, 2.4)
    _stroke(out, f"M{number(x)} {number(y)}L{number(neck_x)} {number(neck_y)}", colour, width)
    side = 5.0
    corners = [
        (tip_x, tip_y),
        (neck_x + along_y * side, neck_y + along_x * side),
        (neck_x - along_y * side, neck_y - along_x * side),
    ]
    out.add("path", d=_polygon(corners), fill=colour)


def draw_whisker(out: Markup, x1: float, x2: float, y: float, theme: Theme) -> None:
    """The sampling margin around a share, drawn over the bar so that it is seen inside it too."""
    path = f"M{number(x1)} {number(y)}H{number(x2)}M{number(x1)} {number(y - 4)}v8M{number(x2)} {number(y - 4)}v8"
    _stroke(out, path, theme.paper, 3.6)
    _stroke(out, path, theme.ink, 1.4)
