"""What changed from one version to another, by table, row and column; compared once for each pair of versions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from dashboard.downloads.published import KEPT_ROWS, Published, PublishedTable
from pipelines.publish.compare import Change, Kind, Ledger, TableDifference, corrections_between
from pipelines.schema.columns import C, T

__all__ = ["Change", "Kind", "cells_of_figures", "difference", "figures_of", "too_large"]

# Above this, two versions of a table are not compared while a reader waits.
COMPARED_ROWS: Final = 100_000
_TYPES: Final = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _frame(arrow: Any) -> pd.DataFrame:
    frame: pd.DataFrame = arrow.to_pandas(types_mapper=_TYPES.get)
    return frame


def _whole(table: PublishedTable | None) -> pd.DataFrame:
    return pd.DataFrame() if table is None else _frame(table.open().read())


def _ledger(old: Published, new: Published) -> Ledger:
    """Return the corrections entered from the one version to the other."""

    def between() -> Ledger:
        return corrections_between(*(_whole(each.tables[T.CORRECTIONS]) for each in (old, new)))

    return new.kept(("corrections since", old.digest), between)


def too_large(old: Published, new: Published, table: str) -> bool:
    """Say whether a table has too many rows to be compared while a reader waits."""
    return any(each.tables[table].rows > COMPARED_ROWS for each in (old, new) if table in each.tables)


def difference(old: Published, new: Published, table: str) -> TableDifference:
    """Compare a table of two versions."""
    before, after = (_whole(each.tables.get(table)) for each in (old, new))
    return TableDifference(table, before, after, _ledger(old, new))


@dataclass(frozen=True)
class Figures:
    """Figures that differ between two versions, by id; of those that changed, the columns that did."""

    added: Sequence[str]
    removed: Sequence[str]
    columns: Mapping[str, Sequence[str]]


def figures_of(old: Published, new: Published) -> Figures:
    """Return which figures differ; kept for this pair of versions."""

    def compare() -> Figures:
        found = difference(old, new, T.OBSERVATIONS)
        return Figures(found.added, found.removed, found.columns_by_row())

    return new.kept(("figures since", old.digest), compare)


def cells_of_figures(old: Published, new: Published, ids: Collection[str]) -> dict[str, list[Change]]:
    """Return by id which cells changed of some figures that both versions have, however many there are of others.

    Args:
        old: the older version.
        new: the newer version.
        ids: ids of the figures.
    """
    if all(each.tables[T.OBSERVATIONS].rows <= KEPT_ROWS for each in (old, new)):
        kept = new.kept(("cells since", old.digest), lambda: _by_row(difference(old, new, T.OBSERVATIONS).cells()))
        return {obs_id: kept[obs_id] for obs_id in ids if obs_id in kept}

    def read(each: Published) -> pd.DataFrame:
        names = each.tables[T.OBSERVATIONS].schema.names
        return _frame(each.asked.select(T.OBSERVATIONS, columns=names, where={C.OBS_ID: ids}).read_all())

    return _by_row(TableDifference(T.OBSERVATIONS, read(old), read(new), _ledger(old, new)).cells())


def _by_row(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for each in changes:
        found.setdefault(each.row, []).append(each)
    return found
