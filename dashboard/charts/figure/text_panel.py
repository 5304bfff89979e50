"""Draws observations in words, without an axis: the value large, its period and source below."""

from dashboard.charts.figure.canvas import Canvas
from dashboard.charts.figure.marks import scatter, unseen
from dashboard.charts.layout.metrics import wrap
from dashboard.charts.layout.sizes import SMALL
from dashboard.charts.spec import Panel

_ALONE, _ALONE_NARROW, _AMONG = 30.0, 26.0, 20.0
_BESIDE_RULE = 18.0
_AFTER = 12.0


def draw_text(canvas: Canvas, panel: Panel, top: float) -> float:
    """Draw a panel of words from `top` down; return where the next block may begin."""
    room = canvas.room
    size = _AMONG if len(panel.points) > 1 else _ALONE_NARROW if room.narrow else _ALONE
    left, width = room.left + _BESIDE_RULE, room.width - _BESIDE_RULE
    muted = canvas.theme.muted
    middles: list[float] = []
    cursor = top
    for series in panel.series:
        for point in series.points:
            start = cursor
            lines = wrap(point.text, size, width, bold=True)
            cursor = canvas.write_lines(
                cursor,
                lines,
                size,
                left,
                bold=not point.missing,
                fill=muted if point.missing else "",
                obs_id=point.obs_id,
            )
            below = wrap(", ".join(part for part in (point.x_label, point.source) if part), SMALL + 1, width)
            cursor = canvas.write_lines(cursor + 1, below, SMALL + 1, left, fill=muted)
            canvas.box((room.left, start + 2, room.left + 4, cursor - 2), canvas.theme.colour(series.colour))
            middles.append((start + cursor) / 2)
            cursor += _AFTER
    frame = canvas.add_frame((room.left, top, room.right, cursor), (0, 1), (cursor, top))
    canvas.set_axes(frame, {"visible": False}, {"visible": False})
    canvas.data.append(scatter(frame, panel.points, [0.02 for _ in middles], middles, unseen()))
    return cursor
