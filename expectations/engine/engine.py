"""Runs suites with Great Expectations, and refuses silent gaps."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import Expectation

# Row numbers of every fault, and no query text that lists them a second time.
_ROWS: Final = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
_VERDICT_ONLY: Final = {"result_format": "BOOLEAN_ONLY"}


class RulesNotRun(RuntimeError):
    """Great Expectations left a rule out, or a rule broke while it ran: no verdict can be given."""


@dataclass(frozen=True)
class Outcome:
    """Result of one expectation: whether it held, and the rows where it did not (None: it is about the whole table)."""

    success: bool
    rows: list[int] | None = None


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
        """Return the outcome of each expectation, in their order.

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
    """Put results in the order of the expectations, which Great Expectations does not keep; each is there once."""
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
