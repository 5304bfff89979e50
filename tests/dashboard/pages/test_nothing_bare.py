"""Nothing false first: every card, headline, chart and sentence says what its figures are of."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from dashboard.view.address import suggestions
from pipelines.schema.codes import NOT_APPLICABLE, OWN_SOURCE
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.pages.judging import Judge, plain

_OPTIONS = (ChartOptions(), ChartOptions(sources="report"), ChartOptions(sources="all", derived=True))
_EXPLORER_PAGES = 6


@pytest.fixture(scope="module")
def judges(snapshot: Snapshot) -> dict[Language, Judge]:
    return {lang: Judge(snapshot, lang) for lang in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def judge(request: pytest.FixtureRequest, judges: dict[Language, Judge]) -> Judge:
    return judges[request.param]


def _chosen(judge: Judge) -> list[str]:
    """Indicators with figures that could be taken for others, every second one in a language."""
    rows: dict[str, list[Row]] = {row[C.INDICATOR_ID]: [] for row in judge.snapshot.rows(T.INDICATORS)}
    for row in judge.rows.values():
        rows[row[C.INDICATOR_ID]].append(row)
    told = [key for key, found in rows.items() if any(_could_mislead(judge, row) for row in found)]
    return told[_turn(judge) :: len(LANGUAGES)]


def _could_mislead(judge: Judge, row: Row) -> bool:
    return bool(judge.who(row) or judge.where(row) or judge.value(row) or row[C.SOURCE_ID] == OWN_SOURCE)


def _turn(judge: Judge) -> int:
    """Return 0 or 1: where a kind has many pages, the languages take them in turn."""
    return LANGUAGES.index(judge.lang)


def _paths(judge: Judge) -> Iterator[str]:
    """Every kind of page that shows figures."""
    chosen = _chosen(judge)
    yield from ("", "surveys", "claims", "crosschecks", "corrections")
    yield from (f"topics/{row[C.TOPIC_ID]}" for row in judge.snapshot.rows(T.TOPICS))
    yield from (f"explorer?page={number}" for number in range(1 + _turn(judge), _EXPLORER_PAGES + 1, 2))
    yield from (f"indicators/{indicator_id}" for indicator_id in chosen)
    for place in range(0, len(chosen), 3):
        three = zip(("indicator", "second", "third"), chosen[place : place + 3], strict=False)
        yield "factsheet?" + "&".join(f"{name}={key}" for name, key in three)
    figures = {row[C.INDICATOR_ID]: row[C.OBS_ID] for row in judge.rows.values() if judge.who(row) or judge.where(row)}
    yield from (f"figures/{obs_id}" for obs_id in [figures[key] for key in chosen if key in figures][::2])


def test_every_page_names_what_its_figures_are_of(client: FlaskClient, judge: Judge) -> None:
    faults: list[str] = []
    seen = 0
    for path in _paths(judge):
        answer = client.get(f"/{judge.lang}/{path}")
        assert answer.status_code == 200, path
        faults += judge.judge_page(answer.text, f"/{judge.lang}/{path}")
        seen += 1
    assert not faults, "\n".join(faults)
    assert seen > 70


def test_every_embed_names_what_its_figures_are_of(client: FlaskClient, judge: Judge) -> None:
    faults: list[str] = []
    for indicator_id in _chosen(judge)[::3]:
        path = f"/embed/{judge.lang}/{indicator_id}"
        faults += judge.judge_page(client.get(path).text, path)
    assert not faults, "\n".join(faults)


def test_every_chart_names_what_its_points_are_of(judge: Judge) -> None:
    faults: list[str] = []
    seen = 0
    for indicator in judge.snapshot.rows(T.INDICATORS):
        for options in _OPTIONS:
            spec = charts_of(judge.snapshot).spec(indicator[C.INDICATOR_ID], judge.lang, options)
            if spec is not None:
                faults += judge.judge_chart(spec)
                seen += len(spec.points)
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert seen > 1000


def test_every_finding_names_what_its_figures_are_of(judge: Judge) -> None:
    faults: list[str] = []
    for row in judge.snapshot.rows(T.FINDINGS):
        faults += judge.judge_sentence(row[C.FINDING_ID], row[f"claim_{judge.lang}"])
    assert not faults, "\n".join(faults)


def test_no_page_says_its_message_twice(client: FlaskClient, judge: Judge) -> None:
    specs = {
        key: spec
        for key in (row[C.INDICATOR_ID] for row in judge.snapshot.rows(T.INDICATORS))
        if (spec := charts_of(judge.snapshot).spec(key, judge.lang)) is not None and spec.lead
    }
    topics = (f"topics/{row[C.TOPIC_ID]}" for row in judge.snapshot.rows(T.TOPICS))
    said = 0
    for path in ("", "claims", "surveys", *topics, *(f"indicators/{key}" for key in list(specs)[::6])):
        page = plain(re.sub(r"<[^>]*>|&#x27;", "'", client.get(f"/{judge.lang}/{path}").text.partition("<main")[2]))
        for spec in specs.values():
            number = page.count(f"'{plain(spec.title)}")
            assert number < 2, (path, spec.title)
            said += number
    assert said > 40


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
        ("explorer?topic=opinion", r'(<span class="answer">)[^<]+', r"\1"),
        ("explorer?topic=opinion", r'<p class="last-value">(?:(?!</p>).)*>Très courante.*?</p>', ""),
        ("indicators/survey-would-report", r">moins d.un [^<]+<", r">moins de 33,3 %<"),
        ("explorer?indicator=hotline-confirmed-share", r'<span class="tag own">[^<]+</span>', ""),
        ("explorer?indicator=police-investigations", r"Paris", ""),
        ("indicators/hotline-confirmed-csam?sources=all", r"(?i)selon d[^a-z<]{1,6}autres publications", ""),
        ("", r'(<ul[^>]*class="cards[^>]*>).*?</ul>', r"\1<li><h3>Nom</h3></li></ul>"),
    ],
)
def test_what_is_taken_from_a_page_is_missed(
    client: FlaskClient, judges: dict[Language, Judge], path: str, pattern: str, put: str
) -> None:
    judge, page = judges["fr"], client.get(f"/fr/{path}").text
    assert not list(judge.judge_page(page, path))
    bare = re.sub(pattern, put, page, flags=re.DOTALL)
    assert bare != page
    assert list(judge.judge_page(bare, path))


def test_what_is_taken_from_a_chart_or_a_sentence_is_missed(judges: dict[Language, Judge]) -> None:
    judge = judges["en"]
    spec = charts_of(judge.snapshot).spec("survey-would-report", "en")
    assert spec is not None
    (panel,) = spec.panels
    (series,) = panel.series
    points = tuple(replace(point, x_label="October 2010") for point in series.points)
    bare = replace(spec, panels=(replace(panel, series=(replace(series, points=points),)),))
    assert list(judge.judge_chart(bare))
    assert list(judge.judge_chart(replace(spec, lead=f"{points[-1].text} of adults.")))
    assert list(judge.judge_sentence("x", "{o-0052} of adults."))
