"""`esec build`: raw files to published tables."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.schema.columns import T
from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import CURATED_DIR, RAW_DIR

if TYPE_CHECKING:
    from pipelines.build import Built

_FOLDER = click.Path(path_type=Path)


def say_step(step: str) -> None:
    """Say on a terminal what a build is doing."""
    if sys.stderr.isatty():
        click.echo(f"{step} …", err=True)


def say_built(built: "Built") -> None:
    """Say which warnings are open, and what is only said."""
    for warning in built.warnings:
        click.echo(f"warning: {warning}", err=True)
    for note in built.notes:
        click.echo(f"note: {note}", err=True)


@contextmanager
def faults_said(out: Path) -> Iterator[None]:
    """Say every fault for which nothing is written, and end with 1.

    Args:
        out: folder that was to be written.
    """
    try:
        yield
    except FaultsFound as found:
        for fault in found.faults:
            click.echo(str(fault), err=True)
        click.echo(f"{len(found.faults)} faults; nothing was published.", err=True)
        sys.exit(1)
    except OSError as error:
        # A published folder that is damaged says itself what to do.
        cure = "build again" if error.errno == errno.EIO else "free space or mend the rights, then build again"
        click.echo(f"{error.filename or out}: {error.strerror or error}. Nothing was published; {cure}.", err=True)
        sys.exit(1)


@click.command()
@click.option("--raw", type=_FOLDER, default=RAW_DIR, show_default="data/raw", help="Folder of raw files.")
@click.option("--out", type=_FOLDER, default=CURATED_DIR, show_default="data/curated", help="Folder to publish.")
@click.pass_obj
def build(store: Callable[[Path, Path], None] | None, raw: Path, out: Path) -> None:
    """Read raw files, check them, publish them: all or nothing.

    Exits with 0 only when every rule of severity error holds, and when what changed since the tables were published has
    a number of its own. Otherwise it lists every fault with file, line, value and cure, and the published folder stays
    as it was. A version that is replaced by another is kept beside it, and so are the files that readers were given of
    it, with the public address that ESEC_BASE_URL says.
    """
    from pipelines import build as builder

    with faults_said(out):
        built = builder.build(raw, out, report=say_step, store=store)
    say_built(built)
    state = "published" if built.changed else "unchanged"
    click.echo(
        f"{out}: version {built.version} {state}, {built.rows[T.OBSERVATIONS]} figures, "
        f"{sum(built.rows.values())} rows in {len(built.rows)} tables"
    )
