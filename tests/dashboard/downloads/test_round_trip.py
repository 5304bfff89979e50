"""Every table in every format, read back and compared cell by cell with the published rows."""

import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.downloads.documents import files_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.notes_table import NOTES
from dashboard.downloads.published import open_published
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from pipelines.schema.declared import tables
from tests.dashboard.downloads.reading_back import Row, arrow_of, read_csv, read_json, read_parquet, read_xlsx

READERS = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet, "json": read_json}
# Excel itself keeps no more.
XLSX_DIGITS = 15
TABLES = [*tables(), NOTES]


def published_rows(folder: Path, table: str) -> list[Row]:
    """Straight from the published file."""
    rows: list[Row] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def assert_same(found: list[Row], expected: list[Row], *, digits: int = 17) -> None:
    """The expected cells are in the found rows, in the same order and with the same types."""
    assert len(found) == len(expected)
    for got, wanted in zip(found, expected, strict=True):
        for name, cell in wanted.items():
            if isinstance(cell, float):
                assert math.isclose(got[name], cell, rel_tol=10.0**-digits, abs_tol=0.0) or got[name] == cell
            else:
                assert got[name] == cell and isinstance(got[name], type(cell)), (name, got[name], cell)


def with_control_characters(rows: list[Row]) -> list[Row]:
    """A workbook escapes control characters; Excel resolves the escape, openpyxl leaves it in place."""
    return [
        # The text that looks like the escape is itself escaped, and openpyxl resolves that.
        {name: "\r".join(cell.split("_x000D_")) if is_escaped(cell) else cell for name, cell in row.items()}
        for row in rows
    ]


def is_escaped(cell: object) -> bool:
    return isinstance(cell, str) and "_x000D_\n" in cell


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("table", tables())
def test_every_published_cell_comes_back(files: DownloadCatalogue, folder: Path, table: str, extension: str) -> None:
    rows = Rows(files.published, files.dataset, Selection(table=table))
    found = READERS[extension](files.body(files.find(f"{table}.{extension}")), rows)
    assert_same(found, published_rows(folder, table))


@pytest.mark.parametrize("table", TABLES)
def test_all_formats_say_the_same(files: DownloadCatalogue, table: str) -> None:
    rows = Rows(files.published, files.dataset, Selection(table=table))
    as_read = {
        extension: reader(files.body(files.find(f"{table}.{extension}")), rows) for extension, reader in READERS.items()
    }
    expected = arrow_of(rows).to_pylist()
    for found in as_read.values():
        assert_same(found, expected)


@pytest.mark.parametrize("extension", READERS)
def test_hostile_texts_and_numbers_come_back(
    hostile_files: DownloadCatalogue, hostile_folder: Path, extension: str
) -> None:
    files = hostile_files
    for table in ("observations", "indicators", "sources"):
        rows = Rows(files.published, files.dataset, Selection(table=table))
        found = READERS[extension](files.body(files.find(f"{table}.{extension}")), rows)
        expected = published_rows(hostile_folder, table)
        if extension == "xlsx":
            assert_same(with_control_characters(found), expected, digits=XLSX_DIGITS)
        else:
            assert_same(found, expected)


@pytest.mark.parametrize("extension", READERS)
def test_a_filtered_indicator_comes_back(files: DownloadCatalogue, folder: Path, extension: str) -> None:
    given = [("start", "2006"), ("end", "2008"), ("lang", "fr")]
    selection = Selection(
        table="observations", indicator="prostitution-recourse-cases", start="2006", end="2008", lang="fr"
    )
    rows = Rows(files.published, files.dataset, selection)
    found = READERS[extension](files.body(files.find(f"indicators/{selection.indicator}.{extension}", given)), rows)
    expected = [
        {name: cell for name, cell in row.items() if not name.endswith("_en")}
        for row in published_rows(folder, "observations")
        if row["indicator_id"] == selection.indicator and row["time_period"] in ("2006", "2007", "2008")
    ]
    assert expected
    assert_same(found, expected)


@pytest.mark.parametrize("extension", [*READERS, "sdmx.csv"])
def test_the_same_version_gives_the_same_bytes(files: DownloadCatalogue, folder: Path, extension: str) -> None:
    again = files_of(open_published(folder), files.dataset.base)
    path = f"observations.{extension}"
    assert b"".join(again.find(path).chunks()) == b"".join(files.find(path).chunks())
