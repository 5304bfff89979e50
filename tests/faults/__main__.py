"""`python -m tests.faults`: one line a scenario; exit 1 when a reader got something wrong or nothing recovered."""

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.faults.readers import Tally
from tests.faults.scenarios import SCENARIOS
from tests.faults.setting import Outcome, prepare


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="Faults under load: requests of four readers, each answer compared byte for byte")
    for name in ("what is broken", "sent", "answered", "failed", "recovered", "lost", "wrong", "verdict"):
        table.add_column(name, justify="left" if name in ("what is broken", "verdict") else "right", overflow="fold")
    for each in outcomes:
        tally = each.tally
        counts = (tally.sent, tally.answered, tally.failed, tally.recovered, tally.lost, tally.wrong.total())
        verdict = f"skipped: {each.skipped}" if each.skipped else "; ".join(each.faults) or "as it should be"
        name = f"{each.name} ({each.remark})" if each.remark else each.name
        table.add_row(name, *(f"{count:,}" for count in counts), verdict)
    return table


@click.command()
@click.option("--seconds", default=8.0, show_default=True, help="Seconds of load in each scenario.")
@click.option("--only", multiple=True, help=f"Of {', '.join(each.__name__ for each in SCENARIOS)}; all by default.")
def main(seconds: float, only: tuple[str, ...]) -> None:
    """Break things under a serving dashboard and count what readers got."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="esec-faults-") as scratch:
        click.echo("… learning what each version says", err=True)
        setting = prepare(Path(scratch), seconds)
        for scenario in SCENARIOS:
            if not only or scenario.__name__ in only:
                click.echo(f"… {scenario.__name__}", err=True)
                try:
                    outcomes.append(scenario(setting))
                except RuntimeError as error:
                    outcomes.append(Outcome(scenario.__name__, Tally(), [f"could not be tried: {error}"]))
    Console(width=None if sys.stdout.isatty() else 170).print(_table(outcomes))
    raise SystemExit(any(each.faults for each in outcomes))


if __name__ == "__main__":
    main()
