"""The rows of a selection as every format, table and view gets them: read in one place, so that none can differ."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.columns import OutColumn, decode, encode, out_columns
from dashboard.downloads.layouts import Layouts
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import KEPT_ROWS, Dataset, Published, PublishedTable
from dashboard.downloads.selection import DESCENDING, END, START, TIME, Layout, Selection
from dashboard.downloads.wide import find_places, series_rows
from dashboard.downloads.words import Words, words_for
from pipelines.schema.declared import LANGUAGES

Item = TypeVar("Item")

# Rows of a batch, by how wide its rows will be: a batch of either kind becomes some 15 to 30 MB of text.
BATCH_ROWS: Final = {"code": 65_536, "both": 16_384}
# Batches that are made while another is used.
_AHEAD: Final = 2
# Above this, trying a selection without each of its filters would cost more than it tells.
_MOST_TRIED_ROWS: Final = 200_000
_PLAIN_ROWS: Final = 1024
# More rows than this are not sorted: they would have to be held together.
MOST_SORTED: Final = 100_000
_END: Final = object()


@dataclass(frozen=True)
class Rows:
    """Selected rows with their columns; may be read any number of times. Nothing is read before it is asked for."""

    published: Published
    dataset: Dataset
    selection: Selection

    @property
    def table(self) -> PublishedTable:
        """Return the table that they are rows of."""
        return self.published.tables[self.selection.table]

    @cached_property
    def where(self) -> dict[str, frozenset[Any]]:
        """Return the condition that the rows meet; empty for the whole table."""
        return self.selection.where(self.published)

    @cached_property
    def _every_column(self) -> dict[str, OutColumn]:
        selection = self.selection
        columns = out_columns(self.published, self.dataset, selection.table, selection.languages, selection.labels)
        return {column.name: column for column in columns}

    @cached_property
    def columns(self) -> tuple[OutColumn, ...]:
        """Return columns in order: those that were asked for, or those of the layout."""
        every = self._every_column
        if self.selection.columns:
            return tuple(every[name] for name in self.selection.columns)
        return Layouts(self.published, self.selection, self.where, tuple(every.values())).columns()

    @property
    def key(self) -> tuple[str, ...]:
        """Return columns that identify a row; none where a row has several figures."""
        return () if self.selection.layout == Layout.WIDE else self.table.key

    @property
    def figures(self) -> "Rows":
        """Return the rows that these are made of: themselves, unless a row has several figures."""
        wide = self.selection.layout == Layout.WIDE
        return replace(self, selection=replace(self.selection, layout=Layout.FULL)) if wide else self

    @cached_property
    def schema(self) -> Any:
        """Return the schema of the batches (pyarrow): strings, doubles, integers and booleans alone."""
        return pa.schema([pa.field(each.name, each.type, nullable=not each.required) for each in self.columns])

    def including(self, names: Iterable[str]) -> "Rows":
        """Return the same rows with these columns too, where the table has them: some formats are nothing without."""
        chosen = self.selection.columns
        if not chosen:
            return self
        more = [name for name in names if name not in chosen and name in self._every_column]
        return replace(self, selection=replace(self.selection, columns=(*chosen, *more)))

    def matched(self) -> int:
        """Return the number of rows that meet the condition."""
        if self.selection.layout == Layout.WIDE:
            return sum(batch.num_rows for batch in self.batches())
        return self.published.asked.count(self.table.name, self.where) if self.where else self.table.rows

    def count(self) -> int:
        """Return the number of rows given."""
        return self.given_of(self.matched())

    def given_of(self, matched: int) -> int:
        """Return how many rows are given of a number that meets the condition."""
        left = max(matched - self.selection.offset, 0)
        return min(left, self.selection.limit or left)

    def batches(self) -> Iterator[Any]:
        """Record batches in the order asked for, else as published.

        Memory is bounded by a row group and a few batches, or where they are sorted by `MOST_SORTED` rows.
        """
        several = self.table.rows > BATCH_ROWS[self.selection.labels]
        return ahead(self._made()) if several else self._made()

    def _made(self) -> Iterator[Any]:
        most = BATCH_ROWS[self.selection.labels]
        read = self._sorted(most) if self.selection.sort else self._cut(self._read(most))
        if self.selection.layout == Layout.WIDE:
            read = series_rows(read, find_places(self.published, self.where))
        for batch in read:
            cells = [decode(column.make(batch)) for column in self.columns]
            yield pa.RecordBatch.from_arrays(cells, schema=self.schema)

    def _cut(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Leave out rows at the start, and stop when there are enough."""
        first, left = self.selection.offset, self.selection.limit
        for batch in batches:
            part = batch.slice(first, left or None)
            first = max(first - batch.num_rows, 0)
            if part.num_rows:
                yield part
            if left and not (left := left - part.num_rows):
                return

    def _sorted(self, most: int) -> Iterator[Any]:
        """Sort by any of the columns, empty cells last; rows that are equal there keep their published order."""
        batches = list(self._read(most))
        if not batches:
            return
        keys = [(name.removeprefix(DESCENDING), name.startswith(DESCENDING)) for name in self.selection.sort]
        made = {name: [_sortable(self._every_column[name].make(batch)) for batch in batches] for name, _ in keys}
        by = [(name, "descending" if down else "ascending") for name, down in keys]
        places = pc.sort_indices(pa.table({name: pa.chunked_array(cells) for name, cells in made.items()}), by)
        whole = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
        chosen = places.slice(self.selection.offset, self.selection.limit or None)
        yield from whole.take(chosen).combine_chunks().to_batches(max_chunksize=most)

    def _read(self, most: int) -> Iterator[Any]:
        """Read batches of the table's own columns, where texts that may recur are codes of their distinct values.

        A whole table comes from its file, whose pages hold the codes already; a part of it is asked for.
        """
        table = self.table
        coded = [each.name for each in table.schema if pa.types.is_string(each.type) and each.name not in table.key]
        if self.where:
            names = table.schema.names
            for found in self.published.asked.select(table.name, columns=names, where=self.where):
                cells = [encode(found.column(name)) if name in coded else found.column(name) for name in names]
                batch = pa.RecordBatch.from_arrays(cells, names=names)
                yield from (batch.slice(first, most) for first in range(0, batch.num_rows, most))
        elif table.rows <= KEPT_ROWS:
            yield from self.published.kept(
                f"coded {table.name}", lambda: table.open(coded).read().combine_chunks().to_batches()
            )
        else:
            yield from table.open(coded).iter_batches(most)


