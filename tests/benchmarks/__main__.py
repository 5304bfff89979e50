"""`python -m tests.benchmarks`: one table; JSON to the file that BENCH_JSON names."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.benchmarks import data_cases, serving_cases
from tests.benchmarks.measure import Bench, Line, has_program, measured_here
from tests.benchmarks.page import cells

# Fewer figures than this are kept in memory and not read by parts.
_LARGE = 100_000


def _table(lines: list[Line]) -> Table:
    table = Table(title="Benchmarks: medians on this machine; ratios against peers measured in the same run")
    for name in ("what", "ours", "peer", "ratio", "asked", "kept", "peer is / note"):
        table.add_column(name, justify="left" if name in ("what", "peer is / note") else "right", overflow="fold")
    group = ""
    for line in lines:
        if group and line.group != group:
            table.add_section()
        group = line.group
        table.add_row(*(cell.replace("**", "") for cell in cells(line)))
    return table


def _at_each_size(bench: Bench, case: Callable[[Bench, int], None]) -> None:
    for rows in bench.sizes:
        if rows >= _LARGE:
            case(bench, rows)


def _cases(bench: Bench, duration: int) -> dict[str, Callable[[], None]]:
    return {
        "start": lambda: serving_cases.cold_start(bench),
        "answers": lambda: serving_cases.answers(bench),
        "load": lambda: serving_cases.load(bench, duration),
        "build": lambda: data_cases.build(bench),
        "file": lambda: data_cases.static_files(bench),
        "stream": lambda: _at_each_size(bench, data_cases.streaming),
        "filter": lambda: _at_each_size(bench, data_cases.filtered),
        "served": lambda: data_cases.served_growth(bench),
        "growth": lambda: data_cases.growth(bench),
    }


@click.command()
@click.option("--quick/--full", default=True, help="Up to 100 thousand figures, or up to 10 million (half an hour).")
@click.option("--only", multiple=True, help="Groups to run; all by default.")
def main(quick: bool, only: tuple[str, ...]) -> None:
    """Measure, print one table, and write JSON to the file named by BENCH_JSON."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    sizes = (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000, 10_000_000)
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="esec-bench-") as scratch:
        bench = Bench(repeats=50 if quick else 200, sizes=sizes, scratch=Path(scratch))
        bench.report = lambda text: click.echo(f"… {text}", err=True)
        for name, case in _cases(bench, 5 if quick else 15).items():
            if only and name not in only:
                continue
            bench.report(name)
            try:
                case()
            except (RuntimeError, OSError) as error:
                failed[name] = str(error)
    console.print(_table(bench.lines))
    for name, reason in failed.items():
        click.echo(f"{name} could not be measured: {reason}", err=True)
    missed = [line.what for line in bench.lines if line.met is False]
    click.echo(
        f"{len(bench.lines)} lines, {len(missed)} short of what is asked" + "".join(f"\n  {what}" for what in missed)
    )
    if "BENCH_JSON" in os.environ:
        record = {
            **measured_here(load_tool="wrk" if has_program("wrk") else "own"),
            "sizes": sizes,
            "failed": failed,
            "lines": [line.as_json() for line in bench.lines],
        }
        Path(os.environ["BENCH_JSON"]).write_text(
            json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
