"""A figure's cells agree with one another and with its unit: bounds, qualifier, status, note, printed form."""

from typing import Final

import numpy as np
import pandas as pd

from expectations.engine.judging import by_cell, same
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.codes import (
    HIGH_BOUND_QUALIFIERS,
    LOW_BOUND_QUALIFIERS,
    MISSING_STATUSES,
    OPEN_BASE,
    POINT_QUALIFIERS,
    UNIT_OF_OPEN_BASE,
    ObsStatus,
    Qualifier,
)
from pipelines.schema.columns import TREATY_DATES, C, T
from pipelines.schema.declared import COMPLETE, columns_of

VALUES = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# Statuses that tell a reader to look twice: what to look at must stand in the note.
_DOUBTFUL = (ObsStatus.BREAK, ObsStatus.DEFINITION_DIFFERS, ObsStatus.LOW_RELIABILITY, ObsStatus.UNVALIDATED)


@rule(
    "unit-limits",
    on(T.OBSERVATIONS, *VALUES, reads=[C.UNIT_MEASURE], needs=[T.UNITS]),
    by_cell=True,
    explain=lambda seen: [_limit_words(low, high) for low, high in zip(*_limits(seen), strict=True)],
)
def expect_values_within_unit_limits(seen: RuleInput) -> pd.DataFrame:
    """An empty limit is no limit; infinity is never a figure."""
    low, high = _limits(seen)
    return by_cell(
        seen.judged, lambda column: column.isna() | (np.isfinite(column) & ~(column < low) & ~(column > high))
    )


def percent_units(every: Tables) -> frozenset[str]:
    """Return units of percent: their short names carry the sign or the word."""
    units = every[T.UNITS]
    return frozenset(units.loc[units[C.SHORT_EN].str.contains("%|percent", na=False), C.UNIT_MEASURE])


def _limits(seen: RuleInput) -> list[pd.Series]:
    return [seen.look_up(C.UNIT_MEASURE, T.UNITS, limit) for limit in (C.MINIMUM, C.MAXIMUM)]


def _limit_words(low: float, high: float) -> tuple[str, str]:
    if np.isnan(high):
        return bilingual("unit-limits.least", low=low)
    return bilingual("unit-limits.range", low=low, high=high)


def _decimals_of_unit(seen: RuleInput) -> list[Bilingual]:
    decimals = seen.look_up(C.UNIT_MEASURE, T.UNITS, C.DECIMALS)
    return [
        bilingual("unit-decimals.wanted", unit=str(unit), decimals=f"{most:g}")
        for unit, most in zip(seen[C.UNIT_MEASURE], decimals, strict=True)
    ]


@rule(
    "unit-decimals",
    on(T.OBSERVATIONS, *VALUES, reads=[C.UNIT_MEASURE], needs=[T.UNITS]),
    by_cell=True,
    explain=_decimals_of_unit,
)
def expect_decimals_of_the_unit(seen: RuleInput) -> pd.DataFrame:
    """Compared after scaling, with room for the last bit of a float."""
    scale = 10.0 ** seen.look_up(C.UNIT_MEASURE, T.UNITS, C.DECIMALS)

    def whole(column: pd.Series) -> Truth:
        scaled = column * scale
        return scaled.isna() | np.isclose(scaled, np.round(scaled), rtol=1e-12, atol=1e-6)

    return by_cell(seen.judged, whole)


@rule("limits-in-order", on(T.UNITS, C.MINIMUM, C.MAXIMUM, C.DECIMALS, reads=[C.ADDITIVE]))
def expect_limits_to_be_in_order(seen: RuleInput) -> Truth:
    """An empty maximum is no limit."""
    counts = seen[C.ADDITIVE].fillna(False).astype(bool)
    whole = (seen[C.MINIMUM] == 0) & (seen[C.DECIMALS] == 0)
    return (~counts | whole) & ~(seen[C.MINIMUM] >= seen[C.MAXIMUM]) & ~(seen[C.DECIMALS] < 0)


@rule(
    "unit-of-indicator",
    on(T.OBSERVATIONS, C.UNIT_MEASURE, reads=[C.INDICATOR_ID, C.BASE_EN], needs=[T.INDICATORS]),
    explain=lambda seen: [bilingual("unit-of-indicator.wanted", unit=unit) for unit in _unit_wanted(seen)],
)
def expect_unit_of_the_indicator(seen: RuleInput) -> Truth:
    """A figure of an unknown indicator is a dangling reference, and that rule's business."""
    wanted = _unit_wanted(seen)
    return wanted.isna() | same(seen[C.UNIT_MEASURE], wanted)


