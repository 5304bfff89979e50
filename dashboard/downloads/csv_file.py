"""CSV by RFC 4180: UTF-8, a header on line 1, texts in quotes, empty cells without; and a dialect for French Excel."""

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from dashboard.downloads.rows import Rows
from dashboard.downloads.sink import ChunkSink

EXCEL_FR: Final = "excel-fr"
LINE_END: Final = "\n"
DELIMITERS: Final = {"standard": ",", EXCEL_FR: ";"}
_BYTE_ORDER_MARK: Final = "\N{BYTE ORDER MARK}".encode()
# Rows that the writer turns to text at a time: as many as stay in a processor's cache.
_WRITER_ROWS: Final = 1024


def _with_comma(batch: Any) -> Any:
    cells = [
        pc.replace_substring(cell.cast(pa.string()), ".", ",") if pa.types.is_floating(cell.type) else cell
        for cell in batch.columns
    ]
    return pa.RecordBatch.from_arrays(cells, batch.schema.names)


def write_arrow_csv(schema: Any, batches: Iterator[Any], *, delimiter: str = ",") -> Iterator[bytes]:
    """CSV of record batches by pyarrow's writer, in chunks of about a thousand rows."""
    sink = ChunkSink()
    options = pacsv.WriteOptions(delimiter=delimiter, batch_size=_WRITER_ROWS, eol=LINE_END, quoting_header="none")
    with pacsv.CSVWriter(pa.PythonFile(sink, mode="w"), schema, write_options=options) as writer:
        for batch in batches:
            writer.write(batch)
            yield from sink.take()
    yield from sink.take()


def write_csv(rows: Rows) -> Iterator[bytes]:
    """The rows as CSV in the dialect of their selection, in chunks.

    The dialect for French Excel has a byte-order mark, semicolons and decimal commas; the other has none of these.
    """
    dialect = rows.selection.dialect
    if dialect != EXCEL_FR:
        yield from write_arrow_csv(rows.schema, rows.batches())
        return
    yield _BYTE_ORDER_MARK
    schema = pa.schema(
        [pa.field(each.name, pa.string() if pa.types.is_floating(each.type) else each.type) for each in rows.schema]
    )
    batches = (_with_comma(batch) for batch in rows.batches())
    yield from write_arrow_csv(schema, batches, delimiter=DELIMITERS[dialect])
