"""Figures are joined only within a comparability group, which belongs to one indicator and says where it breaks off."""

from typing import Final

import pandas as pd

from expectations.engine.judging import each_distinct, per_combination, same, unlike_most
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables
from expectations.rules.periods import read_period
from expectations.rules.references import split_ids
from pipelines.schema.codes import NOT_APPLICABLE, country_of
from pipelines.schema.columns import C, T
from pipelines.schema.declared import COMPLETE, columns_of


@rule("group-of-indicator", on(T.OBSERVATIONS, C.COMPARABILITY_ID, C.INDICATOR_ID, needs=[T.COMPARABILITY]))
def expect_groups_of_the_indicator(seen: RuleInput) -> Truth:
    """A figure of an unknown group is a dangling reference, and that rule's business."""
    owner = seen.look_up(C.COMPARABILITY_ID, T.COMPARABILITY, C.INDICATOR_ID)
    return owner.isna() | same(owner, seen[C.INDICATOR_ID])


@rule("group-name", on(T.COMPARABILITY, C.COMPARABILITY_ID, C.INDICATOR_ID))
def expect_groups_to_be_named_after_their_indicator(seen: RuleInput) -> Truth:
    """Shapes allow one dot."""
    return same(seen[C.COMPARABILITY_ID].str.replace(r"\..*", "", regex=True), seen[C.INDICATOR_ID])


_NOTES: Final = columns_of("note", COMPLETE)


@rule("break-note", on(T.COMPARABILITY, *_NOTES, reads=[C.INDICATOR_ID]))
def expect_breaks_to_carry_a_note(seen: RuleInput) -> Truth:
    """The indicator's own group needs none."""
    apart = ~same(seen[C.COMPARABILITY_ID], seen[C.INDICATOR_ID])
    return ~apart | seen.rows[[*_NOTES]].notna().all(axis=1)


def countries(areas: pd.Series) -> pd.Series:
    """Return the country of each area, each distinct area looked at once; missing where there is none."""
    return each_distinct(areas, country_of)


@rule("one-country-a-group", on(T.OBSERVATIONS, C.REF_AREA, C.COMPARABILITY_ID))
def expect_one_country_a_group(seen: RuleInput) -> Truth:
    """Two countries seldom count alike; parts of one may stand beside the whole. The odd ones out are named."""
    return ~unlike_most(seen[C.COMPARABILITY_ID], countries(seen[C.REF_AREA]))


def _counted(every: Tables) -> dict[str, tuple[set[str], set[str]]]:
    """Return units and countries of each group's figures."""
    rows = every[T.OBSERVATIONS][[C.COMPARABILITY_ID, C.UNIT_MEASURE, C.REF_AREA]].drop_duplicates().dropna()
    found: dict[str, tuple[set[str], set[str]]] = {}
    for group, unit, area in rows.astype(str).itertuples(index=False):
        units, of = found.setdefault(group, (set(), set()))
        units.add(unit)
        of.add(country_of(area))
    return found


@rule("alike-groups", on(T.COMPARABILITY, C.ALIKE_IDS, reads=[C.COMPARABILITY_ID], needs=[T.OBSERVATIONS]))
def expect_alike_groups_of_other_countries_in_one_unit(seen: RuleInput) -> Truth:
    """A group that nobody knows is a dangling reference, and that rule's business."""
    counted = seen.tables.once("units and countries of groups", _counted)

    def judge(listed: str, key: str) -> bool:
        units, of = counted.get(key, (set(), set()))
        others = [counted[each] for each in split_ids(listed) if each in counted]
        return all(units == their_units and not of & theirs for their_units, theirs in others)

    return per_combination(seen.rows[[C.ALIKE_IDS, C.COMPARABILITY_ID]], judge, where=seen[C.ALIKE_IDS].notna())


@rule("one-unit-a-series", on(T.OBSERVATIONS, C.UNIT_MEASURE, C.COMPARABILITY_ID))
def expect_one_unit_a_series(seen: RuleInput) -> Truth:
    """The odd ones out are named; all of them, where no unit is commoner."""
    return ~unlike_most(seen[C.COMPARABILITY_ID], seen[C.UNIT_MEASURE])


def _length(text: str) -> str:
    """Say how long a period is: a year, a month, a day, or an interval of so many years."""
    period = read_period(text)
    if period is None or "/" not in text:
        return str(len(text))
    return f"{period.end.year - period.start.year + 1} years"


@rule("one-length-a-series", on(T.OBSERVATIONS, C.TIME_PERIOD, C.COMPARABILITY_ID, reads=[C.SOURCE_ID, C.ANSWER]))
def expect_one_length_a_series(seen: RuleInput) -> Truth:
    """A month beside years would be drawn as if it were a year. Waves of a survey may be dated more or less finely."""
    wave = seen[C.SOURCE_ID].astype("str").where(seen[C.ANSWER] != NOT_APPLICABLE, "")
    series = seen[C.COMPARABILITY_ID].astype("str") + " " + wave
    return ~unlike_most(series, each_distinct(seen[C.TIME_PERIOD], _length))
