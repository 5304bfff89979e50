"""Figures that are not a trend, one row each: values with bars from zero, or in words alone; rival claims.

Rival claims stand by year and never by size, on an axis that holds them all.
"""

import math
from collections.abc import Sequence

from dashboard.charts.axes import linear_axis, log_axis, percent_axis, spans_far
from dashboard.charts.context import PointMaker, Record, varying
from dashboard.charts.spec import Axis, Form, Panel, Point, Row, Series
from dashboard.charts.texts import capital, text
from dashboard.data.observations import in_time
from dashboard.text.format import format_number, format_row_period, is_undated
from dashboard.text.typography import said
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C
from pipelines.schema.declared import Language

# What tells rows of values apart, in the order in which it is said.
_DIMENSIONS = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX, C.ORIGIN_ID, C.SOURCE_ID, C.TIME_PERIOD)
# Places in an order have no length: a bar of rank 8 would look like more than a bar of rank 2.
RANKED_UNITS = frozenset({"RANK", "TIER"})
_HEADROOM = 0.25
_WHO = (C.ORIGIN_ID,)
_OF_WHAT = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX)
# Room for the arrow of a one-sided bound, as a factor of the bound.
_ARROW_ROOM = 10.0


def panel_of(rows: Sequence[Row], points: Sequence[Point], y: Axis, *, bars: bool = True, heading: str = "") -> Panel:
    """Return a panel of one series, a point a row; nothing in it is joined."""
    labelled = frozenset(point.obs_id for point in points)
    series = Series(points=tuple(points), labelled=labelled, bars=bars)
    return Panel(form=Form.ROWS, heading=heading, y=y, series=(series,), rows=tuple(rows))


def _value_axis(maker: PointMaker, row: Record, points: Sequence[Point]) -> Axis:
    """Return the axis of values for a unit: 0 to 100 for shares, else from zero."""
    unit = maker.unit(row)
    label = maker.unit_name(row)
    numbers = [number for point in points for number in point.extent]
    if unit is not None and unit[C.MAXIMUM] == 100 and all(0 <= number <= 100 for number in numbers):
        return percent_axis(maker.lang, label=label)
    return linear_axis(numbers, maker.lang, label=label, whole=maker.is_whole(row), headroom=_HEADROOM)


def _telling(maker: PointMaker, rows: Sequence[Record]) -> list[str]:
    """Say what tells published rows apart, but for their periods."""
    published = [row for row in rows if not maker.is_own(row)] or rows
    names = [name for name in varying(published, _DIMENSIONS) if name != C.TIME_PERIOD]
    # Beside our own arithmetic, a single published figure is known by its source.
    return names or ([C.SOURCE_ID] if len(published) < len(rows) else [])


def _name(maker: PointMaker, row: Record, names: Sequence[str]) -> str:
    if maker.is_own(row) and names == [C.SOURCE_ID]:
        return capital(text("own", maker.lang))
    return capital(maker.name_row(row, names)) or format_row_period(row, maker.lang)


def rows_panel(maker: PointMaker, rows: Sequence[Record], *, heading: str = "") -> Panel:
    """Return bars from zero, one a figure, named by what tells them apart; ranges and bounds drawn as such."""
    names = _telling(maker, rows)
    detail = bool(names) and len({row[C.TIME_PERIOD] for row in rows}) > 1
    # Who published is no name of a bar that has a year of its own.
    by_time = names == [C.SOURCE_ID] and len({row[C.TIME_PERIOD] for row in rows}) == len(rows)
    named, points = [], []
    for index, row in enumerate(rows):
        label, when = _name(maker, row, names), format_row_period(row, maker.lang) if detail else ""
        if by_time:
            label, when = when, label
        named.append(Row(label=label, detail=", ".join(filter(None, (when, maker.own_base(row))))))
        points.append(maker.make(row, x=float(index), x_label=", ".join(filter(None, (label, when)))))
    return panel_of(named, points, _value_axis(maker, rows[0], points), heading=heading)


def text_panel(
    maker: PointMaker, rows: Sequence[Record], *, heading: str = "", names: Sequence[str] | None = None
) -> Panel:
    """Return figures in words, without an axis: a single one, or places in an order, which have no length.

    They are named by `names`, by default by all that tells them apart, and by their period unless the name has it.
    """
    names = _telling(maker, rows) if names is None else names
    points = []
    for index, row in enumerate(rows):
        name, when = _name(maker, row, names), format_row_period(row, maker.lang)
        label = name if when in name else f"{name}, {when}"
        points.append(maker.make(row, x=float(index), x_label=label))
    series = Series(points=tuple(points), labelled=frozenset())
    return Panel(form=Form.TEXT, heading=heading, series=(series,))


