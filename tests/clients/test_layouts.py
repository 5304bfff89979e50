"""Formats and layouts opened by programs of others, old releases and new ones, and compared with the published rows.

haven and readr are not tried: Debian's packages of them bring some thirty others. What haven reads with is ReadStat,
which pyreadstat has too, and foreign reads SPSS files with code of its own.
"""

import csv
import io
import json
import sys
from urllib.request import urlopen

import pytest

from tests.clients.conftest import Run, _ran

INDICATOR = "prostitution-recourse-cases"
# What every reader gives of each row; a missing text is an empty one.
SHOW = """
def show(rows):
    def cell(value):
        return None if value is None or value != value or value == "" else value
    print(json.dumps([[cell(value) for value in row] for row in rows]))
"""
PANDAS = (
    """
import io, json, sys, urllib.request
import pandas as pd
import pyreadstat
stem = sys.argv[1] + "/data/observations"
names = ["obs_id", "obs_value", "obs_value_low", "obs_status_label_en", "note_fr"]
def take(url, path):
    content = urllib.request.urlopen(url).read()
    open(path, "wb").write(content)
    return path
"""
    + SHOW
    + """
frames = [
    pd.read_csv(stem + ".csv", low_memory=False),
    pd.read_json(stem + ".rows.json"),
    pd.read_json(stem + ".ndjson", lines=True),
    pd.read_parquet(io.BytesIO(urllib.request.urlopen(stem + ".parquet").read())),
    pd.read_stata(stem + ".dta"),
    pyreadstat.read_dta(take(stem + ".dta", "a.dta"), apply_value_formats=True)[0],
    pyreadstat.read_sav(take(stem + ".sav", "a.sav"), apply_value_formats=True)[0],
]
for frame in frames:
    show(frame[names].astype(object).values.tolist())
"""
)
POLARS = (
    """
import io, json, sys, urllib.request
import polars as pl
stem = sys.argv[1] + "/data/observations"
names = ["obs_id", "obs_value", "obs_value_low", "obs_status_label_en", "note_fr"]
"""
    + SHOW
    + """
for query in ("", "?layout=compact&lang=en&labels=code", "?layout=wide&lang=en&labels=code"):
    open("lines.ndjson", "wb").write(urllib.request.urlopen(stem + ".ndjson" + query).read())
    frame = pl.scan_ndjson("lines.ndjson", infer_schema_length=None).collect()
    content = urllib.request.urlopen(stem + ".parquet" + query).read()
    assert frame.height == pl.read_parquet(io.BytesIO(content)).height
    if not query:
        show(frame.select(names).rows())
    elif "wide" in query:
        print(frame["obs_ids"].str.split("; ").explode().n_unique(), frame.height)
    else:
        print(frame["obs_id"].n_unique(), frame["obs_value"].sum())
"""
)
SHEETS = """
import io, json, sys, urllib.request
from python_calamine import CalamineWorkbook
for path in sys.argv[2:]:
    books = [
        CalamineWorkbook.from_filelike(io.BytesIO(urllib.request.urlopen(f"{sys.argv[1]}/data/{path}").read()))
        for path in (path.replace("EXT", "ods"), path.replace("EXT", "xlsx"))
    ]
    sheets = [{name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names} for book in books]
    for sheet in sheets[0].keys() - {"Cover", "Couverture"}:
        assert sheets[0][sheet] == sheets[1][sheet], sheet
    print(json.dumps(list(sheets[0].items())))
"""
R = """
address <- commandArgs(TRUE)[1]
take <- function(path) { file <- tempfile(); download.file(paste0(address, "/data/", path), file, quiet = TRUE); file }
show <- function(d) {
  value <- as.numeric(d$obs_value)
  cat(nrow(d), format(sum(value, na.rm = TRUE), digits = 15), sum(is.na(value)), "\\n")
}
options(warn = 2)
show(jsonlite::fromJSON(take("observations.rows.json")))
show(jsonlite::stream_in(file(take("observations.ndjson")), verbose = FALSE))
options(warn = 1)
spss <- suppressWarnings(foreign::read.spss(take("observations.sav"), to.data.frame = TRUE))
show(spss)
stopifnot(is.factor(spss$sex_label_en), identical(levels(spss$sex_label_en)[1], "Everyone"))
"""


