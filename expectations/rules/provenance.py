"""How a figure is attested agrees with its source and its indicator: confidence, status, kind of source."""

from typing import Final

from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from pipelines.schema.codes import OWN_SOURCE, ChartKind, MeasureKind, ObsStatus, SourceKind
from pipelines.schema.columns import C, T

_OWN_WORK: Final = "own"


@rule(
    id="confidence-of-others",
    name=("Confidence in other publications", "Confiance dans les autres publications"),
    sentence=(
        "A figure of another publication says how well it is attested; those of the report and our own arithmetic, "
        "which are proved, do not.",
        "Un chiffre d'une autre publication dit à quel point il est attesté ; ceux du rapport et nos propres calculs, "
        "qui sont prouvés, ne le disent pas.",
    ),
    expected=(
        "a confidence for figures of other publications, and for no other",
        "une confiance pour les chiffres des autres publications, et pour eux seuls",
    ),
    cure=(
        "Give confidence (high, medium or low), or empty it.",
        "Indiquer confidence (high, medium ou low), ou vider la cellule.",
    ),
    scopes=[on(T.OBSERVATIONS, C.CONFIDENCE, reads=[C.SOURCE_ID], needs=[T.SOURCES])],
)
def expect_confidence_in_other_publications(seen: Seen) -> Truth:
    """A figure of an unknown source is a dangling reference, and that rule's business."""
    kind = seen.tables.look_up(seen[C.SOURCE_ID], T.SOURCES, C.SOURCE_KIND)
    return kind.isna() | (seen[C.CONFIDENCE].notna() == (kind == SourceKind.OTHER_PUBLICATION))


@rule(
    id="status-of-kind",
    name=("Estimates are marked", "Estimations signalées"),
    sentence=(
        "A figure has the status of an estimate only where its indicator is estimated, and never a plain status there.",
        "Un chiffre n'a le statut d'estimation que si son indicateur est estimé, et jamais un statut ordinaire dans ce "
        "cas.",
    ),
    expected=(
        f"{ObsStatus.ESTIMATED} for estimated indicators, {ObsStatus.NORMAL} for others",
        f"{ObsStatus.ESTIMATED} pour les indicateurs estimés, {ObsStatus.NORMAL} pour les autres",
    ),
    cure=(
        "Leave the status empty for the usual one, or correct the indicator's measure_kind.",
        "Laisser le statut vide pour le statut habituel, ou corriger measure_kind de l'indicateur.",
    ),
    scopes=[on(T.OBSERVATIONS, C.OBS_STATUS, reads=[C.INDICATOR_ID], needs=[T.INDICATORS])],
)
def expect_estimates_to_be_marked(seen: Seen) -> Truth:
    """Other statuses (a break, a doubt) may go with either."""
    estimated = seen.tables.look_up(seen[C.INDICATOR_ID], T.INDICATORS, C.MEASURE_KIND) == MeasureKind.ESTIMATED
    status = seen[C.OBS_STATUS]
    return ~((status == ObsStatus.ESTIMATED) & ~estimated) & ~((status == ObsStatus.NORMAL) & estimated)


@rule(
    id="opinions-from-surveys",
    name=("Opinions come from surveys", "Les opinions viennent de sondages"),
    sentence=(
        "An indicator is of opinions exactly when it presents survey answers.",
        "Un indicateur est d'opinion exactement lorsqu'il présente des réponses à un sondage.",
    ),
    expected=("opinion for survey answers, and for nothing else", "opinion pour les sondages, et pour rien d'autre"),
    cure=("Correct measure_kind or chart_kind.", "Corriger measure_kind ou chart_kind."),
    scopes=[on(T.INDICATORS, C.MEASURE_KIND, C.CHART_KIND)],
)
def expect_opinions_from_surveys(seen: Seen) -> Truth:
    """A reader must see that an answer is not a count."""
    return (seen[C.MEASURE_KIND] == MeasureKind.OPINION) == (seen[C.CHART_KIND] == ChartKind.SURVEY)


@rule(
    id="kind-of-source",
    name=("Kinds of source", "Natures de source"),
    sentence=(
        "Our own arithmetic is one source, which is our own work; the report has pages.",
        "Nos propres calculs forment une source, qui est notre travail ; le rapport a des pages.",
    ),
    expected=(
        f"own_arithmetic and seen_in own for {OWN_SOURCE} alone, and pages for a report",
        f"own_arithmetic et seen_in own pour {OWN_SOURCE} seul, et des pages pour un rapport",
    ),
    cure=("Correct source_kind or seen_in.", "Corriger source_kind ou seen_in."),
    scopes=[on(T.SOURCES, C.SOURCE_KIND, C.SEEN_IN, reads=[C.PAGE_FIRST])],
)
def expect_kinds_of_source(seen: Seen) -> Truth:
    """What another publication is, is for its reader to say."""
    own = seen[C.SOURCE_ID] == OWN_SOURCE
    kind = seen[C.SOURCE_KIND]
    right = (own == (kind == SourceKind.OWN_ARITHMETIC)) & (own == (seen[C.SEEN_IN] == _OWN_WORK))
    return right & ((kind != SourceKind.REPORT) | seen[C.PAGE_FIRST].notna())
