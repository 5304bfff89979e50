"""A figure's cells agree with one another and with its unit: bounds, qualifier, status, note, printed form."""

import numpy as np
import pandas as pd

from expectations.engine.judging import by_cell, same
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Tables, Truth
from pipelines.schema.codes import (
    HIGH_BOUND_QUALIFIERS,
    LOW_BOUND_QUALIFIERS,
    MISSING_STATUSES,
    POINT_QUALIFIERS,
    ObsStatus,
    Qualifier,
)
from pipelines.schema.columns import C, T

VALUES = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# Statuses that tell a reader to look twice: what to look at must stand in the note.
_DOUBTFUL = (ObsStatus.BREAK, ObsStatus.DEFINITION_DIFFERS, ObsStatus.LOW_RELIABILITY, ObsStatus.UNVALIDATED)


@rule(
    id="unit-limits",
    name=("Values within the unit's limits", "Valeurs dans les limites de l'unité"),
    sentence=(
        "Values and bounds lie within the limits of their unit; percentages lie between 0 and 100.",
        "Valeurs et bornes restent dans les limites de leur unité ; les pourcentages sont compris entre 0 et 100.",
    ),
    expected=("a number within the unit's limits", "un nombre dans les limites de l'unité"),
    cure=("Correct the number or the unit.", "Corriger le nombre ou l'unité."),
    scopes=[on(T.OBSERVATIONS, *VALUES, reads=[C.UNIT_MEASURE], needs=[T.UNITS])],
    by_cell=True,
    explain=lambda seen: [_limit_words(low, high) for low, high in zip(*_limits(seen), strict=True)],
)
def expect_values_within_unit_limits(seen: Seen) -> pd.DataFrame:
    """An empty limit is no limit; infinity is never a figure."""
    low, high = _limits(seen)
    return by_cell(
        seen.judged, lambda column: column.isna() | (np.isfinite(column) & ~(column < low) & ~(column > high))
    )


def percent_units(every: Tables) -> frozenset[str]:
    """Units of percent: their short names carry the sign or the word."""

    def find(_: Tables) -> frozenset[str]:
        units = every[T.UNITS]
        return frozenset(units.loc[units[C.SHORT_EN].str.contains("%|percent", na=False), C.UNIT_MEASURE])

    found: frozenset[str] = every.once("units of percent", find)
    return found


def _limits(seen: Seen) -> tuple[pd.Series, pd.Series]:
    units = seen[C.UNIT_MEASURE]
    return seen.tables.look_up(units, T.UNITS, C.MINIMUM), seen.tables.look_up(units, T.UNITS, C.MAXIMUM)


def _limit_words(low: float, high: float) -> tuple[str, str]:
    if np.isnan(high):
        return f"{low:g} or more", f"{low:g} ou plus"
    return f"a number from {low:g} to {high:g}", f"un nombre de {low:g} à {high:g}"


@rule(
    id="unit-decimals",
    name=("Decimals of the unit", "Décimales de l'unité"),
    sentence=(
        "Values and bounds have no more decimals than their unit allows.",
        "Valeurs et bornes n'ont pas plus de décimales que leur unité n'en permet.",
    ),
    expected=("as many decimals as the unit allows", "autant de décimales que l'unité en permet"),
    cure=(
        "Round as the source prints it, or allow more decimals in units.toml.",
        "Arrondir comme la source l'imprime, ou permettre plus de décimales dans units.toml.",
    ),
    scopes=[on(T.OBSERVATIONS, *VALUES, reads=[C.UNIT_MEASURE], needs=[T.UNITS])],
    by_cell=True,
)
def expect_decimals_of_the_unit(seen: Seen) -> pd.DataFrame:
    """Compared after scaling, with room for the last bit of a float."""
    scale = 10.0 ** seen.tables.look_up(seen[C.UNIT_MEASURE], T.UNITS, C.DECIMALS)

    def whole(column: pd.Series) -> Truth:
        scaled = (column * scale).to_numpy()
        return pd.Series(
            np.isnan(scaled) | np.isclose(scaled, np.round(scaled), rtol=1e-12, atol=1e-6), index=column.index
        )

    return by_cell(seen.judged, whole)


