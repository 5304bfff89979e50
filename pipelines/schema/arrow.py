"""Declared tables as pyarrow schemas, with titles and descriptions in each language in the metadata."""

import json

import pyarrow as pa

from pipelines.schema.declared import Column, Table

_TYPES = {"string": pa.string(), "double": pa.float64(), "int64": pa.int64(), "bool": pa.bool_()}


def _arrow_field(column: Column) -> pa.Field:
    field = column.field
    metadata = {
        **{f"title_{lang}": text for lang, text in field.title.items()},
        **{f"description_{lang}": text for lang, text in field.text.items()},
    }
    if field.codes:
        metadata["codelist_id"] = field.codes
    if field.ref:
        metadata["reference"] = ".".join(field.ref)
    return pa.field(field.name, _TYPES[field.type], nullable=column.nullable, metadata=metadata)


def arrow_schema(table: Table, *, licence: str = "", citation: str = "", version: str = "") -> pa.Schema:
    """Return the schema of a published table.

    Args:
        table: the declaration.
        licence: licence text for the file's metadata.
        citation: citation of the data set for the file's metadata.
        version: semantic version of the data set.
    """
    metadata = {
        "title": json.dumps(table.title, ensure_ascii=False),
        "description": json.dumps(table.text, ensure_ascii=False),
        "licence": licence,
        "citation": citation,
        "version": version,
        "primary_key": json.dumps(list(table.key)),
    }
    return pa.schema([_arrow_field(column) for column in table.columns], metadata=metadata)
