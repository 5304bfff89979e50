"""Turns faulty rows of a batch into faults that name key, cell, file, line and page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from expectations.engine.batches import (
    AFTER,
    CHANGES,
    COLUMN,
    PLACE,
    PLACE_FOUND,
    ROW,
    ROWS,
    STRUCTURE,
    TABLE,
    TEXT,
    TEXTS,
    TYPE_FOUND,
    VALUES,
    keys_of,
)
from expectations.engine.cell_text import FORM_COLUMNS, WITHDRAWN
from expectations.engine.engine import Outcome, RulesNotRun
from expectations.engine.rule import Check, Rule
from expectations.engine.rule_input import RuleInput, Scope, Tables
from expectations.engine.texts import Bilingual
from expectations.report.verdict import RuleFault
from pipelines.schema.cell_text import to_text
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

MOST_LISTED = 1000
"""Faults listed of one rule in one batch: enough to mend, few enough to read; the count is always whole."""


class Lines:
    """File and line of rows, by table and key. Rows that share a key share its lines out in order."""

    def __init__(self, lineage: pd.DataFrame | None) -> None:
        self._lineage = lineage
        self._taken: dict[tuple[str, str], int] = defaultdict(int)

    def find(self, table: str, keys: Sequence[str]) -> list[tuple[str, int | None]]:
        """File and line of each key; the table's name and None where the lineage has none."""
        known: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        if self._lineage is not None:
            of_table = self._lineage[self._lineage[C.TABLE_ID] == table]
            found = of_table[of_table[C.ROW_KEY].isin(pd.Index(sorted(set(keys)), dtype="str"))]
            for key, file, line in found[[C.ROW_KEY, C.RAW_FILE, C.RAW_LINE]].itertuples(index=False, name=None):
                known[str(key)].append((str(file), None if pd.isna(line) else int(line)))
        self._taken.clear()
        places = []
        for key in keys:
            rows = known.get(key, [(table, None)])
            places.append(rows[min(self._taken[table, key], len(rows) - 1)])
            self._taken[table, key] += 1
        return places


def _cells(check: Check, rows: pd.DataFrame, seen: Tables) -> Iterator[tuple[int, tuple[str, ...], Bilingual | None]]:
    """(row number, columns at fault, what was expected) of each fault in the rows."""
    scope = check.scope
    if check.cells is None:
        words = check.explain(RuleInput(rows, seen, scope)) if check.explain else [None] * len(rows)
        for number, said in zip(rows.index, words, strict=True):
            yield number, scope.columns, said
        return
    held = check.cells(RuleInput(rows, seen, scope))
    if not isinstance(held, pd.DataFrame) or held.all(axis=1).any():
        raise RulesNotRun(f"{scope.batch}: {type(check.expectation).__name__} names no cell of a row that it refused")
    for column in scope.columns:
        wrong = rows[~held[column]]
        of_column = replace(scope, columns=(column,))
        words = check.explain(RuleInput(wrong, seen, of_column)) if check.explain else [None] * len(wrong)
        for number, said in zip(wrong.index, words, strict=True):
            yield number, (column,), said


def _fault(rule: Rule, said: Bilingual | None, *, table: str, file: str, line: int | None, **cell: object) -> RuleFault:
    expected = said if said and said[0] else rule.expected
    details: dict[str, object] = {
        "rule": rule.id,
        "severity": rule.severity,
        "table": table,
        "file": file,
        "line": line,
        "expected": expected[0],
        "expected_fr": expected[1],
        "cure": rule.cure[0],
        "cure_fr": rule.cure[1],
        **cell,
    }
    return RuleFault(**details)  # type: ignore[arg-type]


def _value(cells: dict[str, str]) -> str:
    """What stands in a cell; of several cells, each that is not empty with its column."""
    if len(cells) == 1:
        return next(iter(cells.values()))
    return "; ".join(f"{column}: {text}" for column, text in cells.items() if text)


def _row_faults(
    rule: Rule,
    table: str,
    frame: pd.DataFrame,
    keys: pd.Series,
    found: Iterable[tuple[int, tuple[str, ...], Bilingual | None]],
    lines: Lines,
) -> list[RuleFault]:
    faulty = list(found)
    rows = sorted({number for number, _, _ in faulty})
    key_of = {number: to_text(keys.iloc[number]) for number in rows}
    place_of = dict(zip(rows, lines.find(table, [key_of[number] for number in rows]), strict=True))
    pages, indicators = frame.get(C.PAGE), frame.get(C.INDICATOR_ID)
    faults = []
    for number, columns, said in faulty:
        page = None if pages is None or pd.isna(pages.iloc[number]) else int(pages.iloc[number])
        file, line = place_of[number]
        faults.append(
            _fault(
                rule,
                said,
                table=table,
                file=file,
                line=line,
                row=key_of[number],
                column=", ".join(columns),
                value=_value({column: to_text(frame[column].iloc[number]) for column in columns}),
                page=page,
                indicator="" if indicators is None else to_text(indicators.iloc[number]),
            )
        )
    return faults


