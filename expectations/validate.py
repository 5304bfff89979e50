"""Runs every rule over the tables and gives the verdict."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from expectations.engine.changes import find_changes
from expectations.engine.engine import Engine, Outcome
from expectations.engine.rule import Check, Rule, tables_in_view
from expectations.engine.tables import CHANGES, STRUCTURE, TABLE, Tables, structure, uniform
from expectations.engine.terms import NEEDED, NO_TERMS, Terms, read_terms
from expectations.engine.texts import Bilingual, bilingual
from expectations.report.acceptances import Acceptance, Acceptances
from expectations.report.locate import locate
from expectations.report.verdict import Accepted, RuleFault, RuleResult, Status, Verdict
from expectations.rules import RULES
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault, FaultsFound, Severity

_FIRST_RELEASE: Final[Bilingual] = bilingual("not-checked.first-release")
_BROKEN: Final[Bilingual] = bilingual("not-checked.broken")
_NO_TERMS: Final[Bilingual] = bilingual("not-checked.no-terms")


@dataclass(frozen=True)
class _Run:
    """A check that ran, with what came of it."""

    rule: Rule
    check: Check
    outcome: Outcome
    rows: int


def _as_published(previous: Mapping[str, pd.DataFrame] | None) -> dict[str, pd.DataFrame] | None:
    """Return the tables as last published, less columns that are no more; None when nothing was published."""
    if previous is None or T.OBSERVATIONS not in previous:
        return None
    # A column that is new is no change of each row.
    return {
        name: uniform(previous[name].reindex(columns=table.names), table)[
            [column for column in table.names if column in previous[name]]
        ]
        for name, table in tables().items()
        if name in previous and set(table.key) <= set(previous[name].columns)
    }


def _run_batches(engine: Engine, rules: Sequence[Rule], seen: Tables, batches: Collection[str]) -> list[_Run]:
    """Run the checks of some batches, where the batch, the tables and the list of terms that they need are there."""
    by_batch: dict[str, list[tuple[Rule, Check]]] = defaultdict(list)
    for rule in rules:
        for check in rule.checks:
            needed = [name for name in check.scope.needs if name != NEEDED or not seen.terms.notions]
            if check.scope.batch in batches and all(name in seen for name in needed):
                by_batch[check.scope.batch].append((rule, check))
    runs = []
    token = tables_in_view.set(seen)
    try:
        for batch, checks in by_batch.items():
            frame = seen.batch(batch)
            if frame is not None:
                outcomes = engine.run(batch, frame, [check.expectation for _, check in checks])
                runs += [_Run(*pair, outcome, len(frame)) for pair, outcome in zip(checks, outcomes, strict=True)]
    finally:
        tables_in_view.reset(token)
    return runs


def _run(
    rules: Sequence[Rule],
    frames: Mapping[str, pd.DataFrame],
    previous: Mapping[str, pd.DataFrame] | None,
    terms: Terms,
) -> tuple[list[_Run], Tables]:
    """Run the rules about columns and types, and the others on the tables that keep them."""
    engine = Engine()
    batches = {STRUCTURE: structure(frames)}
    runs = _run_batches(engine, rules, Tables({}, previous, batches), {STRUCTURE})
    at_fault = [row for run in runs if run.rule.structural for row in run.outcome.rows or []]
    broken = {str(name) for name in batches[STRUCTURE].loc[at_fault, TABLE]}
    whole = {name: uniform(frames[name], table) for name, table in tables().items() if name not in broken}
    if previous is not None:
        batches[CHANGES] = find_changes(previous, whole)
    seen = Tables(whole, previous, batches, terms)
    others = {check.scope.batch for rule in rules for check in rule.checks} - {STRUCTURE}
    return runs + _run_batches(engine, rules, seen, others), seen


def _faults(runs: Sequence[_Run], seen: Tables) -> dict[str, list[RuleFault]]:
    """Return faults of each rule by file and line."""
    found: dict[str, list[RuleFault]] = defaultdict(list)
    for run in runs:
        if not run.outcome.success:
            found[run.rule.id] += locate(run.rule, run.check, run.outcome, seen)
    for faults in found.values():
        faults.sort(key=lambda fault: (fault.file, fault.line or 0, fault.column))
    return found


def _not_checked(rule: Rule) -> Bilingual:
    if all(check.scope.batch == CHANGES for check in rule.checks):
        return _FIRST_RELEASE
    return _NO_TERMS if any(NEEDED in check.scope.needs for check in rule.checks) else _BROKEN


def _result(
    rule: Rule,
    runs: Sequence[_Run],
    faults: Sequence[RuleFault],
    accepted: Mapping[tuple[str, str, str, str], Acceptance],
) -> RuleResult:
    """Say what came of a rule, its faults held against the acceptances that still hold."""
    excused = [
        accepted.get((rule.id, fault.table, fault.row, fault.column)) if rule.severity is Severity.WARNING else None
        for fault in faults
    ]
    pairs = list(zip(faults, excused, strict=True))
    open_faults = tuple(fault for fault, acceptance in pairs if acceptance is None)
    let_be = tuple(Accepted(fault, acceptance) for fault, acceptance in pairs if acceptance is not None)
    complete = len(runs) == len(rule.checks)
    if open_faults:
        status = Status.FAILED
    elif not complete:
        status = Status.NOT_CHECKED
    else:
        status = Status.ACCEPTED if let_be else Status.PASSED
    found = sum(len(run.outcome.rows or [0]) for run in runs if not run.outcome.success)
    return RuleResult(
        rule=rule,
        status=status,
        rows=sum(run.rows for run in runs),
        count=max(found, len(faults)),
        faults=open_faults,
        accepted=let_be,
        reason=("", "") if complete else _not_checked(rule),
    )


def _acceptance_faults(accepted: Acceptances, results: Sequence[RuleResult], today: date) -> list[Fault]:
    """Return acceptances that are of no rule, of an error, expired, or needed by nothing."""
    faults = list(accepted.faults)
    found = {
        (result.rule.id, fault.table, fault.row, fault.column)
        for result in results
        for fault in [*result.faults, *(each.fault for each in result.accepted)]
    }
    checked = {result.rule.id for result in results if result.status is not Status.NOT_CHECKED}
    for each in accepted.accepted:
        rule = RULES.get(each.rule)
        if rule is None or rule.severity is not Severity.WARNING:
            cure = "Correct the rule; errors cannot be accepted."
            faults.append(each.fault("the id of a rule whose severity is warning", cure))
        elif today > each.until:
            cure = "Mend the row, or have the warning reviewed again and set a later date."
            faults.append(each.fault("an acceptance that has not expired", cure, each.until.isoformat()))
        elif each.of not in found and each.rule in checked:
            faults.append(each.fault("a warning that this acceptance is for", "Remove the block: nothing needs it."))
    return faults


def _latest_release(seen: Tables) -> tuple[str, str]:
    """Return (version, ISO date) of the last declared release; empty where there is none."""
    if T.RELEASES not in seen or seen[T.RELEASES].empty:
        return "", ""
    last = seen[T.RELEASES].iloc[-1].fillna("")
    return str(last[C.VERSION]), str(last[C.RELEASED])


def _day(today: date | None, released: str) -> date:
    """Return the day to hold acceptances against: given, else the release's, so that a build depends on no clock."""
    if today is not None:
        return today
    try:
        return date.fromisoformat(released)
    except ValueError:
        return date.max


