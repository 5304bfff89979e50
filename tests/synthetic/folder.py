"""Writes a synthetic data set as the published folder is written, by row groups: memory does not grow with the rows."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.publish.publish import VERDICT, latest_release, write_verdict
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import DESCRIPTION, LICENCE, LICENCE_NAME, LICENCE_URL, NAME, TITLE, cite_dataset
from pipelines.schema.declared import Table, tables
from pipelines.schema.paths import DESCRIPTOR
from tests.synthetic.catalogue import PROBE_INDICATOR, YEARS, Catalogue, Series, make_catalogue
from tests.synthetic.figures import capacity, make_figures

SEED: Final = 20111
# As `pipelines.publish.publish` writes.
_ROW_GROUP: Final = 65_536
_PROBE_ROWS: Final = 3 * len(YEARS)
_LEAST_ROWS: Final = 30
_OBSERVATIONS_CSV: Final = "synthetic/observations.csv"


@dataclass(frozen=True)
class Size:
    """How large the data set is: figures in all, and indicators among which the synthetic ones are spread."""

    rows: int
    indicators: int = 300


def _shares(catalogue: Catalogue, rows: int, seed: int) -> list[int]:
    """Figures of each synthetic indicator: uneven as in real data, none above what its axes hold, `rows` in all."""
    room = np.array([capacity(catalogue, series) for series in catalogue.series])
    fixed = np.array([series.indicator_id == PROBE_INDICATOR for series in catalogue.series])
    counts = np.where(fixed, min(_PROBE_ROWS, max(rows, 0)), 0)
    weights = np.where(fixed, 0.0, np.random.default_rng(seed).lognormal(0, 0.7, len(room)))
    # Enough years for both sides of a break, where there are figures enough.
    counts = np.where(fixed, counts, min(_LEAST_ROWS, max(rows - int(counts.sum()), 0) // max(int((~fixed).sum()), 1)))
    left = rows - int(counts.sum())
    if left > int((room - counts)[~fixed].sum()):
        raise ValueError(f"{len(room)} indicators hold at most {int(room.sum())} figures; ask for more indicators")
    while left > 0:
        open_weights = np.where(counts < room, weights, 0.0)
        more = np.floor(left * open_weights / open_weights.sum()).astype(int)
        if not more.any():
            more[np.argsort(-open_weights)[:left]] = 1
        counts = np.minimum(counts + more, np.where(fixed, counts, room))
        left = rows - int(counts.sum())
    return [int(count) for count in counts]


class _Rows:
    """Writes one Parquet file in row groups of one size from batches of any size."""

    def __init__(self, path: Path, schema: Any) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._held: list[Any] = []
        self.rows = 0

    def add(self, table: Any) -> None:
        self._held.append(table)
        self.rows += table.num_rows
        held = sum(each.num_rows for each in self._held)
        if held >= _ROW_GROUP:
            whole = pa.concat_tables(self._held)
            full = held - held % _ROW_GROUP
            self._writer.write_table(whole.slice(0, full), row_group_size=_ROW_GROUP)
            # A copy of the rest, so that the whole does not stay in memory behind it.
            self._held = [whole.slice(full).combine_chunks()]

    def close(self) -> None:
        rest = pa.concat_tables(self._held) if self._held else None
        if rest is not None and rest.num_rows:
            self._writer.write_table(rest, row_group_size=_ROW_GROUP)
        self._writer.close()


def _observations(catalogue: Catalogue, counts: list[int], seed: int, schema: Any) -> Iterator[Any]:
    """Batches in published order: real and synthetic indicators by their ids."""
    real = {str(key): frame for key, frame in catalogue.frames[T.OBSERVATIONS].groupby(C.INDICATOR_ID, sort=False)}
    made: dict[str, tuple[Series, int]] = {
        series.indicator_id: (series, count) for series, count in zip(catalogue.series, counts, strict=True) if count
    }
    number = 1
    for key in sorted(real.keys() | made.keys()):
        if key in real:
            yield pa.Table.from_pandas(real[key], schema=schema, preserve_index=False).cast(schema)
        else:
            series, count = made[key]
            yield make_figures(catalogue, series, count, number, seed, schema)
            number += count


def _observation_lineage(obs_ids: Any, first_line: int, schema: Any) -> Any:
    count = len(obs_ids)
    columns = {
        C.TABLE_ID: pa.repeat(pa.scalar(T.OBSERVATIONS), count),
        C.ROW_KEY: obs_ids,
        C.RAW_FILE: pa.repeat(pa.scalar(_OBSERVATIONS_CSV), count),
        C.RAW_LINE: pa.array(np.arange(first_line, first_line + count)),
    }
    return pa.table([columns[field.name] for field in schema], schema=schema)


def _write_small(frame: pd.DataFrame, schema: Any, path: Path) -> int:
    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(schema.metadata)
    pq.write_table(table, path, compression="zstd", row_group_size=_ROW_GROUP)
    return int(table.num_rows)


def _write_large(
    catalogue: Catalogue, size: Size, seed: int, folder: Path, schemas: dict[str, Any], report: Callable[[int], None]
) -> dict[str, int]:
    """Observations, and the line from which each is said to come. Returns their numbers of rows."""
    frames = catalogue.frames
    counts = _shares(catalogue, size.rows - len(frames[T.OBSERVATIONS]), seed)
    observations, lineage = (_Rows(folder / f"{name}.parquet", schemas[name]) for name in (T.OBSERVATIONS, T.LINEAGE))
    known = frames[T.LINEAGE].sort_values([C.TABLE_ID, C.ROW_KEY], kind="stable")

    def add_known(chosen: pd.Series) -> None:
        frame = known[chosen]
        lineage.add(
            pa.Table.from_pandas(frame, schema=schemas[T.LINEAGE], preserve_index=False).cast(schemas[T.LINEAGE])
        )

    # Sorted by table and key, as published: synthetic ids come after the real ones.
    add_known(known[C.TABLE_ID] <= T.OBSERVATIONS)
    line = 2
    for batch in _observations(catalogue, counts, seed, schemas[T.OBSERVATIONS]):
        observations.add(batch)
        if batch[C.OBS_ID][0].as_py().startswith("syn-"):
            lineage.add(_observation_lineage(batch[C.OBS_ID], line, schemas[T.LINEAGE]))
            line += batch.num_rows
        report(observations.rows)
    add_known(known[C.TABLE_ID] > T.OBSERVATIONS)
    observations.close()
    lineage.close()
    return {T.OBSERVATIONS: observations.rows, T.LINEAGE: lineage.rows}


def _resource(path: Path, table: Table | None, rows: int) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    about = {"title": table.title["en"], "description": table.text["en"], "rows": rows} if table else {}
    return {
        "name": path.stem,
        "path": path.name,
        "format": path.suffix.removeprefix("."),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        **about,
    }


def write_synthetic(
    folder: Path, size: Size, *, seed: int = SEED, report: Callable[[int], None] = lambda _: None
) -> None:
    """Write a published folder of that size.

    Args:
        folder: is made; files of the same names are overwritten.
        size: figures in all, the project's own among them, and synthetic indicators.
        seed: the same seed and size give the same bytes.
        report: is told the number of figures written so far.

    Raises:
        ValueError: the size is below the project's own figures or above what the indicators hold.
    """
    catalogue = make_catalogue(size.indicators)
    frames = catalogue.frames
    if size.rows < len(frames[T.OBSERVATIONS]):
        raise ValueError(f"at least {len(frames[T.OBSERVATIONS])} figures: the project's own are among them")
    folder.mkdir(parents=True, exist_ok=True)
    version, released = latest_release(frames)
    citation = cite_dataset(version, released)
    schemas = {
        name: arrow_schema(table, licence=LICENCE, citation=citation, version=version)
        for name, table in tables().items()
    }
    rows = _write_large(catalogue, size, seed, folder, schemas, report)
    for name in tables():
        if name not in rows:
            rows[name] = _write_small(frames[name], schemas[name], folder / f"{name}.parquet")
    resources = [_resource(folder / f"{name}.parquet", table, rows[name]) for name, table in tables().items()]
    # As if the rules had been run, which takes minutes: the tests of this folder run them over a small one.
    write_verdict({"version": version, "success": True}, resources, folder)
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE["en"],
        "description": DESCRIPTION["en"],
        "version": version,
        "created": f"{released}T00:00:00Z",
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL}],
        "resources": [*resources, _resource(folder / VERDICT, None, 0)],
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
