"""Raw rows to the published tables' frames: types, defaults, units, order, totals, lineage. Judges nothing."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count, islice
from pathlib import Path

import pandas as pd

from pipelines.curate.proofs import fill_proofs
from pipelines.curate.reconcile import reconcile
from pipelines.curate.territories import fill_beside_figures, fill_from_figures
from pipelines.raw.cells import Value, type_row
from pipelines.raw.read_csv import RawRow
from pipelines.raw.read_raw import scan_raw
from pipelines.schema.codes import (
    NOT_APPLICABLE,
    OPEN_BASE,
    TOTAL,
    UNIT_OF_OPEN_BASE,
    MeasureKind,
    ObsStatus,
    PeriodBasis,
    Qualifier,
)
from pipelines.schema.columns import ORDER, C, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import Table, columns_of, tables
from pipelines.schema.faults import Faults
from pipelines.schema.formulas import parse_formula

Frames = dict[str, pd.DataFrame]
_PANDAS = {"string": "str", "double": "float64", "int64": "Int64", "bool": "boolean"}
# What a figure's status is where its row gives none, by the kind of its indicator; of other kinds, normal.
_STATUS_OF_KIND: Mapping[str, ObsStatus] = {
    MeasureKind.ESTIMATED: ObsStatus.ESTIMATED,
    MeasureKind.ASSERTED: ObsStatus.UNVALIDATED,
}
# Rows that are held as they were read.
_BATCH = 20_000


def to_frame(table: Table, rows: Iterable[Mapping[str, Value]]) -> pd.DataFrame:
    """Return a frame with the table's columns and types from typed rows."""
    return _typed(table, pd.DataFrame(list(rows), columns=table.names))


def _typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({column.name: _PANDAS[column.field.type] for column in table.columns})


