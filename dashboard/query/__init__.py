"""Queries on the published tables through one small interface, wherever the files lie and whichever engine answers.

`open_tables(address)` reads Parquet in place with the embedded engine; `open_tables(address, "ibis+clickhouse://…")`
asks another one. Rows and types are the same.
"""

from dashboard.query.engines import DEFAULT_ENGINE, open_tables
from dashboard.query.interface import NotPublishedError, Tables, Where
from dashboard.query.location import Location, locate

__all__ = ["DEFAULT_ENGINE", "Location", "NotPublishedError", "Tables", "Where", "locate", "open_tables"]
