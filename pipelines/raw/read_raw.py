"""Find and read every raw file: the catalogue, and one folder a source. Nothing is skipped in silence."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from pipelines.raw.read_csv import RawRow, scan_csv
from pipelines.raw.read_toml import read_blocks, read_single
from pipelines.raw.read_workbook import WORKBOOKS, scan_workbook
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Table, tables
from pipelines.schema.faults import Fault, Faults
from pipelines.schema.paths import CATALOGUE
from pipelines.schema.proof import RECORD, RECORD_COLUMNS

SOURCE_FILE = "source.toml"
CSV = ".csv"
_OF_TABLES = (CSV, *WORKBOOKS)
# Catalogue files that are not tables: what `expectations` reads for its own rules.
_OTHER_CATALOGUE_FILES = frozenset({"terms.toml", "accepted_warnings.toml"})

_RULE = "raw-file"
_OF_SPREADSHEETS = frozenset({*WORKBOOKS, ".xls", ".xlsm"})
_SAVE_SHEETS = "Save each sheet as CSV UTF-8, XLSX or ODS under the name of its table, and remove this file."

RawRows = dict[str, list[RawRow]]
ScannedRows = dict[str, Iterable[RawRow]]


def _read_catalogue(folder: Path, faults: Faults) -> RawRows:
    rows: RawRows = {}
    declared = [table for table in tables().values() if table.raw == "catalogue"]
    for table in declared:
        name = f"{CATALOGUE}/{table.name}.toml"
        path = folder / f"{table.name}.toml"
        if path.is_file():
            rows[table.name] = read_blocks(path, name, table, faults)
        else:
            faults.append(Fault(_RULE, name, "this catalogue file", "Restore it."))
    known = {f"{table.name}.toml" for table in declared} | _OTHER_CATALOGUE_FILES
    faults.extend(_unknown_files(folder, known))
    return rows


def _unknown_files(folder: Path, known: set[str]) -> Iterator[Fault]:
    """Find what stands in a folder and is none of the files that it may hold."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not (path.name in known and path.is_file()) and not path.name.startswith("."):
            workbook = path.suffix.lower() in _OF_SPREADSHEETS
            cure = _SAVE_SHEETS if workbook else "Rename the file to the table that it holds, or remove it."
            named = ", ".join(sorted(name for name in known if not name.endswith(WORKBOOKS)))
            also = "" if folder.name == CATALOGUE else ", tables also as XLSX or ODS"
            yield Fault(_RULE, f"{folder.name}/{path.name}", f"only {named}{also}", cure)


def files_of(folder: Path, table: Table) -> list[Path]:
    """List the files of a source's folder that hold a table: one, as CSV or as a workbook, or none."""
    paths = (folder / f"{table.name}{suffix}" for suffix in _OF_TABLES)
    return [path for path in paths if path.is_file()]


def _of_source(rows: Iterable[RawRow], source_id: str) -> Iterator[RawRow]:
    for row in rows:
        row.cells[C.SOURCE_ID] = source_id
        yield row


def _add_proof(path: Path, name: str, sources: Iterable[RawRow], faults: Faults) -> None:
    """Add to a source's row what stands in the record of its proof, where there is one."""
    table = tables()[T.SOURCES]
    of_record = replace(table, columns=tuple(table.column(each) for each in RECORD_COLUMNS), filled=())
    for row in sources if path.is_file() else []:
        record = read_single(path, name, of_record, {C.SOURCE_ID: row.cells[C.SOURCE_ID]}, faults)
        row.cells.update(record.cells if record else {})


def _scan_source(folder: Path, source_tables: list[Table], faults: Faults) -> ScannedRows:
    rows: ScannedRows = {}
    source_id = folder.name
    record = folder / SOURCE_FILE
    if record.is_file():
        row = read_single(record, f"{source_id}/{SOURCE_FILE}", tables()[T.SOURCES], {C.SOURCE_ID: source_id}, faults)
        rows[T.SOURCES] = [] if row is None else [row]
        _add_proof(folder / RECORD, f"{source_id}/{RECORD}", rows[T.SOURCES], faults)
    else:
        faults.append(
            Fault(_RULE, f"{source_id}/{SOURCE_FILE}", "the source's record", "Add it; see the maintainer's guide.")
        )
    known = {SOURCE_FILE, RECORD}
    for table in source_tables:
        known |= {f"{table.name}{suffix}" for suffix in _OF_TABLES}
        there = files_of(folder, table)
        if len(there) > 1:
            name, expected = f"{source_id}/{there[1].name}", f"one file for the table; {there[0].name} holds it too"
            faults.append(Fault(_RULE, name, expected, "Bring the rows together in one of them, and remove the other."))
        elif there:
            scan = scan_csv if there[0].suffix == CSV else scan_workbook
            names = [column.name for column in table.raw_columns]
            found = scan(there[0], f"{source_id}/{there[0].name}", names, faults, table.optional)
            rows[table.name] = _of_source(found, source_id)
    faults.extend(_unknown_files(folder, known))
    return rows


def scan_raw(raw_dir: Path, faults: Faults) -> ScannedRows:
    """Read every raw row by table, sources in order of their folders' names; those of CSV as they are asked for.

    Args:
        raw_dir: the raw folder, with `catalogue/` and one folder a source.
        faults: takes every fault found, at the latest when the last row is taken; a row that could not be read is not
            in the result.
    """
    rows: ScannedRows = {table.name: [] for table in tables().values() if table.raw != "computed"}
    if not raw_dir.is_dir():
        faults.append(
            Fault(
                _RULE,
                str(raw_dir),
                f"the raw folder, with {CATALOGUE}/ and a folder for each source",
                "Work in the folder that holds data/raw, or name the raw folder with --raw.",
            )
        )
        return rows
    rows.update(_read_catalogue(raw_dir / CATALOGUE, faults))
    source_tables = [table for table in tables().values() if table.raw == "source"]
    for entry in sorted(raw_dir.iterdir()):
        if entry.name == CATALOGUE or entry.name.startswith("."):
            continue
        if not entry.is_dir():
            cure = "Move the file into its source's folder, or remove it."
            faults.append(Fault(_RULE, entry.name, "a folder a source", cure))
            continue
        for name, found in _scan_source(entry, source_tables, faults).items():
            rows[name] = chain(rows[name], found)
    return rows


def read_raw(raw_dir: Path, faults: Faults) -> RawRows:
    """Read the same at once, as lists."""
    return {name: list(rows) for name, rows in scan_raw(raw_dir, faults).items()}
