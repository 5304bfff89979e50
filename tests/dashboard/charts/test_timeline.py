"""Laws, treaties and programmes in time."""

from xml.etree import ElementTree

import pytest

from dashboard.charts.context import ChartContext
from dashboard.charts.images import draw_svg
from dashboard.charts.spec import ChartSpec, Form
from dashboard.charts.timeline import build_timeline
from dashboard.text.typography import said
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.periods import parse_period
from tests.dashboard.charts.examples import published

SVG = "{http://www.w3.org/2000/svg}"
STEPS = (C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE, C.TRANSPOSE_BY)


def timeline(lang: Language = "en") -> ChartSpec:
    tables = published()
    context = ChartContext.from_tables(tables)
    spec = build_timeline(tables[T.EVENTS], tables[T.TREATIES], context=context, lang=lang)
    assert spec is not None
    return spec


def test_every_law_agreement_programme_and_institution_has_its_place_in_time() -> None:
    events = published()[T.EVENTS]
    spec, drawn = timeline(), events[~events[C.KIND].isin(["campaign", "review"])]
    places = {point.obs_id: point.y for point in spec.points}
    treaty_days = {str(row[step]) for row in published()[T.TREATIES].to_dict("records") for step in STEPS}
    for row in drawn.to_dict("records"):
        if row[C.EVENT_ID] in places:
            assert places[row[C.EVENT_ID]] == parse_period(row[C.DATE]).middle
        else:
            assert row[C.KIND] == "agreement" and row[C.DATE] in treaty_days, "told as a step of a treaty"
    lanes = [row.label for row in spec.panels[0].rows]
    assert lanes == ["Law", "Treaty", "Agreement", "Programme", "Institution"]


def test_every_step_of_a_treaty_stands_on_its_line_and_in_its_words() -> None:
    spec = timeline()
    for row in published()[T.TREATIES].to_dict("records"):
        steps = {f"{row[C.TREATY_ID]}.{step}": str(row[step]) for step in STEPS if isinstance(row[step], str)}
        (series,) = (one for one in spec.series if one.points[0].obs_id.startswith(f"{row[C.TREATY_ID]}."))
        assert {point.obs_id: point.y for point in series.points} == {
            step: parse_period(date).middle for step, date in steps.items()
        }
        first, *later = series.points
        words = f"{first.x_label} {first.label}"
        assert said(row, "name", "en") in words
        assert all(point.x_label in words for point in later)


def test_what_was_still_due_is_hollow_and_joined_to_nothing() -> None:
    due = {point.obs_id for point in timeline().points if point.approx}
    assert due == {
        f"{row[C.TREATY_ID]}.{C.TRANSPOSE_BY}"
        for row in published()[T.TREATIES].to_dict("records")
        if isinstance(row[C.TRANSPOSE_BY], str)
    }
    for series in timeline().series:
        assert not any(series.points[index].approx for run in series.runs for index in run)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [340, 720])
def test_no_date_loses_its_words(lang: Language, width: int) -> None:
    spec = timeline(lang)
    root = ElementTree.fromstring(draw_svg(spec, width=width))
    written = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for series in spec.series:
        assert series.points[0].label in written
        assert series.points[0].x_label in written
    tops = {
        row.label: float(text.get("y", "0"))
        for row in spec.panels[0].rows
        for text in root.iter(f"{SVG}text")
        if text.text == row.label
    }
    assert list(tops.values()) == sorted(tops.values())


def test_on_a_phone_dates_stand_left_in_order_of_time() -> None:
    spec = timeline()
    root = ElementTree.fromstring(draw_svg(spec, width=340))
    heights = {
        group.get("data-obs"): float(mark.get("cy", "0"))
        for group in root.iter(f"{SVG}g")
        for mark in group.iter(f"{SVG}circle")
    }
    for lane in range(len(spec.panels[0].rows)):
        firsts = [series.points[0] for series in spec.series if series.points[0].x == lane]
        years = [point.y or 0.0 for point in sorted(firsts, key=lambda point: heights[point.obs_id])]
        assert years == sorted(years)


def test_a_year_without_a_day_is_a_stretch() -> None:
    spans = {point.obs_id: point.span for point in timeline().points}
    assert spans["ev-recourse-2002"] == (2002.0, 2003.0)
    assert spans["ev-law-2002"] is None
    first, last = spans["ev-romania-2002"] or (0.0, 0.0)
    assert (int(first), int(last)) == (2002, 2006)
    assert timeline().panels[0].form == Form.DATES


def test_no_dates_no_timeline() -> None:
    tables = published()
    none = (tables[name].iloc[:0] for name in (T.EVENTS, T.TREATIES))
    assert build_timeline(*none, context=ChartContext.from_tables(tables), lang="fr") is None
