"""Reads a raw CSV strictly: UTF-8, commas, RFC 4180 quoting, the declared header. Every fault has its line and cure."""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.faults import Fault, Faults

_QUOTE = '"'
_SAVE = "Save the file as CSV, UTF-8 without BOM, separated by commas."


@dataclass(frozen=True)
class RawRow:
    """One row of a raw file: where it stands and its cells by column, an absent value being an empty text."""

    file: str
    line: int
    cells: dict[str, str]


def _decode(path: Path, name: str, faults: Faults) -> str | None:
    data = path.read_bytes()
    if data.startswith(BOM_UTF8):
        faults.add(
            Fault(rule="raw-encoding", file=name, line=1, expected="UTF-8 without a byte order mark", cure=_SAVE)
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        value = data[error.start : error.end].hex(" ")
        faults.add(
            Fault(rule="raw-encoding", file=name, line=line, value=f"byte {value}", expected="UTF-8 text", cure=_SAVE)
        )
        return None
    if not text.strip():
        faults.add(
            Fault(
                rule="raw-empty-file",
                file=name,
                expected="a header and rows",
                cure="Restore the file, or delete it if the source has no such table.",
            )
        )
        return None
    return text


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


def read_csv(path: Path, name: str, columns: Sequence[str], faults: Faults) -> list[RawRow]:
    """Rows of a raw file, in order; rows with a wrong number of cells are faults and are left out.

    Args:
        path: the file.
        name: how to name it in faults, relative to the raw folder.
        columns: the columns that it must have, in any order, and no others.
        faults: takes every fault found.
    """
    text = _decode(path, name, faults)
    if text is None:
        return []
    rows: list[RawRow] = []
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    header: list[str] | None = None
    line, before = 1, len(faults)
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if header is None:
                header = cells
                if not _check_header(header, columns, name, faults):
                    return []
            elif len(cells) == len(header):
                rows.append(RawRow(name, start, dict(zip(header, cells, strict=True))))
                faults.extend(_stray_quotes(rows[-1], "".join(lines[start - 1 : line - 1])))
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
    if header is not None and not rows and len(faults) == before:
        faults.add(
            Fault(
                rule="raw-empty-file",
                file=name,
                line=1,
                expected="rows",
                cure="Add rows, or delete the file if it has none.",
            )
        )
    return rows
