"""Survey answers: one group of rows an answer, everyone first, then the sub-groups; always on 0 to 100 percent."""

import math
from collections.abc import Sequence
from itertools import groupby

from dashboard.charts.axes import percent_axis
from dashboard.charts.context import Record
from dashboard.charts.points import PointMaker, varying
from dashboard.charts.rows import panel_of
from dashboard.charts.spec import Panel, Point, Row
from dashboard.charts.texts import capital, text
from pipelines.schema.codes import TOTAL
from pipelines.schema.columns import C
from pipelines.schema.declared import Language

_BESIDES = (C.COMPARABILITY_ID, C.REF_AREA, C.TIME_PERIOD)


def _is_of_all(row: Record) -> bool:
    return bool(row[C.SEX] == TOTAL and row[C.AGE] == TOTAL)


def _order(maker: PointMaker, row: Record) -> tuple[object, ...]:
    code_order = maker.context.code_order
    return (
        code_order("CL_ANSWER", str(row[C.ANSWER])),
        not _is_of_all(row),
        code_order("CL_SEX", str(row[C.SEX])),
        code_order("CL_AGE", str(row[C.AGE])),
        str(row[C.TIME_PERIOD]),
        str(row[C.OBS_ID]),
    )


def survey_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """One panel; an answer that has sub-groups heads them, one that has none is a row of its own."""
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
            everyone, extra = _is_of_all(row), maker.name_row(row, besides)
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
    """For each answer given by women and men, whether they differ by more than the sampling margins allow."""
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
