"""Figures that are not a trend, one row each: values with bars from zero, or in words alone; claims; survey answers.

Rival claims stand by year and never by size, on an axis that holds them all. Survey answers stand in groups, everyone
first, then the sub-groups, always on 0 to 100 percent.
"""

import math
from collections.abc import Sequence
from itertools import groupby

from dashboard.charts.axes import linear_axis, log_axis, percent_axis
from dashboard.charts.context import PointMaker, Record, is_of_all, varying
from dashboard.charts.spec import Axis, Form, Panel, Point, Row, Series
from dashboard.charts.texts import capital, text
from dashboard.data.observations import in_time
from dashboard.text.format import format_number, format_row_period, has_open_base
from dashboard.text.typography import said
from pipelines.schema.codes import TOTAL, Qualifier
from pipelines.schema.columns import C
from pipelines.schema.declared import Language

# What tells rows of values apart, in the order in which it is said.
_DIMENSIONS = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX, C.ORIGIN_ID, C.SOURCE_ID, C.TIME_PERIOD)
# Places in an order have no length: a bar of rank 8 would look like more than a bar of rank 2.
_WITHOUT_LENGTH = frozenset({"RANK", "TIER"})
_HEADROOM = 0.25
_WHO = (C.ORIGIN_ID,)
_OF_WHAT = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX)
# Room for the arrow of a one-sided bound, as a factor of the bound.
_ARROW_ROOM = 10.0
_BESIDES = (C.COMPARABILITY_ID, C.REF_AREA, C.TIME_PERIOD)


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
    named, points = [], []
    for index, row in enumerate(rows):
        label, when = _name(maker, row, names), format_row_period(row, maker.lang) if detail else ""
        named.append(Row(label=label, detail=", ".join(filter(None, (when, maker.own_base(row))))))
        points.append(maker.make(row, x=float(index), x_label=", ".join(filter(None, (label, when)))))
    return panel_of(named, points, _value_axis(maker, rows[0], points), heading=heading)


def text_panel(maker: PointMaker, rows: Sequence[Record], *, heading: str = "") -> Panel:
    """Return figures in words, without an axis: a single one, or places in an order, which have no length."""
    names = _telling(maker, rows)
    points = []
    for index, row in enumerate(rows):
        label = ", ".join(dict.fromkeys((_name(maker, row, names), format_row_period(row, maker.lang))))
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
        in_words = len(members) == 1 or maker.unit_code(members[0]) in _WITHOUT_LENGTH
        panels.append((text_panel if in_words else rows_panel)(maker, members, heading=heading))
    return tuple(panels)


def _room(point: Point) -> list[float]:
    bound = point.anchor
    if point.bound is None or bound is None:
        return []
    return [bound / _ARROW_ROOM if point.bound == "down" else bound * _ARROW_ROOM]


def _claims_axis(maker: PointMaker, row: Record, points: Sequence[Point]) -> Axis:
    numbers = [number for point in points for number in point.extent]
    if not numbers or min(numbers) <= 0:
        return linear_axis(numbers, maker.lang, label=maker.unit_name(row), headroom=0.25)
    numbers += [number for point in points for number in _room(point)]
    unit = said(maker.unit(row) or {}, "name", maker.lang)
    return log_axis(numbers, maker.lang, label=capital(text("log_axis", maker.lang, unit=unit)))


def claims_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Return one panel: who says it in the first line of a row; for which year, if any, and of what in the second."""
    ordered = in_time(rows)
    if len(ordered) == 1:
        return (text_panel(maker, ordered),)
    what = varying(ordered, _OF_WHAT)
    labels, points = [], []
    for index, row in enumerate(ordered):
        period = format_row_period(row, maker.lang)
        who = capital(maker.name_row(row, _WHO))
        detail = ", ".join(part for part in (period, maker.name_row(row, what)) if part)
        labels.append(Row(label=who, detail=detail))
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


def _order(maker: PointMaker, row: Record) -> tuple[object, ...]:
    code_order = maker.context.code_order
    return (
        code_order("CL_ANSWER", str(row[C.ANSWER])),
        not is_of_all(row),
        code_order("CL_SEX", str(row[C.SEX])),
        code_order("CL_AGE", str(row[C.AGE])),
        str(row[C.TIME_PERIOD]),
        str(row[C.OBS_ID]),
    )


def survey_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Return one panel; an answer that has sub-groups heads them, one that has none is a row of its own."""
    ordered = sorted(rows, key=lambda row: _order(maker, row))
    besides = varying(ordered, _BESIDES)
    labels: list[Row] = []
    points: list[Point] = []
    grouped = len({row[C.ANSWER] for row in ordered}) < len(ordered)
    for _, answers in groupby(ordered, key=lambda row: str(row[C.ANSWER])):
        members = list(answers)
        answer = capital(maker.name_row(members[0], (C.ANSWER,)))
        alone = len(members) == 1
        for place, row in enumerate(members):
            # The name of a group of people is its base already.
            everyone = is_of_all(row)
            base = "" if not everyone and not has_open_base(row) else maker.own_base(row)
            extra = ", ".join(filter(None, (maker.name_row(row, besides), base)))
            group = maker.name_row(row, (C.SEX,))
            if alone:
                detail = ", ".join(part for part in ("" if everyone else group, extra) if part)
                labels.append(Row(label=answer, detail=detail, strong=grouped))
            else:
                heading = "" if place else answer
                labels.append(Row(label=group, detail=extra, heading=heading, minor=not everyone))
            who = maker.name_row(row, (C.SEX, *besides))
            points.append(maker.make(row, x=float(len(points)), x_label=f"{answer}, {_lower(who)}"))
    axis = percent_axis(maker.lang, label=capital(text("axis_percent", maker.lang)))
    return (panel_of(labels, points, axis),)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def margin_text(rows: Sequence[Record], points: Sequence[Point], maker: PointMaker, lang: Language) -> list[str]:
    """Say of each answer of women and men whether they differ by more than the sampling margins allow."""
    by_id = {point.obs_id: point for point in points}
    sentences = []
    ordered = sorted(rows, key=lambda row: str(row[C.ANSWER]))
    for _, answers in groupby(ordered, key=lambda row: str(row[C.ANSWER])):
        by_sex = {row[C.SEX]: row for row in answers if row[C.AGE] == TOTAL and row[C.SEX] != TOTAL}
        pair = [by_sex[sex] for sex in ("F", "M") if sex in by_sex]
        if len(pair) == 2:
            sentences += _compare(pair, [by_id[str(row[C.OBS_ID])] for row in pair], maker, lang)
    return sentences


def _compare(pair: Sequence[Record], points: Sequence[Point], maker: PointMaker, lang: Language) -> list[str]:
    first, second = points
    if first.y is None or second.y is None or first.margin is None or second.margin is None:
        return []
    allowed = math.hypot(first.margin, second.margin)
    key = "beyond_margin" if abs(first.y - second.y) > allowed else "within_margin"
    words = [f"{maker.name_row(row, (C.SEX,)).lower()} {point.text}" for row, point in zip(pair, points, strict=True)]
    answer = capital(maker.name_row(pair[0], (C.ANSWER,)))
    return [text(key, lang, answer=answer, first=words[0], second=words[1])]
