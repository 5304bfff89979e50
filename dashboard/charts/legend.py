"""The key to the marks that a chart uses; a chart of plain points or bars from one source needs none."""

from collections.abc import Sequence

from dashboard.charts.spec import Form, KeyEntry, Panel, Shape
from dashboard.charts.texts import text
from dashboard.text.format import format_number
from pipelines.schema.declared import Language

_SHAPE_WORDS = {
    Shape.CIRCLE: "report",
    Shape.DIAMOND: "report_estimate",
    Shape.SQUARE: "other_publication",
    Shape.PLUS: "own",
}


def key_of(panels: Sequence[Panel], lang: Language, *, quota: bool = False) -> tuple[KeyEntry, ...]:
    """Entries for shapes where there are several, and for hollow marks, ranges, bounds, breaks and margins.

    `quota` adds the reservation that margins of a quota sample deserve.
    """
    drawn = [panel for panel in panels if panel.form != Form.TEXT]
    points = [point for panel in drawn for point in panel.points if not point.missing]
    # Rows are named, and bars have no shape: only marks need a key to where they come from.
    marked = [point for panel in drawn if panel.form == Form.TIME for point in panel.points if not point.missing]
    shapes = [shape for shape in _SHAPE_WORDS if any(point.shape == shape for point in marked)]
    entries = []
    if len(shapes) > 1 or shapes == [Shape.PLUS]:
        entries = [KeyEntry("shape", shape, text(_SHAPE_WORDS[shape], lang)) for shape in shapes]
    some_shape = shapes[0] if shapes else Shape.CIRCLE
    if any(point.approx for point in points):
        entries.append(KeyEntry("hollow", some_shape, text("hollow", lang)))
    if any(point.ranged for point in points):
        entries.append(KeyEntry("range", some_shape, text("range", lang)))
    if any(point.bound is not None for point in points):
        entries.append(KeyEntry("bound", some_shape, text("bound", lang)))
    if any(panel.breaks for panel in drawn):
        entries.append(KeyEntry("break", some_shape, text("break", lang)))
    margins = [point.margin for point in points if point.margin is not None]
    if margins:
        ends = dict.fromkeys(format_number(margin, lang, decimals=1) for margin in (min(margins), max(margins)))
        said = text("margin", lang, margin=text("to", lang).join(ends))
        entries.append(KeyEntry("margin", some_shape, f"{said}; {text('quota', lang)}" if quota else said))
    return tuple(entries)
