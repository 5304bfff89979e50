"""Large tables are read by parts: the same rows, and no more of the file than can hold them."""

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.downloads import published as published_module
from dashboard.downloads import reading
from dashboard.downloads.files import Files
from dashboard.downloads.published import Published, open_published
from dashboard.downloads.reading import most_rows
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
    monkeypatch.setattr(reading, "KEPT_ROWS", 0)
    monkeypatch.setattr(published_module, "KEPT_ROWS", 0)
    monkeypatch.setattr(reading, "BATCH_ROWS", {"code": 7, "both": 5})
    return open_published(out)


@pytest.mark.parametrize(
    "query", ["", "topic=opinion&sex=F", "start=2008&end=2009", "figure=o-0012,o-0031", "labels=code"]
)
@pytest.mark.parametrize("extension", ["csv", "parquet", "json", "sdmx.csv"])
def test_a_table_read_by_parts_gives_the_same_file(
    by_parts: Published, files: Files, query: str, extension: str
) -> None:
    given = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    path = f"observations.{extension}"
    found = b"".join(Files(by_parts, BASE).find(path, given).chunks())  # type: ignore[arg-type]
    assert found == files.body(files.find(path, given))  # type: ignore[arg-type]


def test_the_file_of_an_indicator_reads_only_the_parts_that_can_hold_it(by_parts: Published) -> None:
    whole = by_parts.tables["observations"].rows
    for indicator in by_parts.records("indicators"):
        rows = sum(row["indicator_id"] == indicator for row in by_parts.records("observations").values())
        read = most_rows(by_parts, Selection(table="observations", indicator=indicator))
        # Sorted by indicator, its rows touch at most one part more at either end.
        assert rows <= read <= rows + 2 * GROUP < whole


def test_a_figure_is_found_in_the_file(by_parts: Published, published: Published) -> None:
    for obs_id, row in published.records("observations").items():
        assert by_parts.find("observations", obs_id) == row
    assert by_parts.find("observations", "o-none") is None
