"""Work that is measured in a process of its own, with its memory: `python -m tests.benchmarks.steps NAME FOLDER [OUT]`.

Each step prints its seconds without imports and without reading its input.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Clock = Callable[[], float]


def _said(start: float, **more: Any) -> dict[str, Any]:
    return {"seconds": time.perf_counter() - start, **more}


def _write_raw(folder: Path, raw: Path) -> None:
    """A raw folder with the figures of a published one in the CSV of one more source."""
    import shutil

    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    from pipelines.schema.columns import T
    from pipelines.schema.dataset import REPORT_SOURCE
    from pipelines.schema.declared import tables
    from pipelines.schema.paths import RAW_DIR

    shutil.rmtree(raw, ignore_errors=True)
    shutil.copytree(RAW_DIR, raw)
    source = raw / "synthetic"
    source.mkdir()
    shutil.copy(raw / REPORT_SOURCE / "source.toml", source)
    names = [column.name for column in tables()[T.OBSERVATIONS].raw_columns]
    file = pq.ParquetFile(folder / f"{T.OBSERVATIONS}.parquet")
    schema = pa.schema([file.schema_arrow.field(name) for name in names])
    with pc.CSVWriter(source / f"{T.OBSERVATIONS}.csv", schema) as writer:
        for batch in file.iter_batches(columns=names):
            writer.write(batch.select(names))


def curate(folder: Path, out: Path) -> dict[str, Any]:
    """The build's first step: a raw folder with so many figures to frames."""
    from pipelines.curate.curate import curate as curate_folder
    from pipelines.schema.columns import T
    from pipelines.schema.faults import Faults

    _write_raw(folder, out)
    faults = Faults()
    start = time.perf_counter()
    frames = curate_folder(out, faults)
    return _said(start, rows=len(frames[T.OBSERVATIONS]), faults=len(faults))


def publish(folder: Path, out: Path) -> dict[str, Any]:
    """The build's last step: frames to the published folder, with hashes, synced and exchanged."""
    from pipelines.publish.publish import publish as publish_frames
    from pipelines.publish.publish import read_published

    frames = read_published(folder)
    start = time.perf_counter()
    publish_frames(frames, {}, out)
    return _said(start)


def bare_write(folder: Path, out: Path) -> dict[str, Any]:
    """Peer of `publish`: pandas and pyarrow alone write the same frames."""
    import pyarrow.parquet as pq

    frames = {path.stem: pq.read_table(path).to_pandas() for path in sorted(folder.glob("*.parquet"))}
    out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    for name, frame in frames.items():
        frame.to_parquet(out / f"{name}.parquet", compression="zstd", index=False)
    return _said(start)


def validate(folder: Path, _out: Path) -> dict[str, Any]:
    """Every rule over the tables."""
    from expectations.validate import check
    from pipelines.publish.publish import read_published

    frames = read_published(folder)
    start = time.perf_counter()
    verdict = check(frames)
    return _said(start, rules=len(verdict.results), errors=sum(fault.severity == "error" for fault in verdict.faults))


def bare_suite(folder: Path, _out: Path) -> dict[str, Any]:
    """Peer of `validate`: Great Expectations alone, keys unique and required columns filled in every table."""
    import great_expectations as gx
    import pyarrow.parquet as pq
    from great_expectations.expectations.core import (
        ExpectColumnValuesToBeUnique,
        ExpectColumnValuesToNotBeNull,
    )

    from pipelines.schema.declared import tables

    frames = {name: pq.read_table(folder / f"{name}.parquet").to_pandas() for name in tables()}
    start = time.perf_counter()
    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_pandas("bare")
    done = 0
    for name, table in tables().items():
        suite = gx.ExpectationSuite(name=name)
        for column in table.columns:
            if not column.nullable:
                suite.add_expectation(ExpectColumnValuesToNotBeNull(column=column.name))
        if len(table.key) == 1:
            suite.add_expectation(ExpectColumnValuesToBeUnique(column=table.key[0]))
        asset = source.add_dataframe_asset(name=name)
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frames[name]})
        done += len(batch.validate(suite).results)
    return _said(start, rules=done)


def arrow_csv(folder: Path, _out: Path) -> dict[str, Any]:
    """Peer of the CSV download: pyarrow's writer, from a table in memory to memory."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "observations.parquet")
    sink = pa.BufferOutputStream()
    start = time.perf_counter()
    pc.write_csv(table, sink)
    return _said(start, rows=table.num_rows)


def arrow_csv_labelled(folder: Path, _out: Path) -> dict[str, Any]:
    """Peer of the CSV download with labels: pyarrow's writer, the same rows and columns, from memory to memory."""
    import pyarrow as pa
    import pyarrow.csv as pc

    from dashboard.downloads.published import open_published
    from dashboard.downloads.rows import Rows
    from dashboard.downloads.selection import Selection

    published = open_published(folder)
    rows = Rows(published, published.at("http://127.0.0.1:8050"), Selection(table="observations"))
    table = pa.Table.from_batches(list(rows.batches()), rows.schema)
    sink = pa.BufferOutputStream()
    start = time.perf_counter()
    pc.write_csv(table, sink)
    return _said(start, rows=table.num_rows)


def sqlite(folder: Path, out: Path) -> dict[str, Any]:
    """The observations as an SQLite table, for Datasette."""
    import sqlite3

    import pyarrow.parquet as pq

    start = time.perf_counter()
    file = pq.ParquetFile(folder / "observations.parquet")
    names = file.schema_arrow.names
    with sqlite3.connect(out) as database:
        database.execute(f"CREATE TABLE observations ({', '.join(names)}, PRIMARY KEY (obs_id))")
        places = ", ".join("?" for _ in names)
        for batch in file.iter_batches():
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            database.executemany(f"INSERT INTO observations VALUES ({places})", rows)
        database.execute("CREATE INDEX by_indicator ON observations (indicator_id)")
    return _said(start, rows=file.metadata.num_rows)


STEPS: Final = {
    step.__name__: step
    for step in (curate, publish, bare_write, validate, bare_suite, arrow_csv, arrow_csv_labelled, sqlite)
}


def main() -> None:
    """Run the named step and print what it says as JSON."""
    name, folder, *rest = sys.argv[1:]
    print(json.dumps(STEPS[name](Path(folder), Path(rest[0]) if rest else Path())))


if __name__ == "__main__":
    main()
