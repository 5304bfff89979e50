"""The tables through pyarrow.dataset: what is not asked for is skipped by the statistics of the files."""

import operator
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from dashboard.data.query.held_files import Files
from dashboard.data.query.interface import Where, check_names, in_order
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables


def dataset_of(files: Files, table: str) -> Any:
    """A pyarrow.dataset of one table, with the declared columns."""
    schema = arrow_schema(tables()[table]).remove_metadata()
    return ds.dataset(files.path(table), format="parquet", filesystem=files.filesystem, schema=schema)


def _conditions(table: str, where: Where) -> list[Any]:
    found = []
    for column, values in where.items():
        check_names(table, [column])
        kind = dataset_type(table, column)
        given = pa.array([value for value in values if value is not None], type=kind)
        one = pc.field(column).isin(given)
        found.append(one | pc.field(column).is_null() if None in values else one)
    return found


def _condition(table: str, where: Where | None, either: Sequence[Where] = ()) -> Any:
    conditions = _conditions(table, where or {})
    conditions += [reduce(operator.or_, _conditions(table, one)) for one in either]
    return reduce(operator.and_, conditions) if conditions else None


def dataset_type(table: str, column: str) -> Any:
    """Declared pyarrow type of a column."""
    return arrow_schema(tables()[table]).field(column).type


def cut(batches: Iterator[Any], limit: int | None, offset: int) -> Iterator[Any]:
    """The batches without the first `offset` rows, up to `limit` rows."""
    left = limit
    for batch in batches:
        if left == 0:
            return
        if offset >= batch.num_rows:
            offset -= batch.num_rows
            continue
        kept = batch.slice(offset, left)
        offset = 0
        left = None if left is None else left - kept.num_rows
        yield kept


class ArrowTables:
    """`Tables` that read Parquet files with pyarrow."""

    def __init__(self, files: Files) -> None:
        self.version = files.version
        self.stamp = files.stamp
        self._files = files
        self._datasets: dict[str, Any] = {}

    def _dataset(self, table: str) -> Any:
        check_names(table, [])
        if table not in self._datasets:
            self._datasets[table] = dataset_of(self._files, table)
        return self._datasets[table]

    def select(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Where | None = None,
        either: Sequence[Where] = (),
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> Any:
        """See `Tables`. With `order`, all rows kept are held in memory."""
        names = check_names(table, columns)
        condition = _condition(table, where, either)
        if order:
            read = list(dict.fromkeys([*names, *check_names(table, order)]))
            whole = self._dataset(table).to_table(columns=read, filter=condition)
            batches = iter(whole.sort_by([(name, "ascending") for name in order]).select(names).to_batches())
            schema = whole.select(names).schema
        else:
            scanner = self._dataset(table).scanner(columns=names, filter=condition)
            batches, schema = scanner.to_batches(), scanner.projected_schema
        return pa.RecordBatchReader.from_batches(schema, cut(batches, limit, offset))

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """See `Tables`."""
        return int(self._dataset(table).count_rows(filter=_condition(table, where, either)))

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """See `Tables`. Counted batch by batch: memory grows with the groups, not with the rows."""
        names = check_names(table, columns)
        counted: dict[tuple[Any, ...], int] = {}
        for batch in self._dataset(table).to_batches(columns=names, filter=_condition(table, where, either)):
            grouped = pa.Table.from_batches([batch]).group_by(names).aggregate([([], "count_all")])
            cells = [grouped[name].to_pylist() for name in names]
            for key, number in zip(zip(*cells, strict=True), grouped["count_all"].to_pylist(), strict=True):
                counted[key] = counted.get(key, 0) + number
        return in_order(counted)

    def distinct(self, table: str, column: str, where: Where | None = None, *, matching: str = "") -> list[Any]:
        """See `Tables`."""
        check_names(table, [column])
        condition = _condition(table, where)
        if matching:
            part = pc.match_substring_regex(pc.field(column), matching)
            condition = part if condition is None else condition & part
        found: set[Any] = set()
        for batch in self._dataset(table).to_batches(columns=[column], filter=condition):
            found.update(pc.unique(batch.column(0)).to_pylist())
        return sorted(found - {None})

    def close(self) -> None:
        """See `Tables`."""
        self._datasets.clear()
        self._files.close()
