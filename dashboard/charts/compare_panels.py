"""Panels of a comparison: the courses of an indicator's own chart, cut to a period, and axes that several can share.

Nothing is joined here. A line runs where the indicator's own chart draws one, less what lies outside the period.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dashboard.charts.axes import linear_axis
from dashboard.charts.context import PointMaker, Record, group_code, is_valued, varying, years_spanned
from dashboard.charts.rows import RANKED_UNITS
from dashboard.charts.spec import NO_AXIS, Axis, ChartSpec, Form, Gap, Panel, Scale, Series, Tick
from dashboard.charts.texts import capital, text
from dashboard.charts.trend import label_points, years_of
from dashboard.data.observations import in_time
from dashboard.text.format import format_number, format_row_period, is_undated
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_TOLD_APART: Final = (C.COMPARABILITY_ID, C.ANSWER, C.SEX)
_HEADROOM: Final = 0.25
# A panel of fewer points bears every value; else its first, last, least and greatest.
_MOST_LABELLED: Final = 9
_MOST_LOG_TICKS: Final = 6
_BELOW, _ABOVE = 0.95, 1.25


def has_courses(maker: PointMaker) -> bool:
    """Say whether an indicator's figures may stand on an axis of years: not the answers of a survey, nor ranks."""
    is_survey = str(maker.indicator[C.CHART_KIND]) == ChartKind.SURVEY
    return not is_survey and str(maker.indicator[C.UNIT_MEASURE]) not in RANKED_UNITS


def courses(maker: PointMaker, spec: ChartSpec, rows: Mapping[str, Record]) -> tuple[Panel, ...]:
    """Return the panels of years of an indicator's own chart, an area each; then its other dated figures as marks.

    Args:
        maker: makes the points of the indicator.
        spec: its own chart.
        rows: the figures of that chart by their ids.
    """
    drawn = [panel for panel in spec.panels if panel.form == Form.TIME]
    told = {point.obs_id for panel in drawn for point in panel.points}
    parts = tuple(part for panel in drawn for part in _by_area(panel, rows))
    return parts + _marked(maker, [row for obs_id, row in rows.items() if obs_id not in told])


def _by_area(panel: Panel, rows: Mapping[str, Record]) -> Iterator[Panel]:
    """Part a panel by areas: two of them on one axis would be read as a course from one to the other."""
    areas: dict[str, list[Series]] = {}
    for series in panel.series:
        areas.setdefault(str(rows[series.points[0].obs_id][C.REF_AREA]), []).append(series)
    if len(areas) == 1:
        yield panel
        return
    for members in areas.values():
        ids = {point.obs_id for series in members for point in series.points}
        places = [point.x for series in members for point in series.points]
        yield replace(
            panel,
            series=tuple(members),
            gaps=tuple(gap for gap in panel.gaps if ids.intersection(gap.obs_ids)),
            breaks=tuple(mark for mark in panel.breaks if min(places) < mark.x <= max(places)),
        )


def _marked(maker: PointMaker, rows: Iterable[Record]) -> tuple[Panel, ...]:
    """Return a panel for each unit and area, of marks that no line joins."""
    dated = [row for row in in_time(rows) if not is_undated(row) and years_spanned(str(row[C.TIME_PERIOD])) == 1]
    cells: dict[tuple[str, str], list[Record]] = {}
    for row in dated:
        cells.setdefault((maker.unit_code(row), str(row[C.REF_AREA])), []).append(row)
    return tuple(_marks_panel(maker, members) for members in cells.values() if any(map(is_valued, members)))