@rule(
    id="limits-in-order",
    name=("Limits in order", "Limites dans l'ordre"),
    sentence=(
        "A unit's minimum lies below its maximum, counts that add up start at 0 and are whole, and decimals are not "
        "negative.",
        "Le minimum d'une unité est inférieur à son maximum, les décomptes qui s'additionnent partent de 0 et sont "
        "entiers, et les décimales ne sont pas négatives.",
    ),
    expected=(
        "a minimum below the maximum (0 for counts), and 0 decimals or more (0 for counts)",
        "un minimum sous le maximum (0 pour un décompte), et 0 décimale ou plus (0 pour un décompte)",
    ),
    cure=("Correct units.toml.", "Corriger units.toml."),
    scopes=[on(T.UNITS, C.MINIMUM, C.MAXIMUM, C.DECIMALS, reads=[C.ADDITIVE])],
)
def expect_limits_to_be_in_order(seen: Seen) -> Truth:
    """An empty maximum is no limit."""
    counts = seen[C.ADDITIVE].fillna(False).astype(bool)
    whole = (seen[C.MINIMUM] == 0) & (seen[C.DECIMALS] == 0)
    return (~counts | whole) & ~(seen[C.MINIMUM] >= seen[C.MAXIMUM]) & ~(seen[C.DECIMALS] < 0)


@rule(
    id="unit-of-indicator",
    name=("The indicator's unit", "L'unité de l'indicateur"),
    sentence=(
        "A figure is in the unit of its indicator.",
        "Un chiffre est dans l'unité de son indicateur.",
    ),
    expected=("the indicator's unit", "l'unité de l'indicateur"),
    cure=(
        "Correct the unit, or move the figure to an indicator that counts this.",
        "Corriger l'unité, ou rattacher le chiffre à un indicateur qui compte cela.",
    ),
    scopes=[on(T.OBSERVATIONS, C.UNIT_MEASURE, reads=[C.INDICATOR_ID], needs=[T.INDICATORS])],
    explain=lambda seen: [
        (f"{unit}, the unit of the indicator", f"{unit}, l'unité de l'indicateur") for unit in _unit_wanted(seen)
    ],
)
def expect_unit_of_the_indicator(seen: Seen) -> Truth:
    """A figure of an unknown indicator is a dangling reference, and that rule's business."""
    wanted = _unit_wanted(seen)
    return wanted.isna() | same(seen[C.UNIT_MEASURE], wanted)


def _unit_wanted(seen: Seen) -> pd.Series:
    return seen.tables.look_up(seen[C.INDICATOR_ID], T.INDICATORS, C.UNIT_MEASURE)


_FILLED_BY = {
    "exact or approx: obs_value alone": POINT_QUALIFIERS,
    "range: obs_value_low and obs_value_high": {Qualifier.RANGE},
    "more_than or at_least: obs_value_low alone": LOW_BOUND_QUALIFIERS,
    "less_than or at_most: obs_value_high alone": HIGH_BOUND_QUALIFIERS,
    "missing: none of the three": {Qualifier.MISSING},
}


def _filled_words(qualifier: str) -> tuple[str, str]:
    for words, qualifiers in _FILLED_BY.items():
        if qualifier in qualifiers:
            french = words.replace(" or ", " ou ").replace(" and ", " et ").replace(" alone", " seul")
            return words, french.replace("none of the three", "aucun des trois")
    return "a known qualifier", "un qualificatif connu"


@rule(
    id="qualifier-columns",
    name=("Qualifier and filled columns agree", "Accord du qualificatif et des colonnes remplies"),
    sentence=(
        "An exact or approximate figure has a value alone, a range its two bounds, a one-sided bound that bound, a "
        "missing figure nothing.",
        "Un chiffre exact ou approché a une valeur seule, une fourchette ses deux bornes, une borne unilatérale cette "
        "borne, un chiffre manquant rien.",
    ),
    expected=("the columns that go with the qualifier", "les colonnes qui vont avec le qualificatif"),
    cure=(
        "Correct the qualifier, or move the number to the column that it belongs to.",
        "Corriger le qualificatif, ou déplacer le nombre dans sa colonne.",
    ),
    scopes=[on(T.OBSERVATIONS, C.QUALIFIER, *VALUES)],
    explain=lambda seen: [_filled_words(str(qualifier)) for qualifier in seen[C.QUALIFIER]],
)
def expect_qualifier_to_agree_with_columns(seen: Seen) -> Truth:
    """An unknown qualifier is not listed, and that rule's business."""
    qualifier = seen[C.QUALIFIER]
    point, bounded = qualifier.isin(POINT_QUALIFIERS), qualifier == Qualifier.RANGE
    low = bounded | qualifier.isin(LOW_BOUND_QUALIFIERS)
    high = bounded | qualifier.isin(HIGH_BOUND_QUALIFIERS)
    value_filled, low_filled, high_filled = (seen[name].notna() for name in VALUES)
    agree = (value_filled == point) & (low_filled == low) & (high_filled == high)
    return agree | ~qualifier.isin(list(Qualifier))


