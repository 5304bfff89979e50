"""Runs every rule over the tables and gives the verdict."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from expectations.engine import terms
from expectations.engine.batches import CHANGES, STRUCTURE, TABLE, structure, uniform
from expectations.engine.engine import Engine, Outcome
from expectations.engine.rule import Check, Rule
from expectations.engine.rule_input import Tables, in_view
from expectations.engine.terms import Terms
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
    """The tables as last published, less columns that are no more; None when nothing was published."""
    if previous is None or T.OBSERVATIONS not in previous:
        return None
    known = {name: table for name, table in tables().items() if name in previous}
    # A column that is new is no change of each row.
    return {
        name: uniform(previous[name].reindex(columns=table.names), table)[
            [column for column in table.names if column in previous[name]]
        ]
        for name, table in known.items()
        if set(table.key) <= set(previous[name].columns)
    }


def _run_batch(engine: Engine, batch: str, frame: pd.DataFrame, checks: Sequence[tuple[Rule, Check]]) -> list[_Run]:
    outcomes = engine.run(batch, frame, [check.expectation for _, check in checks])
    return [_Run(rule, check, outcome, len(frame)) for (rule, check), outcome in zip(checks, outcomes, strict=True)]


def _runnable(check: Check, seen: Tables, has_terms: bool) -> bool:
    """Whether the batch, the tables and the list of terms that a check needs can be looked at."""
    needed = [name for name in check.scope.needs if name != terms.NEEDED or not has_terms]
    return seen.batch(check.scope.batch) is not None and all(name in seen for name in needed)


def _run(
    rules: Sequence[Rule],
    frames: Mapping[str, pd.DataFrame],
    previous: Mapping[str, pd.DataFrame] | None,
    has_terms: bool,
) -> tuple[list[_Run], Tables, pd.DataFrame]:
    engine = Engine()
    columns = structure(frames)
    every = [(rule, check) for rule in rules for check in rule.checks]
    with in_view(Tables({})):
        runs = _run_batch(engine, STRUCTURE, columns, [pair for pair in every if pair[1].scope.batch == STRUCTURE])
    broken = {str(name) for run in runs if run.rule.structural for name in columns.loc[run.outcome.rows or [], TABLE]}
    whole = {name: uniform(frames[name], table) for name, table in tables().items() if name not in broken}
    seen = Tables(whole, previous)
    by_batch: dict[str, list[tuple[Rule, Check]]] = defaultdict(list)
    for rule, check in every:
        if check.scope.batch != STRUCTURE and _runnable(check, seen, has_terms):
            by_batch[check.scope.batch].append((rule, check))
    with in_view(seen):
        for batch, checks in by_batch.items():
            frame = seen.batch(batch)
            if frame is not None:
                runs += _run_batch(engine, batch, frame, checks)
    return runs, seen, columns


def _split(
    faults: Sequence[RuleFault], rule: Rule, accepted: Mapping[tuple[str, str, str, str], Acceptance], today: date
) -> tuple[list[RuleFault], list[Accepted]]:
    """Faults that are open, and those that a reviewer accepted and whose acceptance still holds."""
    open_faults: list[RuleFault] = []
    let_be: list[Accepted] = []
    for fault in faults:
        acceptance = accepted.get((rule.id, fault.table, fault.row, fault.column))
        if rule.severity is Severity.WARNING and acceptance is not None and today <= acceptance.until:
            let_be.append(Accepted(fault, acceptance))
        else:
            open_faults.append(fault)
    return open_faults, let_be


def _not_checked(rule: Rule) -> Bilingual:
    if all(check.scope.batch == CHANGES for check in rule.checks):
        return _FIRST_RELEASE
    return _NO_TERMS if any(terms.NEEDED in check.scope.needs for check in rule.checks) else _BROKEN


def _result(
    rule: Rule, runs: Sequence[_Run], faults: Sequence[RuleFault], open_faults: list[RuleFault], let_be: list[Accepted]
) -> RuleResult:
    complete = len(runs) == len(rule.checks)
    if open_faults:
        status = Status.FAILED
    elif not complete:
        status = Status.NOT_CHECKED
    else:
        status = Status.ACCEPTED if let_be else Status.PASSED
    listed = sum(len(run.outcome.rows or [0]) for run in runs if not run.outcome.success)
    return RuleResult(
        rule=rule.id,
        name=rule.name,
        sentence=rule.sentence,
        severity=rule.severity,
        anchor=rule.anchor,
        scope=tuple(rule.scope),
        status=status,
        rows=sum(run.rows for run in runs),
        count=max(listed, len(faults)),
        faults=tuple(open_faults),
        accepted=tuple(let_be),
        reason=("", "") if complete else _not_checked(rule),
    )


def _acceptance_faults(accepted: Acceptances, results: Sequence[RuleResult], today: date) -> list[Fault]:
    """Acceptances that are of no rule, of an error, expired, or needed by nothing."""
    faults = list(accepted.faults)
    found = {
        (result.rule, fault.table, fault.row, fault.column)
        for result in results
        for fault in [*result.faults, *(each.fault for each in result.accepted)]
    }
    checked = {result.rule for result in results if result.status is not Status.NOT_CHECKED}
    for each in accepted:
        rule = RULES.get(each.rule)
        if rule is None or rule.severity is not Severity.WARNING:
            faults.append(
                each.fault("the id of a rule whose severity is warning", "Correct the rule; errors cannot be accepted.")
            )
        elif today > each.until:
            cure = "Mend the row, or have the warning reviewed again and set a later date."
            faults.append(each.fault("an acceptance that has not expired", cure, each.until.isoformat()))
        elif each.of not in found and each.rule in checked:
            faults.append(each.fault("a warning that this acceptance is for", "Remove the block: nothing needs it."))
    return faults


def _latest_release(seen: Tables) -> tuple[str, str]:
    """(version, ISO date) of the last declared release; empty where there is none."""
    if T.RELEASES not in seen or seen[T.RELEASES].empty:
        return "", ""
    last = seen[T.RELEASES].iloc[-1]
    return tuple("" if pd.isna(last[name]) else str(last[name]) for name in (C.VERSION, C.RELEASED))  # type: ignore[return-value]


def _day(today: date | None, released: str) -> date:
    """The day to hold acceptances against: given, else the release's, so that a build depends on no clock."""
    if today is not None:
        return today
    try:
        return date.fromisoformat(released)
    except ValueError:
        return date.max


