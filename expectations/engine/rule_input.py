"""The tables being checked, as the rules see them, and what rules look up between them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from expectations.engine.batches import (
    CHANGES,
    COLUMNS_OF,
    STRING,
    TEXTS,
    VALUES,
    distinct,
    distinct_cells,
    is_in,
    keys_of,
    plain,
)
from expectations.engine.changes import find_changes
from pipelines.schema.declared import tables

Rows = pd.DataFrame
Truth = pd.Series  # of bool, one a row

# A table is searched rather than indexed when it has more than so many rows for each key looked up.
_FEW: Final = 10


class Tables:
    """Frames of uniform types by table name, and what rules look up in them.

    Args:
        frames: tables whose columns and types are as declared.
        previous: the tables as last published, of uniform types, or None.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], previous: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._frames = dict(frames)
        self.previous = previous
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table of that name; raises KeyError."""
        return self._frames[name]

    def __contains__(self, name: str) -> bool:
        """Whether that table can be looked at."""
        return name in self._frames

    def once(self, name: str, find: Callable[["Tables"], Any]) -> Any:
        """What `find` makes of the tables; found once and kept under that name."""
        if name not in self._found:
            self._found[name] = find(self)
        return self._found[name]

    def look_up(self, keys: pd.Series, table: str, column: str, *, by: str | None = None) -> pd.Series:
        """Values of a column of another table for each key; missing where the key is missing or unknown.

        Args:
            keys: keys of rows of the other table.
            table: the other table.
            column: the column wanted.
            by: column of the other table that holds the keys; its only key column when not given.
        """
        frame = self[table]
        by = by or tables()[table].key[0]
        if isinstance(keys.dtype, pd.CategoricalDtype):
            # The code of a missing key is -1, and the last place is that of nothing.
            places = np.append(self._places(table, by, keys.cat.categories), -1)[keys.cat.codes.to_numpy()]
        else:
            places = self._places(table, by, pd.Index(keys))
        return pd.Series(plain(frame[column]).array.take(places, allow_fill=True), index=keys.index)

    def _places(self, table: str, by: str, keys: pd.Index) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Row of each key, the first where several have it; -1 for a key that is missing or unknown."""
        column = self[table][by]
        if len(keys) * _FEW < len(column):
            # An index of a table of millions, for a handful of keys, would cost more than looking for them.
            column = column[is_in(column, keys)]
            index = _first_of_each(column)
        else:
            index = self.once(f"{table} by {by}", lambda _: _first_of_each(column))
        found = index.index.get_indexer(keys)
        if index.empty:
            return np.full(len(keys), -1, dtype=np.intp)
        return np.where((found < 0) | keys.isna(), -1, index.to_numpy()[found])

    def values(self, table: str, column: str) -> pd.Index:
        """Distinct values of a column, without missing ones."""
        found: pd.Index = self.once(f"values of {table}.{column}", lambda _: pd.Index(distinct(self[table][column])))
        return found

    def row_keys(self, table: str) -> pd.Series:
        """Key of each row of a table, its columns joined by "|"; missing where part of it is missing."""
        return keys_of(self[table], tables()[table])

    @cached_property
    def texts(self) -> pd.DataFrame:
        """The batch `TEXTS`."""
        return distinct_cells(self._frames, TEXTS)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The batch `VALUES`."""
        return distinct_cells(self._frames, VALUES)

    @cached_property
    def changes(self) -> pd.DataFrame | None:
        """The batch `CHANGES`, or None where nothing was published before."""
        return None if self.previous is None else find_changes(self.previous, self._frames)

    def batch(self, name: str) -> pd.DataFrame | None:
        """Frame of a batch: a table, distinct values or texts, changes in published rows; None when there is none."""
        if name == TEXTS:
            return self.texts
        if name == VALUES:
            return self.cells
        if name == CHANGES:
            return self.changes
        return self._frames.get(name)


def _first_of_each(column: pd.Series) -> pd.Series:
    """Row number of the first occurrence of each key, by key."""
    kept = column.dropna().drop_duplicates()
    return pd.Series(kept.index.to_numpy(), index=pd.Index(kept.astype(STRING)))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a rule looks: one batch, the columns that it judges, and what else it reads.

    Attributes:
        batch: a table, or one of the batches `STRUCTURE`, `VALUES`, `TEXTS` and `CHANGES`.
        columns: the columns that a fault names; none for the batches whose rows say it.
        reads: further columns of the same row that the judgement needs; the row's key is always there.
        needs: other tables that it looks things up in.
    """

    batch: str
    columns: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def column_list(self) -> list[str]:
        """Columns that the rule is given: two at least, as Great Expectations asks."""
        if self.batch in COLUMNS_OF:
            return COLUMNS_OF[self.batch]
        declared = tables()[self.batch]
        wanted = list(dict.fromkeys([*self.columns, *self.reads, *declared.key]))
        return wanted if len(wanted) > 1 else [*wanted, next(name for name in declared.names if name not in wanted)]


@dataclass(frozen=True)
class RuleInput:
    """What a rule is shown: the rows of one batch (the scope's columns), and every table to look things up in."""

    rows: Rows
    tables: Tables
    scope: Scope

    def __getitem__(self, column: str) -> pd.Series:
        """A column of the rows."""
        return self.rows[column]

    @property
    def judged(self) -> Rows:
        """The columns that the rule judges."""
        return self.rows[list(self.scope.columns)]


_in_view: ContextVar[Tables] = ContextVar("tables_in_view")


@contextmanager
def in_view(seen: Tables) -> Iterator[None]:
    """While it lasts, rules look things up in these tables: Great Expectations hands a rule one table only."""
    token = _in_view.set(seen)
    try:
        yield
    finally:
        _in_view.reset(token)


def tables_in_view() -> Tables:
    """The tables that are being checked; raises LookupError outside a check."""
    return _in_view.get()
