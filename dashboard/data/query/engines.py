"""Which engine answers, chosen by one setting."""

from pathlib import Path
from typing import Final

from dashboard.data.query.arrow_engine import ArrowTables
from dashboard.data.query.duckdb_engine import DuckDBTables
from dashboard.data.query.held_files import Files, open_files
from dashboard.data.query.interface import Tables
from dashboard.data.query.location import locate

DEFAULT_ENGINE: Final = "duckdb"
_IBIS: Final = "ibis+"


def check_engine(engine: str) -> str:
    """The engine's name; raises ValueError where it is none."""
    if engine not in ("duckdb", "arrow") and not engine.startswith(_IBIS):
        raise ValueError(f"no engine {engine!r}: use duckdb, arrow or ibis+URL")
    return engine


def open_tables(address: str | Path, engine: str = DEFAULT_ENGINE) -> Tables:
    """The tables of the version in force at an address, held until `close`.

    Args:
        address: a folder, or an address of object storage (see `locate`).
        engine: `duckdb` (embedded), `arrow` (pyarrow alone) or `ibis+URL`, such as `ibis+clickhouse://host/database`.

    Raises:
        NotPublishedError: the address holds no whole version, or the engine does not have it.
        ValueError: the address or the engine is not known.
        ModuleNotFoundError: the engine needs Ibis or one of its extras, which is not installed.
    """
    check_engine(engine)
    return tables_over(open_files(locate(address)), engine)


def tables_over(files: Files, engine: str = DEFAULT_ENGINE) -> Tables:
    """The tables of files that were opened and checked before. Raises as `open_tables`; the files are then let go."""
    try:
        if engine == "duckdb":
            return DuckDBTables(files)
        if engine == "arrow":
            return ArrowTables(files)
        from dashboard.data.query.ibis_engine import IbisTables

        return IbisTables(files, engine.removeprefix(_IBIS))
    except BaseException:
        files.close()
        raise