def published(address: str, query: str = "") -> list[dict[str, str]]:
    with urlopen(f"{address}/data/observations.csv{query}") as answer:
        return list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))


def shown(address: str) -> list[list[object]]:
    rows = published(address)
    texts = ("obs_status_label_en", "note_fr")
    return [
        [row["obs_id"], *(float(row[name]) if row[name] else None for name in ("obs_value", "obs_value_low"))]
        + [row[name] or None for name in texts]
        for row in rows
    ]


@pytest.mark.client("pandas", "rows.json, NDJSON, ODS")
@pytest.mark.client("pyreadstat", "Stata, SPSS")
@pytest.mark.parametrize("environment", ["ours", "older"])
def test_pandas_and_pyreadstat_read_every_format_alike(address: str, run_in: Run, tmp_path, environment: str) -> None:  # type: ignore[no-untyped-def]
    if environment == "ours":
        printed = _ran([sys.executable, "-c", PANDAS, address], tmp_path)
    else:
        printed = run_in(environment, PANDAS, address)
    expected = shown(address)
    found = [json.loads(line) for line in printed.splitlines()]
    assert len(found) == 7 and all(rows == expected for rows in found)


@pytest.mark.client("polars", "NDJSON")
@pytest.mark.parametrize("environment", ["newer", "older"])
def test_polars_reads_lines_of_json_and_parquet_in_every_layout(address: str, run_in: Run, environment: str) -> None:
    full, compact, wide = run_in(environment, POLARS, address).splitlines()
    expected = shown(address)
    assert json.loads(full) == expected
    count, total = compact.split()
    assert int(count) == len(expected)
    assert float(total) == pytest.approx(sum(row[1] for row in expected if row[1] is not None))  # type: ignore[misc]
    figures, series = map(int, wide.split())
    assert figures == len(expected) > series


@pytest.mark.client("python-calamine", "ODS")
@pytest.mark.client("python-calamine", "XLSX")
def test_calamine_finds_the_same_cells_in_both_workbooks_in_every_layout(address: str, run_in: Run) -> None:
    paths = [f"indicators/{INDICATOR}.EXT?lang=en{layout}" for layout in ("", "&layout=compact", "&layout=wide")]
    full, compact, wide, by_topic = (
        dict(json.loads(line))
        for line in run_in("newer", SHEETS, address, *paths, "esec-by-topic.EXT?lang=en").splitlines()
    )
    values = {}
    for name, sheets in (("full", full), ("compact", compact)):
        header, *rows = sheets["Table"][4:]
        values[name] = {row[header.index("Figure id")]: row[header.index("Value")] for row in rows}
    assert values["full"] == values["compact"] and len(values["full"]) > 5
    cells = [cell for row in wide["Table"][5:] for cell in row if isinstance(cell, float)]
    assert sorted(cells) == sorted(value for value in values["full"].values() if value != "")
    ids = [row[0] for name, rows in by_topic.items() if name[0].isdigit() for row in rows[4:]]
    assert sorted(ids) == sorted(row["obs_id"] for row in published(address))


@pytest.mark.client("jsonlite", "rows.json")
@pytest.mark.client("foreign", "SPSS")
def test_r_reads_rows_of_json_and_spss(address: str, run_r: Run) -> None:
    values = [row[1] for row in shown(address)]
    expected = [len(values), sum(value for value in values if value is not None), values.count(None)]  # type: ignore[misc]
    for line in run_r(R, address).splitlines():
        assert [float(part) for part in line.split()] == pytest.approx(expected)


@pytest.mark.client("odfpy", "ODS")
def test_an_old_reader_of_odf_opens_the_ods(address: str, run_in: Run) -> None:
    code = """
import json, sys
import pandas as pd
frame = pd.read_excel(sys.argv[1], sheet_name="Table", header=3 + 1, engine="odf")
print(json.dumps([frame["Figure id"].tolist(), frame["Value"].tolist()]))
"""
    ids, values = json.loads(run_in("older", code, f"{address}/data/indicators/{INDICATOR}.ods?lang=en&layout=compact"))
    expected = {row["obs_id"]: row["obs_value"] for row in published(address, f"?indicator={INDICATOR}")}
    assert dict(zip(ids, values, strict=True)) == {obs_id: float(value) for obs_id, value in expected.items()}