def _structure_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables) -> list[RuleFault]:
    words = check.explain(RuleInput(rows, seen, check.scope)) if check.explain else [None] * len(rows)
    faults = []
    for (_, row), said in zip(rows.iterrows(), words, strict=True):
        column, value = row[COLUMN], row[TYPE_FOUND]
        if not rule.structural:
            column, value = "", f"{row[ROWS]} rows"
        elif pd.isna(row[PLACE_FOUND]):
            value = "absent" if column else "absent table"
        elif row[PLACE_FOUND] != row[PLACE]:
            value = f"column {int(row[PLACE_FOUND]) + 1}"
        faults.append(_fault(rule, said, table=row[TABLE], file=row[TABLE], line=None, column=column, value=value))
    return faults


def _value_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables, lines: Lines) -> list[RuleFault]:
    """A distinct value stands for every row that carries it."""
    words = check.explain(RuleInput(rows, seen, check.scope)) if check.explain else [None] * len(rows)
    said = pd.Series(words, index=rows.index, dtype=object)
    faults: list[RuleFault] = []
    for (table, column), of_column in rows.groupby([TABLE, COLUMN], observed=True, sort=False):
        cells = seen[str(table)][str(column)]
        said_of = dict(zip(of_column[TEXT], said[of_column.index], strict=True))
        carriers = cells[cells.isin(list(said_of))][:MOST_LISTED]
        pairs = zip(carriers.index.to_list(), carriers, strict=True)
        found = [(number, (str(column),), said_of[text]) for number, text in pairs]
        faults += _row_faults(rule, str(table), seen[str(table)], seen.row_keys(str(table)), found, lines)
    return faults


def _lineage(frames: Mapping[str, pd.DataFrame] | Tables) -> pd.DataFrame | None:
    return frames[T.LINEAGE] if T.LINEAGE in frames else None  # noqa: SIM401  (Tables have no get)


def _change_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables) -> list[RuleFault]:
    """A row that is gone is shown where it stood when it was published."""
    words = check.explain(RuleInput(rows, seen, check.scope)) if check.explain else [None] * len(rows)
    said = pd.Series(words, index=rows.index, dtype=object)
    gone = (rows[COLUMN] == "") & (rows[AFTER] == WITHDRAWN)
    faults: list[RuleFault] = []
    for (name, lost), of_table in rows.groupby([TABLE, gone], sort=False):
        frames, table = (seen.previous or {}) if lost else seen, str(name)
        keys = keys_of(frames[table], tables()[table])
        carriers = keys[keys.isin(of_table[ROW])]
        place_of = dict(zip(carriers[::-1], carriers.index[::-1].to_list(), strict=True))
        cells = zip(of_table[ROW], of_table[COLUMN], said[of_table.index], strict=True)
        found = [
            (place_of[key], () if lost else (column,) if column else FORM_COLUMNS, both) for key, column, both in cells
        ]
        faults += _row_faults(rule, table, frames[table], keys, found, Lines(_lineage(frames)))
    return faults


def locate(rule: Rule, check: Check, outcome: Outcome, seen: Tables, structure: pd.DataFrame) -> list[RuleFault]:
    """The faults of one check that failed, at most `MOST_LISTED`.

    Raises:
        RulesNotRun: the rule refuses a row and names no cell of it.
    """
    scope: Scope = check.scope
    if outcome.rows is None:
        return [_fault(rule, None, table=scope.batch, file=scope.batch, line=None)]
    numbers = sorted(outcome.rows)[:MOST_LISTED]
    if scope.batch == STRUCTURE:
        return _structure_faults(rule, check, structure.loc[numbers], seen)
    lines = Lines(_lineage(seen))
    frame = seen.batch(scope.batch)
    if frame is None:
        raise KeyError(scope.batch)
    if scope.batch in (TEXTS, VALUES):
        return _value_faults(rule, check, frame.loc[numbers], seen, lines)[:MOST_LISTED]
    if scope.batch == CHANGES:
        return _change_faults(rule, check, frame.loc[numbers], seen)
    # A rule that is Great Expectations' own needs no further column than those it judges.
    rows = frame.loc[numbers, scope.column_list]
    keys = seen.row_keys(scope.batch)
    return _row_faults(rule, scope.batch, frame, keys, _cells(check, rows, seen), lines)
