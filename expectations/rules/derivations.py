"""Our own arithmetic is marked, can be redone, and is only done where it means something."""

from typing import Final

import numpy as np
import pandas as pd

from expectations.engine.formulas_read import Reading, judge_readings, readings
from expectations.engine.judging import same
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Tables, Truth
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


@rule(
    id="derived-marked",
    name=("Our arithmetic is marked", "Nos calculs sont marqués"),
    sentence=(
        "A figure has a derivation exactly when its source is our own arithmetic.",
        "Un chiffre a une formule exactement lorsque sa source est notre propre calcul.",
    ),
    expected=(
        f"a formula for figures of {OWN_SOURCE}, and none for published ones",
        f"une formule pour les chiffres de {OWN_SOURCE}, et aucune pour les chiffres publiés",
    ),
    cure=(
        "Write the formula, or move the row to the folder of the source that prints the figure.",
        "Écrire la formule, ou déplacer la ligne dans le dossier de la source qui imprime le chiffre.",
    ),
    scopes=[on(T.OBSERVATIONS, C.DERIVATION, C.SOURCE_ID)],
)
def expect_our_arithmetic_to_be_marked(seen: Seen) -> Truth:
    """The folder of a raw row says its source."""
    return seen[C.DERIVATION].notna() == (seen[C.SOURCE_ID] == OWN_SOURCE)


def _reading_words(seen: Seen) -> list[tuple[str, str]]:
    known = readings(seen.tables)
    faults = [known[str(text)].fault for text in seen[seen.scope.columns[0]]]
    return [
        (f"a formula over published figures that have one value ({fault})",
         f"une formule sur des chiffres publiés qui ont une seule valeur ({fault})")
        for fault in faults
    ]  # fmt: skip


@rule(
    id="formula-readable",
    name=("Formulas can be redone", "Formules refaisables"),
    sentence=(
        "A formula is one of ours, over published figures that each have one value.",
        "Une formule est l'une des nôtres, sur des chiffres publiés qui ont chacun une seule valeur.",
    ),
    expected=("a formula over published figures", "une formule sur des chiffres publiés"),
    cure=(
        "Write it as in sum(o-0001,o-0002), over figures that the sources print.",
        "L'écrire comme sum(o-0001,o-0002), sur des chiffres que les sources impriment.",
    ),
    scopes=[on(table, column, needs=_NEEDS) for table, column in _BOTH],
    explain=_reading_words,
)
def expect_formulas_to_be_readable(seen: Seen) -> Truth:
    """Arithmetic over arithmetic is refused: a reader redoes each figure from what is printed."""
    unsound = {text for text, reading in readings(seen.tables).items() if not reading.sound}
    return ~seen[seen.scope.columns[0]].isin(unsound)


@rule(
    id="formula-one-group",
    name=("Only like is summed with like", "On n'additionne que le comparable"),
    sentence=(
        "Sums, averages and changes stay within one comparability group.",
        "Sommes, moyennes et évolutions restent dans un seul groupe de comparabilité.",
    ),
    expected=("figures of one comparability group", "des chiffres d'un seul groupe de comparabilité"),
    cure=(
        "Leave out the figures of other groups, or remove the formula.",
        "Écarter les chiffres des autres groupes, ou retirer la formule.",
    ),
    scopes=[on(table, column, needs=_NEEDS) for table, column in _BOTH],
)
def expect_formulas_within_one_group(seen: Seen) -> Truth:
    """A share, a ratio and a difference set unlike things against each other, and say so by their name."""

    def judge(reading: Reading) -> bool:
        return reading.name not in _SAME_SERIES or len({part.group for part in reading.parts}) == 1

    return judge_readings(seen[seen.scope.columns[0]], seen.tables, judge)


@rule(
    id="summable-units",
    name=("Only counts are summed", "On n'additionne que des décomptes"),
    sentence=(
        "Our sums are of figures in one unit that may be added, and are in that unit.",
        "Nos sommes portent sur des chiffres d'une même unité additive, et sont dans cette unité.",
    ),
    expected=(
        "figures in the sum's own unit, which may be added",
        "des chiffres dans l'unité de la somme, qui s'additionne",
    ),
    cure=(
        "Remove the sum: percentages, ranks and averages do not add up.",
        "Retirer la somme : pourcentages, rangs et moyennes ne s'additionnent pas.",
    ),
    scopes=[on(T.OBSERVATIONS, C.DERIVATION, C.UNIT_MEASURE, needs=[*_NEEDS, T.UNITS])],
)
def expect_sums_of_summable_units(seen: Seen) -> Truth:
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
    id="formula-value",
    name=("The formula gives the value", "La formule donne la valeur"),
    sentence=(
        "A derived figure is what its formula gives, rounded to the decimals of its unit.",
        "Un chiffre dérivé est ce que donne sa formule, arrondi aux décimales de son unité.",
    ),
    expected=("the result of the formula", "le résultat de la formule"),
    cure=("Write the result of the formula.", "Écrire le résultat de la formule."),
    scopes=[on(T.OBSERVATIONS, C.OBS_VALUE, C.DERIVATION, reads=[C.UNIT_MEASURE], needs=[*_NEEDS, T.UNITS])],
    explain=lambda seen: [
        (f"{value:.6g}, rounded to the unit's decimals", f"{value:.6g}, arrondi aux décimales de l'unité")
        for value in _computed(seen[C.DERIVATION], seen.tables)
    ],
)
def expect_value_of_the_formula(seen: Seen) -> Truth:
    """Half of the last decimal kept is the most that rounding can take away."""
    computed = _computed(seen[C.DERIVATION], seen.tables)
    decimals = seen.tables.look_up(seen[C.UNIT_MEASURE], T.UNITS, C.DECIMALS)
    room = 0.5 * 10.0**-decimals + 1e-9
    return computed.isna() | ((seen[C.OBS_VALUE] - computed).abs() <= room)


