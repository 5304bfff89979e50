"""The tables through any engine that Ibis speaks: DataFusion, Spark, ClickHouse, Trino and others.

Ibis is no dependency of the dashboard: install it, with the extra of the engine, where this is used.
"""

import shutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.fs as pafs

from dashboard.query.arrow_engine import cut, dataset_of
from dashboard.query.files import Files
from dashboard.query.interface import NotPublishedError, Where, check_names
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables

# Engines that live in this process and read the published files; others hold tables that were loaded before.
_READS_FILES: Final = frozenset({"datafusion", "duckdb", "polars", "pyspark"})

_LOAD_ROWS: Final = 131_072


def _remote_name(table: str, stamp: str) -> str:
    """Name of a table in an engine: with the version's stamp, so that no query can mix two versions."""
    return f"{table}_{stamp}"


def _condition(expression: Any, where: Where | None) -> list[Any]:
    conditions = []
    for column, values in (where or {}).items():
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
    for table in files.paths:
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
        ibis = import_module("ibis")
        self.version = files.version
        self.stamp = files.stamp
        self._files = files
        self._ibis = ibis
        self._engine = ibis.connect(url)
        self._copies = TemporaryDirectory(prefix=f"{files.stamp}-")
        self._tables = {name: self._open(name) for name in files.paths}

    def _open(self, table: str) -> Any:
        name = _remote_name(table, self.stamp)
        if self._engine.name in _READS_FILES:
            # Its own copy: it may run in another process, and reads the file again at each query.
            copy = Path(self._copies.name, f"{table}.parquet")
            if self._files.filesystem is None:
                shutil.copyfile(self._files.paths[table], copy)
            else:
                pafs.copy_files(self._files.paths[table], str(copy), source_filesystem=self._files.filesystem)
            return self._engine.read_parquet(copy, table_name=name)
        if name not in self._engine.list_tables():
            raise NotPublishedError(f"{self._engine.name} has no table {name}. Load the version with `load_tables`.")
        found = self._engine.table(name)
        # What is still being loaded, or was loaded in part, is no version.
        rows, stated = _rows(found), self._files.rows.get(table)
        if rows != stated:
            raise NotPublishedError(f"{self._engine.name} holds {rows} rows of {name}, the version has {stated}.")
        return found

    def _kept(self, table: str, where: Where | None) -> Any:
        check_names(table, list(where or {}))
        expression = self._tables[table]
        conditions = _condition(expression, where)
        return expression.filter(*conditions) if conditions else expression

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
        """See `Tables`."""
        names = check_names(table, columns)
        expression = self._kept(table, where)
        if order:
            by = check_names(table, order)
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

    def count(self, table: str, where: Where | None = None) -> int:
        """See `Tables`."""
        check_names(table, [])
        return _rows(self._kept(table, where))

    def distinct(self, table: str, column: str, where: Where | None = None) -> list[Any]:
        """See `Tables`."""
        (name,) = check_names(table, [column])
        found = self._kept(table, where).select(name).distinct().to_pyarrow()[name].to_pylist()
        return sorted(value for value in found if value is not None)

    def close(self) -> None:
        """See `Tables`."""
        self._engine.disconnect()
        self._copies.cleanup()
        self._files.close()
