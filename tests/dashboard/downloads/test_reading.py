"""Large tables are read by parts: the same rows, and no more of the file than can hold them."""

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.downloads import files as files_module
from dashboard.downloads import published as published_module
from dashboard.downloads import reading
from dashboard.downloads.dataset_docs import files_of
from dashboard.downloads.files import Files
from dashboard.downloads.published import Published, PublishedTable, open_published
from dashboard.downloads.reading import count_rows, most_rows, read_batches
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
    found = b"".join(files_of(by_parts, BASE).find(path, given).chunks())  # type: ignore[arg-type]
    assert found == files.body(files.find(path, given))  # type: ignore[arg-type]


def test_the_file_of_an_indicator_reads_only_the_parts_that_can_hold_it(by_parts: Published) -> None:
    whole = by_parts.tables["observations"].rows
    for indicator in by_parts.records("indicators"):
        rows = sum(row["indicator_id"] == indicator for row in by_parts.records("observations").values())
        read = most_rows(by_parts, Selection(table="observations", indicator=indicator))
        # Sorted by indicator, its rows touch at most one part more at either end.
        assert rows <= read <= rows + 2 * GROUP < whole


def test_a_small_file_out_of_a_large_table_is_made_whole(by_parts: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "WHOLE_ROWS", 8)
    files = files_of(by_parts, BASE)
    sizes = Counter(row["indicator_id"] for row in by_parts.records("observations").values())
    assert min(sizes.values()) <= 8 < max(sizes.values()) <= GROUP * 4
    for indicator, rows in sizes.items():
        file = files.find(f"indicators/{indicator}.csv")
        # Whole, although the parts that hold it have more rows: it then has a length, ranges and its number of rows.
        assert file.whole == (rows <= 8)
        assert files.count(file) == rows


class Watched:
    """A reader that remembers which columns of which row groups were read, and how many rows were decoded of them."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def __init__(self, reader: Any, seen: list[tuple[int, tuple[str, ...], int]]) -> None:
        self._reader = reader
        self._seen = seen

    def read_row_group(self, group: int, columns: list[str]) -> Any:
        self._seen.append((group, tuple(sorted(columns)), GROUP))
        return self._reader.read_row_group(group, columns=columns)

    def iter_batches(self, most: int, row_groups: list[int]) -> Any:
        (group,) = row_groups
        for batch in self._reader.iter_batches(most, row_groups=row_groups):
            self._seen.append((group, tuple(batch.schema.names), batch.num_rows))
            yield batch


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[str, ...], int]]:
    found: list[tuple[int, tuple[str, ...], int]] = []
    real = PublishedTable.open
    monkeypatch.setattr(PublishedTable, "open", lambda self, names=(): Watched(real(self, names), found))
    return found


def test_only_the_columns_that_decide_are_read_to_count(
    by_parts: Published, seen: list[tuple[int, tuple[str, ...], int]]
) -> None:
    selection = Selection(table="observations", values=(("sex", ("F",)),), start="2009")
    counted = count_rows(by_parts, selection)
    assert seen and {names for _, names, _ in seen} == {("sex", "time_period")}
    assert counted == sum(batch.num_rows for batch in read_batches(by_parts, selection, 1000)) > 0
    assert count_rows(by_parts, Selection(table="observations")) == by_parts.tables["observations"].rows


def test_what_follows_the_last_selected_row_of_a_part_is_not_decoded(
    published: Published, by_parts: Published, seen: list[tuple[int, tuple[str, ...], int]]
) -> None:
    places = {obs_id: place for place, obs_id in enumerate(published.records("observations"))}
    obs_id, place = next((key, place) for key, place in places.items() if place % GROUP == 2)
    seen.clear()
    selection = Selection(table="observations", values=(("figure", (obs_id,)),))
    (batch,) = read_batches(by_parts, selection, 1000)
    assert batch.column("obs_id").to_pylist() == [obs_id]
    whole = [(group, rows) for group, names, rows in seen if len(names) > 1]
    assert whole == [(place // GROUP, 3)]


def test_a_figure_is_found_in_the_file(by_parts: Published, published: Published) -> None:
    for obs_id, row in published.records("observations").items():
        assert by_parts.find("observations", obs_id) == row
    assert by_parts.find("observations", "o-none") is None
