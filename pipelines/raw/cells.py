"""Turn the text of raw cells into typed values; a cell that cannot be read is a fault, and stays empty."""

import math
import re
from dataclasses import replace

from pipelines.raw.read_csv import RawRow
from pipelines.schema.columns import C
from pipelines.schema.declared import Column, Table
from pipelines.schema.faults import Fault, Faults

Value = str | float | int | bool | None

# ASCII: other scripts have digits too, which float() and int() would read.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
# 18 digits always fit 64 bits.
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_BOOL = {"true": True, "false": False}


def _parse(column: Column, text: str) -> Value:
    """Return the typed value; raise ValueError saying what was expected."""
    match column.field.type:
        case "double":
            if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
                raise ValueError("a number with a decimal point and nothing else, as in 8265 or 21.4")
            return float(text)
        case "int64":
            if not _INTEGER.fullmatch(text):
                raise ValueError("a whole number of at most 18 digits")
            return int(text)
        case "bool":
            if text not in _BOOL:
                raise ValueError("true or false")
            return _BOOL[text]
        case _:
            return text


def _page(row: RawRow) -> int | None:
    text = row.cells.get(C.PAGE, "")
    return int(text) if _INTEGER.fullmatch(text) else None


def type_row(table: Table, row: RawRow, faults: Faults) -> dict[str, Value]:
    """Return the values of a raw row by column; empty cells are None.

    Args:
        table: the declared table.
        row: the raw row; columns that it lacks are None.
        faults: takes each cell that is not of its column's type.
    """
    values: dict[str, Value] = {}
    for column in table.columns:
        name, text = column.name, row.cells.get(column.name, "")
        # Most cells are empty or text, and files may have millions of rows.
        if not text or column.field.type == "string":
            values[name] = text or None
            continue
        try:
            values[name] = _parse(column, text)
        except ValueError as error:
            values[name] = None
            key = "|".join(row.cells.get(part, "") for part in table.key)
            place = Fault("raw-type", row.file, str(error), "Correct the cell.", line=row.line, row=key)
            faults.append(replace(place, column=name, value=text, page=_page(row)))
    return values
