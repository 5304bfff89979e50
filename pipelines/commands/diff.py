"""`esec diff`: what a new build adds, changes and removes."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

from pipelines.schema.paths import DESCRIPTOR

if TYPE_CHECKING:
    from pipelines.publish.compare import Change


def _frames(folder: Path) -> dict[str, pd.DataFrame]:
    from pipelines.publish.publish import read_published

    if not (folder / DESCRIPTOR).is_file():
        raise click.BadParameter(f"{folder} holds no published tables: no {DESCRIPTOR} there")
    return read_published(folder)


def say_changes(changes: Sequence["Change"]) -> None:
    """Print each change on a line, then how many there are of each kind."""
    from pipelines.publish.compare import Kind

    for change in changes:
        click.echo(str(change))
    counts = Counter(change.kind for change in changes)
    click.echo(", ".join(f"{counts[kind]} {kind}" for kind in Kind if counts[kind]) or "no difference")


@click.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """List what the published folder NEW adds, changes and removes against OLD.

    Each line names the figure, the page, the old and the new value, and the reason from the corrections ledger. A cell
    that is our judgement, such as the group within which figures compare, is reclassified rather than changed. Exits
    with 0 whether or not there are differences.
    """
    from pipelines.publish.compare import compare
    from pipelines.publish.next_version import version_asked

    try:
        before, after = _frames(old), _frames(new)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    changes = compare(before, after)
    if as_json:
        json.dump([asdict(change) for change in changes], sys.stdout, ensure_ascii=False, indent=1)
        click.echo()
        return
    say_changes(changes)
    asked = version_asked(before, after)
    if asked:
        click.echo(f"This asks for version {asked} or later, which NEW does not declare.")
