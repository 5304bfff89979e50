"""Nothing published is lost or changed in silence: releases, the ledger of corrections, rows as last published."""

import pandas as pd

from expectations.engine.batches import AFTER, BEFORE, CHANGES, COLUMN, ROW, STRING, TABLE, is_in
from expectations.engine.cell_text import FORM_COLUMNS, PUBLISHED, WITHDRAWN, cell_form
from expectations.engine.changes import FACTS, forms_of, ledger_columns
from expectations.engine.judging import per_combination, same
from expectations.engine.kinds import Both
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Tables, Truth
from expectations.rules.periods import read_period
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Severity

_CELL = [TABLE, ROW, COLUMN]
_NAMED = [C.OBS_ID, C.TABLE_ID, C.ROW_KEY, C.COLUMN_ID]
_ADD_ENTRY: Both = (
    "Enter the change in data/raw/catalogue/corrections.toml, or restore what was published.",
    "Inscrire le changement dans data/raw/catalogue/corrections.toml, ou rétablir ce qui était publié.",
)


def _cells_named(entries: pd.DataFrame) -> pd.DataFrame:
    """The cell that each entry of the ledger is about: table, row, column; a figure's number has no column."""
    named = {
        TABLE: entries[C.TABLE_ID].fillna(T.OBSERVATIONS),
        ROW: entries[C.ROW_KEY].fillna(entries[C.OBS_ID]),
        COLUMN: entries[C.COLUMN_ID].fillna(""),
    }
    return pd.DataFrame(named, index=entries.index).astype(STRING)


def _last_of_each(every: Tables) -> pd.DataFrame:
    """The last entry of each cell: before and after."""
    entries = every[T.CORRECTIONS].sort_values([C.DATE, C.CORRECTION_ID], kind="stable")
    cells = _cells_named(entries).assign(**{BEFORE: entries[C.BEFORE], AFTER: entries[C.AFTER]})
    return cells.drop_duplicates(_CELL, keep="last")


def _entered(seen: Seen) -> Truth:
    """Whether the last entry of each cell leads from what was published to what is there now."""
    last = seen.tables.once("last entries of the ledger", _last_of_each)
    found = seen.rows[_CELL].merge(last, how="left", on=_CELL)
    entered = (found[BEFORE] == seen[BEFORE].to_numpy()) & (found[AFTER] == seen[AFTER].to_numpy())
    return pd.Series(entered.to_numpy(dtype=bool), index=seen.rows.index)


def _lost(seen: Seen) -> Truth:
    return (seen[COLUMN] == "") & (seen[AFTER] == WITHDRAWN)


def _of_ledger(seen: Seen) -> Truth:
    """Whether a change is one that the ledger lists."""

    def judge(table: str, column: str, lost: bool) -> bool:
        return table in FACTS if lost else column in ledger_columns(table)

    return per_combination(seen.rows[[TABLE, COLUMN]].assign(lost=_lost(seen)), judge)


def _entry_words(seen: Seen) -> list[Both]:
    """The entry that would list each change, as it is written."""
    said = []
    for table, row, column, before, after in seen.rows[[*_CELL, BEFORE, AFTER]].itertuples(index=False, name=None):
        figure = table == T.OBSERVATIONS
        named = {C.OBS_ID: row} if figure else {C.TABLE_ID: table, C.ROW_KEY: row}
        cells = {**named, **({C.COLUMN_ID: column} if column else {}), C.BEFORE: before, C.AFTER: after}
        entry = ", ".join(f"{name} = {text!r}" for name, text in cells.items())
        said.append((f"an entry of the ledger with {entry}", f"une entrée du registre avec {entry}"))
    return said


@rule(
    id="no-row-lost",
    name=("No row lost", "Aucune ligne perdue"),
    sentence=(
        "A figure, penalty, treaty, event, answer or cross-check that was published is still there, or its withdrawal "
        "stands in the ledger of corrections.",
        "Un chiffre, une peine, un traité, un événement, une réponse ou un recoupement publié est toujours là, ou son "
        "retrait figure au registre des corrections.",
    ),
    expected=("the row, or its withdrawal in the ledger", "la ligne, ou son retrait au registre"),
    cure=_ADD_ENTRY,
    scopes=[on(CHANGES, needs=[T.CORRECTIONS])],
    explain=lambda seen: [
        (f"the row that stood here, or {english}", f"la ligne qui se trouvait ici, ou {french}")
        for english, french in _entry_words(seen)
    ],
)
def expect_published_rows_to_remain(seen: Seen) -> Truth:
    """What only the catalogue declares goes when nothing uses it any more."""
    return ~_lost(seen) | ~_of_ledger(seen) | _entered(seen)


