"""CSV as RFC 4180 and as French Excel read it."""

import csv
from io import BytesIO, StringIO

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from tests.dashboard.downloads.reading_back import arrow_of, read_csv
from tests.dashboard.downloads.test_round_trip import assert_same


def test_the_standard_file_has_neither_mark_nor_comment_nor_footer(files: DownloadCatalogue) -> None:
    content = files.body(files.find("observations.csv"))
    assert content.startswith(b"obs_id,indicator_id,")
    assert b"\r" not in content
    lines = list(csv.reader(StringIO(content.decode(), newline=""), strict=True))
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == files.published.tables["observations"].rows + 1


@pytest.mark.parametrize("labels", ["both", "code"])
def test_every_table_has_the_bytes_of_the_writer_of_pyarrow(files: DownloadCatalogue, labels: str) -> None:
    for table in files.published.tables:
        rows = Rows(files.published, files.dataset, Selection(table=table, labels=labels))
        sink = pa.BufferOutputStream()
        pacsv.write_csv(arrow_of(rows), sink, pacsv.WriteOptions(eol="\n", quoting_header="none"))
        assert files.body(files.find(f"{table}.csv", [("labels", labels)])) == sink.getvalue().to_pybytes(), table


@pytest.mark.parametrize("query", ["observations.csv", "observations.csv?dialect=excel-fr", "observations.sdmx.csv"])
def test_no_text_runs_in_a_spreadsheet(hostile_files: DownloadCatalogue, query: str) -> None:
    path, _, dialect = query.partition("?dialect=")
    content = hostile_files.body(hostile_files.find(path, [("dialect", dialect)] if dialect else [])).decode(
        "utf-8-sig"
    )
    cells = [c for row in csv.reader(StringIO(content, newline=""), delimiter=";" if dialect else ",") for c in row]
    for text in ("=1+1", "@SUM(A1)", "\t=1+1", "\n=1+1", "  =1+1", "\ufeff@SUM(A1)", "＝1+1", "-5 then text"):
        assert f"'{text}" in cells, text
        assert text not in cells, text
    assert {"-5", "007"} <= set(cells)
    for cell in cells:
        assert not cell.lstrip().startswith(("=", "+", "@", "＝", "＋", "－", "＠")), cell


def test_the_french_dialect_has_mark_semicolons_and_decimal_commas(hostile_files: DownloadCatalogue) -> None:
    given_parameters = [("dialect", "excel-fr"), ("lang", "fr")]
    content = hostile_files.body(hostile_files.find("observations.csv", given_parameters))
    assert content.startswith(b"\xef\xbb\xbfobs_id;indicator_id;")
    rows = Rows(hostile_files.published, hostile_files.dataset, Selection(table="observations", lang="fr"))
    found = read_csv(content, rows, delimiter=";", decimal=",", encoding="utf-8-sig")
    assert_same(found, arrow_of(rows).to_pylist())


def test_pandas_reads_the_french_dialect_as_a_french_reader_would(files: DownloadCatalogue) -> None:
    content = files.body(files.find("observations.csv", [("dialect", "excel-fr"), ("lang", "fr")]))
    frame = pd.read_csv(BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", dtype={"footnote": str})
    expected = arrow_of(Rows(files.published, files.dataset, Selection(table="observations", lang="fr"))).to_pandas()
    assert list(frame.columns) == list(expected.columns)
    for column in ("obs_value", "obs_value_low", "obs_value_high"):
        assert frame[column].dtype == float
        pd.testing.assert_series_equal(frame[column], expected[column])
    assert frame["obs_value"].map(lambda value: value % 1 != 0 and value == value).any(), "no decimal number to compare"
    assert list(frame["note_fr"].dropna()) == list(expected["note_fr"].dropna())


def test_pandas_reads_the_standard_file_without_options(files: DownloadCatalogue) -> None:
    content = files.body(files.find("observations.csv"))
    frame = pd.read_csv(BytesIO(content), dtype={"time_period": str, "footnote": str})
    expected = arrow_of(Rows(files.published, files.dataset, Selection(table="observations"))).to_pandas()
    pd.testing.assert_series_equal(frame["obs_value"], expected["obs_value"])
    assert list(frame["indicator_label_fr"]) == list(expected["indicator_label_fr"])


def test_an_empty_selection_is_a_header_alone(files: DownloadCatalogue) -> None:
    content = files.body(files.find("observations.csv", [("topic", "helpline"), ("sex", "F")]))
    assert content.count(b"\n") == 1 and content.startswith(b"obs_id,")
