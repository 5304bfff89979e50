"""Comparisons of the published indicators: nothing is joined, shared or left out that their own charts would not."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.charts.catalogue import charts_of
from dashboard.charts.compare import MOST_COMPARED, CompareOptions, Comparison, build_comparison, log_fault
from dashboard.charts.compare_panels import cut, value_axis
from dashboard.charts.compare_read import Compared
from dashboard.charts.context import ChartOptions
from dashboard.charts.images import draw_small, draw_svg
from dashboard.charts.spec import ACCENT, QUIET, ChartSpec, Form, Panel, Scale
from dashboard.data.snapshot import Snapshot, load_snapshot
from pipelines.schema.codes import ChartKind, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.paths import CURATED_DIR
from tests.dashboard.charts.examples import chart, indicator, observation, unhurried

CALLS = "helpline-119-answered"
INCOMING = "helpline-119-incoming"
CONVICTIONS = "trafficking-convictions"
CASES = "prostitution-recourse-cases"
CLAIMS = "children-prostitution-claims"
SURVEY = "survey-would-report"
AREAS = "ufm-in-care"


@pytest.fixture(scope="module")
def published() -> Snapshot:
    return load_snapshot(CURATED_DIR)


def joined(panels: tuple[Panel, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of figures between which a line is drawn."""
    for panel in panels:
        for series in panel.series:
            for run in series.runs:
                yield from pairwise(series.points[n].obs_id for n in run)


def compare(snapshot: Snapshot, *ids: str, **more: object) -> Comparison:
    return build_comparison(snapshot, "en", CompareOptions(indicators=ids, **more))  # type: ignore[arg-type]


def drawn(comparison: Comparison) -> ChartSpec:
    assert comparison.spec is not None
    return comparison.spec


YEARS = st.none() | st.integers(1985, 2026)


@given(data=st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_chosen_the_truth_of_each_indicator_holds(published: Snapshot, data: st.DataObject) -> None:
    every = [row[C.INDICATOR_ID] for row in published.rows(T.INDICATORS)]
    ids = tuple(data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=MOST_COMPARED, unique=True)))
    options = CompareOptions(
        indicators=ids,
        since=data.draw(YEARS),
        until=data.draw(YEARS),
        sources=data.draw(st.sampled_from(["", "report", "all"])),
        log=data.draw(st.booleans()),
        same=data.draw(st.booleans()),
        highlight=data.draw(st.sampled_from(["", *ids])),
    )
    found = build_comparison(published, "fr", options)
    assert tuple(each.indicator_id for each in found.compared) == ids
    for each in found.compared:
        own = charts_of(published).spec(each.indicator_id, "fr", ChartOptions(events=False, sources=options.sources))
        lines = set(joined(own.panels)) if own is not None else set()
        rows = {row[C.OBS_ID]: row for row in each.rows}
        assert set(joined(each.panels)) <= lines, "no line that its own chart does not draw"
        for one, other in joined(each.panels):
            assert all(rows[one][name] == rows[other][name] for name in (C.COMPARABILITY_ID, C.REF_AREA, C.SEX, C.AGE))
        for panel in each.panels:
            assert len({rows[point.obs_id][C.REF_AREA] for point in panel.points}) == 1
            assert len({rows[point.obs_id][C.UNIT_MEASURE] for point in panel.points}) == 1
            for point in panel.points:
                assert panel.x.low <= point.x < panel.x.high
                assert point.missing == (rows[point.obs_id][C.QUALIFIER] == Qualifier.MISSING)
                assert not point.missing or point.extent == ()
            for gap in panel.gaps:
                assert panel.x.low <= gap.start < gap.end <= panel.x.high
        assert each.panels or each.remarks, "none vanishes without a word"
    if found.spec is None:
        return
    panels = found.spec.panels
    assert {panel.form for panel in panels} == {Form.TIME}
    assert len({panel.x for panel in panels}) == 1, "one axis of years"
    is_log = options.log and not found.why_not_log
    for panel in panels:
        numbers = [number for point in panel.points for number in point.extent]
        assert (panel.y.scale == Scale.LOG) == is_log
        assert panel.y.low <= min(numbers) <= max(numbers) <= panel.y.high
        assert is_log or panel.y.low <= 0
    if options.same and not found.why_not_same:
        assert len({(panel.y.low, panel.y.high) for panel in panels}) == 1
        units = {row[C.UNIT_MEASURE] for each in found.compared for row in each.rows}
        assert len(units) == len({each.indicator[C.MEASURE_KIND] for each in found.compared if each.panels}) == 1
    assert draw_svg(found.spec, width=340)
    assert draw_small(found.spec)


def test_units_that_differ_never_share_a_range(published: Snapshot) -> None:
    found = compare(published, CALLS, CASES, same=True)
    assert found.why_not_same == "Units differ: each series keeps its own scale of values."
    calls, cases = drawn(found).panels
    assert calls.y.high > 100 * cases.y.high
    together = compare(published, CALLS, INCOMING, same=True)
    assert together.why_not_same == ""
    assert len({panel.y.high for panel in drawn(together).panels}) == 1
    apart = compare(published, CALLS, INCOMING)
    assert len({panel.y.high for panel in drawn(apart).panels}) == 2, "each its own where the reader does not ask"


