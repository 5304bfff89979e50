"""Files of a version that was replaced, stored as they were: one archive a version, with the hash of each file.

The archive holds each file under its address below `/data/v<version>/`, `SHA256SUMS` as `sha256sum -c` reads it, and
`store.json`, which says which publication the files are of and from which public address they were seen.
"""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

from dashboard.data.query import NotPublishedError
from dashboard.downloads.documents import CHECKSUMS, DOCUMENTS, files_of, zip_entry
from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.problems import Refusal
from dashboard.downloads.published import KEPT_ROWS, Published
from pipelines.schema.columns import T

MANIFEST: Final = "store.json"
_ENDING: Final = ".zip"
# Files below these addresses are made when asked for: with them an archive would take more than twice its size.
_NOT_STORED: Final = ("indicators/", "figures/")
_DAMAGES: Final = (OSError, EOFError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


def store_path(releases: Path, version: str) -> Path:
    """Name the archive of a version, beside the folder of its tables."""
    return releases / f"{version}{_ENDING}"


@dataclass(frozen=True)
class StoredFiles:
    """An archive whose every file was found to be the one that its list of hashes names.

    Attributes:
        base: public address that the files carry; empty where their addresses are relative to the site.
        sums: SHA-256 by address, of each file.
    """

    path: Path
    base: str
    sums: Mapping[str, str]

    def serves(self, base: str) -> bool:
        """Say whether these are the files of the site at that address."""
        return self.base in ("", base)

    def stored(self, file: File) -> File:
        """Return the file as it was stored; the same file, to be made, where it is not stored or is a choice."""
        digest = "" if file.query or file.state else self.sums.get(file.path, "")
        return replace(file, digest=digest, chunks=lambda: iter([self._read(file.path)])) if digest else file

    def list_of_hashes(self) -> File:
        """Return the list of hashes as a file of its own."""
        text = _write_sums(self.sums)
        digest = hashlib.sha256(text).hexdigest()
        return File(CHECKSUMS, "text/plain; charset=utf-8", CHECKSUMS, lambda: iter([text]), inline=True, digest=digest)

    def _read(self, path: str) -> bytes:
        """Return a file, if it still is what it was.

        Raises:
            NotPublishedError: the archive was changed since it was opened.
        """
        with _opened(self.path) as archive:
            return _checked(archive, path, self.sums[path])


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    # Opened for each use: an open file would be shared, place and all, by the processes forked from this one.
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGES as error:
        raise NotPublishedError(f"{path} is damaged: {error!r}. Restore it.") from error


def _checked(archive: zipfile.ZipFile, path: str, digest: str) -> bytes:
    content = archive.read(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path} is not the file that was stored")
    return content


def _write_sums(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sums.items()).encode()


def open_stored(path: Path, published: Published) -> StoredFiles | None:
    """Open the archive of a version and check each of its files; None where the version has none.

    Raises:
        NotPublishedError: it is damaged, or its files are of another publication.
    """
    if not path.exists():
        return None
    if not path.is_file():
        raise NotPublishedError(f"{path} is no file")
    with _opened(path) as archive:
        lines = archive.read(CHECKSUMS).decode().splitlines()
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        for name, digest in sums.items():
            _checked(archive, name, digest)
        if set(archive.namelist()) != {*sums, CHECKSUMS}:
            raise ValueError("it holds other files than its list names")
        manifest = json.loads(archive.read(MANIFEST))
        of, base = manifest["publication"], str(manifest["base"])
    if of != published.digest:
        raise NotPublishedError(f"{path} holds files of another publication of version {published.version}")
    return StoredFiles(path, base, {name: digest for name, digest in sums.items() if name != MANIFEST})


def write_archive(target: Path, files: Iterable[tuple[str, Iterable[bytes]]], about: Mapping[str, Any]) -> None:
    """Write an archive in one step: it stands there whole, or what stood there before does.

    Args:
        target: the archive.
        files: (address, content in chunks) of each file, in order.
        about: what `store.json` says, asked for when the files are written: `version`, `released`, `publication`,
            `base`, `files`, `left_out`.

    Raises:
        OSError: it cannot be written.
    """
    released = date.fromisoformat(about["released"])
    sums = {}
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for path, chunks in chain(files, [(MANIFEST, _told(about))]):
                    digest = hashlib.sha256()
                    with archive.open(zip_entry(path, released), "w") as member:
                        for chunk in chunks:
                            digest.update(chunk)
                            member.write(chunk)
                    sums[path] = digest.hexdigest()
                archive.writestr(zip_entry(CHECKSUMS, released), _write_sums(sums))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def _told(about: Mapping[str, Any]) -> Iterator[bytes]:
    yield dump_pretty(dict(about))


def _made(files: DownloadCatalogue, left_out: list[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give each default file with its content, and tell which are left out: too large to keep, or for their format."""
    for path in files.paths(citations_of_observations=False):
        if path.startswith(_NOT_STORED):
            continue
        file = files.find(path)
        of_figures = path in DOCUMENTS and DOCUMENTS[path].holds_tables
        table = file.rows.table if file.rows else files.published.tables[T.OBSERVATIONS] if of_figures else None
        try:
            if table is not None and table.rows > KEPT_ROWS:
                left_out.append(path)
            else:
                chunks = file.chunks()
                yield path, chain([next(chunks, b"")], chunks)
        except Refusal:
            left_out.append(path)


def write_stored(published: Published, base: str, target: Path) -> StoredFiles:
    """Store the default files of a version as they are now, and read them back.

    Args:
        published: the version.
        base: public address that they carry, without a slash at its end; empty for addresses relative to the site.
        target: the archive; one that holds this publication already stays as it is.

    Raises:
        OSError: it cannot be written.
        NotPublishedError: what was written cannot be read back.
    """
    try:
        held = open_stored(target, published)
    except NotPublishedError:
        held = None
    if held is not None and held.base == base:
        return held
    left_out = [f"{stem}…" for stem in _NOT_STORED]
    about = {
        "version": published.version,
        "released": published.released,
        "publication": published.digest,
        "base": base,
        "files": "made when the version was replaced, by the code that then served it",
        "left_out": left_out,
    }
    write_archive(target, _made(files_of(published, base), left_out), about)
    stored = open_stored(target, published)
    if stored is None:
        raise NotPublishedError(f"{target} is not there")
    return stored
