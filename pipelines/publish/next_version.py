"""Which version number a change of the data set asks for, by the recipe of Data Package 2.0 (datapackage.org, recipes).

Columns or codes changed: major. Rows added: minor. Anything else: patch. A number is never used twice.
"""

from collections.abc import Mapping
from enum import IntEnum

import pandas as pd
import pyarrow as pa

from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import version_order
from pipelines.schema.declared import Table, tables

Frames = Mapping[str, pd.DataFrame]

# Files and lines of rows, and what is told about changes, are no change of the data.
_ABOUT_CHANGES = frozenset({T.LINEAGE, T.RELEASES, T.CORRECTIONS})


class Step(IntEnum):
    """How far the number must rise."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def _keys(frame: pd.DataFrame, table: Table) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[list(table.key)].astype("str"))


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    return pa.Table.from_pandas(frame, schema=arrow_schema(table), preserve_index=False)


def _step(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> Step:
    if list(old.columns) != list(new.columns):
        return Step.MAJOR
    if table.name in _ABOUT_CHANGES:
        return Step.NONE
    before, after = _keys(old, table), _keys(new, table)
    if table.name == T.CODELISTS and not before.isin(after).all():
        return Step.MAJOR
    if not after.isin(before).all():
        return Step.MINOR
    return Step.NONE if _arrow(old, table).equals(_arrow(new, table)) else Step.PATCH


def step_between(old: Frames, new: Frames) -> Step:
    """Say how far the number must rise from one build to the next.

    Args:
        old: frames of the older build by table, as published.
        new: frames of the newer build, every declared table.
    """
    steps = [
        _step(table, old[name], new[name]) if name in old else Step.MINOR
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