@rule(
    id="bounds-in-order",
    name=("Bounds in order", "Bornes dans l'ordre"),
    sentence=(
        "The lower bound of a range lies below its upper bound.",
        "La borne basse d'une fourchette est inférieure à sa borne haute.",
    ),
    expected=("a lower bound below the upper bound", "une borne basse inférieure à la borne haute"),
    cure=("Exchange or correct the bounds.", "Permuter ou corriger les bornes."),
    scopes=[on(T.OBSERVATIONS, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)],
)
def expect_bounds_to_be_in_order(seen: Seen) -> Truth:
    """A bound that is not there is in order."""
    return ~(seen[C.OBS_VALUE_LOW] >= seen[C.OBS_VALUE_HIGH])


@rule(
    id="status-and-value",
    name=("Status and value agree", "Accord du statut et de la valeur"),
    sentence=(
        "What is missing has a status that says so, and nothing else has; only figures are estimates, breaks or "
        "provisional.",
        "Ce qui manque a un statut qui le dit, et rien d'autre ; seuls des chiffres sont des estimations, des ruptures "
        "ou provisoires.",
    ),
    expected=(
        "status O, M or L for a missing figure, and for no other",
        "le statut O, M ou L pour un chiffre manquant, et pour lui seul",
    ),
    cure=("Correct the status, or fill in what is missing.", "Corriger le statut, ou remplir ce qui manque."),
    scopes=[
        on(T.OBSERVATIONS, C.OBS_STATUS, C.QUALIFIER),
        on(T.PROGRESS_CARD, C.OBS_STATUS, C.RATING),
        on(T.LEGAL_PENALTIES, C.OBS_STATUS, C.PRISON_YEARS, C.FINE_EUR),
        on(T.TREATIES, C.OBS_STATUS, C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE, C.REPORTS),
    ],
)
def expect_status_to_agree_with_value(seen: Seen) -> Truth:
    """What can be missing differs by table: the figure, the rating, both penalties, every date."""
    status, *said = seen.scope.columns
    of_figure = said == [C.QUALIFIER]
    missing = seen[C.QUALIFIER] == Qualifier.MISSING if of_figure else seen.rows[said].isna().all(axis=1)
    right = of_figure | seen[status].isin([ObsStatus.NORMAL, ObsStatus.LOW_RELIABILITY, *MISSING_STATUSES])
    return (seen[status].isin(MISSING_STATUSES) == missing) & right


@rule(
    id="note-on-doubt",
    name=("A note on every doubt", "Une note pour chaque doute"),
    sentence=(
        "A missing figure, and one whose status or confidence tells the reader to look twice, carries a note.",
        "Un chiffre manquant, ou que son statut ou sa confiance invite à relire, porte une note.",
    ),
    expected=("a note in both languages", "une note dans les deux langues"),
    cure=(
        "Say in note_en and note_fr what is missing or doubtful, and which reading is taken.",
        "Dire dans note_en et note_fr ce qui manque ou fait doute, et quelle lecture est retenue.",
    ),
    scopes=[
        on(T.OBSERVATIONS, C.NOTE_EN, C.NOTE_FR, reads=[C.OBS_STATUS, C.CONFIDENCE]),
        on(T.PROGRESS_CARD, C.NOTE_EN, C.NOTE_FR, reads=[C.OBS_STATUS]),
        on(T.LEGAL_PENALTIES, C.NOTE_EN, C.NOTE_FR, reads=[C.OBS_STATUS]),
        on(T.TREATIES, C.NOTE_EN, C.NOTE_FR, reads=[C.OBS_STATUS]),
    ],
)
def expect_doubts_to_carry_a_note(seen: Seen) -> Truth:
    """Confidence is given for figures from other publications only."""
    doubtful = seen[C.OBS_STATUS].isin([*MISSING_STATUSES, *_DOUBTFUL])
    if C.CONFIDENCE in seen.scope.reads:
        doubtful |= seen[C.CONFIDENCE] == "low"
    return ~doubtful | (seen[C.NOTE_EN].notna() & seen[C.NOTE_FR].notna())
