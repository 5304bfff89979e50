"""Read a raw CSV strictly: UTF-8, RFC 4180 quoting, the declared header. Every fault has its line and cure."""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.schema.declared import may_be_left_out
from pipelines.schema.faults import Fault, Faults

_QUOTE = '"'
_QUOTED = "RFC 4180 quoting"
_SAVE = "Save it as “CSV UTF-8” in Excel, or as CSV with the character set UTF-8 in LibreOffice."
_MERGE_MARKS = (b"<<<<<<< ", b">>>>>>> ")
_WORKBOOK = b"PK\x03\x04"
# A French Excel separates by semicolons.
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


@dataclass(frozen=True)
class RawRow:
    """Hold one row of a raw file: where it stands and its cells by column, an absent value being an empty text."""

    file: str
    line: int
    cells: dict[str, str]


def _kind_of(line: bytes) -> str:
    """Say what a file is that is not UTF-8, by its first broken line."""
    if line.startswith(_WORKBOOK):
        return "a workbook"
    if line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "UTF-16, which Excel calls Unicode text"
    return "the character set of one country's Windows or DOS"


def is_readable(path: Path, name: str, cure: str, faults: Faults) -> bool:
    """Tell whether a file holds UTF-8 text without marks of a merge; it is read by lines, so that any size will do.

    A byte order mark, as Excel writes it, is let be.

    Args:
        path: the file.
        name: how to name it in a fault.
        cure: what to do where it is something else.
        faults: takes the fault found.
    """
    with path.open("rb") as lines:
        for line, written in enumerate(lines, start=1):
            if written.startswith(_MERGE_MARKS):
                both = "Two people changed this place. Keep what both added, give the second rows ids of their own, and"
                expected = "a file in which a merge was brought to its end"
                faults.append(Fault("raw-merge", name, expected, f"{both} delete the lines with marks.", line=line))
                return False
            try:
                written.decode("utf-8")
            except UnicodeDecodeError as error:
                value = f"byte {written[error.start : error.end].hex(' ')}"
                expected = f"UTF-8 text; this is {_kind_of(written)}"
                faults.append(Fault("raw-encoding", name, expected, cure, line=line, value=value))
                return False
    return True


def _kept(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Yield the lines, and keep each as it is written."""
    for line in lines:
        kept.append(line)
        yield line


def is_declared(
    header: Sequence[str], columns: Sequence[str], name: str, faults: Faults, optional: Collection[str] = ()
) -> bool:
    """Tell whether a header holds the declared columns, each once and no others. Optional ones may be left out."""
    before = len(faults)
    nameless = [str(place) for place, column in enumerate(header, start=1) if not column.strip()]
    if nameless:
        cure = "Delete the columns without a name, which a spreadsheet adds where cells were once touched."
        value = f"column {', '.join(nameless)}"
        faults.append(Fault("raw-header", name, "a name for each column", cure, line=1, value=value))
    for column in columns:
        if column not in header and column not in optional and not may_be_left_out(column):
            cure = f"Add the column {column}; leave its cells empty where it has no value."
            faults.append(Fault("raw-header", name, "this column in the header", cure, line=1, column=column))
    named = [column for column in header if column.strip()]
    for position, column in enumerate(named):
        if column not in columns and not may_be_left_out(column):
            expected, cure = (
                f"one of the columns {', '.join(columns)}",
                "Correct the column's name, or remove the column.",
            )
            faults.append(Fault("raw-header", name, expected, cure, line=1, column=column))
        elif column in named[:position]:
            cure = "Remove the second column of that name."
            faults.append(Fault("raw-header", name, "each column once", cure, line=1, column=column))
    return len(faults) == before


def empty_row(name: str, line: int) -> Fault:
    """Return the fault of a row without a value."""
    cure = "Delete the row, which a spreadsheet adds where cells were once touched."
    return Fault("raw-cells", name, "no row of empty cells", cure, line=line)


def no_rows(name: str) -> Fault:
    """Return the fault of a table that is a header alone."""
    return Fault("raw-empty-file", name, "rows", "Add rows, or delete the file if it has none.", line=1)


def _stray_quotes(row: RawRow, written: str) -> Iterator[Fault]:
    """Find cells whose quotation marks are not quoted: the csv module takes them as they stand, even when strict."""
    key, cure = next(iter(row.cells.values())), "Put the cell between quotation marks, and double those inside it."
    for column, cell in row.cells.items():
        if _QUOTE in cell and f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' not in written:
            yield Fault("raw-quoting", row.file, _QUOTED, cure, line=row.line, row=key, column=column, value=cell)


def scan_csv(
    path: Path, name: str, columns: Sequence[str], faults: Faults, optional: Collection[str] = ()
) -> Iterator[RawRow]:
    """Yield the rows of a raw file as they are asked for, in order; rows with a wrong number of cells are left out.

    Args:
        path: the file.
        name: how to name it in faults, relative to the raw folder.
        columns: the columns that it must have, in any order, and no others; commas, semicolons or tabs separate them.
        faults: takes every fault found, at the latest when the last row is taken.
        optional: those of the columns that it need not have.
    """
    if not is_readable(path, name, _SAVE, faults):
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if not any(line.strip() for line in lines):
            cure = "Restore the file, or delete it if the source has no such table."
            faults.append(Fault("raw-empty-file", name, "a header and rows", cure))
            return
        lines.seek(0)
        separator = separator_of(lines.readline())
        lines.seek(0)
        yield from _scan(lines, name, columns, separator, faults, optional)


def separator_of(header: str) -> str:
    """Return what separates the columns of a header: a comma, a semicolon or a tab, whichever stands there most."""
    return max(_SEPARATORS, key=header.count)


def _scan(
    lines: Iterable[str],
    name: str,
    columns: Sequence[str],
    separator: str,
    faults: Faults,
    optional: Collection[str],
) -> Iterator[RawRow]:
    written: list[str] = []
    reader = csv.reader(_kept(lines, written), strict=True, delimiter=separator)
    header: list[str] | None = None
    line, found, before = 1, False, len(faults)
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if header is None:
                header = cells
                if not is_declared(header, columns, name, faults, optional):
                    return
            elif cells and not any(cells):
                faults.append(empty_row(name, start))
            elif len(cells) == len(header):
                found = True
                row = RawRow(name, start, dict(zip(header, cells, strict=True)))
                text = "".join(written)
                if _QUOTE in text:
                    faults.extend(_stray_quotes(row, text))
                yield row
            elif cells:
                value, expected = f"{len(cells)} cells", f"{len(header)} cells, as in the header"
                cure = f"Quote cells that contain {_SEPARATORS[separator]}; keep empty cells."
                faults.append(Fault("raw-cells", name, expected, cure, line=start, row=cells[0], value=value))
            else:
                faults.append(Fault("raw-cells", name, "no blank line", "Delete the blank line.", line=start))
            written.clear()
    except csv.Error as error:
        cure = "Close the quotation mark, and double quotation marks inside a quoted cell."
        faults.append(Fault("raw-quoting", name, _QUOTED, cure, line=line, value=str(error)))
    if header is not None and not found and len(faults) == before:
        faults.append(no_rows(name))
