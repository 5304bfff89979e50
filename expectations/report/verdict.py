"""What the rules found: the verdict, for maintainers and for readers. Knows nothing of how rules are run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from expectations.engine.rule import Rule
from expectations.engine.tables import CHANGES
from expectations.engine.texts import SPOKEN, Bilingual
from expectations.report.acceptances import Acceptance
from pipelines.schema.faults import Fault, Severity


class Status(StrEnum):
    """What came of a rule."""

    PASSED = "passed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, kw_only=True)
class RuleFault(Fault):
    """A fault that a rule found in a published table.

    Attributes:
        table: the table.
        indicator: indicator that the row is about, empty where there is none.
        expected_fr: what was expected, in French.
        cure_fr: what to do, in French.
    """

    table: str
    indicator: str = ""
    expected_fr: str = ""
    cure_fr: str = ""


@dataclass(frozen=True)
class Accepted:
    """A warning that a reviewer accepted, with the acceptance."""

    fault: RuleFault
    acceptance: Acceptance


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """What came of one rule.

    Attributes:
        rule: the rule.
        status: what came of it.
        rows: rows judged, all scopes together.
        count: faults found, accepted ones too; more than are listed where there are very many.
        faults: those that are open.
        accepted: those that a reviewer accepted.
        reason: why it was not checked, English and French.
    """

    rule: Rule
    status: Status
    rows: int = 0
    count: int = 0
    faults: tuple[RuleFault, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    reason: Bilingual = ("", "")


@dataclass(frozen=True)
class Verdict:
    """What all rules found on one version of the tables.

    Attributes:
        version: version of the data set, empty when it cannot be read.
        today: ISO date on which acceptances were held against.
        results: one a rule, in the order of the guide.
        others: faults that no rule about rows finds: acceptances, damaged files.
    """

    version: str
    today: str
    results: tuple[RuleResult, ...]
    others: tuple[Fault, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """Return every open error and warning."""
        open_faults = [f for r in self.results if r.rule.severity is not Severity.INFORMATION for f in r.faults]
        return [*open_faults, *self.others]

    @property
    def notes(self) -> list[Fault]:
        """Return what is only said."""
        return [fault for r in self.results if r.rule.severity is Severity.INFORMATION for fault in r.faults]

    @property
    def errors(self) -> list[Fault]:
        """Return every open error: these stop publication."""
        return [fault for fault in self.faults if fault.severity is Severity.ERROR]

    @property
    def success(self) -> bool:
        """Say whether no error, no unaccepted warning and no other fault is open."""
        return not self.faults

    def with_faults(self, faults: Iterable[Fault]) -> "Verdict":
        """Return the same verdict with further faults."""
        return replace(self, others=(*self.others, *faults))


def in_french(fault: Fault) -> tuple[str, str]:
    """Say what a fault expected and its cure, in French where it was found by a rule."""
    french = (fault.expected_fr, fault.cure_fr) if isinstance(fault, RuleFault) else ("", "")
    return french[0] or fault.expected, french[1] or fault.cure


def _both(pair: Bilingual) -> dict[str, str]:
    return dict(zip(SPOKEN, pair, strict=True))


def _fault_record(fault: Fault) -> dict[str, Any]:
    expected_fr, cure_fr = in_french(fault)
    return {
        "rule": fault.rule,
        "severity": str(fault.severity),
        "table": getattr(fault, "table", ""),
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "file": fault.file,
        "line": fault.line,
        "page": fault.page,
        "expected": _both((fault.expected, expected_fr)),
        "cure": _both((fault.cure, cure_fr)),
    }


def _accepted_record(accepted: Accepted) -> dict[str, Any]:
    fault, acceptance = accepted.fault, accepted.acceptance
    return {
        "table": fault.table,
        "row": fault.row,
        "column": fault.column,
        "indicator": fault.indicator,
        "who": acceptance.who,
        "why": _both(acceptance.why),
        "until": acceptance.until.isoformat(),
    }


def _rule_record(result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "rule": rule.id,
        "name": _both(rule.text("name")),
        "sentence": _both(rule.text("sentence")),
        "severity": str(rule.severity),
        "guidance": rule.anchor,
        "scope": [{"table": table, "columns": list(columns)} for table, columns in rule.scope],
        "result": str(result.status),
        "reason": _both(result.reason),
        "rows": result.rows,
        "count": result.count,
        "accepted": [_accepted_record(each) for each in result.accepted],
    }


def _counts(results: Sequence[RuleResult]) -> dict[str, dict[str, int]]:
    found = Counter((result.rule.severity, result.status) for result in results)
    return {str(severity): {str(status): found[severity, status] for status in Status} for severity in Severity}


def _of_indicators(results: Sequence[RuleResult]) -> dict[str, dict[str, int]]:
    found = Counter((fault.indicator, str(result.rule.severity)) for result in results for fault in result.faults)
    found.update((each.fault.indicator, "accepted") for result in results for each in result.accepted)
    indicators = sorted({indicator for indicator, _ in found if indicator})
    return {
        indicator: {kind: found[indicator, kind] for kind in [*map(str, Severity), "accepted"]}
        for indicator in indicators
    }


def without_past(verdict: Verdict) -> Verdict:
    """Return the verdict of tables that are published, the same whatever was published before them.

    A rule that only looks at what was published before holds for what is published now: its rows are no part of it.
    """
    passed = [
        RuleResult(rule=result.rule, status=Status.PASSED, accepted=result.accepted)
        if all(batch == CHANGES for batch, _ in result.rule.scope)
        else result
        for result in verdict.results
    ]
    return replace(verdict, results=tuple(passed))


def summarise(verdict: Verdict) -> dict[str, Any]:
    """Give the verdict for readers, as published in `validation.json`: the same tables give the same bytes.

    Returns:
        `version`, `success`, `checked` (rules that ran), `counts` (by severity, then result), `rules` (one each: id,
        name, sentence, severity, result, rows, accepted warnings with who, why and until) and `indicators` (open and
        accepted faults of each indicator that has any).
    """
    return {
        "version": verdict.version,
        "success": verdict.success,
        "checked": sum(result.status is not Status.NOT_CHECKED for result in verdict.results),
        "counts": _counts(verdict.results),
        "rules": [_rule_record(result) for result in verdict.results],
        "indicators": _of_indicators(verdict.results),
    }


def to_record(verdict: Verdict) -> dict[str, Any]:
    """Return the whole verdict as JSON, with every fault, by the schema in `verdict.schema.json`."""
    rules = [
        {**_rule_record(result), "faults": [_fault_record(fault) for fault in result.faults]}
        for result in verdict.results
    ]
    others = [_fault_record(fault) for fault in verdict.others]
    return {**summarise(verdict), "today": verdict.today, "rules": rules, "others": others}
