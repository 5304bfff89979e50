"""Published rows that state what a source prints, with the raw file and line where each is maintained."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import TREATY_DATES, C, T
from pipelines.schema.declared import tables
from pipelines.schema.proof import READ, digest_rows

# Tables whose rows carry a printed form, and the columns with what that form says.
PRINTED_TABLES = (T.OBSERVATIONS, T.LEGAL_PENALTIES, T.TREATIES, T.EVENTS)
_EVENT_DATES = (C.DATE, C.END_DATE)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PrintedRow:
    """A row of any table that states what stands on a page.

    Attributes:
        table: published table.
        key: primary key of the row.
        file: raw file, relative to the raw folder.
        line: line in it, or None where the row has no lineage.
        page: printed page; None where the row names none.
        form: the characters as printed.
        footnote: note mark, empty for none.
        cells: the row's cells by column.
    """

    table: str
    key: str
    file: str
    line: int | None
    page: int | None
    form: str
    footnote: str
    cells: Row

    @property
    def dates(self) -> list[str]:
        """Return ISO dates that the row states, the first of which its printed form must carry for an event."""
        dated: dict[str, tuple[str, ...]] = {T.TREATIES: TREATY_DATES, T.EVENTS: _EVENT_DATES}
        columns = dated.get(self.table, ())
        return [self.cells[column] for column in columns if self.cells[column]]

    @property
    def report_ranks(self) -> list[tuple[int, int]]:
        """Return (year, rank) of the reports that a treaty's row states, submitted or due."""
        lists = (self.cells.get(column) or "" for column in (C.REPORTS, C.REPORTS_DUE))
        pairs = (pair.split(":") for listed in lists for pair in listed.split(";") if pair)
        return [(int(year), int(rank)) for year, rank in pairs]

    @property
    def penalty(self) -> list[float]:
        """Return prison term in years and fine of a penalty's row, those that it states."""
        return [number for column in (C.PRISON_YEARS, C.FINE) if (number := self.cells.get(column)) is not None]

    @property
    def qualifier(self) -> Qualifier:
        """Say how an observation's row says that its number is worded."""
        return Qualifier(self.cells[C.QUALIFIER])


def read_table(curated: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a published table.

    Raises:
        FileNotFoundError: the folder holds no such table.
    """
    rows: list[dict[str, Any]] = pq.read_table(curated / f"{table}.parquet").to_pylist()
    return rows


def read_lineage(curated: Path) -> dict[tuple[str, str], tuple[str, int]]:
    """Return (raw file, line) of each published row, by (table, key)."""
    return {
        (row[C.TABLE_ID], row[C.ROW_KEY]): (row[C.RAW_FILE], row[C.RAW_LINE]) for row in read_table(curated, T.LINEAGE)
    }


def read_digest(curated: Path, source_id: str) -> str:
    """Return the digest of what a source's published rows state, as a build will find it from the same rows."""
    read = {table: read_table(curated, table) for table in READ}
    return digest_rows({table: [row for row in rows if row[C.SOURCE_ID] == source_id] for table, rows in read.items()})


def printed_rows(
    table: str, rows: Iterable[Row], source_id: str, lineage: Mapping[tuple[str, str], tuple[str, int]]
) -> list[PrintedRow]:
    """Return the rows of a table that one source prints."""
    (key_column,) = tables()[table].key
    found = []
    for row in rows:
        if row[C.SOURCE_ID] == source_id:
            file, line = lineage.get((table, row[key_column]), (f"{source_id}/{table}.csv", None))
            form, footnote = row.get(C.AS_PRINTED) or "", row.get(C.FOOTNOTE) or ""
            found.append(PrintedRow(table, row[key_column], file, line, row[C.PAGE], form, footnote, row))
    return found
