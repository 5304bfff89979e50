"""The tables through the embedded DuckDB, which reads only the columns and row groups that a query needs."""

import operator
import os
import threading
import weakref
from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from dashboard.data.query.arrow_engine import dataset_of
from dashboard.data.query.held_files import Files
from dashboard.data.query.interface import Where, check_names, in_order

_BATCH_ROWS: Final = 65_536
# Its share of the machine, in each worker; and it never fetches an extension.
_CONFIG: Final[dict[str, str | int | float | list[str]]] = {
    "threads": 2,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def _conditions(table: str, where: Where) -> list[Expression]:
    def one(column: str) -> Expression:
        check_names(table, [column])
        values = where[column]
        given = [ConstantExpression(value) for value in values if value is not None]
        name = ColumnExpression(column)
        kept = name.isin(*given) if given else ConstantExpression(False)
        return kept | name.isnull() if None in values else kept

    return [one(column) for column in where]


def _condition(table: str, where: Where | None, either: Sequence[Where] = ()) -> Expression | None:
    conditions = _conditions(table, where or {})
    conditions += [reduce(operator.or_, _conditions(table, one)) for one in either]
    return reduce(operator.and_, conditions) if conditions else None


class DuckDBTables:
    """`Tables` that read Parquet files with an embedded DuckDB.

    A connection has threads, which a fork does not copy: it is closed before one, and opened again when used.
    """

    def __init__(self, files: Files) -> None:
        self.version = files.version
        self.stamp = files.stamp
        self._files = files
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        reference = weakref.ref(self)
        os.register_at_fork(before=lambda: _disconnect(reference()))

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config=_CONFIG)
        connection.execute("SET parquet_metadata_cache = true")
        connection.execute("SET lock_configuration = true")
        return connection

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.cursor()

    def _kept(self, table: str, where: Where | None, either: Sequence[Where] = ()) -> duckdb.DuckDBPyRelation:
        check_names(table, [])
        cursor = self._cursor()
        if self._files.filesystem is None:
            relation = cursor.from_parquet(self._files.path(table))
        else:
            # Object storage is read by pyarrow: DuckDB's own reader of it is an extension that it would have to fetch.
            relation = cursor.from_arrow(dataset_of(self._files, table))
        condition = _condition(table, where, either)
        return relation if condition is None else relation.filter(condition)

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
        relation = self._kept(table, where, either)
        if order:
            relation = relation.sort(*(ColumnExpression(name).asc().nulls_last() for name in check_names(table, order)))
        relation = relation.select(*(ColumnExpression(name) for name in names))
        if limit is not None or offset:
            relation = relation.limit(2**62 if limit is None else limit, offset)
        return relation.to_arrow_reader(_BATCH_ROWS)

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """See `Tables`."""
        (found,) = self._kept(table, where, either).aggregate("count(*)").fetchall()
        return int(found[0])

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """See `Tables`."""
        names = [ColumnExpression(name) for name in check_names(table, columns)]
        rows = self._kept(table, where, either).aggregate([*names, FunctionExpression("count")]).fetchall()
        return in_order({tuple(values): number for *values, number in rows})

    def distinct(self, table: str, column: str, where: Where | None = None, *, matching: str = "") -> list[Any]:
        """See `Tables`."""
        (name,) = check_names(table, [column])
        kept = self._kept(table, where)
        if matching:
            pattern = ConstantExpression(matching)
            kept = kept.filter(FunctionExpression("regexp_matches", ColumnExpression(name), pattern))
        rows = kept.select(ColumnExpression(name)).distinct().fetchall()
        return sorted(value for (value,) in rows if value is not None)

    def disconnect(self) -> None:
        """Close the connection; the next query opens another."""
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
