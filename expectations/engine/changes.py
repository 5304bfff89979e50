"""What changed in rows that were published (the batch `CHANGES`), each cell as the ledger of corrections writes it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from expectations.engine.kinds import language_of
from expectations.engine.tables import AFTER, BEFORE, CHANGES, COLUMN, COLUMNS_OF, ROW, STRING, TABLE, keys_of, plain
from pipelines.schema.cell_text import to_text
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import FORM_COLUMNS, JUDGED, MEANING, C, T
from pipelines.schema.declared import Table, tables

WITHDRAWN: Final = "withdrawn"
PUBLISHED: Final = "published"
_MISSING: Final = "missing"
_FORMS: Final[dict[str, str]] = {
    Qualifier.MISSING: _MISSING,
    Qualifier.RANGE: "[{low}, {high}]",
    Qualifier.MORE_THAN: ">{low}",
    Qualifier.AT_LEAST: ">={low}",
    Qualifier.LESS_THAN: "<{high}",
    Qualifier.AT_MOST: "<={high}",
    Qualifier.APPROX: "~{value}",
}
# Of the catalogue, what says what is counted and where it was read; the rest is presentation, limits, and our words.
_DEFINING: Final[dict[str, tuple[str, ...]]] = {
    **MEANING,
    T.SOURCES: (C.SOURCE_KIND, C.PUBLISHED, C.SEEN_IN),
}
# Rows of these tables state facts, or what was told to readers; numbers left out are our bookkeeping.
FACTS: Final = frozenset(
    {name for name, table in tables().items() if table.raw == "source"} - {T.LEFT_OUT} | {T.CORRECTIONS, T.RELEASES}
)


def cell_form(value: Any) -> str:
    """Return a cell as the ledger writes it: truth values as raw files do, and an empty cell in a word."""
    text = to_text(value)
    return text.lower() if text in ("True", "False") else text or _MISSING


def published_form(qualifier: str, value: float | None, low: float | None, high: float | None) -> str:
    """Return a figure's number and qualifier in one cell; empty numbers are None or NaN.

    >>> published_form("range", None, 4000, 8000), published_form("less_than", None, None, 100)
    ('[4000, 8000]', '<100')
    >>> published_form("approx", 15000, None, None), published_form("missing", None, None, None)
    ('~15000', 'missing')
    """
    form = _FORMS.get(qualifier, "{value}")
    return form.format(value=to_text(value) or "?", low=to_text(low) or "?", high=to_text(high) or "?")


@cache
def ledger_columns(name: str) -> frozenset[str]:
    """List a table's columns whose changes the ledger takes: facts, but neither our words nor what is filled in.

    A figure's number, which is several columns, has the empty name. A fine in euros is entered once, as the fine.
    """
    table = tables()[name]
    if name not in FACTS:
        return frozenset(_DEFINING.get(name, ()))
    others = {*table.key, *table.filled, *JUDGED, C.FINE_EUR}
    facts = {column for column in table.names if not language_of(column)} - others
    return frozenset(facts - {*FORM_COLUMNS} | {""} if name == T.OBSERVATIONS else facts)


def forms_of(observations: pd.DataFrame) -> pd.Series:
    """Return the number of each figure in one cell."""
    cells = zip(*(observations[name] for name in FORM_COLUMNS), strict=True)
    return pd.Series([published_form(*cell) for cell in cells], index=observations.index, dtype=STRING)


def _differ(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Say where two columns of the same rows do not hold the same; two empty cells do."""
    one, other = plain(one).reset_index(drop=True), plain(other).reset_index(drop=True)
    unlike = one.ne(other).fillna(True).astype(bool) & ~(one.isna() & other.isna())
    return unlike.to_numpy()


def _part(table: str, rows: pd.Series, column: str, before: pd.Series | str, after: pd.Series | str) -> pd.DataFrame:
    texts = {
        name: value if isinstance(value, str) else list(value) for name, value in ((BEFORE, before), (AFTER, after))
    }
    return pd.DataFrame({TABLE: table, ROW: list(rows), COLUMN: column, **texts}, columns=COLUMNS_OF[CHANGES])


def _of_table(table: Table, before: pd.DataFrame, now: pd.DataFrame) -> list[pd.DataFrame]:
    keys, keys_now = keys_of(before, table), keys_of(now, table).dropna().drop_duplicates()
    places = pd.Index(keys_now).get_indexer(pd.Index(keys))
    there, gone = places >= 0, (places < 0) & keys.notna().to_numpy()
    was, now = before[there], now.loc[keys_now.index[places[there]]]
    of_number: tuple[str, ...] = FORM_COLUMNS if table.name == T.OBSERVATIONS else ()
    lost = forms_of(before[gone]) if of_number else PUBLISHED
    parts = [_part(table.name, keys[gone], "", lost, WITHDRAWN)]
    keys = keys[there]
    renumbered = np.zeros(len(keys), dtype=bool)
    if of_number:
        renumbered = np.logical_or.reduce([_differ(was[name], now[name]) for name in of_number])
        parts.append(_part(table.name, keys[renumbered], "", forms_of(was[renumbered]), forms_of(now[renumbered])))
    for column in before.columns:
        if column not in (*table.key, *table.filled, *of_number):
            # A number and the characters that carry it change together.
            alone = ~renumbered if column == C.AS_PRINTED else True
            unlike = _differ(was[column], now[column]) & alone
            cells = (frame.loc[unlike, column].astype(object).map(cell_form) for frame in (was, now))
            parts.append(_part(table.name, keys[unlike], str(column), *cells))
    return parts


def find_changes(before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the batch `CHANGES`: table, key of the row, column, and the cell as last published and as it is now.

    A figure's number is one cell, without a name. A row that is gone has no column, and is `WITHDRAWN` after.

    Args:
        before: the tables as last published, of uniform types, with the columns that they had then.
        now: the tables that are checked, of uniform types.
    """
    parts = [pd.DataFrame(columns=COLUMNS_OF[CHANGES])]
    for name, table in tables().items():
        if name != T.LINEAGE and name in before and name in now:
            parts += _of_table(table, before[name], now[name])
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True).astype(STRING)
