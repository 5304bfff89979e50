"""Read a raw CSV strictly: UTF-8, commas, RFC 4180 quoting, the declared header. Every fault has its line and cure."""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.schema.faults import Fault, Faults

_QUOTE = '"'
_QUOTED = "RFC 4180 quoting"
_SAVE = "Save the file as CSV, UTF-8 without BOM, separated by commas."


@dataclass(frozen=True)
class RawRow:
    """Hold one row of a raw file: where it stands and its cells by column, an absent value being an empty text."""

    file: str
    line: int
    cells: dict[str, str]


def is_utf8(path: Path, name: str, cure: str, faults: Faults) -> bool:
    """Tell whether a file holds UTF-8 without a byte order mark; it is read by lines, so that any size will do.

    Args:
        path: the file.
        name: how to name it in a fault.
        cure: what to do where it is something else.
        faults: takes the fault found.
    """
    with path.open("rb") as lines:
        for line, written in enumerate(lines, start=1):
            if line == 1 and written.startswith(BOM_UTF8):
                faults.append(Fault("raw-encoding", name, "UTF-8 without a byte order mark", cure, line=1))
                return False
            try:
                written.decode("utf-8")
            except UnicodeDecodeError as error:
                value = f"byte {written[error.start : error.end].hex(' ')}"
                faults.append(Fault("raw-encoding", name, "UTF-8 text", cure, line=line, value=value))
                return False
    return True


def _kept(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Yield the lines, and keep each as it is written."""
    for line in lines:
        kept.append(line)
        yield line


def _is_declared(header: Sequence[str], columns: Sequence[str], name: str, faults: Faults) -> bool:
    """Tell whether a header holds the declared columns, each once and no others."""
    before = len(faults)
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        faults.append(Fault("raw-header", name, "a header separated by commas", _SAVE, line=1))
        return False
    for column in columns:
        if column not in header:
            cure = f"Add the column {column}; leave its cells empty where it has no value."
            faults.append(Fault("raw-header", name, "this column in the header", cure, line=1, column=column))
    for position, column in enumerate(header):
        if column not in columns:
            expected, cure = (
                f"one of the columns {', '.join(columns)}",
                "Correct the column's name, or remove the column.",
            )
            faults.append(Fault("raw-header", name, expected, cure, line=1, column=column))
        elif column in header[:position]:
            cure = "Remove the second column of that name."
            faults.append(Fault("raw-header", name, "each column once", cure, line=1, column=column))
    return len(faults) == before


def _stray_quotes(row: RawRow, written: str) -> Iterator[Fault]:
    """Find cells whose quotation marks are not quoted: the csv module takes them as they stand, even when strict."""
    key, cure = next(iter(row.cells.values())), "Put the cell between quotation marks, and double those inside it."
    for column, cell in row.cells.items():
        if _QUOTE in cell and f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' not in written:
            yield Fault("raw-quoting", row.file, _QUOTED, cure, line=row.line, row=key, column=column, value=cell)


def scan_csv(path: Path, name: str, columns: Sequence[str], faults: Faults) -> Iterator[RawRow]:
    """Yield the rows of a raw file as they are asked for, in order; rows with a wrong number of cells are left out.

    Args:
        path: the file.
        name: how to name it in faults, relative to the raw folder.
        columns: the columns that it must have, in any order, and no others.
        faults: takes every fault found, at the latest when the last row is taken.
    """
    if not is_utf8(path, name, _SAVE, faults):
        return
    with path.open(encoding="utf-8", newline="") as lines:
        if not any(line.strip() for line in lines):
            cure = "Restore the file, or delete it if the source has no such table."
            faults.append(Fault("raw-empty-file", name, "a header and rows", cure))
            return
        lines.seek(0)
        yield from _scan(lines, name, columns, faults)


def _scan(lines: Iterable[str], name: str, columns: Sequence[str], faults: Faults) -> Iterator[RawRow]:
    written: list[str] = []
    reader = csv.reader(_kept(lines, written), strict=True)
    header: list[str] | None = None
    line, found, before = 1, False, len(faults)
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if header is None:
                header = cells
                if not _is_declared(header, columns, name, faults):
                    return
            elif len(cells) == len(header):
                found = True
                row = RawRow(name, start, dict(zip(header, cells, strict=True)))
                text = "".join(written)
                if _QUOTE in text:
                    faults.extend(_stray_quotes(row, text))
                yield row
            elif cells:
                value, expected = f"{len(cells)} cells", f"{len(header)} cells, as in the header"
                cure = "Quote cells that contain a comma; keep empty cells."
                faults.append(Fault("raw-cells", name, expected, cure, line=start, row=cells[0], value=value))
            else:
                faults.append(Fault("raw-cells", name, "no blank line", "Delete the blank line.", line=start))
            written.clear()
    except csv.Error as error:
        cure = "Close the quotation mark, and double quotation marks inside a quoted cell."
        faults.append(Fault("raw-quoting", name, _QUOTED, cure, line=line, value=str(error)))
    if header is not None and not found and len(faults) == before:
        cure = "Add rows, or delete the file if it has none."
        faults.append(Fault("raw-empty-file", name, "rows", cure, line=1))
