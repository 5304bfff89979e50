"""How a figure is attested agrees with its source and its indicator: confidence, status, kind of source."""

from typing import Final

from expectations.engine.rule import RuleInput, Truth, on, rule
from pipelines.printed.languages import GRAMMARS
from pipelines.schema.codes import OWN_SOURCE, ChartKind, MeasureKind, ObsStatus, SourceKind
from pipelines.schema.columns import C, T

_OWN_WORK: Final = "own"


@rule("confidence-of-others", on(T.OBSERVATIONS, C.CONFIDENCE, reads=[C.SOURCE_ID], needs=[T.SOURCES]))
def expect_confidence_in_other_publications(seen: RuleInput) -> Truth:
    """A figure of an unknown source is a dangling reference, and that rule's business."""
    kind = seen.look_up(C.SOURCE_ID, T.SOURCES, C.SOURCE_KIND)
    return kind.isna() | (seen[C.CONFIDENCE].notna() == (kind == SourceKind.OTHER_PUBLICATION))


@rule(
    "status-of-kind",
    on(T.OBSERVATIONS, C.OBS_STATUS, reads=[C.INDICATOR_ID], needs=[T.INDICATORS]),
    values={"estimated": ObsStatus.ESTIMATED, "asserted": ObsStatus.UNVALIDATED, "normal": ObsStatus.NORMAL},
)
def expect_estimates_to_be_marked(seen: RuleInput) -> Truth:
    """Other statuses (a break, a doubt) may go with every kind."""
    kind, status = seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.MEASURE_KIND), seen[C.OBS_STATUS]
    plain = ~kind.isin([MeasureKind.ESTIMATED, MeasureKind.ASSERTED])
    return ((status != ObsStatus.ESTIMATED) | (kind == MeasureKind.ESTIMATED)) & ((status != ObsStatus.NORMAL) | plain)


@rule("opinions-from-surveys", on(T.INDICATORS, C.MEASURE_KIND, C.CHART_KIND))
def expect_opinions_from_surveys(seen: RuleInput) -> Truth:
    """A reader must see that an answer is not a count."""
    return (seen[C.MEASURE_KIND] == MeasureKind.OPINION) == (seen[C.CHART_KIND] == ChartKind.SURVEY)


_OF_A_TEXT: Final = (C.PAGE_FIRST, C.DOCUMENT_SHA256, C.PAGE_MAP)


@rule(
    "kind-of-source",
    on(T.SOURCES, C.SOURCE_KIND, C.SEEN_IN, reads=[C.LANGUAGE, *_OF_A_TEXT]),
    values={"own_source": OWN_SOURCE, "languages": ", ".join(GRAMMARS)},
)
def expect_kinds_of_source(seen: RuleInput) -> Truth:
    """What another publication is, its reader may say. A report is what its figures were held against, word by word."""
    own = seen[C.SOURCE_ID] == OWN_SOURCE
    kind = seen[C.SOURCE_KIND]
    right = (own == (kind == SourceKind.OWN_ARITHMETIC)) & (own == (seen[C.SEEN_IN] == _OWN_WORK))
    provable = seen.rows[list(_OF_A_TEXT)].notna().all(axis=1) & seen[C.LANGUAGE].isin(list(GRAMMARS))
    return right & ((kind != SourceKind.REPORT) | provable)
