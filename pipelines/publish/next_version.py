"""Which version number a change of the data set asks for, by the recipe of Data Package 2.0 (datapackage.org, recipes).

Columns, codes or definitions changed: major. Rows added, or judged otherwise: minor. Anything else: patch. A number is
never used twice: even where rows only stand on other lines of the raw files, what is published are other bytes.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

import pandas as pd
import pyarrow as pa

from pipelines.publish.compare import Ledger, TableDifference, corrections_between
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import DEFINING_TEXTS, JUDGED, MEANING, C, T
from pipelines.schema.dataset import version_order
from pipelines.schema.declared import Table, codes_tables, tables

Frames = Mapping[str, pd.DataFrame]

# What tells of changes: an entry more is no change of the data.
_TOLD: Final = frozenset({T.RELEASES, T.CORRECTIONS})


class Step(IntEnum):
    """How far the number must rise."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def _same(old: pd.DataFrame, new: pd.DataFrame, table: Table) -> bool | None:
    """Say whether both hold the same; None where the older one does not fit the columns as they are declared now."""
    try:
        one, other = (
            pa.Table.from_pandas(frame, schema=arrow_schema(table), preserve_index=False) for frame in (old, new)
        )
    except (pa.ArrowException, KeyError):
        return None
    return bool(one.equals(other))


def _of_meaning(difference: TableDifference) -> bool:
    """Say whether what is counted is said otherwise, and no entry of the ledger says that it was only put wrongly."""
    name = difference.table
    texts = DEFINING_TEXTS.get(name, ())
    return any(
        column in MEANING.get(name, ()) or (column in texts and (name, row, column) not in difference.ledger)
        for row, columns in difference.columns_by_row().items()
        for column in columns
    )


def _step(table: Table, old: pd.DataFrame, new: pd.DataFrame, ledger: Ledger) -> Step:
    same = _same(old, new, table) if list(old.columns) == list(new.columns) else None
    if same is None:
        return Step.MAJOR
    if same:
        return Step.NONE
    if table.name == T.LINEAGE:
        return Step.PATCH
    difference = TableDifference(table.name, old, new, ledger)
    gone = bool(difference.removed)
    if (gone and table.name in codes_tables()) or _of_meaning(difference):
        return Step.MAJOR
    changed = {column for _, column in difference.changed_cells}
    if table.name in _TOLD:
        return Step.NONE if difference.added and not (gone or changed) else Step.PATCH
    return Step.MINOR if difference.added or changed & JUDGED else Step.PATCH


def step_between(old: Frames, new: Frames) -> Step:
    """Say how far the number must rise from one build to the next.

    Args:
        old: frames of the older build by table, as published.
        new: frames of the newer build, every declared table.
    """
    ledger = corrections_between(old.get(T.CORRECTIONS), new.get(T.CORRECTIONS))
    steps = [Step.MAJOR for name in old if name not in new]
    steps += [
        _step(table, old[name], new[name], ledger) if name in old else Step.MINOR
        for name, table in tables().items()
        if name in new
    ]
    return max(steps, default=Step.NONE)


def raise_version(version: str, step: Step) -> str:
    """Return the lowest version that is so far above another."""
    major, minor, patch = version_order(version)
    match step:
        case Step.MAJOR:
            return f"{major + 1}.0.0"
        case Step.MINOR:
            return f"{major}.{minor + 1}.0"
        case Step.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return version


def version_asked(old: Frames, new: Frames) -> str:
    """Return the version that the changes ask for at least; empty where the declared one is high enough.

    Args:
        old: frames as published; empty for a first release.
        new: frames of the build.
    """
    if not old or T.RELEASES not in old:
        return ""
    held, declared = (str(frames[T.RELEASES].iloc[-1][C.VERSION]) for frames in (old, new))
    asked = raise_version(held, step_between(old, new))
    return asked if version_order(declared) < version_order(asked) else ""
