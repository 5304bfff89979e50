"""The tables through pyarrow.dataset: what is not asked for is skipped by the statistics of the files."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from dashboard.query.files import Files
from dashboard.query.interface import Where, check_names
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables


def dataset_of(files: Files, table: str) -> Any:
    """A pyarrow.dataset of one table, with the declared columns."""
    schema = arrow_schema(tables()[table]).remove_metadata()
    return ds.dataset(files.paths[table], format="parquet", filesystem=files.filesystem, schema=schema)


def _condition(table: str, where: Where | None) -> Any:
    condition = None
    for column, values in (where or {}).items():
        check_names(table, [column])
        kind = dataset_type(table, column)
        given = pa.array([value for value in values if value is not None], type=kind)
        one = pc.field(column).isin(given)
        if None in values:
            one = one | pc.field(column).is_null()
        condition = one if condition is None else condition & one
    return condition


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
        self._datasets = {name: dataset_of(files, name) for name in files.paths}

    def select(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Where | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> Any:
        """See `Tables`. With `order`, all rows kept are held in memory."""
        names = check_names(table, columns)
        condition = _condition(table, where)
        if order:
            read = list(dict.fromkeys([*names, *check_names(table, order)]))
            whole = self._datasets[table].to_table(columns=read, filter=condition)
            batches = iter(whole.sort_by([(name, "ascending") for name in order]).select(names).to_batches())
            schema = whole.select(names).schema
        else:
            scanner = self._datasets[table].scanner(columns=names, filter=condition)
            batches, schema = scanner.to_batches(), scanner.projected_schema
        return pa.RecordBatchReader.from_batches(schema, cut(batches, limit, offset))

    def count(self, table: str, where: Where | None = None) -> int:
        """See `Tables`."""
        check_names(table, [])
        return int(self._datasets[table].count_rows(filter=_condition(table, where)))

    def distinct(self, table: str, column: str, where: Where | None = None) -> list[Any]:
        """See `Tables`."""
        check_names(table, [column])
        found: set[Any] = set()
        for batch in self._datasets[table].to_batches(columns=[column], filter=_condition(table, where)):
            found.update(pc.unique(batch.column(0)).to_pylist())
        return sorted(found - {None})

    def close(self) -> None:
        """See `Tables`."""
        self._files.close()
