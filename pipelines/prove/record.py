"""The record of a proof, beside the source that was proved. It holds nothing of the text but its hash."""

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.schema.columns import C

if TYPE_CHECKING:
    from pipelines.prove.verify import Report

_HEAD = "# Written by `esec verify`, which held the rows of this source against its text. Do not edit.\n"


def _read(path: Path) -> dict[str, object]:
    """Return the record that is there; nothing where there is none, or it cannot be read, and is written anew."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def write_record(report: "Report", path: Path, today: date) -> bool:
    """Write the record of a proof without faults; the same proof again leaves the file as it is.

    Args:
        report: what was proved.
        path: the file, in the raw folder of the source.
        today: the day of the proof.

    Returns:
        Whether the file was written.

    Raises:
        OSError: it cannot be written.
    """
    record: dict[str, str | int] = {
        C.PROVED_SHA256: report.sha256,
        C.PROVED_ROWS: report.rows_sha256,
        C.PROVED_NUMBERS: report.numbers,
    }
    there = _read(path)
    if all(there.get(key) == value for key, value in record.items()) and C.PROVED_ON in there:
        return False
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in {**record, C.PROVED_ON: today.isoformat()}.items()
    ]
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return True
