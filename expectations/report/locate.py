"""Turns faulty rows of a batch into faults that name key, cell, file, line and page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from expectations.engine.changes import WITHDRAWN
from expectations.engine.engine import Outcome, RulesNotRun
from expectations.engine.rule import Check, Rule, RuleInput, Scope
from expectations.engine.tables import (
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
    Tables,
    keys_of,
)
from expectations.engine.texts import Bilingual
from expectations.report.verdict import RuleFault
from pipelines.schema.cell_text import to_text
from pipelines.schema.columns import FORM_COLUMNS, C, T
from pipelines.schema.declared import tables

MOST_LISTED = 1000
"""Faults listed of one rule in one batch: enough to mend, few enough to read; the count is always whole."""

_Found = tuple[int, Sequence[str], Bilingual]
"""A faulty row: its number, the columns at fault, and what was expected, where the rule says it of each row."""


def find_lines(lineage: pd.DataFrame | None, table: str, keys: Sequence[str]) -> list[tuple[str, int | None]]:
    """Return file and line of each key; the table's name and None where the lineage has none.

    Rows that share a key share its lines out in order.
    """
    known: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    if lineage is not None:
        found = lineage[
            (lineage[C.TABLE_ID] == table) & lineage[C.ROW_KEY].isin(pd.Index(sorted(set(keys)), dtype="str"))
        ]
        for key, file, line in found[[C.ROW_KEY, C.RAW_FILE, C.RAW_LINE]].itertuples(index=False, name=None):
            known[str(key)].append((str(file), None if pd.isna(line) else int(line)))
    taken: Counter[str] = Counter()
    places = []
    for key in keys:
        rows = known.get(key, [(table, None)])
        places.append(rows[min(taken[key], len(rows) - 1)])
        taken[key] += 1
    return places


def _words(check: Check, rows: pd.DataFrame, seen: Tables, scope: Scope | None = None) -> Iterable[Bilingual]:
    """Say what was expected of each row; empty where the rule's own words say it."""
    return check.explain(RuleInput(rows, seen, scope or check.scope)) if check.explain else [("", "")] * len(rows)


def _cells(check: Check, rows: pd.DataFrame, seen: Tables) -> Iterator[_Found]:
    scope = check.scope
    if check.cells is None:
        for number, said in zip(rows.index, _words(check, rows, seen), strict=True):
            yield number, scope.columns, said
        return
    held = check.cells(RuleInput(rows, seen, scope))
    if not isinstance(held, pd.DataFrame) or held.all(axis=1).any():
        raise RulesNotRun(f"{scope.batch}: {type(check.expectation).__name__} names no cell of a row that it refused")
    for column in scope.columns:
        wrong = rows[~held[column]]
        words = _words(check, wrong, seen, replace(scope, columns=(column,)))
        for number, said in zip(wrong.index, words, strict=True):
            yield number, (column,), said


def _fault(rule: Rule, said: Bilingual, table: str, **where: Any) -> RuleFault:
    expected, cure = said if said[0] else rule.text("expected"), rule.text("cure")
    return RuleFault(
        rule=rule.id,
        severity=rule.severity,
        table=table,
        expected=expected[0],
        expected_fr=expected[1],
        cure=cure[0],
        cure_fr=cure[1],
        **{"file": table, **where},
    )


def _value(cells: dict[str, str]) -> str:
    """Say what stands in a cell; of several cells, each that is not empty with its column."""
    if len(cells) == 1:
        return next(iter(cells.values()))
    return "; ".join(f"{column}: {text}" for column, text in cells.items() if text)


