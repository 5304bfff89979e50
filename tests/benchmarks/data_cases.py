"""Build, validation, streaming, filtered reads and growth: the tables beside the bare libraries."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv

from dashboard.query import open_tables
from pipelines.paths import CURATED_DIR
from pipelines.schema.columns import C, T
from tests.benchmarks.measure import (
    Bench,
    Line,
    Served,
    esec,
    esec_server,
    median,
    median_answer,
    run_process,
    seconds,
    serving,
    stream_seconds,
)
from tests.benchmarks.serving_cases import datasette
from tests.synthetic import PROBE_INDICATOR

_STEPS: Final = ("-m", "tests.benchmarks.steps")
# Datasette streams slowly enough that more rows only take longer.
_DATASETTE_ROWS: Final = 100_000
_GROWTH_PATIENCE: Final = 600.0


def build(bench: Bench) -> None:
    """The whole command on the real data, and what bare libraries take to write and check the same tables."""
    out = bench.scratch / "built"
    repeats = 3

    def ours() -> float:
        shutil.rmtree(out, ignore_errors=True)
        ended = run_process(*esec("build", "--out", str(out)))
        return ended.seconds if ended else float("nan")

    def peer(step: str) -> float:
        ended = run_process(*_STEPS, step, str(CURATED_DIR), str(bench.scratch / "bare"))
        return ended.seconds if ended else float("nan")

    write = median(lambda: peer("bare_write"), repeats)
    suite = median(lambda: peer("bare_suite"), repeats)
    bench.add(
        Line(
            group="build",
            what="esec build with every rule, whole command",
            unit="s",
            ours=median(ours, repeats),
            peer_name="bare pandas + pyarrow write, then a bare Great Expectations suite",
            peer=write + suite,
        )
    )


def streaming(bench: Bench, rows: int) -> None:
    """Rows a second of the whole table as CSV."""
    folder = bench.folder(rows)
    ended = run_process(*_STEPS, "arrow_csv", str(folder))
    arrow = rows / ended.said["seconds"] if ended else None
    with serving(*esec_server(folder)) as served:
        taken, _ = stream_seconds(served, "/data/observations.csv?labels=code")
        labelled, _ = stream_seconds(served, "/data/observations.csv")
        peak = max(served.memory_mib())
    what = f"{rows:,} figures as CSV"
    same: dict[str, Any] = {"group": "stream", "unit": "rows/s", "more_is_better": True}
    arrow_name = "pyarrow's writer, memory to memory"
    bench.add(
        Line(what=f"{what}, published columns", ours=rows / taken, peer_name=arrow_name, peer=arrow, limit=0.6, **same)
    )
    words = f"{what}, with labels and citation in each row"
    note = f"a worker then {peak:.0f} MiB"
    bench.add(Line(what=words, ours=rows / labelled, peer_name=arrow_name, peer=arrow, note=note, **same))
    fewer = min(rows, _DATASETTE_ROWS)
    with datasette(bench, bench.folder(fewer)) as other:
        other_taken, _ = stream_seconds(other, "/figures/observations.csv?_stream=on")
    name = f"Datasette, stream of {fewer:,}"
    name_columns = f"{what}, published columns"
    bench.add(Line(what=name_columns, ours=rows / taken, peer_name=name, peer=fewer / other_taken, limit=50, **same))


def _bare_read(connection: duckdb.DuckDBPyConnection, folder: Path, key: str) -> Any:
    query = "SELECT * FROM read_parquet(?) WHERE indicator_id = ?"
    return connection.sql(query, params=[str(folder / "observations.parquet"), key]).to_arrow_table()


def filtered(bench: Bench, rows: int) -> None:
    """One indicator out of all the rows."""
    folder = bench.folder(rows)
    bare = duckdb.connect(config={"threads": 2})
    repeats = bench.repeats
    held = open_tables(folder)
    largest = _largest_indicator(held)
    for key in (PROBE_INDICATOR, largest):
        count = held.count(T.OBSERVATIONS, {C.INDICATOR_ID: [key]})
        where = {C.INDICATOR_ID: [key]}

        def ours(where: dict[str, list[str]] = where) -> float:
            return seconds(lambda: held.select(T.OBSERVATIONS, where=where).read_all()) * 1000

        def peer(key: str = key) -> float:
            return seconds(lambda: _bare_read(bare, folder, key)) * 1000

        ours(), peer()
        what = f"{count:,} of {rows:,} figures, query layer"
        found, bare_found = median(ours, repeats), median(peer, repeats)
        same: dict[str, Any] = {"group": "filter", "unit": "ms", "limit": 2}
        bench.add(Line(what=what, ours=found, peer_name="DuckDB bare", peer=bare_found, **same))
    held.close()

    def query_and_write(key: str) -> float:
        return seconds(lambda: pacsv.write_csv(_bare_read(bare, folder, key), pa.BufferOutputStream())) * 1000

    with serving(*esec_server(folder)) as served:
        for key in (PROBE_INDICATOR, largest):
            path = f"/data/indicators/{key}.csv?labels=code"
            stream_seconds(served, path)
            found = median(lambda path=path: stream_seconds(served, path)[0] * 1000, 9)  # type: ignore[misc]
            peer_found = median(lambda key=key: query_and_write(key), 9)  # type: ignore[misc]
            what, name = f"{key}.csv of {rows:,} figures, over HTTP", "DuckDB bare, and pyarrow's CSV writer"
            bench.add(Line(what=what, ours=found, peer_name=name, peer=peer_found, **same))
    bare.close()


def _largest_indicator(held: Any) -> str:
    batches = held.select(T.OBSERVATIONS, columns=[C.INDICATOR_ID])
    counts: dict[str, int] = {}
    for batch in batches:
        for item in batch.column(0).value_counts().to_pylist():
            counts[item["values"]] = counts.get(item["values"], 0) + item["counts"]
    return max(counts, key=lambda key: counts[key])


def growth(bench: Bench) -> None:
    """Time and memory at each size: publish, validate, start, and one indicator that does not grow with the rest."""
    for rows in bench.sizes:
        folder = bench.folder(rows)
        for step, what in (("publish", "publish"), ("validate", "every rule")):
            bench.report(f"{what} at {rows:,}")
            ended = run_process(*_STEPS, step, str(folder), str(bench.scratch / "published"), patience=_GROWTH_PATIENCE)
            more = (
                json.dumps({k: v for k, v in (ended.said or {}).items() if k != "seconds"})
                if ended
                else "not done in time"
            )
            note = f"peak {ended.peak_mib:,.0f} MiB {more if step == 'validate' else ''}".strip() if ended else more
            taken = ended.said["seconds"] if ended else None
            bench.add(Line(group="growth", what=f"{what}, {rows:,} figures", unit="s", ours=taken, note=note))
        bench.report(f"serving {rows:,}")
        with serving(*esec_server(folder)) as served:
            _growth_served(bench, served, rows)
        shutil.rmtree(bench.scratch / "published", ignore_errors=True)


def _growth_served(bench: Bench, served: Served, rows: int) -> None:
    page, file = f"/en/indicators/{PROBE_INDICATOR}", f"/data/indicators/{PROBE_INDICATOR}.csv"
    bench.add(Line(group="growth", what=f"start, {rows:,} figures", unit="s", ours=served.ready))
    first = seconds(lambda: served.get(page)) * 1000
    bench.add(Line(group="growth", what=f"page of the same 120, first time, {rows:,} figures", unit="ms", ours=first))
    again = median_answer(served, page, bench.repeats)
    bench.add(Line(group="growth", what=f"page of the same 120, {rows:,} figures", unit="ms", ours=again))
    stream_seconds(served, file)
    found = median(lambda: stream_seconds(served, file)[0] * 1000, 9)
    note = f"a worker then {max(served.memory_mib()):,.0f} MiB"
    bench.add(Line(group="growth", what=f"file of the same 120, {rows:,} figures", unit="ms", ours=found, note=note))
