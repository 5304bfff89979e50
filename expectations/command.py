"""`esec validate`: checks what is published, and says what is wrong with it."""

import json
import sys
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import CURATED_DIR, RAW_DIR

_FOLDER = click.Path(path_type=Path, file_okay=False)
# Wide enough for seven columns where the output goes to a file.
_NARROWEST = 120


@click.command()
@click.option("--curated", type=_FOLDER, default=CURATED_DIR, show_default="data/curated", help="Published folder.")
@click.option(
    "--raw", type=_FOLDER, default=RAW_DIR, show_default="data/raw", help="Raw folder with accepted warnings."
)
@click.option("--previous", type=_FOLDER, help="An earlier published folder: nothing of it may be lost in silence.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the verdict as JSON (schema: expectations/verdict.schema.json).",
)
@click.option(
    "--html", "html_dir", type=_FOLDER, help="Write the verdict as one page in both languages: DIR/index.html."
)
@click.option("--timings", is_flag=True, help="Print how long each rule took, in all and for a million rows.")
def validate(
    curated: Path, raw: Path, previous: Path | None, json_file: Path | None, html_dir: Path | None, timings: bool
) -> None:
    """Check every rule on the published tables.

    Prints each rule with its result, and each fault with row, value, file, line, page and cure. Exits with 1 when a
    rule of severity error does not hold, a warning is not accepted, an acceptance has expired, or a file is not as its
    descriptor says.
    """
    from expectations.report.published import read_folder

    for folder in filter(None, (curated, previous)):
        if not folder.is_dir():
            raise click.ClickException(
                f"{folder}: nothing is published there. Run `esec build` first, in the folder that holds data/raw, or "
                "name the published folder."
            )
    frames, faults = read_folder(curated)
    earlier, earlier_faults = read_folder(previous) if previous else (None, [])
    try:
        # Imported here: Great Expectations takes seconds to import, and `--help` needs no such wait.
        from expectations.engine.rule import timed
        from expectations.report.acceptances import read_acceptances
        from expectations.report.tell import print_report, print_timings, render_page
        from expectations.report.verdict import to_record
        from expectations.settings import check_settings
        from expectations.validate import check

        with timed() as seconds:
            found = check(frames, accepted=read_acceptances(raw), previous=earlier, today=date.today())
    except FaultsFound as broken:
        for fault in broken.faults:
            click.echo(str(fault), err=True)
        sys.exit(1)
    # The settings are those of the folder worked on, and say nothing of another.
    of_settings = check_settings(frames) if curated.resolve() == CURATED_DIR.resolve() else []
    verdict = found.with_faults([*faults, *earlier_faults, *of_settings])
    if json_file:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(to_record(verdict), ensure_ascii=False, indent=1, sort_keys=True)
        json_file.write_text(text + "\n", encoding="utf-8")
    if html_dir:
        html_dir.mkdir(parents=True, exist_ok=True)
        (html_dir / "index.html").write_text(render_page(verdict), encoding="utf-8")
    console = Console()
    console.width = max(console.width, _NARROWEST)
    print_report(verdict, console)
    if timings:
        print_timings(verdict, seconds, console)
    sys.exit(0 if verdict.success else 1)
