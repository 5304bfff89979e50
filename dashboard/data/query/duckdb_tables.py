"""The tables through the embedded DuckDB, which reads only the columns and row groups that a question needs."""

import os
import threading
import weakref
from collections.abc import Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from dashboard.data.query.held_files import HeldFiles
from dashboard.data.query.tables import Question, Tables
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables

_BATCH_ROWS: Final = 65_536
# Its share of the machine, in each worker; and it never fetches an extension.
_THREADS: Final = 2
_CONFIG: Final[dict[str, str | int | float | list[str]]] = {
    "memory_limit": "256MiB",
    # A question that needs more fails: nothing is written to a disk.
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Of its own it starts eight for each database, which wait for files of other machines.
    "async_threads": 0,
}

_OPEN: Final[set["weakref.ref[DuckDBTables]"]] = set()


def limit_memory(mebibytes: int) -> None:
    """Set what each database opened from now on may take."""
    _CONFIG["memory_limit"] = f"{mebibytes}MiB"


class DuckDBTables(Tables):
    """`Tables` that read Parquet files with an embedded DuckDB.

    A connection has threads, which a fork does not copy: all are closed before one, and opened again when used.
    """

    def __init__(self, files: HeldFiles) -> None:
        super().__init__(files.version, files.version_hash)
        self._files = files
        self._names: dict[str, Sequence[str]] = {}
        self._lock = threading.Lock()
        self._connections: dict[bool, duckdb.DuckDBPyConnection] = {}
        _OPEN.add(weakref.ref(self, _OPEN.discard))

    def _connect(self, ordered: bool) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config={**_CONFIG, "threads": _THREADS})
        if ordered:
            # DuckDB joins lists of five values and more, and a join returns rows in any order, on one thread too.
            connection.execute("SET disabled_optimizers = 'in_clause'")
        connection.execute("SET parquet_metadata_cache = true")
        if self._files.filesystem is None:
            for table in self._files.rows:
                connection.from_parquet(self._files.path(table)).create_view(table)
        connection.execute("SET lock_configuration = true")
        return connection

    def _cursor(self, table: str, ordered: bool) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if ordered not in self._connections:
                self._connections[ordered] = self._connect(ordered)
            cursor = self._connections[ordered].cursor()
        if self._files.filesystem is not None:
            # Object storage is read by pyarrow: DuckDB's own reader of it is an extension that it would have to fetch.
            schema = arrow_schema(tables()[table]).remove_metadata()
            path, filesystem = self._files.path(table), self._files.filesystem
            cursor.register(table, ds.dataset(path, format="parquet", filesystem=filesystem, schema=schema))
        return cursor

    def names(self, table: str) -> Sequence[str]:
        """See `Tables`: the columns that the file has, which an older version may lack or have besides."""
        if self._files.filesystem is not None or table not in self._files.rows:
            return super().names(table)
        if table not in self._names:
            self._names[table] = pq.read_schema(pa.BufferReader(self._files.contents[table])).names
        return self._names[table]

    def ask(self, question: Question) -> Any:
        """See `Tables`."""
        cursor = self._cursor(question.table, question.in_published_order)
        return cursor.sql(question.sql, params=question.values).to_arrow_reader(_BATCH_ROWS)

    def first_row(self, table: str, sql: str) -> tuple[Any, ...] | None:
        """Give the first row of an answer: a question is planned once for it, and twice for a stream of rows."""
        row: tuple[Any, ...] | None = self._cursor(table, False).execute(sql).fetchone()
        return row

    def disconnect(self) -> None:
        """Close the connections; the next question opens another."""
        with self._lock:
            for connection in self._connections.values():
                connection.close()
            self._connections = {}

    def close(self) -> None:
        """See `Tables`."""
        self.disconnect()
        self._files.close()


def _disconnect_all() -> None:
    for reference in list(_OPEN):
        found = reference()
        if found is not None:
            found.disconnect()


# Once for all that will ever be opened: a hook cannot be taken back.
os.register_at_fork(before=_disconnect_all)
