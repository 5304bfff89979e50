"""What is asked of a file besides its filters: columns, order, a part of the rows; what there is, what was meant."""

import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.filters import FILTERS
from dashboard.data.store import Store
from dashboard.downloads import files as catalogue
from dashboard.downloads import rows as reading
from dashboard.downloads.describe_query import describe_availability_paths, describe_query_parameters
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.likeness import nearly
from dashboard.downloads.parameters import parse_selection
from dashboard.downloads.problems import Refusal
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection, allowed, further_parameters
from dashboard.downloads.versions import Library
from pipelines.schema.columns import T
from pipelines.schema.periods import parse_asked, parse_period
from tests.dashboard.downloads.conftest import serve
from tests.dashboard.downloads.reading_back import arrow_of

DATASET = Dataset("1.0.0", "2026-01-01", "https://esec.example")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Pairs = list[tuple[str, str]]


def parse(published: Published, pairs: Pairs, table: str = T.OBSERVATIONS, **more: Any) -> Selection:
    return parse_selection(published, DATASET, table, pairs, **more)


def rows_of(published: Published, pairs: Pairs, table: str = T.OBSERVATIONS) -> Any:
    return arrow_of(Rows(published, DATASET, parse(published, pairs, table)))


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    """One for all: nothing here changes what is served."""
    with serve(folder).test_client() as found:
        yield found


@pytest.fixture(scope="module")
def figures(folder: Path) -> pd.DataFrame:
    """The published figures, by pandas alone, with what their indicators say."""
    indicators = pq.read_table(folder / "indicators.parquet").to_pandas()
    figures: pd.DataFrame = pq.read_table(folder / "observations.parquet").to_pandas()
    return figures.merge(indicators[["indicator_id", "topic_id", "measure_kind", "exploitation_form"]])


def test_a_column_names_its_filter_too_and_both_names_hold_one_list(published: Published) -> None:
    for each in FILTERS:
        codes = allowed(each, published)[:2] or ("o-0012", "o-0013")
        if each.alias:
            short, long = ([(name, ",".join(codes))] for name in (each.name, each.alias))
            assert parse(published, long) == parse(published, short)
            assert parse(published, long).query.startswith(f"{each.name}=")
            assert parse(published, [(each.alias, codes[0]), (each.name, codes[1])]) == parse(published, short)
    with pytest.raises(Refusal) as caught:
        parse(published, [("topic_id", "onlin")])
    assert caught.value.faults[0].parameter == "topic_id"


def test_a_value_is_one_number_and_no_bound(published: Published, figures: pd.DataFrame) -> None:
    for code, kept in (("true", figures.obs_value.notna()), ("false", figures.obs_value.isna())):
        found = rows_of(published, [("has_value", code)])["obs_id"].to_pylist()
        assert found == figures.obs_id[kept].tolist()
        assert found
    assert rows_of(published, [("has_value", "true,false")]).num_rows == len(figures)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("2009-Q1", "2009-01-01", "2009-03-31"), ("2008-Q4", "2008-10-01", "2008-12-31"), ("2009-S1", "2009", "2009-06"),
     ("2009-H2", "2009-07", "2009"), ("2005/2009-Q2", "2005", "2009-06")],
)  # fmt: skip
def test_parts_of_years_are_the_days_that_they_say(
    published: Published, figures: pd.DataFrame, asked: str, first: str, last: str
) -> None:
    start, end = parse_period(first).start, parse_period(last).end
    assert (parse_asked(asked).start, parse_asked(asked).end) == (start, end)
    with pytest.raises(ValueError, match="ISO 8601"):
        parse_period(asked)
    days = figures.time_period.map(parse_period)
    expected = figures.obs_id[[each.end >= start and each.start <= end for each in days]].tolist()
    assert rows_of(published, [("time_period", asked)])["obs_id"].to_pylist() == expected
    assert rows_of(published, [("start", first), ("end", last)])["obs_id"].to_pylist() == expected
    assert parse(published, [("time_period", asked)]).times == (asked.replace("H", "S"),)


