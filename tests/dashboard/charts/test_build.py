"""What a chart says and refuses to say, whatever its rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.build import ChartOptions, build_chart
from dashboard.charts.spec import ChartSpec, Form, LineStyle, Panel, Shape
from pipelines.schema.columns import C
from tests.dashboard.charts.examples import (
    INDICATOR,
    OTHER,
    OWN,
    REPORT,
    chart,
    context,
    indicator,
    observation,
    published_charts,
    unhurried,
)

NEW = f"{INDICATOR}.new"


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, object]]:
    """Rows of one indicator with every kind of value, from several sources and groups."""
    count = draw(st.integers(1, 12))
    made = []
    for number in range(count):
        value = draw(st.one_of(st.none(), st.integers(0, 10**6).map(float)))
        period = str(draw(st.integers(1998, 2012)))
        changes: dict[str, object] = {
            C.SOURCE_ID: draw(st.sampled_from([REPORT, OTHER, OWN])),
            C.COMPARABILITY_ID: draw(st.sampled_from([INDICATOR, NEW])),
            C.SEX: draw(st.sampled_from(["_T", "F"])),
        }
        bound = float(draw(st.integers(1, 10**5)))
        match draw(st.sampled_from(["value", "range", "less_than", "at_least", "approx", "missing"])):
            case "value" | "approx" as kind:
                value = 1.0 if value is None else value
                changes[C.QUALIFIER] = "exact" if kind == "value" else kind
            case "range":
                value = None
                changes |= {C.OBS_VALUE_LOW: bound, C.OBS_VALUE_HIGH: bound * 2}
            case "less_than":
                value = None
                changes |= {C.OBS_VALUE_HIGH: bound, C.QUALIFIER: "less_than"}
            case "at_least":
                value = None
                changes |= {C.OBS_VALUE_LOW: bound, C.QUALIFIER: "at_least"}
            case _:
                value = None
        made.append(observation(number, period, value, **changes))
    return made


def holds(panel: Panel) -> bool:
    """Whether the panel's axes hold all its points."""
    return all(
        panel.y.low <= number <= panel.y.high and (panel.form != Form.TIME or panel.x.low <= point.x <= panel.x.high)
        for point in panel.points
        for number in point.extent
    )


@unhurried
@given(rows(), st.sampled_from(["trend", "claims", "values"]))
def test_every_row_is_one_point_and_every_axis_holds_its_points(given_rows: list[dict[str, object]], kind: str) -> None:
    spec = chart(given_rows, kind)
    assert sorted(point.obs_id for point in spec.points) == sorted(str(row[C.OBS_ID]) for row in given_rows)
    assert all(holds(panel) for panel in spec.panels if panel.form != Form.TEXT)


@unhurried
@given(rows())
def test_lines_stay_within_one_group_and_our_own_figures_apart(given_rows: list[dict[str, object]]) -> None:
    groups = {str(row[C.OBS_ID]): row[C.COMPARABILITY_ID] for row in given_rows}
    for series in chart(given_rows).series:
        for run in series.runs:
            points = [series.points[index] for index in run]
            assert len({groups[point.obs_id] for point in points}) == 1
            assert len({point.own for point in points}) == 1
            assert all(point.y is not None for point in points)


@unhurried
@given(rows())
def test_bars_and_years_start_at_zero(given_rows: list[dict[str, object]]) -> None:
    for kind in ("trend", "values"):
        for panel in chart(given_rows, kind).panels:
            assert panel.y.low <= 0


def test_one_figure_is_never_a_trend() -> None:
    for extra in ([], [observation(2, "2010")]):
        spec = chart([observation(1, "2009", 31.0), *extra])
        assert spec.kind == "single"
        assert {panel.form for panel in spec.panels} == {Form.TEXT}


def test_two_figures_are_marks_without_a_line() -> None:
    spec = chart([observation(1, "2008", 1171.0), observation(2, "2009", 987.0)])
    assert spec.kind == "trend"
    assert not spec.series[0].runs


