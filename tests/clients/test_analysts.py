"""What analysts open the figures with, from their addresses: every row comes, and every number, in each program."""

import json
import math
from pathlib import Path

import duckdb
import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest
import requests

from tests.clients.conftest import ROOT, Run

# Each prints, by format, rows, sum of the values, and how many figures have none.
POLARS = """
import json, sys
import polars
site = sys.argv[1]
frames = {
    # With its defaults polars guesses from the first hundred rows, and 312 comes before 33.3: docs/downloads.md.
    "CSV": polars.read_csv(f"{site}/data/observations.csv", infer_schema_length=None),
    "Parquet": polars.read_parquet(f"{site}/data/observations.parquet"),
    "scanned": polars.scan_parquet(f"{site}/data/observations.parquet").select("obs_value").collect(),
}
print(json.dumps({name: [f.height, f["obs_value"].sum(), f["obs_value"].null_count()] for name, f in frames.items()}))
"""

PANDAS = """
import io, json, sys, urllib.request
import pandas
site = sys.argv[1]
frames = {"CSV": pandas.read_csv(f"{site}/data/observations.csv", low_memory=False)}
try:
    import pyarrow
    frames["Parquet"] = pandas.read_parquet(f"{site}/data/observations.parquet")
except ImportError:
    pass
try:
    import python_calamine
    book = urllib.request.urlopen(f"{site}/data/observations.xlsx?labels=code").read()
    sheet = pandas.read_excel(io.BytesIO(book), engine="calamine", sheet_name="Table · Tableau", header=4)
    frames["XLSX"] = sheet.rename(columns={"Value · Valeur": "obs_value"})
except ImportError:
    pass
found = {n: [len(f), float(f["obs_value"].sum()), int(f["obs_value"].isna().sum())] for n, f in frames.items()}
print(json.dumps(found))
"""

R = """
site <- commandArgs(TRUE)[1]
csv <- read.csv(paste0(site, "/data/observations.csv"), na.strings = "", encoding = "UTF-8")
said <- list(CSV = c(nrow(csv), sum(csv$obs_value, na.rm = TRUE), sum(is.na(csv$obs_value))))
rows <- jsonlite::fromJSON(paste0(site, "/data/observations.json"))$rows
said$JSON <- c(nrow(rows), sum(rows$obs_value, na.rm = TRUE), sum(is.na(rows$obs_value)))
cat(jsonlite::toJSON(said, digits = NA))
"""

DUCKDB = "SELECT count(*), sum(obs_value), count(*) - count(obs_value) FROM "


@pytest.fixture(scope="session")
def expected() -> tuple[float, ...]:
    """Rows, sum and empty values of the published table."""
    values = pq.read_table(ROOT / "data/curated/observations.parquet")["obs_value"]
    return len(values), math.fsum(value for value in values.to_pylist() if value is not None), values.null_count


def check(said: str, expected: tuple[float, ...], *formats: str) -> None:
    found = json.loads(said)
    assert set(found) == set(formats)
    for form, read in found.items():
        assert tuple(read) == pytest.approx(expected, abs=1e-6), form


@pytest.mark.client("polars", "CSV (types from all rows)")
@pytest.mark.client("polars", "Parquet")
@pytest.mark.parametrize("environment", ["newer", "older"])
def test_polars(address: str, run_in: Run, expected: tuple[float, ...], environment: str) -> None:
    check(run_in(environment, POLARS, address), expected, "CSV", "Parquet", "scanned")


@pytest.mark.client("pandas", "CSV")
@pytest.mark.client("python-calamine", "XLSX")
def test_pandas_3_and_calamine(address: str, run_in: Run, expected: tuple[float, ...]) -> None:
    check(run_in("newer", PANDAS, address), expected, "CSV", "XLSX")


@pytest.mark.client("pandas", "CSV")
@pytest.mark.client("pyarrow", "Parquet")
def test_pandas_2(address: str, run_in: Run, expected: tuple[float, ...]) -> None:
    check(run_in("older", PANDAS, address), expected, "CSV", "Parquet")


