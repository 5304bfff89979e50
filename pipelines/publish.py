"""Writes the published folder: one Parquet file a table, the verdict, and a descriptor with every file's hash."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dataset import DESCRIPTION, LICENCE, LICENCE_NAME, LICENCE_URL, NAME, TITLE, cite_dataset
from pipelines.paths import DESCRIPTOR
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Table, tables
from pipelines.swap import replace_folder, staging

VERDICT = "validation.json"
# Small row groups let a reader of one indicator skip the others by their statistics.
_ROW_GROUP = 65_536


def _write_table(frame: pd.DataFrame, table: Table, folder: Path, *, version: str, released: str) -> None:
    schema = arrow_schema(table, licence=LICENCE, citation=cite_dataset(version, released), version=version)
    arrow = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(schema.metadata)
    # Fixed options, and no time stamp inside: the same frame gives the same bytes.
    pq.write_table(arrow, folder / f"{table.name}.parquet", compression="zstd", row_group_size=_ROW_GROUP)


def _resource(path: Path, **more: Any) -> dict[str, Any]:
    data = path.read_bytes()
    return {
        "name": path.stem,
        "path": path.name,
        "format": path.suffix.removeprefix("."),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        **more,
    }


def _describe(folder: Path, frames: Mapping[str, pd.DataFrame], version: str, released: str) -> dict[str, Any]:
    resources = [
        _resource(
            folder / f"{name}.parquet",
            title=table.title["en"],
            description=table.text["en"],
            rows=len(frames[name]),
        )
        for name, table in tables().items()
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE["en"],
        "description": DESCRIPTION["en"],
        "version": version,
        "created": f"{released}T00:00:00Z",
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL}],
        "resources": [*resources, _resource(folder / VERDICT)],
    }


def _same(folder: Path, other: Path) -> bool:
    """Whether both descriptors say the same: they hold every file's hash."""
    descriptor = other / DESCRIPTOR
    return descriptor.is_file() and descriptor.read_bytes() == (folder / DESCRIPTOR).read_bytes()


def _whole(folder: Path) -> bool:
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    return all(
        (folder / item["path"]).is_file()
        and f"sha256:{hashlib.sha256((folder / item['path']).read_bytes()).hexdigest()}" == item["hash"]
        for item in described
    )


def latest_release(frames: Mapping[str, pd.DataFrame]) -> tuple[str, str]:
    """(version, ISO date) of the last declared release."""
    last = frames[T.RELEASES].iloc[-1]
    return str(last[C.VERSION]), str(last[C.RELEASED])


def publish(frames: Mapping[str, pd.DataFrame], verdict: Mapping[str, Any], out: Path) -> bool:
    """Publish checked frames as one whole folder.

    Args:
        frames: every declared table.
        verdict: what the rules found, for readers; written as `validation.json`.
        out: the published folder; it is the whole old or the whole new one at every instant.

    Returns:
        False when the folder already held exactly this.

    Raises:
        OSError: the folder cannot be written; it is then as it was.
    """
    version, released = latest_release(frames)
    with staging(out) as folder:
        for name, table in tables().items():
            _write_table(frames[name], table, folder, version=version, released=released)
        text = json.dumps(verdict, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / VERDICT).write_text(text + "\n", encoding="utf-8")
        descriptor = json.dumps(_describe(folder, frames, version, released), ensure_ascii=False, indent=1)
        (folder / DESCRIPTOR).write_text(descriptor + "\n", encoding="utf-8")
        if _same(folder, out) and _whole(out):
            return False
        replace_folder(folder, out)
    return True


def read_published(folder: Path) -> dict[str, pd.DataFrame]:
    """The published tables as frames; empty when nothing is published there yet.

    Raises:
        OSError: a table cannot be read.
        pyarrow.ArrowInvalid: a file is not Parquet.
    """
    if not (folder / DESCRIPTOR).is_file():
        return {}
    return {
        name: pq.read_table(folder / f"{name}.parquet").to_pandas(types_mapper=_pandas_type)
        for name in tables()
        if (folder / f"{name}.parquet").is_file()
    }


def _pandas_type(kind: pa.DataType) -> Any:
    return {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get(kind)
