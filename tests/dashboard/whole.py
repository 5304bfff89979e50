"""What the dashboard never reads at once: every figure of a version."""

from typing import Any

from dashboard.data.store import Snapshot
from pipelines.schema.columns import T


def every_figure(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Rows of all observations in published order."""
    rows: list[dict[str, Any]] = snapshot.tables.select(T.OBSERVATIONS).read_all().to_pylist()
    return rows
