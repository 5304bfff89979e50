"""Nothing published is lost or changed in silence: releases, the ledger of corrections, rows as last published."""

import pandas as pd

from expectations.engine.changes import FACTS, PUBLISHED, WITHDRAWN, cell_form, forms_of, ledger_columns
from expectations.engine.judging import per_combination, same
from expectations.engine.kinds import language_of
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import AFTER, BEFORE, CHANGES, COLUMN, ROW, STRING, TABLE, Tables, is_in
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.periods import read_period
from pipelines.schema.columns import FORM_COLUMNS, C, T
from pipelines.schema.declared import may_be_left_out, tables
from pipelines.schema.faults import Severity

_CELL = [TABLE, ROW, COLUMN]
_NAMED = [C.OBS_ID, C.TABLE_ID, C.ROW_KEY, C.COLUMN_ID]


def _may_be_entered(table: str, column: str) -> bool:
    """Say whether an entry may name a column: what must be entered, and words of the catalogue that were wrong."""
    # What was corrected in a language stays entered where the site no longer speaks it.
    named = column in tables()[table].names and language_of(column) is not None
    return (table not in FACTS and (named or may_be_left_out(column))) or column in ledger_columns(table)


def _cells_named(entries: pd.DataFrame) -> pd.DataFrame:
    """Return the cell that each entry of the ledger is about: table, row, column; a figure's number has no column."""
    named = {
        TABLE: entries[C.TABLE_ID].fillna(T.OBSERVATIONS),
        ROW: entries[C.ROW_KEY].fillna(entries[C.OBS_ID]),
        COLUMN: entries[C.COLUMN_ID].fillna(""),
    }
    return pd.DataFrame(named, index=entries.index).astype(STRING)


def _last_of_each(every: Tables) -> pd.DataFrame:
    """Return the last entry of each cell: before and after."""
    entries = every[T.CORRECTIONS].sort_values([C.DATE, C.CORRECTION_ID], kind="stable")
    cells = _cells_named(entries).assign(**{BEFORE: entries[C.BEFORE], AFTER: entries[C.AFTER]})
    return cells.drop_duplicates(_CELL, keep="last")


def _entered(seen: RuleInput) -> Truth:
    """Say whether the last entry of each cell leads from what was published to what is there now."""
    last = seen.tables.once("last entries of the ledger", _last_of_each)
    found = seen.rows[_CELL].merge(last, how="left", on=_CELL)
    entered = (found[BEFORE] == seen[BEFORE].to_numpy()) & (found[AFTER] == seen[AFTER].to_numpy())
    return pd.Series(entered.to_numpy(dtype=bool), index=seen.rows.index)


def _lost(seen: RuleInput) -> Truth:
    return (seen[COLUMN] == "") & (seen[AFTER] == WITHDRAWN)


def _of_ledger(seen: RuleInput) -> Truth:
    """Say whether a change is one that the ledger lists."""

    def judge(table: str, column: str, lost: bool) -> bool:
        return table in FACTS if lost else column in ledger_columns(table)

    return per_combination(seen.rows[[TABLE, COLUMN]].assign(lost=_lost(seen)), judge)


def _entry_words(seen: RuleInput) -> list[Bilingual]:
    """Return the entry that would list each change, as it is written; of an entry itself, how it is undone."""
    said = []
    for table, row, column, before, after in seen.rows[[*_CELL, BEFORE, AFTER]].itertuples(index=False, name=None):
        if table == T.CORRECTIONS:
            said.append(bilingual("ledger.undo", row=row))
            continue
        observation = table == T.OBSERVATIONS
        named = {C.OBS_ID: row} if observation else {C.TABLE_ID: table, C.ROW_KEY: row}
        cells = {**named, **({C.COLUMN_ID: column} if column else {}), C.BEFORE: before, C.AFTER: after}
        entry = ", ".join(f"{name} = {text!r}" for name, text in cells.items())
        said.append(bilingual("ledger.entry", entry=entry))
    return said


@rule(
    "no-row-lost",
    on(CHANGES, needs=[T.CORRECTIONS]),
    explain=lambda seen: [
        entry if table == T.CORRECTIONS else bilingual("ledger.row", entry=entry)
        for table, entry in zip(seen[TABLE], _entry_words(seen), strict=True)
    ],
)
def expect_published_rows_to_remain(seen: RuleInput) -> Truth:
    """What only the catalogue declares goes when nothing uses it any more."""
    return ~_lost(seen) | ~_of_ledger(seen) | _entered(seen)


@rule("changes-in-ledger", on(CHANGES, needs=[T.CORRECTIONS]), explain=_entry_words)
def expect_changes_to_stand_in_the_ledger(seen: RuleInput) -> Truth:
    """The last entry of the cell must lead from what was last published to what is there now."""
    return _lost(seen) | ~_of_ledger(seen) | _entered(seen)


