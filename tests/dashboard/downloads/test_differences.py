"""What changed between two versions, as CSV and JSON: the same, and what pandas finds; and what is refused."""

import io
import json
from functools import cache
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.downloads import differences
from dashboard.downloads.difference_files import describe_difference_paths, find_difference
from dashboard.downloads.documents import files_of
from dashboard.downloads.versions import Library, describe_versions
from pipelines.schema.columns import JUDGED, C, T
from pipelines.schema.declared import tables
from pipelines.schema.paths import CURATED_DIR, releases_folder
from tests.dashboard.downloads.conftest import serve

RELEASES = releases_folder(CURATED_DIR)
CURRENT = json.loads((CURATED_DIR / "datapackage.json").read_text(encoding="utf-8"))["version"]
FIGURES = "from=1.0.0&table=observations"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return serve(CURATED_DIR).test_client()


def read_json(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/data/diff.json?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found


@cache
def frame(version: str, table: str) -> pd.DataFrame:
    folder = CURATED_DIR if version == CURRENT else RELEASES / version
    return pd.read_parquet(folder / f"{table}.parquet").set_index(list(tables()[table].key))


@pytest.mark.parametrize("table", [T.OBSERVATIONS, T.SOURCES, T.CODELISTS, T.TREATIES])
@pytest.mark.parametrize(("old", "new"), [("1.0.0", "2.0.0"), ("2.0.0", CURRENT)])
def test_it_finds_what_pandas_finds(client: FlaskClient, table: str, old: str, new: str) -> None:
    changes = read_json(client, f"from={old}&to={new}&table={table}")["changes"]
    before, after = frame(old, table), frame(new, table)

    def rows(*kinds: str) -> list[str]:
        return [each[C.ROW_KEY] for each in changes if each["kind"] in kinds and each[C.ROW_KEY]]

    def keys(index: Any) -> set[str]:
        return {"|".join(key) if isinstance(key, tuple) else key for key in index}

    assert sorted(rows("added")) == sorted(keys(after.index.difference(before.index)))
    assert sorted(rows("removed")) == sorted(keys(before.index.difference(after.index)))
    both = before.index.intersection(after.index)
    shared = [name for name in after.columns if name in before.columns]
    unlike = (
        before.loc[both, shared].compare(after.loc[both, shared]).stack(level=0, future_stack=True).dropna(how="all")
    )
    told = [(each[C.ROW_KEY], each[C.COLUMN_ID]) for each in changes if each["kind"] in ("changed", "reclassified")]
    found = {("|".join(map(str, key[:-1])), key[-1]) for key in unlike.index}
    assert sorted(told) == sorted(found)
    for each in changes:
        assert (each["kind"] == "reclassified") == (each[C.COLUMN_ID] in JUDGED and each["kind"] != "column-added")


def test_both_formats_say_the_same(client: FlaskClient) -> None:
    answer = client.get("/data/diff.csv?from=1.0.0")
    csv = pd.read_csv(io.BytesIO(answer.data), dtype=str, keep_default_na=False)
    found = read_json(client, "from=1.0.0")
    changes = found["changes"]
    assert len(csv) == len(changes) and list(csv.columns) == list(changes[0])
    for line, change in zip(csv.to_dict("records"), changes, strict=True):
        for name, value in change.items():
            cell = str(line[str(name)])
            assert (json.loads(cell) if isinstance(value, dict) else cell.removeprefix("'")) == value, change
    counted = csv[(csv["kind"] != "column-added") | (csv[C.ROW_KEY] == "")].groupby([C.TABLE_ID, "kind"]).size()
    assert {(name, kind): number for name, kinds in found["counts"].items() for kind, number in kinds.items()} == dict(
        counted.items()
    )
    assert answer.headers["Content-Disposition"].endswith(f'diff_v1.0.0-v{CURRENT}.csv"')


def test_a_correction_is_given_with_its_reason_in_both_languages(client: FlaskClient) -> None:
    changes = read_json(client, "from=1.0.0&to=2.0.0&table=observations")["changes"]
    ledger = frame("2.0.0", T.CORRECTIONS)
    explained = {each[C.ROW_KEY]: each for each in changes if each[C.CORRECTION_ID]}
    assert set(explained) == {"o-0041", "o-0132"}
    for each in explained.values():
        entry = ledger.loc[each[C.CORRECTION_ID]]
        assert entry[C.OBS_ID] == each[C.ROW_KEY] and entry[C.COLUMN_ID] == each[C.COLUMN_ID]
        assert (each[C.REASON_EN], each[C.REASON_FR]) == (entry[C.REASON_EN], entry[C.REASON_FR])


def test_the_list_of_versions_agrees_and_leads_to_it(client: FlaskClient) -> None:
    said = json.loads(client.get("/data/versions.json").data)
    assert len(said["versions"]) > 1
    for version in said["versions"][1:]:
        link = version["difference"].removeprefix("https://esec.example")
        changes = json.loads(client.get(f"{link}&table=observations").data)["changes"]
        columns: dict[str, list[str]] = {}
        for each in changes:
            if each["kind"] in ("changed", "reclassified"):
                columns.setdefault(each[C.ROW_KEY], []).append(each[C.COLUMN_ID])
        figures = version["changed_since"]["figures"]
        assert figures["columns"] == columns and figures["changed"] == list(columns)
        for kind in ("added", "removed"):
            assert figures[kind] == [each[C.ROW_KEY] for each in changes if each["kind"] == kind]
    assert C.COMPARABILITY_ID in said["versions"][-1]["changed_since"]["figures"]["columns"]["o-0014"]


def test_the_same_version_differs_in_nothing(client: FlaskClient) -> None:
    for query in (f"from={CURRENT}", "from=1.0.0&to=1.0.0"):
        found = read_json(client, query)
        assert found["changes"] == [] and found["counts"] == {}
    assert client.get("/data/diff.csv?from=1.0.0&to=1.0.0").text.count("\n") == 1


def test_equal_questions_are_one_file(client: FlaskClient) -> None:
    queries = (FIGURES, f"table=observations&from=1.0.0&to={CURRENT}", "from=1.0.0&to=&table=,observations&from=1.0.0")
    answers = [client.get(f"/data/diff.csv?{query}") for query in queries]
    assert len({answer.data for answer in answers}) == len({answer.headers["ETag"] for answer in answers}) == 1
    other = client.get("/data/diff.csv?from=2.0.0&table=observations")
    assert other.headers["ETag"] != answers[0].headers["ETag"]


@pytest.mark.parametrize(
    ("query", "status", "kind", "parameter"),
    [
        ("", 400, "unknown-value", "from"),
        ("from=", 400, "unknown-value", "from"),
        ("to=1.0.0", 400, "unknown-value", "from"),
        ("from=9.9.9", 404, "unknown-version", "from"),
        ("from=1.0.0&to=latest", 404, "unknown-version", "to"),
        ("from=../1.0.0", 404, "unknown-version", "from"),
        ("from=1.0.0%00", 404, "unknown-version", "from"),
        ("from=2.0.0&to=1.0.0", 400, "ends-before-start", "to"),
        ("from=1.0.0&from=2.0.0", 400, "repeated-parameter", "from"),
        ("from=1.0.0&table=lineage", 400, "unknown-value", "table"),
        ("from=1.0.0&table=nothing", 400, "unknown-value", "table"),
        ("from=1.0.0&sex=F", 400, "unknown-parameter", "sex"),
    ],
)
def test_what_is_no_question_is_refused_with_the_parameter(
    client: FlaskClient, query: str, status: int, kind: str, parameter: str
) -> None:
    answer = client.get(f"/data/diff.json?{query}")
    problem = json.loads(answer.data)
    assert answer.status_code == status
    assert problem["type"].endswith(f"#{kind}") and problem["parameter"] == parameter
    assert problem["detail"] and problem["detail_fr"]


def test_all_faults_come_at_once(client: FlaskClient) -> None:
    problem = json.loads(client.get("/data/diff.json?from=9.9.9&to=8.8.8&x=1").data)
    assert [fault["parameter"] for fault in problem["errors"]] == ["x", "from", "to"]


def test_a_table_too_large_to_compare_is_refused_in_words_and_the_others_are_not(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "COMPARED_ROWS", 1000)
    answer = client.get("/data/diff.json?from=1.0.0&to=3.0.0")
    problem = json.loads(answer.data)
    assert answer.status_code == 400 and problem["type"].endswith("#too-many-rows")
    assert T.OBSERVATIONS in problem["detail"] and T.TOPICS in problem["allowed"]
    assert client.get("/data/diff.json?from=1.0.0&to=3.0.0&table=topics").status_code == 200
    library = Library(lambda: serve_files(), RELEASES)
    said = describe_versions(library, "")["versions"][-1]["changed_since"]
    assert "figures" not in said and said["corrections"]


def test_figures_of_large_versions_are_asked_for_by_id_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(lambda: serve_files(), RELEASES)
    old, new = library.version("1.0.0"), library.current()
    ids = ["o-0014", "o-0041", "o-9999"]
    kept = differences.cells_of_figures(old, new, ids)
    monkeypatch.setattr(differences, "KEPT_ROWS", 10)
    assert differences.cells_of_figures(old, new, ids) == kept
    assert set(kept) == {"o-0014", "o-0041"}


@cache
def serve_files() -> Any:
    from dashboard.data.query import hold_files, locate

    return hold_files(locate(CURATED_DIR))


def test_its_addresses_are_described_as_they_answer() -> None:
    library = Library(lambda: serve_files(), RELEASES)
    paths = describe_difference_paths(library, files_of(library.current(), ""))
    for path, item in paths.items():
        file = find_difference(library, path.removeprefix("/data/"), [("from", "1.0.0")])
        assert file is not None
        assert file.media_type.partition(";")[0] in item["get"]["responses"]["200"]["content"]
        required = [each["name"] for each in item["get"]["parameters"] if each.get("required")]
        assert required == ["from"]
