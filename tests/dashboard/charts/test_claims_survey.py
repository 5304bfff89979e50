"""Differing estimates and survey answers: what their charts put side by side, and what they call no difference."""

from typing import Any

import pytest

from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import Form, Scale
from pipelines.schema.columns import C
from tests.dashboard.charts.examples import INDICATOR, OTHER, chart, context, observation, published_charts

NEW = f"{INDICATOR}.new"


def test_claims_are_ordered_by_year_on_a_log_axis_that_holds_them_all() -> None:
    spec = chart(
        [
            observation(
                1, "2011", None, **{C.OBS_VALUE_LOW: 4000.0, C.OBS_VALUE_HIGH: 8000.0, C.ORIGIN_ID: "associations"}
            ),
            observation(2, "2007", None, **{C.OBS_VALUE_HIGH: 100.0, C.QUALIFIER: "less_than"}),
        ],
        "claims",
    )
    panel = spec.panels[0]
    assert panel.y.scale == Scale.LOG
    assert [point.label for point in spec.points] == ["fewer than 100", "4,000 to 8,000"]
    assert [row.detail for row in panel.rows] == ["2007", "2011"]
    assert "multiplies by ten" in panel.y.label
    assert spec.lead == "The published figures differ by a factor of more than 40."


def test_no_two_claims_have_one_name_where_there_is_room_for_one_line() -> None:
    claims = [panel for spec in published_charts() if spec.kind == "claims" for panel in spec.panels if panel.rows]
    assert any(len({row.label for row in panel.rows}) < len(panel.rows) for panel in claims), "claimants come back"
    for panel in claims:
        names = [row.short or row.label for row in panel.rows]
        assert len(set(names)) == len(names), names


def test_bars_of_several_years_are_named_by_their_year_not_by_who_published_it() -> None:
    rows = [observation(n, str(2015 + n), 20.0 + n, **{C.SOURCE_ID: source}) for n, source in enumerate("aab")]
    panel = chart(rows, "values").panels[0]
    assert [row.label for row in panel.rows] == ["2015", "2016", "2017"]
    assert [point.x_label.partition(",")[0] for point in panel.points] == ["2015", "2016", "2017"]


@pytest.mark.parametrize(
    ("values", "scale", "high"),
    [((4000.0, 8000.0), Scale.LINEAR, 10000), ((1000.0, 10000.0), Scale.LINEAR, 12500), ((1.0, 11.0), Scale.LOG, 100)],
)
def test_claims_stand_on_a_linear_axis_from_zero_up_to_a_factor_of_ten(
    values: tuple[float, ...], scale: Scale, high: float
) -> None:
    rows = [observation(n, str(2008 + n), value) for n, value in enumerate(values)]
    axis = chart(rows, "claims").panels[0].y
    assert (axis.scale, axis.high) == (scale, high)
    assert (axis.low == 0) == (scale == Scale.LINEAR)
    assert ("multiplies by ten" in axis.label) == (scale == Scale.LOG)


def test_every_published_axis_of_values_is_linear_unless_its_numbers_lie_far_apart() -> None:
    scales = set()
    for spec in published_charts():
        for panel in spec.panels:
            numbers = [number for point in panel.points for number in point.extent]
            if panel.form == Form.TEXT or panel.y.scale == Scale.TIME:
                continue
            far = spec.kind == "claims" and max(numbers) > 10 * min(numbers)
            assert (panel.y.scale == Scale.LOG) == far, spec.chart_id
            assert far or panel.y.low <= 0, spec.chart_id
            scales |= {panel.y.scale} if spec.kind == "claims" else set()
    assert scales == {Scale.LINEAR, Scale.LOG}


def test_a_claim_without_a_year_stands_last_and_bears_none() -> None:
    undated = observation(1, "2005", 8000.0, **{C.PERIOD_BASIS: "undated", C.ORIGIN_ID: "associations"})
    spec = chart([undated, observation(2, "2007", 100.0)], "claims")
    assert [row.detail for row in spec.panels[0].rows] == ["2007", "no year given"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"value": 10.0}, {"value": 250.0}, "by a factor of at least 25."),
        ({"value": 100.0}, {C.OBS_VALUE_LOW: 250.0, C.QUALIFIER: "more_than"}, "by a factor of more than 2.5."),
        ({C.OBS_VALUE_LOW: 1.0, C.OBS_VALUE_HIGH: 9.0}, {"value": 5.0}, "overlap."),
    ],
)
def test_how_far_claims_differ_is_said_as_far_as_it_is_certain(
    first: dict[str, Any], second: dict[str, Any], said: str
) -> None:
    spec = chart([observation(1, "2008", **first), observation(2, "2009", **second)], "claims")
    assert spec.lead.endswith(said)


def test_claims_of_unlike_things_say_so() -> None:
    spec = chart([observation(1, "2008", 10.0), observation(2, "2009", 100.0, **{C.COMPARABILITY_ID: NEW})], "claims")
    assert spec.lead.endswith("and may not count the same thing.")


def _answers() -> list[dict[str, object]]:
    survey = {C.UNIT_MEASURE: "PC_ADULTS", C.ANSWER: "YES"}
    return [
        observation(1, "2010-11-20", 35.0, **{**survey, C.SEX: "M"}),
        observation(2, "2010-11-20", 45.0, **survey),
        observation(3, "2010-11-20", 54.0, **{**survey, C.SEX: "F"}),
        observation(4, "2010-11-20", 5.0, **{**survey, C.ANSWER: "NO"}),
    ]


def test_survey_answers_stand_on_0_to_100_with_everyone_first() -> None:
    panel = chart(_answers(), "survey", **{C.UNIT_MEASURE: "PC_ADULTS", C.MEASURE_KIND: "opinion"}).panels[0]
    assert (panel.y.low, panel.y.high) == (0, 100)
    assert [(row.heading, row.label, row.minor) for row in panel.rows] == [
        ("Yes", "Everyone", False),
        ("", "Women", True),
        ("", "Men", True),
        ("", "No", False),
    ]


@pytest.mark.parametrize(
    ("margin", "said"), [(3.0, "exceeds the sampling margin"), (15.0, "no difference is established")]
)
def test_a_difference_inside_the_margin_is_not_called_one(margin: float, said: str) -> None:
    margins = {f"x-{number:04d}": margin for number in range(1, 5)}
    spec = chart(_answers(), "survey", catalogue=context(margins=margins), **{C.UNIT_MEASURE: "PC_ADULTS"})
    assert sum(said in sentence for sentence in spec.description) == 1
    assert any(entry.sign == "margin" for entry in spec.key)


def test_without_a_known_sample_no_margin_is_drawn_or_said() -> None:
    spec = chart(_answers(), "survey", **{C.UNIT_MEASURE: "PC_ADULTS"})
    assert not any("margin" in sentence for sentence in spec.description)
    assert all(point.margin is None for point in spec.points)


def test_a_claim_is_never_drawn_without_its_rivals() -> None:
    report, rival = observation(1, "2009", 4000.0), observation(2, "2009", 8000.0, **{C.SOURCE_ID: OTHER})
    spec = chart([report, rival], "claims", options=ChartOptions(sources="report"))
    assert len(spec.points) == 2
