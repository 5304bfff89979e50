"""Our own arithmetic is marked, can be redone, and is only done where it means something."""

from typing import Final

import numpy as np
import pandas as pd

from expectations.engine.formulas_read import Reading, judge_readings, readings
from expectations.engine.judging import same
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import RuleInput, Tables, Truth
from expectations.engine.texts import bilingual
from expectations.rules.figures import percent_units
from pipelines.schema.codes import OWN_SOURCE
from pipelines.schema.columns import C, T

SMALLEST_BASE_OF_A_SHARE: Final = 20
SMALLEST_BASE_OF_A_CHANGE: Final = 10
_SAME_SERIES: Final = frozenset({"sum", "mean", "change"})
_OF_A_BASE: Final = frozenset({"share", "ratio"})
# The build keeps recomputed totals to this many decimals.
_COMPUTED_DECIMALS: Final = 4
_BOTH = [(T.OBSERVATIONS, C.DERIVATION), (T.RECONCILIATIONS, C.FORMULA)]
_NEEDS = [T.OBSERVATIONS, T.RECONCILIATIONS]


@rule("derived-marked", on(T.OBSERVATIONS, C.DERIVATION, C.SOURCE_ID), values={"own_source": OWN_SOURCE})
def expect_our_arithmetic_to_be_marked(seen: RuleInput) -> Truth:
    """The folder of a raw row says its source."""
    return seen[C.DERIVATION].notna() == (seen[C.SOURCE_ID] == OWN_SOURCE)


def _reading_words(seen: RuleInput) -> list[tuple[str, str]]:
    known = readings(seen.tables)
    faults = [known[str(text)].fault for text in seen[seen.scope.columns[0]]]
    return [
        bilingual("derivation.fault", fault=fault)
        for fault in faults
    ]  # fmt: skip


@rule("formula-readable", *(on(table, column, needs=_NEEDS) for table, column in _BOTH), explain=_reading_words)
def expect_formulas_to_be_readable(seen: RuleInput) -> Truth:
    """Arithmetic over arithmetic is refused: a reader redoes each figure from what is printed."""
    unsound = {text for text, reading in readings(seen.tables).items() if not reading.sound}
    return ~seen[seen.scope.columns[0]].isin(unsound)


@rule("formula-one-group", *(on(table, column, needs=_NEEDS) for table, column in _BOTH))
def expect_formulas_within_one_group(seen: RuleInput) -> Truth:
    """A share, a ratio and a difference set unlike things against each other, and say so by their name."""

    def judge(reading: Reading) -> bool:
        return reading.name not in _SAME_SERIES or len({part.group for part in reading.parts}) == 1

    return judge_readings(seen[seen.scope.columns[0]], seen.tables, judge)


@rule("summable-units", on(T.OBSERVATIONS, C.DERIVATION, C.UNIT_MEASURE, needs=[*_NEEDS, T.UNITS]))
def expect_sums_of_summable_units(seen: RuleInput) -> Truth:
    """A sum that the source itself prints is the source's; ours must mean something."""
    sums = {text: reading for text, reading in readings(seen.tables).items() if reading.name == "sum" and reading.sound}
    units = {text: reading.parts[0].unit for text, reading in sums.items() if len({p.unit for p in reading.parts}) == 1}
    additive = seen.tables.look_up(seen[C.UNIT_MEASURE], T.UNITS, C.ADDITIVE).fillna(False).astype(bool)
    own_unit = same(seen[C.DERIVATION].map(units), seen[C.UNIT_MEASURE])
    return ~seen[C.DERIVATION].isin(list(sums)) | (additive & own_unit)


def _computed(texts: pd.Series, every: Tables) -> pd.Series:
    results = {text: reading.result for text, reading in readings(every).items()}
    return texts.map(results).astype("float64")


@rule(
    "formula-value",
    on(T.OBSERVATIONS, C.OBS_VALUE, C.DERIVATION, reads=[C.UNIT_MEASURE], needs=[*_NEEDS, T.UNITS]),
    explain=lambda seen: [
        bilingual("derivation.value", value=value) for value in _computed(seen[C.DERIVATION], seen.tables)
    ],
)
def expect_value_of_the_formula(seen: RuleInput) -> Truth:
    """Half of the last decimal kept is the most that rounding can take away."""
    computed = _computed(seen[C.DERIVATION], seen.tables)
    decimals = seen.tables.look_up(seen[C.UNIT_MEASURE], T.UNITS, C.DECIMALS)
    room = 0.5 * 10.0**-decimals + 1e-9
    return computed.isna() | ((seen[C.OBS_VALUE] - computed).abs() <= room)