def _terms(accepted: Acceptances) -> tuple[Terms, list[Fault]]:
    """The list of terms to hold texts against, empty when there is none to be read, and what is wrong with it."""
    try:
        return accepted.terms or terms.project_terms(), []
    except FaultsFound as found:
        # What is wrong with the folder's own list was told when its acceptances were read.
        return Terms((), ()), [fault for fault in found.faults if fault not in accepted.faults]


def _faults(runs: Sequence[_Run], seen: Tables, columns: pd.DataFrame) -> dict[str, list[RuleFault]]:
    """Faults of each rule by file and line."""
    found: dict[str, list[RuleFault]] = defaultdict(list)
    for run in runs:
        if not run.outcome.success:
            found[run.rule.id] += locate(run.rule, run.check, run.outcome, seen, columns)
    for faults in found.values():
        faults.sort(key=lambda fault: (fault.file, fault.line or 0, fault.column))
    return found


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
    words, term_faults = _terms(accepted)
    with terms.using(words):
        runs, seen, columns = _run(rules, frames, _as_published(previous), bool(words.notions))
        faults = _faults(runs, seen, columns)
    version, released = _latest_release(seen)
    day = _day(today, released)
    acceptance_of = {each.of: each for each in accepted}
    results = [
        _result(
            rule,
            [run for run in runs if run.rule is rule],
            faults[rule.id],
            *_split(faults[rule.id], rule, acceptance_of, day),
        )
        for rule in rules
    ]
    others = [*_acceptance_faults(accepted, results, day), *term_faults]
    return Verdict(version, day.isoformat(), tuple(results), tuple(others))
