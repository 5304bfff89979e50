"""Which figures of an indicator a page shows, and in which order. Selects; computes nothing."""

from collections.abc import Sequence
from typing import Any

from dashboard.data.store import Snapshot
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, Qualifier, SourceKind
from pipelines.schema.columns import C, Row, T, text_in
from pipelines.schema.declared import Language, fields, tables
from pipelines.schema.periods import parse_period


def in_time(rows: Sequence[Row]) -> list[Row]:
    """Sort rows by end of their period, then start, then id."""

    def key(row: Row) -> tuple[Any, ...]:
        period = parse_period(row[C.TIME_PERIOD])
        return (period.end, period.start, row[C.OBS_ID])

    return sorted(rows, key=key)


def split_by_kind(snapshot: Snapshot, rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Group rows, in time, into the report's, other publications' and our own."""
    groups: dict[str, list[Row]] = {kind: [] for kind in SourceKind}
    for row in in_time(rows):
        groups[snapshot.kind_of(row[C.SOURCE_ID])].append(row)
    return groups[SourceKind.REPORT], groups[SourceKind.OTHER_PUBLICATION], groups[SourceKind.OWN_ARITHMETIC]


def latest(snapshot: Snapshot, indicator_id: str) -> Row | None:
    """Give the last figure of an indicator for everyone: the report's, else others', else our own arithmetic."""
    for rows in split_by_kind(snapshot, snapshot.observations_of(indicator_id)):
        whole = [r for r in rows if r[C.SEX] == TOTAL and r[C.AGE] == TOTAL and r[C.QUALIFIER] != Qualifier.MISSING]
        plain = [row for row in whole if row[C.ANSWER] == NOT_APPLICABLE] or whole
        if plain:
            return plain[-1]
    return None


def crosschecks_of(snapshot: Snapshot, obs_ids: set[str]) -> list[Row]:
    """List the cross-checks about these figures."""
    return [row for row in snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID] in obs_ids]


def corrections_of(snapshot: Snapshot, obs_ids: set[str]) -> list[Row]:
    """List the corrections of these figures, the newest first."""
    found = [row for row in snapshot.rows(T.CORRECTIONS) if row[C.OBS_ID] in obs_ids]
    return sorted(found, key=lambda row: row[C.DATE], reverse=True)


def corrected(row: Row, lang: Language) -> tuple[str, str]:
    """Say what an entry of the ledger is about: the row (a figure's id, or table and key), and the column.

    The column is empty where a figure's number changed, or where the row was withdrawn.
    """
    table, column = row.get(C.TABLE_ID), row.get(C.COLUMN_ID)
    what = f"{tables()[table].title[lang]}, {row[C.ROW_KEY]}" if table in tables() else str(row[C.OBS_ID])
    return what, fields()[column].title[lang] if column in fields() else ""


def before_and_after(snapshot: Snapshot, row: Row, lang: Language) -> tuple[str, str]:
    """Say the cells of an entry of the ledger as a reader understands them: a code with its words before it."""
    column = row.get(C.COLUMN_ID)
    codelist = fields()[column].codes if column in fields() else None

    def said(cell: str) -> str:
        found = snapshot.code(codelist, cell) if codelist else None
        name = text_in(found, "name", lang) if found else cell
        return cell if name == cell else f"{name} ({cell})"

    return said(str(row[C.BEFORE])), said(str(row[C.AFTER]))


def reconciliations_of(snapshot: Snapshot, obs_id: str) -> list[Row]:
    """List the recomputations of a figure that a source prints."""
    return [row for row in snapshot.rows(T.RECONCILIATIONS) if row[C.OBS_ID] == obs_id]
