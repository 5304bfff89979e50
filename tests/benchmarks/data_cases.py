"""Build, validation, streaming, filtered reads and growth: the tables beside the bare libraries."""

import json
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv

from dashboard.data.query import open_tables
from pipelines.schema.columns import C, T
from pipelines.schema.paths import CURATED_DIR
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
from tests.benchmarks.serving_cases import INDICATOR, PEER, datasette
from tests.synthetic import PROBE_INDICATOR

_STEPS: Final = ("-m", "tests.benchmarks.steps")
_FEWER_ROWS: Final = 100_000
_STREAM_REPEATS: Final = 3
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
    """Rows a second of the whole table as CSV, over HTTP on loopback, each time made anew.

    What each peer writes:

    - pyarrow's writer, published columns: the table as published, from memory to memory.
    - pyarrow's writer, same columns: the rows with labels, citations and addresses, as our own file has them, from
      memory to memory; of 100,000 rows, because more would not fit the memory.
    - Datasette: the published columns, streamed over HTTP from SQLite; of 100,000 rows, because more only take longer.
    """
    folder = bench.folder(rows)
    fewer = min(rows, _FEWER_ROWS)

    def arrow(step: str, count: int) -> float:
        ended = run_process(*_STEPS, step, str(bench.folder(count)))
        return count / ended.said["seconds"] if ended else float("nan")

    rates: dict[str, list[float]] = {}
    with serving(*esec_server(folder)) as served, datasette(bench, bench.folder(fewer)) as other:
        # One after the other, several times: whatever else the machine does then meets all of them.
        for _ in range(_STREAM_REPEATS):
            for name, rate in (
                ("code", lambda: rows / stream_seconds(served, "/data/observations.csv?labels=code")[0]),
                ("published", lambda: arrow("arrow_csv", rows)),
                ("both", lambda: rows / stream_seconds(served, "/data/observations.csv")[0]),
                ("labelled", lambda: arrow("arrow_csv_labelled", fewer)),
                ("datasette", lambda: fewer / stream_seconds(other, "/figures/observations.csv?_stream=on")[0]),
            ):
                rates.setdefault(name, []).append(rate())
        peak = max(served.memory_mib())
    found = {name: statistics.median(each) for name, each in rates.items()}
    same: dict[str, Any] = {"group": "stream", "unit": "rows/s", "more_is_better": True}
    columns, words = f"{rows:,} figures as CSV, published columns", f"{rows:,} figures as CSV, labelled and cited"
    note = f"a worker then {peak:.0f} MiB"
    published, labelled = "pyarrow's writer, published columns", f"pyarrow's writer, same columns, {fewer:,} rows"
    bench.add(Line(what=columns, ours=found["code"], peer_name=published, peer=found["published"], limit=0.6, **same))
    bench.add(
        Line(what=words, ours=found["both"], peer_name=labelled, peer=found["labelled"], limit=0.6, note=note, **same)
    )
    bench.add(Line(what=words, ours=found["both"], peer_name=published, peer=found["published"], **same))
    name = f"Datasette, published columns, stream of {fewer:,}"
    bench.add(Line(what=columns, ours=found["code"], peer_name=name, peer=found["datasette"], limit=50, **same))


def static_files(bench: Bench) -> None:
    """Each kind of file of the real data beside a static file of the same bytes, by the same server without our app."""
    folder = bench.scratch / "static"
    folder.mkdir(exist_ok=True)
    paths = ["observations.csv", "observations.xlsx", "observations.parquet", "observations.json"]
    paths += [f"indicators/{INDICATOR}.csv", "esec-datapackage.zip"]
    with serving(*esec_server(CURATED_DIR)) as ours, serving(*PEER, str(folder)) as peer:
        for path in paths:
            status, content = ours.get(f"/data/{path}")
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            name = path.replace("/", "-")
            (folder / name).write_bytes(content)
            # Both workers of the server make and keep the file.
            for _ in range(10):
                stream_seconds(ours, f"/data/{path}"), stream_seconds(peer, f"/files/{name}")
            taken, bare = [], []
            for _ in range(bench.repeats):
                taken.append(stream_seconds(ours, f"/data/{path}")[0] * 1000)
                bare.append(stream_seconds(peer, f"/files/{name}")[0] * 1000)
            what, name = f"{path}, {len(content) / 1000:,.0f} kB", "static file of the same bytes, same server"
            line = Line(group="file", what=what, unit="ms", ours=statistics.median(taken), peer_name=name,
                        peer=statistics.median(bare), limit=2)  # fmt: skip
            bench.add(line)


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
            # A year after all figures keeps all rows and is another selection: each file is made anew, none is kept.
            years = iter(range(2100, 2999))

            def made(key: str = key, years: Iterator[int] = years) -> float:
                return stream_seconds(served, f"/data/indicators/{key}.csv?labels=code&end={next(years)}")[0] * 1000

            made(), made()
            pairs = [(made(), query_and_write(key)) for _ in range(9)]
            found, peer_found = (statistics.median(each) for each in zip(*pairs, strict=True))
            what, name = f"{key}.csv of {rows:,} figures, over HTTP", "DuckDB bare, and pyarrow's CSV writer"
            bench.add(Line(what=what, ours=found, peer_name=name, peer=peer_found, **same))
    bare.close()


