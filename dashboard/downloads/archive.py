"""The whole data set as one package: tables, descriptor, texts and checksums; the same version gives the same bytes."""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.stream_buffer import ChunkSink
from pipelines.schema.columns import T

CHECKSUMS: Final = "SHA256SUMS"
_TEXTS: Final = ("datapackage.json", "README.en.md", "README.fr.md", "CITATION.cff", "CHANGELOG.md", "datacite.json")
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


def write_package(files: DownloadCatalogue) -> Iterator[bytes]:
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
