"""The only place that spells the project's data folders."""

import os
from pathlib import Path
from typing import Final

# Where these packages stand: the project's own folder, or the site-packages of an installation.
ROOT: Final = Path(__file__).resolve().parents[2]

CATALOGUE = "catalogue"
SETTINGS = "site.toml"
DESCRIPTOR = "datapackage.json"


def find_site(start: Path) -> Path:
    """Return the folder whose data are worked on, as a version control system finds its own.

    Args:
        start: the working folder, or the one that ESEC_SITE names.

    Returns:
        The nearest folder, from there upwards, that is a site's; else the project's own, where these packages stand in
        it; else the working folder.
    """
    return next((folder for folder in (start, *start.parents, ROOT) if is_site(folder)), start)


def is_site(folder: Path) -> bool:
    """Say whether a folder holds settings, a catalogue or published tables under `data/`."""
    data = folder / "data"
    return (
        (data / "raw" / CATALOGUE).is_dir() or (data / "curated" / DESCRIPTOR).is_file() or (data / SETTINGS).is_file()
    )


SITE: Final = find_site(Path(os.environ.get("ESEC_SITE") or Path.cwd()))
SITE_FILE: Final = SITE / "data" / SETTINGS
RAW_DIR: Final = SITE / "data" / "raw"
CURATED_DIR: Final = SITE / "data" / "curated"
PREVIEW_DIR: Final = SITE / "data" / "preview"


def releases_folder(curated: Path) -> Path:
    """Name the folder of the versions that a published folder held before, each under its number, beside it."""
    return curated.with_name(f"{curated.name}-releases")