def _marks_panel(maker: PointMaker, rows: Sequence[Record]) -> Panel:
    # Rival claims are told by who makes them.
    rival = (C.ORIGIN_ID,) if str(maker.indicator[C.CHART_KIND]) == ChartKind.CLAIMS else ()
    names = varying(rows, (*_TOLD_APART, *rival))
    groups: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        groups.setdefault(tuple(group_code(row, name) for name in names), []).append(row)
    series = []
    for number, members in enumerate(groups.values()):
        points = tuple(
            maker.make(row, x=parse_period(str(row[C.TIME_PERIOD])).middle, x_label=format_row_period(row, maker.lang))
            for row in members
        )
        label = capital(maker.name_row(members[0], names))
        series.append(Series(points=points, labelled=frozenset(), label=label, colour=number))
    valued = {row[C.TIME_PERIOD] for row in rows if is_valued(row)}
    gaps = tuple(
        Gap(*years_of(str(row[C.TIME_PERIOD])), text("not_published", maker.lang), (str(row[C.OBS_ID]),))
        for row in rows
        if not is_valued(row) and row[C.TIME_PERIOD] not in valued
    )
    label = maker.unit_name(rows[0])
    return Panel(form=Form.TIME, y=replace(NO_AXIS, label=label), series=tuple(series), gaps=gaps)


def years_in(panels: Iterable[Panel]) -> tuple[int, int] | None:
    """Return the first and the last year of which panels tell something; None where there is nothing."""
    years = [int(point.x) for panel in panels for point in panel.points]
    return (min(years), max(years)) if years else None


def cut(panel: Panel, first: int, last: int) -> Panel:
    """Return a panel with what lies in whole years from `first` to `last`, and its values labelled anew.

    What is joined stays joined, and nothing else is: a line ends where the period does.
    """
    low, high = float(first), float(last + 1)
    series = tuple(kept for one in panel.series if (kept := _cut_series(one, low, high)).points)
    total = sum(len(one.points) for one in series)
    series = tuple(
        replace(one, labelled=label_points(one.points, all_of_them=total <= _MOST_LABELLED)) for one in series
    )
    missing = {point.obs_id for one in series for point in one.points if point.missing}
    gaps = []
    for gap in panel.gaps:
        ids = tuple(obs_id for obs_id in gap.obs_ids if obs_id in missing)
        if ids:
            gaps.append(replace(gap, start=max(gap.start, low), end=min(gap.end, high), obs_ids=ids))
    breaks = tuple(mark for mark in panel.breaks if low < mark.x < high)
    return replace(panel, series=series, gaps=tuple(gaps), breaks=breaks)


def _cut_series(series: Series, low: float, high: float) -> Series:
    """Return a series with its points from `low` up to `high`."""
    kept = [n for n, point in enumerate(series.points) if low <= point.x < high]
    place = {old: new for new, old in enumerate(kept)}
    # Runs are in order of time, so that what is left of one follows one another still.
    left = [tuple(place[n] for n in run if n in place) for run in series.runs]
    points = tuple(series.points[n] for n in kept)
    return replace(series, points=points, runs=tuple(run for run in left if len(run) > 1))


def numbers_in(panels: Iterable[Panel]) -> list[float]:
    """Return every number that the axes of values must hold."""
    return [number for panel in panels for point in panel.points for number in point.extent]


def value_axis(numbers: Sequence[float], lang: Language, *, label: str, whole: bool, log: bool) -> Axis:
    """Return the axis of values of a panel: from zero, or logarithmic where every number is above zero."""
    if log:
        return _log_axis(numbers, lang, label=label)
    return linear_axis(numbers, lang, label=label, whole=whole, headroom=_HEADROOM)


def _log_axis(numbers: Sequence[float], lang: Language, *, label: str) -> Axis:
    """Return a logarithmic axis no longer than its numbers ask for, with ticks at 1, 2 and 5, or at whole decades."""
    least, most = min(numbers) * _BELOW, max(numbers) * _ABOVE
    powers = range(math.floor(math.log10(least)) - 1, math.ceil(math.log10(most)) + 2)
    fine = [float(f"{step}e{power}") for power in powers for step in (1, 2, 5)]
    low, high = max(place for place in fine if place <= least), min(place for place in fine if place >= most)
    ticks = [place for place in fine if low <= place <= high]
    if len(ticks) > _MOST_LOG_TICKS:
        decades = [float(f"1e{power}") for power in powers]
        low = max(place for place in decades if place <= least)
        high = min(place for place in decades if place >= most)
        ticks = [place for place in decades if low <= place <= high]
    named = tuple(Tick(place, format_number(place, lang, decimals=9)) for place in ticks)
    return Axis(scale=Scale.LOG, label=label, low=low, high=high, ticks=named)
