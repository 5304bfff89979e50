"""The version taken last, kept where every worker finds it: one that starts later answers with it, not an older one."""

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from zipfile import ZIP_STORED, ZipFile

import pyarrow as pa

from dashboard.data.query import HeldFiles
from dashboard.data.query.held_files import write_to_memory
from dashboard.data.query.location import described_by
from pipelines.schema.paths import DESCRIPTOR

_NUMBER: Final = 8
# Of all files together: what is larger would take memory that is planned for readers, twice while it is exchanged.
_LARGEST: Final = 64 * 1024 * 1024


class KeptVersion:
    """Hold the files of the version taken last in memory that processes forked from here share; nothing is on disk.

    Two places take turns, so that a process that is killed while it writes leaves the one before whole.
    """

    def __init__(self) -> None:
        self._places: Final = [write_to_memory("kept", b"") for _ in range(2)]
        self._taken: Final = mmap.mmap(-1, _NUMBER)

    @property
    def number(self) -> int:
        """Return how many versions were put here so far, by all processes."""
        return int.from_bytes(self._taken[:_NUMBER], "little")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Of processes, not of threads; it ends with its process.
        fcntl.lockf(self._places[0], fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._places[0], fcntl.LOCK_UN)

    def _read(self) -> tuple[bytes, dict[str, bytes]]:
        with (
            open(self._places[self.number % 2], "rb", closefd=False) as place,
            ZipFile(place) as files,
        ):
            contents = {name: files.read(name) for name in files.namelist()}
        return contents.pop(DESCRIPTOR), contents

    def put(self, files: HeldFiles) -> int:
        """Keep a version, and return its number; that of the version kept where it is the same, or this is too large.

        Raises:
            OSError, MemoryError: there is no room; the one kept before stays.
        """
        if sum(len(content) for content in files.contents.values()) > _LARGEST:
            return self.number
        with self._locked():
            content = files.described.content
            if self.number and self._read()[0] == content:
                return self.number
            following = self.number + 1
            # One who was killed here may have left a part.
            os.truncate(self._places[following % 2], 0)
            with (
                open(self._places[following % 2], "r+b", closefd=False) as place,
                ZipFile(place, "w", ZIP_STORED) as kept,
            ):
                kept.writestr(DESCRIPTOR, content)
                for name, path in files.described.paths.items():
                    kept.writestr(path, files.contents[name])
            self._taken[:_NUMBER] = following.to_bytes(_NUMBER, "little")
            os.truncate(self._places[1 - following % 2], 0)
            return following

    def get(self, like: HeldFiles) -> tuple[int, HeldFiles]:
        """Return the number of the version kept, and its files as those of another one are held."""
        with self._locked():
            number, (content, found) = self.number, self._read()
        described = described_by(content)
        contents = {name: pa.py_buffer(found[path]) for name, path in described.paths.items()}
        return number, HeldFiles(described, like.location, like.filesystem, contents)

    def __del__(self) -> None:
        """Let the memory go."""
        for place in self._places:
            os.close(place)
