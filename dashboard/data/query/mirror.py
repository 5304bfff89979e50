"""Copies a published version between object storage and a local folder, whole or not at all."""

import hashlib
import shutil
from pathlib import Path

from dashboard.data.query.location import POINTER, Described, Location, describe, locate
from dashboard.data.query.tables import NotPublishedError
from pipelines.publish.swap import replace_folder, staging
from pipelines.schema.paths import DESCRIPTOR

_CHUNK = 1024 * 1024


def _fetch(location: Location, name: str, stated: str, path: Path) -> None:
    digest = hashlib.sha256()
    with location.filesystem.open_input_stream(location.at(name)) as stream, path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != stated:
        raise NotPublishedError(
            f"{name} is not the file that {DESCRIPTOR} names: it is being written, or damaged. "
            "Push the version again if this stays."
        )


def _holds(folder: Path, described: Described) -> bool:
    held = folder / DESCRIPTOR
    return held.is_file() and held.read_bytes() == described.content


def pull(source: Location, folder: Path) -> bool:
    """Make a local folder hold the version in force at the source; its readers see the old one or the new one.

    Returns:
        False when the folder held it already.

    Raises:
        NotPublishedError: the source holds no whole version; the folder is as it was.
        OSError: the source cannot be read or the folder not written; the folder is as it was.
    """
    pointed = source.pointed()
    described = describe(pointed)
    if _holds(folder, described):
        return False
    with staging(folder) as fresh:
        # Another worker may have brought it while this one waited for its turn.
        if _holds(folder, described):
            return False
        for name, stated in described.hashes.items():
            _fetch(pointed, name, stated, fresh / name)
        (fresh / DESCRIPTOR).write_bytes(described.content)
        replace_folder(fresh, folder)
    return True


def push(folder: Path, target: Location) -> str:
    """Put a local version into object storage beside the earlier ones, then let the pointer name it.

    Replicas change over at their next look, all to the same version; an earlier one comes back by `point`.

    Returns:
        The stamp of the version, which is the name of its folder.

    Raises:
        NotPublishedError: the folder holds no whole version; nothing was written.
        ValueError: the target is a local folder.
        OSError: the target cannot be written; the version in force is as it was.
    """
    if target.is_local:
        raise ValueError("push is for object storage; build into a local folder with `esec build --out`")
    described = describe(locate(folder))
    for name, stated in described.hashes.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != stated:
                raise NotPublishedError(f"{name} is not the file that {DESCRIPTOR} names. Run `esec build`.")
    version = Location(target.filesystem, target.at(described.version_hash))
    for name in described.hashes:
        with (folder / name).open("rb") as file, target.filesystem.open_output_stream(version.at(name)) as stream:
            shutil.copyfileobj(file, stream, _CHUNK)
    version.write(DESCRIPTOR, described.content)
    point(target, described.version_hash)
    return described.version_hash


def point(target: Location, version_hash: str) -> None:
    """Let the pointer name a version that was pushed before.

    Raises:
        NotPublishedError: no such version is there; the pointer is as it was.
    """
    describe(Location(target.filesystem, target.at(version_hash)))
    target.write(POINTER, f"{version_hash}\n".encode("ascii"))
