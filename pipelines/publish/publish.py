"""Writes the published folder: one Parquet file a table, the verdict, and a descriptor with every file's hash."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.publish.swap import replace_folder, staging
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import DESCRIPTION, LICENCE, LICENCE_NAME, LICENCE_URL, NAME, TITLE, cite_dataset
from pipelines.schema.declared import Table, tables
from pipelines.schema.paths import DESCRIPTOR, releases_folder

VERDICT = "validation.json"
# What git leaves in a text that two branches changed.
_MERGE_MARK = b"<<<<<<< "
_MERGED = (
    "holds the marks of a merge. Published tables are not merged but built again: keep those of the main branch "
    "(git checkout --ours, or --theirs where you are the one to be merged), bring the raw files together"
)
# Small row groups let a reader of one indicator skip the others by their statistics.
_ROW_GROUP = 65_536
# A reader whose folder was exchanged under it starts again; publishing takes far longer than reading.
_ATTEMPTS = 5


def _write_table(frame: pd.DataFrame, table: Table, folder: Path, *, version: str, released: str) -> None:
    schema = arrow_schema(table, licence=LICENCE, citation=cite_dataset(version, released), version=version)
    arrow = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(schema.metadata)
    # Fixed options, and no time stamp inside: the same frame gives the same bytes.
    pq.write_table(arrow, folder / f"{table.name}.parquet", compression="zstd", row_group_size=_ROW_GROUP)


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _resource(path: Path, **more: Any) -> dict[str, Any]:
    data = path.read_bytes()
    return {
        "name": path.stem,
        "path": path.name,
        "format": path.suffix.removeprefix("."),
        "bytes": len(data),
        "hash": _hash(data),
        **more,
    }


def _table_resources(folder: Path, frames: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    return [
        _resource(
            folder / f"{name}.parquet",
            title=table.title["en"],
            description=table.text["en"],
            rows=len(frames[name]),
        )
        for name, table in tables().items()
    ]


def bind(verdict: Mapping[str, Any], resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a verdict with the hash of each table that it is about: it holds for these bytes and for no others.

    Args:
        verdict: what the rules found.
        resources: the tables as the descriptor names them.
    """
    return {**verdict, "tables": {item["name"]: item["hash"] for item in resources if item["name"] in tables()}}


