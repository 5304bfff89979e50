"""What rules are run on: the tables in uniform types, and batches made of them (columns, distinct values and texts)."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from expectations.engine.kinds import Kind, kind_of, language_of
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

KEY_SEPARATOR: Final = "|"
STRING: Final = pd.StringDtype(na_value=np.nan)
_CATEGORY: Final = pd.CategoricalDtype()
_BOOLEAN: Final = pd.BooleanDtype()
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
    kind = "string" if values.dtype == STRING else pd.api.types.infer_dtype(values, skipna=True)
    if kind == "floating" and (values.dropna() % 1 == 0).all():
        return "int64"
    return _FOUND_AS.get(kind, kind)


def structure(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Columns of every table, declared and found: table, column, places (missing where absent), types, rows."""
    rows: list[tuple[str, str, int | None, int | None, str, str, int]] = []
    for name, table in tables().items():
        if name not in frames:
            rows.append((name, "", 0, None, "", "", 0))
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
                    len(frame),
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS_OF[STRUCTURE]).astype({PLACE: "float64", PLACE_FOUND: "float64"})


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
            texts = values if values.dtype == STRING else values.astype(STRING)
            return texts.astype(_CATEGORY) if coded else texts
        case "bool":
            return values.astype(_BOOLEAN)
        case _:
            return values if values.dtype == np.float64 else _as_floats(values)


def _as_floats(values: pd.Series) -> pd.Series:
    return pd.Series(values.astype(pd.Float64Dtype()).to_numpy(dtype="float64", na_value=np.nan))


def plain(values: pd.Series) -> pd.Series:
    """Texts as texts, where they are categories."""
    return values.astype(STRING) if isinstance(values.dtype, pd.CategoricalDtype) else values


def keys_of(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Key of each row of a table, its columns joined by "|"; missing where part of it is missing."""
    first, *others = (frame[column].astype("str") for column in table.key)
    for other in others:
        first = first + KEY_SEPARATOR + other
    return first


def is_in(values: pd.Series, among: pd.Series | pd.Index) -> pd.Series:
    """Where a text is one of others. Made for many of both: pandas goes through the others one by one."""
    found = pc.is_in(pa.array(plain(values), pa.large_string()), value_set=pa.array(among, pa.large_string()))
    return pd.Series(np.asarray(found), index=values.index, dtype=bool)


def distinct(values: pd.Series) -> pd.Series:
    """Distinct texts of a column of uniform type, without missing ones."""
    found = values.dropna().drop_duplicates()
    return plain(found).reset_index(drop=True)


def distinct_cells(frames: Mapping[str, pd.DataFrame], batch: str) -> pd.DataFrame:
    """The batch `VALUES` or `TEXTS`, of tables of uniform types: table, column, language, text. A column's rows adjoin.

    Args:
        frames: tables of uniform types.
        batch: which of the two.
    """
    parts = [
        (name, column.name, distinct(frame[column.name]))
        for name, frame in frames.items()
        for column in tables()[name].columns
        if kind_of(tables()[name], column) in _KINDS[batch]
    ]
    counts = [len(values) for *_, values in parts]

    def repeated(names: list[str]) -> Any:
        known = sorted(set(names))
        codes = np.repeat(np.array([known.index(name) for name in names], dtype=np.intp), counts)
        return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(known))

    empty = pd.Series([], dtype=STRING)
    return pd.DataFrame(
        {
            TABLE: repeated([table for table, _, _ in parts]),
            COLUMN: repeated([column for _, column, _ in parts]),
            LANG: repeated([language_of(column) or "" for _, column, _ in parts]),
            TEXT: pd.concat([empty, *(values for *_, values in parts)], ignore_index=True),
        }
    )
