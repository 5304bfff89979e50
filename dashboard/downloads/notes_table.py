"""The notes of all tables as one table, so that a note can be found without knowing where it stands."""

import json
from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.downloads.words import words_for
from pipelines.schema.columns import C
from pipelines.schema.declared import COMPLETE, columns_of, fields

NOTES: Final = "notes"
_NOTES: Final = columns_of("note")
_COLUMNS: Final = (C.TABLE_ID, C.ROW_KEY, *_NOTES)
_TITLE: Final = words_for("notes.title")
_TEXT: Final = words_for("notes.text")


def _schema() -> Any:
    declared = fields()
    columns = [
        pa.field(
            name,
            pa.string(),
            nullable=name in _NOTES and name not in columns_of("note", COMPLETE),
            metadata={
                **{f"title_{lang}": title for lang, title in declared[name].title.items()},
                **{f"description_{lang}": text for lang, text in declared[name].text.items()},
            },
        )
        for name in _COLUMNS
    ]
    words = {"title": _TITLE, "description": _TEXT, "primary_key": [C.TABLE_ID, C.ROW_KEY]}
    return pa.schema(columns, metadata={key: json.dumps(value, ensure_ascii=False) for key, value in words.items()})


def _may_hold_notes(footer: Any, group: int, column: str) -> bool:
    statistics = footer.row_group(group).column(footer.schema.names.index(column)).statistics
    return (
        statistics is None or not statistics.has_null_count or statistics.null_count < footer.row_group(group).num_rows
    )


def _notes_of(name: str, reader: Any, key: str) -> Iterable[Any]:
    for group in range(reader.metadata.num_row_groups):
        if _may_hold_notes(reader.metadata, group, C.NOTE_EN):
            # An earlier version may lack a language.
            there = [column for column in _NOTES if column in reader.schema_arrow.names]
            found = reader.read_row_group(group, columns=[key, *there])
            found = found.filter(pc.is_valid(found[C.NOTE_EN]))
            none = pa.nulls(found.num_rows, pa.string())
            notes = (found[column] if column in there else none for column in _NOTES)
            cells = [pa.repeat(name, found.num_rows), found[key], *notes]
            yield pa.table(
                [pa.chunked_array([cell]) if isinstance(cell, pa.Array) else cell for cell in cells], _COLUMNS
            )


def notes_file(readers: Iterable[tuple[str, Any, tuple[str, ...]]]) -> Any:
    """Return the notes as a Parquet file in memory.

    Args:
        readers: name, open Parquet file and key of each table; those without notes are passed over.
    """
    schema = _schema()
    parts = [
        part.cast(schema.remove_metadata())
        for name, reader, key in readers
        if C.NOTE_EN in reader.schema_arrow.names and len(key) == 1
        for part in _notes_of(name, reader, key[0])
    ]
    table = pa.concat_tables(parts) if parts else schema.empty_table()
    sink = pa.BufferOutputStream()
    pq.write_table(table.cast(schema), sink, compression="zstd")
    return sink.getvalue()
