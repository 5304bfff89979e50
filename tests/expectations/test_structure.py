"""A table whose columns or types are not as declared is named, and the rules that need it are not run on it."""

import pandas as pd
import pytest

from expectations.engine.kinds import Kind, kind_of
from expectations.report.verdict import RuleResult, Status, Verdict
from expectations.rules import RULES
from expectations.validate import check
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

Frames = dict[str, pd.DataFrame]


def _result(verdict: Verdict, rule: str) -> RuleResult:
    return next(result for result in verdict.results if result.rule.id == rule)


def _named(verdict: Verdict, rule: str) -> set[tuple[str, str]]:
    return {(fault.table, fault.column) for fault in _result(verdict, rule).faults}


def test_missing_column_is_named(valid: Frames) -> None:
    valid[T.EVENTS] = valid[T.EVENTS].drop(columns=C.KIND)
    verdict = check(valid, only={"iso-periods"})
    # Those behind it have moved, and are not where they are declared to be.
    assert (T.EVENTS, C.KIND) in _named(verdict, "declared-columns")
    assert _named(verdict, "declared-columns") <= {(T.EVENTS, name) for name in tables()[T.EVENTS].names}


def test_unknown_column_is_named(valid: Frames) -> None:
    valid[T.EVENTS]["colour"] = "blue"
    assert _named(check(valid, only=()), "declared-columns") == {(T.EVENTS, "colour")}


def test_exchanged_columns_are_named(valid: Frames) -> None:
    names = tables()[T.EVENTS].names
    first, second, *others = names
    valid[T.EVENTS] = valid[T.EVENTS][[second, first, *others]]
    assert _named(check(valid, only=()), "declared-columns") == {(T.EVENTS, first), (T.EVENTS, second)}


def test_missing_table_is_named_once(valid: Frames) -> None:
    del valid[T.EVENTS]
    verdict = check(valid, only=())
    assert _named(verdict, "declared-columns") == {(T.EVENTS, "")}
    assert not verdict.success


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        (T.OBSERVATIONS, C.OBS_VALUE, "20"),
        (T.OBSERVATIONS, C.PAGE, 5.5),
        (T.OBSERVATIONS, C.SEX, 1),
        (T.UNITS, C.ADDITIVE, "true"),
        (T.UNITS, C.ADDITIVE, 1),
    ],
)
def test_wrong_type_is_named(valid: Frames, table: str, column: str, values: object) -> None:
    valid[table][column] = pd.Series([values] * len(valid[table]))
    assert _named(check(valid, only=()), "declared-types") == {(table, column)}


def test_rules_that_need_a_broken_table_say_that_they_did_not_run(valid: Frames) -> None:
    valid[T.UNITS] = valid[T.UNITS].drop(columns=C.MAXIMUM)
    verdict = check(valid, only={"unit-limits", "bounds-in-order"})
    limits = _result(verdict, "unit-limits")
    assert limits.status is Status.NOT_CHECKED
    assert all(limits.reason)
    assert _result(verdict, "bounds-in-order").status is Status.PASSED


def test_empty_frames_break_nothing() -> None:
    """Cells that raw files could not give are empty; a table may have no row at all."""
    empty = {name: pd.DataFrame(columns=table.names) for name, table in tables().items()}
    verdict = check(empty)
    failed = {result.rule.id for result in verdict.results if result.status is Status.FAILED}
    assert failed == {"table-not-empty"}


def test_rows_of_empty_cells_break_no_rule(valid: Frames) -> None:
    """What could not be read is empty: the rules say which cells must be filled, and none breaks on it."""
    for name, frame in valid.items():
        valid[name] = pd.DataFrame(None, frame.index, frame.columns).astype(frame.dtypes.to_dict())
    verdict = check(valid, previous=valid)
    assert len(verdict.results) == len(RULES)
    filled = {fault.table for fault in _result(verdict, "filled-cells").faults}
    assert filled == set(tables())


def test_without_earlier_version_nothing_can_be_lost(valid: Frames) -> None:
    verdict = check(valid, only={"no-row-lost"})
    result = _result(verdict, "no-row-lost")
    assert result.status is Status.NOT_CHECKED
    assert result.reason[0] == "nothing was published before"
    assert verdict.success


def test_every_text_column_is_of_one_kind() -> None:
    """A new column is judged as text unless it is declared as something else: none escapes."""
    unknown = [
        f"{name}.{column.name}"
        for name, table in tables().items()
        for column in table.columns
        if column.field.type == "string" and kind_of(table, column) is None
    ]
    assert unknown == [f"{T.LINEAGE}.{C.ROW_KEY}"]
    texts = {c.name for table in tables().values() for c in table.columns if kind_of(table, c) is Kind.TEXT}
    assert {C.NOTE_EN, C.NOTE_FR, C.AS_PRINTED, C.TITLE} <= texts
