"""The only door to Great Expectations: defines expectations from plain functions, runs suites, refuses silent gaps."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import Expectation, MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from expectations.engine.rule_input import RuleInput, Scope, Truth, tables_in_view

Holds = Callable[[RuleInput], pd.DataFrame | Truth]
"""Says of each row (a Series of bool) or of each judged cell (a DataFrame of bool) whether it is as it should be."""

# Row numbers of every fault, and no query text that lists them a second time.
_ROWS: Final = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
_VERDICT_ONLY: Final = {"result_format": "BOOLEAN_ONLY"}


class RulesNotRun(RuntimeError):
    """Great Expectations left a rule out, or a rule broke while it ran: no verdict can be given."""


_clock: ContextVar[dict[str, float] | None] = ContextVar("seconds_by_expectation", default=None)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """While it lasts, notes the seconds that each expectation of ours takes, by the name of its class."""
    seconds: dict[str, float] = {}
    token = _clock.set(seconds)
    try:
        yield seconds
    finally:
        _clock.reset(token)


def _spend(name: str, seconds: float) -> None:
    spent = _clock.get()
    if spent is not None:
        spent[name] = spent.get(name, 0.0) + seconds


@dataclass(frozen=True)
class Outcome:
    """Result of one expectation: whether it held, and the rows where it did not (None: it is about the whole table)."""

    success: bool
    rows: list[int] | None = None


def camel_case(name: str) -> str:
    """`expect_bounds_to_be_in_order` as `ExpectBoundsToBeInOrder`."""
    return "".join(part.capitalize() for part in name.split("_"))


def define_expectation(holds: Holds, scopes: Sequence[Scope]) -> list[MulticolumnMapExpectation]:
    """A Great Expectations class for a vectorised predicate, named after it, and one expectation a scope.

    The class is a `MulticolumnMapExpectation`. Great Expectations passes it the scope's columns of one table; the other
    tables come from the view (`tables_in_view`).

    Args:
        holds: function named `expect_…`.
        scopes: where the rule looks.

    Raises:
        ValueError: the function's name does not start with `expect_`.
    """
    name = holds.__name__
    if not name.startswith("expect_"):
        raise ValueError(f"{name} must be named expect_…")
    metric = f"rows.{name.removeprefix('expect_')}"

    def judge(cls: type, column_list: pd.DataFrame, scope: int, **_: Any) -> Truth:
        started = perf_counter()
        held = holds(RuleInput(column_list, tables_in_view(), scopes[scope]))
        _spend(camel_case(name), perf_counter() - started)
        every = held.all(axis=1) if isinstance(held, pd.DataFrame) else held
        if every.dtype != bool or len(every) != len(column_list):
            raise TypeError(f"{name} must say true or false of each row")
        return every

    as_metric = multicolumn_condition_partial(engine=PandasExecutionEngine)
    provider = {"condition_metric_name": metric, "condition_value_keys": ("scope",), "judge": as_metric(judge)}
    type(f"{camel_case(name)}Metric", (MulticolumnMapMetricProvider,), provider)
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
    defined = metaclass(camel_case(name), (MulticolumnMapExpectation,), attributes)
    # Great Expectations takes plain text alone for a name, and no member of an enum.
    return [defined(column_list=[*map(str, scope.column_list)], scope=number) for number, scope in enumerate(scopes)]


class Engine:
    """An ephemeral context of Great Expectations, without analytics, progress bars or anything written to disk."""

    def __init__(self) -> None:
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        self._context = gx.get_context(mode="ephemeral", project_config=config)
        # One asset for every frame: adding one costs more than running a rule.
        asset = self._context.data_sources.add_pandas("tables").add_dataframe_asset("frames")
        self._frames = asset.add_batch_definition_whole_dataframe("whole")

    def run(self, name: str, frame: pd.DataFrame, expectations: Sequence[Expectation]) -> list[Outcome]:
        """Outcome of each expectation, in their order.

        Args:
            name: name of the batch, for messages.
            frame: the rows, numbered from 0.
            expectations: what to expect of them.

        Raises:
            RulesNotRun: a rule is missing from the results, or broke.
        """
        batch = self._frames.get_batch({"dataframe": frame})

        def validate(chosen: Sequence[Expectation], result_format: dict[str, Any]) -> list[Any]:
            suite = gx.ExpectationSuite(name=f"{name} {result_format['result_format']}", expectations=chosen)
            try:
                results = batch.validate(suite, result_format=result_format).results
            except GreatExpectationsError as error:
                raise RulesNotRun(f"{name}: {error}") from error
            return _in_order(name, chosen, results)

        expectations = [each.copy(update={"meta": {"number": n}}) for n, each in enumerate(expectations)]
        # Listing rows costs twice the verdict alone, so only what failed is asked for its rows.
        held = [bool(result.success) for result in validate(expectations, _VERDICT_ONLY)]
        failed = [expectation for expectation, success in zip(expectations, held, strict=True) if not success]
        found = iter(validate(failed, _ROWS) if failed else [])
        return [Outcome(True) if success else _failure(name, next(found)) for success in held]


def _in_order(name: str, expectations: Sequence[Expectation], results: Sequence[Any]) -> list[Any]:
    """Results in the order of the expectations, which Great Expectations does not keep; each must be there once."""
    by_number = {}
    for result in results:
        info = result.exception_info or {}
        raised = [info] if "raised_exception" in info else list(info.values())
        broken = [each for each in raised if each.get("raised_exception")]
        if broken:
            kind = result.expectation_config.type
            raise RulesNotRun(f"{name}: {kind} broke: {broken[0].get('exception_message')}")
        by_number[result.expectation_config.meta["number"]] = result
    numbers = [(expectation.meta or {})["number"] for expectation in expectations]
    if len(results) != len(expectations) or set(by_number) != set(numbers):
        asked = zip(numbers, expectations, strict=True)
        missing = sorted({type(expectation).__name__ for number, expectation in asked if number not in by_number})
        raise RulesNotRun(
            f"{name}: Great Expectations answered {len(results)} of {len(expectations)} rules; without answer: "
            f"{', '.join(missing) or 'none'}"
        )
    return [by_number[number] for number in numbers]


def _failure(name: str, result: Any) -> Outcome:
    details = result.result
    kind = result.expectation_config.type
    if result.success:
        raise RulesNotRun(f"{name}: {kind} failed, and then held on the same rows")
    if "unexpected_count" not in details:
        return Outcome(False)
    rows = details.get("unexpected_index_list")
    if rows is None or len(rows) != details["unexpected_count"]:
        raise RulesNotRun(f"{name}: {kind} found {details['unexpected_count']} faulty rows and named {len(rows or [])}")
    return Outcome(False, [int(row) for row in rows])
