"""Tell the verdict: on a terminal, and as one self-contained page in both languages, without script or link outside."""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.engine.rule import Rule
from expectations.engine.tables import COLUMNS_OF
from expectations.engine.texts import SPOKEN, Bilingual, bilingual, texts_under
from expectations.report.verdict import RuleResult, Status, Verdict, in_french
from pipelines.schema.dataset import TITLE
from pipelines.schema.declared import Language, tables
from pipelines.schema.faults import Fault, Severity

_STYLES = {Status.FAILED: "bold red", Status.ACCEPTED: "yellow", Status.NOT_CHECKED: "dim", Status.PASSED: "green"}


def scope_words(rule: Rule) -> Bilingual:
    """Say what a rule looks at: tables by their titles, other batches in words."""
    titles = [
        bilingual(f"batch.{batch}") if batch in COLUMNS_OF else tuple(tables()[batch].title[each] for each in SPOKEN)
        for batch, _ in rule.scope
    ]
    english, french = (", ".join(dict.fromkeys(title[at] for title in titles)) for at in range(len(SPOKEN)))
    return english, french


def _cells(fault: Fault, language: Language = "en") -> dict[str, str]:
    expected, cure = in_french(fault) if language == "fr" else (fault.expected, fault.cure)
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "file": fault.file if fault.line is None else f"{fault.file}:{fault.line}",
        "page": "" if fault.page is None else str(fault.page),
        "expected": expected,
        "cure": cure,
    }


def render_page(verdict: Verdict) -> str:
    """Return the verdict as an HTML page; the same verdict gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("expectations"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def view(language: Language) -> dict[str, Any]:
        return {
            "language": language,
            "say": texts_under("page.", language),
            "title": TITLE[language],
            "pick": lambda both: both[SPOKEN.index(language)],
            "cells": lambda faults: [_cells(fault, language) for fault in faults],
        }

    return environment.get_template("verdict.html").render(
        verdict=verdict,
        views=[view(language) for language in reversed(SPOKEN)],
        severities=list(Severity),
        statuses=list(Status),
        bilingual=bilingual,
        scope_words=scope_words,
    )


def _rules_table(verdict: Verdict) -> Table:
    table = Table(title=f"Rules, version {verdict.version or 'unknown'}", title_justify="left")
    for heading in ("Rule", "Severity", "Result"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Rows", "Open", "Accepted"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in verdict.results:
        table.add_row(
            result.rule.id,
            bilingual(f"severity.{result.rule.severity}")[0],
            Text(bilingual(f"status.{result.status}")[0], style=_STYLES[result.status]),
            str(result.rows),
            str(result.count - len(result.accepted)),
            str(len(result.accepted)),
        )
    return table


def _faults_table(title: str, caption: str, faults: Iterable[Fault]) -> Table:
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left", show_lines=True)
    for heading in ("Row", "Column", "Value", "File", "Page", "Expected", "Cure"):
        table.add_column(heading, overflow="fold")
    for fault in faults:
        # As text: a value may hold brackets, which rich would read as markup.
        table.add_row(*map(Text, _cells(fault).values()))
    return table


def _of_rule(result: RuleResult) -> Table:
    listed = len(result.faults) + len(result.accepted)
    caption = "" if result.count <= listed else f"{result.count} rows in all; {listed} are listed."
    severity, sentence = bilingual(f"severity.{result.rule.severity}")[0], result.rule.text("sentence")[0]
    return _faults_table(f"{result.rule.id} ({severity}): {sentence}", caption, result.faults)


def print_report(verdict: Verdict, console: Console) -> None:
    """Print every rule, then every fault with file, line, page and cure, folded to the console's width."""
    console.print(_rules_table(verdict))
    for result in verdict.results:
        if result.faults:
            console.print(_of_rule(result))
        elif result.status is Status.NOT_CHECKED:
            console.print(f"{result.rule.id} was not checked: {result.reason[0]}.", markup=False)
    if verdict.others:
        console.print(_faults_table("Files and acceptances (error)", "", verdict.others))
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
    # A rule is one class, whatever the number of its scopes; those of Great Expectations have no time.
    spent = [seconds.get(type(each.rule.checks[0].expectation).__name__, 0.0) for each in verdict.results]
    for result, time in sorted(zip(verdict.results, spent, strict=True), key=lambda pair: -pair[1]):
        rate = f"{1e6 * time / result.rows:.2f}" if result.rows else ""
        table.add_row(result.rule.id, str(result.rows), f"{time:.2f}", rate)
    console.print(table)
    console.print(f"{sum(spent):.1f} seconds in our rules.", markup=False)
