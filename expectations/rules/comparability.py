"""Figures are joined only within a comparability group, which belongs to one indicator and says where it breaks off."""

import pandas as pd

from expectations.engine.judging import same, unlike_most
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from expectations.rules.periods import read_period
from pipelines.schema.codes import NOT_APPLICABLE
from pipelines.schema.columns import C, T


def _indicator_of_group(seen: Seen) -> pd.Series:
    return seen.tables.look_up(seen[C.COMPARABILITY_ID], T.COMPARABILITY, C.INDICATOR_ID)


@rule(
    id="group-of-indicator",
    name=("The indicator's own groups", "Les groupes propres à l'indicateur"),
    sentence=(
        "A figure stands in a comparability group of its own indicator.",
        "Un chiffre figure dans un groupe de comparabilité de son propre indicateur.",
    ),
    expected=("a group of the figure's indicator", "un groupe de l'indicateur du chiffre"),
    cure=(
        "Correct the group, or leave it empty for the indicator's own.",
        "Corriger le groupe, ou le laisser vide pour celui de l'indicateur.",
    ),
    scopes=[on(T.OBSERVATIONS, C.COMPARABILITY_ID, C.INDICATOR_ID, needs=[T.COMPARABILITY])],
)
def expect_groups_of_the_indicator(seen: Seen) -> Truth:
    """A figure of an unknown group is a dangling reference, and that rule's business."""
    owner = _indicator_of_group(seen)
    return owner.isna() | same(owner, seen[C.INDICATOR_ID])


@rule(
    id="group-name",
    name=("Groups are named after their indicator", "Groupes nommés d'après leur indicateur"),
    sentence=(
        "The identifier of a comparability group is its indicator's, with a dot and a name for a group apart.",
        "L'identifiant d'un groupe de comparabilité est celui de son indicateur, suivi d'un point et d'un nom pour un "
        "groupe à part.",
    ),
    expected=(
        "the indicator's id, alone or with a dot and a name",
        "l'identifiant de l'indicateur, seul ou avec un point et un nom",
    ),
    cure=("Rename the group, or correct its indicator.", "Renommer le groupe, ou corriger son indicateur."),
    scopes=[on(T.COMPARABILITY, C.COMPARABILITY_ID, C.INDICATOR_ID)],
)
def expect_groups_to_be_named_after_their_indicator(seen: Seen) -> Truth:
    """Shapes allow one dot."""
    return same(seen[C.COMPARABILITY_ID].str.replace(r"\..*", "", regex=True), seen[C.INDICATOR_ID])


@rule(
    id="break-note",
    name=("A break says why", "Une rupture dit pourquoi"),
    sentence=(
        "A comparability group apart carries a note that says why its line does not join the others.",
        "Un groupe de comparabilité à part porte une note qui dit pourquoi sa ligne ne rejoint pas les autres.",
    ),
    expected=("a note in both languages", "une note dans les deux langues"),
    cure=("Write note_en and note_fr of the group.", "Écrire note_en et note_fr du groupe."),
    scopes=[on(T.COMPARABILITY, C.NOTE_EN, C.NOTE_FR, reads=[C.INDICATOR_ID])],
)
def expect_breaks_to_carry_a_note(seen: Seen) -> Truth:
    """The indicator's own group needs none."""
    apart = ~same(seen[C.COMPARABILITY_ID], seen[C.INDICATOR_ID])
    return ~apart | (seen[C.NOTE_EN].notna() & seen[C.NOTE_FR].notna())


@rule(
    id="one-unit-a-series",
    name=("One unit a series", "Une seule unité par série"),
    sentence=(
        "Figures of one comparability group are in one unit.",
        "Les chiffres d'un groupe de comparabilité sont dans une seule unité.",
    ),
    expected=("the unit of the group's other figures", "l'unité des autres chiffres du groupe"),
    cure=(
        "Correct the unit, or give the figure a group of its own.",
        "Corriger l'unité, ou donner au chiffre son propre groupe.",
    ),
    scopes=[on(T.OBSERVATIONS, C.UNIT_MEASURE, C.COMPARABILITY_ID)],
)
def expect_one_unit_a_series(seen: Seen) -> Truth:
    """The odd ones out are named; all of them, where no unit is commoner."""
    return ~unlike_most(seen[C.COMPARABILITY_ID], seen[C.UNIT_MEASURE])


def _length(text: str) -> str:
    """How long a period is: a year, a month, a day, or an interval of so many years."""
    period = read_period(text)
    if period is None or "/" not in text:
        return str(len(text))
    return f"{period.end.year - period.start.year + 1} years"


@rule(
    id="one-length-a-series",
    name=("One length of period a series", "Une seule durée par série"),
    sentence=(
        "Figures of one comparability group are all of years, all of months, all of days, or all of intervals of so "
        "many years.",
        "Les chiffres d'un groupe de comparabilité sont tous d'années, tous de mois, tous de jours, ou tous "
        "d'intervalles d'autant d'années.",
    ),
    expected=(
        "a period as long as those of the group's other figures",
        "une période aussi longue que celles des autres chiffres du groupe",
    ),
    cure=(
        "Correct the period, or give the figure a group of its own.",
        "Corriger la période, ou donner au chiffre son propre groupe.",
    ),
    scopes=[on(T.OBSERVATIONS, C.TIME_PERIOD, C.COMPARABILITY_ID, reads=[C.SOURCE_ID, C.ANSWER])],
)
def expect_one_length_a_series(seen: Seen) -> Truth:
    """A month beside years would be drawn as if it were a year. Waves of a survey may be dated more or less finely."""
    codes, distinct = pd.factorize(seen[C.TIME_PERIOD])
    lengths = pd.Index([*(_length(str(text)) for text in distinct), None])
    wave = seen[C.SOURCE_ID].astype("str").where(seen[C.ANSWER] != NOT_APPLICABLE, "")
    series = seen[C.COMPARABILITY_ID].astype("str") + " " + wave
    return ~unlike_most(series, pd.Series(lengths.take(codes), index=seen.rows.index))