def write_verdict(verdict: Mapping[str, Any], resources: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Write the verdict of these tables into their folder."""
    text = json.dumps(bind(verdict, resources), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / VERDICT).write_text(text + "\n", encoding="utf-8")


def _describe(folder: Path, resources: Iterable[dict[str, Any]], version: str, released: str) -> dict[str, Any]:
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
    """Say whether both descriptors say the same: they hold every file's hash."""
    descriptor = other / DESCRIPTOR
    return descriptor.is_file() and descriptor.read_bytes() == (folder / DESCRIPTOR).read_bytes()


def _described(folder: Path) -> dict[str, Any]:
    """Say what the folder's descriptor states; empty where there is none that can be read."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return descriptor if isinstance(descriptor, dict) else {}


def _version(folder: Path) -> str:
    """Return the version of the data set as the folder's descriptor states it; empty where it states none."""
    return str(_described(folder).get("version", ""))


def _keep(out: Path, version: str, store: Callable[[Path, Path], None] | None) -> None:
    """Keep a copy of a version that is about to be replaced by another: its addresses go on answering."""
    kept = releases_folder(out) / version
    if not kept.exists():
        # Before the copy: where a copy stands, its files were stored.
        if store is not None:
            store(out, kept.parent)
        with staging(kept) as folder:
            shutil.copytree(out, folder, dirs_exist_ok=True)
            replace_folder(folder, kept)


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file as the folder's descriptor states it; empty where it states none."""
    try:
        return {item["path"]: item["hash"] for item in _described(folder)["resources"]}
    except (KeyError, TypeError):
        return {}


def _whole(folder: Path) -> bool:
    return all(
        (folder / name).is_file() and _hash((folder / name).read_bytes()) == stated
        for name, stated in _hashes(folder).items()
    )


def _refuse_foreign(out: Path) -> None:
    """Check that a folder is a published one and nothing else: publishing deletes what stood there before."""
    if not out.exists():
        return
    if not out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder; name another with --out", str(out))
    ours = {DESCRIPTOR, VERDICT, *(f"{name}.parquet" for name in tables()), *_hashes(out)}
    foreign = sorted(path.name for path in out.iterdir() if path.name not in ours)
    if foreign:
        message = f"holds {foreign[0]}, which a build does not write; name a folder of its own with --out"
        raise FileExistsError(errno.EEXIST, message, str(out))


def latest_release(frames: Mapping[str, pd.DataFrame]) -> tuple[str, str]:
    """Return (version, ISO date) of the last declared release."""
    last = frames[T.RELEASES].iloc[-1]
    return str(last[C.VERSION]), str(last[C.RELEASED])


def publish(
    frames: Mapping[str, pd.DataFrame],
    verdict: Mapping[str, Any],
    out: Path,
    store: Callable[[Path, Path], None] | None = None,
) -> bool:
    """Publish checked frames as one whole folder.

    Args:
        frames: every declared table.
        verdict: what the rules found in these frames, for readers; written as `validation.json`, with the hash of
            each table.
        out: the published folder; it is the whole old or the whole new one at every instant. Where the new one has
            another version, the old one is kept in `releases_folder(out)`.
        store: is given the folder of a version that is about to be replaced by another, and the folder of those kept,
            to store there the files that readers were given. Nothing is published where it fails.

    Returns:
        False when the folder already held exactly this.

    Raises:
        OSError: the folder cannot be written; it is then as it was.
    """
    version, released = latest_release(frames)
    out = out.resolve()
    _refuse_foreign(out)
    with staging(out) as folder:
        for name, table in tables().items():
            _write_table(frames[name], table, folder, version=version, released=released)
        resources = _table_resources(folder, frames)
        write_verdict(verdict, resources, folder)
        descriptor = json.dumps(_describe(folder, resources, version, released), ensure_ascii=False, indent=1)
        (folder / DESCRIPTOR).write_text(descriptor + "\n", encoding="utf-8")
        if _same(folder, out) and _whole(out):
            return False
        held = _version(out)
        if held and held != version:
            _keep(out, held, store)
        replace_folder(folder, out)
    return True


def _read_at(folder: int, name: str) -> bytes:
    descriptor = os.open(name, os.O_RDONLY, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _stated_tables(folder: Path, descriptor: bytes) -> dict[str, str]:
    try:
        resources = json.loads(descriptor)["resources"]
        return {item["path"]: item["hash"] for item in resources if item["name"] in tables()}
    except (ValueError, KeyError, TypeError):
        damaged = "is not a descriptor of published tables; restore the folder, or remove it"
        message = _MERGED if _MERGE_MARK in descriptor else damaged
        raise OSError(errno.EIO, message, str(folder / DESCRIPTOR)) from None


def _read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of each published table, all out of the folder that stood there at the first moment.

    Raises:
        FileNotFoundError: a file is missing, or the folder was exchanged meanwhile.
        OSError: a file is not the one that the descriptor names.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        stated = _stated_tables(folder, _read_at(handle, DESCRIPTOR))
        files = {name: _read_at(handle, name) for name in stated}
    finally:
        os.close(handle)
    for name, content in files.items():
        if _hash(content) != stated[name]:
            message = f"is not the file that {DESCRIPTOR} states; restore the folder, or remove it"
            raise OSError(errno.EIO, message, str(folder / name))
    return files


def read_published(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the published tables as frames, all of one version; empty when nothing is published there yet.

    Raises:
        OSError: a file is missing, damaged or not readable.
    """
    for attempt in range(_ATTEMPTS):
        if not (folder / DESCRIPTOR).is_file():
            return {}
        try:
            files = _read_files(folder)
            break
        except FileNotFoundError:
            if attempt == _ATTEMPTS - 1:
                raise
    return {
        name.removesuffix(".parquet"): pq.read_table(pa.BufferReader(content)).to_pandas(types_mapper=_pandas_type)
        for name, content in files.items()
    }


def _pandas_type(kind: pa.DataType) -> Any:
    return {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get(kind)
