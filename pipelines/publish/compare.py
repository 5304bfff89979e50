"""What a new build adds, changes and removes against another, row by row and value by value."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.schema.cell_text import to_text
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Table, tables

Reasons = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        kind: added, changed or removed.
        table: the table.
        row: primary key, its columns joined by "|".
        column: column that changed, empty for a whole row.
        before: value in the old build as text, empty when there was none.
        after: value in the new build as text, empty when there is none.
        page: printed page of the row, where it has one.
        reason: reason in the corrections ledger, where the change is entered there.
    """

    kind: str
    table: str
    row: str
    column: str = ""
    before: str = ""
    after: str = ""
    page: int | None = None
    reason: str = ""

    def __str__(self) -> str:
        """Return one line for a person."""
        page = f" (page {self.page})" if self.page is not None else ""
        reason = f": {self.reason}" if self.reason else ""
        if self.kind == "changed":
            return f"changed {self.table} {self.row}{page} {self.column}: {self.before!r} → {self.after!r}{reason}"
        return f"{self.kind} {self.table} {self.row}{page} {self.before or self.after}{reason}".rstrip()


def _keyed(frame: pd.DataFrame, table: Table) -> dict[str, dict[str, object]]:
    rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    return {"|".join(to_text(row[name]) for name in table.key): row for row in rows}


def _headline(table: Table, row: Mapping[str, object]) -> str:
    """Say what the row says, in few words, for lines that add or remove it."""
    names = [C.INDICATOR_ID, C.TIME_PERIOD, C.AS_PRINTED] if table.name == T.OBSERVATIONS else [C.NAME_EN, C.LABEL_EN]
    return " ".join(to_text(row[name]) for name in names if name in row and to_text(row[name]))


def _page(row: Mapping[str, object]) -> int | None:
    text = to_text(row.get(C.PAGE))
    return int(text) if text else None


def _entered_as(table: Table, column: str) -> str:
    """Return the ledger's name for a column: a figure's number is one cell, without a name."""
    number = {C.QUALIFIER, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH}
    return "" if table.name == T.OBSERVATIONS and column in number else column


def _reasons(ledger: pd.DataFrame) -> Reasons:
    """Return the reason of the last entry of each cell, by table, key and column."""
    found = {}
    for entry in ledger.to_dict("records"):
        cells = {str(name): to_text(value) for name, value in entry.items()}
        row = cells.get(C.ROW_KEY) or cells[C.OBS_ID]
        found[cells.get(C.TABLE_ID) or T.OBSERVATIONS, row, cells.get(C.COLUMN_ID, "")] = cells[C.REASON_EN]
    return found


def _compare_table(table: Table, old: pd.DataFrame, new: pd.DataFrame, reasons: Reasons) -> list[Change]:
    before, after = _keyed(old, table), _keyed(new, table)
    changes = [
        Change(
            "removed",
            table.name,
            key,
            before=_headline(table, before[key]),
            page=_page(before[key]),
            reason=reasons.get((table.name, key, ""), ""),
        )
        for key in before.keys() - after.keys()
    ]
    changes += [
        Change("added", table.name, key, after=_headline(table, after[key]), page=_page(after[key]))
        for key in after.keys() - before.keys()
    ]
    for key in before.keys() & after.keys():
        for column in table.names:
            was, now = to_text(before[key].get(column)), to_text(after[key].get(column))
            if was != now:
                reason = reasons.get((table.name, key, _entered_as(table, column)), "")
                changes.append(Change("changed", table.name, key, column, was, now, _page(after[key]), reason))
    return sorted(changes, key=lambda change: (change.kind, change.row, change.column))


def compare(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Return every difference between two builds; the lineage of rows (files and lines) is not a difference.

    Args:
        old: frames of the older build by table.
        new: frames of the newer build by table.
    """
    ledger = new.get(T.CORRECTIONS)
    reasons = {} if ledger is None else _reasons(ledger)
    changes: list[Change] = []
    for table in tables().values():
        if table.name != T.LINEAGE and table.name in new:
            empty = new[table.name].iloc[:0]
            changes += _compare_table(table, old.get(table.name, empty), new[table.name], reasons)
    return changes
