"""`esec new`: a figure, an indicator or a source from flags, written only where it keeps the rules."""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from pipelines.curate.curate import curate_rows
from pipelines.curate.reconcile import round_half_up
from pipelines.publish.publish import read_published
from pipelines.publish.swap import sync
from pipelines.raw.read_csv import RawRow, separator_of
from pipelines.raw.read_raw import CSV, SOURCE_FILE, RawRows, files_of, read_raw
from pipelines.schema.codes import OWN_SOURCE, Qualifier, next_number
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, Table, tables
from pipelines.schema.faults import Fault, Faults, Severity
from pipelines.schema.formulas import parse_formula
from pipelines.schema.paths import CATALOGUE, CURATED_DIR, RAW_DIR

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
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewRow:
    """A row that is not written yet: its table, its raw file, its key, and its other raw cells by column."""

    table: Table
    file: str
    key: str
    cells: dict[str, str]

    @property
    def raw_cells(self) -> dict[str, str]:
        """Return every cell as reading the file gives it."""
        folder: dict[str, str] = {C.SOURCE_ID: self.file.partition("/")[0]} if self.table.raw == "source" else {}
        return {**self.cells, self.table.key[0]: self.key, **folder}

    def fault(self, column: str, value: str, expected: str, cure: str) -> Fault:
        """Make a fault of this row."""
        return Fault(
            rule="new-row", file=self.file, row=self.key, column=column, value=value, expected=expected, cure=cure
        )


def _flag(column: Column) -> str:
    return f"--{column.name.removeprefix('obs_').removesuffix('_id').replace('_', '-')}"


def _flags(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add one option for each raw column of the table but its key, with the declared description as help."""
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

    The row is held against the rules first, and written only when it keeps them; what is missing or wrong is said all
    at once. Look at it with esec preview.
    """


@new.command()
@click.option("--source", "source_id", required=True, help="Id of the source: the name of its folder.")
@_flags(T.OBSERVATIONS)
@_RAW
def figure(source_id: str, raw_dir: Path, **cells: str) -> None:
    """Add a figure to a source, under the next free id."""
    raw, table = _read(raw_dir), tables()[T.OBSERVATIONS]
    published = read_published(CURATED_DIR).get(T.OBSERVATIONS)
    rows = [*raw[T.OBSERVATIONS], *raw[T.CORRECTIONS]]
    taken = [*(row.cells.get(C.OBS_ID, "") for row in rows), *([] if published is None else published[C.OBS_ID])]
    key = next_obs_id(source_id, taken)
    row = NewRow(table, f"{source_id}/{table.name}.csv", key, {**cells, **_computed(raw, cells)})
    if source_id not in _keys(raw, T.SOURCES):
        expected = "a source with a folder in the raw folder"
        _refuse([row.fault(C.SOURCE_ID, source_id, expected, "Correct the id, or run esec new source first.")])
    for path in files_of(raw_dir / source_id, table):
        if path.suffix != CSV:
            cure = f"Add the row in the workbook, under the id {key}, or save the sheet as CSV UTF-8 and remove it."
            _refuse([Fault("raw-workbook", f"{source_id}/{path.name}", "a table as CSV, to add a row", cure)])
    _add(raw_dir, raw, row)


@new.command()
@click.argument("indicator_id")
@_flags(T.INDICATORS)
@_RAW
def indicator(indicator_id: str, raw_dir: Path, **cells: str) -> None:
    """Add the indicator INDICATOR_ID at the end of the catalogue; its figures come next."""
    _add_named(raw_dir, NewRow(tables()[T.INDICATORS], f"{CATALOGUE}/{T.INDICATORS}.toml", indicator_id, cells))


@new.command()
@click.argument("source_id")
@_flags(T.SOURCES)
@_RAW
def source(source_id: str, raw_dir: Path, **cells: str) -> None:
    """Add the source SOURCE_ID, a folder with its record; its figures come next."""
    _add_named(raw_dir, NewRow(tables()[T.SOURCES], f"{source_id}/{SOURCE_FILE}", source_id, cells))


def _add_named(raw_dir: Path, row: NewRow) -> None:
    """Add a row whose key the maintainer chose."""
    raw, (column,) = _read(raw_dir), row.table.key
    if not _SLUG.fullmatch(row.key):
        expected = "lower-case letters and digits, joined by hyphens"
        _refuse([row.fault(column, row.key, expected, "Choose an id such as helpline-calls-answered.")])
    if row.key in _keys(raw, row.table.name):
        _refuse([row.fault(column, row.key, "an id that is not taken", "Choose another id.")])
    _add(raw_dir, raw, row)


def next_obs_id(source_id: str, taken: Iterable[str]) -> str:
    """Find the next id of a figure; ids are never reused, so it follows the greatest that ever was.

    Args:
        source_id: source of the figure: our own arithmetic has a series of its own.
        taken: ids in raw files, in the ledger and in what is published.
    """
    series = "d" if source_id == OWN_SOURCE else "o"
    return f"{series}-{next_number(series, taken):04}"


def _computed(raw: RawRows, cells: dict[str, str]) -> dict[str, str]:
    """Fill in what follows from a formula of our own arithmetic; nothing where it cannot be computed."""
    if not cells[C.DERIVATION]:
        return {}
    values = {row.cells[C.OBS_ID]: float(text) for row in raw[T.OBSERVATIONS] if (text := row.cells[C.OBS_VALUE])}
    units = {row.cells[C.INDICATOR_ID]: row.cells[C.UNIT_MEASURE] for row in raw[T.INDICATORS]}
    decimals = {row.cells[C.UNIT_MEASURE]: int(row.cells[C.DECIMALS]) for row in raw[T.UNITS]}
    try:
        value = parse_formula(cells[C.DERIVATION]).compute(values)
        rounded = round_half_up(value, decimals[units[cells[C.INDICATOR_ID]]])
    except (KeyError, ValueError):
        return {}
    known = {C.OBS_VALUE: f"{rounded:.15g}", C.QUALIFIER: str(Qualifier.EXACT), C.ORIGIN_ID: "own"}
    return {name: cells[name] or text for name, text in known.items()}


def _keys(raw: RawRows, table: str) -> list[str]:
    (key,) = tables()[table].key
    return [row.cells[key] for row in raw[table]]


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


def compose(raw_dir: Path, row: NewRow) -> tuple[str, int]:
    """Write the whole content of the row's file with the row in it; returned with the line on which the row starts."""
    path = raw_dir / row.file
    before = path.read_bytes().decode("utf-8") if path.is_file() else ""
    newline = "\r\n" if "\r\n" in before else "\n"
    if path.suffix == ".csv":
        names = [column.name for column in row.table.raw_columns]
        before = before or ",".join(names) + newline
        before += "" if before.endswith("\n") else newline
        # Excel puts a byte order mark first.
        line, first = io.StringIO(), before.splitlines()[0].removeprefix("\ufeff")
        separator = separator_of(first)
        header = next(csv.reader([first], delimiter=separator))
        writer = csv.writer(line, lineterminator=newline, delimiter=separator)
        writer.writerow([row.raw_cells.get(name, "") for name in header])
        return before + line.getvalue(), before.count("\n") + 1
    given = [(column, row.cells[column.name]) for column in row.table.raw_columns if row.cells.get(column.name)]
    written = [
        f"{column.name} = {json.dumps(text, ensure_ascii=False) if column.field.type == 'string' else text}"
        for column, text in given
    ]
    if row.table.name == T.SOURCES:
        return "\n".join(["# One publication. The folder's name is its id.", *written, ""]), 1
    before = before.rstrip() + newline * 2
    return before + newline.join([f"[{row.key}]", *written, ""]), before.count("\n") + 1


def write(path: Path, content: str) -> None:
    """Replace a file in one step, so that it is the whole old or the whole new one; its folder is made where it lacks.

    Raises:
        OSError: the file cannot be written; it is then as it was.
    """
    made = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".{path.name}-new")
    try:
        temporary.write_bytes(content.encode("utf-8"))
        if path.is_file():
            shutil.copymode(path, temporary)
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        if made:
            path.parent.rmdir()
        raise
    sync(path.parent)


