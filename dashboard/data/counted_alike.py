"""Which groups of figures of several countries are declared to be counted in the same way."""

from dataclasses import dataclass

from dashboard.data.snapshot import Snapshot
from pipelines.schema.columns import C, T


@dataclass(frozen=True)
class Alike:
    """Name the groups that are counted in one way, and the indicators that they belong to."""

    groups: tuple[str, ...]
    indicators: tuple[str, ...]


def counted_alike(snapshot: Snapshot) -> list[Alike]:
    """Bring together the groups that name one another, in published order; a group that stands alone is left out."""
    rows = {row[C.COMPARABILITY_ID]: row for row in snapshot.rows(T.COMPARABILITY)}
    together: dict[str, set[str]] = {}
    for key, row in rows.items():
        named = [other for other in str(row[C.ALIKE_IDS] or "").split(";") if other in rows]
        for other in named:
            joined = together.get(key, {key}) | together.get(other, {other})
            together.update(dict.fromkeys(joined, joined))
    found: dict[tuple[str, ...], None] = {}
    for key in rows:
        if key in together:
            found[tuple(each for each in rows if each in together[key])] = None
    return [Alike(keys, tuple(dict.fromkeys(rows[key][C.INDICATOR_ID] for key in keys))) for keys in found]
