"""Formulas of derived figures and of recomputed totals, read once with what is known of the figures they name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from expectations.engine.batches import is_in
from expectations.engine.rule_input import Tables
from pipelines.schema.codes import POINT_QUALIFIERS
from pipelines.schema.columns import C, T
from pipelines.schema.formulas import Formula, parse_formula


@dataclass(frozen=True)
class Named:
    """What a rule needs to know of a figure that a formula names."""

    obs_id: str
    indicator: str
    group: str
    unit: str
    value: float | None
    derived: bool


@dataclass(frozen=True)
class Reading:
    """A formula as read: its parts where every one of them is a published figure with one value.

    Attributes:
        text: the formula as written.
        formula: the formula, or None when it cannot be read.
        parts: the figures it names, in order; only those that exist.
        fault: what is wrong with it, empty when nothing is.
    """

    text: str
    formula: Formula | None
    parts: tuple[Named, ...]
    fault: str

    @property
    def name(self) -> str:
        """The formula's function, empty when it cannot be read."""
        return self.formula.name if self.formula else ""

    @property
    def sound(self) -> bool:
        """Whether the formula can be computed."""
        return not self.fault

    @cached_property
    def result(self) -> float | None:
        """The computed value, or None when there is none."""
        if self.formula is None or not self.sound:
            return None
        return self.formula.compute({part.obs_id: part.value for part in self.parts if part.value is not None})


def _parse(text: str) -> Formula | None:
    try:
        return parse_formula(text)
    except ValueError:
        return None


def _figures(every: Tables, ids: Iterable[str]) -> dict[str, Named]:
    observations = every[T.OBSERVATIONS]
    # Only the figures that formulas name: the table may be large.
    named = observations[is_in(observations[C.OBS_ID], pd.Index(sorted(set(ids)), dtype="str"))]
    columns = [C.OBS_ID, C.INDICATOR_ID, C.COMPARABILITY_ID, C.UNIT_MEASURE, C.QUALIFIER, C.OBS_VALUE, C.DERIVATION]
    return {
        str(obs_id): Named(
            obs_id=str(obs_id),
            indicator=str(indicator),
            group=str(group),
            unit=str(unit),
            value=None if pd.isna(value) or qualifier not in POINT_QUALIFIERS else float(value),
            derived=not pd.isna(derivation),
        )
        for obs_id, indicator, group, unit, qualifier, value, derivation in named[columns].itertuples(index=False)
    }


def _fault(text: str, formula: Formula | None, observations: dict[str, Named]) -> str:
    if formula is None:
        return "not a formula"
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


def _read_all(every: Tables) -> dict[str, Reading]:
    written = {*every.values(T.OBSERVATIONS, C.DERIVATION), *every.values(T.RECONCILIATIONS, C.FORMULA)}
    parsed = {text: _parse(text) for text in sorted(written)}
    observations = _figures(every, (obs_id for formula in parsed.values() if formula for obs_id in formula.ids))
    return {
        text: Reading(
            text,
            formula,
            tuple(observations[obs_id] for obs_id in (formula.ids if formula else ()) if obs_id in observations),
            _fault(text, formula, observations),
        )
        for text, formula in parsed.items()
    }


def readings(every: Tables) -> dict[str, Reading]:
    """Every formula that is written anywhere, by its text."""
    found: dict[str, Reading] = every.once("formulas", _read_all)
    return found


def judge_readings(column: pd.Series, every: Tables, judge: Callable[[Reading], bool]) -> pd.Series:
    """Judges each formula of a column once; empty cells and formulas that cannot be computed are as they should be."""
    known = readings(every)
    wrong = {text for text, reading in known.items() if reading.sound and not judge(reading)}
    return ~column.isin(wrong)
