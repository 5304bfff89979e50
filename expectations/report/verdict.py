"""What the rules found: the verdict, for maintainers and for readers. Knows nothing of how rules are run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from expectations.engine.batches import CHANGES
from expectations.engine.texts import Bilingual
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

    @property
    def obs_id(self) -> str:
        """Key of the row: the figure's id in the table of figures."""
        return self.row


@dataclass(frozen=True)
class Accepted:
    """A warning that a reviewer accepted, with the acceptance."""

    fault: RuleFault
    acceptance: Acceptance


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """What came of one rule.

    Attributes:
        rule: id of the rule.
        name: business name, English and French.
        sentence: what must hold.
        severity: what a fault does to publication.
        anchor: place in the guide.
        scope: (table, columns) that it judges; the distinct texts of all tables stand as one.
        status: what came of it.
        rows: rows judged, all scopes together.
        count: faults found, accepted ones too; more than are listed where there are very many.
        faults: those that are open.
        accepted: those that a reviewer accepted.
        reason: why it was not checked, English and French.
    """

    rule: str
    name: Bilingual
    sentence: Bilingual
    severity: Severity
    anchor: str
    scope: tuple[tuple[str, tuple[str, ...]], ...]
    status: Status
    rows: int = 0
    count: int = 0
    faults: tuple[RuleFault, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    reason: Bilingual = ("", "")

    @property
    def success(self) -> bool:
        """Whether nothing is open."""
        return self.status in (Status.PASSED, Status.ACCEPTED)


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
        """Every open error and warning."""
        open_faults = [f for r in self.results if r.severity is not Severity.INFORMATION for f in r.faults]
        return [*open_faults, *self.others]

    @property
    def notes(self) -> list[Fault]:
        """What is only said."""
        return [fault for result in self.results if result.severity is Severity.INFORMATION for fault in result.faults]

    @property
    def errors(self) -> list[Fault]:
        """Every open error: these stop publication."""
        return [fault for fault in self.faults if fault.severity is Severity.ERROR]

    @property
    def success(self) -> bool:
        """Whether no error, no unaccepted warning and no other fault is open."""
        return not self.faults

    def with_faults(self, faults: Iterable[Fault]) -> "Verdict":
        """The same verdict with further faults."""
        return Verdict(self.version, self.today, self.results, (*self.others, *faults))


def fault_record(fault: Fault) -> dict[str, Any]:
    """A fault as JSON, by the schema in `verdict.schema.json`."""
    record: dict[str, Any] = {
        "rule": fault.rule,
        "severity": str(fault.severity),
        "table": getattr(fault, "table", ""),
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "file": fault.file,
        "line": fault.line,
        "page": fault.page,
        "expected": {"en": fault.expected, "fr": getattr(fault, "expected_fr", "") or fault.expected},
        "cure": {"en": fault.cure, "fr": getattr(fault, "cure_fr", "") or fault.cure},
    }
    return record


def _both(pair: Bilingual) -> dict[str, str]:
    return {"en": pair[0], "fr": pair[1]}


def _accepted_record(accepted: Accepted) -> dict[str, Any]:
    acceptance = accepted.acceptance
    return {
        "table": accepted.fault.table,
        "row": accepted.fault.row,
        "column": accepted.fault.column,
        "indicator": accepted.fault.indicator,
        "who": acceptance.who,
        "why": _both((acceptance.why_en, acceptance.why_fr)),
        "until": acceptance.until.isoformat(),
    }


def _rule_record(result: RuleResult) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "name": _both(result.name),
        "sentence": _both(result.sentence),
        "severity": str(result.severity),
        "guidance": result.anchor,
        "scope": [{"table": table, "columns": list(columns)} for table, columns in result.scope],
        "result": str(result.status),
        "reason": _both(result.reason),
        "rows": result.rows,
        "count": result.count,
        "accepted": [_accepted_record(each) for each in result.accepted],
    }


def _counts(results: Sequence[RuleResult]) -> dict[str, dict[str, int]]:
    found = Counter((str(result.severity), str(result.status)) for result in results)
    return {
        str(severity): {str(status): found[str(severity), str(status)] for status in Status} for severity in Severity
    }


def _of_indicators(results: Sequence[RuleResult]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for result in results:
        for fault in result.faults:
            if fault.indicator:
                found.setdefault(fault.indicator, Counter())[str(result.severity)] += 1
        for accepted in result.accepted:
            if accepted.fault.indicator:
                found.setdefault(accepted.fault.indicator, Counter())["accepted"] += 1
    kinds = [*map(str, Severity), "accepted"]
    return {indicator: {kind: found[indicator][kind] for kind in kinds} for indicator in sorted(found)}


def without_past(verdict: Verdict) -> Verdict:
    """The verdict of tables that are published, the same whatever was published before them.

    A rule that only looks at what was published before holds for what is published now: its rows are no part of it.
    """
    passed = [
        replace(result, status=Status.PASSED, rows=0, count=0, faults=(), reason=("", ""))
        if all(batch == CHANGES for batch, _ in result.scope)
        else result
        for result in verdict.results
    ]
    return replace(verdict, results=tuple(passed))


def summarise(verdict: Verdict) -> dict[str, Any]:
    """The verdict for readers, as the build publishes it in `validation.json`: the same tables give the same bytes.

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
    """The whole verdict as JSON, with every fault, by the schema in `verdict.schema.json`."""
    rules = []
    for result in verdict.results:
        faults = [fault_record(fault) for fault in result.faults]
        rules.append({**_rule_record(result), "faults": faults})
    return {
        **summarise(verdict),
        "today": verdict.today,
        "rules": rules,
        "others": [fault_record(fault) for fault in verdict.others],
    }
