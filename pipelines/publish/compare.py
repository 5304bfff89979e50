"""What a newer version adds, changes and removes against an older one: by table, row and column, value by value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from pipelines.schema.cell_text import to_text
from pipelines.schema.columns import FORM_COLUMNS, JUDGED, C, T, text_in
from pipelines.schema.declared import LANGUAGES, tables

Cells = Mapping[str, str]


class Kind(StrEnum):
    """Say what kind of difference it is.

    A new column is one of the table, not of each row: what it holds in rows that stood there before is of its kind.
    A reclassified cell is one of `JUDGED`: our judgement is another, and no fact changed.
    """

    COLUMN_REMOVED = "column-removed"
    COLUMN_ADDED = "column-added"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    RECLASSIFIED = "reclassified"


@dataclass(frozen=True)
class Correction:
    """An entry of the ledger that explains a difference: its id, and its reason by language."""

    correction_id: str
    reasons: Mapping[str, str]


Ledger = Mapping[tuple[str, str, str], Correction]
"""Corrections by table, key of the row, and column; a figure's number and a row withdrawn have the empty column."""


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        table: the table.
        row: primary key, its columns joined by "|"; empty for a whole column.
        column: column that changed; empty for a whole row.
        before: value in the old version as text, empty when there was none; of a removed row its cells that hold any.
        after: value in the new version as text, empty when there is none; of an added row its cells that hold any.
        page: printed page of the row, where it has one.
        correction: the ledger's entry that explains it, where there is one.
    """

    kind: Kind
    table: str
    row: str = ""
    column: str = ""
    before: str | Cells = ""
    after: str | Cells = ""
    page: int | None = None
    correction: Correction | None = None

    def __str__(self) -> str:
        """Return one line for a person."""
        page = f" (page {self.page})" if self.page is not None else ""
        reason = f": {self.correction.reasons['en']}" if self.correction else ""
        what = " ".join(filter(None, (self.table, self.row)))
        cells = self.before or self.after
        if not isinstance(cells, str):
            return f"{self.kind} {what}{page} {_headline(self.table, cells)}{reason}".rstrip()
        if not self.row:
            return f"{self.kind} {what} {self.column}"
        return f"{self.kind} {what}{page} {self.column}: {self.before!r} → {self.after!r}{reason}"


def _headline(table: str, row: Cells) -> str:
    """Say what the row says, in few words, for lines that add or remove it."""
    names = [C.INDICATOR_ID, C.TIME_PERIOD, C.AS_PRINTED] if table == T.OBSERVATIONS else [C.NAME_EN, C.LABEL_EN]
    return " ".join(row[name] for name in names if name in row)


def corrections_between(old: pd.DataFrame | None, new: pd.DataFrame | None) -> Ledger:
    """Return what was entered into the ledger since the older version: of each cell the last entry.

    Args:
        old: the ledger of the older version; None where it has none.
        new: that of the newer one.
    """
    if new is None:
        return {}
    known = set() if old is None else set(old[C.CORRECTION_ID])
    found = {}
    for entry in new[~new[C.CORRECTION_ID].isin(known)].to_dict("records"):
        cells = {str(name): to_text(value) for name, value in entry.items()}
        table, row = cells.get(C.TABLE_ID) or T.OBSERVATIONS, cells.get(C.ROW_KEY) or cells[C.OBS_ID]
        reasons: dict[str, str] = {lang: text_in(cells, "reason", lang) for lang in LANGUAGES}
        found[table, row, cells.get(C.COLUMN_ID, "")] = Correction(cells[C.CORRECTION_ID], reasons)
    return found


def _cell(value: object) -> str:
    """Return a cell as text, truth values as raw files and the ledger have them."""
    text = to_text(value)
    return text.lower() if text in ("True", "False") and not isinstance(value, str) else text


def _keys(frame: pd.DataFrame, key: Iterable[str]) -> pd.Index:
    """Return the key of each row; a key column that a version lacks is empty, so that none of its rows is another's."""
    columns = [[_cell(value) for value in frame[name]] if name in frame else [""] * len(frame) for name in key]
    return pd.Index(["|".join(cells) for cells in zip(*columns, strict=True)], dtype=object)


