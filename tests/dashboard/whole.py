"""What the dashboard never reads at once: every figure of a version."""

from typing import Any

from dashboard.data.store import Snapshot
from pipelines.schema.columns import C, T


def every_figure(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Rows of all observations in published order."""
    rows: list[dict[str, Any]] = snapshot.tables.select(T.OBSERVATIONS).read_all().to_pylist()
    return rows


def one_of_each(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Of every indicator and source, and of each way in which it is printed there, a figure: their cards are alike."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in every_figure(snapshot):
        printed = (row[C.AS_PRINTED] is None, row[C.VALUE_WORDS_EN] is None, row[C.NOTE_EN] is None)
        found.setdefault((row[C.INDICATOR_ID], row[C.SOURCE_ID], row[C.QUALIFIER], *printed), row)
    return list(found.values())
