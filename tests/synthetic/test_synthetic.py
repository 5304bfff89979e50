"""What benchmarks and the fault harness rely on: made-up tables look exactly like published ones."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipelines.publish.publish import read_published
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.paths import DESCRIPTOR
from tests.synthetic import OWN, PROBE_INDICATOR, Size, write_synthetic

ROWS = 70_000  # more than one row group


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synthetic")
    write_synthetic(out, Size(ROWS, indicators=24))
    return out


@pytest.fixture(scope="module")
def frames(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pq.read_table(folder / f"{name}.parquet").to_pandas() for name in tables()}


def test_descriptor_states_every_file_and_its_hash(folder: Path) -> None:
    resources = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    assert {item["path"] for item in resources} | {DESCRIPTOR} == {path.name for path in folder.iterdir()}
    for item in resources:
        content = (folder / item["path"]).read_bytes()
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", item["path"]


@pytest.mark.parametrize("name", list(tables()))
def test_files_have_the_declared_columns_and_descriptions(folder: Path, name: str) -> None:
    schema = pq.read_schema(folder / f"{name}.parquet")
    assert schema.equals(arrow_schema(tables()[name]), check_metadata=False)
    assert schema.field(0).metadata == arrow_schema(tables()[name]).field(0).metadata
    assert schema.metadata[b"title"] and schema.metadata[b"licence"]


def test_there_are_as_many_figures_as_asked_for_in_published_order(frames: dict[str, pd.DataFrame]) -> None:
    order = [C.INDICATOR_ID, C.TIME_PERIOD, C.SOURCE_ID, C.OBS_ID]
    found = frames[T.OBSERVATIONS][order]
    assert len(found) == ROWS
    pd.testing.assert_frame_equal(found, found.sort_values(order, kind="stable").reset_index(drop=True))
    assert found[C.OBS_ID].is_unique


def test_row_groups_let_a_reader_of_one_indicator_skip_the_others(folder: Path) -> None:
    footer = pq.ParquetFile(folder / "observations.parquet").metadata
    column = footer.schema.names.index(C.INDICATOR_ID)
    bounds = [footer.row_group(group).column(column).statistics for group in range(footer.num_row_groups)]
    assert footer.num_row_groups > 1
    assert all(first.max <= second.min for first, second in pairwise(bounds))


def test_every_reference_is_to_something_published(frames: dict[str, pd.DataFrame]) -> None:
    dangling = {
        (table.name, column.name)
        for table in tables().values()
        for column in table.columns
        if (target := table.reference(column))
        and not set(frames[table.name][column.name].dropna()) <= set(frames[target[0]][target[1]])
    }
    assert not dangling


def test_each_figure_says_the_line_it_comes_from(frames: dict[str, pd.DataFrame]) -> None:
    lineage = frames[T.LINEAGE]
    assert set(frames[T.OBSERVATIONS][C.OBS_ID]) == set(lineage[lineage[C.TABLE_ID] == T.OBSERVATIONS][C.ROW_KEY])


def test_all_countries_decades_and_subgroups_are_there(frames: dict[str, pd.DataFrame]) -> None:
    observations = frames[T.OBSERVATIONS]
    # ISO 3166-1 lists 249 countries and territories.
    assert frames[T.AREAS][C.REF_AREA].str.fullmatch("(FR_)?[A-Z]{2}").sum() == 249
    assert observations[C.REF_AREA].nunique() > 100
    assert observations[C.TIME_PERIOD].str[:4].astype(int).agg(lambda year: year.max() - year.min()) >= 30
    assert (
        observations[C.SEX].nunique() == 3
        and observations[C.AGE].nunique() > 1
        and observations[C.ANSWER].nunique() > 1
    )


def test_probe_indicator_has_the_same_figures_in_every_size(tmp_path: Path, frames: dict[str, pd.DataFrame]) -> None:
    write_synthetic(tmp_path, Size(OWN + 800, indicators=24))
    small = pq.read_table(tmp_path / "observations.parquet").to_pandas()

    def probe(observations: pd.DataFrame) -> pd.DataFrame:
        return observations[observations[C.INDICATOR_ID] == PROBE_INDICATOR].reset_index(drop=True)

    assert len(probe(small)) > 100
    pd.testing.assert_frame_equal(probe(small), probe(frames[T.OBSERVATIONS]))


def test_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in {"one": 1, "again": 1, "other": 2}.items():
        write_synthetic(tmp_path / name, Size(OWN + 800, indicators=8), seed=seed)
    one, again, other = ((tmp_path / name / DESCRIPTOR).read_bytes() for name in ("one", "again", "other"))
    assert one == again
    assert one != other


def test_printed_form_carries_the_value(folder: Path) -> None:
    observations = pq.read_table(folder / "observations.parquet", filters=pc.field(C.INDICATOR_ID) == PROBE_INDICATOR)
    exact = observations.filter(pc.field(C.QUALIFIER) == "exact").to_pylist()
    assert exact
    for row in exact:
        assert float(row[C.AS_PRINTED].replace(" ", "")) == row[C.OBS_VALUE], row[C.OBS_ID]


def test_more_figures_than_the_indicators_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ask for more indicators"):
        write_synthetic(tmp_path, Size(1_000_000, indicators=2))


@pytest.mark.slow
def test_every_rule_holds(tmp_path: Path) -> None:
    from expectations.validate import check

    write_synthetic(tmp_path, Size(12_000))
    assert [str(fault) for fault in check(read_published(tmp_path)).faults if fault.severity == "error"] == []
