"""The tables through ClickHouse: the same questions, translated by sqlglot, to one server or a cluster.

sqlglot and clickhouse-connect are the extra `clickhouse` of this project, loaded where the setting names ClickHouse.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds

from dashboard.data.query.held_files import HeldFiles
from dashboard.data.query.tables import NotPublishedError, Question, Tables
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import ORDER
from pipelines.schema.declared import tables

_LOAD_ROWS: Final = 131_072
_TYPES: Final = {"string": "String", "double": "Float64", "int64": "Int64", "bool": "Bool"}
_SETTINGS: Final = {"output_format_arrow_string_as_string": 1}


def connect(address: str) -> Any:
    """Return a client for an address that `check_engine` knows; raise ModuleNotFoundError without the driver."""
    import clickhouse_connect
    from clickhouse_connect import common

    # A session answers one question at a time; without one, threads share a client.
    common.set_setting("autogenerate_session_id", False)
    return clickhouse_connect.get_client(dsn=address)


def remote_name(table: str, version_hash: str) -> str:
    """Return the name of a table there: with the version's stamp, so that no question can mix two versions."""
    return f"{table}_{version_hash}"


@lru_cache(maxsize=512)
def _parsed(sql: str) -> Any:
    import sqlglot

    return sqlglot.parse_one(sql, read="duckdb")


def translate(question: Question, version_hash: str) -> str:
    """Return a question in ClickHouse's SQL, with its values as literals and its table by its name there."""
    from sqlglot import exp

    values = iter(question.values)

    def settle(node: Any) -> Any:
        if isinstance(node, exp.Placeholder):
            return exp.convert(next(values))
        return exp.to_table(remote_name(node.name, version_hash)) if isinstance(node, exp.Table) else node

    settled: str = _parsed(question.sql).copy().transform(settle).sql(dialect="clickhouse")
    return settled


def load_tables(files: HeldFiles, address: str) -> None:
    """Load a version; it is answered from when every row is there. What was loaded in part is loaded again."""
    client = connect(address)
    for table, declared in tables().items():
        name = remote_name(table, files.version_hash)
        columns = ", ".join(f"{c.name} Nullable({_TYPES[c.field.type]})" for c in declared.columns)
        client.command(f"DROP TABLE IF EXISTS {name}")
        client.command(f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple()")
        schema = arrow_schema(declared).remove_metadata()
        published = ds.dataset(files.path(table), format="parquet", filesystem=files.filesystem, schema=schema)
        for batch in published.to_batches(batch_size=_LOAD_ROWS):
            if batch.num_rows:
                client.insert_arrow(name, pa.Table.from_batches([batch]))
    client.close()


class ClickHouseTables(Tables):
    """`Tables` that ask ClickHouse.

    Raises:
        NotPublishedError: it does not hold this version's tables, or not all of their rows.
    """

    def __init__(self, files: HeldFiles, address: str) -> None:
        super().__init__(files.version, files.version_hash)
        self._files = files
        self._address = address
        self._clients: dict[int, Any] = {}
        for table in tables():
            self._check(table)

    @property
    def _client(self) -> Any:
        """Return the client of this process: its connections do not survive a fork."""
        process = os.getpid()
        if process not in self._clients:
            self._clients = {process: connect(self._address)}
        return self._clients[process]

    def _check(self, table: str) -> None:
        name, stated = remote_name(table, self.version_hash), self._files.rows[table]
        if not self._client.command(f"EXISTS TABLE {name}"):
            raise NotPublishedError(f"ClickHouse has no table {name}. Load the version with `load_tables`.")
        # What is still being loaded, or was loaded in part, is no version.
        found = self.count(table)
        if found != stated:
            raise NotPublishedError(
                f"ClickHouse holds {found} rows of {name}, not {stated}. Load it with `load_tables`."
            )

    def own_order(self, table: str) -> Sequence[str]:
        """See `Tables`: by what the files are sorted by, or by key."""
        return [f"{name} ASC NULLS LAST" for name in ORDER.get(table, tables()[table].key)]

    def ask(self, question: Question) -> Any:
        """See `Tables`; the whole answer is held in memory."""
        found = self._client.query_arrow(translate(question, self.version_hash), settings=_SETTINGS)
        declared = arrow_schema(tables()[question.table]).remove_metadata()
        # The types of the files, which every answer has.
        fields = [
            declared.field(name).with_nullable(True) if name in declared.names else found.schema.field(name)
            for name in found.schema.names
        ]
        return found.cast(pa.schema(fields)).to_reader()

    def close(self) -> None:
        """See `Tables`."""
        for client in self._clients.values():
            client.close()
        self._clients = {}
        self._files.close()
