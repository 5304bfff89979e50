"""Newline-delimited JSON: an object a line and nothing else, for programs that read as it comes."""

from collections.abc import Iterator
from typing import Final

from dashboard.downloads.format import Format
from dashboard.downloads.formats.json_file import dump_line
from dashboard.downloads.rows import Rows, plain_rows


def write_ndjson(rows: Rows) -> Iterator[bytes]:
    """Return the rows as lines of JSON, in chunks of whole lines."""
    for some in plain_rows(rows.batches()):
        yield "".join(f"{dump_line(row)}\n" for row in some).encode()


FORMAT: Final = Format(
    extension="ndjson",
    order=42,
    media_type="application/x-ndjson",
    name="NDJSON",
    write=write_ndjson,
    listed=False,
    sized=False,
)
