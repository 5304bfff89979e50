"""`esec new`: a figure, an indicator or a source, asked for or given as flags, checked, and only then written."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from pipelines.draft.draft import (
    Draft,
    check_cell,
    check_draft,
    draft_figure,
    draft_indicator,
    draft_source,
    fill_computed,
    missing,
    with_draft,
)
from pipelines.draft.raw_writer import compose, write
from pipelines.raw.read_raw import RawRows, read_raw
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, tables
from pipelines.schema.faults import Fault, Faults, FaultsFound, Severity
from pipelines.schema.paths import CURATED_DIR, RAW_DIR

_RAW = click.option(
    "--raw",
    "raw_dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=RAW_DIR,
    show_default="data/raw",
    help="Folder of raw files.",
)
# A new entry is used by nothing yet: that is the next step, and no fault of the entry.
_NEXT_STEP = "used-entries"


def _flag(column: Column) -> str:
    return f"--{column.name.removeprefix('obs_').removesuffix('_id').replace('_', '-')}"


def _flags(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """One option for each raw column of the table but its key, with the declared description as help."""
    table = tables()[name]

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for column in reversed(table.raw_columns):
            if column.name not in table.key:
                function = click.option(_flag(column), column.name, default="", help=column.field.text["en"])(function)
        return function

    return add


@click.group()
def new() -> None:
    """Write a figure, an indicator or a source into the raw files.

    What is needed and not given as a flag is asked for. The row is held against the rules first, and written only when
    it keeps them; publish it with esec build.
    """


@new.command()
@click.option("--source", "source_id", required=True, help="Id of the source: the name of its folder.")
@_flags(T.OBSERVATIONS)
@_RAW
def figure(source_id: str, raw_dir: Path, **cells: str) -> None:
    """Add a figure to a source, under the next free id."""
    from pipelines.publish.publish import read_published

    raw = _read(raw_dir)
    published = read_published(CURATED_DIR).get(T.OBSERVATIONS)
    taken = [] if published is None else list(published[C.OBS_ID])
    _add(raw_dir, raw, draft_figure(raw, source_id, cells, taken))


@new.command()
@click.argument("indicator_id")
@_flags(T.INDICATORS)
@_RAW
def indicator(indicator_id: str, raw_dir: Path, **cells: str) -> None:
    """Add the indicator INDICATOR_ID at the end of the catalogue; its figures come next."""
    _add(raw_dir, _read(raw_dir), draft_indicator(indicator_id, cells))


@new.command()
@click.argument("source_id")
@_flags(T.SOURCES)
@_RAW
def source(source_id: str, raw_dir: Path, **cells: str) -> None:
    """Add the source SOURCE_ID, a folder with its record; its figures come next."""
    _add(raw_dir, _read(raw_dir), draft_source(source_id, cells))


def _refuse(faults: Sequence[Fault]) -> NoReturn:
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(f"{len(faults)} faults; nothing was written.", err=True)
    sys.exit(1)


def _read(raw_dir: Path) -> RawRows:
    faults = Faults()
    raw = read_raw(raw_dir, faults)
    if faults.errors:
        _refuse(faults.errors)
    return raw


def _ask(raw: RawRows, draft: Draft) -> None:
    """Ask for each needed cell until it has a value that may stand there."""

    def answer_for(column: Column) -> Callable[[str], str]:
        def check(text: str) -> str:
            fault = check_cell(raw, draft, column, text.strip())
            if fault is not None:
                raise click.UsageError(f"expected {fault.expected}. {fault.cure}")
            return text.strip()

        return check

    fill_computed(raw, draft)
    while names := missing(raw, draft):
        column = draft.table.column(names[0])
        title = f"{column.field.title['en']} ({_flag(column)})"
        try:
            draft.cells[column.name] = click.prompt(title, value_proc=answer_for(column))
        except click.Abort:
            flags = " ".join(_flag(draft.table.column(name)) for name in names)
            click.echo(f"\nNothing was written. Still needed: {flags}", err=True)
            sys.exit(1)
        fill_computed(raw, draft)


def _judge(raw: RawRows, draft: Draft, line: int) -> list[Fault]:
    """Open faults of the draft's own row, by the rules that a build runs."""
    from expectations.validate import check
    from pipelines.curate.curate import curate_rows

    frames = curate_rows(with_draft(raw, draft, line), Faults())
    return [fault for fault in check(frames).faults if (fault.file, fault.line) == (draft.file, line)]


def _add(raw_dir: Path, raw: RawRows, draft: Draft) -> None:
    """Ask for what is missing, check, write."""
    # What is given as a flag and is wrong need not wait for the answers to the rest.
    wrong = [fault for fault in check_draft(raw, draft) if fault.value]
    if wrong:
        _refuse(wrong)
    _ask(raw, draft)
    wrong = check_draft(raw, draft)
    if wrong:
        _refuse(wrong)
    try:
        _, line = compose(raw_dir, draft)
        if sys.stderr.isatty():
            click.echo("checking …", err=True)
        found = [fault for fault in _judge(raw, draft, line) if fault.rule != _NEXT_STEP]
        errors = [fault for fault in found if fault.severity is Severity.ERROR]
        if errors:
            _refuse(errors)
        path = write(raw_dir, draft)
    except FaultsFound as refused:
        _refuse(refused.faults)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}. Nothing was written.") from error
    for fault in found:
        click.echo(f"warning: {fault}", err=True)
    click.echo(f"{path}:{line}: {draft.key} added. Publish it with: esec build")
