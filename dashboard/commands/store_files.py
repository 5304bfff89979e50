"""Stores the files that readers were given of a version, when `esec build` replaces it."""

import errno
from pathlib import Path

from dashboard.data.store import NotPublishedError
from dashboard.downloads.published import open_published
from dashboard.downloads.stored import store_path, write_stored
from dashboard.settings import load_settings


def store_files(curated: Path, releases: Path) -> None:
    """Store the default files of a published version beside those kept, with the public address of the settings.

    Args:
        curated: the published folder.
        releases: folder of the versions kept.

    Raises:
        OSError: they cannot be written, or the folder is not one whole version.
    """
    try:
        published = open_published(curated)
        write_stored(published, load_settings().public_url, store_path(releases, published.version))
    except (NotPublishedError, ValueError) as error:
        raise OSError(errno.EIO, f"cannot be stored as it is served: {error}", str(curated)) from error
