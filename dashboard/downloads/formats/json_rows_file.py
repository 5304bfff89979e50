"""A plain JSON array of the rows, as programs that make a table of JSON expect it; the data set is told elsewhere."""

from collections.abc import Iterator
from typing import Final

from dashboard.downloads.format import Format
from dashboard.downloads.formats.json_file import dump_line
from dashboard.downloads.rows import Rows, plain_rows


def write_json_rows(rows: Rows) -> Iterator[bytes]:
    """Return the rows as one JSON array, in chunks."""
    before = "["
    for some in plain_rows(rows.batches()):
        yield (before + ",".join(f"\n{dump_line(row)}" for row in some)).encode()
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"


FORMAT: Final = Format(
    extension="rows.json",
    order=41,
    media_type="application/json",
    name="JSON rows",
    write=write_json_rows,
    listed=False,
    sized=False,
)
