"""Draws figures in words, without an axis: the value large, its period and source below."""

from dashboard.charts.drawing.metrics import wrap
from dashboard.charts.drawing.sheet import SMALL, Sheet
from dashboard.charts.spec import Panel

_ALONE, _ALONE_NARROW, _AMONG = 30.0, 26.0, 20.0
BESIDE_RULE = 18.0
_AFTER = 12.0


def words_size(panel: Panel, *, narrow: bool) -> float:
    """Font size of a panel's values: larger where there is only one."""
    return _AMONG if len(panel.points) > 1 else _ALONE_NARROW if narrow else _ALONE


def draw_text(sheet: Sheet, panel: Panel, top: float) -> float:
    """Draw a panel of words from `top` down; returns where the next block may begin."""
    size = words_size(panel, narrow=sheet.narrow)
    width = sheet.right - sheet.left - BESIDE_RULE
    cursor = top
    for series in panel.series:
        colour = sheet.theme.colour(series.colour)
        for point in series.points:
            start = cursor
            quiet = sheet.theme.muted if point.missing else ""
            with sheet.figure(point):
                cursor = sheet.write_lines(
                    cursor,
                    wrap(point.text, size, width, bold=True),
                    size,
                    x=sheet.left + BESIDE_RULE,
                    bold=not point.missing,
                    fill=quiet,
                )
                words = ", ".join(part for part in (point.x_label, point.source) if part)
                cursor = sheet.write_lines(
                    cursor + 1,
                    wrap(words, SMALL + 1, width),
                    SMALL + 1,
                    x=sheet.left + BESIDE_RULE,
                    fill=sheet.theme.muted,
                )
                sheet.out.add("rect", x=sheet.left, y=start + 2, width=4, height=cursor - start - 4, fill=colour)
            cursor += _AFTER
    return cursor
