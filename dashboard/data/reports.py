"""Which sources are reports, and of which indicators several of them give figures of one area."""

from dashboard.data.snapshot import Snapshot
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T

# By indicator, then by area: the reports that give figures of it, the earliest first.
Shared = dict[str, dict[str, list[str]]]


def reports_of(snapshot: Snapshot) -> list[str]:
    """List the ids of the reports, the earliest first."""
    rows = [row for row in snapshot.rows(T.SOURCES) if row[C.SOURCE_KIND] == SourceKind.REPORT]
    return [row[C.SOURCE_ID] for row in sorted(rows, key=lambda row: (row[C.PUBLISHED] or "", row[C.SOURCE_ID]))]


def _shared(snapshot: Snapshot) -> Shared:
    reports = reports_of(snapshot)
    if len(reports) < 2:
        return {}
    columns = [C.INDICATOR_ID, C.REF_AREA, C.SOURCE_ID]
    said = set(snapshot.tables.counts(T.OBSERVATIONS, columns, {C.SOURCE_ID: reports}))
    found: Shared = {}
    for indicator_id, area in sorted({key[:2] for key in said}):
        those = [source_id for source_id in reports if (indicator_id, area, source_id) in said]
        if len(those) > 1:
            found.setdefault(indicator_id, {})[area] = those
    known = [row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS)]
    return {key: found[key] for key in known if key in found}


def shared_indicators(snapshot: Snapshot) -> Shared:
    """Return the indicators of which two reports or more give figures of one area, in published order."""
    return snapshot.derived(_shared)
