"""Places of dated words in lanes: beside their marks along an axis of years; on a phone, as rows with dates left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dashboard.charts.layout.plot import Box
from dashboard.charts.layout.sizes import LINE, NAME, RADIUS, SMALL, TICK, Room, text_width, wrap, wrap_evenly
from dashboard.charts.spec import Panel, Series
from dashboard.charts.texts import text
from pipelines.schema.declared import Language

_ROW = SMALL * LINE
# Widest words beside a mark, and least room for them, as shares of the room.
_WIDEST, _NARROWEST = 0.6, 0.15
_BESIDE = RADIUS + 4
_STEP = 4.0
_BETWEEN = 3.0
_BEFORE_LANE, _AFTER_NAME = 12.0, 4.0
_DATES_SHARE = 0.3
# From the dates of a phone's rows to their marks, and from these to the words.
_TO_MARK, _TO_WORDS = 10.0, 10.0


@dataclass(frozen=True, slots=True)
class DatePlace:
    """A series as laid out: its marks at height `y`, and its words from `top` down, which begin or end at `beside`.

    Attributes:
        x: place of its first mark.
        when: the first date in lines of its own, left of the mark; empty where the words hold it.
    """

    series: Series
    x: float
    y: float
    lines: list[str]
    top: float
    beside: float
    to_left: bool = False
    when: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lane:
    """Series of one kind below its name."""

    name: str
    top: float
    bottom: float
    dates: tuple[DatePlace, ...]


def lay_out_lanes(room: Room, panel: Panel, top: float, lang: Language) -> list[Lane]:
    """Place every lane of a panel from `top` down."""
    lanes: list[Lane] = []
    dates_width = max(text_width(one.points[0].x_label, SMALL) for one in panel.series)
    width = min(dates_width, room.width * _DATES_SHARE)
    for number, row in enumerate(panel.rows):
        series = [one for one in panel.series if one.points[0].x == number]
        top += _BEFORE_LANE if lanes else 0.0
        begin = top + NAME * LINE + _AFTER_NAME
        dates = (
            list(_in_rows(room, series, width, begin)) if room.narrow else _along_axis(room, panel, series, begin, lang)
        )
        below = max(max(date.top + len(date.lines) * _ROW, date.top + len(date.when) * _ROW) for date in dates)
        lanes.append(Lane(row.label, top, below, tuple(dates)))
        top = below
    return lanes


def _in_rows(room: Room, series: Sequence[Series], width: float, top: float) -> Iterator[DatePlace]:
    """Return rows in order of time: the date in a column of that width, a mark, the words."""
    x = room.left + width + _TO_MARK
    for one in series:
        point = one.points[0]
        when, lines = wrap(point.x_label, SMALL, width + 1), wrap(point.label, SMALL, room.right - x - _TO_WORDS)
        yield DatePlace(one, x, top + _ROW / 2, lines, top, x + _TO_WORDS, when=when)
        top += max(len(when), len(lines)) * _ROW + _BETWEEN


def year_place(room: Room, panel: Panel, year: float) -> float:
    """Place of a decimal year, with room for half a tick label at both ends."""
    half = text_width("0000", TICK) / 2
    share = (year - panel.x.low) / (panel.x.high - panel.x.low)
    return room.left + half + share * (room.width - 2 * half)


def _along_axis(room: Room, panel: Panel, series: Sequence[Series], top: float, lang: Language) -> list[DatePlace]:
    """Return series at their years, words right or left of its marks, in the first free place from above."""
    taken: list[Box] = []
    places = []
    for one in series:
        point = one.points[0]
        words = text("about", lang, subject=point.x_label, words=point.label)
        first, last = _reach(room, panel, one)
        choices = []
        for to_left, free in ((False, room.right - last - _BESIDE), (True, first - _BESIDE - room.left)):
            wide_enough = free > room.width * _NARROWEST
            lines = wrap_evenly(words, SMALL, min(free, room.width * _WIDEST)) if wide_enough else []
            width = max((text_width(line, SMALL) for line in lines), default=0.0)
            reach = (first - _BESIDE - width, last) if to_left else (first, last + _BESIDE + width)
            if lines:
                choices.append((to_left, lines, Box(reach[0], 0.0, reach[1], len(lines) * _ROW)))
        choices.sort(key=lambda choice: len(choice[1]))
        to_left, lines, found = next(_free(choices, taken, top))
        taken.append(Box(found.left - 6, found.top, found.right + 6, found.bottom + _BETWEEN))
        beside = first - _BESIDE if to_left else last + _BESIDE
        x = year_place(room, panel, point.y or 0.0)
        places.append(DatePlace(one, x, found.top + _ROW / 2, lines, found.top, beside, to_left=to_left))
    return places


def _reach(room: Room, panel: Panel, series: Series) -> tuple[float, float]:
    """Return the pixels between which the marks of a series and the lines through them lie."""
    marks = [year_place(room, panel, point.y or 0.0) for point in series.points]
    spans = [year_place(room, panel, year) for point in series.points for year in point.span or ()]
    return min([*spans, *(x - RADIUS for x in marks)]), max([*spans, *(x + RADIUS for x in marks)])


def _free(
    choices: list[tuple[bool, list[str], Box]], taken: list[Box], top: float
) -> Iterator[tuple[bool, list[str], Box]]:
    """Yield choices whose boxes meet nothing, from `top` down: below all others each of them is free."""
    while choices:
        for to_left, lines, box in choices:
            lower = Box(box.left, top, box.right, top + box.bottom)
            if not any(lower.meets(other) for other in taken):
                yield to_left, lines, lower
        top += _STEP
