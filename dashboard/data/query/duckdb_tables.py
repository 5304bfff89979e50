"""The tables through the embedded DuckDB, which reads only the columns and row groups that a question needs."""

import os
import threading
import weakref
from typing import Any, Final

import duckdb
import pyarrow.dataset as ds

from dashboard.data.query.held_files import Files
from dashboard.data.query.tables import Question, Tables
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables

_BATCH_ROWS: Final = 65_536
# Its share of the machine, in each worker; and it never fetches an extension.
_CONFIG: Final[dict[str, str | int | float | list[str]]] = {
    "threads": 2,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class DuckDBTables(Tables):
    """`Tables` that read Parquet files with an embedded DuckDB.

    A connection has threads, which a fork does not copy: it is closed before one, and opened again when used.
    """

    def __init__(self, files: Files) -> None:
        super().__init__(files.version, files.stamp)
        self._files = files
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        reference = weakref.ref(self)
        os.register_at_fork(before=lambda: _disconnect(reference()))

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config=_CONFIG)
        connection.execute("SET parquet_metadata_cache = true")
        if self._files.filesystem is None:
            for table in tables():
                connection.from_parquet(self._files.path(table)).create_view(table)
        connection.execute("SET lock_configuration = true")
        return connection

    def _cursor(self, table: str) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            cursor = self._connection.cursor()
        if self._files.filesystem is not None:
            # Object storage is read by pyarrow: DuckDB's own reader of it is an extension that it would have to fetch.
            schema = arrow_schema(tables()[table]).remove_metadata()
            path, filesystem = self._files.path(table), self._files.filesystem
            cursor.register(table, ds.dataset(path, format="parquet", filesystem=filesystem, schema=schema))
        return cursor

    def ask(self, question: Question) -> Any:
        """See `Tables`."""
        return self._cursor(question.table).sql(question.sql, params=question.values).to_arrow_reader(_BATCH_ROWS)

    def disconnect(self) -> None:
        """Close the connection; the next question opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def close(self) -> None:
        """See `Tables`."""
        self.disconnect()
        self._files.close()


def _disconnect(found: DuckDBTables | None) -> None:
    if found is not None:
        found.disconnect()
