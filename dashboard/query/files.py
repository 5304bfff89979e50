"""The Parquet files of one version, checked against their stated hashes and held, for engines that read files."""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.query.interface import NotPublishedError
from dashboard.query.location import Location, describe
from pipelines.paths import DESCRIPTOR
from pipelines.schema.declared import tables


@dataclass(frozen=True)
class Files:
    """Parquet files by table.

    Attributes:
        paths: path of each table's file. filesystem: where the paths lead; None for the local one.
        rows: number of rows of each table, as stated.
    """

    version: str
    stamp: str
    paths: Mapping[str, str]
    filesystem: Any
    rows: Mapping[str, int]
    _descriptors: tuple[int, ...]

    def close(self) -> None:
        """Let go of the files."""
        for descriptor in self._descriptors:
            os.close(descriptor)


def _digest(location: Location, path: str) -> str:
    digest = hashlib.sha256()
    with location.filesystem.open_input_stream(path) as stream:
        while chunk := stream.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def open_files(location: Location) -> Files:
    """Open every declared table's file and check its bytes.

    On Linux local files are held open and read through their descriptors: when the folder is exchanged for a newer
    version, what is open here stays the version that was checked. Elsewhere paths are used as they are.

    Raises:
        NotPublishedError: a file is missing or is not the one that the descriptor names.
    """
    pointed = location.pointed()
    described = describe(pointed)
    hold = pointed.is_local and sys.platform == "linux"
    held: list[int] = []
    paths: dict[str, str] = {}
    try:
        for name in tables():
            file = f"{name}.parquet"
            path = pointed.at(file)
            if hold:
                held.append(os.open(path, os.O_RDONLY))
                path = f"/proc/self/fd/{held[-1]}"
            if _digest(pointed, path) != described.hashes.get(file):
                raise NotPublishedError(
                    f"{pointed.at(file)} is not the file that {DESCRIPTOR} names. Publish again with `esec build`."
                )
            paths[name] = path
    except (OSError, NotPublishedError) as error:
        for descriptor in held:
            os.close(descriptor)
        if isinstance(error, OSError):
            raise NotPublishedError(
                f"{pointed.folder} is not whole: {error}. Publish again with `esec build`."
            ) from error
        raise
    filesystem = None if pointed.is_local else pointed.filesystem
    return Files(described.version, described.stamp, paths, filesystem, described.rows, tuple(held))
