"""Many figures: pages ask for the rows that they show, say what they leave out, and lose none."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.components.indicators_found import MOST_WITHIN
from dashboard.data.excerpt import MOST_BESIDE, MOST_SHOWN, read_excerpt
from dashboard.data.facets import facets_of
from dashboard.data.query.duckdb_tables import DuckDBTables
from dashboard.data.search import numbers_of
from dashboard.data.snapshot import Snapshot, load_snapshot
from dashboard.pages.explorer import FIGURES_PER_PAGE, PER_PAGE
from dashboard.settings import Settings
from pipelines.schema.codes import TOTAL
from pipelines.schema.columns import C, T
from tests.dashboard.whole import every_figure
from tests.synthetic import PROBE_INDICATOR, Size, write_synthetic

LARGE, SMALL = 100_000, 10_000


@dataclass
class Reading:
    """What an app's engine was asked for: rows given to pages, and questions."""

    rows: int = 0
    questions: int = 0
    tables: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    made = {rows: tmp_path_factory.mktemp("scale") / str(rows) for rows in (SMALL, LARGE)}
    for rows, folder in made.items():
        write_synthetic(folder, Size(rows))
    return made


@pytest.fixture(scope="module")
def large(folders: dict[int, Path]) -> Snapshot:
    return load_snapshot(folders[LARGE])


@pytest.fixture(scope="module")
def small(folders: dict[int, Path]) -> Snapshot:
    return load_snapshot(folders[SMALL])


def _app(folder: Path) -> Dash:
    return create_app(Settings(curated=folder, check_seconds=3600, base_url="https://esec.example"))


@pytest.fixture(scope="module")
def app(folders: dict[int, Path]) -> Dash:
    return _app(folders[LARGE])


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    """Counts the rows that leave the engine."""
    found = Reading()
    select, counts, distinct = DuckDBTables.select, DuckDBTables.counts, DuckDBTables.distinct

    def counted_select(self: DuckDBTables, table: str, **more: Any) -> Any:
        whole = select(self, table, **more).read_all()
        found.rows += whole.num_rows
        found.questions += 1
        found.tables.append(table)
        return whole.to_reader()

    def counted_counts(self: DuckDBTables, *given: Any) -> Any:
        groups = counts(self, *given)
        found.rows += len(groups)
        found.questions += 1
        return groups

    def counted_distinct(self: DuckDBTables, *given: Any, **more: Any) -> Any:
        values = distinct(self, *given, **more)
        found.rows += len(values)
        found.questions += 1
        return values

    monkeypatch.setattr(DuckDBTables, "select", counted_select)
    monkeypatch.setattr(DuckDBTables, "counts", counted_counts)
    monkeypatch.setattr(DuckDBTables, "distinct", counted_distinct)
    return found


def _largest(snapshot: Snapshot) -> str:
    """The synthetic indicator with most figures, among those that have some of France.

    A monthly series has as many periods as figures: to count the ones is to read as many rows as the others are.
    """
    of_france = snapshot.tables.counts(T.OBSERVATIONS, [C.INDICATOR_ID], {C.REF_AREA: ["FR"]})
    synthetic = (indicator_id for (indicator_id,) in of_france if indicator_id.startswith("syn-"))
    return max(synthetic, key=snapshot.count)


def test_a_version_of_many_figures_holds_none_of_them(large: Snapshot) -> None:
    assert large.count() == LARGE
    assert not {T.OBSERVATIONS, T.LINEAGE} & set(large.frames)
    with pytest.raises(KeyError):
        large.rows(T.OBSERVATIONS)


def test_an_indicator_reads_its_own_figures_and_shows_the_same_beside_a_hundred_thousand_others(
    folders: dict[int, Path], client: FlaskClient, reading: Reading
) -> None:
    address = f"/en/indicators/{PROBE_INDICATOR}"
    page = client.get(address).text
    assert 120 <= reading.rows <= 300, "the 120 figures of the indicator and what counts them"
    with _app(folders[SMALL]).server.test_client() as other:
        expected = other.get(address).text
    # The stamp of the version is part of some addresses; all else is the same.
    assert _without_stamps(page) == _without_stamps(expected)


