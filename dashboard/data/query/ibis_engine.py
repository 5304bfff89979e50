"""The tables through any engine that Ibis speaks: DataFusion, Spark, ClickHouse, Trino and others.

Ibis is no dependency of the dashboard: install it, with the extra of the engine, where this is used.
"""

import operator
import os
import shutil
import threading
from collections.abc import Sequence
from functools import reduce
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.fs as pafs

from dashboard.data.query.arrow_engine import cut, dataset_of
from dashboard.data.query.held_files import Files
from dashboard.data.query.interface import NotPublishedError, Where, check_names, in_order
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import ORDER
from pipelines.schema.declared import tables

# Engines that live in this process and read the published files; others hold tables that were loaded before.
_READS_FILES: Final = frozenset({"datafusion", "duckdb", "polars", "pyspark"})

_LOAD_ROWS: Final = 131_072


def _remote_name(table: str, stamp: str) -> str:
    """Name of a table in an engine: with the version's stamp, so that no query can mix two versions."""
    return f"{table}_{stamp}"


def _conditions(expression: Any, where: Where) -> list[Any]:
    conditions = []
    for column, values in where.items():
        given = [value for value in values if value is not None]
        kept = expression[column].isin(given)
        conditions.append(kept | expression[column].isnull() if None in values else kept)
    return conditions


def _rows(expression: Any) -> int:
    return int(expression.count().to_pyarrow().as_py())


def load_tables(files: Files, url: str) -> None:
    """Load a version into an engine that does not read files; it is answered from when every row is there.

    Raises:
        ValueError: the engine reads the files itself.
    """
    ibis = import_module("ibis")
    engine = ibis.connect(url)
    if engine.name in _READS_FILES:
        raise ValueError(f"{engine.name} reads the published files; there is nothing to load")
    held = set(engine.list_tables())
    for table in tables():
        name = _remote_name(table, files.stamp)
        if name in held and _rows(engine.table(name)) == files.rows[table]:
            continue
        schema = arrow_schema(tables()[table]).remove_metadata()
        engine.create_table(name, schema=ibis.schema(schema), overwrite=name in held)
        for batch in dataset_of(files, table).to_batches(batch_size=_LOAD_ROWS):
            if batch.num_rows:
                engine.insert(name, pa.Table.from_batches([batch]))
    engine.disconnect()


class IbisTables:
    """`Tables` that ask another engine.

    Raises:
        NotPublishedError: the engine does not hold this version's tables, or not all of their rows.
    """

    def __init__(self, files: Files, url: str) -> None:
        self.version = files.version
        self.stamp = files.stamp
        self._files = files
        self._ibis = import_module("ibis")
        self._url = url
        self._copies: TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._here = threading.local()
        for name in tables():
            self._table(name)

    @property
    def _engine(self) -> Any:
        """A connection of this thread's own: most clients answer one question at a time, and none survives a fork."""
        if getattr(self._here, "process", None) != os.getpid():
            self._here.engine = self._ibis.connect(self._url)
            self._here.tables = {}
            self._here.process = os.getpid()
        return self._here.engine

    def _table(self, table: str) -> Any:
        check_names(table, [])
        engine = self._engine
        if table not in self._here.tables:
            self._here.tables[table] = self._open(engine, table)
        return self._here.tables[table]

    def _copy(self, table: str) -> Path:
        """A copy of its own for an engine that may run in another process and reads the file again at each query."""
        with self._lock:
            if self._copies is None:
                self._copies = TemporaryDirectory(prefix=f"{self.stamp}-")
            copy = Path(self._copies.name, f"{table}.parquet")
            if not copy.exists():
                if self._files.filesystem is None:
                    shutil.copyfile(self._files.path(table), copy)
                else:
                    pafs.copy_files(self._files.path(table), str(copy), source_filesystem=self._files.filesystem)
            return copy

    def _open(self, engine: Any, table: str) -> Any:
        name = _remote_name(table, self.stamp)
        if engine.name in _READS_FILES:
            return engine.read_parquet(self._copy(table), table_name=name)
        if name not in engine.list_tables():
            raise NotPublishedError(f"{engine.name} has no table {name}. Load the version with `load_tables`.")
        found = engine.table(name)
        # What is still being loaded, or was loaded in part, is no version.
        rows, stated = _rows(found), self._files.rows.get(table)
        if rows != stated:
            raise NotPublishedError(f"{engine.name} holds {rows} rows of {name}, the version has {stated}.")
        return found

    def _kept(self, table: str, where: Where | None, either: Sequence[Where] = ()) -> Any:
        check_names(table, [*(where or {}), *(column for one in either for column in one)])
        expression = self._table(table)
        conditions = _conditions(expression, where or {})
        conditions += [reduce(operator.or_, _conditions(expression, one)) for one in either]
        return expression.filter(*conditions) if conditions else expression

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
        """See `Tables`."""
        names = check_names(table, columns)
        expression = self._kept(table, where, either)
        # Other engines keep no order of their own, and would page through rows at random.
        by = check_names(table, order or ORDER.get(table, tables()[table].key))
        if by:
            expression = expression.order_by([self._ibis.asc(expression[name], nulls_first=False) for name in by])
        expression = expression.select(*names)
        if limit is not None:
            # Ibis cannot leave rows out in every engine: they are left out below.
            expression = expression.limit(limit + offset)
        declared = arrow_schema(tables()[table]).remove_metadata()
        schema = pa.schema([declared.field(name).remove_metadata().with_nullable(True) for name in names])
        batches = expression.to_pyarrow_batches()
        # Engines differ in the width of text and in what they call nullable.
        return pa.RecordBatchReader.from_batches(schema, cut((batch.cast(schema) for batch in batches), limit, offset))

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """See `Tables`."""
        return _rows(self._kept(table, where, either))

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """See `Tables`."""
        names = check_names(table, columns)
        kept = self._kept(table, where, either)
        counted = kept.group_by(names).aggregate(_number=kept.count()).to_pyarrow()
        cells = [counted[name].to_pylist() for name in (*names, "_number")]
        return in_order({tuple(values): number for *values, number in zip(*cells, strict=True)})

    def distinct(self, table: str, column: str, where: Where | None = None, *, matching: str = "") -> list[Any]:
        """See `Tables`."""
        (name,) = check_names(table, [column])
        kept = self._kept(table, where)
        if matching:
            kept = kept.filter(kept[name].re_search(matching))
        found = kept.select(name).distinct().to_pyarrow()[name].to_pylist()
        return sorted(value for value in found if value is not None)

    def close(self) -> None:
        """See `Tables`. Other threads' connections end with their threads."""
        self._engine.disconnect()
        if self._copies is not None:
            self._copies.cleanup()
        self._files.close()
