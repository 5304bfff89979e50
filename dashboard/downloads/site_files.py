"""Files about the site rather than one version: the list of versions, the description of the addresses, their page."""

from collections.abc import Callable
from typing import Final

from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.index_page import write_index
from dashboard.downloads.openapi import describe_addresses
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.selection import Parameters
from dashboard.downloads.versions import Library, describe_versions
from dashboard.downloads.words import Words, words_for

# path under /data/: media type, and what makes it
SITE_FILES: Final[dict[str, tuple[str, Callable[[Library, DownloadCatalogue], bytes]]]] = {
    "versions.json": (
        "application/json",
        lambda library, files: dump_pretty(describe_versions(library, files.dataset.base)),
    ),
    "openapi.json": (
        "application/vnd.oai.openapi+json; version=3.1",
        lambda library, files: dump_pretty(describe_addresses(library, files)),
    ),
    "index.html": ("text/html; charset=utf-8", lambda library, files: write_index(library, files).encode()),
}


def find_site_file(library: Library, files: DownloadCatalogue, path: str, given: Parameters) -> File | None:
    """The file about the site at an address, or None.

    Raises:
        Refusal: it was asked for with parameters.
    """
    if path not in SITE_FILES:
        return None
    if given:
        detail: Words = words_for("this-file-takes-no-parameters")
        raise Refusal(Fault("unknown-parameter", detail, parameter=name) for name in dict(given))
    media_type, make = SITE_FILES[path]
    # The versions kept belong to what decides the bytes.
    kept = ",".join(library.versions())
    return File(
        path, "", media_type, path, lambda: iter([make(library, files)]), inline=True, state=kept, versioned=False
    )
