"""Great Expectations leaves out what it does not know, and forgives what breaks: neither may pass for success."""

import os
from types import SimpleNamespace
from typing import Any

import great_expectations as gx
import pandas as pd
import pytest
from great_expectations.expectations import registry
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique

import expectations.engine.engine
from expectations.engine.engine import Engine, RulesNotRun
from expectations.engine.rule import RuleInput, Scope, Truth, define_expectation, tables_in_view
from expectations.engine.tables import Tables
from expectations.rules import RULES
from pipelines.schema.columns import C, T

_SCOPE = Scope(batch=T.EVENTS, columns=(C.DATE, C.END_DATE))
_FRAME = pd.DataFrame(
    {C.EVENT_ID: ["ev-a", "ev-b", "ev-c"], C.DATE: ["2001", None, "2003"], C.END_DATE: [None, None, "2004"]},
    dtype="str",
)


def expect_sample_dates_to_be_filled(seen: RuleInput) -> Truth:
    """For tests."""
    return seen[C.DATE].notna()


def expect_sample_to_break(seen: RuleInput) -> Truth:
    """For tests."""
    raise ZeroDivisionError("the sample broke")


def expect_sample_to_answer_with_numbers(seen: RuleInput) -> Truth:
    """For tests."""
    return seen[C.DATE].notna().astype(int)


FILLED = define_expectation(expect_sample_dates_to_be_filled, [_SCOPE])
BREAKS = define_expectation(expect_sample_to_break, [_SCOPE])
NUMBERS = define_expectation(expect_sample_to_answer_with_numbers, [_SCOPE])


@pytest.fixture
def engine() -> Engine:
    return Engine()


def _run(engine: Engine, frame: pd.DataFrame, *defined: Any) -> list[expectations.engine.engine.Outcome]:
    tables_in_view.set(Tables({}))
    return engine.run("events", frame, defined)


def test_class_is_named_after_the_function() -> None:
    assert type(FILLED[0]).__name__ == "ExpectSampleDatesToBeFilled"


def test_every_row_counts_even_where_all_cells_are_empty(engine: Engine) -> None:
    (outcome,) = _run(engine, _FRAME, *FILLED)
    assert (outcome.success, outcome.rows) == (False, [1])


def test_batches_see_their_own_rows(engine: Engine) -> None:
    assert not _run(engine, _FRAME, *FILLED)[0].success
    assert _run(engine, _FRAME.loc[[0, 2]].reset_index(drop=True), *FILLED)[0].success
    assert _run(engine, _FRAME.loc[[1]].reset_index(drop=True), *FILLED)[0].rows == [0]


def test_outcomes_keep_the_order_of_the_expectations(engine: Engine) -> None:
    unique = ExpectColumnValuesToBeUnique(column=C.EVENT_ID.value)
    assert [each.success for each in _run(engine, _FRAME, unique, *FILLED, unique)] == [True, False, True]


def test_a_rule_that_breaks_is_no_verdict(engine: Engine) -> None:
    with pytest.raises(RulesNotRun, match="the sample broke"):
        _run(engine, _FRAME, *FILLED, *BREAKS)


def test_a_rule_that_says_neither_true_nor_false_is_no_verdict(engine: Engine) -> None:
    with pytest.raises(RulesNotRun, match="true or false"):
        _run(engine, _FRAME, *NUMBERS)


def test_a_missing_column_is_no_verdict(engine: Engine) -> None:
    with pytest.raises(RulesNotRun):
        _run(engine, _FRAME.drop(columns=C.DATE), *FILLED)


def test_an_expectation_that_great_expectations_drops_is_no_verdict(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class that is not imported is left out of the suite, with a log line, and the rest succeeds."""

    def forgetful(name: str, expectations: list[Any]) -> Any:
        unknown = {"type": "expect_nothing_known", "kwargs": {}}
        return gx.ExpectationSuite(name=name, expectations=[*expectations[:-1], unknown])

    assert forgetful("sample", [None]).expectations == []
    monkeypatch.setattr(expectations.engine.engine, "gx", SimpleNamespace(ExpectationSuite=forgetful))
    unique = ExpectColumnValuesToBeUnique(column=C.EVENT_ID.value)
    with pytest.raises(RulesNotRun, match="ExpectSampleDatesToBeFilled"):
        _run(engine, _FRAME, unique, *FILLED)


def test_a_class_that_is_not_registered_is_no_verdict(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry._registered_expectations, "expect_sample_dates_to_be_filled")
    with pytest.raises(RulesNotRun, match="expect_sample_dates_to_be_filled"):
        _run(engine, _FRAME, *FILLED)


def test_a_result_left_out_is_no_verdict() -> None:
    unique = ExpectColumnValuesToBeUnique(column=C.EVENT_ID.value, meta={"number": 0})
    with pytest.raises(RulesNotRun, match="0 of 1"):
        expectations.engine.engine._in_order("events", [unique], [])


def test_analytics_are_off() -> None:
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert Engine()._context.config.analytics_enabled is False


def test_every_check_is_a_great_expectations_expectation() -> None:
    from great_expectations.expectations.expectation import Expectation

    checks = [check for rule in RULES.values() for check in rule.checks]
    assert len(checks) > len(RULES)
    for check in checks:
        assert isinstance(check.expectation, Expectation)
        assert type(check.expectation).__module__.startswith("expectations.rules.")
