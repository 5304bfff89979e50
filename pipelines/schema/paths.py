"""The only place that spells the project's data folders."""

import os
from pathlib import Path
from typing import Final

# Where these packages stand: the project's own folder, or the site-packages of an installation.
ROOT: Final = Path(__file__).resolve().parents[2]

CATALOGUE = "catalogue"
SETTINGS = "site.toml"
DESCRIPTOR = "datapackage.json"


def find_site(start: Path, *others: Path) -> Path:
    """Return the folder whose data are worked on, as a version control system finds its own.

    Args:
        start: the working folder, or the one that ESEC_SITE names.
        others: folders to try after it.

    Returns:
        The nearest folder, from there upwards, that is a site's; else the first of the others that is; else `start`.
    """
    return next((folder for folder in (start, *start.parents, *others) if is_site(folder)), start)


def is_site(folder: Path) -> bool:
    """Say whether a folder holds settings, a catalogue or published tables under `data/`."""
    data = folder / "data"
    return (
        (data / "raw" / CATALOGUE).is_dir() or (data / "curated" / DESCRIPTOR).is_file() or (data / SETTINGS).is_file()
    )


_NAMED: Final = os.environ.get("ESEC_SITE")
# The project's own data stand in where no folder was named: never for one that was, and turns out to be empty.
SITE: Final = find_site(Path(_NAMED).absolute()) if _NAMED else find_site(Path.cwd(), ROOT)
SITE_FILE: Final = SITE / "data" / SETTINGS
RAW_DIR: Final = SITE / "data" / "raw"
CURATED_DIR: Final = SITE / "data" / "curated"
PREVIEW_DIR: Final = SITE / "data" / "preview"


def releases_folder(curated: Path) -> Path:
    """Name the folder of the versions that a published folder held before, each under its number, beside it."""
    return curated.with_name(f"{curated.name}-releases")
