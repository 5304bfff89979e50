"""Charts of surveys: dots with margins at the same places in every chart, and all questions in one."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import PointMaker
from dashboard.charts.figure import draw_figure
from dashboard.charts.images import draw_small
from dashboard.charts.layout.sizes import NARROW, WIDE
from dashboard.charts.spec import ChartSpec, Shape
from dashboard.charts.survey import SURVEYS, Asked, main_answers
from dashboard.data.observations import questions_asked
from dashboard.data.store import Snapshot
from dashboard.text.typography import said
from pipelines.schema.codes import TOTAL, AnswerKind
from pipelines.schema.columns import C
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.charts.examples import chart, context, indicator, observation

SVG = "{http://www.w3.org/2000/svg}"
SHARES = {C.UNIT_MEASURE: "PC_ADULTS", C.ANSWER: "YES"}


def _questions(snapshot: Snapshot, lang: Language) -> Iterator[ChartSpec]:
    for _question, row in questions_asked(snapshot):
        spec = charts_of(snapshot).spec(row[C.INDICATOR_ID], lang)
        assert spec is not None
        yield spec


def _overview(snapshot: Snapshot, lang: Language = "en") -> ChartSpec:
    spec = charts_of(snapshot).spec(SURVEYS, lang)
    assert spec is not None
    return spec


@pytest.mark.parametrize("width", [320, NARROW, WIDE, 960])
def test_0_and_100_percent_stand_at_the_same_places_in_all_charts(snapshot: Snapshot, width: int) -> None:
    places: dict[tuple[float, ...], list[str]] = {}
    for lang in LANGUAGES:
        for spec in (*_questions(snapshot, lang), _overview(snapshot, lang)):
            layout = draw_figure(spec, width=width)["layout"]
            (low, high), axis = layout["xaxis"]["domain"], layout["xaxis"]["range"]
            whole = width - layout["margin"]["l"] - layout["margin"]["r"]
            left, right = (layout["margin"]["l"] + end * whole for end in (low, high))
            per_point = (right - left) / (axis[1] - axis[0])
            ends = tuple(round(left + (share - axis[0]) * per_point, 3) for share in (0, 100))
            places.setdefault(ends, []).append(spec.chart_id)
    assert len(places) == 1, places


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_dot_is_filled_exactly_where_it_has_a_margin(snapshot: Snapshot, lang: Language) -> None:
    filled = hollow = 0
    for spec in (*_questions(snapshot, lang), _overview(snapshot, lang)):
        assert not any(series.bars for series in spec.series)
        points = [point for point in spec.points if point.y is not None]
        rows = snapshot.observations(point.obs_id for point in points)
        for point in points:
            everyone = rows[point.obs_id][C.SEX] == rows[point.obs_id][C.AGE] == TOTAL
            assert (point.margin is not None) == (not point.hollow), point
            assert everyone or point.hollow, point
            assert (point.shape == Shape.DIAMOND) == point.approx
            filled += not point.hollow
            hollow += point.hollow
        # The key says each kind of mark that is drawn, and no other.
        signs = [entry.sign for entry in spec.key]
        assert len(set(signs)) == len(signs)
        assert ("margin" in signs) == ("shape" in signs) == any(point.margin is not None for point in points)
        assert ("unsized" in signs) == any(point.unsized for point in points)
        assert ("hollow" in signs) == any(point.approx for point in points)
    assert filled > 30
    assert hollow > 15


def test_whiskers_reach_as_far_as_the_margin(snapshot: Snapshot) -> None:
    spec = _overview(snapshot)
    (around,) = [trace["error_x"] for trace in draw_figure(spec)["data"] if "error_x" in trace]
    margins = [point.margin for point in spec.points if point.margin is not None]
    assert around["array"] == margins
    assert len(margins) > 15


def test_without_a_known_sample_every_dot_is_hollow_and_the_key_says_why() -> None:
    rows = [observation(1, "2010", 40.0, **SHARES), observation(2, "2010", 30.0, **{**SHARES, C.ANSWER: "NO"})]
    spec = chart(rows, "survey", **{C.UNIT_MEASURE: "PC_ADULTS"})
    assert all(point.hollow for point in spec.points)
    assert [entry.label for entry in spec.key] == ["hollow dot: group of unpublished size, so no margin"]


def test_the_overview_holds_every_question_and_names_every_answer(snapshot: Snapshot) -> None:
    for lang in LANGUAGES:
        spec, pairs = _overview(snapshot, lang), questions_asked(snapshot)
        (panel,) = spec.panels
        assert [row.heading for row in panel.rows if row.heading] == [said(one, "name", lang) for _, one in pairs]
        rows = snapshot.observations(point.obs_id for point in spec.points)
        for point, row in zip(spec.points, panel.rows, strict=True):
            code = snapshot.code("CL_ANSWER", rows[point.obs_id][C.ANSWER])
            assert code is not None
            answer = said(code, "name", lang).lower()
            assert answer == row.label.lower()
            assert answer in point.x_label.lower()
            assert rows[point.obs_id][C.SEX] == rows[point.obs_id][C.AGE] == TOTAL
        assert str(len(pairs)) in spec.title
        assert len({point.address for point in spec.points}) == len(spec.points)
    small = ElementTree.fromstring(draw_small(_overview(snapshot)))
    assert any((text.text or "").startswith("Common – How common adults") for text in small.iter(f"{SVG}text"))


def _asked(kind: str, *answers: dict[str, Any]) -> list[str]:
    rows = [observation(n, "2010", **{**SHARES, **answer}) for n, answer in enumerate(answers, start=1)]
    asked = Asked({C.ANSWER_KIND: kind}, indicator("survey"), rows)
    return [row[C.OBS_ID] for row in main_answers(asked, PointMaker(asked.indicator, context(), "en"))]


def test_the_main_answer_is_the_largest_certain_share_of_everyone() -> None:
    yes, no = {"value": 40.0}, {"value": 30.0, C.ANSWER: "NO"}
    women = {"value": 90.0, C.SEX: "F"}
    at_most = {C.OBS_VALUE_HIGH: 60.0, C.QUALIFIER: "less_than", C.ANSWER: "NO"}
    assert _asked(AnswerKind.EXCLUSIVE, no, yes, women) == ["x-0002"]
    assert _asked(AnswerKind.NESTED, at_most, yes) == ["x-0002"], "fewer than 60 may be none"
    assert _asked(AnswerKind.INDEPENDENT, yes, no) == ["x-0001", "x-0002"], "each was asked on its own"
    assert _asked(AnswerKind.EXCLUSIVE, {**yes, C.TIME_PERIOD: "2008"}, no) == ["x-0002"], "asked again"
    assert _asked(AnswerKind.EXCLUSIVE, women) == ["x-0001"], "a group, where no more is published"
    assert _asked(AnswerKind.EXCLUSIVE, {"value": None}) == []