@rule(
    id="changes-in-ledger",
    name=("Changes stand in the ledger", "Changements inscrits au registre"),
    sentence=(
        "A published fact that changes (a number, what it is about, where it stands, a date, a penalty) has an entry "
        "in the ledger of corrections that says from what to what.",
        "Un fait publié qui change (un nombre, ce dont il parle, où il figure, une date, une peine) a une entrée au "
        "registre des corrections qui dit de quoi à quoi.",
    ),
    expected=("an entry of the ledger", "une entrée du registre"),
    cure=_ADD_ENTRY,
    scopes=[on(CHANGES, needs=[T.CORRECTIONS])],
    explain=_entry_words,
)
def expect_changes_to_stand_in_the_ledger(seen: Seen) -> Truth:
    """The last entry of the cell must lead from what was last published to what is there now."""
    return _lost(seen) | ~_of_ledger(seen) | _entered(seen)


@rule(
    id="other-changes",
    name=("Other changes are shown", "Les autres changements sont montrés"),
    sentence=(
        "Whatever else changes in published rows, our own words and the catalogue, is shown before it is published.",
        "Tout autre changement dans les lignes publiées, nos propres mots et le catalogue, est montré avant d'être "
        "publié.",
    ),
    expected=("what was last published", "ce qui était publié"),
    cure=(
        "Nothing to do where the change is meant; restore the cell where it is not.",
        "Rien à faire si le changement est voulu ; sinon, rétablir la cellule.",
    ),
    severity=Severity.INFORMATION,
    scopes=[on(CHANGES)],
    explain=lambda seen: [
        (f"{before!r}, as last published", f"{before!r}, comme publié auparavant") for before in seen[BEFORE]
    ],
)
def expect_other_changes_to_be_shown(seen: Seen) -> Truth:
    """It is said, and stops nothing."""
    return _of_ledger(seen)


@rule(
    id="ledger-cell",
    name=("The ledger names a fact", "Le registre désigne un fait"),
    sentence=(
        "An entry of the ledger names a figure by obs_id, or a row of another table by table_id and row_key; and the "
        "column that changed, unless it is a figure's number or the row is withdrawn.",
        "Une entrée du registre désigne un chiffre par obs_id, ou une ligne d'une autre table par table_id et row_key "
        "; et la colonne modifiée, sauf pour le nombre d'un chiffre ou une ligne retirée.",
    ),
    expected=(
        "obs_id, or table_id and row_key; with column_id for a fact other than a figure's number",
        "obs_id, ou table_id et row_key ; avec column_id pour un fait autre que le nombre d'un chiffre",
    ),
    cure=("Correct the entry in corrections.toml.", "Corriger l'entrée dans corrections.toml."),
    scopes=[on(T.CORRECTIONS, *_NAMED, reads=[C.AFTER])],
)
def expect_entries_to_name_a_fact(seen: Seen) -> Truth:
    """Our own words change without an entry, and so does what the catalogue only presents."""

    def judge(obs_id: str | None, table: str | None, row: str | None, column: str | None, after: str | None) -> bool:
        named = (obs_id is None) != (table is None) and (table is None) == (row is None)
        table = table or T.OBSERVATIONS
        if not named or table not in tables() or (table == T.OBSERVATIONS) != (obs_id is not None):
            return False
        return (column or "") in ledger_columns(table) or (column is None and after == WITHDRAWN and table in FACTS)

    return per_combination(seen.rows[[*_NAMED, C.AFTER]], judge)


def _now(seen: Seen) -> pd.Series:
    """The cell of each entry as it is now; `WITHDRAWN` where the row is gone, missing where there is no such cell."""
    cells = _cells_named(seen.rows)
    found = pd.Series(pd.NA, index=cells.index, dtype=STRING)
    for (found_table, found_column), of_column in cells.groupby([TABLE, COLUMN]):
        table, column = str(found_table), str(found_column)
        if table not in seen.tables or column not in {"", *tables()[table].names}:
            continue
        ids = of_column[ROW]
        if column:
            now = seen.tables.look_up(ids, table, column).astype(object).map(cell_form)
        elif table == T.OBSERVATIONS:
            now = forms_of(pd.DataFrame({name: seen.tables.look_up(ids, table, name) for name in FORM_COLUMNS}))
        else:
            now = pd.Series(PUBLISHED, index=ids.index)
        there = is_in(ids, seen.tables.values(table, tables()[table].key[0]))
        found.loc[of_column.index] = now.where(there, WITHDRAWN)
    return found