def _row_faults(
    rule: Rule, frames: Mapping[str, pd.DataFrame], table: str, found: Iterable[_Found]
) -> Iterator[RuleFault]:
    frame, faulty = frames[table], list(found)
    keys = keys_of(frame, tables()[table])
    key_of = {number: to_text(keys.iloc[number]) for number in sorted({number for number, _, _ in faulty})}
    places = find_lines(frames.get(T.LINEAGE), table, list(key_of.values()))
    place_of = dict(zip(key_of, places, strict=True))
    pages, indicators = frame.get(C.PAGE), frame.get(C.INDICATOR_ID)
    for number, columns, said in faulty:
        file, line = place_of[number]
        yield _fault(
            rule,
            said,
            table,
            file=file,
            line=line,
            row=key_of[number],
            column=", ".join(columns),
            value=_value({column: to_text(frame[column].iloc[number]) for column in columns}),
            page=None if pages is None or pd.isna(pages.iloc[number]) else int(pages.iloc[number]),
            indicator="" if indicators is None else to_text(indicators.iloc[number]),
        )


def _structure_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables) -> Iterator[RuleFault]:
    for (_, row), said in zip(rows.iterrows(), _words(check, rows, seen), strict=True):
        column, value = row[COLUMN], row[TYPE_FOUND]
        if not rule.structural:
            column, value = "", f"{row[ROWS]} rows"
        elif pd.isna(row[PLACE_FOUND]):
            value = "absent" if column else "absent table"
        elif row[PLACE_FOUND] != row[PLACE]:
            value = f"column {int(row[PLACE_FOUND]) + 1}"
        yield _fault(rule, said, row[TABLE], column=column, value=value)


def _value_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables) -> Iterator[RuleFault]:
    """A distinct value stands for every row that carries it."""
    words = pd.Series([*_words(check, rows, seen)], index=rows.index, dtype=object)
    for (table, column), of_column in rows.groupby([TABLE, COLUMN], observed=True, sort=False):
        cells = seen[str(table)][str(column)]
        said_of = dict(zip(of_column[TEXT], words[of_column.index], strict=True))
        carriers = cells[cells.isin(list(said_of))][:MOST_LISTED]
        pairs = zip(carriers.index.to_list(), carriers, strict=True)
        yield from _row_faults(rule, seen, str(table), [(row, (str(column),), said_of[text]) for row, text in pairs])


def _change_faults(rule: Rule, check: Check, rows: pd.DataFrame, seen: Tables) -> Iterator[RuleFault]:
    """A row that is gone is shown where it stood when it was published."""
    words = pd.Series([*_words(check, rows, seen)], index=rows.index, dtype=object)
    gone = (rows[COLUMN] == "") & (rows[AFTER] == WITHDRAWN)
    for (name, lost), of_table in rows.groupby([TABLE, gone], sort=False):
        frames, table = seen.previous if lost else seen, str(name)
        keys = keys_of(frames[table], tables()[table])
        carriers = keys[keys.isin(of_table[ROW])]
        place_of = dict(zip(carriers[::-1], carriers.index[::-1].to_list(), strict=True))
        cells = zip(of_table[ROW], of_table[COLUMN], words[of_table.index], strict=True)
        found = [(place_of[key], () if lost else (each,) if each else FORM_COLUMNS, said) for key, each, said in cells]
        yield from _row_faults(rule, frames, table, found)


def locate(rule: Rule, check: Check, outcome: Outcome, seen: Tables) -> list[RuleFault]:
    """Return the faults of one check that failed, at most `MOST_LISTED`.

    Raises:
        RulesNotRun: the rule refuses a row and names no cell of it.
    """
    scope, frame = check.scope, seen.batch(check.scope.batch)
    if outcome.rows is None:
        return [_fault(rule, ("", ""), scope.batch)]
    if frame is None:
        raise KeyError(scope.batch)
    numbers = sorted(outcome.rows)[:MOST_LISTED]
    by_batch = {STRUCTURE: _structure_faults, VALUES: _value_faults, TEXTS: _value_faults, CHANGES: _change_faults}
    if scope.batch in by_batch:
        return [*by_batch[scope.batch](rule, check, frame.loc[numbers], seen)][:MOST_LISTED]
    # A rule that is Great Expectations' own needs no further column than those it judges.
    return [*_row_faults(rule, seen, scope.batch, _cells(check, frame.loc[numbers, scope.column_list], seen))]
