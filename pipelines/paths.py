"""The only place that spells the project's data folders."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RAW_DIR = ROOT / "data" / "raw"
CURATED_DIR = ROOT / "data" / "curated"

CATALOGUE = "catalogue"
DESCRIPTOR = "datapackage.json"
