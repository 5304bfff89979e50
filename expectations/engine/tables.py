"""The tables being checked in uniform types, the batches made of them, and what rules look up between them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from expectations.engine.kinds import Kind, kind_of, language_of
from expectations.engine.terms import NO_TERMS, Terms
from pipelines.schema.declared import Column, Table, tables

STRUCTURE: Final = "structure"
"""Batch of columns: one row a column that is declared or found, with its place and type."""
VALUES: Final = "values"
"""Batch of distinct identifiers, codes, references and dates: one row a table, column and value."""
TEXTS: Final = "texts"
"""Batch of distinct texts: one row a table, column and text."""
CHANGES: Final = "changes"
"""Batch of what changed in published rows: one row a cell that changed, or a row that is gone."""

TABLE, COLUMN, TEXT, LANG = "table", "column", "text", "language"
ROW, BEFORE, AFTER = "row", "before", "after"
PLACE, PLACE_FOUND, TYPE, TYPE_FOUND, ROWS = "place", "place_found", "type", "type_found", "rows"
COLUMNS_OF: Final = {
    STRUCTURE: [TABLE, COLUMN, PLACE, PLACE_FOUND, TYPE, TYPE_FOUND, ROWS],
    VALUES: [TABLE, COLUMN, LANG, TEXT],
    TEXTS: [TABLE, COLUMN, LANG, TEXT],
    CHANGES: [TABLE, ROW, COLUMN, BEFORE, AFTER],
}
_KINDS: Final = {
    VALUES: frozenset({Kind.PATTERN, Kind.CODE, Kind.REFERENCE, Kind.ID_LIST, Kind.PERIOD}),
    TEXTS: frozenset({Kind.TEXT}),
}

STRING: Final = pd.StringDtype(na_value=np.nan)
_FOUND_AS: Final = {
    "floating": "double",
    "mixed-integer-float": "double",
    "integer": "int64",
    "boolean": "bool",
    "empty": "",
}
# A table is searched rather than indexed when it has more than so many rows for each key looked up.
_FEW: Final = 10


def _found_type(values: pd.Series) -> str:
    """Return the type of a column as the schema names it; empty for a column without values, which has every type."""
    if not values.notna().any():
        return ""
    kind = "string" if values.dtype == STRING else pd.api.types.infer_dtype(values, skipna=True)
    if kind == "floating" and (values.dropna() % 1 == 0).all():
        return "int64"
    return _FOUND_AS.get(kind, kind)


def structure(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """List columns of every table, declared and found: table, column, places (missing where absent), types, rows."""
    rows: list[tuple[str, str, int | None, int | None, str, str, int]] = []
    for name, table in tables().items():
        if name not in frames:
            rows.append((name, "", 0, None, "", "", 0))
            continue
        frame = frames[name]
        found = [str(column) for column in frame.columns]
        types = {column.name: column.field.type for column in table.columns}
        for column in [*table.names, *(each for each in found if each not in types)]:
            place = table.names.index(column) if column in types else None
            place_found = found.index(column) if column in found else None
            type_found = _found_type(frame[column]) if found.count(column) == 1 else ""
            rows.append((name, column, place, place_found, types.get(column, ""), type_found, len(frame)))
    return pd.DataFrame(rows, columns=COLUMNS_OF[STRUCTURE]).astype({PLACE: "float64", PLACE_FOUND: "float64"})


def uniform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give the frame one pandas type a declared type: texts `str` (codes and references categories), numbers `float64`.

    Nullable integers become floats, so that comparisons give plain truth values; codes become categories, so that a
    rule over millions of rows judges each distinct code once.
    """
    return pd.DataFrame({column.name: _uniform_column(frame[column.name], table, column) for column in table.columns})


def _uniform_column(values: pd.Series, table: Table, column: Column) -> pd.Series:
    values = values.reset_index(drop=True)
    if column.field.type == "string":
        coded = kind_of(table, column) in (Kind.CODE, Kind.REFERENCE) and column.name not in table.key
        texts = values if values.dtype == STRING else values.astype(STRING)
        return texts.astype("category") if coded else texts
    if column.field.type == "bool":
        return values.astype("boolean")
    if values.dtype == np.float64:
        return values
    return pd.Series(values.astype("Float64").to_numpy(dtype="float64", na_value=np.nan))


def plain(values: pd.Series) -> pd.Series:
    """Return texts as texts, where they are categories."""
    return values.astype(STRING) if isinstance(values.dtype, pd.CategoricalDtype) else values


