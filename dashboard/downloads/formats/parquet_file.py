"""Parquet with title, licence, citation, version and the description of each column inside."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.downloads.format import Format
from dashboard.downloads.rows import Rows
from dashboard.downloads.stream_buffer import ChunkSink
from pipelines.schema.dataset import LICENCE

_GROUP_ROWS: Final = 65_536


def described_schema(rows: Rows) -> Any:
    """Return the rows' schema with the metadata that the published tables carry, and the selection."""
    described = []
    for column, field in zip(rows.columns, rows.schema, strict=True):
        said = {
            **{f"title_{lang}": title for lang, title in column.title.items()},
            **{f"description_{lang}": text for lang, text in column.text.items()},
        }
        if column.codelist:
            said["codelist_id"] = column.codelist
        if column.reference:
            said["reference"] = ".".join(column.reference)
        described.append(field.with_metadata(said))
    table = rows.published.tables[rows.selection.table]
    return pa.schema(
        described,
        metadata={
            "title": json.dumps(table.words("title"), ensure_ascii=False),
            "description": json.dumps(table.words("description"), ensure_ascii=False),
            "licence": LICENCE,
            "citation": rows.dataset.citation,
            "version": rows.dataset.version,
            "released": rows.dataset.released,
            "primary_key": json.dumps(rows.key),
            "selection": rows.selection.query,
            "datapackage": rows.dataset.file("datapackage.json", fixed=True),
        },
    )


def write_parquet(rows: Rows) -> Iterator[bytes]:
    """Return the rows as Parquet, a row group at a time: the same bytes, in whatever batches they are read."""
    sink = ChunkSink()
    schema = described_schema(rows)

    def group(batches: list[Any]) -> Any:
        # Arrow writes chunk by chunk, and where a page of values ends depends on them.
        return pa.Table.from_batches(batches).cast(schema).combine_chunks()

    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        waiting: list[Any] = []
        count = 0
        for batch in rows.batches():
            waiting.append(batch)
            count += batch.num_rows
            if count >= _GROUP_ROWS:
                writer.write_table(group(waiting), row_group_size=count)
                yield from sink.take()
                waiting, count = [], 0
        if waiting:
            writer.write_table(group(waiting), row_group_size=count)
    yield from sink.take()


FORMAT: Final = Format(
    extension="parquet",
    order=30,
    media_type="application/vnd.apache.parquet",
    name="Parquet",
    write=write_parquet,
)
