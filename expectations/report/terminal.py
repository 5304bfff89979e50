"""The verdict on a terminal: every rule, then every fault with file, line, page and cure."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.report.verdict import RuleResult, Status, Verdict
from expectations.report.words import SEVERITIES, STATUSES
from expectations.rules import RULES
from pipelines.schema.faults import Fault

_STYLES = {Status.FAILED: "bold red", Status.ACCEPTED: "yellow", Status.NOT_CHECKED: "dim", Status.PASSED: "green"}


def _rules_table(verdict: Verdict) -> Table:
    table = Table(title=f"Rules, version {verdict.version or 'unknown'}", title_justify="left")
    for heading in ("Rule", "Severity", "Result"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Rows", "Open", "Accepted"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in verdict.results:
        table.add_row(
            result.rule,
            SEVERITIES[result.severity][0],
            Text(STATUSES[result.status][0], style=_STYLES[result.status]),
            str(result.rows),
            str(result.count - len(result.accepted)),
            str(len(result.accepted)),
        )
    return table


def place(fault: Fault) -> str:
    """File and line of a fault."""
    return fault.file if fault.line is None else f"{fault.file}:{fault.line}"


def _faults_table(title: str, caption: str, faults: list[Fault]) -> Table:
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left", show_lines=True)
    for heading in ("Row", "Column", "Value", "File", "Page", "Expected", "Cure"):
        table.add_column(heading, overflow="fold")
    for fault in faults:
        page = "" if fault.page is None else str(fault.page)
        cells = (fault.row, fault.column, fault.value, place(fault), page, fault.expected, fault.cure)
        # As text: a value may hold brackets, which rich would read as markup.
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _caption(result: RuleResult) -> str:
    listed = len(result.faults) + len(result.accepted)
    return "" if result.count <= listed else f"{result.count} rows in all; {listed} are listed."


def print_report(verdict: Verdict, console: Console) -> None:
    """Print the verdict.

    Args:
        verdict: what the rules found.
        console: where to print; folded to its width.
    """
    console.print(_rules_table(verdict))
    for result in verdict.results:
        if result.faults:
            title = f"{result.rule} ({SEVERITIES[result.severity][0]}): {result.sentence[0]}"
            console.print(_faults_table(title, _caption(result), list(result.faults)))
        elif result.status is Status.NOT_CHECKED:
            console.print(f"{result.rule} was not checked: {result.reason[0]}.", markup=False)
    if verdict.others:
        console.print(_faults_table("Files and acceptances (error)", "", list(verdict.others)))
    accepted = sum(len(result.accepted) for result in verdict.results)
    checked = sum(result.status is not Status.NOT_CHECKED for result in verdict.results)
    state = "valid" if verdict.success else f"{len(verdict.faults)} faults"
    console.print(f"{checked} rules checked, {accepted} accepted warnings: {state}.", markup=False)


def print_timings(verdict: Verdict, seconds: Mapping[str, float], console: Console) -> None:
    """Print how long each rule took, the slowest first.

    Args:
        verdict: what the rules found.
        seconds: seconds by the name of an expectation's class; keys and uniqueness are Great Expectations' own.
        console: where to print.
    """
    table = Table(title="Time by rule", title_justify="left")
    for heading in ("Rule", "Rows", "Seconds", "Seconds a million rows"):
        table.add_column(heading, justify="left" if heading == "Rule" else "right", no_wrap=True)
    classes = {
        result: {type(check.expectation).__name__ for check in RULES[result.rule].checks} for result in verdict.results
    }
    of_rule = {result: sum(seconds.get(name, 0.0) for name in names) for result, names in classes.items()}
    for result, spent in sorted(of_rule.items(), key=lambda pair: -pair[1]):
        rate = f"{1e6 * spent / result.rows:.2f}" if result.rows else ""
        table.add_row(result.rule, str(result.rows), f"{spent:.2f}", rate)
    console.print(table)
    console.print(f"{sum(of_rule.values()):.1f} seconds in our rules.", markup=False)