def _judge(raw: RawRows, row: NewRow, line: int) -> list[Fault]:
    """List the open faults of the row, by the types of its cells and the rules that a build runs."""
    from expectations.validate import check

    untyped = Faults()
    rows = {**raw, row.table.name: [*raw[row.table.name], RawRow(row.file, line, row.raw_cells)]}
    frames = curate_rows(rows, untyped)
    # What could not be read, or follows from an unknown indicator, is empty to the rules: that is no second fault.
    unread = {fault.column for fault in untyped}
    if row.table.name == T.OBSERVATIONS and row.cells[C.INDICATOR_ID] not in _keys(raw, T.INDICATORS):
        unread |= {C.COMPARABILITY_ID, C.UNIT_MEASURE}
    judged = [fault for fault in check(frames).faults if (fault.file, fault.line) == (row.file, line)]
    return [*untyped, *(each for each in judged if each.rule != _NEXT_STEP and each.column not in unread)]


def _add(raw_dir: Path, raw: RawRows, row: NewRow) -> None:
    """Check the row, and write it or say what is missing and wrong."""
    try:
        content, line = compose(raw_dir, row)
        if sys.stderr.isatty():
            click.echo("checking …", err=True)
        found = _judge(raw, row, line)
        errors = [fault for fault in found if fault.severity is Severity.ERROR]
        if errors:
            named = [fault.column.split(", ") for fault in errors]
            empty = {name for names in named if not any(map(row.cells.get, names)) for name in names}
            flags = [_flag(column) for column in row.table.raw_columns if column.name in empty]
            if flags:
                click.echo(f"Still needed: {' '.join(flags)}", err=True)
            _refuse(errors)
        write(raw_dir / row.file, content)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}. Nothing was written.") from error
    for fault in found:
        click.echo(f"warning: {fault}", err=True)
    click.echo(f"{raw_dir / row.file}:{line}: {row.key} added. Look at it with: esec preview")