@rule(
    "other-changes",
    on(CHANGES),
    severity=Severity.INFORMATION,
    explain=lambda seen: [bilingual("ledger.before", before=before) for before in seen[BEFORE]],
)
def expect_other_changes_to_be_shown(seen: RuleInput) -> Truth:
    """It is said, and stops nothing."""
    return _of_ledger(seen)


@rule("ledger-cell", on(T.CORRECTIONS, *_NAMED, reads=[C.AFTER]))
def expect_entries_to_name_a_fact(seen: RuleInput) -> Truth:
    """Our own words change without an entry, but those of the catalogue may have one, where they were wrong."""

    def judge(obs_id: str | None, table: str | None, row: str | None, column: str | None, after: str | None) -> bool:
        named = (obs_id is None) != (table is None) and (table is None) == (row is None)
        table = table or T.OBSERVATIONS
        if not named or table not in tables() or (table == T.OBSERVATIONS) != (obs_id is not None):
            return False
        return _may_be_entered(table, column or "") or (column is None and after == WITHDRAWN and table in FACTS)

    return per_combination(seen.rows[[*_NAMED, C.AFTER]], judge)


def _rows_named(rows: pd.DataFrame, key: str, ids: pd.Series) -> pd.DataFrame:
    """Return the rows of a table that ids name, by their key: a few of millions, looked for once."""
    named = rows[is_in(rows[key], pd.Index(ids.dropna().unique()))]
    return named.drop_duplicates(key).set_index(key, drop=False)


def _now(seen: RuleInput) -> pd.Series:
    """Read each entry's cell as it is now; `WITHDRAWN` where the row is gone, missing where there is none."""
    cells = _cells_named(seen.rows)
    found = pd.Series(pd.NA, index=cells.index, dtype=STRING)
    for found_table, of_table in cells.groupby(TABLE):
        table = str(found_table)
        if table not in seen.tables:
            continue
        rows = _rows_named(seen.tables[table], tables()[table].key[0], of_table[ROW])
        for found_column, of_column in of_table.groupby(COLUMN):
            column, ids = str(found_column), of_column[ROW]
            if column not in {"", *tables()[table].names}:
                continue
            if column:
                now = rows[column].reindex(ids).astype(object).map(cell_form)
            elif table == T.OBSERVATIONS:
                now = forms_of(rows[list(FORM_COLUMNS)].reindex(ids))
            else:
                now = pd.Series(PUBLISHED, index=ids)
            found.loc[ids.index] = now.set_axis(ids.index).where(ids.isin(rows.index), WITHDRAWN)
    return found


@rule(
    "ledger-true",
    on(T.CORRECTIONS, *_NAMED, C.BEFORE, C.AFTER, reads=[C.DATE], needs=[T.OBSERVATIONS]),
    explain=lambda seen: [bilingual("ledger.after", now=now) for now in _now(seen).fillna("?")],
)
def expect_ledger_to_tell_the_truth(seen: RuleInput) -> Truth:
    """A withdrawn row is gone, whatever was entered of its cells before; every other one is there."""
    cells, now = _cells_named(seen.rows), _now(seen)
    ordered = seen.rows.sort_values([C.DATE, C.CORRECTION_ID], kind="stable").index
    last = cells.loc[ordered].drop_duplicates(_CELL, keep="last").index
    is_last = pd.Series(seen.rows.index.isin(last), index=seen.rows.index)
    rows = cells[TABLE] + " " + cells[ROW]
    withdrawn = rows.isin(rows[seen[C.AFTER] == WITHDRAWN]) & (now == WITHDRAWN) & (cells[COLUMN] != "")
    return ~same(seen[C.BEFORE], seen[C.AFTER]) & (~is_last | now.isna() | same(seen[C.AFTER], now) | withdrawn)


@rule("ledger-release", on(T.CORRECTIONS, C.VERSION, C.DATE, needs=[T.RELEASES]))
def expect_corrections_to_belong_to_a_release(seen: RuleInput) -> Truth:
    """ISO dates at day precision are in order when their texts are."""
    released = seen.look_up(C.VERSION, T.RELEASES, C.RELEASED)
    return (seen[C.DATE].fillna("") <= released.fillna("")) & released.notna()


def version_number(text: str) -> tuple[int, ...] | None:
    """Return the parts of a semantic version, or None."""
    parts = text.split(".")
    return tuple(int(part) for part in parts) if len(parts) == 3 and all(part.isdigit() for part in parts) else None


@rule("releases-rise", on(T.RELEASES, C.VERSION, C.RELEASED))
def expect_releases_to_rise(seen: RuleInput) -> Truth:
    """A release has a day."""
    rises = []
    highest: tuple[int, ...] = ()
    latest = ""
    for version, released in zip(seen[C.VERSION].fillna(""), seen[C.RELEASED].fillna(""), strict=True):
        number, day = version_number(version) or (), released
        period = read_period(day)
        rises.append(number > highest and period is not None and period.start == period.end and day >= latest)
        highest, latest = max(highest, number), max(latest, day)
    return pd.Series(rises, index=seen.rows.index, dtype=bool)
