"""What a rule is, and the registry to which each module of `expectations.rules` adds its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from great_expectations.expectations.expectation import Expectation

from expectations.engine.engine import Holds, define_expectation
from expectations.engine.rule_input import RuleInput, Scope
from expectations.engine.texts import Bilingual, Place, bilingual
from pipelines.schema.faults import Severity

GUIDE: Final = "docs/rules.md"
Explain = Callable[[RuleInput], list[Bilingual]]
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
        severity: what a fault does to publication.
        checks: the expectations.
        structural: whether the other rules can only run on a table that keeps this one.
        values: fill the places in its texts, which stand under its id in `expectations/locales/`.
    """

    id: str
    severity: Severity
    checks: tuple[Check, ...]
    structural: bool = False
    values: Mapping[str, Place] = field(default_factory=dict)

    @property
    def name(self) -> Bilingual:
        """Business name."""
        return bilingual(f"{self.id}.name")

    @property
    def sentence(self) -> Bilingual:
        """What must hold, as a sentence."""
        return bilingual(f"{self.id}.sentence", **self.values)

    @property
    def expected(self) -> Bilingual:
        """What a fault expected, to follow "expected"."""
        return bilingual(f"{self.id}.expected", **self.values)

    @property
    def cure(self) -> Bilingual:
        """What to do about a fault."""
        return bilingual(f"{self.id}.cure", **self.values)

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
    id: str,
    *scopes: Scope,
    severity: Severity = Severity.ERROR,
    structural: bool = False,
    by_cell: bool = False,
    explain: Explain | None = None,
    values: Mapping[str, Place] | None = None,
) -> Callable[[Holds], Holds]:
    """Declare a rule from a vectorised predicate named `expect_…`, which becomes a Great Expectations class.

    The predicate says true or false of each row; with `by_cell`, of each judged column of each row, looking at that row
    alone. The other arguments are those of `Rule` and `Check`.
    """

    def add(holds: Holds) -> Holds:
        pairs = zip(scopes, define_expectation(holds, scopes), strict=True)
        checks = tuple(Check(scope, each, holds if by_cell else None, explain) for scope, each in pairs)
        declare(Rule(id=id, severity=severity, checks=checks, structural=structural, values=values or {}))
        return holds

    return add
