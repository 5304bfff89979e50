"""The files that describe the data set: descriptor, package, metadata, and what people read first."""

from functools import lru_cache
from typing import Final

from dashboard.data.cache import BoundedCache
from dashboard.data.query import HeldFiles
from dashboard.downloads.archive import write_package
from dashboard.downloads.datapackage import describe_package
from dashboard.downloads.describe import datacite
from dashboard.downloads.files import Document, DownloadCatalogue
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.package_texts import changelog, citation_cff, readme
from dashboard.downloads.published import Published, published_of
from dashboard.downloads.words import words_for

DOCUMENTS: Final[dict[str, Document]] = {
    "datapackage.json": Document(
        "application/json",
        words_for("data-package-descriptor-version-2"),
        lambda files: iter([dump_pretty(describe_package(files))]),
    ),
    "esec-datapackage.zip": Document(
        "application/zip",
        words_for("everything-in-one-package"),
        write_package,
        inline=False,
        holds_tables=True,
    ),
    "datacite.json": Document(
        "application/json",
        words_for("citation-metadata-by-datacite-s"),
        lambda files: iter([dump_pretty(datacite(files))]),
    ),
    "CITATION.cff": Document(
        "application/yaml",
        words_for("citation-file"),
        lambda files: iter([citation_cff(files).encode()]),
    ),
    "README.en.md": Document(
        "text/markdown; charset=utf-8",
        words_for("read-first-in-english"),
        lambda files: iter([readme(files, "en").encode()]),
    ),
    "README.fr.md": Document(
        "text/markdown; charset=utf-8",
        words_for("read-first-in-french"),
        lambda files: iter([readme(files, "fr").encode()]),
    ),
    "CHANGELOG.md": Document(
        "text/markdown; charset=utf-8",
        words_for("versions-and-corrections"),
        lambda files: iter([changelog(files).encode()]),
    ),
}


def files_of(published: Published, base: str = "", bodies: BoundedCache[bytes] | None = None) -> DownloadCatalogue:
    """List every file of a version, those about the data set included, as seen from one public address."""
    return DownloadCatalogue(published, DOCUMENTS, base, bodies)


@lru_cache(maxsize=4)
def files_at(held: HeldFiles, base: str) -> DownloadCatalogue:
    """List every file of the version that pages hold, opened once for each public address."""
    return files_of(published_of(held), base)