@pytest.mark.client("pandas", "CSV")
@pytest.mark.client("pyarrow", "Parquet")
@pytest.mark.client("python-calamine", "XLSX")
def test_pandas_of_the_tests(address: str, run_in: Run, expected: tuple[float, ...]) -> None:
    check(run_in("", PANDAS, address), expected, "CSV", "Parquet", "XLSX")


@pytest.mark.client("R", "CSV")
@pytest.mark.client("jsonlite", "JSON")
def test_r(address: str, run_r: Run, expected: tuple[float, ...]) -> None:
    check(run_r(R, address), expected, "CSV", "JSON")


@pytest.fixture(scope="session")
def saved(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the figures in the formats that programs open from files."""
    folder = tmp_path_factory.mktemp("saved")
    for extension in ("csv", "parquet", "json", "xlsx"):
        # A workbook of codes is smaller.
        given = {"labels": "code"} if extension == "xlsx" else {}
        answer = requests.get(f"{address}/data/observations.{extension}", given, timeout=60)
        answer.raise_for_status()
        (folder / f"observations.{extension}").write_bytes(answer.content)
    return folder


@pytest.mark.client("duckdb", "CSV")
@pytest.mark.client("duckdb", "Parquet")
def test_duckdb(saved: Path, expected: tuple[float, ...]) -> None:
    for extension in ("csv", "parquet"):
        (found,) = duckdb.sql(f"{DUCKDB} '{saved}/observations.{extension}'").fetchall()
        assert found == pytest.approx(expected, abs=1e-6), extension


@pytest.mark.client("duckdb httpfs", "CSV")
@pytest.mark.client("duckdb httpfs", "Parquet")
def test_duckdb_over_http(address: str, expected: tuple[float, ...]) -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        try:
            connection.sql("LOAD httpfs")
        except duckdb.Error:
            pytest.skip("DuckDB httpfs: its extension is not installed here, and is not fetched by tests")
        for extension in ("csv", "parquet"):
            (found,) = connection.sql(f"{DUCKDB} '{address}/data/observations.{extension}'").fetchall()
            assert found == pytest.approx(expected, abs=1e-6), extension


@pytest.mark.client("openpyxl", "XLSX")
def test_openpyxl(saved: Path, expected: tuple[float, ...]) -> None:
    book = openpyxl.load_workbook(saved / "observations.xlsx", read_only=True)
    _, _, _, _, header, *rows = book["Table · Tableau"].iter_rows(values_only=True)
    values = [row[header.index("Value · Valeur")] for row in rows]
    found = (len(values), math.fsum(value for value in values if value is not None), values.count(None))
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.client("requests", "JSON")
@pytest.mark.client("jsonschema", "JSON")
def test_json_is_of_its_schema(address: str, saved: Path, expected: tuple[float, ...]) -> None:
    said = json.loads((saved / "observations.json").read_bytes())
    schema = requests.get(said["$schema"], timeout=60).json()
    # All rows take a minute; of each indicator the first.
    rows = said["rows"]
    assert len(rows) == expected[0]
    said["rows"] = list({row["indicator_id"]: row for row in reversed(rows)}.values())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert [fault.message for fault in jsonschema.Draft202012Validator(schema).iter_errors(said)] == []
    said["rows"][0]["obs_value"] = "many"
    assert not jsonschema.Draft202012Validator(schema).is_valid(said)


FEED = """
import feedparser, json, sys
read = feedparser.parse(sys.argv[1])
print(json.dumps([bool(read.bozo), len(read.entries), len({each.id for each in read.entries}), read.feed.title]))
"""

OPENAPI = """
import json, sys, urllib.request
from openapi_spec_validator import validate
validate(json.load(urllib.request.urlopen(sys.argv[1])))
print("valid")
"""


@pytest.mark.client("feedparser", "Atom")
def test_feedparser_reads_the_corrections(address: str, run_in: Run) -> None:
    malformed, entries, ids, title = json.loads(run_in("newer", FEED, f"{address}/corrections.atom?lang=en"))
    assert not malformed and entries == ids > 0 and title


@pytest.mark.client("openapi-spec-validator", "OpenAPI")
def test_openapi_spec_validator_finds_no_fault(address: str, run_in: Run) -> None:
    assert run_in("newer", OPENAPI, f"{address}/openapi.json") == "valid\n"
