"""Image, live figure and table of one chart say the same of the same figures."""

import json
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.figure import PLOTLY_CONFIG, THEMES, draw_figure, plotly_config
from dashboard.charts.images import draw_svg, size_of
from dashboard.charts.spec import Form
from pipelines.schema.columns import C
from tests.dashboard.charts.agreement import compare, figures_in_plotly, table_of
from tests.dashboard.charts.examples import OTHER, chart, observation, published_charts, unhurried
from tests.dashboard.charts.test_build import rows


@unhurried
@given(rows(), st.sampled_from(["trend", "claims", "values"]))
def test_all_three_carry_the_same_points_whatever_the_rows(given_rows: list[dict[str, object]], kind: str) -> None:
    spec = chart(given_rows, kind)
    assert compare(spec, draw_svg(spec), draw_figure(spec)) == []


def test_all_three_carry_the_same_points_in_every_published_chart() -> None:
    for spec in published_charts():
        assert compare(spec, draw_svg(spec, width=360), draw_figure(spec, width=360)) == [], spec.chart_id


def test_a_difference_between_them_is_named() -> None:
    spec = chart([observation(1, "2008", 5.0), observation(2, "2009", 6.0)])
    other = chart([observation(1, "2008", 7.0), observation(3, "2009", 6.0)])
    found = compare(spec, draw_svg(other), draw_figure(spec))
    assert [line.split(",")[0] for line in found if "lacks" in line or "has" in line] == [
        "svg has x-0003",
        "svg lacks x-0002",
    ]
    assert any(line.startswith("svg says '7") for line in found)


def values_of(figure: dict[str, Any]) -> dict[str, set[float]]:
    """Numbers at which the live figure draws each figure, along the axis of values."""
    drawn: dict[str, set[float]] = {}
    for trace in figure["data"]:
        # Rows run to the right, years upwards.
        along = "x" if figure["layout"][f"yaxis{trace['yaxis'][1:]}"]["range"][0] > 0 else "y"
        for obs_id, number in zip(trace.get("customdata", ()), trace[along], strict=False):
            if obs_id is not None and trace["marker"].get("opacity") != 0:
                drawn.setdefault(obs_id, set()).add(number)
    return drawn


@unhurried
@given(rows())
def test_the_live_figure_draws_the_values_themselves(given_rows: list[dict[str, object]]) -> None:
    spec = chart(given_rows)
    drawn = values_of(draw_figure(spec))
    for panel in spec.panels:
        if panel.form == Form.TIME:
            for point in panel.points:
                assert drawn.get(point.obs_id, set()) == set(point.extent)


@unhurried
@given(rows())
def test_the_live_lines_are_interrupted_where_the_chart_says(given_rows: list[dict[str, object]]) -> None:
    spec = chart(given_rows)
    joined = {
        (series.points[earlier].obs_id, series.points[later].obs_id)
        for series in spec.series
        for run in series.runs
        for earlier, later in pairwise(run)
    }
    live = set()
    for trace in draw_figure(spec)["data"]:
        assert not trace.get("connectgaps", False)
        if "lines" in trace.get("mode", ""):
            # Lines name their points by `ids`, since they are not what is pointed at.
            ids = trace.get("customdata", trace.get("ids"))
            live |= {(a, b) for a, b in pairwise(ids) if a and b and a != b}
    assert live == joined


def test_the_live_figure_is_plain_and_valid_for_the_basic_bundle() -> None:
    for spec in published_charts():
        for theme in THEMES:
            figure = draw_figure(spec, theme=theme)
            assert json.loads(json.dumps(figure)) == figure
            assert {trace["type"] for trace in figure["data"]} <= {"scatter", "bar"}
        # plotly's own check of every name and value.
        go.Figure(figure)
        assert figure["layout"]["height"] == size_of(spec)[1]


def test_every_live_point_leads_to_its_figure() -> None:
    spec = chart([observation(n, str(2005 + n), 5.0 + n) for n in range(3)], lang="fr")
    assert {point.address for point in spec.points} == {f"/fr/figures/x-{n:04d}" for n in range(3)}
    assert figures_in_plotly(draw_figure(spec)).keys() == {point.obs_id for point in spec.points}


def test_the_configuration_uploads_nothing_and_speaks_french() -> None:
    assert PLOTLY_CONFIG["showSendToCloud"] is False
    assert PLOTLY_CONFIG["displaylogo"] is False
    assert PLOTLY_CONFIG["modeBarButtons"] == [["toImage"]]
    french = plotly_config("fr", filename="chart")
    assert french["locale"] in french["locales"]
    assert "Télécharger" in french["locales"]["fr"]["dictionary"]["Download plot"]


def test_the_table_tells_notes_and_source_of_each_figure() -> None:
    spec = chart(
        [
            observation(1, "2008", 5.0, **{C.NOTE_EN: "Read with care."}),
            observation(2, "2009", 6.0, **{C.SOURCE_ID: OTHER, C.PAGE: None}),
            observation(3, "2010"),
        ]
    )
    first, other, missing = table_of(spec)
    assert (first.label, first.value, first.notes) == ("2008", "5\u00a0children", (1,))
    assert first.source == "The Report (2011), p.\u00a09"
    assert other.source == "Another & Co (2012)"
    assert (missing.value, missing.missing) == ("not published", True)
