"""Reads the selected rows in batches: row groups that cannot hold them are skipped by their statistics."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.cells import decode, encode
from dashboard.downloads.published import KEPT_ROWS, Published, PublishedTable, groups_with
from dashboard.downloads.selection import Selection
from pipelines.schema.columns import C
from pipelines.schema.periods import parse_period

# Rows of a batch, by how wide its rows will be: a batch of either kind becomes some 15 to 30 MB of text.
BATCH_ROWS: Final = {"code": 65_536, "both": 16_384}

# From an array of values to an array that says which are kept.
Meets = Callable[[Any], Any]


def coded_columns(table: PublishedTable) -> list[str]:
    """Columns that are read as the file holds them, as codes of their distinct texts: all texts but the key's."""
    return [field.name for field in table.schema if pa.types.is_string(field.type) and field.name not in table.key]


def _conditions(selection: Selection, codes: Mapping[str, frozenset[str]]) -> dict[str, Meets]:
    conditions: dict[str, Meets] = {column: _is_one_of(kept) for column, kept in codes.items()}
    if selection.start or selection.end:
        conditions[C.TIME_PERIOD] = lambda cells: pa.array(
            [selection.contains(parse_period(text)) for text in cells.to_pylist()], pa.bool_()
        )
    return conditions


def _is_one_of(kept: frozenset[str]) -> Meets:
    values = pa.array(sorted(kept), pa.string())
    return lambda cells: pc.is_in(cells, value_set=values)


def _kept(batch: Any, conditions: Mapping[str, Meets]) -> Any:
    """Whether each row meets every condition; of a coded column each distinct value is asked once, not each row."""
    mask = None
    for column, meets in conditions.items():
        cells = batch.column(column)
        coded = pa.types.is_dictionary(cells.type)
        found = meets(cells.dictionary).take(cells.indices) if coded else meets(cells)
        mask = found if mask is None else pc.and_(mask, found)
    return mask


def _compact(batch: Any) -> Any:
    """The same rows without the words of a large batch that they were cut out of."""
    columns = [
        encode(decode(cells)) if pa.types.is_dictionary(cells.type) and len(cells.dictionary) > len(cells) else cells
        for cells in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _groups(table: PublishedTable, codes: Mapping[str, frozenset[str]]) -> list[int]:
    groups = set(range(table.footer.num_row_groups))
    for column, kept in codes.items():
        groups &= set(groups_with(table, column, kept))
    return sorted(groups)


def most_rows(published: Published, selection: Selection) -> int:
    """How many rows the selection can have at most, from the file's footer alone."""
    table = published.tables[selection.table]
    groups = _groups(table, selection.allowed_codes(published))
    return sum(int(table.footer.row_group(group).num_rows) for group in groups)


def _whole(published: Published, table: PublishedTable) -> list[Any]:
    """A table that is small enough to be kept, as one batch; none where it is empty."""
    read = published.kept(f"coded {table.name}", lambda: table.open(coded_columns(table)).read().combine_chunks())
    batches: list[Any] = read.to_batches()
    return batches


def _marked(
    reader: Any, table: PublishedTable, codes: Mapping[str, frozenset[str]], conditions: Mapping[str, Meets]
) -> Iterator[tuple[int, Any]]:
    """Each row group that has selected rows, and which of its rows they are; reads the columns that decide it alone."""
    for group in _groups(table, codes):
        (batch,) = reader.read_row_group(group, columns=list(conditions)).combine_chunks().to_batches()
        kept = _kept(batch, conditions)
        if pc.any(kept).as_py():
            yield group, kept


def read_batches(published: Published, selection: Selection, most: int) -> Iterator[Any]:
    """Batches of the table's own columns, in published order, with coded columns as dictionaries.

    Memory is bounded by one row group and a batch of at most `most` rows, whatever the size of the table.
    """
    table = published.tables[selection.table]
    codes = selection.allowed_codes(published)
    conditions = _conditions(selection, codes)
    if table.rows <= KEPT_ROWS:
        for batch in _whole(published, table):
            found = _compact(batch.filter(_kept(batch, conditions))) if conditions else batch
            if found.num_rows:
                yield found
        return
    reader = table.open(coded_columns(table))
    if not conditions:
        yield from reader.iter_batches(most)
        return
    for group, kept in _marked(reader, table, codes, conditions):
        yield from _cut_out(reader, group, kept, most)


def _cut_out(reader: Any, group: int, kept: Any, most: int) -> Iterator[Any]:
    """The kept rows of a row group; what follows the last of them is not decoded."""
    last, start = pc.indices_nonzero(kept)[-1].as_py() + 1, 0
    for batch in reader.iter_batches(min(most, last), row_groups=[group]):
        found = batch.filter(kept.slice(start, batch.num_rows))
        if found.num_rows:
            yield _compact(found)
        start += batch.num_rows
        if start >= last:
            return


def count_rows(published: Published, selection: Selection) -> int:
    """How many rows the selection has; only the columns that decide it are read."""
    table = published.tables[selection.table]
    codes = selection.allowed_codes(published)
    conditions = _conditions(selection, codes)
    if not conditions:
        return table.rows
    if table.rows <= KEPT_ROWS:
        return sum(int(batch.num_rows) for batch in read_batches(published, selection, table.rows))
    marked = _marked(table.open(coded_columns(table)), table, codes, conditions)
    return sum(int(pc.sum(kept).as_py()) for _, kept in marked)
