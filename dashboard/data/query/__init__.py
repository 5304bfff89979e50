"""Queries on the published tables through one small interface, wherever the files lie and whichever engine answers.

`open_tables(address)` reads Parquet in place with the embedded engine; `open_tables(address, "clickhouse://…")`
asks ClickHouse. Rows and types are the same.
"""

from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from dashboard.data.query.duckdb_tables import DuckDBTables
from dashboard.data.query.held_files import HeldFiles, hold_files, open_files
from dashboard.data.query.location import Location, locate
from dashboard.data.query.tables import FILLED, NotPublishedError, Tables, Where

__all__ = [
    "DEFAULT_ENGINE",
    "FILLED",
    "HeldFiles",
    "Location",
    "NotPublishedError",
    "Tables",
    "Where",
    "check_engine",
    "hold_files",
    "locate",
    "open_files",
    "open_tables",
    "tables_over",
]

DEFAULT_ENGINE: Final = "duckdb"
# A server or a cluster, encrypted with `?secure=true`; or ClickHouse within this process, over a folder.
_CLICKHOUSE: Final = ("clickhouse://", "chdb://")
_OPENED: Final[WeakValueDictionary[HeldFiles, DuckDBTables]] = WeakValueDictionary()


def check_engine(engine: str) -> str:
    """Return the engine; raise ValueError where it is none."""
    if engine != DEFAULT_ENGINE and not engine.startswith(_CLICKHOUSE):
        raise ValueError(f"no engine {engine!r}: use duckdb or clickhouse://user:password@host:port/database")
    return engine


def open_tables(address: str | Path, engine: str = DEFAULT_ENGINE) -> Tables:
    """Open the tables of the version in force at an address, held until `close`.

    Args:
        address: a folder, or an address of object storage (see `locate`).
        engine: `duckdb` (embedded), or the address of a ClickHouse that the version was loaded into.

    Raises:
        NotPublishedError: the address holds no whole version, or the engine does not have it.
        ValueError: the address or the engine is not known.
        ModuleNotFoundError: the engine needs a driver that is not installed.
    """
    check_engine(engine)
    return tables_over(open_files(locate(address)), engine)


def tables_over(files: HeldFiles, engine: str = DEFAULT_ENGINE) -> Tables:
    """Open the tables of files that were checked before. Raises as `open_tables`; the files are then let go."""
    try:
        if engine == DEFAULT_ENGINE:
            # The same for pages and downloads: each has a database of its own, with memory of its own.
            found = _OPENED.get(files)
            if found is None:
                found = _OPENED[files] = DuckDBTables(files)
            return found
        from dashboard.data.query.clickhouse_tables import ClickHouseTables

        return ClickHouseTables(files, engine)
    except BaseException:
        files.close()
        raise
