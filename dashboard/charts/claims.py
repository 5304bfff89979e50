"""Rival claims: one row a claim, by year and never by size, on an axis that holds them all."""

import math
from collections.abc import Sequence

from dashboard.charts.axes import linear_axis, log_axis
from dashboard.charts.context import Record, said
from dashboard.charts.points import PointMaker, varying
from dashboard.charts.rows import panel_of, text_panel
from dashboard.charts.spec import Axis, Panel, Point, Row
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_number, format_row_period
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_WHO = (C.ORIGIN_ID,)
_OF_WHAT = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX)
# Room for the arrow of a one-sided bound, as a factor of the bound.
_ARROW_ROOM = 10.0


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
    """One panel: who says it in the first line of a row; for which year and of what in the second."""
    ordered = sorted(rows, key=lambda row: (parse_period(str(row[C.TIME_PERIOD])).start, str(row[C.OBS_ID])))
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
    """Least and greatest value that the claim allows."""
    if point.y is not None:
        return point.y, point.y
    return (0.0 if point.low is None else point.low), (math.inf if point.high is None else point.high)


def difference_text(rows: Sequence[Record], points: Sequence[Point], lang: Language) -> str:
    """How far the claims differ at the least, in one sentence made from the data; empty with fewer than two claims."""
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
