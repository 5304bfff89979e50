"""Our own arithmetic is marked, can be redone, and is only done where it means something."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from expectations.engine.judging import same
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables, is_in
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.comparability import countries
from expectations.rules.figures import percent_units
from pipelines.schema.codes import OWN_SOURCE, POINT_QUALIFIERS, country_of
from pipelines.schema.columns import C, T
from pipelines.schema.declared import COMPLETE, columns_of
from pipelines.schema.formulas import Formula, parse_formula

SMALLEST_BASE_OF_A_SHARE: Final = 20
SMALLEST_BASE_OF_A_CHANGE: Final = 10
_SAME_SERIES: Final = frozenset({"sum", "mean", "change"})
_OF_A_BASE: Final = frozenset({"share", "ratio"})
# The build keeps recomputed totals to this many decimals.
_COMPUTED_DECIMALS: Final = 4
_NEEDS = [T.OBSERVATIONS, T.RECONCILIATIONS]
_OF_FIGURES = on(T.OBSERVATIONS, C.DERIVATION, needs=_NEEDS)
_OF_TOTALS = on(T.RECONCILIATIONS, C.FORMULA, needs=_NEEDS)


@dataclass(frozen=True)
class _Named:
    """What a rule needs to know of a figure that a formula names; it has a value where it has a single one."""

    obs_id: str
    group: str
    country: str
    unit: str
    value: float | None
    derived: bool


@dataclass(frozen=True)
class _Reading:
    """A formula as read.

    Attributes:
        formula: the formula, or None when it cannot be read.
        parts: the figures it names, in order; only those that exist.
        fault: what is wrong with it, empty when nothing is: then it can be computed.
    """

    formula: Formula | None
    parts: tuple[_Named, ...]
    fault: str

    @property
    def name(self) -> str:
        """Return the formula's function, empty when it cannot be read."""
        return self.formula.name if self.formula else ""

    @cached_property
    def result(self) -> float | None:
        """Return the computed value, or None when there is none."""
        if self.formula is None or self.fault:
            return None
        return self.formula.compute({part.obs_id: part.value for part in self.parts if part.value is not None})


def _figures(every: Tables, ids: set[str]) -> dict[str, _Named]:
    observations = every[T.OBSERVATIONS]
    # Only the figures that formulas name: the table may be large.
    named = observations[is_in(observations[C.OBS_ID], pd.Index(sorted(ids), dtype="str"))]
    columns = [C.OBS_ID, C.COMPARABILITY_ID, C.REF_AREA, C.UNIT_MEASURE, C.QUALIFIER, C.OBS_VALUE, C.DERIVATION]
    return {
        str(obs_id): _Named(
            obs_id=str(obs_id),
            group=str(group),
            country=country_of(str(area)),
            unit=str(unit),
            value=None if pd.isna(value) or qualifier not in POINT_QUALIFIERS else float(value),
            derived=not pd.isna(derivation),
        )
        for obs_id, group, area, unit, qualifier, value, derivation in named[columns].itertuples(index=False)
    }


def _fault(formula: Formula, observations: dict[str, _Named]) -> str:
    if len(set(formula.ids)) < len(formula.ids):
        return "a figure is named twice"
    for obs_id in formula.ids:
        observation = observations.get(obs_id)
        if observation is None:
            return f"{obs_id} is not a figure"
        if observation.derived:
            return f"{obs_id} is itself derived"
        if observation.value is None:
            return f"{obs_id} has no single value"
    try:
        formula.compute({obs_id: observations[obs_id].value or 0.0 for obs_id in formula.ids})
    except ValueError:
        return "division by zero"
    return ""


def _parse(text: str) -> Formula | None:
    try:
        return parse_formula(text)
    except ValueError:
        return None


