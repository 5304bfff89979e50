"""Reads a raw CSV strictly: UTF-8, commas, RFC 4180 quoting, the declared header. Every fault has its line and cure."""

import csv
import re
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.schema.faults import Fault, Faults

_QUOTE = '"'
_CHUNK = 1024 * 1024
_SAVE = "Save the file as CSV, UTF-8 without BOM, separated by commas."


@dataclass(frozen=True)
class RawRow:
    """One row of a raw file: where it stands and its cells by column, an absent value being an empty text."""

    file: str
    line: int
    cells: dict[str, str]


def _first_undecodable(path: Path) -> Fault | None:
    """The first bytes that are no UTF-8, with their line."""
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        value = f"byte {data[error.start : error.end].hex(' ')}"
        return Fault(rule="raw-encoding", file="", line=line, value=value, expected="UTF-8 text", cure=_SAVE)
    return None


def _is_text(path: Path, name: str, faults: Faults) -> bool:
    """Whether the file holds UTF-8 text without a byte order mark; read by chunks, so that any size will do."""
    decoder = getincrementaldecoder("utf-8")()
    blank = True
    with path.open("rb") as file:
        if file.read(len(BOM_UTF8)) == BOM_UTF8:
            faults.add(
                Fault(rule="raw-encoding", file=name, line=1, expected="UTF-8 without a byte order mark", cure=_SAVE)
            )
            return False
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                blank = not decoder.decode(chunk).strip() and blank
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            found = _first_undecodable(path)
            if found is not None:
                faults.add(replace(found, file=name))
            return False
    if blank:
        faults.add(
            Fault(
                rule="raw-empty-file",
                file=name,
                expected="a header and rows",
                cure="Restore the file, or delete it if the source has no such table.",
            )
        )
    return not blank


class _Lines:
    """Lines of a file as they are read, with those of the row that is being read kept as they are written."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """The lines."""
        for line in self._lines:
            self._row.append(line)
            yield line

    def take_row(self) -> str:
        """What was read since the last call."""
        written, self._row = "".join(self._row), []
        return written


def _check_header(header: list[str], columns: Sequence[str], name: str, faults: Faults) -> bool:
    def fault(column: str, expected: str, cure: str) -> None:
        faults.add(Fault(rule="raw-header", file=name, line=1, column=column, expected=expected, cure=cure))

    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        fault("", "a header separated by commas", _SAVE)
        return False
    before = len(faults)
    for column in columns:
        if column not in header:
            fault(
                column,
                "this column in the header",
                f"Add the column {column}; leave its cells empty where it has no value.",
            )
    for position, column in enumerate(header):
        if column not in columns:
            fault(
                column, f"one of the columns {', '.join(columns)}", "Correct the column's name, or remove the column."
            )
        elif column in header[:position]:
            fault(column, "each column once", "Remove the second column of that name.")
    return len(faults) == before


def _stray_quotes(row: RawRow, written: str) -> list[Fault]:
    """Cells whose quotation marks are not quoted: the csv module takes them as they stand, even when it is strict."""
    return [
        Fault(
            rule="raw-quoting",
            file=row.file,
            line=row.line,
            row=next(iter(row.cells.values())),
            column=column,
            value=cell,
            expected="RFC 4180 quoting",
            cure="Put the cell between quotation marks, and double those inside it.",
        )
        for column, cell in row.cells.items()
        if '"' in cell and f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' not in written
    ]


def scan_csv(path: Path, name: str, columns: Sequence[str], faults: Faults) -> Iterator[RawRow]:
    """Rows of a raw file, in order, read as they are asked for; rows with a wrong number of cells are left out.

    Args:
        path: the file.
        name: how to name it in faults, relative to the raw folder.
        columns: the columns that it must have, in any order, and no others.
        faults: takes every fault found, at the latest when the last row is taken.
    """
    if _is_text(path, name, faults):
        with path.open(encoding="utf-8", newline="") as file:
            yield from _scan(_Lines(file), name, columns, faults)


def _scan(lines: _Lines, name: str, columns: Sequence[str], faults: Faults) -> Iterator[RawRow]:
    reader = csv.reader(lines, strict=True)
    header: list[str] | None = None
    line, found, before = 1, False, len(faults)
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            written = lines.take_row()
            if header is None:
                header = cells
                if not _check_header(header, columns, name, faults):
                    return
            elif len(cells) == len(header):
                found = True
                row = RawRow(name, start, dict(zip(header, cells, strict=True)))
                if _QUOTE in written:
                    faults.extend(_stray_quotes(row, written))
                yield row
            elif cells:
                faults.add(
                    Fault(
                        rule="raw-cells",
                        file=name,
                        line=start,
                        row=cells[0],
                        value=f"{len(cells)} cells",
                        expected=f"{len(header)} cells, as in the header",
                        cure="Quote cells that contain a comma; keep empty cells.",
                    )
                )
            else:
                faults.add(
                    Fault(
                        rule="raw-cells", file=name, line=start, expected="no blank line", cure="Delete the blank line."
                    )
                )
    except csv.Error as error:
        faults.add(
            Fault(
                rule="raw-quoting",
                file=name,
                line=line,
                value=str(error),
                expected="RFC 4180 quoting",
                cure="Close the quotation mark, and double quotation marks inside a quoted cell.",
            )
        )
    if header is not None and not found and len(faults) == before:
        faults.add(
            Fault(
                rule="raw-empty-file",
                file=name,
                line=1,
                expected="rows",
                cure="Add rows, or delete the file if it has none.",
            )
        )
