"""The files that describe the data set: descriptor, metadata, what people read first, and all in one package."""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from dashboard.data.cache import BoundedCache
from dashboard.data.query import HeldFiles
from dashboard.downloads.datapackage import describe_package
from dashboard.downloads.describe import datacite
from dashboard.downloads.files import Document, DownloadCatalogue
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.package_texts import changelog, citation_cff, readme
from dashboard.downloads.published import Published, published_of
from dashboard.downloads.stream_buffer import ChunkSink
from pipelines.schema.columns import T

CHECKSUMS: Final = "SHA256SUMS"
_TEXTS: Final = ("datapackage.json", "README.en.md", "README.fr.md", "CITATION.cff", "CHANGELOG.md", "datacite.json")
# Sizes of larger tables' files would be worked out by making them while a reader waits.
_SIZED_ROWS: Final = 5_000
_READABLE: Final = 0o644 << 16


def package_members(files: DownloadCatalogue) -> tuple[str, ...]:
    """Paths of the files in the package, less the checksums; each is the file at the same address under `/data/`."""
    return (*_TEXTS, *(f"{table}.csv" for table in files.published.tables), f"{T.OBSERVATIONS}.parquet")


def _entry(path: str, released: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, (released.year, released.month, released.day, 0, 0, 0))
    # Parquet is compressed inside.
    entry.compress_type = zipfile.ZIP_STORED if path.endswith(".parquet") else zipfile.ZIP_DEFLATED
    entry.external_attr = _READABLE
    # The host system is written into the file; one value everywhere keeps the bytes the same.
    entry.create_system = 3
    return entry


def _chunks(files: DownloadCatalogue, path: str) -> Iterator[bytes]:
    file = files.find(path)
    if file.whole:
        yield files.body(file)
    else:
        yield from file.chunks()


def _write_package(files: DownloadCatalogue) -> Iterator[bytes]:
    """The package as a zip, in chunks: nothing is held but the part that is being written."""
    released = date.fromisoformat(files.dataset.released)
    sink = ChunkSink()
    sums = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for path in package_members(files):
            digest = hashlib.sha256()
            with package.open(_entry(path, released), "w", force_zip64=not files.find(path).whole) as member:
                for chunk in _chunks(files, path):
                    digest.update(chunk)
                    member.write(chunk)
                    yield from sink.take()
            sums.append(f"{digest.hexdigest()}  {path}\n")
        package.writestr(_entry(CHECKSUMS, released), "".join(sums), compresslevel=6)
    yield from sink.take()


DOCUMENTS: Final[dict[str, Document]] = {
    "datapackage.json": Document("application/json", lambda files: iter([dump_pretty(describe_package(files))])),
    "esec-datapackage.zip": Document("application/zip", _write_package, holds_tables=True),
    "datacite.json": Document("application/json", lambda files: iter([dump_pretty(datacite(files))])),
    "CITATION.cff": Document("application/yaml", lambda files: iter([citation_cff(files).encode()])),
    "README.en.md": Document("text/markdown; charset=utf-8", lambda files: iter([readme(files, "en").encode()])),
    "README.fr.md": Document("text/markdown; charset=utf-8", lambda files: iter([readme(files, "fr").encode()])),
    "CHANGELOG.md": Document("text/markdown; charset=utf-8", lambda files: iter([changelog(files).encode()])),
}


def files_of(published: Published, base: str = "", bodies: BoundedCache[bytes] | None = None) -> DownloadCatalogue:
    """List every file of a version, those about the data set included, as seen from one public address."""
    return DownloadCatalogue(published, DOCUMENTS, base, bodies)


@lru_cache(maxsize=4)
def files_at(held: HeldFiles, base: str) -> DownloadCatalogue:
    """List every file of the version that pages hold, opened once for each public address."""
    return files_of(published_of(held), base)


@lru_cache(maxsize=64)
def size_of(files: DownloadCatalogue, path: str) -> int | None:
    """Return the size of a file in bytes; None where a reader would wait for it to be made."""
    file = files.find(path)
    table = file.rows.table if file.rows else files.published.tables[T.OBSERVATIONS]
    known = table.rows <= _SIZED_ROWS or (path in DOCUMENTS and not DOCUMENTS[path].holds_tables)
    return len(files.body(file)) if known and file.whole else None