def _read_all(every: Tables) -> dict[str, _Reading]:
    written = {*every.distinct(T.OBSERVATIONS, C.DERIVATION), *every.distinct(T.RECONCILIATIONS, C.FORMULA)}
    parsed = {text: _parse(text) for text in sorted(written)}
    figures = _figures(every, {obs_id for formula in parsed.values() if formula for obs_id in formula.ids})

    def read(formula: Formula | None) -> _Reading:
        if formula is None:
            return _Reading(None, (), "not a formula")
        parts = tuple(figures[obs_id] for obs_id in formula.ids if obs_id in figures)
        return _Reading(formula, parts, _fault(formula, figures))

    return {text: read(formula) for text, formula in parsed.items()}


def _readings(every: Tables) -> dict[str, _Reading]:
    """Return every formula that is written anywhere, by its text."""
    found: dict[str, _Reading] = every.once("formulas", _read_all)
    return found


def _judge(seen: RuleInput, judge: Callable[[_Reading], bool]) -> Truth:
    """Judges each formula of the scope's first column once; empty cells, and what cannot be computed, are right."""
    wrong = {text for text, reading in _readings(seen.tables).items() if not reading.fault and not judge(reading)}
    return ~seen[seen.scope.columns[0]].isin(wrong)


def _computed(texts: pd.Series, every: Tables) -> pd.Series:
    return texts.map({text: reading.result for text, reading in _readings(every).items()}).astype("float64")


@rule("derived-marked", on(T.OBSERVATIONS, C.DERIVATION, C.SOURCE_ID), values={"own_source": OWN_SOURCE})
def expect_our_arithmetic_to_be_marked(seen: RuleInput) -> Truth:
    """The folder of a raw row says its source."""
    return seen[C.DERIVATION].notna() == (seen[C.SOURCE_ID] == OWN_SOURCE)


def _reading_words(seen: RuleInput) -> list[Bilingual]:
    known = _readings(seen.tables)
    return [bilingual("derivation.fault", fault=known[str(text)].fault) for text in seen[seen.scope.columns[0]]]


@rule("formula-readable", _OF_FIGURES, _OF_TOTALS, explain=_reading_words)
def expect_formulas_to_be_readable(seen: RuleInput) -> Truth:
    """Arithmetic over arithmetic is refused: a reader redoes each figure from what is printed."""
    return ~seen[seen.scope.columns[0]].isin({text for text, each in _readings(seen.tables).items() if each.fault})


@rule("formula-one-group", _OF_FIGURES, _OF_TOTALS)
def expect_formulas_within_one_group(seen: RuleInput) -> Truth:
    """A share, a ratio and a difference set unlike things against each other, and say so by their name."""
    return _judge(seen, lambda each: each.name not in _SAME_SERIES or len({part.group for part in each.parts}) == 1)


@rule("formula-one-country", on(T.OBSERVATIONS, C.DERIVATION, C.REF_AREA, needs=_NEEDS), _OF_TOTALS)
def expect_formulas_within_one_country(seen: RuleInput) -> Truth:
    """What is worked out from figures of a country is of that country; its parts may be set against the whole."""
    within = _judge(seen, lambda each: len({part.country for part in each.parts}) == 1)
    if C.REF_AREA not in seen.rows:
        return within
    of = {text: each.parts[0].country for text, each in _readings(seen.tables).items() if each.parts and not each.fault}
    country = seen[C.DERIVATION].map(of)
    return within & (country.isna() | same(country, countries(seen[C.REF_AREA])))


@rule("summable-units", on(T.OBSERVATIONS, C.DERIVATION, C.UNIT_MEASURE, needs=[*_NEEDS, T.UNITS]))
def expect_sums_of_summable_units(seen: RuleInput) -> Truth:
    """A sum that the source itself prints is the source's; ours must mean something."""
    sums = {text: each for text, each in _readings(seen.tables).items() if each.name == "sum" and not each.fault}
    units = {text: reading.parts[0].unit for text, reading in sums.items() if len({p.unit for p in reading.parts}) == 1}
    additive = seen.look_up(C.UNIT_MEASURE, T.UNITS, C.ADDITIVE).fillna(False).astype(bool)
    own_unit = same(seen[C.DERIVATION].map(units), seen[C.UNIT_MEASURE])
    return ~seen[C.DERIVATION].isin(list(sums)) | (additive & own_unit)


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
    room = 0.5 * 10.0 ** -seen.look_up(C.UNIT_MEASURE, T.UNITS, C.DECIMALS) + 1e-9
    return computed.isna() | ((seen[C.OBS_VALUE] - computed).abs() <= room)


