"""CSV by RFC 4180: UTF-8, a header on line 1, texts in quotes, empty cells without; and a dialect for French Excel."""

from collections.abc import Iterator, Sequence
from typing import Final

from dashboard.downloads.cells import Cells
from dashboard.downloads.csv_lines import LINE_END, write_lines
from dashboard.downloads.prefetch import ahead
from dashboard.downloads.reading import CODED_ROWS
from dashboard.downloads.rows import Rows

EXCEL_FR: Final = "excel-fr"
DELIMITERS: Final = {"standard": ",", EXCEL_FR: ";"}
_DECIMALS: Final = {"standard": ".", EXCEL_FR: ","}
# Chunks of about a megabyte that may wait: enough that neither side waits for the other on a busy machine.
_CHUNKS_AHEAD: Final = 8
_BYTE_ORDER_MARK: Final = "\N{BYTE ORDER MARK}".encode()


def write_cells(names: Sequence[str], batches: Iterator[list[Cells]], *, dialect: str = "standard") -> Iterator[bytes]:
    """CSV of the cells of columns, in chunks of whole lines: the names, then each batch."""
    delimiter = DELIMITERS[dialect]
    yield (delimiter.join(names) + LINE_END).encode()
    for columns in batches:
        yield from write_lines(columns, delimiter=delimiter, decimal=_DECIMALS[dialect])


def make_ahead(rows: Rows, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks of a file; where they are many, a thread makes them while those before leave."""
    return ahead(chunks, _CHUNKS_AHEAD) if rows.several(CODED_ROWS) else chunks


def write_csv(rows: Rows) -> Iterator[bytes]:
    """The rows as CSV in the dialect of their selection, in chunks.

    The dialect for French Excel has a byte-order mark, semicolons and decimal commas; the other has none of these.
    """
    dialect = rows.selection.dialect
    if dialect == EXCEL_FR:
        yield _BYTE_ORDER_MARK
    yield from make_ahead(rows, write_cells(rows.schema.names, rows.cells(CODED_ROWS), dialect=dialect))
