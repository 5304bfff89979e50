"""Printed sums, averages and changes against the source's own figures: they agree, or the row says by how much."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.curate.reconcile import reconcile, round_half_up
from pipelines.raw.cells import Value
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C

Row = dict[str, Value]


def figure(obs_id: str, value: float | None = None, qualifier: Qualifier = Qualifier.EXACT, **bounds: float) -> Row:
    return {
        C.OBS_ID: obs_id,
        C.OBS_VALUE: value,
        C.OBS_VALUE_LOW: bounds.get("low"),
        C.OBS_VALUE_HIGH: bounds.get("high"),
        C.QUALIFIER: qualifier,
    }


def reconciled(printed: Row, formula: str, *parts: float) -> tuple[Value, Value, Value]:
    row: Row = {C.OBS_ID: "o-0001", C.FORMULA: formula, C.COMPUTED: None, C.DIFFERENCE: None, C.AGREES: None}
    reconcile([row], [printed, *(figure(f"o-{number:04}", part) for number, part in enumerate(parts, 2))])
    return row[C.COMPUTED], row[C.DIFFERENCE], row[C.AGREES]


@pytest.mark.parametrize(
    ("printed", "parts", "result"),
    [
        (90, (40, 50), (90, 0, True)),
        (91, (40, 50), (90, 1, False)),
        (0, (40, 50), (90, -90, False)),
        (90.5, (40.2, 50.3), (90.5, 0, True)),
    ],
)
def test_a_printed_sum_is_recomputed(printed: float, parts: tuple[float, ...], result: tuple[Value, ...]) -> None:
    assert reconciled(figure("o-0001", printed), "sum(o-0002,o-0003)", *parts) == result


def test_a_mean_agrees_when_it_rounds_to_the_digits_printed() -> None:
    assert reconciled(figure("o-0001", 21), "mean(o-0002,o-0003)", 20, 21) == (20.5, 0.5, True)
    assert reconciled(figure("o-0001", 20), "mean(o-0002,o-0003)", 20, 21) == (20.5, -0.5, False)
    assert reconciled(figure("o-0001", 20.5), "mean(o-0002,o-0003)", 20, 21) == (20.5, 0, True)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "agreeing", "contradicting"),
    [
        (Qualifier.LESS_THAN, None, 90, 89, 90),
        (Qualifier.AT_MOST, None, 90, 90, 91),
        (Qualifier.MORE_THAN, 90, None, 91, 90),
        (Qualifier.AT_LEAST, 90, None, 90, 89),
        (Qualifier.RANGE, 80, 90, 85, 91),
    ],
)
def test_a_printed_bound_is_respected_or_not(
    qualifier: Qualifier, low: float | None, high: float | None, agreeing: float, contradicting: float
) -> None:
    bounds = {name: value for name, value in (("low", low), ("high", high)) if value is not None}
    printed = figure("o-0001", None, qualifier, **bounds)
    assert reconciled(printed, "sum(o-0002,o-0003)", agreeing - 1, 1)[2] is True
    assert reconciled(printed, "sum(o-0002,o-0003)", contradicting - 1, 1)[2] is False


@pytest.mark.parametrize("formula", ["sum(o-0002,o-0009)", "sum(o-0002)", "nonsense", "share(o-0002,o-0004)"])
def test_what_cannot_be_recomputed_stays_empty_for_the_rules_to_say(formula: str) -> None:
    assert reconciled(figure("o-0001", 90), formula, 40, 50, 0) == (None, None, None)


def test_a_figure_without_a_value_cannot_be_a_part() -> None:
    row: Row = {C.OBS_ID: "o-0001", C.FORMULA: "sum(o-0002,o-0003)", C.COMPUTED: None}
    reconcile([row], [figure("o-0001", 9), figure("o-0002", 4), figure("o-0003", None, Qualifier.MORE_THAN, low=5)])
    assert row[C.COMPUTED] is None


@given(value=st.decimals(min_value=-(10**6), max_value=10**6, places=3), decimals=st.integers(0, 2))
def test_halves_round_away_from_zero(value: Decimal, decimals: int) -> None:
    rounded = Decimal(repr(round_half_up(float(value), decimals)))
    step = Decimal(1).scaleb(-decimals)
    assert abs(rounded - value) <= step / 2
    assert abs(rounded) >= abs(value) or abs(rounded - value) < step / 2
