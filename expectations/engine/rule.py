"""What a rule is and sees, and the registry to which each module of `expectations.rules` adds its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import Expectation, MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from expectations.engine.tables import COLUMNS_OF, Tables
from expectations.engine.texts import Bilingual, Place, bilingual
from pipelines.schema.declared import tables
from pipelines.schema.faults import Severity

GUIDE: Final = "docs/rules.md"
Truth = pd.Series  # of bool, one a row


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a rule looks: one batch, the columns that it judges, and what else it reads.

    Attributes:
        batch: a table, or one of the batches `STRUCTURE`, `VALUES`, `TEXTS` and `CHANGES`.
        columns: the columns that a fault names; none for the batches whose rows say it.
        reads: further columns of the same row that the judgement needs; the row's key is always there.
        needs: other tables that it looks things up in.
    """

    batch: str
    columns: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def column_list(self) -> list[str]:
        """Return columns that the rule is given: two at least, as Great Expectations asks."""
        if self.batch in COLUMNS_OF:
            return COLUMNS_OF[self.batch]
        declared = tables()[self.batch]
        wanted = list(dict.fromkeys([*self.columns, *self.reads, *declared.key]))
        return wanted if len(wanted) > 1 else [*wanted, next(name for name in declared.names if name not in wanted)]


def on(batch: str, *columns: str, reads: Iterable[str] = (), needs: Iterable[str] = ()) -> Scope:
    """Return a scope, briefly."""
    return Scope(batch=batch, columns=columns, reads=tuple(reads), needs=tuple(needs))


@dataclass(frozen=True)
class RuleInput:
    """What a rule is shown: the rows of one batch (the scope's columns), and every table to look things up in."""

    rows: pd.DataFrame
    tables: Tables
    scope: Scope

    def __getitem__(self, column: str) -> pd.Series:
        """Return a column of the rows."""
        return self.rows[column]

    @property
    def judged(self) -> pd.DataFrame:
        """Return the columns that the rule judges."""
        return self.rows[list(self.scope.columns)]

    def look_up(self, key: str, table: str, column: str) -> pd.Series:
        """Look up, for each row, the cell of another table that a column names; missing where there is none."""
        return self.tables.look_up(self.rows[key], table, column)


Holds = Callable[[RuleInput], pd.DataFrame | Truth]
"""Says of each row (a Series of bool) or of each judged cell (a DataFrame of bool) whether it is as it should be."""
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
    severity: Severity = Severity.ERROR
    checks: tuple[Check, ...]
    structural: bool = False
    values: Mapping[str, Place] = field(default_factory=dict)

    def text(self, part: Literal["name", "sentence", "expected", "cure"]) -> Bilingual:
        """Return its name, what must hold, what a fault expected (to follow "expected") or what to do about one."""
        return bilingual(f"{self.id}.{part}", **self.values)

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
        """Return (batch, columns) that the rule judges."""
        return [(check.scope.batch, check.scope.columns) for check in self.checks]


RULES: Final[dict[str, Rule]] = {}
"""Every rule by id, in the order of the guide. Filled by importing `expectations.rules`."""


def declare(rule: Rule) -> None:
    """Add a rule to the registry; raises ValueError when its id is taken or it checks nothing."""
    if rule.id in RULES or not rule.checks:
        raise ValueError(f"rule {rule.id} is declared twice or checks nothing")
    RULES[rule.id] = rule


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


tables_in_view: ContextVar[Tables] = ContextVar("tables_in_view")
"""The tables that are being checked: Great Expectations hands a rule one table only."""
_clock: ContextVar[dict[str, float] | None] = ContextVar("seconds_by_expectation", default=None)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Note, while it lasts, the seconds that each expectation of ours takes, by the name of its class."""
    seconds: dict[str, float] = {}
    token = _clock.set(seconds)
    try:
        yield seconds
    finally:
        _clock.reset(token)


def define_expectation(holds: Holds, scopes: Sequence[Scope]) -> list[MulticolumnMapExpectation]:
    """Return a Great Expectations class for a vectorised predicate, named after it, and one expectation a scope.

    The class is a `MulticolumnMapExpectation`. Great Expectations passes it the scope's columns of one table; the other
    tables come from `tables_in_view`.

    Raises:
        ValueError: the function's name does not start with `expect_`.
    """
    name = holds.__name__
    if not name.startswith("expect_"):
        raise ValueError(f"{name} must be named expect_…")
    class_name = "".join(part.capitalize() for part in name.split("_"))
    metric = f"rows.{name.removeprefix('expect_')}"

    def judge(cls: type, column_list: pd.DataFrame, scope: int, **_: Any) -> Truth:
        started = perf_counter()
        held = holds(RuleInput(column_list, tables_in_view.get(), scopes[scope]))
        spent = _clock.get()
        if spent is not None:
            spent[class_name] = spent.get(class_name, 0.0) + perf_counter() - started
        every = held.all(axis=1) if isinstance(held, pd.DataFrame) else held
        if every.dtype != bool or len(every) != len(column_list):
            raise TypeError(f"{name} must say true or false of each row")
        return every

    as_metric = multicolumn_condition_partial(engine=PandasExecutionEngine)
    provider = {"condition_metric_name": metric, "condition_value_keys": ("scope",), "judge": as_metric(judge)}
    type(f"{class_name}Metric", (MulticolumnMapMetricProvider,), provider)
    attributes = {
        "__doc__": holds.__doc__,
        "__module__": holds.__module__,
        "__annotations__": {"ignore_row_if": str, "scope": int},
        "map_metric": metric,
        "success_keys": ("scope", "mostly"),
        # Empty cells are the rule's business: no row is left out before it is judged.
        "ignore_row_if": "never",
    }
    metaclass: Any = type(MulticolumnMapExpectation)
    defined = metaclass(class_name, (MulticolumnMapExpectation,), attributes)
    # Great Expectations takes plain text alone for a name, and no member of an enum.
    return [defined(column_list=[*map(str, scope.column_list)], scope=number) for number, scope in enumerate(scopes)]
