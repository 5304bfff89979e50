"""What stands in the way of a text in an image: other texts, its edge, and lines that nothing sets it off from.

Boxes are those that the layout reckons with, so that no browser is needed: `test_browser.py` measures a sample in one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from dashboard.charts.layout.sizes import text_width

_SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MLHVvhZ])|(-?[\d.]+)")
# Letters stand this much above and below their baseline, as shares of the font size.
_ABOVE, _BELOW = 0.72, 0.12
# What texts may share, and how far a line may reach into a text's box, in pixels.
_SHARED = 1.0


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its box."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    halo: bool


Line = tuple[float, float, float, float]


def faults(svg: str) -> list[str]:
    """Say of an image which texts are cut, meet, are painted over, or are crossed by a line without a halo."""
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    texts: list[Written] = []
    lines: list[Line] = []
    found: list[str] = []
    for element in root.iter():
        kind = element.tag.removeprefix(_SVG)
        if kind == "text":
            text = _written(element)
            texts.append(text)
            if text.left < -_SHARED or text.top < 0 or text.right > width + _SHARED or text.bottom > height:
                found.append(f"cut: {text.words}")
            if not text.halo and any(_crosses(line, text) for line in lines):
                found.append(f"crossed: {text.words}")
        elif kind in ("rect", "circle") and element.get("fill") != "none":
            box = _extent(element)
            found += [f"painted over: {text.words}" for text in texts if _meet(box, text)]
            lines = [rest for line in lines for rest in _uncovered(line, box)]
        elif kind == "path" and element.get("stroke") and not element.get("d", "").endswith("Z"):
            drawn = list(_lines(element.get("d", "")))
            found += [f"struck: {text.words}" for text in texts if any(_crosses(line, text) for line in drawn)]
            lines += drawn
    return found + [f"meet: {one.words} | {other.words}" for one, other in _meeting(texts)]


def _written(element: ElementTree.Element) -> Written:
    size, words = float(element.get("font-size", "0")), element.text or ""
    width = text_width(words, size, bold=element.get("font-weight") == "600")
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    left, baseline = float(element.get("x", "0")) - share * width, float(element.get("y", "0"))
    halo = element.get("paint-order") == "stroke"
    return Written(words, left, baseline - _ABOVE * size, left + width, baseline + _BELOW * size, halo)


def _extent(element: ElementTree.Element) -> Line:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    if element.tag.endswith("circle"):
        x, y, radius = number("cx"), number("cy"), number("r")
        return x - radius, y - radius, x + radius, y + radius
    return number("x"), number("y"), number("x") + number("width"), number("y") + number("height")


def _lines(path: str) -> Iterator[Line]:
    """Return the straight pieces of a path as the writer writes it."""
    command, numbers = "M", list[float]()
    x = y = 0.0
    for letter, number in _STEP.findall(path):
        if letter:
            command, numbers = letter, []
            continue
        numbers.append(float(number))
        start = (x, y)
        match command, numbers:
            case (("M" | "L"), [_, _]):
                x, y = numbers
            case "H", [_]:
                x = numbers[0]
            case (("V" | "v"), [_]):
                y = numbers[0] + (y if command == "v" else 0)
            case _:
                continue
        numbers = []
        if command != "M":
            yield *start, x, y


def _crosses(line: Line, text: Written) -> bool:
    """Say whether a line passes through a text's box by more than its margin."""
    x1, y1, x2, y2 = line
    enter, leave = 0.0, 1.0
    box = (
        (x1, x2 - x1, text.left + _SHARED, text.right - _SHARED),
        (y1, y2 - y1, text.top + _SHARED, text.bottom - _SHARED),
    )
    for start, along, low, high in box:
        if along == 0:
            if not low < start < high:
                return False
            continue
        first, last = sorted(((low - start) / along, (high - start) / along))
        enter, leave = max(enter, first), min(leave, last)
    return enter < leave


def _uncovered(line: Line, box: Line) -> list[Line]:
    """Return what is seen of a line under a filled box; of slanted lines, all."""
    x1, y1, x2, y2 = line
    left, top, right, bottom = box
    if x1 == x2 and left <= x1 <= right:
        high, low = sorted((y1, y2))
        return [(x1, a, x1, b) for a, b in ((high, min(low, top)), (max(high, bottom), low)) if a < b]
    if y1 == y2 and top <= y1 <= bottom:
        begin, end = sorted((x1, x2))
        return [(a, y1, b, y1) for a, b in ((begin, min(end, left)), (max(begin, right), end)) if a < b]
    return [line]


def _meet(box: Line, text: Written) -> bool:
    left, top, right, bottom = box
    across = min(right, text.right) - max(left, text.left)
    return across > _SHARED and min(bottom, text.bottom) - max(top, text.top) > _SHARED


def _meeting(texts: list[Written]) -> Iterator[tuple[Written, Written]]:
    ordered = sorted(texts, key=lambda text: text.left)
    for n, one in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.left >= one.right - _SHARED:
                break
            if _meet((other.left, other.top, other.right, other.bottom), one):
                yield one, other
