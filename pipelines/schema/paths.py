"""The only place that spells the project's data folders."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RAW_DIR = ROOT / "data" / "raw"
CURATED_DIR = ROOT / "data" / "curated"

CATALOGUE = "catalogue"
DESCRIPTOR = "datapackage.json"


def releases_folder(curated: Path) -> Path:
    """Name the folder of the versions that a published folder held before, each under its number, beside it."""
    return curated.with_name(f"{curated.name}-releases")
