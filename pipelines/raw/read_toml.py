"""Reads a catalogue file strictly: one block a thing, known keys, declared types. Every fault has its line and cure."""

import re
import tomllib
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

from pipelines.raw.read_csv import RawRow
from pipelines.schema.declared import Column, Table
from pipelines.schema.faults import Fault, Faults

_SAVE = "Save the file as UTF-8 without BOM."
_HEADER = re.compile(r"^\s*\[(?P<name>[^\]]+)\]", re.MULTILINE)
_LINE = re.compile(r"line (?P<line>\d+)")
_PYTHON: dict[str, type | tuple[type, ...]] = {"string": str, "double": (int, float), "int64": int, "bool": bool}


def _parse(path: Path, name: str, faults: Faults) -> tuple[dict[str, Any], str] | None:
    data = path.read_bytes()
    if data.startswith(BOM_UTF8):
        faults.add(
            Fault(rule="raw-encoding", file=name, line=1, expected="UTF-8 without a byte order mark", cure=_SAVE)
        )
        return None
    try:
        text = data.decode("utf-8")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        value = f"byte {data[error.start : error.end].hex(' ')}"
        faults.add(Fault(rule="raw-encoding", file=name, line=line, value=value, expected="UTF-8 text", cure=_SAVE))
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))
        faults.add(
            Fault(
                rule="raw-toml",
                file=name,
                line=int(match["line"]) if match else None,
                value=str(error),
                expected="TOML, each block once",
                cure="Correct the line; a text stands between double quotation marks.",
            )
        )
    return None


def _lines(text: str) -> dict[str, int]:
    return {
        match["name"].replace('"', "").strip(): text.count("\n", 0, match.start("name")) + 1
        for match in _HEADER.finditer(text)
    }


def _text(column: Column, value: Any) -> str | None:
    """The value as the text that a CSV cell would hold, or None when it is not of the column's type."""
    if not isinstance(value, _PYTHON[column.field.type]) or (isinstance(value, bool) and column.field.type != "bool"):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row(table: Table, name: str, line: int, key: dict[str, str], block: Any, faults: Faults) -> RawRow:
    label = "|".join(key.values())

    def fault(column: str, value: str, expected: str, cure: str) -> None:
        faults.add(
            Fault(
                rule="raw-block",
                file=name,
                line=line,
                row=label,
                column=column,
                value=value,
                expected=expected,
                cure=cure,
            )
        )

    columns = {column.name: column for column in table.raw_columns if column.name not in key}
    cells = {**dict.fromkeys(columns, ""), **key}
    if not isinstance(block, dict):
        fault("", str(block), "a block of keys", f"Write [{label}] on a line of its own, and its keys below.")
        return RawRow(name, line, cells)
    for column_name, value in block.items():
        if column_name not in columns:
            fault(
                column_name,
                str(value),
                f"one of the keys {', '.join(columns)}",
                "Correct the key's name, or remove it.",
            )
            continue
        text = _text(columns[column_name], value)
        if text is None:
            kind = columns[column_name].field.type
            fault(
                column_name,
                str(value),
                f"a value of type {kind}",
                "Quote texts, and leave numbers and true or false unquoted.",
            )
        else:
            cells[column_name] = text
    return RawRow(name, line, cells)


def read_blocks(path: Path, name: str, table: Table, faults: Faults) -> list[RawRow]:
    """Rows of a catalogue file: the block's name is the key, dotted for a key of two columns.

    Args:
        path: the file.
        name: how to name it in faults, relative to the raw folder.
        table: the declared table.
        faults: takes every fault found.
    """
    parsed = _parse(path, name, faults)
    if parsed is None:
        return []
    document, text = parsed
    lines = _lines(text)
    if len(table.key) == 1:
        (column,) = table.key
        return [_row(table, name, lines.get(key, 1), {column: key}, block, faults) for key, block in document.items()]
    first, second = table.key
    return [
        _row(table, name, lines.get(f"{outer}.{inner}", 1), {first: outer, second: inner}, block, faults)
        for outer, blocks in document.items()
        for inner, block in (blocks.items() if isinstance(blocks, dict) else [("", blocks)])
    ]


def read_single(path: Path, name: str, table: Table, key: dict[str, str], faults: Faults) -> RawRow | None:
    """The one row of a file without blocks, as a source's record; None when the file cannot be read."""
    parsed = _parse(path, name, faults)
    return None if parsed is None else _row(table, name, 1, key, parsed[0], faults)
