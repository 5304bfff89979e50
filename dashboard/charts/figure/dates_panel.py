"""Draws dates in lanes: marks along an axis of years with their words beside them; on a phone, rows with dates left."""

from dashboard.charts.figure.canvas import Canvas, Frame, Json, TextStyle
from dashboard.charts.figure.marks import markers, scatter, unseen
from dashboard.charts.layout.dates import DatePlace, Lane, lay_out_lanes, year_place
from dashboard.charts.layout.sizes import ASCENT, LINE, NAME, SMALL, TICK, text_width
from dashboard.charts.spec import Panel
from pipelines.schema.declared import Language

_HIDDEN: Json = {"visible": False}
_SMALL_LANE, _SMALL_MARK = 22.0, 2.6


def draw_dates(canvas: Canvas, panel: Panel, top: float, lang: Language) -> float:
    """Draw a panel of dates from `top` down; return where the next block may begin."""
    room = canvas.room
    if not room.narrow:
        top += TICK * LINE + 4
    lanes = lay_out_lanes(room, panel, top, lang)
    bottom = lanes[-1].bottom + 6
    if room.narrow:
        frame = canvas.add_frame((room.left, top, room.right, bottom), (0, 1), (bottom, top), (_HIDDEN, _HIDDEN))
    else:
        frame = _add_axis(canvas, panel, top, bottom)
    for lane in lanes:
        _draw_lane(canvas, panel, lane, frame)
    return bottom + (0 if room.narrow else 8 + TICK * LINE)


def _add_axis(canvas: Canvas, panel: Panel, top: float, bottom: float) -> Frame:
    """Open the axis of years, named above and below."""
    left, right = (year_place(canvas.room, panel, year) for year in (panel.x.low, panel.x.high))
    for tick in panel.x.ticks:
        x = year_place(canvas.room, panel, tick.at)
        canvas.write(x, top - 6, tick.label, TICK, anchor="center", fill=canvas.theme.muted)
    names = {"tickvals": [tick.at for tick in panel.x.ticks], "ticktext": [tick.label for tick in panel.x.ticks]}
    across = {**names, "ticklabelstandoff": 3}
    upward = {"showgrid": False, "showticklabels": False}
    box, years = (left, top, right, bottom), (panel.x.low, panel.x.high)
    return canvas.add_frame(box, years, (bottom, top), (across, upward), lines="upright")


def _draw_lane(canvas: Canvas, panel: Panel, lane: Lane, frame: Frame) -> None:
    theme, room = canvas.theme, canvas.room
    canvas.write_lines(lane.top, [lane.name], NAME, room.left, bold=True, halo=True)
    if room.narrow:
        x = lane.dates[0].x
        canvas.rule((x, lane.dates[0].y), (x, lane.dates[-1].y), theme.grid, 2, frame=frame)
    for date in lane.dates:
        style: TextStyle = {"halo": True, "obs_id": date.series.points[0].obs_id}
        style["anchor"] = "right" if date.to_left else "left"
        canvas.write_lines(date.top, date.when, SMALL, room.left, fill=theme.muted)
        canvas.write_lines(date.top, date.lines, SMALL, date.beside, **style)
        _draw_marks(canvas, panel, date, frame)


def _draw_marks(canvas: Canvas, panel: Panel, date: DatePlace, frame: Frame) -> None:
    """Draw the marks of a series; on an axis also what lies between, how long it lasted, and a year without a day."""
    points, colour = date.series.points, canvas.theme.colour(0)
    if canvas.room.narrow:
        # Its words tell the later steps.
        at, y = frame.x_value(date.x), date.y
        canvas.data.append(scatter(frame, points[:1], [at], [y], markers(points[:1], colour, canvas.theme)))
        if len(points) > 1:
            later = points[1:]
            canvas.data.append(scatter(frame, later, [at] * len(later), [y] * len(later), unseen()))
    else:
        joined = [[points[index].y or 0.0 for index in run] for run in date.series.runs]
        for years, width in [
            *((years, 1.6) for years in joined),
            *((point.span, 3.0) for point in points if point.span),
        ]:
            first, last = (year_place(canvas.room, panel, year) for year in (years[0], years[-1]))
            canvas.rule((first, date.y), (last, date.y), colour, width, frame=frame)
        marker = markers(points, colour, canvas.theme)
        canvas.data.append(scatter(frame, points, [point.y for point in points], [date.y] * len(points), marker))


def draw_small_dates(canvas: Canvas, panel: Panel) -> float:
    """Draw lanes as lines of marks below one another, each with its name."""
    room, bottom = canvas.room, len(panel.rows) * _SMALL_LANE + 4
    names = max(text_width(row.label, SMALL) for row in panel.rows) + 12
    box = (room.left + names, 0.0, room.right - 6, bottom)
    frame = canvas.add_frame(box, (panel.x.low, panel.x.high), (bottom, 0.0), (_HIDDEN, _HIDDEN))
    for number, row in enumerate(panel.rows):
        y = (number + 0.5) * _SMALL_LANE
        canvas.write(room.left, y + ASCENT * SMALL / 2, row.label, SMALL, fill=canvas.theme.muted)
        points = [point for point in panel.points if point.x == number]
        marker = markers(points, canvas.theme.colour(0), canvas.theme, radius=_SMALL_MARK)
        canvas.data.append(scatter(frame, points, [point.y for point in points], [y] * len(points), marker))
    return bottom
