"""Figures that are not a trend: one row each with a bar from zero, or in words alone."""

from collections.abc import Sequence

from dashboard.charts.axes import linear_axis, percent_axis
from dashboard.charts.context import Record, said
from dashboard.charts.points import PointMaker, varying
from dashboard.charts.spec import Axis, Form, Panel, Point, Row, Series
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_row_period
from pipelines.schema.columns import C
from pipelines.schema.periods import parse_period

# What tells rows of values apart, in the order in which it is said.
_DIMENSIONS = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX, C.ORIGIN_ID, C.SOURCE_ID, C.TIME_PERIOD)
# Places in an order have no length: a bar of rank 8 would look like more than a bar of rank 2.
_WITHOUT_LENGTH = frozenset({"RANK", "TIER"})
_HEADROOM = 0.25


def panel_of(rows: Sequence[Row], points: Sequence[Point], y: Axis, *, bars: bool = True, heading: str = "") -> Panel:
    """A panel of one series, a point a row; nothing in it is joined."""
    labelled = frozenset(point.obs_id for point in points)
    series = Series(points=tuple(points), labelled=labelled, bars=bars)
    return Panel(form=Form.ROWS, heading=heading, y=y, series=(series,), rows=tuple(rows))


def _value_axis(maker: PointMaker, row: Record, points: Sequence[Point]) -> Axis:
    """The axis of values for a unit: 0 to 100 for shares, else from zero."""
    unit = maker.unit(row)
    label = maker.unit_name(row)
    numbers = [number for point in points for number in point.extent]
    if unit is not None and unit[C.MAXIMUM] == 100 and all(0 <= number <= 100 for number in numbers):
        return percent_axis(maker.lang, label=label)
    return linear_axis(numbers, maker.lang, label=label, whole=maker.is_whole(row), headroom=_HEADROOM)


def _telling(maker: PointMaker, rows: Sequence[Record]) -> list[str]:
    """What tells published rows apart, but for their periods."""
    published = [row for row in rows if not maker.is_own(row)] or rows
    names = [name for name in varying(published, _DIMENSIONS) if name != C.TIME_PERIOD]
    # Beside our own arithmetic, a single published figure is known by its source.
    return names or ([C.SOURCE_ID] if len(published) < len(rows) else [])


def _name(maker: PointMaker, row: Record, names: Sequence[str]) -> str:
    if maker.is_own(row) and names == [C.SOURCE_ID]:
        return capital(text("own", maker.lang))
    return capital(maker.name_row(row, names)) or format_row_period(row, maker.lang)


def rows_panel(maker: PointMaker, rows: Sequence[Record], *, heading: str = "") -> Panel:
    """Bars from zero, one a figure, named by what tells them apart; ranges and bounds drawn as such."""
    names = _telling(maker, rows)
    detail = bool(names) and len({row[C.TIME_PERIOD] for row in rows}) > 1
    points = [maker.make(row, x=float(index), x_label=_name(maker, row, names)) for index, row in enumerate(rows)]
    details = [format_row_period(row, maker.lang) if detail else "" for row in rows]
    named = [Row(label=point.x_label, detail=words) for point, words in zip(points, details, strict=True)]
    return panel_of(named, points, _value_axis(maker, rows[0], points), heading=heading)


def text_panel(maker: PointMaker, rows: Sequence[Record], *, heading: str = "") -> Panel:
    """Figures in words, without an axis: a single one, or places in an order, which have no length."""
    names = _telling(maker, rows)
    points = []
    for index, row in enumerate(rows):
        label = ", ".join(dict.fromkeys((_name(maker, row, names), format_row_period(row, maker.lang))))
        points.append(maker.make(row, x=float(index), x_label=label))
    series = Series(points=tuple(points), labelled=frozenset())
    return Panel(form=Form.TEXT, heading=heading, series=(series,))


def _place(maker: PointMaker, row: Record) -> tuple[bool, str, str]:
    """Published figures before our own, in order of time."""
    return maker.is_own(row), parse_period(str(row[C.TIME_PERIOD])).start.isoformat(), str(row[C.OBS_ID])


def values_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Panels of an indicator shown as values: one a comparability group, because one axis invites comparison."""
    groups: dict[str, list[Record]] = {}
    for row in sorted(rows, key=lambda row: _place(maker, row)):
        groups.setdefault(str(row[C.COMPARABILITY_ID]), []).append(row)
    panels = []
    # The indicator's own group first. It bears the indicator's name, which the title says already.
    own_group = maker.indicator[C.INDICATOR_ID]
    for group_id, members in sorted(groups.items(), key=lambda item: item[0] != own_group):
        known = maker.context.comparability.get(group_id, {})
        heading = said(known, "name", maker.lang) if len(groups) > 1 and group_id != own_group else ""
        in_words = len(members) == 1 or maker.unit_code(members[0]) in _WITHOUT_LENGTH
        panels.append((text_panel if in_words else rows_panel)(maker, members, heading=heading))
    return tuple(panels)
