"""Laws, treaties, programmes and institutions on one axis of years, in lanes by kind."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from dashboard.charts.axes import year_axis
from dashboard.charts.context import ChartContext, Record, records_of
from dashboard.charts.law import DATES, DUE, make_chart, make_point
from dashboard.charts.spec import ChartSpec, Form, KeyEntry, Panel, Point, Row, Series, Shape
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_period, period_style
from dashboard.text.typography import said
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_KINDS: Final = "CL_EVENT_KIND"
_LAW, _AGREEMENT = "law", "agreement"
# Lane of what is no event: the dates of treaties.
_TREATY: Final = "treaty"
# Kinds of events that are said once and change nothing by themselves.
_PASSING: Final = frozenset({"campaign", "review"})


def _span(date: str, end: str | None) -> tuple[float, float] | None:
    """Return the years between which something lasted, or the year without a day; None for a month or a day."""
    if end is not None:
        return parse_period(date).middle, parse_period(end).middle
    year = parse_period(date).start.year
    return (float(year), float(year + 1)) if period_style(date) == "year" else None


def _event(record: Record, context: ChartContext, lang: Language, lane: int) -> Point:
    date, end = str(record[C.DATE]), record[C.END_DATE]
    label = said(record, "label", lang)
    return make_point(
        record,
        context,
        lang,
        obs_id=str(record[C.EVENT_ID]),
        x=float(lane),
        x_label=format_period(date if end is None else f"{date}/{end}", lang),
        y=parse_period(date).middle,
        text=label,
        label=label,
        shape=Shape.CIRCLE,
        span=_span(date, end),
    )


def _steps(record: Record, lang: Language) -> list[tuple[str, str, str]]:
    """Return the dated steps of a treaty in order: column, ISO date, what it is."""
    named = {**{column: name for column, (name, _) in DATES.items()}, C.TRANSPOSE_BY: "transpose_by"}
    steps = [
        (column, str(record[column]), text(name, lang)) for column, name in named.items() if record[column] is not None
    ]
    return sorted(steps, key=lambda step: (parse_period(step[1]).middle, step[0]))


def _treaty(record: Record, context: ChartContext, lang: Language, lane: int) -> Series:
    """Return the steps of a treaty, joined by a line; the words at the first tell them all."""
    name, steps = said(record, "name", lang), _steps(record, lang)
    told = [
        what if not number else text("dated", lang, what=what, when=format_period(date, lang))
        for number, (_, date, what) in enumerate(steps)
    ]
    points = tuple(
        make_point(
            record,
            context,
            lang,
            obs_id=f"{record[C.TREATY_ID]}.{column}",
            x=float(lane),
            x_label=format_period(date, lang),
            y=parse_period(date).middle,
            text=text("about", lang, subject=name, words=what),
            label=text("about", lang, subject=name, words=", ".join(told)) if not number else "",
            shape=DUE if column == C.TRANSPOSE_BY else Shape.CIRCLE,
            span=_span(date, None),
            qualifier=Qualifier.APPROX if column == C.TRANSPOSE_BY else Qualifier.EXACT,
        )
        for number, (column, date, what) in enumerate(steps)
    )
    done = tuple(number for number, point in enumerate(points) if not point.approx)
    first = frozenset(point.obs_id for point in points[:1])
    return Series(points=points, labelled=first, runs=(done,) if len(done) > 1 else ())


def _lanes(events: Sequence[Record], context: ChartContext) -> list[str]:
    """Return kinds of events in the order of their list, treaties after laws."""
    kinds = sorted({str(record[C.KIND]) for record in events}, key=lambda kind: context.code_order(_KINDS, kind))
    place = kinds.index(_LAW) + 1 if _LAW in kinds else 0
    return [*kinds[:place], _TREATY, *kinds[place:]]


def _shown(events: pd.DataFrame, treaties: Sequence[Record], lang: Language) -> list[Record]:
    """Return events that bind or set something up, but for those that are a step of a treaty on the same day."""
    days = {date for record in treaties for _, date, _ in _steps(record, lang)}
    return [
        record
        for record in records_of(events)
        if record[C.KIND] not in _PASSING and not (record[C.KIND] == _AGREEMENT and str(record[C.DATE]) in days)
    ]


def build_timeline(
    events: pd.DataFrame, treaties: pd.DataFrame, *, context: ChartContext, lang: Language, country: str = COUNTRY
) -> ChartSpec | None:
    """Return laws, agreements, programmes and institutions, and the steps of treaties, in lanes by kind.

    Congresses, reviews and campaigns are left to the list of events.

    Args:
        events: published rows of events.
        treaties: published rows of treaties.
        context: catalogue rows by key.
        lang: language of every word.
        country: whose they are.

    Returns:
        The description, or None without a date.
    """
    known = [record for record in records_of(treaties) if _steps(record, lang)]
    records = _shown(events, known, lang)
    rows: list[Row] = []
    series: list[Series] = []
    for kind in _lanes(records, context):
        lane = len(rows)
        name = text("lane_treaty", lang) if kind == _TREATY else context.code_name(_KINDS, kind, lang)
        if kind == _TREATY:
            found = [_treaty(record, context, lang, lane) for record in known]
        else:
            dated = [_event(record, context, lang, lane) for record in records if record[C.KIND] == kind]
            found = [Series(points=(point,), labelled=frozenset({point.obs_id})) for point in dated]
        if found:
            rows.append(Row(label=capital(name)))
            series += sorted(found, key=lambda one: (one.points[0].y or 0.0, one.points[0].obs_id))
    if not rows:
        return None
    dates = [point for one in series for point in one.points]
    ends = [point.y for point in dates if point.y is not None]
    panel = Panel(form=Form.DATES, x=year_axis(ends, lang), series=tuple(series), rows=tuple(rows))
    key = (KeyEntry("hollow", DUE, text("due", lang)),) if any(point.approx for point in dates) else ()
    return make_chart("timeline", panel, (), context, lang, key, country)
