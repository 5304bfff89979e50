"""Remember which version passed, beside its folder, so that a restart need not try the same bytes with the same code.

Who may write there may publish: the record is worth what the folder is worth, and where it cannot be written the next
start tries the version again.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from pipelines.schema.paths import ROOT, SITE_FILE

_ROOMS: Final = ("dashboard", "pipelines")
_MADE_ON_IMPORT: Final = "__pycache__"


def _parts() -> Iterator[Path]:
    """Name all that decides what is drawn of a version, but the version: our files, the settings, the libraries."""
    for room in _ROOMS:
        for folder, folders, names in os.walk(ROOT / room):
            folders[:] = sorted(name for name in folders if name != _MADE_ON_IMPORT)
            yield from (Path(folder, name) for name in sorted(names))
    yield SITE_FILE
    # Whatever is installed or taken away there changes its date.
    yield Path(duckdb.__file__).parents[1]


@cache
def _code() -> bytes:
    """Digest the code by the sizes and dates of its files: they need not be read at every start."""
    told = hashlib.sha256(sys.version.encode())
    for path in _parts():
        if path.exists():
            state = path.stat()
            told.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return told.digest()


class Accepted:
    """Hold, in a file beside a published folder, the version that passed last.

    Args:
        folder: the published folder, or its local copy.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder.with_name(f".{folder.name}-accepted")

    def _line(self, digest: str) -> str:
        return hashlib.sha256(_code() + digest.encode()).hexdigest()

    def holds(self, digest: str) -> bool:
        """Tell whether the version of that digest passed with this very code."""
        try:
            return self._file.read_text(encoding="ascii") == self._line(digest)
        except (OSError, ValueError):
            return False

    def put(self, digest: str) -> None:
        """Write down that it passed; nothing where the folder is not ours to write to."""
        written = ""
        try:
            with tempfile.NamedTemporaryFile("w", dir=self._file.parent, prefix=self._file.name, delete=False) as file:
                written = file.name
                file.write(self._line(digest))
            os.replace(written, self._file)
        except OSError:
            if written:
                Path(written).unlink(missing_ok=True)