def test_areas_have_panels_of_their_own_that_name_them(published: Snapshot) -> None:
    headings = [panel.heading for panel in drawn(compare(published, AREAS, sources="all")).panels]
    assert len(headings) == len(set(headings)) > 1
    assert any("Seine-Saint-Denis" in heading for heading in headings)


def test_claims_are_never_joined_and_survey_answers_are_said_to_have_no_course(published: Snapshot) -> None:
    claims = [row[C.INDICATOR_ID] for row in published.rows(T.INDICATORS) if row[C.CHART_KIND] == ChartKind.CLAIMS]
    assert list(joined(drawn(compare(published, *claims, sources="all")).panels)) == []
    found = compare(published, CASES, SURVEY)
    assert [panel.heading for panel in drawn(found).panels] == ["Cases of paying for sexual acts with a child, France"]
    (remark,) = found.remarks
    assert published.row(T.INDICATORS, SURVEY)[C.NAME_EN] in remark  # type: ignore[index]
    assert remark in [note.spoken for note in drawn(found).notes], "the image says it too"
    assert compare(published, SURVEY).spec is None


def test_a_gap_in_the_period_stays_a_gap(published: Snapshot) -> None:
    whole = drawn(compare(published, CONVICTIONS)).panels[0]
    assert whole.gaps
    year = int(whole.gaps[0].start)
    part = drawn(compare(published, CONVICTIONS, since=year - 1)).panels[0]
    assert part.gaps[0].start == whole.gaps[0].start
    assert all(point.y != 0 for point in part.points)
    alone = compare(published, CONVICTIONS, since=year, until=year)
    assert alone.spec is None
    assert "does not mean zero" in alone.remarks[-1]


def test_one_is_set_apart_and_the_others_are_quiet(published: Snapshot) -> None:
    spec = drawn(compare(published, CALLS, CASES, highlight=CASES))
    assert [{series.colour for series in panel.series} for panel in spec.panels] == [{QUIET}, {ACCENT}]
    assert all(series.colour >= 0 for series in drawn(compare(published, CALLS, CASES)).series)


def test_a_number_that_is_not_above_zero_forbids_a_logarithmic_axis_and_is_named(published: Snapshot) -> None:
    def invented(*values: float) -> Compared:
        rows = [observation(n, str(2000 + n), value) for n, value in enumerate(values)]
        return Compared(indicator=indicator(), panels=chart(rows).panels, rows=tuple(rows), remarks=())

    assert log_fault([invented(3.0, 1.0, 2.0)], "en") == ""
    assert log_fault([invented(3.0, 1.0, 2.0), invented(3.0, 0.0, 2.0)], "en").endswith(": Invented count.")
    assert all(panel.y.scale == Scale.LOG for panel in drawn(compare(published, CALLS, CASES, log=True)).panels)


@given(numbers=st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=20))
@unhurried
def test_a_logarithmic_axis_holds_its_numbers_and_no_more_than_it_must(numbers: list[float]) -> None:
    axis = value_axis(numbers, "en", label="", whole=False, log=True)
    assert 0 < axis.low <= min(numbers) <= max(numbers) <= axis.high
    places = [tick.at for tick in axis.ticks]
    assert places == sorted(places)
    assert {axis.low, axis.high} <= set(places)
    assert axis.low > min(numbers) / 20
    assert axis.high < max(numbers) * 20


VALUES = st.lists(st.none() | st.integers(0, 50), min_size=4, max_size=14)


@given(values=VALUES, ends=st.tuples(st.integers(0, 14), st.integers(0, 14)).map(sorted))
@unhurried
def test_a_period_takes_figures_away_and_joins_nothing(values: list[int | None], ends: list[int]) -> None:
    rows = [observation(n, str(2000 + n), None if value is None else float(value)) for n, value in enumerate(values)]
    if len([value for value in values if value is not None]) < 2:
        return
    (panel,) = (panel for panel in chart(rows).panels if panel.form == Form.TIME)
    first, last = 2000 + ends[0], 2000 + ends[1]
    part = cut(panel, first, last)
    kept = {point.obs_id: point for point in part.points}
    expected = [point for point in panel.points if first <= int(point.x) <= last]
    assert list(kept.values()) == expected, "every figure of the period as it was, and no other"
    within = {pair for pair in joined((panel,)) if set(pair) <= kept.keys()}
    assert set(joined((part,))) == within
    assert {obs_id for gap in part.gaps for obs_id in gap.obs_ids} == {p.obs_id for p in expected if p.missing}
    labelled = {obs_id for series in part.series for obs_id in series.labelled}
    assert labelled <= {point.obs_id for point in expected if not point.missing}
