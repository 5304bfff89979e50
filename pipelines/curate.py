"""Raw rows to the published tables' frames: types, defaults, units, order, totals, lineage. Judges nothing."""

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

import pandas as pd

from pipelines.cells import Value, type_row
from pipelines.faults import Faults
from pipelines.read_raw import RawRows, read_raw
from pipelines.reconcile import reconcile
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, ObsStatus, Qualifier
from pipelines.schema.columns import ORDER, C, T
from pipelines.schema.declared import Table, tables

Frames = dict[str, pd.DataFrame]
_PANDAS = {"string": "str", "double": "float64", "int64": "Int64", "bool": "boolean"}
_DEFAULT_AREA = "FR"
_ESTIMATED = "estimated"


def to_frame(table: Table, rows: Iterable[Mapping[str, Value]]) -> pd.DataFrame:
    """A frame with the table's columns and types from typed rows."""
    frame = pd.DataFrame(list(rows), columns=table.names)
    return frame.astype({column.name: _PANDAS[column.field.type] for column in table.columns})


def _fill_observation(values: dict[str, Value], indicator: Mapping[str, Value]) -> None:
    defaults = {
        C.REF_AREA: _DEFAULT_AREA,
        C.SEX: TOTAL,
        C.AGE: TOTAL,
        C.ANSWER: NOT_APPLICABLE,
        C.COMPARABILITY_ID: values[C.INDICATOR_ID],
        C.UNIT_MEASURE: indicator.get(C.UNIT_MEASURE),
    }
    for name, default in defaults.items():
        if values[name] is None:
            values[name] = default
    if values[C.OBS_STATUS] is None:
        if values[C.QUALIFIER] == Qualifier.MISSING:
            values[C.OBS_STATUS] = str(ObsStatus.MISSING)
        else:
            estimated = indicator.get(C.MEASURE_KIND) == _ESTIMATED
            values[C.OBS_STATUS] = str(ObsStatus.ESTIMATED if estimated else ObsStatus.NORMAL)


def _default_groups(indicators: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """Each indicator's own comparability group, named after it."""
    return [
        {
            C.COMPARABILITY_ID: indicator[C.INDICATOR_ID],
            C.INDICATOR_ID: indicator[C.INDICATOR_ID],
            C.NAME_EN: indicator[C.NAME_EN],
            C.NAME_FR: indicator[C.NAME_FR],
        }
        for indicator in indicators
    ]


def _lineage(raw: RawRows) -> list[dict[str, Value]]:
    return [
        {
            C.TABLE_ID: name,
            C.ROW_KEY: "|".join(row.cells.get(column, "") for column in tables()[name].key),
            C.RAW_FILE: row.file,
            C.RAW_LINE: row.line,
        }
        for name, rows in raw.items()
        for row in rows
    ]


def curate_rows(raw: RawRows, faults: Faults) -> Frames:
    """Frames of every published table from raw rows.

    A group, a unit or a default follows from the catalogue; what cannot be read is None and its fault is noted.
    """
    typed = {name: [type_row(tables()[name], row, faults) for row in rows] for name, rows in raw.items()}
    for name, rows in typed.items():
        if C.SORT_ORDER in tables()[name].filled:
            for values, order in zip(rows, count(1), strict=False):
                values[C.SORT_ORDER] = order
    indicators = {str(values[C.INDICATOR_ID]): values for values in typed[T.INDICATORS]}
    for values in typed[T.OBSERVATIONS]:
        _fill_observation(values, indicators.get(str(values[C.INDICATOR_ID]), {}))
    used = {values[C.COMPARABILITY_ID] for values in typed[T.OBSERVATIONS]}
    # A default group exists for its figures only: an indicator whose figures all stand in declared groups has none.
    groups = [group for group in _default_groups(typed[T.INDICATORS]) if group[C.COMPARABILITY_ID] in used]
    typed[T.COMPARABILITY] = groups + typed[T.COMPARABILITY]
    reconcile(typed[T.RECONCILIATIONS], typed[T.OBSERVATIONS])
    typed[T.LINEAGE] = _lineage(raw)
    frames = {table.name: to_frame(table, typed[table.name]) for table in tables().values()}
    for name, columns in ORDER.items():
        frames[name] = frames[name].sort_values(list(columns), kind="stable").reset_index(drop=True)
    return frames


def curate(raw_dir: Path, faults: Faults) -> Frames:
    """Read and curate a raw folder; every fault met goes to `faults`."""
    return curate_rows(read_raw(raw_dir, faults), faults)
