"""Folders to build: the two invented reports as a site of their own, or beside the real data."""

import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Final

from pipelines.schema.codes import next_number
from pipelines.schema.columns import T
from pipelines.schema.paths import CATALOGUE, RAW_DIR

INVENTED: Final = Path(__file__).parent
BRITISH: Final = "invented-gb-2019"
SPANISH: Final = "invented-es-2020"
REPORTS: Final = (BRITISH, SPANISH)
TERMS: Final = "terms.toml"
_BLOCK: Final = re.compile(r"^\[[^\[\n]+\]$", re.MULTILINE)
_SERIES: Final = {"o": T.OBSERVATIONS, "x": T.LEFT_OUT}


def text_of(report: str) -> bytes:
    """The text of an invented report."""
    return (INVENTED / f"{report}.txt").read_bytes()


def write_site(folder: Path) -> Path:
    """Write the site of the two reports; return the folder."""
    shutil.copytree(INVENTED / "data", folder / "data")
    shutil.copy(RAW_DIR / CATALOGUE / TERMS, folder / "data" / "raw" / CATALOGUE / TERMS)
    return folder


def _blocks(text: str) -> dict[str, str]:
    """The blocks of a catalogue by their heads."""
    starts = [match.start() for match in _BLOCK.finditer(text)]
    parts = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    return {part.partition("\n")[0]: part for part in parts}


def write_beside(raw: Path) -> Path:
    """Write the real raw folder with the two reports in it, their ids after those that are taken; return the folder."""
    shutil.copytree(RAW_DIR, raw)
    taken = "\n".join(path.read_text(encoding="utf-8") for path in raw.rglob("*") if path.suffix in (".csv", ".toml"))
    first = {series: next_number(series, re.findall(rf"\b{series}-\d{{4}}\b", taken)) - 1 for series in _SERIES}

    def renumbered(text: str) -> str:
        return re.sub(r"\b([ox])-(\d{4})\b", lambda id: f"{id[1]}-{int(id[2]) + first[id[1]]:04d}", text)

    for path in sorted((INVENTED / "data" / "raw").rglob("*.*")):
        to = raw / path.relative_to(INVENTED / "data" / "raw")
        text = renumbered(path.read_text(encoding="utf-8"))
        if path.parent.name == CATALOGUE:
            held = to.read_text(encoding="utf-8")
            known = _blocks(held)
            new = [] if path.stem == T.RELEASES else [part for head, part in _blocks(text).items() if head not in known]
            text = "\n".join([held, *new])
        to.parent.mkdir(exist_ok=True)
        to.write_text(text, encoding="utf-8")
    return raw