def _defaults(indicator: Mapping[str, Value], question: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a figure of an indicator has in columns that its row leaves empty."""
    return {
        C.REF_AREA: COUNTRY or None,
        C.PERIOD_BASIS: str(PeriodBasis.STATED),
        C.SEX: TOTAL,
        C.AGE: TOTAL,
        C.ANSWER: NOT_APPLICABLE,
        C.COMPARABILITY_ID: indicator.get(C.INDICATOR_ID),
        C.UNIT_MEASURE: indicator.get(C.UNIT_MEASURE),
        **{column: question.get(column) for column in columns_of("base")},
        C.OBS_STATUS: str(_STATUS_OF_KIND.get(str(indicator.get(C.MEASURE_KIND)), ObsStatus.NORMAL)),
    }


def _fill_observation(values: dict[str, Value], defaults: Mapping[str, Value]) -> None:
    if values[C.QUALIFIER] == Qualifier.MISSING and values[C.OBS_STATUS] is None:
        values[C.OBS_STATUS] = str(ObsStatus.MISSING)
    for name, default in defaults.items():
        if values[name] is None:
            values[name] = default
    if str(values[C.BASE_EN]).startswith(OPEN_BASE["en"]):
        values[C.UNIT_MEASURE] = UNIT_OF_OPEN_BASE


def _sorted(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows in order, and empty the frame: column by column, so that a large table is not held twice."""
    order = frame[list(columns)].sort_values(list(columns), kind="stable").index.to_numpy()
    names = list(frame.columns)
    return pd.DataFrame({name: frame.pop(name).array.take(order) for name in names}, columns=names, copy=False)


def _default_groups(indicators: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """Return each indicator's own comparability group, named after it."""
    return [
        {
            C.COMPARABILITY_ID: indicator[C.INDICATOR_ID],
            C.INDICATOR_ID: indicator[C.INDICATOR_ID],
            **{column: indicator[column] for column in columns_of("name")},
        }
        for indicator in indicators
    ]


def _lineage(name: str, rows: Sequence[RawRow]) -> pd.DataFrame:
    """Say where each row of a table stands."""
    key = tables()[name].key
    found = {
        C.TABLE_ID: name,
        C.ROW_KEY: ["|".join(row.cells.get(column, "") for column in key) for row in rows],
        C.RAW_FILE: [row.file for row in rows],
        C.RAW_LINE: [row.line for row in rows],
    }
    return _typed(tables()[T.LINEAGE], pd.DataFrame(found, columns=tables()[T.LINEAGE].names))


def _recomputed(reconciliations: Iterable[Mapping[str, Value]]) -> set[str]:
    """Return the ids of the figures that a recomputation needs."""
    named: set[str] = set()
    for row in reconciliations:
        named.add(str(row[C.OBS_ID]))
        try:
            named |= set(parse_formula(str(row[C.FORMULA])).ids)
        except ValueError:
            continue
    return named


class _Curator:
    """Takes raw rows in batches, so that only typed columns are held of tables of any size."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.lineage: list[pd.DataFrame] = []

    def _types(self, name: str, rows: Sequence[RawRow]) -> list[dict[str, Value]]:
        self.lineage.append(_lineage(name, rows))
        return [type_row(tables()[name], row, self._faults) for row in rows]

    def small(self, name: str, rows: Iterable[RawRow]) -> list[dict[str, Value]]:
        """Return the typed rows of a table."""
        typed = self._types(name, list(rows))
        if C.SORT_ORDER in tables()[name].filled:
            for values, order in zip(typed, count(1), strict=False):
                values[C.SORT_ORDER] = order
        return typed

    def observations(
        self, rows: Iterable[RawRow], typed: Mapping[str, Sequence[Mapping[str, Value]]], wanted: set[str]
    ) -> tuple[pd.DataFrame, list[dict[str, Value]]]:
        """Frame of all figures, and the typed rows of those wanted; what a row leaves out is in the other tables."""
        table, parts, kept = tables()[T.OBSERVATIONS], [], []
        questions = {values[C.QUESTION_ID]: values for values in typed[T.SURVEY_QUESTIONS]}
        defaults = {
            indicator[C.INDICATOR_ID]: _defaults(indicator, questions.get(indicator[C.QUESTION_ID], {}))
            for indicator in typed[T.INDICATORS]
        }
        rows = iter(rows)
        while batch := list(islice(rows, _BATCH)):
            figures = self._types(table.name, batch)
            for values in figures:
                named = values[C.INDICATOR_ID]
                if named not in defaults:
                    defaults[named] = _defaults({C.INDICATOR_ID: named}, {})
                _fill_observation(values, defaults[named])
            kept += [values for values in figures if values[C.OBS_ID] in wanted]
            parts.append(to_frame(table, figures))
        return pd.concat(parts, ignore_index=True) if parts else to_frame(table, []), kept


def curate_rows(raw: Mapping[str, Iterable[RawRow]], faults: Faults) -> Frames:
    """Return frames of every published table from raw rows.

    A group, a unit or a default follows from the catalogue; what cannot be read is None and its fault is noted.
    """
    curator = _Curator(faults)
    typed = {name: curator.small(name, rows) for name, rows in raw.items() if name != T.OBSERVATIONS}
    observations, recomputed = curator.observations(raw[T.OBSERVATIONS], typed, _recomputed(typed[T.RECONCILIATIONS]))
    used = set(observations[C.COMPARABILITY_ID].dropna().unique())
    # A default group exists for its figures only: an indicator whose figures all stand in declared groups has none.
    groups = [group for group in _default_groups(typed[T.INDICATORS]) if group[C.COMPARABILITY_ID] in used]
    typed[T.COMPARABILITY] = groups + typed[T.COMPARABILITY]
    fill_beside_figures(typed)
    fill_from_figures(typed[T.COMPARABILITY], C.COMPARABILITY_ID, observations)
    fill_from_figures(typed[T.INDICATORS], C.INDICATOR_ID, observations)
    reconcile(typed[T.RECONCILIATIONS], recomputed)
    frames = {name: to_frame(tables()[name], rows) for name, rows in typed.items()}
    frames[T.OBSERVATIONS] = observations
    fill_proofs(frames)
    frames[T.LINEAGE] = pd.concat(curator.lineage, ignore_index=True)
    curator.lineage.clear()
    for name, columns in ORDER.items():
        frames[name] = _sorted(frames.pop(name), columns)
    return {name: frames[name] for name in tables()}


def curate(raw_dir: Path, faults: Faults) -> Frames:
    """Read and curate a raw folder; every fault met goes to `faults`."""
    return curate_rows(scan_raw(raw_dir, faults), faults)
