"""Which sources are reports, and of which indicators several of them give figures."""

from dashboard.data.snapshot import Snapshot
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T


def reports_of(snapshot: Snapshot) -> list[str]:
    """List the ids of the reports, the earliest first."""
    rows = [row for row in snapshot.rows(T.SOURCES) if row[C.SOURCE_KIND] == SourceKind.REPORT]
    return [row[C.SOURCE_ID] for row in sorted(rows, key=lambda row: (row[C.PUBLISHED] or "", row[C.SOURCE_ID]))]


def shared_indicators(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return the indicators of which two reports or more give figures, each with those reports, in published order."""
    reports = reports_of(snapshot)
    found = {}
    for row in snapshot.rows(T.INDICATORS):
        counted = {source_id for source_id, _origin_id in snapshot.tally.get(row[C.INDICATOR_ID], {})}
        those = [source_id for source_id in reports if source_id in counted]
        if len(those) > 1:
            found[row[C.INDICATOR_ID]] = those
    return found
