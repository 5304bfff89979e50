"""Nothing false first: every card, headline, chart and sentence says what its figures answer, of whom, where and how."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import batched

import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from dashboard.view.address import suggestions
from pipelines.schema.codes import NOT_APPLICABLE, OWN_SOURCE, TOTAL
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.pages.judging import Judge, plain

_OPTIONS = (ChartOptions(), ChartOptions(sources="report"), ChartOptions(sources="all", derived=True))
_EXPLORER_PAGES = 6


@pytest.fixture(scope="module", params=LANGUAGES)
def judge(request: pytest.FixtureRequest, snapshot: Snapshot) -> Judge:
    return Judge(snapshot, request.param)


def _paths(snapshot: Snapshot) -> Iterator[str]:
    """Every kind of page that shows figures; of figures those that could be taken for others."""
    ids = [row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS)]
    yield from ("", "surveys", "claims", "crosschecks", "corrections")
    yield from (f"topics/{row[C.TOPIC_ID]}" for row in snapshot.rows(T.TOPICS))
    yield from (f"explorer?page={number}" for number in range(1, _EXPLORER_PAGES + 1))
    yield from (f"indicators/{indicator_id}" for indicator_id in ids)
    for three in batched(ids, 3, strict=False):
        names = ("indicator", "second", "third")
        yield "factsheet?" + "&".join(f"{name}={key}" for name, key in zip(names, three, strict=False))
    for indicator_id in ids:
        rows = snapshot.observations_of(indicator_id)
        told = [r for r in rows if r[C.ANSWER] != NOT_APPLICABLE or r[C.SEX] != TOTAL or r[C.SOURCE_ID] == OWN_SOURCE]
        yield from (f"figures/{row[C.OBS_ID]}" for row in (*told[:1], rows[-1]) if rows)


def test_every_page_names_what_its_figures_are_of(client: FlaskClient, judge: Judge) -> None:
    faults, seen = [], 0
    for path in dict.fromkeys(_paths(judge.snapshot)):
        answer = client.get(f"/{judge.lang}/{path}")
        assert answer.status_code == 200, path
        faults += judge.judge_page(answer.text, f"/{judge.lang}/{path}")
        seen += 1
    assert not faults, "\n".join(faults)
    assert seen > 300


def test_every_embed_names_what_its_figures_are_of(client: FlaskClient, judge: Judge) -> None:
    faults = []
    for indicator in judge.snapshot.rows(T.INDICATORS):
        path = f"/embed/{judge.lang}/{indicator[C.INDICATOR_ID]}"
        faults += judge.judge_page(client.get(path).text, path)
    assert not faults, "\n".join(faults)


def test_every_chart_names_what_its_points_are_of(judge: Judge) -> None:
    faults, seen = [], 0
    for indicator in judge.snapshot.rows(T.INDICATORS):
        for options in _OPTIONS:
            spec = charts_of(judge.snapshot).spec(indicator[C.INDICATOR_ID], judge.lang, options)
            if spec is not None:
                faults += judge.judge_chart(spec)
                seen += len(spec.points)
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert seen > 1000


def test_every_finding_names_what_its_figures_are_of(judge: Judge) -> None:
    faults = []
    for row in judge.snapshot.rows(T.FINDINGS):
        texts = [row[f"{stem}_{judge.lang}"] for stem in ("claim", "doubt")]
        faults += judge.judge_sentence(row[C.FINDING_ID], texts)
    assert not faults, "\n".join(faults)


def test_no_page_says_its_message_twice(client: FlaskClient, judge: Judge) -> None:
    said = 0
    for path in ("", *(f"topics/{row[C.TOPIC_ID]}" for row in judge.snapshot.rows(T.TOPICS)), *_indicators(judge)):
        text = plain(client.get(f"/{judge.lang}/{path}").text)
        for indicator in judge.snapshot.rows(T.INDICATORS):
            spec = charts_of(judge.snapshot).spec(indicator[C.INDICATOR_ID], judge.lang)
            if spec is not None and spec.lead:
                number = text.count(f">{plain(spec.title)}")
                assert number < 2, (path, spec.title)
                said += number
    assert said > 100


def _indicators(judge: Judge) -> Iterator[str]:
    return (f"indicators/{row[C.INDICATOR_ID]}" for row in judge.snapshot.rows(T.INDICATORS))


def test_no_suggestion_gives_a_value(client: FlaskClient, judge: Judge) -> None:
    """A suggestion names a figure; its value without what it answers would be read as the whole."""
    for row in [row for row in judge.rows.values() if row[C.ANSWER] != NOT_APPLICABLE]:
        found = json.loads(client.get(suggestions(judge.lang, row[C.OBS_ID])).data)["suggestions"]
        unit = judge.snapshot.row(T.UNITS, row[C.UNIT_MEASURE])
        value = plain(format_observation(row, judge.lang, unit=unit))
        assert found and all(value not in plain(each["text"]) for each in found), found


# Sabotage: whatever the tests above are for must be found.


@pytest.mark.parametrize(
    ("path", "pattern", "put"),
    [
        ("topics/opinion", r'(<span class="answer">)[^<]+', r"\1"),
        ("topics/opinion", r'<p class="last-value">.*?</p>', ""),
        ("indicators/prostitution-recourse-total", r'<span class="tag own">[^<]+</span>', ""),
        ("topics/opinion", r'(class="figure-link">)un tiers', r"\g<1>33,3"),
        ("indicators/hotline-confirmed-csam?sources=all", r"<td[^>]*>[^<]*formulaire[^<]*</td>", "<td></td>"),
        ("explorer?indicator=police-investigations", r"Paris", ""),
        ("topics/trafficking", r'(<ul class="cards">).*?</ul>', r"\1<li><h3>Nom</h3></li></ul>"),
    ],
)
def test_what_is_taken_from_a_page_is_missed(
    client: FlaskClient, snapshot: Snapshot, path: str, pattern: str, put: str
) -> None:
    judge, page = Judge(snapshot, "fr"), client.get(f"/fr/{path}").text
    assert not list(judge.judge_page(page, path))
    bare = re.sub(pattern, put, page, count=1, flags=re.DOTALL)
    assert bare != page
    assert list(judge.judge_page(bare, path))


def test_what_is_taken_from_a_chart_or_a_sentence_is_missed(snapshot: Snapshot) -> None:
    judge = Judge(snapshot, "en")
    spec = charts_of(snapshot).spec("survey-would-report", "en")
    assert spec is not None
    (panel,) = spec.panels
    (series,) = panel.series
    points = tuple(replace(point, x_label="October 2010") for point in series.points)
    bare = replace(spec, panels=(replace(panel, series=(replace(series, points=points),)),))
    assert len(list(judge.judge_chart(bare))) >= len(points)
    assert list(judge.judge_chart(replace(spec, lead=f"{points[0].text} of adults.")))
    assert list(judge.judge_sentence("x", ["{o-0052} of adults."]))
