"""Large tables are read by parts: the same rows, in batches that stay small."""

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.downloads import files as files_module
from dashboard.downloads import published as published_module
from dashboard.downloads import rows as rows_module
from dashboard.downloads.documents import files_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.published import Published, open_published
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from tests.dashboard.downloads.conftest import BASE

GROUP = 16


@pytest.fixture
def by_parts(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """The same version with the figures in small row groups, read as a table too large to be kept."""
    out = Path(shutil.copytree(folder, tmp_path / "curated"))
    path = out / "observations.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=GROUP)
    descriptor = json.loads((out / "datapackage.json").read_text())
    resource = next(item for item in descriptor["resources"] if item["name"] == "observations")
    resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    (out / "datapackage.json").write_text(json.dumps(descriptor))
    monkeypatch.setattr(rows_module, "KEPT_ROWS", 0)
    monkeypatch.setattr(published_module, "KEPT_ROWS", 0)
    monkeypatch.setattr(rows_module, "BATCH_ROWS", {"code": 7, "both": 5})
    return open_published(out)


@pytest.mark.parametrize(
    "query", ["", "topic=opinion&sex=F", "start=2008&end=2009", "figure=o-0012,o-0031", "labels=code"]
)
@pytest.mark.parametrize("extension", ["csv", "parquet", "json", "sdmx.csv"])
def test_a_table_read_by_parts_gives_the_same_file(
    by_parts: Published, files: DownloadCatalogue, query: str, extension: str
) -> None:
    given = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    path = f"observations.{extension}"
    found = b"".join(files_of(by_parts, BASE).find(path, given).chunks())  # type: ignore[arg-type]
    assert found == files.body(files.find(path, given))  # type: ignore[arg-type]


def test_a_small_file_out_of_a_large_table_is_made_whole(by_parts: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "WHOLE_ROWS", 8)
    files = files_of(by_parts, BASE)
    sizes = Counter(row["indicator_id"] for row in by_parts.records("observations").values())
    near = {indicator: rows for indicator, rows in sizes.items() if rows <= GROUP * 4}
    assert min(near.values()) <= 8 < max(near.values())
    for indicator, rows in near.items():
        file = files.find(f"indicators/{indicator}.csv")
        # Whole, although the parts that hold it have more rows: it then has a length, ranges and its number of rows.
        assert file.whole == (rows <= 8)
        assert file.rows and files.count(file.rows) == rows


def test_rows_are_counted_as_they_are_read(by_parts: Published) -> None:
    selection = Selection(table="observations", values=(("sex", ("F",)),), start="2009")
    rows = Rows(by_parts, by_parts.at(BASE), selection)
    batches = list(rows.batches())
    assert rows.count() == sum(batch.num_rows for batch in batches) > 0
    assert max(batch.num_rows for batch in batches) <= 5
    whole = Rows(by_parts, by_parts.at(BASE), Selection(table="observations"))
    assert whole.count() == by_parts.tables["observations"].rows


def test_a_figure_is_found_in_the_file(by_parts: Published, published: Published) -> None:
    rows = list(published.records("observations").items())
    # The ends of each row group, where a search may go wrong, and some within.
    for at in sorted({0, GROUP - 1, GROUP, len(rows) - 1, *range(0, len(rows), GROUP + 1)}):
        obs_id, row = rows[at]
        assert by_parts.find("observations", obs_id) == row
    assert by_parts.find("observations", "o-none") is None