def _without_stamps(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{16}\b", "", text)


def test_the_largest_indicator_shows_a_part_says_so_and_leads_to_the_rest(
    large: Snapshot, client: FlaskClient, reading: Reading
) -> None:
    indicator_id = _largest(large)
    total = large.count(indicator_id)
    assert total > 3 * MOST_SHOWN
    page = client.get(f"/en/indicators/{indicator_id}").text
    assert reading.rows < total, "groups, areas and periods are counted, figures are not read"
    shown = int(re.search(r"Only (\d+) of ([\d,]+) figures are shown here", page)[1])  # type: ignore[index]
    assert 0 < shown <= MOST_SHOWN
    assert f"{shown} of {total:,} figures" in page
    assert page.count('class="figure-link') >= shown
    assert f"explorer?indicator={indicator_id}" in page
    assert f"/data/indicators/{indicator_id}.csv" in page
    picture = client.get(f"/charts/en/{indicator_id}.svg?stamp=1").text
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", picture))
    assert f"of the {total:,} figures of this indicator" in said
    framed = client.get(f"/embed/fr/{indicator_id}").text
    assert "des" in framed and "chiffres sont montrés ici" in framed
    csv = client.get(f"/data/indicators/{indicator_id}.csv?labels=code").text
    assert len(csv.splitlines()) == total + 1, "the file has them all"


def test_a_figure_of_a_long_indicator_has_its_card_with_those_most_alike(
    large: Snapshot, client: FlaskClient, reading: Reading
) -> None:
    indicator_id = _largest(large)
    row = large.tables.select(T.OBSERVATIONS, where={C.INDICATOR_ID: [indicator_id]}).read_all().to_pylist()[-1]
    reading.rows = 0
    page = client.get(f"/en/figures/{row[C.OBS_ID]}").text
    assert reading.rows < large.count(indicator_id)
    part = large.comparable_with(row)
    assert row[C.OBS_ID] in {one[C.OBS_ID] for one in part.rows}
    assert len(part.rows) <= MOST_BESIDE
    if not part.whole:
        assert f"Only {len(part.rows)} of {part.total:,} figures are shown here" in page
        assert dict(part.narrowed).items() <= row.items()


@pytest.mark.parametrize("most", [1, 10, 100, 1000])
def test_a_part_is_never_larger_than_asked_for_and_prefers_totals_and_france(large: Snapshot, most: int) -> None:
    indicator_id = _largest(large)
    where = {C.INDICATOR_ID: [indicator_id]}
    part = read_excerpt(large.tables, where, large.count(indicator_id), most=most)
    assert 0 < len(part.rows) <= most
    assert part.total == large.count(indicator_id)
    assert {row[C.SEX] for row in part.rows} == {TOTAL}
    kept = dict(part.narrowed)
    for row in part.rows:
        assert {column: row[column] for column in kept} == kept
    if most < 40:
        assert {row[C.REF_AREA] for row in part.rows} == {"FR"}
        assert part.since in {row[C.TIME_PERIOD] for row in part.rows}


def test_figures_of_the_report_are_shown_beside_thousands_of_others(
    folders: dict[int, Path], tmp_path: Path, _curated: dict[str, Any]
) -> None:
    import pandas as pd

    from pipelines.publish.publish import publish

    frames = dict(_curated)
    own = frames[T.OBSERVATIONS]
    first = own[own[C.SOURCE_ID] == "ecpat-france-2011"].iloc[0]
    other = own[(own[C.SOURCE_ID] != first[C.SOURCE_ID]) & own[C.DERIVATION].isna()].iloc[[0]]
    many = pd.concat([other] * 500, ignore_index=True)
    many[C.OBS_ID] = [f"x-{number:05}" for number in range(500)]
    many[C.INDICATOR_ID] = first[C.INDICATOR_ID]
    frames[T.OBSERVATIONS] = pd.concat([own, many], ignore_index=True).sort_values(
        [C.INDICATOR_ID, C.TIME_PERIOD, C.OBS_ID], kind="stable"
    )
    out = tmp_path / "curated"
    publish(frames, {}, out)
    snapshot = load_snapshot(out)
    shown = {row[C.OBS_ID] for row in snapshot.observations_of(first[C.INDICATOR_ID])}
    before = own[own[C.INDICATOR_ID] == first[C.INDICATOR_ID]]
    assert set(before[C.OBS_ID][before[C.SOURCE_ID] == first[C.SOURCE_ID]]) <= shown
    assert snapshot.excerpt_of(first[C.INDICATOR_ID]).total == 500 + len(before)


@pytest.mark.parametrize("number", [1, 10, 18])
def test_the_explorer_reads_one_page_of_rows(
    large: Snapshot, client: FlaskClient, reading: Reading, number: int
) -> None:
    text = client.get(f"/en/explorer?page={number}").text
    assert f"{len(large.tally):,} indicators · {LARGE:,} figures" in text
    assert text.count('<ol class="found">') and text.count("<tr") <= MOST_WITHIN + 2 * PER_PAGE
    assert reading.rows < 2_000, "a few hundred figures, what counts them, and the choices of the form"
    assert reading.questions < 20


def test_figures_that_do_not_fit_stand_on_pages_of_their_own(
    large: Snapshot, client: FlaskClient, reading: Reading
) -> None:
    indicator_id = _largest(large)
    topic_id = (large.row(T.INDICATORS, indicator_id) or {})[C.TOPIC_ID]
    addresses = [f"/en/explorer?page={number}&topic={topic_id}" for number in range(1, 20)]
    assert any(f"/en/explorer?indicator={indicator_id}&amp;topic={topic_id}" in client.get(a).text for a in addresses)
    reading.rows = reading.questions = 0
    text = client.get(f"/en/explorer?indicator={indicator_id}&topic={topic_id}&page=2").text
    assert f"1 indicator · {large.count(indicator_id):,} figures" in text
    assert text.partition('<caption id="found-')[2].count("<tr") == FIGURES_PER_PAGE + 1
    assert reading.rows < 2_000
    assert reading.questions < 20


@pytest.mark.parametrize("params", [{}, {"topic": "syn-topic-3"}, {"q": "synthetic survey"}, {"ref_area": "FR"}])
def test_pages_of_the_explorer_hold_every_figure_once(small: Snapshot, params: dict[str, str]) -> None:
    selected = facets_of(small).select(params)
    pages = [selected.rows(first, 100) for first in range(0, selected.total + 100, 100)]
    found = [row[C.OBS_ID] for page in pages for row in page]
    assert [len(page) for page in pages[:-2]] == [100] * (len(pages) - 2)
    assert len(found) == len(set(found)) == selected.total
    if "q" not in params:
        published = [row[C.OBS_ID] for row in every_figure(small)]
        assert found == [obs_id for obs_id in published if obs_id in set(found)]


def _shown(row: dict[str, Any]) -> set[str]:
    """Numbers that a figure shows, read from the row itself."""
    values = [f"{row[name]:.10g}" for name in (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH) if row[name] is not None]
    periods = row[C.TIME_PERIOD].split("/")
    texts = [*values, str(row[C.AS_PRINTED] or ""), *periods]
    return {number for text in texts for number in numbers_of(text)} | {part[:4] for part in periods}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_number_finds_exactly_the_figures_that_show_it(snapshot: Snapshot, data: st.DataObject) -> None:
    rows = every_figure(snapshot)
    known = sorted({number for row in rows for number in _shown(row)})
    wanted = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
    selected = facets_of(snapshot).select({"q": " ; ".join(wanted)})
    found = {row[C.OBS_ID] for row in selected.rows(0, len(rows))}
    assert found == {row[C.OBS_ID] for row in rows if set(wanted) <= _shown(row)}


def test_every_facet_counts_alike_whether_together_or_one_by_one(
    small: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [{}, {"ref_area": "FR"}, {"sex": "F", "q": "survey"}, {"start": "2005", "end": "2006"}, {"q": "2009"}]
    together = [facets_of(small).select(params).counts for params in chosen]
    monkeypatch.setattr("dashboard.data.facets._FEW", 0)
    fresh = replace(small, version_hash=f"{small.version_hash}-again")
    assert [facets_of(fresh).select(params).counts for params in chosen] == together


@pytest.mark.parametrize("path", ["", "topics/syn-topic-3", "sources", "downloads", "methods", "surveys", "quality"])
def test_other_pages_answer_beside_many_figures(client: FlaskClient, reading: Reading, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 200
    assert reading.rows < LARGE / 4


def test_files_that_cannot_be_made_are_not_offered(client: FlaskClient) -> None:
    page = client.get("/en/downloads").text
    assert 'href="/data/observations.csv"' in page
    assert 'href="/data/observations.xlsx"' not in page
    assert client.get("/data/observations.xlsx").status_code != 200
    assert 'href="/data/indicators.xlsx"' in page


def test_the_sitemap_stays_within_what_the_protocol_allows(client: FlaskClient) -> None:
    text = client.get("/sitemap.xml").text
    assert text.count("<url>") <= 50_000
    assert f"/en/indicators/{PROBE_INDICATOR}<" in text


def test_a_forked_worker_answers_from_what_was_opened_before(app: Dash) -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with app.server.test_client() as client:
                answers = [client.get(path).status_code for path in ("/en/explorer", "/data/observations.csv?sex=F")]
                os.write(writer, json.dumps(answers).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        assert json.loads(answer.read()) == [200, 200]
