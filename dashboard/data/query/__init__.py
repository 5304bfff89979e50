"""Queries on the published tables through one small interface, wherever the files lie and whichever engine answers.

`open_tables(address)` reads Parquet in place with the embedded engine; `open_tables(address, "clickhouse://…")`
asks ClickHouse. Rows and types are the same.
"""

from dashboard.data.query.engines import DEFAULT_ENGINE, check_engine, open_tables, tables_over
from dashboard.data.query.held_files import HeldFiles, hold_files, open_files
from dashboard.data.query.location import Location, locate
from dashboard.data.query.tables import NotPublishedError, Tables, Where

__all__ = [
    "DEFAULT_ENGINE",
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
