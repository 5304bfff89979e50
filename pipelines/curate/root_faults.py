"""Sets aside faults that only follow from what could not be read, so that they do not bury their causes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from pipelines.raw.read_raw import SOURCE_FILE
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault

# Faults of reading after which rows are missing; after the others every row is there.
_LOSING = frozenset(
    {"raw-file", "raw-header", "raw-encoding", "raw-quoting", "raw-toml", "raw-cells", "raw-empty-file"}
)
# A column named like a table's key, or like several of them, holds keys of that table.
_OWNERS = {table.key[0]: table.name for table in tables().values() if len(table.key) == 1}


def incomplete_tables(read: Iterable[Fault]) -> set[str]:
    """Return tables of which reading lost rows; every table where a file's name does not say which."""
    found: set[str] = set()
    for fault in read:
        if fault.rule in _LOSING:
            path = PurePosixPath(fault.file)
            name = T.SOURCES if path.name == SOURCE_FILE else path.stem
            found |= {name} if name in tables() else set(tables())
    # Curation takes units and default groups from the indicators.
    return found | ({T.OBSERVATIONS, T.COMPARABILITY, T.UNITS} if T.INDICATORS in found else set())


def _refers_to(table: str, column: str) -> set[str]:
    """Return the table that a column's values are looked up in, where there is one."""
    if table not in tables() or column not in tables()[table].names:
        return set()
    field = tables()[table].column(column).field
    listed = {T.CODELISTS} if field.codes else set()
    own = {T.INDICATORS} if column == C.RELATED_IDS else {_OWNERS.get(column.removesuffix("s"), "")} - {table}
    return listed | own | ({field.ref[0]} if field.ref else set())


def without_consequences(
    read: Sequence[Fault], checked: Iterable[Fault], needs: Callable[[Fault], set[str]]
) -> list[Fault]:
    """Return the faults that rules found, less those that would go away once what reading found is mended.

    Args:
        read: faults of reading.
        checked: faults that rules found in what could be read.
        needs: tables that the fault's rule looks things up in.
    """
    incomplete = incomplete_tables(read)
    unread = {(fault.file, fault.line, fault.column) for fault in read}
    kept = []
    for fault in checked:
        table = getattr(fault, "table", "")
        columns = fault.column.split(", ")
        # What curation fills in or recomputes comes from other tables.
        filled = tables()[table].filled if table in tables() else ()
        follows = (
            bool(incomplete & needs(fault))
            or any(incomplete & _refers_to(table, column) for column in columns)
            or (fault.line is None and table in incomplete)
            or bool(incomplete and set(columns) & set(filled))
            or any((fault.file, fault.line, column) in unread for column in columns)
        )
        if not follows:
            kept.append(fault)
    return kept
