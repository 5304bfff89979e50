"""`esec preview`: what the raw files would publish, with its differences, served on this machine alone."""

from collections.abc import Iterable
from pathlib import Path

import click

from pipelines.commands.build import faults_said, say_built, say_step
from pipelines.commands.diff import say_changes
from pipelines.publish.compare import Change, Kind
from pipelines.schema.columns import T
from pipelines.schema.paths import CURATED_DIR, PREVIEW_DIR, RAW_DIR

_FOLDER = click.Path(path_type=Path)
# Pages of single rows, or their places on a page, under /<lang>/.
_PAGES: dict[str, str] = {
    T.OBSERVATIONS: "figures/{}",
    T.INDICATORS: "indicators/{}",
    T.TOPICS: "topics/{}",
    T.SOURCES: "sources#{}",
}
_LISTED = 20


def _pages(changes: Iterable[Change]) -> list[str]:
    """Return the paths of the pages about rows that are new or other, each once."""
    rows = [(each.table, each.row) for each in changes if each.row and each.kind != Kind.REMOVED]
    return list(dict.fromkeys(_PAGES[table].format(row) for table, row in rows if table in _PAGES))


@click.command()
@click.option("--raw", type=_FOLDER, default=RAW_DIR, show_default="data/raw", help="Folder of raw files.")
@click.option(
    "--curated",
    type=_FOLDER,
    default=CURATED_DIR,
    show_default="data/curated",
    help="Published folder to compare with.",
)
@click.option("--out", type=_FOLDER, default=PREVIEW_DIR, show_default="data/preview", help="Folder to build into.")
@click.option("--port", type=click.IntRange(1, 65535), default=8051, show_default=True, help="Port to serve it at.")
@click.option("--no-serve", is_flag=True, help="List the differences and serve nothing.")
@click.pass_context
def preview(context: click.Context, raw: Path, curated: Path, out: Path, port: int, no_serve: bool) -> None:
    """Show what the raw files would publish, before anybody is given it.

    Checks everything as `esec build` does, lists every difference from what is published, says which version number it
    asks for, and serves the pages until it is interrupted. What is published stays as it is.
    """
    from pipelines import build as builder

    with faults_said(out):
        found = builder.preview(raw, curated, out, report=say_step)
    say_built(found.built)
    say_changes(found.changes)
    if found.asked:
        click.echo(f"To publish this, declare version {found.asked} or later in catalogue/releases.toml.")
    if no_serve:
        return
    pages = _pages(found.changes)
    for path in pages[:_LISTED]:
        click.echo(f"http://127.0.0.1:{port}/en/{path}  http://127.0.0.1:{port}/fr/{path}")
    if len(pages) > _LISTED:
        click.echo(f"and {len(pages) - _LISTED} pages more")
    serve = context.find_root().command.get_command(context, "serve")  # type: ignore[attr-defined]
    context.invoke(serve, host="127.0.0.1", port=port, curated=str(out), workers=1)