@rule("small-base-share", _OF_FIGURES, values={"smallest": SMALLEST_BASE_OF_A_SHARE})
def expect_no_share_of_a_small_base(seen: RuleInput) -> Truth:
    """The base is the second figure of the formula."""
    smallest = SMALLEST_BASE_OF_A_SHARE
    return _judge(seen, lambda each: each.name not in _OF_A_BASE or (each.parts[1].value or 0) >= smallest)


@rule("small-base-change", _OF_FIGURES, values={"smallest": SMALLEST_BASE_OF_A_CHANGE})
def expect_no_change_from_a_small_base(seen: RuleInput) -> Truth:
    """The base is the first figure of the formula."""
    smallest = SMALLEST_BASE_OF_A_CHANGE
    return _judge(seen, lambda each: each.name != "change" or abs(each.parts[0].value or 0) >= smallest)


@rule("totals-recomputed", on(T.RECONCILIATIONS, C.COMPUTED, C.DIFFERENCE, reads=[C.FORMULA, C.OBS_ID], needs=_NEEDS))
def expect_totals_to_be_recomputed(seen: RuleInput) -> Truth:
    """The printed number is the value, else the bound."""
    computed = _computed(seen[C.FORMULA], seen.tables)
    printed = pd.Series(np.nan, index=seen.rows.index)
    for column in (C.OBS_VALUE, C.OBS_VALUE_HIGH, C.OBS_VALUE_LOW):
        printed = printed.fillna(seen.look_up(C.OBS_ID, T.OBSERVATIONS, column))
    room = 0.5 * 10.0**-_COMPUTED_DECIMALS + 1e-9
    right = (seen[C.COMPUTED] - computed).abs() <= room
    right &= (seen[C.DIFFERENCE] - (printed - computed)).abs() <= 2 * room
    return computed.isna() | printed.isna() | right


_REASONS: Final = columns_of("reason", COMPLETE)


@rule("totals-explained", on(T.RECONCILIATIONS, C.AGREES, *_REASONS))
def expect_disagreeing_totals_to_say_why(seen: RuleInput) -> Truth:
    """What could not be recomputed does not agree."""
    agrees = seen[C.AGREES].fillna(False).astype(bool)
    return agrees | seen.rows[[*_REASONS]].notna().all(axis=1)


@rule("formula-unit", on(T.RECONCILIATIONS, C.FORMULA, C.OBS_ID, needs=[*_NEEDS, T.UNITS]))
def expect_formulas_to_give_the_unit(seen: RuleInput) -> Truth:
    """A reason would excuse any difference: the unit tells that it is the wrong formula."""
    known, percent = _readings(seen.tables), percent_units(seen.tables)
    units = seen.look_up(C.OBS_ID, T.OBSERVATIONS, C.UNIT_MEASURE)

    def judge(text: str, unit: str) -> bool:
        return text not in known or bool(known[text].fault) or _units_agree(known[text], unit, percent)

    cells = zip(seen[C.FORMULA], units, strict=True)
    return pd.Series([pd.isna(u) or judge(str(text), str(u)) for text, u in cells], index=seen.rows.index, dtype=bool)


def _units_agree(reading: _Reading, unit: str, percent: frozenset[str]) -> bool:
    """Say whether a figure in that unit can be the formula's; an average of counts may be of counts a year."""
    units = {part.unit for part in reading.parts}
    if reading.name in _OF_A_BASE or reading.name == "change":
        return unit not in units
    if reading.name == "mean":
        return units <= percent if unit in percent else not units & percent
    return units == {unit}