def test_a_total_over_several_years_stands_apart_from_the_yearly_axis() -> None:
    yearly = [observation(n, str(2005 + n), 30.0 + n) for n in range(4)]
    spec = chart([*yearly, observation(9, "2005/2009", 175.0)])
    assert [panel.form for panel in spec.panels] == [Form.TIME, Form.TEXT]
    assert spec.panels[0].y.high < 175


def test_a_reporting_year_that_crosses_new_year_stands_on_the_yearly_axis() -> None:
    yearly = [observation(n, str(2016 + n), 30.0 + n) for n in range(4)]
    spec = chart([*yearly, observation(9, "2015-03/2016-02", 12.0)])
    (panel,) = spec.panels
    assert panel.form == Form.TIME
    assert "x-0009" not in {series.points[n].obs_id for series in panel.series for run in series.runs for n in run}


def test_our_own_series_of_two_territories_are_told_apart_by_territory() -> None:
    own = {C.SOURCE_ID: OWN, C.DERIVATION: "sum(o-0001,o-0002)"}
    rows = [
        observation(10 * place + n, str(2010 + n), 5.0 * place + n, **own, **{C.REF_AREA: area})
        for place, area in enumerate(("FR", "FR-75"))
        for n in range(4)
    ]
    assert len({series.label for series in chart(rows).series}) == 2
    beside = chart([*rows[:4], *(observation(30 + n, str(2010 + n), 9.0) for n in range(4))])
    assert "Our own calculation" in {series.label for series in beside.series}


def test_units_do_not_share_a_panel_but_share_the_years() -> None:
    counted = [observation(n, str(2010 + n), 10.0 + n) for n in range(3)]
    addresses = [observation(10 + n, str(2014 + n), 9e4, **{C.UNIT_MEASURE: "URLS"}) for n in range(3)]
    spec = chart([*counted, *addresses])
    assert [panel.y.label for panel in spec.panels] == ["Children", "Web addresses"]
    assert spec.panels[0].x == spec.panels[1].x


def test_missing_years_are_one_labelled_gap_and_never_zero() -> None:
    spec = chart(
        [*(observation(n, str(2006 + n), 5.0 * n) for n in range(3)), observation(8, "2009"), observation(9, "2010")]
    )
    (gap,) = spec.panels[0].gaps
    assert (gap.label, gap.obs_ids) == ("not published", ("x-0008", "x-0009"))
    assert (round(gap.start), round(gap.end)) == (2009, 2011)
    assert all(point.y is None and not point.extent for point in spec.points if point.missing)


def test_the_line_stops_where_counting_changes_and_says_so() -> None:
    before = [observation(n, str(2000 + n), 9.0) for n in range(4)]
    after = [observation(10 + n, str(2004 + n), 5.0, **{C.COMPARABILITY_ID: NEW}) for n in range(4)]
    spec = chart([*before, *after])
    assert [(mark.x, mark.label) for mark in spec.panels[0].breaks] == [(2004.0, "not comparable with earlier figures")]
    assert any("2004" in sentence for sentence in spec.description)
    flagged = [observation(n, str(2000 + n), 9.0, **({C.OBS_STATUS: "B"} if n == 3 else {})) for n in range(6)]
    assert chart(flagged).series[0].runs == ((0, 1, 2), (3, 4, 5))
    assert [mark.x for mark in chart(flagged).panels[0].breaks] == [2003.0]


def test_shapes_tell_sources_apart_without_colour() -> None:
    sources = {REPORT: Shape.CIRCLE, OTHER: Shape.SQUARE, OWN: Shape.PLUS}
    made = [observation(n, "2009", 5.0, **{C.SOURCE_ID: source}) for n, source in enumerate(sources)]
    spec = chart([*made, observation(9, "2008", 4.0)])
    assert {point.source_id: point.shape for point in spec.points} == sources
    assert {entry.shape for entry in spec.key if entry.sign == "shape"} == set(sources.values())
    own = next(series for series in spec.series if series.points[0].own)
    assert (own.label, own.line) == ("Our own calculation", LineStyle.DOTTED)


