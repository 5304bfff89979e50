"""Read a raw table from a workbook, XLSX or ODS, as strictly as from CSV: what a spreadsheet makes of a cell is named.

calamine reads both formats, and gives an error such as #REF! as an empty cell and a formula as its last result. Neither
may pass for what a maintainer wrote, so the marks of both are looked for in the file itself.
"""

import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from pipelines.raw.read_csv import RawRow, empty_row, is_declared, no_rows
from pipelines.schema.columns import C
from pipelines.schema.faults import Fault, Faults

WORKBOOKS: Final = (".xlsx", ".ods")
_RULE: Final = "raw-workbook"
_TEXT: Final = "Give the column the format Text, and type the cell again."
# As many digits as a spreadsheet keeps of a number.
_MOST: Final = 10**15
_ODS_FORMULA: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
_MADE: Final = {bool: "TRUE or FALSE", datetime: "a date", date: "a date", time: "a time", timedelta: "a duration"}

Cell = str | float | bool | date | time | timedelta


def cell_text(value: Cell) -> str | None:
    """Return what a maintainer typed, as CSV would have it; None for what is neither a text nor a number.

    >>> cell_text(2009.0), cell_text(12.5), cell_text("about 300"), cell_text(True)
    ('2009', '12.5', 'about 300', None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, float | int):
        return None
    return str(int(value)) if value == int(value) and abs(value) < _MOST else repr(value)


def _is_made(column: str, value: Cell) -> bool:
    """Tell whether the spreadsheet may have changed what was typed: 40.000 and 12.0 lose their ends as numbers."""
    return cell_text(value) is None or (column == C.AS_PRINTED and not isinstance(value, str))


def _reckoned(path: Path) -> Iterator[str]:
    """Name the cells that hold a formula or an error; in ODS, which writes no places, by the formula."""
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/") or name == "content.xml"]
        for name in names:
            with parts.open(name) as part:
                for _, element in ElementTree.iterparse(part):
                    formula = element.get(_ODS_FORMULA)
                    if element.tag.endswith("}c"):
                        if element.get("t") == "e" or any(child.tag.endswith("}f") for child in element):
                            yield element.get("r", "a cell")
                        element.clear()
                    elif formula is not None:
                        yield f"a cell with {formula.removeprefix('of:')}"


def _sheet_of(path: Path, name: str, faults: Faults) -> list[list[Cell]] | None:
    """Return the cells of the one sheet that holds something; where there is none or another, a fault says so."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        reckoned = list(_reckoned(path))
        with CalamineWorkbook.from_path(path) as book:
            sheets = {sheet: book.get_sheet_by_name(sheet) for sheet in book.sheet_names}
            filled = {sheet: cells.to_python(skip_empty_area=False) for sheet, cells in sheets.items() if cells.height}
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError) as error:
        cure = "Save it again as a workbook without a password, or as CSV UTF-8."
        faults.append(Fault(_RULE, name, "a workbook that can be read", cure, value=str(error)))
        return None
    if len(filled) != 1:
        value = ", ".join(filled) or "empty sheets"
        cure = "Keep one sheet, with the rows of this table, and delete the others."
        faults.append(Fault(_RULE, name, "one sheet with cells", cure, value=value))
        return None
    for cell in reckoned:
        cure = "Type what the cell shall hold: its result changes with other cells."
        faults.append(Fault(_RULE, name, "a text or a number, no formula and no error", cure, value=cell))
    return None if reckoned else next(iter(filled.values()))


def scan_workbook(
    path: Path, name: str, columns: Sequence[str], faults: Faults, optional: Collection[str] = ()
) -> Iterator[RawRow]:
    """Yield the rows of a raw workbook in order; its one sheet has the header in the first row.

    Args:
        path: the file, `.xlsx` or `.ods`.
        name: how to name it in faults, relative to the raw folder.
        columns: the columns that it must have, in any order, and no others.
        faults: takes every fault found; a row with one is left out.
        optional: those of the columns that it need not have.
    """
    sheet = _sheet_of(path, name, faults)
    if sheet is None:
        return
    # Columns and rows that were once touched are kept by spreadsheets, empty.
    while sheet and not any(cell != "" for cell in sheet[-1]):
        sheet.pop()
    width = max((place for row in sheet for place, cell in enumerate(row, start=1) if cell != ""), default=0)
    header = [cell_text(cell) or "" for cell in sheet[0][:width]] if sheet else []
    if not is_declared(header, columns, name, faults, optional):
        return
    if len(sheet) == 1:
        faults.append(no_rows(name))
    for line, values in enumerate(sheet[1:], start=2):
        typed = dict(zip(header, values, strict=False))
        cells = {column: cell_text(value) for column, value in typed.items()}
        if not any(text != "" for text in cells.values()):
            faults.append(empty_row(name, line))
            continue
        made = {column: value for column, value in typed.items() if _is_made(column, value)}
        for column, value in made.items():
            expected = f"what the source gives; the spreadsheet made {_MADE.get(type(value), 'a number')} of it"
            key, said = cells[header[0]] or "", cells[column] or str(value)
            faults.append(Fault(_RULE, name, expected, _TEXT, line=line, row=key, column=column, value=said))
        if not made:
            yield RawRow(name, line, {column: text or "" for column, text in cells.items()})