def _unlike(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Say where two columns do not hold the same text; a column whose type changed may still hold the same."""
    if one.dtype == other.dtype:
        one, other = one.reset_index(drop=True), other.reset_index(drop=True)
        same = (one == other).fillna(False).astype(bool) | (one.isna() & other.isna())
        return ~same.to_numpy(dtype=bool)
    pairs = zip(one, other, strict=True)
    return np.array([_cell(before) != _cell(after) for before, after in pairs], dtype=bool)


class _Cells:
    """The cells of a frame as text, by place and column: a column is taken out once, as few are asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[str, list[object]] = {}

    def cell(self, place: int, column: str) -> str:
        if column not in self._columns:
            self._columns[column] = self._frame[column].tolist() if column in self._frame else []
        values = self._columns[column]
        return _cell(values[place]) if values else ""

    def row(self, place: int) -> Cells:
        cells = {str(name): self.cell(place, str(name)) for name in self._frame.columns}
        return {name: text for name, text in cells.items() if text}


@dataclass(frozen=True, eq=False)
class TableDifference:
    """The difference of one table, whose changes are made while they are read: few of them are there at a time.

    Attributes:
        table: the table.
        old, new: its rows in both versions; a frame without columns where a version lacks the table.
        ledger: what explains them.
    """

    table: str
    old: pd.DataFrame
    new: pd.DataFrame
    ledger: Ledger

    @cached_property
    def _keys_old(self) -> pd.Index:
        return _keys(self.old, tables()[self.table].key)

    @cached_property
    def _keys_new(self) -> pd.Index:
        return _keys(self.new, tables()[self.table].key)

    @cached_property
    def _places(self) -> np.ndarray:
        """Return of each row of the new version its place in the old one, -1 where it is new."""
        first = ~self._keys_old.duplicated()
        found = self._keys_old[first].get_indexer(self._keys_new)
        return np.append(np.flatnonzero(first), -1)[found]

    @cached_property
    def _before(self) -> _Cells:
        return _Cells(self.old)

    @cached_property
    def _after(self) -> _Cells:
        return _Cells(self.new)

    @property
    def columns_added(self) -> list[str]:
        """Return the columns that only the newer version has; none where the whole table is new."""
        return [str(name) for name in self.new.columns if name not in self.old.columns and len(self.old.columns)]

    @property
    def columns_removed(self) -> list[str]:
        """Return the columns that only the older version has; none where the whole table is gone."""
        return [str(name) for name in self.old.columns if name not in self.new.columns and len(self.new.columns)]

    @property
    def added(self) -> list[str]:
        """Return the keys of rows that only the newer version has."""
        return list(self._keys_new[self._places < 0])

    @property
    def removed(self) -> list[str]:
        """Return the keys of rows that only the older version has."""
        return list(self._keys_old[~self._keys_old.isin(self._keys_new)])

    @property
    def shared(self) -> list[str]:
        """Return the columns that both versions have."""
        return [str(name) for name in self.new.columns if name in self.old.columns]

    @cached_property
    def changed_cells(self) -> list[tuple[int, str]]:
        """Return the place in the newer version, and the column, of each cell that is another in both versions."""
        now = np.flatnonzero(self._places >= 0)
        was = self._places[now]
        found = [
            (int(place), order)
            for order, name in enumerate(self.shared)
            for place in now[_unlike(self.old[name].iloc[was], self.new[name].iloc[now])]
        ]
        return [(place, self.shared[order]) for place, order in sorted(found)]

    def columns_by_row(self) -> dict[str, list[str]]:
        """Return the columns that changed, by the key of the row."""
        found: dict[str, list[str]] = {}
        for place, column in self.changed_cells:
            found.setdefault(self._keys_new[place], []).append(column)
        return found

    def counts(self) -> dict[Kind, int]:
        """Count columns, rows and cells by kind; a kind without any is left out."""
        cells = [column for _, column in self.changed_cells]
        judged = sum(column in JUDGED for column in cells)
        counted = {
            Kind.COLUMN_REMOVED: len(self.columns_removed),
            Kind.COLUMN_ADDED: len(self.columns_added),
            Kind.REMOVED: len(self.removed),
            Kind.ADDED: len(self.added),
            Kind.CHANGED: len(cells) - judged,
            Kind.RECLASSIFIED: judged,
        }
        return {kind: number for kind, number in counted.items() if number}

    def changes(self) -> Iterator[Change]:
        """Give columns, then rows removed and added, then cells, in published order."""
        yield from self._of_columns(Kind.COLUMN_REMOVED, self.columns_removed)
        yield from self._of_columns(Kind.COLUMN_ADDED, self.columns_added)
        for place, gone in enumerate(~self._keys_old.isin(self._keys_new)):
            if gone:
                row, cells = str(self._keys_old[place]), self._before.row(place)
                correction = self.ledger.get((self.table, row, ""))
                yield Change(Kind.REMOVED, self.table, row, before=cells, page=_page(cells), correction=correction)
        for place, new in enumerate(self._places < 0):
            if new:
                cells = self._after.row(place)
                yield Change(Kind.ADDED, self.table, str(self._keys_new[place]), after=cells, page=_page(cells))
        yield from self.cells()

    def cells(self) -> Iterator[Change]:
        """Give the cells that are others in rows that both versions have."""
        for place, column in self.changed_cells:
            yield self._cell_change(Kind.RECLASSIFIED if column in JUDGED else Kind.CHANGED, place, column)

    def _of_columns(self, kind: Kind, columns: Iterable[str]) -> Iterator[Change]:
        for column in columns:
            yield Change(kind, self.table, column=column)
            for place, was in enumerate(self._places):
                change = self._cell_change(kind, place, column) if was >= 0 else None
                if change is not None and (change.before or change.after):
                    yield change

    def _cell_change(self, kind: Kind, place: int, column: str) -> Change:
        row, was = str(self._keys_new[place]), int(self._places[place])
        before, after = self._before.cell(was, column), self._after.cell(place, column)
        page = _page({C.PAGE: self._after.cell(place, C.PAGE)})
        return Change(kind, self.table, row, column, before, after, page, self._correction(row, column))

    def _correction(self, row: str, column: str) -> Correction | None:
        """Return what explains a cell: a figure's number, and the characters that carry it, are one cell there."""
        found = self.ledger.get((self.table, row, column))
        of_number = self.table == T.OBSERVATIONS and column in {*FORM_COLUMNS, C.AS_PRINTED}
        return found or (self.ledger.get((self.table, row, "")) if of_number else None)


def _page(row: Cells) -> int | None:
    text = row.get(C.PAGE)
    return int(text) if text else None


_COMPARED: Final = tuple(name for name in tables() if name != T.LINEAGE)


def compared_tables(*versions: Iterable[str]) -> list[str]:
    """Return the tables that versions are compared by, in declared order.

    The lineage of rows (files and lines) is no difference.

    Args:
        versions: names of the tables of each.
    """
    there = {name for names in versions for name in names}
    return [name for name in _COMPARED if name in there]


def compare(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Return every difference between two builds.

    Args:
        old: frames of the older build by table.
        new: frames of the newer build by table.
    """
    ledger = corrections_between(old.get(T.CORRECTIONS), new.get(T.CORRECTIONS))
    none = pd.DataFrame()
    return [
        change
        for name in compared_tables(old, new)
        for change in TableDifference(name, old.get(name, none), new.get(name, none), ledger).changes()
    ]