def _terms(accepted: Acceptances) -> tuple[Terms, list[Fault]]:
    """Read the list of terms to hold texts against, empty where there is none, and what is wrong with it."""
    try:
        return accepted.terms or read_terms(), []
    except FaultsFound as found:
        # What is wrong with the folder's own list was told when its acceptances were read.
        return NO_TERMS, [fault for fault in found.faults if fault not in accepted.faults]


def check(
    frames: Mapping[str, pd.DataFrame],
    accepted: Acceptances | None = None,
    previous: Mapping[str, pd.DataFrame] | None = None,
    today: date | None = None,
    only: Collection[str] | None = None,
) -> Verdict:
    """Run every rule.

    Args:
        frames: the declared tables by name, with their lineage.
        accepted: warnings that a reviewer accepted.
        previous: the tables as last published, or None for a first release.
        today: day to hold acceptances against; the date of the last release when not given.
        only: ids of the rules to run beside those about columns and types; every rule when not given.

    Raises:
        RulesNotRun: a rule broke, or Great Expectations left one out.
    """
    accepted = accepted or Acceptances()
    rules = [rule for rule in RULES.values() if only is None or rule.structural or rule.id in only]
    terms, term_faults = _terms(accepted)
    runs, seen = _run(rules, frames, _as_published(previous), terms)
    faults = _faults(runs, seen)
    version, released = _latest_release(seen)
    day = _day(today, released)
    standing = {each.of: each for each in accepted.accepted if day <= each.until}
    results = [_result(rule, [run for run in runs if run.rule is rule], faults[rule.id], standing) for rule in rules]
    others = [*_acceptance_faults(accepted, results, day), *term_faults]
    return Verdict(version, day.isoformat(), tuple(results), tuple(others))
