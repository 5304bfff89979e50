"""Reads each format as its users do, into rows of plain values."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.downloads.rows import Rows
from pipelines.schema.safe_text import FORMULA

Row = dict[str, Any]


def arrow_of(rows: Rows) -> Any:
    """All rows as a pyarrow.Table."""
    return pa.Table.from_batches(list(rows.batches()), rows.schema)


def _typed(text: str, kind: str, decimal: str = ".") -> Any:
    if text == "":
        return None
    # As the documentation says, an apostrophe stands before what a spreadsheet would run.
    if text[0] == "'" and re.match(FORMULA, text[1:]):
        text = text[1:]
    if kind == "double":
        return float(text.replace(decimal, "."))
    return {"int64": int, "bool": lambda said: said == "true", "string": str}[kind](text)


def read_csv(
    content: bytes, rows: Rows, *, delimiter: str = ",", decimal: str = ".", encoding: str = "utf-8"
) -> list[Row]:
    """With Python's own reader, which knows nothing of our writer; `newline=""` keeps line breaks inside of cells."""
    kinds = {column.name: column.kind for column in rows.columns}
    reader = csv.reader(StringIO(content.decode(encoding), newline=""), delimiter=delimiter, strict=True)
    header = next(reader)
    assert header == list(kinds)
    found = []
    for cells in reader:
        assert len(cells) == len(header)
        found.append({name: _typed(cell, kinds[name], decimal) for name, cell in zip(header, cells, strict=True)})
    return found


def read_xlsx(content: bytes, rows: Rows) -> list[Row]:
    """With openpyxl, by the titles that the sheet of columns explains."""
    book = openpyxl.load_workbook(BytesIO(content))
    table, columns = book.worksheets[2], book.worksheets[4]
    names = {row[0]: row[1] for row in columns.iter_rows(min_row=4, values_only=True)}
    lines = list(table.iter_rows(min_row=5, values_only=True))
    header = [names.get(title) for title in lines[0]]
    assert [name for name in header if name is not None] == [column.name for column in rows.columns]
    return [{name: cell for name, cell in zip(header, line, strict=True) if name is not None} for line in lines[1:]]


def read_parquet(content: bytes, rows: Rows) -> list[Row]:
    table = pq.read_table(BytesIO(content))
    assert table.schema.names == [column.name for column in rows.columns]
    found: list[Row] = table.to_pylist()
    return found


def read_json(content: bytes, rows: Rows) -> list[Row]:
    document = json.loads(content)
    assert [column["name"] for column in document["columns"]] == [column.name for column in rows.columns]
    assert document["row_count"] == len(document["rows"])
    found: list[Row] = document["rows"]
    return found
