"""Penalties and treaties as charts."""

import pandas as pd
import pytest

from dashboard.charts.build import ChartContext
from dashboard.charts.images import draw_svg
from dashboard.charts.law import build_penalties, build_treaties
from dashboard.charts.spec import ChartSpec, Scale, Shape
from pipelines.schema.columns import C, T
from tests.dashboard.charts.examples import published


def penalties() -> ChartSpec:
    tables = published()
    spec = build_penalties(tables[T.LEGAL_PENALTIES], context=ChartContext.from_tables(tables), lang="en")
    assert spec is not None
    return spec


def treaties() -> ChartSpec:
    tables = published()
    spec = build_treaties(tables[T.TREATIES], context=ChartContext.from_tables(tables), lang="en")
    assert spec is not None
    return spec


def test_every_penalty_is_a_bar_from_zero_or_words() -> None:
    spec, rows = penalties(), published()[T.LEGAL_PENALTIES].set_index(C.PENALTY_ID)
    assert sorted(point.obs_id for point in spec.points) == sorted(rows.index)
    for point in spec.points:
        years = rows.loc[point.obs_id, C.PRISON_YEARS]
        assert point.missing == pd.isna(years)
        assert point.missing or point.y == years
    assert spec.panels[0].y.low == 0
    assert spec.panels[0].y.high >= rows[C.PRISON_YEARS].max()


def test_circumstances_of_an_offence_stand_together_under_its_name() -> None:
    headings = [row.heading for row in penalties().panels[0].rows if row.heading]
    assert len(headings) == len(set(headings))
    assert set(headings) == set(published()[T.LEGAL_PENALTIES][C.OFFENCE_EN])


def test_a_treaty_line_joins_its_dates_and_not_its_reports() -> None:
    spec = treaties()
    assert spec.panels[0].y.scale == Scale.TIME
    for series in spec.series:
        for run in series.runs:
            assert all(series.points[index].shape != Shape.TICK for index in run)
            years = [series.points[index].y or 0.0 for index in run]
            assert years == sorted(years)


def test_what_was_due_is_hollow_and_joined_to_nothing() -> None:
    spec, rows = treaties(), published()[T.TREATIES].set_index(C.TREATY_ID)
    transposed, reported = rows[C.TRANSPOSE_BY].dropna(), rows[C.REPORTS_DUE].dropna()
    assert len(transposed) and len(reported)
    due = {point.obs_id for point in spec.points if point.approx}
    ranks = {f"{key}.report-{pair.partition(':')[2]}" for key, text in reported.items() for pair in text.split(";")}
    assert due == {f"{key}.{C.TRANSPOSE_BY}" for key in transposed.index} | ranks
    assert [entry.sign for entry in spec.key if entry.sign == "hollow"] == ["hollow"]
    for series in spec.series:
        assert not any(series.points[index].approx for run in series.runs for index in run)


def test_every_shape_of_a_treaty_date_is_explained() -> None:
    spec = treaties()
    assert {entry.shape for entry in spec.key} == {point.shape for point in spec.points}
    assert "ratified" in draw_svg(spec)


@pytest.mark.parametrize("build", [build_penalties, build_treaties])
def test_no_rows_no_chart(build) -> None:  # type: ignore[no-untyped-def]
    table = T.LEGAL_PENALTIES if build is build_penalties else T.TREATIES
    tables = published()
    assert build(tables[table].iloc[:0], context=ChartContext.from_tables(tables), lang="fr") is None
