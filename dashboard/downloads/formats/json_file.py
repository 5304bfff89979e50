"""JSON with the data set, the selection and the columns before the rows; its schema is published beside it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from dashboard.downloads.format import Format
from dashboard.downloads.published import Dataset
from dashboard.downloads.rows import Rows, plain_rows, why_empty
from dashboard.downloads.selection import COLUMNS, SHAPE, Layout
from pipelines.schema.columns import C
from pipelines.schema.dataset import LICENCE_NAME, LICENCE_URL, NAME, PUBLISHER, TITLE
from pipelines.schema.declared import LANGUAGES, columns_of


def dump_line(value: Any) -> str:
    """Return a value as JSON on one line, accents as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def dump_pretty(value: Any) -> bytes:
    """Return a JSON document for people too: indented, accents as they are, a line end at its end."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def about(dataset: Dataset) -> dict[str, Any]:
    """Return the data set, as each JSON file says it."""
    return {
        "id": NAME,
        "title": dict(TITLE),
        "publisher": PUBLISHER,
        "version": dataset.version,
        "released": dataset.released,
        "licence": {"name": LICENCE_NAME, "url": LICENCE_URL},
        "citation": dataset.citation,
        "datapackage": dataset.file("datapackage.json", fixed=True),
    }


def write_json(rows: Rows) -> Iterator[bytes]:
    """Return the rows as one JSON object, in chunks; `rows` comes after what describes it, counts come last."""
    selection, dataset = rows.selection, rows.dataset
    full = selection.layout == Layout.FULL
    head = {
        # It describes every column; other layouts say theirs under `columns` alone.
        **({"$schema": dataset.file(f"schema/{selection.table}.json", fixed=True)} if full else {}),
        "dataset": about(dataset),
        "selection": {
            "table": selection.table,
            **({"indicator": selection.indicator} if selection.indicator else {}),
            "filters": dict(selection.filtered),
            "lang": selection.lang,
            "labels": selection.labels,
            **({} if full else {"layout": selection.layout}),
            **dict(selection.shape),
        },
        **({"indicator": rows.published.indicator(selection.indicator)} if selection.indicator else {}),
        "columns": [
            {
                "name": column.name,
                "type": column.json_type,
                "title": dict(column.title),
                "description": dict(column.text),
                **({"codelist": column.codelist} if column.codelist else {}),
            }
            for column in rows.columns
        ],
    }
    yield f'{dump_line(head)[:-1]}, "rows": ['.encode()
    count = 0
    for some in plain_rows(rows.batches()):
        lines = ",\n".join(dump_line(row) for row in some)
        yield f"{',' if count else ''}\n{lines}".encode()
        count += len(some)
    tail: dict[str, Any] = {"row_count": count}
    if selection.limit or selection.offset:
        tail["total_count"] = rows.matched()
    if not count:
        tail["why_empty"] = why_empty(rows)
    yield f"\n], {dump_line(tail)[1:]}\n".encode()


def json_schema(rows: Rows) -> dict[str, Any]:
    """Return JSON Schema (2020-12) of the file of the rows' table, whatever is filtered and in whichever language.

    Args:
        rows: the whole table with both languages and labels, so that every column is described.
    """
    named = {column.name for column in rows.columns}
    table = rows.published.tables[rows.selection.table]
    always = [
        name
        for name in table.schema.names
        if name in named and not name.endswith(tuple(f"_{lang}" for lang in LANGUAGES))
    ]
    properties = {}
    for column in rows.columns:
        kind = column.json_type
        codes = list(rows.published.codes(column.codelist)) if column.codelist else []
        properties[column.name] = {
            "title": column.title["en"],
            "description": column.text["en"],
            "type": kind if column.required else [kind, "null"],
            **({"enum": codes if column.required else [*codes, None]} if codes else {}),
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": rows.dataset.file(f"schema/{rows.selection.table}.json", fixed=True),
        "title": table.words("title")["en"],
        "description": table.words("description")["en"],
        "type": "object",
        "required": ["$schema", "dataset", "selection", "columns", "rows", "row_count"],
        "properties": {
            "$schema": {"type": "string"},
            "dataset": {
                "type": "object",
                "required": ["id", "title", "publisher", "version", "released", "licence", "citation"],
            },
            "selection": {
                "type": "object",
                "required": ["table", "filters", "lang", "labels"],
                "properties": {
                    "table": {"const": rows.selection.table},
                    "filters": {"type": "object"},
                    **{name: {"type": "string"} for name in SHAPE},
                },
            },
            "indicator": {"type": "object", "required": [C.INDICATOR_ID, *columns_of("name")]},
            "columns": {"type": "array", "items": {"type": "object", "required": ["name", "type", "title"]}},
            "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
            "row_count": {"type": "integer", "minimum": 0},
            "total_count": {"type": "integer", "minimum": 0},
            "why_empty": {"type": "object", "required": list(LANGUAGES)},
        },
        # A reader may leave out columns.
        "if": {"properties": {"selection": {"required": [COLUMNS]}}},
        "else": {"properties": {"rows": {"items": {"required": always}}}},
        "$defs": {"row": {"type": "object", "properties": properties, "additionalProperties": False}},
    }


FORMAT: Final = Format(
    extension="json",
    order=40,
    media_type="application/json",
    name="JSON",
    write=write_json,
    schema="TableFile",
)
