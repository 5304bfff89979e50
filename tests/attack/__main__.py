"""`python -m tests.attack`: tables of what was sent and what readers saw; exit 1 when not all was as it should be."""

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.attack.run import Report, run_attack

_PARTS = 6


def _sent(report: Report) -> Table:
    table = Table(title="What attackers got, by kind")
    table.add_column("kind")
    table.add_column("answers", overflow="fold")
    for kind, answers in report.attackers.items():
        table.add_row(kind, ", ".join(f"{name}: {count:,}" for name, count in answers.most_common()))
    return table


def _read(report: Report) -> Table:
    seen = report.seen
    table = Table(title="What readers saw, every answer compared byte for byte", show_header=False)
    for name, value in (
        ("answers right", f"{seen.answered:,}"),
        ("answers wrong", f"{seen.wrong.total():,} {dict(seen.wrong.most_common(3)) or ''}"),
        ("failed", f"{seen.failed.total():,} {dict(seen.failed.most_common(3)) or ''}"),
        ("told to ask again", f"{seen.put_off.total():,} {dict(seen.put_off.most_common(3)) or ''}"),
        ("versions exchanged", f"{seen.exchanges.total():,}, in calm within {report.exchange:.1f} s"),
        ("versions that must not be taken", f"{seen.bad.total():,}, of which /readyz named {seen.stale:,}"),
        ("p99, in milliseconds", f"{report.p99 * 1000:.0f}, calm {report.calm_p99 * 1000:.0f}"),
        (f"memory, MiB, in {_PARTS} parts of the time", " ".join(f"{mib:.0f}" for mib in report.memory_in(_PARTS))),
        ("growth of memory", f"{report.growth:.2f}"),
    ):
        table.add_row(name, value)
    return table


@click.command()
@click.option("--minutes", default=60.0, show_default=True, help="How long.")
@click.option("--seed", default=1, show_default=True, help="Another seed, another attack.")
def main(minutes: float, seed: int) -> None:
    """Attack a server on loopback in every way at once while versions change places."""
    with tempfile.TemporaryDirectory(prefix="esec-attack-") as scratch:
        report = run_attack(Path(scratch), minutes * 60, seed)
    console = Console(width=None if sys.stdout.isatty() else 150)
    console.print(_sent(report))
    console.print(_read(report))
    console.print("; ".join(report.faults()) or "as it should be")
    raise SystemExit(bool(report.faults()))


if __name__ == "__main__":
    main()
