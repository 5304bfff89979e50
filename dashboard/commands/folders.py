"""Exchange a whole folder for another that was written beside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


def check_out(out: Path, marks: str) -> None:
    """Refuse to replace what is no earlier export.

    Args:
        out: the folder to write.
        marks: path of a file that every export of this kind has.

    Raises:
        click.ClickException: it is a file, or a folder that holds other files.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / marks).is_file():
        raise click.ClickException(
            f"{out} holds other files and would be replaced. Name a new folder, an empty one, or an earlier export."
        )
    if out.exists() and not out.is_dir():
        raise click.ClickException(f"{out} is a file. Name a folder.")


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a new folder to write to, which takes the place of `out` when all is written, and goes otherwise.

    Raises:
        OSError: `out` cannot be written; it is then as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield staging
        staging.chmod(0o755)
        _replace(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        return
    before = Path(tempfile.mkdtemp(prefix=f".{out.name}-before-", dir=out.parent))
    os.replace(out, before)
    try:
        staging.rename(out)
    except OSError:
        os.replace(before, out)
        raise
    shutil.rmtree(before)
