"""`python -m tests.lighthouse`: the kinds of page, median of three; exit 1 when one falls short."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import serving
from tests.lighthouse.runs import (
    CATEGORIES,
    LIVE,
    PAGES,
    PERFORMANCE,
    SLOW_MACHINE,
    Run,
    audit,
    audit_page,
    median_of,
    middle,
    why_not,
)

_BARE: Final = "a bare static page"
_BARE_PAGE: Final = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bare</title>'
    '<meta name="description" content="Nothing but text."><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,"></head><body><main><h1>Bare</h1><p>Nothing but text.</p></main></body></html>'
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _bare_page() -> Iterator[str]:
    """A page with neither script nor style: what the machine and its noise leave of a score."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "index.html").write_text(_BARE_PAGE, encoding="utf-8")
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


def _table(found: dict[str, list[Run]]) -> Table:
    table = Table(title="Lighthouse, mobile: median, with each run's performance behind it; times in ms as reckoned")
    for name in ("page", *CATEGORIES, "FCP", "LCP", "TBT", "CLS", "kB", "requests", "machine"):
        table.add_column(name, justify="left" if name == "page" else "right", overflow="fold")
    for page, runs in found.items():
        each = " ".join(f"{run.performance:.2f}" for run in runs)
        table.add_row(
            page,
            f"{middle(runs).performance:.2f} ({each})",
            *(f"{min(run.scores[name] for run in runs):.2f}" for name in CATEGORIES[1:]),
            *(f"{median_of(runs, what):.0f}" for what in (_first, _largest, _blocking)),
            f"{max(run.shift for run in runs):.4f}",
            f"{median_of(runs, lambda run: run.kilobytes):.0f}",
            f"{median_of(runs, lambda run: run.requests):.0f}",
            f"{median_of(runs, lambda run: run.speed):.0f}",
        )
    return table


def _first(run: Run) -> float:
    return run.first_paint


def _largest(run: Run) -> float:
    return run.largest_paint


def _blocking(run: Run) -> float:
    return run.blocking


def _short(runs: list[Run]) -> list[str]:
    """What a page's runs fall short of."""
    found = sorted({fault for run in runs for fault in run.faults()})
    if middle(runs).performance < PERFORMANCE:
        found.insert(0, f"performance {middle(runs).performance:.2f}, less than {PERFORMANCE}")
    return found


@click.command()
@click.option("--rounds", type=click.IntRange(1, 15), default=3, show_default=True, help="Runs on each page.")
@click.option("--only", multiple=True, type=click.Choice(list(PAGES)), help="Pages to run; all by default.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="File to write the runs to.")
def main(rounds: int, only: tuple[str, ...], file: Path | None) -> None:
    """Judge what `esec serve` serves, beside a bare page in the same run."""
    if reason := why_not():
        raise click.ClickException(reason)
    found: dict[str, list[Run]] = {}
    with (
        serving("-c", "from pipelines.cli import main; main()", "serve", "--port", "0") as served,
        _bare_page() as bare,
    ):
        # In turns, so that a noisy minute falls on all pages alike.
        for number in range(1, rounds + 1):
            click.echo(f"… round {number} of {rounds}", err=True)
            found.setdefault(_BARE, []).append(audit(bare))
            for name in only or PAGES:
                found.setdefault(name, []).append(audit_page(served.url + PAGES[name], live=name in LIVE))
    Console(width=None if sys.stdout.isatty() else 180).print(_table(found))
    short = {name: faults for name, runs in found.items() if name != _BARE and (faults := _short(runs))}
    for name, faults in short.items():
        click.echo(f"{name}: {'; '.join(faults)}")
    if median_of(found[_BARE], lambda run: run.speed) < SLOW_MACHINE:
        click.echo("This machine was slower than Lighthouse's throttling expects: the scores are too low.", err=True)
    if file is not None:
        written = {name: [run.as_json() for run in runs] for name, runs in found.items()}
        file.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    raise SystemExit(1 if short else 0)


if __name__ == "__main__":
    main()