def _pairs(published: Published) -> st.SearchStrategy[Pairs]:
    """Parameters that are understood, in any order and under either name."""
    names = [each.name for each in Rows(published, DATASET, Selection(table=T.OBSERVATIONS)).columns]
    listed = st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)
    sort = listed.flatmap(lambda some: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in some)))
    options: list[st.SearchStrategy[tuple[str, str]]] = [
        st.tuples(st.sampled_from([each.name, each.alias or each.name]), st.sampled_from(allowed(each, published)))
        for each in FILTERS
        if each.table != T.OBSERVATIONS
    ]
    periods = st.sampled_from(["2008", "2009-Q1", "2009-H1", "2010-S2", "2005/2009", "2009-06"])
    options += [
        st.tuples(st.just("time_period"), st.lists(periods, max_size=3).map(",".join)),
        st.tuples(st.just("columns"), listed.map(",".join)),
        st.tuples(st.just("sort"), sort.map(",".join)),
    ]
    once = st.fixed_dictionaries(
        {},
        optional={
            "start": st.sampled_from(["1990", "2008-H2", "2009-Q1"]),
            "end": st.sampled_from(["2010", "2012-S1", "2010-Q4"]),
            "limit": st.integers(1, 40).map(str),
            "offset": st.integers(0, 40).map(str),
        },
    ).map(lambda given: list(given.items()))
    several = st.lists(st.one_of(options), max_size=5)
    return st.tuples(several, once).map(lambda both: both[0] + both[1]).flatmap(st.permutations)


@FEW
@given(data=st.data())
def test_what_is_written_is_read_as_the_same_selection(published: Published, data: st.DataObject) -> None:
    selection = parse(published, data.draw(_pairs(published)))
    again = parse(published, parse_qsl(selection.query, strict_parsing=bool(selection.query)))
    assert again == selection
    assert again.query == selection.query
    assert Rows(published, DATASET, selection).count() == arrow_of(Rows(published, DATASET, again)).num_rows


@FEW
@given(data=st.data())
def test_rows_are_sorted_and_cut_as_pandas_does(published: Published, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([T.OBSERVATIONS, T.INDICATORS, T.UNITS, T.TREATIES]))
    whole = rows_of(published, [], table).to_pandas()
    by = data.draw(st.lists(st.sampled_from(list(whole.columns)), min_size=1, max_size=3, unique=True))
    down = [data.draw(st.booleans()) for _ in by]
    limit, offset = data.draw(st.integers(1, len(whole) + 5)), data.draw(st.integers(0, len(whole) + 5))
    expected = whole
    # From the last key to the first, each time stable: ties keep the published order.
    for name, descending in reversed(list(zip(by, down, strict=True))):
        expected = expected.sort_values(name, ascending=not descending, kind="stable", na_position="last")
    sort = ",".join(f"{'-' if descending else ''}{name}" for name, descending in zip(by, down, strict=True))
    pairs = [("sort", sort), ("limit", str(limit)), ("offset", str(offset))]
    found = rows_of(published, pairs, table).to_pandas()
    pd.testing.assert_frame_equal(
        found, expected.iloc[offset : offset + limit].reset_index(drop=True), check_dtype=False
    )


