"""Where a published folder lies: a local path, or an address of object storage such as `s3://bucket/folder`."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.fs as pafs

from dashboard.data.query.tables import NotPublishedError
from pipelines.schema.paths import DESCRIPTOR

# In object storage no folder can be exchanged in one step, but one object can: it names the version in force.
POINTER: Final = "current"


@dataclass(frozen=True)
class Location:
    """A folder of a file system.

    Attributes:
        filesystem: pyarrow.fs.FileSystem.
        folder: path in it.
    """

    filesystem: Any = field(repr=False)
    folder: str

    @property
    def is_local(self) -> bool:
        """Say whether it lies on this machine's disks."""
        return isinstance(self.filesystem, pafs.LocalFileSystem)

    def at(self, name: str) -> str:
        """Return the path of a file or folder in it."""
        return f"{self.folder}/{name}"

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises OSError where it cannot be read."""
        with self.filesystem.open_input_stream(self.at(name)) as stream:
            return bytes(stream.read())

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all in object storage; raises OSError where it cannot be written."""
        with self.filesystem.open_output_stream(self.at(name)) as stream:
            stream.write(content)

    def exists(self, name: str) -> bool:
        """Say whether a file of that name is there."""
        return bool(self.filesystem.get_file_info(self.at(name)).type == pafs.FileType.File)

    def pointed(self) -> "Location":
        """Find the folder of the version in force: the one that the pointer names, else this one."""
        if self.is_local or not self.exists(POINTER):
            return self
        name = self.read(POINTER).decode("ascii", errors="replace").strip()
        if not name.isalnum():
            raise NotPublishedError(f"{self.at(POINTER)} names {name!r}, which is no version. Push a version again.")
        return Location(self.filesystem, self.at(name))


def locate(address: str | Path) -> Location:
    """Return the location that an address names.

    Args:
        address: a path, or a URI such as `s3://bucket/folder?region=…&endpoint_override=host:port&scheme=https`.
            Credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or the machine's role.

    Raises:
        ValueError: no file system is known for the address.
    """
    text = str(address)
    if "://" not in text:
        return Location(pafs.LocalFileSystem(), os.path.abspath(text))
    try:
        filesystem, folder = pafs.FileSystem.from_uri(text)
        if not folder.strip("/"):
            raise ValueError("it names no bucket or folder")
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"{text!r} is not the address of a folder: {error}") from None
    return Location(filesystem, folder.rstrip("/"))


@dataclass(frozen=True)
class Described:
    """A published folder as its descriptor states it.

    Attributes:
        content: the descriptor's bytes, which state the hash of every file. descriptor: the same, read.
        digest: SHA-256 of the content: it changes when any byte of any file does.
        paths: file name by name of the table or document. hashes: SHA-256 by file name. rows: number of rows by table.
    """

    content: bytes = field(repr=False)
    descriptor: Mapping[str, Any] = field(repr=False)
    version: str
    digest: str
    paths: Mapping[str, str]
    hashes: Mapping[str, str]
    rows: Mapping[str, int]

    @property
    def version_hash(self) -> str:
        """Return the digest's first characters: names one publication."""
        return self.digest[:16]


def describe(location: Location) -> Described:
    """Read the descriptor of a location.

    Raises:
        NotPublishedError: there is none, or it does not state what it must.
    """
    try:
        content = location.read(DESCRIPTOR)
        descriptor = json.loads(content)
        resources = descriptor["resources"]
        return Described(
            content=content,
            descriptor=descriptor,
            version=str(descriptor["version"]),
            digest=hashlib.sha256(content).hexdigest(),
            paths={str(item["name"]): str(item["path"]) for item in resources},
            hashes={str(item["path"]): str(item["hash"]).removeprefix("sha256:") for item in resources},
            rows={str(item["name"]): int(item["rows"]) for item in resources if "rows" in item},
        )
    except OSError as error:
        raise NotPublishedError(
            f"{location.at(DESCRIPTOR)} cannot be read: {error}. Run `esec build` first."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotPublishedError(
            f"{location.at(DESCRIPTOR)} is no data package: {error!r}. Run `esec build`."
        ) from error
