"""`python -m tests.mutation --count 3000`: damage the raw folder in that many ways and report what names each."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from pipelines.schema.paths import RAW_DIR, ROOT
from tests.mutation.harness import Harness
from tests.mutation.report import SITUATIONS, passed, print_report, render_markdown, unexplained

DOCUMENT = ROOT.parent / "shared" / "source" / "ecpat-france-2011.txt"


@click.command()
@click.option("--count", default=1000, show_default=True, help="How many damages to try.")
@click.option("--seed", default=1, show_default=True, help="Another seed tries other damages.")
@click.option(
    "--raw", type=click.Path(path_type=Path, exists=True, file_okay=False), default=RAW_DIR, help="Raw folder."
)
@click.option(
    "--document", type=click.Path(path_type=Path), default=DOCUMENT, help="Text of the report, where it is at hand."
)
@click.option(
    "--markdown", type=click.Path(path_type=Path, dir_okay=False), help="Write the result as a page of the docs."
)
def main(count: int, seed: int, raw: Path, document: Path, markdown: Path | None) -> None:
    """Damage a copy of the raw folder, and require that each damage is named by a rule, or explained, and seen."""
    console = Console()
    console.width = max(console.width, 150)
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("damages named", total=count)
        harness = Harness(raw, document if document.is_file() else None, lambda done: progress.advance(task, done))
        tried = harness.make(count, seed)
        harness.try_all(tried)
    print_report(tried, console)
    if markdown:
        markdown.write_text(render_markdown(tried, seed=seed, with_report=document.is_file()), encoding="utf-8")
    left = [*unexplained(tried), *passed(tried, SITUATIONS["all of these"])]
    sys.exit(f"{len(left)} damages pass without explanation, or unseen" if left else 0)


main()