@rule("small-base-share", on(T.OBSERVATIONS, C.DERIVATION, needs=_NEEDS), values={"smallest": SMALLEST_BASE_OF_A_SHARE})
def expect_no_share_of_a_small_base(seen: RuleInput) -> Truth:
    """The base is the second figure of the formula."""

    def judge(reading: Reading) -> bool:
        return reading.name not in _OF_A_BASE or (reading.parts[1].value or 0) >= SMALLEST_BASE_OF_A_SHARE

    return judge_readings(seen[C.DERIVATION], seen.tables, judge)


@rule(
    "small-base-change", on(T.OBSERVATIONS, C.DERIVATION, needs=_NEEDS), values={"smallest": SMALLEST_BASE_OF_A_CHANGE}
)
def expect_no_change_from_a_small_base(seen: RuleInput) -> Truth:
    """The base is the first figure of the formula."""

    def judge(reading: Reading) -> bool:
        return reading.name != "change" or abs(reading.parts[0].value or 0) >= SMALLEST_BASE_OF_A_CHANGE

    return judge_readings(seen[C.DERIVATION], seen.tables, judge)


@rule("totals-recomputed", on(T.RECONCILIATIONS, C.COMPUTED, C.DIFFERENCE, reads=[C.FORMULA, C.OBS_ID], needs=_NEEDS))
def expect_totals_to_be_recomputed(seen: RuleInput) -> Truth:
    """The printed number is the value, else the bound."""
    computed = _computed(seen[C.FORMULA], seen.tables)
    printed = pd.Series(np.nan, index=seen.rows.index)
    for column in (C.OBS_VALUE, C.OBS_VALUE_HIGH, C.OBS_VALUE_LOW):
        printed = printed.fillna(seen.tables.look_up(seen[C.OBS_ID], T.OBSERVATIONS, column))
    room = 0.5 * 10.0**-_COMPUTED_DECIMALS + 1e-9
    right = (seen[C.COMPUTED] - computed).abs() <= room
    right &= (seen[C.DIFFERENCE] - (printed - computed)).abs() <= 2 * room
    return computed.isna() | printed.isna() | right


@rule("totals-explained", on(T.RECONCILIATIONS, C.AGREES, C.REASON_EN, C.REASON_FR))
def expect_disagreeing_totals_to_say_why(seen: RuleInput) -> Truth:
    """What could not be recomputed does not agree."""
    agrees = seen[C.AGREES].fillna(False).astype(bool)
    return agrees | (seen[C.REASON_EN].notna() & seen[C.REASON_FR].notna())


def _units_agree(reading: Reading, unit: str, percent: frozenset[str]) -> bool:
    """Whether a figure in that unit can be what the formula computes; an average of counts may be of counts a year."""
    units = {part.unit for part in reading.parts}
    if reading.name in _OF_A_BASE or reading.name == "change":
        return unit not in units
    if reading.name == "mean":
        return units <= percent if unit in percent else not units & percent
    return units == {unit}


@rule("formula-unit", on(T.RECONCILIATIONS, C.FORMULA, C.OBS_ID, needs=[*_NEEDS, T.UNITS]))
def expect_formulas_to_give_the_unit(seen: RuleInput) -> Truth:
    """A reason would excuse any difference: the unit tells that it is the wrong formula."""
    known = readings(seen.tables)
    percent = percent_units(seen.tables)
    units = seen.tables.look_up(seen[C.OBS_ID], T.OBSERVATIONS, C.UNIT_MEASURE)
    judged = [
        str(text) not in known
        or not known[str(text)].sound
        or pd.isna(unit)
        or _units_agree(known[str(text)], str(unit), percent)
        for text, unit in zip(seen[C.FORMULA], units, strict=True)
    ]
    return pd.Series(judged, index=seen.rows.index, dtype=bool)
