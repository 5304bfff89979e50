"""No chart makes one course of several areas."""

from typing import Any

import pytest

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.figure import draw_sparkline
from dashboard.charts.spec import ChartSpec, Form, Panel
from dashboard.data.store import Snapshot
from dashboard.text.typography import said
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.charts.examples import chart, observation

ALL = ChartOptions(sources="all", derived=True)


def _faults(panel: Panel, area_of: dict[str, str], *, alone: bool) -> list[str]:
    """What in a panel reads as one course of several areas, or leaves the area of figures out.

    `alone` says whether the whole chart is about one area, which its title names.
    """
    areas = {area_of[point.obs_id] for point in panel.points}
    if panel.form != Form.TIME:
        return [] if alone else [p.x_label for p in panel.points if area_of[p.obs_id] not in p.x_label]
    faults = (
        []
        if alone or len(areas) > 1 or any(panel.heading.startswith(area) for area in areas)
        else [f"heading {panel.heading!r}"]
    )
    labels = [series.label for series in panel.series]
    faults += ["two lines of one name"] if len(areas) > 1 and len(set(labels)) < len(labels) else []
    for series in panel.series:
        of_series = {area_of[point.obs_id] for point in series.points}
        faults += [f"{series.label!r} joins {of_series}"] if len(of_series) > 1 else []
        if len(areas) > 1:
            long = any(len(run) >= 3 for run in series.runs)
            named = all(area in series.label for area in of_series)
            faults += [] if long and named else [f"{series.label!r} is no named line of three points"]
    return faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_areas_share_a_time_axis_only_as_named_lines(snapshot: Snapshot, lang: Language) -> None:
    names = {row[C.REF_AREA]: said(row, "name", lang) for row in snapshot.rows(T.AREAS)}
    found, several = {}, set()
    for indicator in snapshot.rows(T.INDICATORS):
        indicator_id = indicator[C.INDICATOR_ID]
        area_of = {row[C.OBS_ID]: names[row[C.REF_AREA]] for row in snapshot.observations_of(indicator_id)}
        for options in (ChartOptions(), ChartOptions(sources="report"), ALL):
            spec = charts_of(snapshot).spec(indicator_id, lang, options)
            if spec is None or spec.kind in ("values", "claims"):
                # Panels of values are parted by comparability, whose names say the area.
                assert spec is None or all(panel.form != Form.TIME for panel in spec.panels)
                continue
            areas = {area_of[point.obs_id] for point in spec.points}
            several |= {indicator_id} if len(areas) > 1 else set()
            faults = [fault for panel in spec.panels for fault in _faults(panel, area_of, alone=len(areas) == 1)]
            if faults:
                found[indicator_id, options] = faults
    assert found == {}
    assert {"ufm-in-care", "procuring-recorded"} <= several


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_of_several_areas_name_them(snapshot: Snapshot, lang: Language) -> None:
    names = {row[C.REF_AREA]: said(row, "name", lang) for row in snapshot.rows(T.AREAS)}
    seen = 0
    for indicator in snapshot.rows(T.INDICATORS):
        spec = charts_of(snapshot).spec(indicator[C.INDICATOR_ID], lang, ALL)
        rows = {row[C.OBS_ID]: row for row in snapshot.observations_of(indicator[C.INDICATOR_ID])}
        for panel in spec.panels if spec is not None and indicator[C.CHART_KIND] == ChartKind.VALUES else ():
            areas = {point.obs_id: names[rows[point.obs_id][C.REF_AREA]] for point in panel.points}
            if len(set(areas.values())) > 1:
                assert all(areas[point.obs_id].lower() in point.x_label.lower() for point in panel.points)
                seen += 1
    assert seen


def _rows(area: str, years: range, first: int) -> list[dict[str, Any]]:
    return [observation(first + n, str(year), 100.0 + n, **{C.REF_AREA: area}) for n, year in enumerate(years)]


def _forms(spec: ChartSpec) -> list[tuple[Form, str, int]]:
    return [(panel.form, panel.heading, len(panel.points)) for panel in spec.panels]


def test_two_areas_of_one_year_each_stand_as_words_with_their_names() -> None:
    spec = chart([*_rows("FR", range(2009, 2010), 1), *_rows("FR-75", range(2010, 2011), 10)])
    assert _forms(spec) == [(Form.TEXT, "", 2)]
    assert [point.x_label for point in spec.points] == ["France, 2009", "Paris, 2010"]
    assert spec.lead == ""


def test_a_line_and_another_area_have_panels_of_their_own() -> None:
    spec = chart([*_rows("FR", range(2005, 2010), 1), *_rows("FR-75", range(2010, 2011), 10)])
    assert _forms(spec) == [(Form.TIME, "France", 5), (Form.TEXT, "", 1)]
    assert [point.x_label for point in spec.panels[1].points] == ["Paris, 2010"]
    assert spec.lead.startswith("France: up from 100")
    assert "France: " in spec.alt
    # What is drawn of it on a card names it too.
    assert "France" in str(draw_sparkline(spec)["layout"]["annotations"])


def test_two_lines_share_the_axis_and_what_is_not_one_line_does_not() -> None:
    lines = [*_rows("FR", range(2005, 2010), 1), *_rows("FR-75", range(2005, 2010), 10)]
    assert [series.label for series in chart(lines).panels[0].series] == ["France", "Paris"]
    another = {C.COMPARABILITY_ID: "invented.new", C.REF_AREA: "FR"}
    spec = chart([*lines, observation(30, "2011", 5.0, **another)])
    assert sorted((panel.heading, len(panel.points)) for panel in spec.panels) == [("France", 6), ("Paris", 5)]