@rule(
    id="ledger-true",
    name=("The ledger tells the truth", "Le registre dit vrai"),
    sentence=(
        "Each entry of the ledger changes something, and the last entry of a cell ends in what stands there now.",
        "Chaque entrée du registre change quelque chose, et la dernière entrée d'une cellule aboutit à ce qui s'y "
        "trouve.",
    ),
    expected=(
        "the present form in after, and another in before",
        "la forme actuelle dans after, et une autre dans before",
    ),
    cure=("Correct before and after, or the row.", "Corriger before et after, ou la ligne."),
    scopes=[on(T.CORRECTIONS, *_NAMED, C.BEFORE, C.AFTER, reads=[C.DATE], needs=[T.OBSERVATIONS])],
    explain=lambda seen: [
        (f"{now!r} in after, as it stands now, and another form in before",
         f"{now!r} dans after, comme il s'y trouve, et une autre forme dans before")
        for now in _now(seen).fillna("?")
    ],
)  # fmt: skip
def expect_ledger_to_tell_the_truth(seen: Seen) -> Truth:
    """A withdrawn row is gone, whatever was entered of its cells before; every other one is there."""
    cells, now = _cells_named(seen.rows), _now(seen)
    ordered = seen.rows.sort_values([C.DATE, C.CORRECTION_ID], kind="stable").index
    last = cells.loc[ordered].drop_duplicates(_CELL, keep="last").index
    is_last = pd.Series(seen.rows.index.isin(last), index=seen.rows.index)
    rows = cells[TABLE] + " " + cells[ROW]
    withdrawn = rows.isin(rows[seen[C.AFTER] == WITHDRAWN]) & (now == WITHDRAWN) & (cells[COLUMN] != "")
    return ~same(seen[C.BEFORE], seen[C.AFTER]) & (~is_last | now.isna() | same(seen[C.AFTER], now) | withdrawn)


@rule(
    id="ledger-release",
    name=("Corrections belong to a release", "Corrections rattachées à une version"),
    sentence=(
        "Each entry of the ledger names a declared release, and is not dated after it.",
        "Chaque entrée du registre désigne une version déclarée, et ne lui est pas postérieure.",
    ),
    expected=(
        "a declared release, not before the entry's date",
        "une version déclarée, non antérieure à la date de l'entrée",
    ),
    cure=(
        "Declare the release in releases.toml, or correct the entry.",
        "Déclarer la version dans releases.toml, ou corriger l'entrée.",
    ),
    scopes=[on(T.CORRECTIONS, C.VERSION, C.DATE, needs=[T.RELEASES])],
)
def expect_corrections_to_belong_to_a_release(seen: Seen) -> Truth:
    """ISO dates at day precision are in order when their texts are."""
    released = seen.tables.look_up(seen[C.VERSION], T.RELEASES, C.RELEASED)
    return (seen[C.DATE].fillna("") <= released.fillna("")) & released.notna()


def version_number(text: str) -> tuple[int, ...] | None:
    """The parts of a semantic version, or None."""
    parts = text.split(".")
    return tuple(int(part) for part in parts) if len(parts) == 3 and all(part.isdigit() for part in parts) else None


@rule(
    id="releases-rise",
    name=("Releases rise", "Versions croissantes"),
    sentence=(
        "Releases are listed oldest first: each version is higher and no date earlier than the one before it.",
        "Les versions sont énumérées de la plus ancienne à la plus récente : chacune est plus haute, et sa date n'est "
        "pas antérieure.",
    ),
    expected=(
        "a version above the one before it, with a full date not before it",
        "une version supérieure à la précédente, avec une date complète qui ne la précède pas",
    ),
    cure=("Correct releases.toml.", "Corriger releases.toml."),
    scopes=[on(T.RELEASES, C.VERSION, C.RELEASED)],
)
def expect_releases_to_rise(seen: Seen) -> Truth:
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
