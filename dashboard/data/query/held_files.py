"""The files of one version, checked against their stated hashes and held: they stay what was checked."""

import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.query.location import Described, Location, describe, open_regular
from dashboard.data.query.tables import NotPublishedError
from pipelines.schema.declared import tables
from pipelines.schema.paths import DESCRIPTOR

# A file up to this size is kept in memory, where nobody can change it under a reader; a larger one is mapped from its
# disk, so that its pages are shared between workers and can be dropped. Publishing never writes into a file.
_KEPT_BYTES: Final = 64 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_PARQUET: Final = ".parquet"


@dataclass(frozen=True, eq=False)
class HeldFiles:
    """Files of one version, by the names that the descriptor gives them: each table, and what else is published.

    Attributes:
        described: what the descriptor states.
        location: where they lie.
        filesystem: where the paths lead; None for this machine's own.
        contents: checked bytes of each file, as pyarrow.Buffer; empty for object storage, which is read in place.
    """

    described: Described
    location: Location
    filesystem: Any
    contents: Mapping[str, Any]
    _held: dict[str, int] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    @property
    def version(self) -> str:
        """Return the semantic version of the data set."""
        return self.described.version

    @property
    def version_hash(self) -> str:
        """Names one publication."""
        return self.described.version_hash

    @property
    def rows(self) -> Mapping[str, int]:
        """Return the number of rows of each table, as stated."""
        return self.described.rows

    def path(self, name: str) -> str:
        """Return a path under which an engine reads exactly the bytes that were checked.

        On Linux it leads to an open file, or to a copy in memory, and holds when the folder is exchanged or its files
        are overwritten. Elsewhere it is the path as published.
        """
        published = self.location.at(self.described.paths[name])
        if self.filesystem is not None or sys.platform != "linux":
            return published
        with self._lock:
            if name not in self._held:
                self._held[name] = write_to_memory(name, self.contents[name])
            return f"/proc/self/fd/{self._held[name]}"

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for descriptor in self._held.values():
                os.close(descriptor)
            self._held.clear()

    def __del__(self) -> None:
        """Let the version go, when the last page that is drawn from it is done."""
        self.close()


def write_to_memory(name: str, content: Any) -> int:
    """Return a file without a name, in memory; on disk where a system-call filter forbids that."""
    try:
        descriptor = os.memfd_create(name)
    except OSError:
        with tempfile.TemporaryFile() as nameless:
            descriptor = os.dup(nameless.fileno())
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    return descriptor


def _digest(location: Location, path: str) -> str:
    digest = hashlib.sha256()
    with location.filesystem.open_input_stream(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _refuse_changed(file: str, found: str, stated: str) -> None:
    if found != stated:
        raise NotPublishedError(
            f"{file} is not the file that {DESCRIPTOR} names (SHA-256 {found[:12]}, stated {stated[:12]}). "
            "Publish again with `esec build`."
        )


def hold_files(location: Location) -> HeldFiles:
    """Open every file that the descriptor of a location names, and check its bytes.

    Raises:
        NotPublishedError: a file is missing or is not the one that the descriptor names.
    """
    pointed = location.pointed()
    described = describe(pointed)
    contents: dict[str, Any] = {}
    files = HeldFiles(described, pointed, None if pointed.is_local else pointed.filesystem, contents)
    for name, file in described.paths.items():
        path = pointed.at(file)
        try:
            if pointed.is_local:
                contents[name] = _hold(files, name, path)
                found = hashlib.sha256(contents[name]).hexdigest()
            else:
                found = _digest(pointed, path)
        except OSError as error:
            reason = error.strerror or "it cannot be reached"
            raise NotPublishedError(f"{file} cannot be read: {reason}. Publish again with `esec build`.") from error
        _refuse_changed(file, found, described.hashes[file])
    return files


def _hold(files: HeldFiles, name: str, path: str) -> Any:
    """Return the bytes of a local file; a large one stays open, for engines that ask for its path."""
    descriptor = open_regular(path)
    if os.fstat(descriptor).st_size <= _KEPT_BYTES:
        with open(descriptor, "rb") as file:
            return pa.py_buffer(file.read())
    files._held[name] = descriptor
    held = f"/proc/self/fd/{descriptor}" if sys.platform == "linux" else path
    return pa.memory_map(held).read_buffer()


def _missing_columns(files: HeldFiles, name: str) -> list[str]:
    if files.filesystem is None:
        found = pq.read_schema(pa.BufferReader(files.contents[name])).names
    else:
        found = pq.read_schema(files.path(name), filesystem=files.filesystem).names
    return [column for column in tables()[name].names if column not in found]


def open_files(location: Location) -> HeldFiles:
    """Return the same, where every declared table is there with its columns.

    Raises:
        NotPublishedError: as `hold_files`; or a table or a column is missing, as in a version published by older code.
    """
    files = hold_files(location)
    absent = [name for name in tables() if files.described.paths.get(name) != f"{name}{_PARQUET}"]
    if absent:
        raise NotPublishedError(f"{DESCRIPTOR} does not name {', '.join(absent)}. Publish again with `esec build`.")
    for name in tables():
        try:
            missing = _missing_columns(files, name)
        except (OSError, pa.ArrowException) as error:
            raise NotPublishedError(f"{name}{_PARQUET} cannot be read as Parquet. Run `esec build`.") from error
        if missing:
            raise NotPublishedError(f"{name}{_PARQUET} lacks {', '.join(missing)}. Publish again with `esec build`.")
    return files