def values_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Return panels of an indicator shown as values: one a comparability group, because one axis invites comparison."""
    groups: dict[str, list[Record]] = {}
    for row in sorted(in_time(rows), key=maker.is_own):
        groups.setdefault(str(row[C.COMPARABILITY_ID]), []).append(row)
    panels = []
    # The indicator's own group first. It bears the indicator's name, which the title says already.
    own_group = maker.indicator[C.INDICATOR_ID]
    for group_id, members in sorted(groups.items(), key=lambda item: item[0] != own_group):
        known = maker.context.comparability.get(group_id, {})
        heading = said(known, "name", maker.lang) if len(groups) > 1 and group_id != own_group else ""
        in_words = len(members) == 1 or maker.unit_code(members[0]) in RANKED_UNITS
        panels.append((text_panel if in_words else rows_panel)(maker, members, heading=heading))
    return tuple(panels)


def _room(point: Point) -> list[float]:
    bound = point.anchor
    if point.bound is None or bound is None:
        return []
    return [bound / _ARROW_ROOM if point.bound == "down" else bound * _ARROW_ROOM]


def _claims_axis(maker: PointMaker, row: Record, points: Sequence[Point]) -> Axis:
    numbers = [number for point in points for number in point.extent]
    if not spans_far(numbers):
        label, whole = maker.unit_name(row), maker.is_whole(row)
        return linear_axis(numbers, maker.lang, label=label, whole=whole, headroom=_HEADROOM)
    numbers += [number for point in points for number in _room(point)]
    unit = said(maker.unit(row) or {}, "name", maker.lang)
    return log_axis(numbers, maker.lang, label=capital(text("log_axis", maker.lang, unit=unit)))


def claims_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Return one panel: who says it in the first line of a row; for which year, if any, and of what in the second."""
    ordered = in_time(rows)
    if len(ordered) == 1:
        return (text_panel(maker, ordered),)
    what = varying(ordered, _OF_WHAT)
    names = [capital(maker.name_row(row, _WHO)) for row in ordered]
    labels, points = [], []
    for index, (row, who) in enumerate(zip(ordered, names, strict=True)):
        period, of_what = format_row_period(row, maker.lang), maker.name_row(row, what)
        detail = ", ".join(part for part in (period, of_what) if part)
        short = (of_what if is_undated(row) else f"{who}, {period}") if names.count(who) > 1 else ""
        labels.append(Row(label=who, detail=detail, short=short))
        points.append(maker.make(row, x=float(index), x_label=f"{who}, {detail}"))
    return (panel_of(labels, points, _claims_axis(maker, ordered[0], points), bars=False),)


def _interval(point: Point) -> tuple[float, float]:
    """Return least and greatest value that the claim allows."""
    if point.y is not None:
        return point.y, point.y
    return (0.0 if point.low is None else point.low), (math.inf if point.high is None else point.high)


def difference_text(rows: Sequence[Record], points: Sequence[Point], lang: Language) -> str:
    """Say how far the claims differ at the least, in one sentence; empty with fewer than two claims."""
    claims = [point for point in points if not point.missing]
    if len(claims) < 2:
        return ""
    unlike = text("unlike", lang) if varying(rows, (C.COMPARABILITY_ID,)) else ""
    lowest = min(claims, key=lambda point: _interval(point)[1])
    highest = max(claims, key=lambda point: _interval(point)[0])
    most_of_lowest, least_of_highest = _interval(lowest)[1], _interval(highest)[0]
    if most_of_lowest <= 0 or least_of_highest <= most_of_lowest:
        return text("differ_overlap", lang, unlike=unlike)
    factor = least_of_highest / most_of_lowest
    # Said rounded down, so that the sentence stays true.
    said_factor = math.floor(factor) if factor >= 10 else math.floor(factor * 10) / 10
    strict = lowest.qualifier == Qualifier.LESS_THAN or highest.qualifier == Qualifier.MORE_THAN
    key = "differ_more_than" if strict or said_factor < factor else "differ_at_least"
    return text(key, lang, factor=format_number(said_factor, lang), unlike=unlike)
