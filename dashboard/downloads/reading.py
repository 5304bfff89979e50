"""Reads the selected rows in batches, with their texts as codes of distinct values."""

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from dashboard.downloads.cells import encode
from dashboard.downloads.published import KEPT_ROWS, Published, PublishedTable
from dashboard.downloads.selection import Selection

# Rows of a batch, by how wide its rows will be: a batch of either kind becomes some 15 to 30 MB of text.
BATCH_ROWS: Final = {"code": 65_536, "both": 16_384}


def coded_columns(table: PublishedTable) -> list[str]:
    """Return the columns that are read as codes of their distinct texts: all texts but the key's."""
    return [field.name for field in table.schema if pa.types.is_string(field.type) and field.name not in table.key]


def read_batches(published: Published, selection: Selection, most: int) -> Iterator[Any]:
    """Read batches of the table's own columns, in published order, with coded columns as dictionaries.

    A whole table comes from its file, whose pages hold the codes already; a part of it is asked for. Memory is bounded
    by a row group or a batch, whatever the size of the table.
    """
    table = published.tables[selection.table]
    where = selection.where(published)
    if where:
        coded = frozenset(coded_columns(table))
        for batch in published.asked.select(table.name, columns=table.schema.names, where=where):
            cells = [encode(batch.column(name)) if name in coded else batch.column(name) for name in table.schema.names]
            found = pa.RecordBatch.from_arrays(cells, names=table.schema.names)
            yield from (found.slice(first, most) for first in range(0, found.num_rows, most))
    elif table.rows <= KEPT_ROWS:
        yield from _whole(published, table)
    else:
        yield from table.open(coded_columns(table)).iter_batches(most)


def _whole(published: Published, table: PublishedTable) -> list[Any]:
    """A table that is small enough to be kept, as one batch; none where it is empty."""
    read = published.kept(f"coded {table.name}", lambda: table.open(coded_columns(table)).read().combine_chunks())
    batches: list[Any] = read.to_batches()
    return batches


def count_rows(published: Published, selection: Selection) -> int:
    """Return the number of rows that the selection has."""
    where = selection.where(published)
    return published.asked.count(selection.table, where) if where else published.tables[selection.table].rows