@FEW
@given(limit=st.integers(1, 60), offset=st.integers(0, 300), size=st.sampled_from([1, 7, 64]))
def test_a_part_of_the_rows_is_that_part_however_they_are_read(
    published: Published, figures: pd.DataFrame, limit: int, offset: int, size: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH_ROWS", {"code": size, "both": size})
        found = rows_of(published, [("limit", str(limit)), ("offset", str(offset)), ("labels", "code")])
    assert found["obs_id"].to_pylist() == figures.obs_id[offset : offset + limit].tolist()


def test_reading_stops_when_there_are_enough_rows(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(Rows(published, DATASET, Selection(table=T.OBSERVATIONS))._read(10))
    read = []
    monkeypatch.setattr(Rows, "_read", lambda _rows, _most: (read.append(1) or batch for batch in whole * 50))
    rows = Rows(published, DATASET, parse(published, [("limit", "3"), ("columns", "obs_id")]))
    assert sum(batch.num_rows for batch in rows._made()) == 3
    assert len(read) == 1


def test_more_rows_than_can_be_held_are_not_sorted(files: DownloadCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_SORTED", 30)
    with pytest.raises(Refusal, match="No more than 30 rows are sorted") as caught:
        files.find("observations.csv", [("sort", "-obs_value")])
    assert (caught.value.status, caught.value.faults[0].parameter) == (400, "sort")
    assert files.find("observations.csv", [("sort", "-obs_value"), ("indicator", "hdi-rank")]).whole


def test_every_format_gives_the_columns_asked_for_in_their_order(client: FlaskClient, folder: Path) -> None:
    names = ["time_period", "indicator_label_fr", "obs_value", "obs_id"]
    query = f"columns={','.join(names)}&sort=-obs_value&limit=7"
    got = {form: client.get(f"/data/observations.{form}?{query}").data for form in ("csv", "parquet", "json", "xlsx")}
    csv, parquet = (
        pd.read_csv(BytesIO(got["csv"]), dtype={"time_period": str}),
        pd.read_parquet(BytesIO(got["parquet"])),
    )
    document = json.loads(got["json"])
    assert list(csv.columns) == list(parquet.columns) == list(document["rows"][0]) == names
    assert csv.obs_id.tolist() == parquet.obs_id.tolist() == [row["obs_id"] for row in document["rows"]]
    assert (document["row_count"], document["selection"]["limit"]) == (7, "7")
    assert document["total_count"] > 7
    schema = json.loads(client.get("/data/schema/observations.json").data)
    jsonschema.validate(document, schema)
    del document["selection"]["columns"]
    with pytest.raises(jsonschema.ValidationError, match="required"):
        jsonschema.validate(document, schema)
    sheet = openpyxl.load_workbook(BytesIO(got["xlsx"])).worksheets[2]
    assert [cell.value for cell in sheet["D"][5:12]] == csv.obs_id.tolist()


def test_a_workbook_marks_the_notes_of_rows_whose_notes_are_left_out(client: FlaskClient) -> None:
    marks = []
    for more in ("", "&columns=obs_id,obs_status"):
        content = client.get(f"/data/observations.xlsx?topic=helpline&lang=en{more}").data
        rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[2].iter_rows(min_row=5, values_only=True))
        marks.append([row[rows[0].index("Notes")] for row in rows[1:]])
    assert marks[0] == marks[1]
    assert any(marks[0])


def test_sdmx_keeps_what_makes_it_sdmx(client: FlaskClient) -> None:
    content = client.get("/data/observations.sdmx.csv?columns=note_en,obs_id&limit=4").data.decode()
    whole = client.get("/data/observations.sdmx.csv?limit=4").data.decode()
    found, every = (pd.read_csv(StringIO(text), dtype=str) for text in (content, whole))
    assert {"INDICATOR_ID", "OBS_VALUE", "NOTE_EN", "OBS_ID"} <= set(found.columns)
    pd.testing.assert_frame_equal(found, every[list(found.columns)])
    assert len(found.columns) < len(every.columns)


def test_headers_count_rows_given_and_rows_matched(client: FlaskClient, figures: pd.DataFrame) -> None:
    total = str((figures.topic_id == "helpline").sum())
    part = client.get("/data/observations.csv?topic=helpline&limit=2&offset=1").headers
    assert (part["X-Row-Count"], part["X-Total-Count"]) == ("2", total)
    assert part["Content-Location"].endswith("?topic=helpline&limit=2&offset=1")
    after = client.get("/data/observations.csv?topic=helpline&offset=9999").headers
    assert (after["X-Row-Count"], after["X-Total-Count"]) == ("0", total)
    assert after["X-Empty-Reason"] == f"9999 rows are left out of {total}."


def test_all_columns_as_they_stand_are_the_file_itself(client: FlaskClient) -> None:
    plain = client.get("/data/units.csv")
    header = plain.data.decode().partition("\n")[0]
    named = client.get(f"/data/units.csv?columns={header}&offset=0&sort=&limit=")
    assert named.headers["ETag"] == plain.headers["ETag"]
    assert named.headers["Content-Location"] == plain.headers["Content-Location"]


def test_every_hostile_parameter_is_refused_at_once(client: FlaskClient) -> None:
    given = {
        "columns": "obs_id,1;DROP TABLE observations,obs_idé",
        "sort": "--obs_id",
        "limit": "-1",
        "offset": "१२",
        "has_value": "TRUE",
        "unit_measure": ",".join(f"U{number}" for number in range(600)),
        "time_period": "2009-Q5,2010/2005",
        "start": "2009-S3",
        "ofset": "3",
        "indicator_id": "hdi-rang",
        "lang": "de",
    }
    response = client.get("/data/observations.csv", query_string=given)
    said = json.loads(response.data)
    assert response.status_code == 400
    assert {fault["parameter"] for fault in said["errors"]} == given.keys()
    assert {fault["kind"] for fault in said["errors"]} == {
        "unknown-parameter", "unknown-value", "not-a-number", "too-many-values", "not-a-period",
    }  # fmt: skip
    twice = json.loads(client.get("/data/observations.csv?limit=1&limit=2&offset=1234567890").data)
    assert [fault["kind"] for fault in twice["errors"]] == ["repeated-parameter", "not-a-number"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("observations.csv?indicator=hdi-rang", ["hdi-rank"]),
        ("observations.csv?indicator_id=rank-hdi", ["hdi-rank"]),
        ("observations.csv?indicators=hdi-rank", ["indicator", "indicator_id"]),
        ("observations.csv?sex=f", ["F"]),
        ("observations.csv?columns=notes_en", ["note_en"]),
        ("observations.csv?sort=-obs_valu", ["obs_value"]),
        ("observations.csv?lang=eng", ["en"]),
        ("observations.xls", ["xlsx"]),
        ("indicators/hdi-rang.csv", ["hdi-rank"]),
        ("hdi-rank.csv", ["indicators/hdi-rank.csv"]),
        ("datapackag.json", ["datapackage.json"]),
    ],
)
def test_what_was_meant_is_said_first(client: FlaskClient, path: str, meant: list[str]) -> None:
    said = json.loads(client.get(f"/data/{path}").data)
    assert said["did_you_mean"][: len(meant)] == meant
    assert f"Did you mean {', '.join(said['did_you_mean'])}?" in said["detail"]
    assert "Vouliez-vous dire" in said["detail_fr"]
    first = [each for each in said["did_you_mean"] if each in said["allowed"]]
    assert said["allowed"][: len(first)] == first


def test_tables_and_versions_are_meant_too(client: FlaskClient, published: Published) -> None:
    assert "observations.csv" in json.loads(client.get("/data/observation.csv").data)["did_you_mean"]
    slip = f"{published.version.rpartition('.')[0]}"
    assert json.loads(client.get(f"/data/v{slip}/units.csv").data)["did_you_mean"] == [published.version]


@pytest.mark.parametrize("given", ["spearman", "", "—", "zzzz", "'; DROP TABLE x", "x" * 5000])
def test_nothing_is_meant_by_what_is_like_nothing(published: Published, given: str) -> None:
    assert nearly(given, tuple(published.records(T.INDICATORS))) == []


@given(given=st.text(max_size=30), known=st.lists(st.text(max_size=12), max_size=8))
def test_what_is_meant_is_at_most_three_of_the_known(given: str, known: list[str]) -> None:
    found = nearly(given, known)
    assert len(found) <= 3
    assert set(found) <= set(known)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("topic", "helpline")],
        [("sex", "F"), ("topic_id", "opinion")],
        [("has_value", "false"), ("end", "2010-S1")],
    ],
)
def test_what_is_available_is_what_pandas_counts(
    files: DownloadCatalogue, figures: pd.DataFrame, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    aliases = {each.alias: each.name for each in FILTERS if each.alias}
    given = {aliases.get(name, name): code for name, code in pairs}
    columns = {each.name: figures[each.column] for each in FILTERS}
    columns["has_value"] = figures.obs_value.notna().map({True: "true", False: "false"})

    last = parse_asked(given.pop("end", "2999")).end
    in_time = figures.time_period.map(lambda text: parse_period(text).start <= last)

    def kept(but: str = "") -> pd.Series:
        found = in_time.copy()
        for name, code in given.items():
            if name != but:
                found &= columns[name] == code
        return found

    said = json.loads(b"".join(files.find("availability.json", pairs).chunks()))
    assert said["figures"] == kept().sum()
    assert said["time_period"]["figures"] == figures.time_period[kept()].value_counts().to_dict()
    days = figures.time_period[kept()].map(parse_period)
    between = {"from": min(day.start for day in days).isoformat(), "to": max(day.end for day in days).isoformat()}
    assert {name: said["time_period"][name] for name in between} == between
    assert set(said["filters"]) == {each.name for each in FILTERS} - {"figure"}
    for name, counts in said["filters"].items():
        assert counts == columns[name][kept(name)].value_counts().to_dict(), name
    # Asked column by column, as of large tables.
    monkeypatch.setattr("dashboard.downloads.availability.KEPT_ROWS", 0)
    assert json.loads(b"".join(files.find("availability.json", pairs).chunks())) == said


def test_what_is_available_takes_filters_alone_and_is_kept_like_others(client: FlaskClient) -> None:
    response = client.get("/data/availability.json?topic_id=helpline&start=1801&end=1802")
    said = json.loads(response.data)
    assert (said["figures"], said["time_period"]) == (0, {"figures": {}})
    assert "Without topic" in said["why_empty"]["en"]
    tag = response.headers["ETag"]
    again = client.get("/data/availability.json?topic=helpline&end=1802&start=1801", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert client.get("/data/availability.json?lang=fr").status_code == 400


def test_further_parameters_and_what_is_available_are_described(
    published: Published, files: DownloadCatalogue, folder: Path
) -> None:
    described = describe_query_parameters()
    assert set(further_parameters(published, T.OBSERVATIONS)) == described.keys()
    library = Library(lambda: Store(folder).current().files, folder / "none")
    (path,) = describe_availability_paths(library, files).values()
    references = [each["$ref"].rpartition("/")[2] for each in path["get"]["parameters"]]
    assert {"topic", "topic_id", "has_value", "start", "time_period"} <= set(references)
    assert not {"lang", "columns", "limit"} & set(references)
    for parameter in islice(described.values(), 20):
        jsonschema.Draft202012Validator.check_schema(parameter["schema"])