def _unit_wanted(seen: RuleInput) -> pd.Series:
    """Return the unit of each figure's indicator, which may say of whom it is a share; where that is open, percent."""
    wanted = seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.UNIT_MEASURE)
    open_base = seen[C.BASE_EN].str.startswith(OPEN_BASE["en"], na=False)
    return wanted.mask(open_base & wanted.notna(), UNIT_OF_OPEN_BASE)


def share_units(every: Tables) -> frozenset[str]:
    """Return units of shares: percent, but of a whole, so never below zero as a change may be."""
    units = every[T.UNITS]
    return percent_units(every) & frozenset(units.loc[units[C.MINIMUM] >= 0, C.UNIT_MEASURE])


@rule("base-of-shares", on(T.OBSERVATIONS, *columns_of("base", COMPLETE), C.UNIT_MEASURE, needs=[T.UNITS]))
def expect_shares_to_name_their_base(seen: RuleInput) -> Truth:
    """A share without its whole says nothing; a count has none. What is open is so in every language."""
    spoken = [lang for lang in OPEN_BASE if lang in COMPLETE]
    starts = [seen[f"base_{lang}"].str.startswith(OPEN_BASE[lang], na=False) for lang in spoken]
    named = seen[C.BASE_EN].notna() == seen[C.UNIT_MEASURE].isin(share_units(seen.tables))
    return named & (starts[0] == starts[-1])


@rule(
    "qualifier-columns",
    on(T.OBSERVATIONS, C.QUALIFIER, *VALUES),
    # A row whose qualifier is unknown is not at fault here.
    explain=lambda seen: [bilingual(f"qualifier-columns.{qualifier}") for qualifier in seen[C.QUALIFIER]],
)
def expect_qualifier_to_agree_with_columns(seen: RuleInput) -> Truth:
    """An unknown qualifier is not listed, and that rule's business."""
    qualifier = seen[C.QUALIFIER]
    point, bounded = qualifier.isin(POINT_QUALIFIERS), qualifier == Qualifier.RANGE
    low = bounded | qualifier.isin(LOW_BOUND_QUALIFIERS)
    high = bounded | qualifier.isin(HIGH_BOUND_QUALIFIERS)
    value_filled, low_filled, high_filled = (seen[name].notna() for name in VALUES)
    agree = (value_filled == point) & (low_filled == low) & (high_filled == high)
    return agree | ~qualifier.isin(list(Qualifier))


@rule("bounds-in-order", on(T.OBSERVATIONS, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH))
def expect_bounds_to_be_in_order(seen: RuleInput) -> Truth:
    """A bound that is not there is in order."""
    return ~(seen[C.OBS_VALUE_LOW] >= seen[C.OBS_VALUE_HIGH])


@rule(
    "status-and-value",
    on(T.OBSERVATIONS, C.OBS_STATUS, C.QUALIFIER),
    on(T.PROGRESS_CARD, C.OBS_STATUS, C.RATING),
    on(T.LEGAL_PENALTIES, C.OBS_STATUS, C.PRISON_YEARS, C.FINE),
    on(T.TREATIES, C.OBS_STATUS, *TREATY_DATES, C.REPORTS, C.REPORTS_DUE),
)
def expect_status_to_agree_with_value(seen: RuleInput) -> Truth:
    """What can be missing differs by table: the figure, the rating, both penalties, every date."""
    status, *said = seen.scope.columns
    of_figure = said == [C.QUALIFIER]
    missing = seen[C.QUALIFIER] == Qualifier.MISSING if of_figure else seen.rows[said].isna().all(axis=1)
    right = of_figure | seen[status].isin([ObsStatus.NORMAL, ObsStatus.LOW_RELIABILITY, *MISSING_STATUSES])
    return (seen[status].isin(MISSING_STATUSES) == missing) & right


_NOTES: Final = columns_of("note", COMPLETE)


@rule(
    "note-on-doubt",
    on(T.OBSERVATIONS, *_NOTES, reads=[C.OBS_STATUS, C.CONFIDENCE]),
    *(on(table, *_NOTES, reads=[C.OBS_STATUS]) for table in (T.PROGRESS_CARD, T.LEGAL_PENALTIES, T.TREATIES)),
)
def expect_doubts_to_carry_a_note(seen: RuleInput) -> Truth:
    """Confidence is given for figures from other publications only."""
    doubtful = seen[C.OBS_STATUS].isin([*MISSING_STATUSES, *_DOUBTFUL])
    if C.CONFIDENCE in seen.scope.reads:
        doubtful |= seen[C.CONFIDENCE] == "low"
    return ~doubtful | seen.rows[[*_NOTES]].notna().all(axis=1)