def _largest_indicator(held: Any) -> str:
    counts = held.counts(T.OBSERVATIONS, [C.INDICATOR_ID])
    return str(max(counts, key=lambda key: counts[key])[0])


def growth(bench: Bench) -> None:
    """Time and memory at each size: curate, publish, validate."""
    for rows in bench.sizes:
        folder = bench.folder(rows)
        for step, what in (("curate", "curate"), ("publish", "publish"), ("validate", "every rule")):
            bench.report(f"{what} at {rows:,}")
            ended = run_process(*_STEPS, step, str(folder), str(bench.scratch / step), patience=_GROWTH_PATIENCE)
            more = (
                json.dumps({k: v for k, v in (ended.said or {}).items() if k != "seconds"})
                if ended
                else "not done in time"
            )
            note = f"peak {ended.peak_mib:,.0f} MiB {more if step == 'validate' else ''}".strip() if ended else more
            taken = ended.said["seconds"] if ended else None
            bench.add(Line(group="growth", what=f"{what}, {rows:,} figures", unit="s", ours=taken, note=note))
            shutil.rmtree(bench.scratch / step, ignore_errors=True)


def served_growth(bench: Bench) -> None:
    """Start, first answers and memory at each size: an indicator that does not grow, the largest one, the explorer."""
    for rows in bench.sizes:
        bench.report(f"serving {rows:,}")
        folder = bench.folder(rows)
        held = open_tables(folder)
        largest = _largest_indicator(held)
        (figure,) = held.select(T.OBSERVATIONS, columns=[C.OBS_ID], where={C.INDICATOR_ID: [largest]}, limit=1)
        held.close()
        with serving(*esec_server(folder), ESEC_WORKERS="1") as served:
            _first_answers(bench, served, rows, largest, figure.column(0)[0].as_py())


def _first_answers(bench: Bench, served: Served, rows: int, largest: str, obs_id: str) -> None:
    def add(what: str, unit: str, taken: float, note: str = "") -> None:
        bench.add(Line(group="served", what=f"{what}, {rows:,} figures", unit=unit, ours=taken, note=note))

    page = f"/en/indicators/{PROBE_INDICATOR}"
    add("start", "s", served.ready, f"the worker then {max(served.memory_mib()):,.0f} MiB")
    for what, path in (
        ("page of the same 120, first time", page),
        ("page of the largest indicator, first time", f"/en/indicators/{largest}"),
        ("card of a figure of it, first time", f"/en/figures/{obs_id}"),
        ("explorer, first time", "/en/explorer"),
        ("explorer, France, first time", "/en/explorer?ref_area=FR"),
        ("explorer, page 10, first time", "/en/explorer?page=10"),
        ("explorer, a number searched, first time", "/en/explorer?q=1234"),
        ("a topic's charts, first time", "/en/topics/syn-topic-3"),
        ("home, first time", "/en/"),
    ):
        add(what, "ms", seconds(lambda path=path: _ask(served, path)) * 1000)  # type: ignore[misc]
    add("page of the same 120, again", "ms", median_answer(served, page, bench.repeats))
    file = f"/data/indicators/{PROBE_INDICATOR}.csv"
    stream_seconds(served, file)
    found = median(lambda: stream_seconds(served, file)[0] * 1000, 9)
    add("file of the same 120, again", "ms", found, f"the worker then {max(served.memory_mib()):,.0f} MiB")


def _ask(served: Served, path: str) -> None:
    status, _ = served.get(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