def test_the_reader_chooses_sources_and_our_arithmetic() -> None:
    made = [
        observation(1, "2008", 5.0),
        observation(2, "2008", 6.0, **{C.SOURCE_ID: OTHER}),
        observation(3, "2008/2009", 11.0, **{C.SOURCE_ID: OWN, C.DERIVATION: "sum(x-0001,x-0001)"}),
        observation(4, "2008/2009", 12.0, **{C.SOURCE_ID: OWN, C.DERIVATION: "sum(x-0002,x-0002)"}),
    ]

    def drawn(options: ChartOptions) -> set[str]:
        return {point.obs_id for point in chart(made, "values", options=options).points}

    assert drawn(ChartOptions()) == {"x-0001"}
    assert drawn(ChartOptions(sources="all")) == {"x-0001", "x-0002"}
    # Arithmetic on a figure that is not shown is not shown either.
    assert drawn(ChartOptions(derived=True)) == {"x-0001", "x-0003"}
    assert drawn(ChartOptions(sources="all", derived=True)) == {"x-0001", "x-0002", "x-0003", "x-0004"}


def test_choices_do_not_empty_an_indicator_that_has_nothing_else() -> None:
    other = [observation(n, str(2010 + n), 5.0, **{C.SOURCE_ID: OTHER}) for n in range(3)]
    assert len(chart(other, options=ChartOptions()).points) == 3
    own = [observation(1, "2009", 54.0, **{C.SOURCE_ID: OWN, C.DERIVATION: "sum(o-0001,o-0002)"})]
    assert len(chart(own, "values", options=ChartOptions()).points) == 1


def test_no_rows_no_chart() -> None:
    assert build_chart(indicator(), [], context=context(), lang="en") is None


def test_an_unknown_kind_of_chart_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'pie'"):
        chart([observation(1, "2009", 1.0)], "pie")


def test_events_are_numbered_in_time_and_widen_the_axis_only_so_far() -> None:
    events = {
        key: {
            C.EVENT_ID: key,
            C.DATE: date,
            C.END_DATE: None,
            C.LABEL_EN: key,
            C.LABEL_FR: key,
            C.SOURCE_ID: REPORT,
            C.PAGE: 9,
        }
        for key, date in {"late": "2010-03", "early": "2005-06-01", "before": "2004", "far": "1983"}.items()
    }
    made = [observation(n, str(2005 + n), 5.0) for n in range(4)]
    spec = chart(made, catalogue=context(events=events), **{C.EVENT_IDS: "far;late;early;before;unknown"})
    assert [(event.number, event.label) for event in spec.events] == [(1, "before"), (2, "early"), (3, "late")]
    assert [event.label for event in spec.events_outside] == ["far"]
    axis = spec.panels[0].x
    assert all(axis.low <= event.x <= axis.high for event in spec.events)
    hidden = chart(made, catalogue=context(events=events), options=ChartOptions(events=False), **{C.EVENT_IDS: "early"})
    assert not hidden.events


def test_ranks_are_said_not_drawn_as_lengths() -> None:
    made = [observation(n, str(2008 + n), 2.0 + n, **{C.UNIT_MEASURE: "RANK"}) for n in range(2)]
    assert chart(made, "values", **{C.UNIT_MEASURE: "RANK"}).kind == "single"


def test_what_is_not_comparable_shares_no_axis_of_bars() -> None:
    made = [observation(n, "2009", 5.0, **{C.REF_AREA: area}) for n, area in enumerate(("FR", "FR-75"))]
    spec = chart([*made, observation(9, "2009", 50.0, **{C.COMPARABILITY_ID: NEW})], "values")
    assert [(panel.form, panel.heading) for panel in spec.panels] == [
        (Form.ROWS, ""),
        (Form.TEXT, "new way of counting"),
    ]


def test_title_says_what_where_and_when_once() -> None:
    spec = chart([observation(n, str(2005 + n), 5.0) for n in range(3)])
    assert spec.measure == "Invented count, France, 2005 to 2007"
    named = chart([observation(1, "2005", 5.0)], **{C.NAME_EN: "Count, France, in 2005"})
    assert (named.title, named.subtitle) == ("Count, France, in 2005", "Children.")