def _explain_base(smallest: int) -> tuple[str, str]:
    return f"a base of {smallest} or more", f"une base de {smallest} ou plus"


@rule(
    id="small-base-share",
    name=("No share of a small base", "Pas de part sur une petite base"),
    sentence=(
        f"We compute no share or ratio on a base under {SMALLEST_BASE_OF_A_SHARE}; what a source prints may stand.",
        f"Nous ne calculons ni part ni rapport sur une base inférieure à {SMALLEST_BASE_OF_A_SHARE} ; ce qu'une source "
        "imprime peut rester.",
    ),
    expected=_explain_base(SMALLEST_BASE_OF_A_SHARE),
    cure=("Remove the figure; show the counts.", "Retirer le chiffre ; montrer les effectifs."),
    scopes=[on(T.OBSERVATIONS, C.DERIVATION, needs=_NEEDS)],
)
def expect_no_share_of_a_small_base(seen: Seen) -> Truth:
    """The base is the second figure of the formula."""

    def judge(reading: Reading) -> bool:
        return reading.name not in _OF_A_BASE or (reading.parts[1].value or 0) >= SMALLEST_BASE_OF_A_SHARE

    return judge_readings(seen[C.DERIVATION], seen.tables, judge)


@rule(
    id="small-base-change",
    name=("No change from a small base", "Pas d'évolution sur une petite base"),
    sentence=(
        f"We compute no percentage of change from a base under {SMALLEST_BASE_OF_A_CHANGE}; what a source prints may "
        "stand.",
        f"Nous ne calculons aucun pourcentage d'évolution depuis une base inférieure à {SMALLEST_BASE_OF_A_CHANGE} ; "
        "ce qu'une source imprime peut rester.",
    ),
    expected=_explain_base(SMALLEST_BASE_OF_A_CHANGE),
    cure=("Remove the figure; show the counts.", "Retirer le chiffre ; montrer les effectifs."),
    scopes=[on(T.OBSERVATIONS, C.DERIVATION, needs=_NEEDS)],
)
def expect_no_change_from_a_small_base(seen: Seen) -> Truth:
    """The base is the first figure of the formula."""

    def judge(reading: Reading) -> bool:
        return reading.name != "change" or abs(reading.parts[0].value or 0) >= SMALLEST_BASE_OF_A_CHANGE

    return judge_readings(seen[C.DERIVATION], seen.tables, judge)


@rule(
    id="totals-recomputed",
    name=("Printed totals are recomputed", "Totaux imprimés recalculés"),
    sentence=(
        "What stands as recomputed is what the formula gives, and the difference is the printed number less that.",
        "Ce qui figure comme recalculé est ce que donne la formule, et l'écart est le nombre imprimé moins celui-ci.",
    ),
    expected=(
        "the result of the formula, and the difference from it",
        "le résultat de la formule, et l'écart à celui-ci",
    ),
    cure=("Build again.", "Reconstruire."),
    scopes=[on(T.RECONCILIATIONS, C.COMPUTED, C.DIFFERENCE, reads=[C.FORMULA, C.OBS_ID], needs=_NEEDS)],
)
def expect_totals_to_be_recomputed(seen: Seen) -> Truth:
    """The printed number is the value, else the bound."""
    computed = _computed(seen[C.FORMULA], seen.tables)
    printed = pd.Series(np.nan, index=seen.rows.index)
    for column in (C.OBS_VALUE, C.OBS_VALUE_HIGH, C.OBS_VALUE_LOW):
        printed = printed.fillna(seen.tables.look_up(seen[C.OBS_ID], T.OBSERVATIONS, column))
    room = 0.5 * 10.0**-_COMPUTED_DECIMALS + 1e-9
    right = (seen[C.COMPUTED] - computed).abs() <= room
    right &= (seen[C.DIFFERENCE] - (printed - computed)).abs() <= 2 * room
    return computed.isna() | printed.isna() | right


@rule(
    id="totals-explained",
    name=("A total that does not add up says why", "Un total qui ne tombe pas juste dit pourquoi"),
    sentence=(
        "A printed sum, average or change agrees with the source's own figures, or carries a reason in both languages.",
        "Une somme, moyenne ou évolution imprimée concorde avec les chiffres de la source, ou porte une raison dans "
        "les deux langues.",
    ),
    expected=("agreement, or a reason in both languages", "un accord, ou une raison dans les deux langues"),
    cure=(
        "Read the figures again; where the source does not add up, say why in reason_en and reason_fr.",
        "Relire les chiffres ; si la source ne tombe pas juste, dire pourquoi dans reason_en et reason_fr.",
    ),
    scopes=[on(T.RECONCILIATIONS, C.AGREES, C.REASON_EN, C.REASON_FR)],
)
def expect_disagreeing_totals_to_say_why(seen: Seen) -> Truth:
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


@rule(
    id="formula-unit",
    name=("The formula gives the unit", "La formule donne l'unité"),
    sentence=(
        "A sum or difference is in the unit of its figures; a share, ratio or change is in another.",
        "Une somme ou une différence est dans l'unité de ses chiffres ; une part, un rapport ou une évolution, dans "
        "une autre.",
    ),
    expected=(
        "a formula whose result is in the figure's unit",
        "une formule dont le résultat est dans l'unité du chiffre",
    ),
    cure=("Correct the formula, or the figure that it is for.", "Corriger la formule, ou le chiffre concerné."),
    scopes=[on(T.RECONCILIATIONS, C.FORMULA, C.OBS_ID, needs=[*_NEEDS, T.UNITS])],
)
def expect_formulas_to_give_the_unit(seen: Seen) -> Truth:
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
