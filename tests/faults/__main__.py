"""`python -m tests.faults`: one line a scenario; exit 1 when a reader got something wrong, nothing recovered, or a
sabotage was not noticed."""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.faults.outcome import Outcome
from tests.faults.scenario import QUIET, Scenario, name_of
from tests.faults.scenarios import SCENARIOS
from tests.faults.setting import Setting, prepare

_COLUMNS = (
    "what is broken", "sabotage", "requests", "failed", "recovered", "lost", "wrong", "answers, of calm", "p99 ms",
    "calm ms", "times", "verdict",
)  # fmt: skip
_WORDS = ("what is broken", "sabotage", "verdict")


@dataclass
class Line:
    """A scenario as it is, and what came of each of its sabotages."""

    scenario: Scenario
    outcome: Outcome | None = None
    sabotaged: list[tuple[str, str]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something is not as it should be, or a sabotage was not noticed."""
        return bool(self.outcome and self.outcome.faults) or any(seen == "NOT SEEN" for _, seen in self.sabotaged)

    def cells(self) -> list[str]:
        """Its cells in the table."""
        outcome = self.outcome or Outcome(self.scenario.name)
        tally = outcome.tally
        counts = (tally.sent, tally.failed, tally.recovered, tally.lost, tally.wrong.total())
        verdict = f"skipped: {outcome.skipped}" if outcome.skipped else "; ".join(outcome.faults) or "as it should be"
        return [
            f"{outcome.name} ({outcome.remark})" if outcome.remark else outcome.name,
            "\n".join(f"{name}: {seen}" for name, seen in self.sabotaged) or "not tried",
            *(f"{count:,}" for count in counts),
            f"{outcome.answers:.2f}",
            f"{1000 * tally.wait(0.99):.0f}",
            f"{1000 * outcome.calm.wait(0.99):.0f}",
            f"{outcome.slower:.1f}",
            verdict if self.outcome else "not tried",
        ]


def _table(lines: list[Line]) -> Table:
    title = "Faults under load: requests of four readers, each answer compared byte for byte"
    table = Table(title=title, caption=f"A calm p99 below {1000 * QUIET:.0f} ms is taken for that.", show_lines=True)
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in _WORDS else "right", overflow="fold")
    for line in lines:
        table.add_row(*line.cells())
    return table


def _run(scenario: Scenario, setting: Setting, *, as_it_is: bool, sabotages: bool) -> Line:
    line = Line(scenario)
    if as_it_is:
        click.echo(f"… {scenario.name}", err=True)
        line.outcome = scenario(setting)
        click.echo(f"    {'; '.join(line.outcome.faults) or line.outcome.skipped or 'as it should be'}", err=True)
    for sabotage in scenario.sabotages if sabotages else ():
        click.echo(f"… {scenario.name} under {name_of(sabotage)}", err=True)
        outcome = scenario.under(sabotage, setting)
        seen = "seen" if scenario.notices(sabotage, outcome) else "skipped" if outcome.skipped else "NOT SEEN"
        line.sabotaged.append((name_of(sabotage), seen))
        click.echo(f"    {seen}: {'; '.join(outcome.faults) or 'as it should be'}", err=True)
    return line


@click.command()
@click.option("--seconds", default=8.0, show_default=True, help="Seconds of load in each scenario.")
@click.option("--only", multiple=True, help=f"Of {', '.join(each.name for each in SCENARIOS)}; all by default.")
@click.option("--no-sabotage", is_flag=True, help="The product as it is alone.")
@click.option("--sabotage-only", is_flag=True, help="The product less its guards alone.")
def main(seconds: float, only: tuple[str, ...], no_sabotage: bool, sabotage_only: bool) -> None:
    """Break things under a serving dashboard and count what readers got; then again without the guard against it."""
    if unknown := set(only) - {each.name for each in SCENARIOS}:
        raise click.UsageError(f"There is no scenario {', '.join(sorted(unknown))}.")
    lines = []
    with tempfile.TemporaryDirectory(prefix="esec-faults-") as scratch:
        click.echo("… learning what each version says", err=True)
        setting = prepare(Path(scratch), seconds)
        for scenario in SCENARIOS:
            if not only or scenario.name in only:
                lines.append(_run(scenario, setting, as_it_is=not sabotage_only, sabotages=not no_sabotage))
    Console(width=None if sys.stdout.isatty() else 200).print(_table(lines))
    raise SystemExit(any(line.failed for line in lines))


if __name__ == "__main__":
    main()
