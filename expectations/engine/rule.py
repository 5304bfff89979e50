"""What a rule is, and the registry to which each module of `expectations.rules` adds its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from great_expectations.expectations.expectation import Expectation

from expectations.engine.engine import Holds, define_expectation
from expectations.engine.kinds import Both
from expectations.engine.rule_input import Scope, Seen
from pipelines.schema.faults import Severity

GUIDE: Final = "docs/rules.md"
Explain = Callable[[Seen], list[Both]]
"""Says of each faulty row that it is shown what was expected, in English and French."""


@dataclass(frozen=True)
class Check:
    """One Great Expectations expectation of one batch, and how to say what is wrong with a row.

    Attributes:
        scope: where it looks.
        expectation: the expectation.
        cells: judges each of the scope's columns on its own, or None where the row is judged as a whole.
        explain: says what was expected of each faulty row, or None where the rule's own words do.
    """

    scope: Scope
    expectation: Expectation
    cells: Holds | None = None
    explain: Explain | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A named rule about the published tables.

    Attributes:
        id: kebab-case name, stable: acceptances and addresses refer to it.
        name: business name, English and French.
        sentence: what must hold, as a sentence.
        expected: what a fault expected, to follow "expected".
        cure: what to do about a fault.
        severity: what a fault does to publication.
        checks: the expectations.
        structural: whether the other rules can only run on a table that keeps this one.
    """

    id: str
    name: Both
    sentence: Both
    expected: Both
    cure: Both
    severity: Severity
    checks: tuple[Check, ...]
    structural: bool = False

    @property
    def anchor(self) -> str:
        """Place in the guide that explains the rule."""
        return f"{GUIDE}#{self.id}"

    @property
    def theme(self) -> str:
        """Name of the module of `expectations.rules` that declares it."""
        return type(self.checks[0].expectation).__module__.rpartition(".")[2]

    @property
    def scope(self) -> list[tuple[str, tuple[str, ...]]]:
        """(batch, columns) that the rule judges."""
        return [(check.scope.batch, check.scope.columns) for check in self.checks]


RULES: Final[dict[str, Rule]] = {}
"""Every rule by id, in the order of the guide. Filled by importing `expectations.rules`."""


def declare(rule: Rule) -> Rule:
    """Add a rule to the registry; raises ValueError when its id is taken or it checks nothing."""
    if rule.id in RULES or not rule.checks:
        raise ValueError(f"rule {rule.id} is declared twice or checks nothing")
    RULES[rule.id] = rule
    return rule


def on(batch: str, *columns: str, reads: Iterable[str] = (), needs: Iterable[str] = ()) -> Scope:
    """A scope, briefly."""
    return Scope(batch=batch, columns=columns, reads=tuple(reads), needs=tuple(needs))


def rule(
    *,
    id: str,
    name: Both,
    sentence: Both,
    expected: Both,
    cure: Both,
    scopes: Sequence[Scope],
    severity: Severity = Severity.ERROR,
    structural: bool = False,
    by_cell: bool = False,
    explain: Explain | None = None,
) -> Callable[[Holds], Holds]:
    """Declares a rule from a vectorised predicate named `expect_…`, which becomes a Great Expectations class.

    The predicate says true or false of each row; with `by_cell`, of each judged column of each row, looking at that row
    alone. The other arguments are those of `Rule`.
    """

    def add(holds: Holds) -> Holds:
        expectations = define_expectation(holds, scopes)
        cells = holds if by_cell else None
        pairs = zip(scopes, expectations, strict=True)
        checks = tuple(Check(scope, expectation, cells, explain) for scope, expectation in pairs)
        declare(
            Rule(
                id=id,
                name=name,
                sentence=sentence,
                expected=expected,
                cure=cure,
                severity=severity,
                checks=checks,
                structural=structural,
            )
        )
        return holds

    return add
