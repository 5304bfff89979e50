"""CSV by RFC 4180: UTF-8, a header on line 1, texts in quotes, empty cells without; and a dialect for French Excel."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from dashboard.downloads.format import Format
from dashboard.downloads.rows import Rows
from pipelines.schema.safe_text import FORMULA, FORMULA_BYTES, NUMBER

EXCEL_FR: Final = "excel-fr"
DELIMITERS: Final = {"standard": ",", EXCEL_FR: ";"}
LINE_END: Final = "\n"
# A chunk is some megabytes at most, even where a row carries its words and citations in both languages.
_CHUNK_ROWS: Final = 2048
_SUSPECT: Final = pa.array([bytes([byte]) for byte in FORMULA_BYTES], pa.binary())
_BYTE_ORDER_MARK: Final = "\N{BYTE ORDER MARK}".encode()


def _without_formulas(cells: Any) -> Any:
    """Put an apostrophe before each text that a spreadsheet would run; numbers stay as they are."""
    if not pa.types.is_string(cells.type):
        return cells
    # Most columns end here: the expression takes five times as long, and large files stream at the speed of this.
    if not pc.any(pc.is_in(pc.binary_slice(cells.cast(pa.binary()), 0, 1), _SUSPECT)).as_py():
        return cells
    runs = pc.match_substring_regex(cells, FORMULA)
    runs = pc.and_not(runs, pc.match_substring_regex(cells, NUMBER))
    return pc.if_else(runs, pc.binary_join_element_wise("'", cells, ""), cells)


def _with_decimal_commas(batch: Any) -> Any:
    """Replace numbers with decimals by texts with a comma; they stand in quotes, which Excel reads as numbers."""
    columns = [
        pc.replace_substring(cells.cast(pa.string()), ".", ",") if pa.types.is_floating(cells.type) else cells
        for cells in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def write_batches(names: Iterable[str], batches: Iterable[Any], *, dialect: str = "standard") -> Iterator[bytes]:
    """Write record batches as CSV, in chunks of whole lines: the names, then the rows of each batch."""
    delimiter = DELIMITERS[dialect]
    yield (delimiter.join(names) + LINE_END).encode()
    options = pacsv.WriteOptions(include_header=False, delimiter=delimiter, eol=LINE_END, batch_size=_CHUNK_ROWS)
    for batch in batches:
        cells = [_without_formulas(column) for column in batch.columns]
        safe = pa.RecordBatch.from_arrays(cells, names=batch.schema.names)
        for start in range(0, safe.num_rows, _CHUNK_ROWS):
            rows = safe.slice(start, _CHUNK_ROWS)
            sink = pa.BufferOutputStream()
            pacsv.write_csv(_with_decimal_commas(rows) if dialect == EXCEL_FR else rows, sink, options)
            yield sink.getvalue().to_pybytes()


def write_csv(rows: Rows) -> Iterator[bytes]:
    """Write the rows as CSV in the dialect of their selection, in chunks.

    The dialect for French Excel has a byte-order mark, semicolons and decimal commas; the other has none of these.
    """
    dialect = rows.selection.dialect
    if dialect == EXCEL_FR:
        yield _BYTE_ORDER_MARK
    yield from write_batches(rows.schema.names, rows.batches(), dialect=dialect)


FORMAT: Final = Format(
    extension="csv",
    order=10,
    media_type="text/csv; charset=utf-8; header=present",
    name="CSV",
    write=write_csv,
    dialects=True,
    for_people=True,
)
