"""A chart small enough for a card: its shape, its ends and its latest value, from the same description."""

from dashboard.charts.drawing.marks import RADIUS, draw_bound, draw_mark, draw_range
from dashboard.charts.drawing.metrics import text_width, wrap
from dashboard.charts.drawing.row_layout import RowScale
from dashboard.charts.drawing.sheet import ASCENT, SMALL, Sheet
from dashboard.charts.drawing.svg_frame import write_document
from dashboard.charts.drawing.theme import THEMES, ThemeName
from dashboard.charts.spec import ChartSpec, Form, Panel, Point, Scale

_BAR, _NAME, _AFTER_ROW, _MOST_ROWS = 16.0, 15.0, 5.0, 6
_LINE_HEIGHT = 76.0
# Room for the words of a value right of its bar, the same in every chart, so that bars of one length say one share.
_VALUE_WIDTH = 108.0
_WORDS = 19.0


def sparkline(spec: ChartSpec, *, theme: ThemeName = "light", width: int = 280) -> str:
    """Draw the first panel small: a line with its ends, or its first rows.

    Args:
        spec: the description.
        theme: colours.
        width: width in pixels.

    Returns:
        A complete SVG document with role, title and description.
    """
    sheet = Sheet(width=float(width), theme=THEMES[theme], left=2.0, right=width - 2.0)
    panel = spec.first_panel
    draw = {Form.TIME: _draw_line, Form.ROWS: _draw_rows, Form.TEXT: _draw_words}[panel.form]
    bottom = draw(sheet, panel)
    return write_document(spec, sheet, round(bottom + 0.5), suffix="-small")


def _draw_line(sheet: Sheet, panel: Panel) -> float:
    points = [point for point in panel.points if not point.missing]
    low_x, high_x = min(point.x for point in points), max(point.x for point in points)
    low_y, high_y = min(0.0, panel.y.low), max(number for point in points for number in point.extent)
    first, last = min(points, key=lambda point: point.x), max(points, key=lambda point: point.x)
    alone = first is last
    before = 0.0 if alone else text_width(first.label, SMALL) + RADIUS + 5
    left, right = sheet.left + RADIUS + before, sheet.right - text_width(last.label, SMALL + 1, bold=True) - RADIUS - 8
    top, bottom = 8.0, _LINE_HEIGHT - 20

    def place(point: Point, value: float) -> tuple[float, float]:
        x = left + (point.x - low_x) / ((high_x - low_x) or 1.0) * (right - left)
        return x, bottom - (value - low_y) / ((high_y - low_y) or 1.0) * (bottom - top)

    theme = sheet.theme
    sheet.out.add(
        "path", d=f"M{left - RADIUS:.1f} {bottom:.1f}H{right + RADIUS:.1f}", stroke=theme.rule, stroke_width=1
    )
    for series in panel.series:
        for run in series.runs:
            places = [place(p, p.y) for p in (series.points[n] for n in run) if p.y is not None]
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            sheet.out.add("path", d=path, fill="none", stroke=theme.colour(series.colour), stroke_width=2)
    for series in panel.series:
        joined = {index for run in series.runs for index in run}
        for index, point in enumerate(series.points):
            if point.y is not None and (index not in joined or point in (first, last)):
                x, y = place(point, point.y)
                colour = theme.colour(series.colour)
                draw_mark(sheet.out, point.shape, x, y, colour, theme, hollow=point.approx, r=3.4)
            elif point.low is not None and point.high is not None:
                ends = place(point, point.low), place(point, point.high)
                draw_range(sheet.out, *ends, theme.colour(series.colour), 2.4)
    x, y = place(last, last.anchor or 0.0)
    sheet.write(x + RADIUS + 5, y + 4, last.label, SMALL + 1, bold=True)
    if not alone:
        x, y = place(first, first.anchor or 0.0)
        sheet.write(x - RADIUS - 5, y + 4, first.label, SMALL, fill=theme.muted, anchor="end")
    sheet.write(left - RADIUS, _LINE_HEIGHT - 5, first.x_label, SMALL, fill=theme.muted)
    if last.x_label != first.x_label:
        sheet.write(right + RADIUS, _LINE_HEIGHT - 5, last.x_label, SMALL, fill=theme.muted, anchor="end")
    return _LINE_HEIGHT


def _draw_rows(sheet: Sheet, panel: Panel) -> float:
    """The first rows: everyone's answers, or the claims, each with its value in words."""
    points = [point for point in panel.points if not panel.rows[int(point.x)].minor][:_MOST_ROWS]
    room = max(_VALUE_WIDTH, *(text_width(point.label, SMALL + 1, bold=True) + 14 for point in points))
    scale = RowScale(panel.y, sheet.left, sheet.right - room)
    cursor = 2.0
    for point in points:
        name = _shorten(_row_name(panel, point), sheet.right - sheet.left)
        sheet.write(sheet.left, cursor + ASCENT * SMALL + 2, name, SMALL, fill=sheet.theme.muted)
        y = cursor + _NAME + _BAR / 2
        end = _draw_row_mark(sheet, panel, point, scale, y)
        sheet.write(end + 6, y + ASCENT * SMALL / 2, point.label, SMALL + 1, bold=True, halo=True)
        cursor += _NAME + _BAR + _AFTER_ROW
    return cursor + 2


def _draw_words(sheet: Sheet, panel: Panel) -> float:
    """The first figure in words with its period."""
    point = panel.points[0]
    lines = wrap(point.text, _WORDS, sheet.right - sheet.left, bold=True)
    fill = sheet.theme.muted if point.missing else sheet.theme.ink
    below = sheet.write_lines(4.0, lines, _WORDS, x=sheet.left, bold=True, fill=fill)
    return sheet.write_wrapped(below + 2, point.x_label, SMALL, fill=sheet.theme.muted) + 4


def _row_name(panel: Panel, point: Point) -> str:
    """Name of a row; of the answer, for the row that stands for everyone under it."""
    row = panel.rows[int(point.x)]
    return row.heading or row.label


def _shorten(words: str, width: float) -> str:
    first = wrap(words, SMALL, width - text_width("…", SMALL))[0]
    return words if text_width(words, SMALL) <= width else f"{first}…"


def _draw_row_mark(sheet: Sheet, panel: Panel, point: Point, scale: RowScale, y: float) -> float:
    """Mark of a row; returns its right end."""
    colour = sheet.theme.colour(0)
    if point.y is not None:
        x = scale.x(point.y)
        if panel.y.scale == Scale.LINEAR:
            start, end = sorted((scale.x(0.0), x))
            sheet.out.add("rect", x=start, y=y - 5, width=max(end - start, 1.0), height=10, fill=colour)
            return end
        draw_mark(sheet.out, point.shape, x, y, colour, sheet.theme, hollow=point.approx)
        return x + RADIUS
    if point.low is not None and point.high is not None:
        draw_range(sheet.out, (scale.x(point.low), y), (scale.x(point.high), y), colour, 4)
        return scale.x(point.high)
    if point.anchor is not None:
        x = scale.x(point.anchor)
        down = point.bound == "down"
        length = min(20.0, x - scale.left) if down else min(20.0, sheet.right - x)
        draw_bound(sheet.out, x, y, -max(length, 6.0) if down else max(length, 6.0), 0, colour, 2)
        return x if down else x + length
    return scale.left
