"""The tables being checked, as the rules see them: uniform types, look-ups between tables, and the distinct texts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from expectations.kinds import Kind, kind_of, language_of
from pipelines.schema.columns import T
from pipelines.schema.declared import Column, Table, tables

Rows = pd.DataFrame
Truth = pd.Series  # of bool, one a row

STRUCTURE: Final = "structure"
"""Batch of columns: one row a column that is declared or found, with its place and type."""
TEXTS: Final = "texts"
"""Batch of distinct texts: one row a table, column and text."""
PREVIOUS: Final = "previous_observations"
"""Batch of the figures as last published."""
KEY_SEPARATOR: Final = "|"
TABLE, COLUMN, TEXT, LANG = "table", "column", "text", "language"
PLACE, PLACE_FOUND, TYPE, TYPE_FOUND = "place", "place_found", "type", "type_found"
_STRING: Final = pd.StringDtype(na_value=np.nan)
_CATEGORY: Final = pd.CategoricalDtype()
_BOOLEAN: Final = pd.BooleanDtype()
# A table is searched rather than indexed when it has more than so many rows for each key looked up.
_FEW: Final = 10
_COLUMNS_OF: Final = {
    STRUCTURE: [TABLE, COLUMN, PLACE, PLACE_FOUND, TYPE, TYPE_FOUND],
    TEXTS: [TABLE, COLUMN, LANG, TEXT],
}
_FOUND_AS: Final = {
    "string": "string",
    "floating": "double",
    "mixed-integer-float": "double",
    "integer": "int64",
    "boolean": "bool",
    "empty": "",
}


def _found_type(values: pd.Series) -> str:
    """Type of a column as the schema names it; empty for a column without values, which has every type."""
    if not values.notna().any():
        return ""
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "floating" and (values.dropna() % 1 == 0).all():
        return "int64"
    return _FOUND_AS.get(kind, kind)


def structure(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Columns of every declared table, declared and found: table, column, places (missing where absent) and types."""
    rows: list[tuple[str, str, int | None, int | None, str, str]] = []
    for name, table in tables().items():
        if name not in frames:
            rows.append((name, "", 0, None, "", ""))
            continue
        frame = frames[name]
        found = [str(column) for column in frame.columns]
        types = {column.name: column.field.type for column in table.columns}
        for column in [*table.names, *(each for each in found if each not in types)]:
            rows.append(
                (
                    name,
                    column,
                    table.names.index(column) if column in types else None,
                    found.index(column) if column in found else None,
                    types.get(column, ""),
                    _found_type(frame[column]) if found.count(column) == 1 else "",
                )
            )
    return pd.DataFrame(rows, columns=_COLUMNS_OF[STRUCTURE]).astype({PLACE: "float64", PLACE_FOUND: "float64"})


