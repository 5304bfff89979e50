"""Read a catalogue file strictly: one block a thing, known keys, declared types. Every fault has its line and cure."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pipelines.raw.read_csv import RawRow, is_readable
from pipelines.schema.declared import Column, Table, may_be_left_out
from pipelines.schema.faults import Fault, Faults

_HEADER = re.compile(r"^\s*\[(?P<name>[^\]]+)\]", re.MULTILINE)
_LINE = re.compile(r"line (?P<line>\d+)")
_PYTHON: dict[str, type | tuple[type, ...]] = {"string": str, "double": (int, float), "int64": int, "bool": bool}


def _parse(path: Path, name: str, faults: Faults) -> tuple[dict[str, Any], str] | None:
    """Return the document and its text, or None where it cannot be read."""
    if not is_readable(path, name, "Save the file as UTF-8.", faults):
        return None
    text = path.read_bytes().decode("utf-8-sig")
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))
        line, cure = (
            int(match["line"]) if match else None,
            "Correct the line; a text stands between double quotation marks.",
        )
        faults.append(Fault("raw-toml", name, "TOML, each block once", cure, line=line, value=str(error)))
    return None


def _lines(text: str) -> dict[str, int]:
    return {
        match["name"].replace('"', "").strip(): text.count("\n", 0, match.start("name")) + 1
        for match in _HEADER.finditer(text)
    }


def _text(column: Column, value: Any) -> str | None:
    """Write a value as the text that a CSV cell would hold, or None when it is not of the column's type."""
    if not isinstance(value, _PYTHON[column.field.type]) or (isinstance(value, bool) and column.field.type != "bool"):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row(table: Table, name: str, line: int, key: dict[str, str], block: Any, faults: Faults) -> RawRow:
    label = "|".join(key.values())

    def fault(column: str, value: object, expected: str, cure: str) -> None:
        place = Fault("raw-block", name, expected, cure, line=line, row=label, column=column, value=str(value))
        faults.append(place)

    columns = {column.name: column for column in table.raw_columns if column.name not in key}
    cells = {**dict.fromkeys(columns, ""), **key}
    if not isinstance(block, dict):
        fault("", block, "a block of keys", f"Write [{label}] on a line of its own, and its keys below.")
        return RawRow(name, line, cells)
    for key_name, value in block.items():
        text = _text(columns[key_name], value) if key_name in columns else ""
        if key_name not in columns and may_be_left_out(key_name):
            continue
        if key_name not in columns:
            fault(key_name, value, f"one of the keys {', '.join(columns)}", "Correct the key's name, or remove it.")
        elif text is None:
            cure = "Quote texts, and leave numbers and true or false unquoted."
            fault(key_name, value, f"a value of type {columns[key_name].field.type}", cure)
        else:
            cells[key_name] = text
    return RawRow(name, line, cells)


def read_blocks(path: Path, name: str, table: Table, faults: Faults) -> list[RawRow]:
    """Read the rows of a catalogue file: the block's name is the key, dotted for a key of two columns.

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
    """Read the one row of a file without blocks, as a source's record; None when the file cannot be read."""
    parsed = _parse(path, name, faults)
    return None if parsed is None else _row(table, name, 1, key, parsed[0], faults)
