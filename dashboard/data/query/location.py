"""Where a published folder lies: a local path, or an address of object storage such as `s3://bucket/folder`."""

import errno
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import pyarrow.fs as pafs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.data.query.tables import NotPublishedError
from pipelines.schema.paths import DESCRIPTOR

# In object storage no folder can be exchanged in one step, but one object can: it names the version in force.
POINTER: Final = "current"
# Many times what a descriptor or a pointer takes.
_LARGEST_READ: Final = 2_000_000
_SHA256: Final = r"^sha256:[0-9a-f]{64}$"
_NUMBER: Final = r"(0|[1-9][0-9]{0,5})"


class _Resource(BaseModel):
    """A file as a descriptor must name it: in its own folder, by a name that may stand in a question to an engine."""

    model_config = ConfigDict(strict=True)

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$", max_length=60)]
    path: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*[.][a-z]+$", max_length=80)]
    hash: Annotated[str, Field(pattern=_SHA256)]
    bytes: Annotated[int, Field(ge=0)] = 0
    rows: Annotated[int, Field(ge=0)] | None = None


class _Package(BaseModel):
    model_config = ConfigDict(strict=True)

    version: Annotated[str, Field(pattern=rf"^{_NUMBER}[.]{_NUMBER}[.]{_NUMBER}$")]
    created: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}", max_length=40)]
    resources: Annotated[list[_Resource], Field(max_length=200)]


def open_regular(path: str) -> int:
    """Open a file of this machine for reading, and return its descriptor.

    Raises:
        OSError: there is none, or it is no file of its own: a link may lead anywhere, a pipe keeps its reader waiting.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "is no regular file", path)


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
        """Return a small file's bytes; raises OSError where it cannot be read."""
        path = self.at(name)
        if self.is_local:
            with open(open_regular(path), "rb") as file:
                content = file.read(_LARGEST_READ + 1)
        else:
            with self.filesystem.open_input_stream(path) as stream:
                content = bytes(stream.read(_LARGEST_READ + 1))
        if len(content) > _LARGEST_READ:
            raise OSError(errno.EFBIG, "is too large", name)
        return content

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
            raise NotPublishedError(
                f"The pointer `{POINTER}` names {name[:40]!r}, which is no version. Push a version again."
            )
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


def fault_of(error: ValidationError) -> str:
    """Say where a document is not what it must be, without what stands there."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'content'}: {first['msg']}"


def describe(location: Location) -> Described:
    """Read the descriptor of a location.

    Raises:
        NotPublishedError: there is none, or it does not state what it must.
    """
    try:
        content = location.read(DESCRIPTOR)
    except OSError as error:
        reason = error.strerror or "it cannot be reached"
        raise NotPublishedError(f"{DESCRIPTOR} cannot be read: {reason}. Run `esec build` first.") from error
    return described_by(content)


def described_by(content: bytes) -> Described:
    """Read a descriptor; raises NotPublishedError where it does not state what it must."""
    try:
        package = _Package.model_validate_json(content)
        descriptor = json.loads(content)
    except ValidationError as error:
        raise NotPublishedError(f"{DESCRIPTOR} is no data package: {fault_of(error)}. Run `esec build`.") from error
    except (ValueError, RecursionError) as error:
        raise NotPublishedError(f"{DESCRIPTOR} is no JSON in UTF-8. Run `esec build`.") from error
    resources = package.resources
    for names in ([item.name for item in resources], [item.path for item in resources]):
        if len(set(names)) < len(names):
            raise NotPublishedError(f"{DESCRIPTOR} names a file twice. Run `esec build`.")
    return Described(
        content=content,
        descriptor=descriptor,
        version=package.version,
        digest=hashlib.sha256(content).hexdigest(),
        paths={item.name: item.path for item in resources},
        hashes={item.path: item.hash.removeprefix("sha256:") for item in resources},
        rows={item.name: item.rows for item in resources if item.rows is not None},
    )
