"""How a figure is attested agrees with its source and its indicator: confidence, status, kind of source."""

from typing import Any, Final

import pandas as pd

from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import STRING, plain
from expectations.engine.texts import bilingual
from pipelines.schema.codes import OWN_SOURCE, ChartKind, MeasureKind, ObsStatus, Proof, SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.faults import Severity
from pipelines.schema.proof import READ, RECORD, RECORD_COLUMNS, digest_source, proof_of

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


@rule(
    "kind-of-source",
    on(T.SOURCES, C.SOURCE_KIND, C.SEEN_IN, reads=[C.PAGE_FIRST, C.DOCUMENT_SHA256, C.PAGE_MAP]),
    values={"own_source": OWN_SOURCE},
)
def expect_kinds_of_source(seen: RuleInput) -> Truth:
    """A report has pages; a text is registered with its page map, as neither is of use without the other."""
    own = seen[C.SOURCE_ID] == OWN_SOURCE
    kind = seen[C.SOURCE_KIND]
    right = (own == (kind == SourceKind.OWN_ARITHMETIC)) & (own == (seen[C.SEEN_IN] == _OWN_WORK))
    registered = seen[C.DOCUMENT_SHA256].notna() == seen[C.PAGE_MAP].notna()
    return right & registered & ((kind != SourceKind.REPORT) | seen[C.PAGE_FIRST].notna())


def _proofs(seen: RuleInput) -> list[Proof]:
    """Say of each source whether it is proved, by its record and by its rows as they are now."""
    records: Any = seen.rows.to_dict("records")
    found = []
    for source in records:
        recorded = pd.notna(source[C.PROVED_ROWS])
        digest = digest_source(seen.tables, source[C.SOURCE_ID]) if recorded else ""
        found.append(proof_of(source, digest))
    return found


@rule(
    "proof-recorded",
    on(T.SOURCES, C.PROOF, *RECORD_COLUMNS, reads=[C.SOURCE_KIND, C.DOCUMENT_SHA256], needs=list(READ)),
    values={"record": RECORD},
)
def expect_proofs_as_recorded(seen: RuleInput) -> Truth:
    """A record is whole or not there, and what is said of the proof follows from it; our own work has none."""
    recorded = seen.rows[list(RECORD_COLUMNS)].notna()
    whole = recorded.all(axis=1) | ~recorded.any(axis=1)
    own = seen[C.SOURCE_KIND] == SourceKind.OWN_ARITHMETIC
    said = plain(seen[C.PROOF])
    follows = said == pd.Series([str(proof) for proof in _proofs(seen)], index=seen.rows.index, dtype=STRING)
    return whole & follows.fillna(False).astype(bool).where(~own, said.isna() & ~recorded.any(axis=1))


@rule(
    "proof-current",
    on(T.SOURCES, C.PROOF, reads=[C.PROVED_ON, C.PROVED_SHA256]),
    severity=Severity.WARNING,
    explain=lambda seen: [
        bilingual("proof-current.wanted", day=day, sha256=sha256)
        for day, sha256 in zip(seen[C.PROVED_ON].fillna(""), seen[C.PROVED_SHA256].fillna(""), strict=True)
    ],
)
def expect_proofs_of_the_rows_that_are_there(seen: RuleInput) -> Truth:
    """What was proved is not what is published now: whoever has the text proves it again."""
    return ~(seen[C.PROOF] == Proof.CHANGED)


@rule("report-proved", on(T.SOURCES, C.PROOF, reads=[C.SOURCE_KIND]), severity=Severity.INFORMATION)
def expect_reports_to_be_proved(seen: RuleInput) -> Truth:
    """Another publication may be read by hand; of a report that is, readers are told, and so is who builds."""
    return ~((seen[C.SOURCE_KIND] == SourceKind.REPORT) & (seen[C.PROOF] == Proof.NOT_PROVED))
