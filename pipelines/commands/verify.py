"""`esec verify`: published rows against the text of the report."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.prove.printed_rows import PrintedRow, read_table
from pipelines.prove.report_text import UnreadableDocumentError
from pipelines.schema.columns import C, T
from pipelines.schema.paths import CURATED_DIR, RAW_DIR
from pipelines.schema.proof import RECORD

if TYPE_CHECKING:
    from pipelines.prove.verify import Report

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


def _track(rows: Sequence[PrintedRow]) -> Iterable[PrintedRow]:
    """Return the rows, with a progress bar where a terminal shows it."""
    with click.progressbar(rows, label="rows", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def _write_json(report: "Report", json_file: Path) -> None:
    try:
        json_file.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{json_file}: {error.strerror}; name a file that can be written") from None


def _write_drafts(report: "Report", folder: Path, curated: Path) -> None:
    from pipelines.prove.drafts import write_drafts

    observations, left_out = (read_table(curated, table) for table in (T.OBSERVATIONS, T.LEFT_OUT))
    corrected = [row[C.OBS_ID] or "" for row in read_table(curated, T.CORRECTIONS)]
    taken = [*(row[C.OBS_ID] for row in observations), *(row[C.LEFT_OUT_ID] for row in left_out), *corrected]
    drafts = report.drafts
    try:
        written = write_drafts(drafts, folder, taken)
    except FileExistsError as error:
        raise click.ClickException(f"{error}: this file is there already; name an empty folder") from None
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}; name a folder that can be written") from None
    names = " and ".join(str(path) for path in written)
    click.echo(f"{len(drafts)} drafts in {names}" if written else "nothing to draft")


def _say_pages(report: "Report") -> None:
    """Say what is still to be done, by page: the checklist of whoever enters a report."""
    still = {page: counts for page, counts in report.pages.items() if counts[0] < counts[1]}
    if not still:
        return
    accounted = sum(report.accounted.values())
    done = len(report.pages) - len(still)
    click.echo(
        f"still to be transcribed or left out: {report.numbers - accounted} of {report.numbers} numbers; "
        f"{done} of {len(report.pages)} pages are done"
    )
    for page, (accounted, there) in still.items():
        click.echo(f"  page {page}: {accounted} of {there} done, {there - accounted} to do")


def _write_record(report: "Report", raw: Path) -> None:
    """Note the proof beside the source, and say so: which text, which rows, how many numbers, today."""
    from pipelines.prove.record import write_record

    path = raw / report.source_id / RECORD
    try:
        written = write_record(report, path, date.today())
    except FileNotFoundError:
        raise click.ClickException(
            f"{path.parent}: no such folder, so the proof is not recorded; name the raw folder with --raw, or give "
            "--no-record"
        ) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}; name a raw folder that can be written") from None
    click.echo(f"{path}: proof recorded; build again to publish it" if written else f"{path}: recorded before")


@click.command()
@click.option(
    "--document",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="Text of the report.",
)
@click.option(
    "--curated",
    type=_FOLDER,
    default=CURATED_DIR,
    show_default="data/curated",
    help="Folder of published tables.",
)
@click.option("--raw", type=_FOLDER, default=RAW_DIR, show_default="data/raw", help="Raw folder that takes the record.")
@click.option("--no-record", is_flag=True, help="Check only, and record nothing.")
@click.option("--any-edition", is_flag=True, help="Accept a text whose hash is not the registered one.")
@click.option("--json", "json_file", type=_FILE, help="Write counts and faults to this file as JSON.")
@click.option(
    "--suggest",
    type=_FOLDER,
    help="Write drafts of rows, one for each number that is not yet accounted for, to CSV files in this folder.",
)
def verify(
    document: Path,
    curated: Path,
    raw: Path,
    no_record: bool,
    any_edition: bool,
    json_file: Path | None,
    suggest: Path | None,
) -> None:
    """Check every transcribed figure against the report's text.

    Each row's printed form must stand on its page with the number, date and wording that the row states, its note mark
    must stand there too, and every number on every page must be transcribed, or listed in left_out.csv with a reason.
    What is still to be done is counted by page. With --suggest it is drafted: page, printed form, number, wording and
    nearest date, to be completed in observations.csv, or given a reason in left_out.csv, and moved into the source's
    folder.

    The text must be the registered one. With --any-edition another text layer is read by its own page breaks (form
    feeds, the first page being page 1) where it has them, and by the registered page map otherwise.

    Lists every fault and exits with 1; exits with 0 when there is none. What holds against the registered text is then
    recorded beside the source, in verified.toml: the hash of the text, a digest of the rows, how many numbers were
    accounted for, and the day; nothing of the text. The next build publishes that the source is proved, for as long as
    its rows stay those that were.
    """
    from pyarrow import ArrowException

    from pipelines.prove.verify import NoRegisteredSourceError, verify_document

    try:
        report = verify_document(curated, document.read_bytes(), document.name, any_edition=any_edition, track=_track)
    except (UnreadableDocumentError, NoRegisteredSourceError) as error:
        raise click.ClickException(str(error)) from None
    except FileNotFoundError as error:
        raise click.ClickException(f"{error.filename or error}: no such table; run esec build first") from None
    except ArrowException as error:
        raise click.ClickException(f"{curated}: a table cannot be read; run esec build again ({error})") from None
    if json_file is not None:
        _write_json(report, json_file)
    if suggest is not None:
        _write_drafts(report, suggest, curated)
    for fault in report.faults:
        click.echo(str(fault), err=True)
    rows = ", ".join(f"{count} {table}" for table, count in report.rows.items())
    click.echo(f"{document.name}: rows of {report.source_id}: {rows}")
    click.echo(f"numbers on its pages: {report.numbers}, of which")
    for way, count in report.accounted.items():
        click.echo(f"{count:6} {way}")
    _say_pages(report)
    click.echo(f"{len(report.faults)} fault{'s' if len(report.faults) > 1 else ''}" if report.faults else "no fault")
    if report.faults:
        sys.exit(1)
    if report.registered and not no_record:
        _write_record(report, raw)