def uniform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with one pandas type a declared type: texts `str` (codes and references categories), numbers `float64`.

    Nullable integers become floats, so that comparisons give plain truth values; codes become categories, so that a
    rule over millions of rows judges each distinct code once.
    """
    return pd.DataFrame({column.name: _uniform_column(frame[column.name], table, column) for column in table.columns})


def _uniform_column(values: pd.Series, table: Table, column: Column) -> pd.Series:
    values = values.reset_index(drop=True)
    match column.field.type:
        case "string":
            coded = kind_of(table, column) in (Kind.CODE, Kind.REFERENCE) and column.name not in table.key
            texts = values if values.dtype == _STRING else values.astype(_STRING)
            return texts.astype(_CATEGORY) if coded else texts
        case "bool":
            return values.astype(_BOOLEAN)
        case _:
            return values if values.dtype == np.float64 else _as_floats(values)


def _as_floats(values: pd.Series) -> pd.Series:
    return pd.Series(values.astype(pd.Float64Dtype()).to_numpy(dtype="float64", na_value=np.nan))


class Tables:
    """Frames of uniform types by table name, and what rules look up in them.

    Args:
        frames: tables whose columns and types are as declared.
        previous: figures as last published, of uniform types, or None.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], previous: pd.DataFrame | None = None) -> None:
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
        values = frame[column]
        plain = values.astype(_STRING) if isinstance(values.dtype, pd.CategoricalDtype) else values
        return pd.Series(plain.array.take(places, allow_fill=True), index=keys.index)

    def _places(self, table: str, by: str, keys: pd.Index) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Row of each key, the first where several have it; -1 for a key that is missing or unknown."""
        column = self[table][by]
        if len(keys) * _FEW < len(column):
            # An index of a table of millions, for a handful of keys, would cost more than looking for them.
            column = column[column.isin(keys)]
            index = _first_of_each(column)
        else:
            index = self.once(f"{table} by {by}", lambda _: _first_of_each(column))
        found = index.index.get_indexer(keys)
        if index.empty:
            return np.full(len(keys), -1, dtype=np.intp)
        return np.where((found < 0) | keys.isna(), -1, index.to_numpy()[found])

    def values(self, table: str, column: str) -> pd.Index:
        """Distinct values of a column, without missing ones."""
        found: pd.Index = self.once(
            f"values of {table}.{column}", lambda _: pd.Index(self[table][column].dropna().astype("str").unique())
        )
        return found

    def row_keys(self, table: str) -> pd.Series:
        """Key of each row of a table, its columns joined by "|"; missing where part of it is missing."""
        first, *others = (self[table][column].astype("str") for column in tables()[table].key)
        for other in others:
            first = first + KEY_SEPARATOR + other
        return first

    @cached_property
    def texts(self) -> pd.DataFrame:
        """Each distinct text of each text column: table, column, language and text."""
        parts = [
            (name, column.name, frame[column.name].dropna().unique())
            for name, frame in self._frames.items()
            for column in tables()[name].columns
            if kind_of(tables()[name], column) is Kind.TEXT
        ]
        counts = [len(distinct) for *_, distinct in parts]

        def repeated(names: list[str]) -> Any:
            kinds = sorted(set(names))
            codes = np.repeat(np.array([kinds.index(name) for name in names], dtype=np.intp), counts)
            return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(kinds))

        texts = [np.asarray(distinct, dtype=object) for *_, distinct in parts]
        return pd.DataFrame(
            {
                TABLE: repeated([table for table, _, _ in parts]),
                COLUMN: repeated([column for _, column, _ in parts]),
                LANG: repeated([language_of(column) or "" for _, column, _ in parts]),
                TEXT: pd.Series(np.concatenate(texts) if texts else [], dtype="str"),
            }
        )

    def batch(self, name: str) -> pd.DataFrame | None:
        """Frame of a batch: a table, the distinct texts or the figures as last published; None when there is none."""
        if name == TEXTS:
            return self.texts
        if name == PREVIOUS:
            return self.previous
        return self._frames.get(name)


def _first_of_each(column: pd.Series) -> pd.Series:
    """Row number of the first occurrence of each key, by key."""
    kept = column.dropna().drop_duplicates()
    return pd.Series(kept.index.to_numpy(), index=pd.Index(kept.astype(_STRING)))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a rule looks: one batch, the columns that it judges, and what else it reads.

    Attributes:
        batch: a table, or one of the batches `STRUCTURE`, `TEXTS` and `PREVIOUS`.
        columns: the columns that a fault names; none for the last three batches, whose rows say it.
        reads: further columns of the same row that the judgement needs; the row's key is always there.
        needs: other tables that it looks things up in.
    """

    batch: str
    columns: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """Table that the rows belong to; the distinct texts belong to several."""
        return T.OBSERVATIONS if self.batch == PREVIOUS else self.batch

    @property
    def column_list(self) -> list[str]:
        """Columns that the rule is given: two at least, as Great Expectations asks."""
        if self.batch in _COLUMNS_OF:
            return _COLUMNS_OF[self.batch]
        declared = tables()[self.table]
        wanted = list(dict.fromkeys([*self.columns, *self.reads, *declared.key]))
        return wanted if len(wanted) > 1 else [*wanted, next(name for name in declared.names if name not in wanted)]


@dataclass(frozen=True)
class Seen:
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