def _sortable(cells: Any) -> Any:
    """Return cells as plain values that can be sorted: no before yes."""
    plain = decode(cells)
    return plain.cast(pa.int8()) if pa.types.is_boolean(plain.type) else plain


def plain_rows(batches: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    """Give rows as Python has them, few of which are there at a time: each takes many times its text."""
    for batch in batches:
        for first in range(0, batch.num_rows, _PLAIN_ROWS):
            yield batch.slice(first, _PLAIN_ROWS).to_pylist()


def held_batches(rows: Rows, most: int, fault: str) -> Iterator[Any]:
    """Give the batches for a format that holds all rows while it is made.

    Args:
        rows: the rows.
        most: how many such a file is made of here.
        fault: the text that says that there are more.

    Raises:
        Refusal: there are more.
    """
    count = 0
    for batch in rows.batches():
        count += batch.num_rows
        if count > most:
            raise Refusal([Fault("too-many-rows", words_for(fault, most_rows=most))])
        yield batch


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Give the same items in the same order, a few of them made by a thread while another is used.

    An error in making them is raised here. The thread ends when the items do, or when this iterator is closed, as
    happens when a reader hangs up in the middle of a download.
    """
    made = iter(items)
    maker = ThreadPoolExecutor(1, thread_name_prefix="download-reader")
    try:
        waiting = deque(maker.submit(next, made, _END) for _ in range(_AHEAD))
        while (item := waiting.popleft().result()) is not _END:
            waiting.append(maker.submit(next, made, _END))
            yield item  # type: ignore[misc]
    finally:
        maker.shutdown(cancel_futures=True)


def why_empty(rows: Rows) -> Words:
    """Say why there is no row, so that a reader can widen the selection.

    The table is empty; or some filter leaves none, and then it is said how many rows leaving it out would give.
    """
    selection = rows.selection
    if selection.offset and (matched := rows.matched()):
        return words_for("empty.after-last", count=matched, offset=selection.offset)
    if not selection.filtered:
        return words_for("empty.table")
    given = " ".join(f"{name}={codes}" for name, codes in selection.filtered)
    reasons = [words_for("empty.no-match", given=given)]
    if rows.table.rows <= _MOST_TRIED_ROWS:
        for name, _ in selection.filtered:
            wider = replace(rows, selection=without(selection, name))
            reasons.append(words_for("empty.without-filter", name=name, count=wider.matched()))
    return {lang: " ".join(reason[lang] for reason in reasons) for lang in LANGUAGES}


def without(selection: Selection, name: str) -> Selection:
    """Return the selection without one of its filters."""
    if name == TIME:
        return replace(selection, times=())
    if name == START:
        return replace(selection, start="")
    if name == END:
        return replace(selection, end="")
    return replace(selection, values=tuple(pair for pair in selection.values if pair[0] != name))