def test_notes_are_numbered_once_and_name_their_figures() -> None:
    made = [observation(n, str(2005 + n), 5.0, **{C.NOTE_EN: "Read with care."} if n < 2 else {}) for n in range(4)]
    (note,) = chart(made).notes
    assert (note.spoken, note.obs_ids) == ("2005 and 2006: Read with care.", ("x-0000", "x-0001"))


def _sentences(spec: ChartSpec) -> list[str]:
    return [spec.title, spec.subtitle, spec.doubt, spec.alt, spec.source, *spec.description]


def test_every_published_chart_has_its_words_and_holds_its_points() -> None:
    seen = 0
    for spec in published_charts():
        seen += 1
        assert 0 < len(spec.alt) <= 160, spec.chart_id
        assert spec.description, spec.chart_id
        assert all(
            "None" not in words.removeprefix("None of ") and "nan" not in words.split() for words in _sentences(spec)
        ), spec.chart_id
        assert all(holds(panel) for panel in spec.panels if panel.form == Form.TIME), spec.chart_id
        assert all(point.text and point.source for point in spec.points), spec.chart_id
    assert seen > 100


def test_a_line_tells_its_ends_and_what_lies_beyond_them() -> None:
    years = [observation(n, str(2002 + n), value) for n, value in enumerate([10.0, 24.0, 28.0, 17.0])]
    spec = chart(years)
    assert spec.title == "Up from 10\u00a0children in 2002 to 17 in 2005; highest 28 in 2004"
    assert spec.subtitle == "Invented count, France, 2002 to 2005. Children."
    assert chart(years[::-1], lang="fr").title.startswith("En hausse\u00a0: de 10")
    years[3][C.OBS_VALUE] = 10.0
    assert chart(years).title.startswith("10\u00a0children in 2002 and again 10 in 2005")
    years[3] |= {C.OBS_VALUE: 5.0, C.QUALIFIER: "approx"}
    assert chart(years).title == "10\u00a0children in 2002, about 5 in 2005; highest 28 in 2004"


def test_ends_are_not_told_across_a_change_of_counting_nor_of_two_years() -> None:
    years = [observation(n, str(2002 + n), float(n)) for n in range(4)]
    years[2][C.OBS_STATUS] = "B"
    assert chart(years).lead == ""
    assert chart(years[:2]).lead == ""


def _finding(claim: str, doubt: str = "Not how many there are.") -> dict[str, list[dict[str, str]]]:
    return {INDICATOR: [{C.CLAIM_EN: claim, C.CLAIM_FR: claim, C.DOUBT_EN: doubt, C.DOUBT_FR: doubt}]}


def test_a_finding_is_the_title_where_every_figure_that_it_names_is_drawn() -> None:
    made = [observation(n, str(2002 + n), 10.0 + n) for n in range(3)]
    made.append(observation(7, "2009", 99.0, **{C.SOURCE_ID: OTHER}))
    told = context(findings=_finding("In {x-0007:when}, {x-0007}, against {x-0000:n} in {x-0000:when}."))
    spec = chart(made, catalogue=told)
    assert spec.title == "In 2009, 99\u00a0children, against 10 in 2002"
    assert spec.doubt == "Not how many there are."
    alone = chart(made, catalogue=told, options=ChartOptions(sources="report"))
    assert alone.title.startswith("Up from 10")
    assert alone.doubt != spec.doubt


def test_what_a_count_does_not_show_is_true_of_how_it_came_about() -> None:
    def doubt(kind: str, **changes: str) -> str:
        return chart([observation(1, "2009", 5.0, **changes)], **{C.MEASURE_KIND: kind}).doubt

    said = [doubt(kind) for kind in ("recorded", "estimated", "asserted", "opinion")]
    assert len(set(said)) == len(said) and all(said)
    assert doubt("response") == ""
    ours = doubt("recorded", **{C.SOURCE_ID: OWN, C.DERIVATION: "sum(o-0001,o-0002)"})
    assert ours and ours not in said


def test_an_alternative_text_is_never_a_cut_message() -> None:
    made = [observation(n, str(2002 + n), 10.0 + n) for n in range(3)]
    spec = chart(made, catalogue=context(findings=_finding("word " * 60 + "{x-0000}.")))
    assert len(spec.title) > 160
    assert "Up from 10" in spec.alt