def keys_of(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Return the key of each row of a table, its columns joined by "|"; missing where part of it is missing."""
    first, *others = (frame[column].astype("str") for column in table.key)
    for other in others:
        first = first + "|" + other
    return first


def is_in(values: pd.Series, among: pd.Series | pd.Index) -> pd.Series:
    """Say where a text is one of others. Made for many of both: pandas goes through the others one by one."""
    found = pc.is_in(pa.array(plain(values), pa.large_string()), value_set=pa.array(among, pa.large_string()))
    return pd.Series(np.asarray(found), index=values.index, dtype=bool)


def _distinct(values: pd.Series) -> pd.Series:
    """Return the distinct texts of a column of uniform type, without missing ones."""
    return plain(values.dropna().drop_duplicates()).reset_index(drop=True)


def _distinct_cells(frames: Mapping[str, pd.DataFrame], batch: str) -> pd.DataFrame:
    """Return the batch `VALUES` or `TEXTS`: table, column, language, text. A column's rows adjoin."""
    parts = [
        (name, column.name, _distinct(frame[column.name]))
        for name, frame in frames.items()
        for column in tables()[name].columns
        if kind_of(tables()[name], column) in _KINDS[batch]
    ]
    counts = [len(values) for *_, values in parts]

    def repeated(names: list[str]) -> Any:
        known = sorted(set(names))
        codes = np.repeat(np.array([known.index(name) for name in names], dtype=np.intp), counts)
        return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(known))

    return pd.DataFrame(
        {
            TABLE: repeated([table for table, _, _ in parts]),
            COLUMN: repeated([column for _, column, _ in parts]),
            LANG: repeated([language_of(column) or "" for _, column, _ in parts]),
            TEXT: pd.concat([pd.Series([], dtype=STRING), *(values for *_, values in parts)], ignore_index=True),
        }
    )


class Tables(dict[str, pd.DataFrame]):
    """Frames of uniform types by table name, and what rules look up in them.

    Args:
        frames: tables whose columns and types are as declared.
        previous: the tables as last published, of uniform types; none where nothing was published.
        batches: the batches `STRUCTURE` and `CHANGES`, where there are such.
        terms: the list of terms that words are held against.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        previous: Mapping[str, pd.DataFrame] | None = None,
        batches: Mapping[str, pd.DataFrame] | None = None,
        terms: Terms = NO_TERMS,
    ) -> None:
        super().__init__(frames)
        self.previous = previous or {}
        self.terms = terms
        self._batches = batches or {}
        self._found: dict[str, Any] = {}

    def once(self, name: str, find: Callable[["Tables"], Any]) -> Any:
        """Say what `find` makes of the tables; found once and kept under that name."""
        if name not in self._found:
            self._found[name] = find(self)
        return self._found[name]

    def look_up(self, keys: pd.Series, table: str, column: str) -> pd.Series:
        """Look a column of another table up for each key; missing where the key is missing or unknown."""
        if isinstance(keys.dtype, pd.CategoricalDtype):
            # The code of a missing key is -1, and the last place is that of nothing.
            places = np.append(self._places(table, keys.cat.categories), -1)[keys.cat.codes.to_numpy()]
        else:
            places = self._places(table, pd.Index(keys))
        return pd.Series(plain(self[table][column]).array.take(places, allow_fill=True), index=keys.index)

    def _places(self, table: str, keys: pd.Index) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Return the row of each key, the first where several have it; -1 for a key that is missing or unknown."""
        column = self[table][tables()[table].key[0]]
        if len(keys) * _FEW < len(column):
            # An index of a table of millions, for a handful of keys, would cost more than looking for them.
            index = _first_of_each(column[is_in(column, keys)])
        else:
            index = self.once(f"keys of {table}", lambda _: _first_of_each(column))
        if index.empty:
            return np.full(len(keys), -1, dtype=np.intp)
        found = index.index.get_indexer(keys)
        return np.where((found < 0) | keys.isna(), -1, index.to_numpy()[found])

    def distinct(self, table: str, column: str) -> pd.Index:
        """Return the distinct values of a column, without missing ones."""
        found: pd.Index = self.once(f"{table}.{column}", lambda _: pd.Index(_distinct(self[table][column])))
        return found

    def batch(self, name: str) -> pd.DataFrame | None:
        """Frame of a batch or table; None when there is none."""
        if name in _KINDS:
            found: pd.DataFrame = self.once(name, lambda _: _distinct_cells(self, name))
            return found
        return self._batches[name] if name in self._batches else self.get(name)


def _first_of_each(column: pd.Series) -> pd.Series:
    """Return the row number of the first occurrence of each key, by key."""
    kept = column.dropna().drop_duplicates()
    return pd.Series(kept.index.to_numpy(), index=pd.Index(kept.astype(STRING)))
