"""`python -m tests.faults`: one line a scenario; exit 1 when a reader got something wrong, nothing recovered, or a
sabotage was not noticed."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.faults.report import COLUMNS, NOT_SEEN, SEEN, WORDS, Line, write
from tests.faults.scenario import QUIET, Sabotage, Scenario, name_of
from tests.faults.scenarios import SCENARIOS
from tests.faults.setting import Setting, prepared


def _table(lines: Sequence[Line]) -> Table:
    title = "Faults under load: requests of four readers, each answer compared byte for byte"
    table = Table(title=title, caption=f"A calm p99 below {1000 * QUIET:.0f} ms is taken for that.", show_lines=True)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name in WORDS else "right", overflow="fold")
    for line in lines:
        table.add_row(*line.cells())
    return table


def _steps(chosen: Sequence[Scenario], *, as_it_is: bool, sabotages: bool) -> list[tuple[Scenario, Sabotage | None]]:
    """What to run; who hands on a server stands before who takes it."""
    steps: list[tuple[Scenario, Sabotage | None]] = []
    if as_it_is:
        steps += [(each, None) for each in chosen]
    if sabotages:
        steps += [(each, sabotage) for each in chosen for sabotage in each.sabotages]
    return sorted(steps, key=lambda step: (step[0].shares, name_of(step[1]) if step[1] and step[0].shares else ""))


def _run(steps: Sequence[tuple[Scenario, Sabotage | None]], setting: Setting) -> Iterator[Line]:
    lines: dict[str, Line] = {}
    for number, (scenario, sabotage) in enumerate(steps, 1):
        line = lines.setdefault(scenario.name, Line(scenario.name))
        under = f" under {name_of(sabotage)}" if sabotage else ""
        click.echo(f"… {number} of {len(steps)}: {scenario.name}{under}", err=True)
        start = time.monotonic()
        if sabotage:
            outcome = scenario.under(sabotage, setting)
            seen = SEEN if scenario.notices(sabotage, outcome) else "skipped" if outcome.skipped else NOT_SEEN
            line.sabotages[name_of(sabotage)] = seen
        else:
            outcome, seen = scenario(setting), ""
            line.take(outcome)
        said = "; ".join(outcome.faults) or outcome.skipped or "as it should be"
        click.echo(f"    {time.monotonic() - start:.0f} s, {seen and f'{seen}: '}{said}", err=True)
    yield from lines.values()


@click.command()
@click.option("--seconds", default=4.0, show_default=True, help="Seconds of load in each scenario.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Scenarios by name, such as '*_behind_nginx'.")
@click.option("--list", "names", is_flag=True, help="Print the names of the scenarios and of their sabotages.")
@click.option("--no-sabotage", is_flag=True, help="The product as it is alone.")
@click.option("--sabotage-only", is_flag=True, help="The product less its guards alone.")
@click.option("--add", is_flag=True, help="Keep what FAULTS_JSON says of other scenarios.")
def main(seconds: float, only: tuple[str, ...], names: bool, no_sabotage: bool, sabotage_only: bool, add: bool) -> None:
    """Break things under a serving dashboard and count what readers got; then again without the guard against it.

    Prints one table, and writes it as JSON to the file named by FAULTS_JSON.
    """
    chosen = [each for each in SCENARIOS if not only or any(fnmatch(each.name, pattern) for pattern in only)]
    if not chosen:
        raise click.UsageError(f"There is no scenario {' or '.join(only)}: see --list.")
    if names:
        click.echo("\n".join(f"{each.name}: {', '.join(map(name_of, each.sabotages))}" for each in chosen))
        return
    steps = _steps(chosen, as_it_is=not sabotage_only, sabotages=not no_sabotage)
    click.echo("… learning what each version says", err=True)
    start = time.monotonic()
    with prepared(seconds) as setting:
        ran = {line.scenario: line for line in _run(steps, setting)}
    lines = [ran[each.name] for each in chosen]
    Console(width=None if sys.stdout.isatty() else 200).print(_table(lines))
    click.echo(f"{len(steps)} runs in {(time.monotonic() - start) / 60:.0f} min", err=True)
    if "FAULTS_JSON" in os.environ:
        write(Path(os.environ["FAULTS_JSON"]), lines, [each.name for each in SCENARIOS], add=add)
    raise SystemExit(any(line.failed for line in lines))


if __name__ == "__main__":
    main()
