"""Vectorised helpers for rules: each distinct text, or combination of cells, is judged once."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from expectations.engine.rule import RuleInput, Truth
from expectations.engine.tables import COLUMN, TABLE, TEXT


def plain_cells(rows: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Return the cells of each row as plain objects, None where one is missing."""
    objects = rows.astype(object)
    return objects.where(objects.notna(), None).itertuples(index=False, name=None)


def per_combination(rows: pd.DataFrame, judge: Callable[..., bool], *, where: Truth | None = None) -> Truth:
    """Judge each distinct combination of a row's cells once; missing cells are None.

    Args:
        rows: the cells, in the order of the judge's arguments.
        judge: says whether a combination is as it should be.
        where: the rows to judge; the others are as they should be.
    """
    judged = rows if where is None else rows[where]
    result = pd.Series(True, index=rows.index)
    if judged.empty:
        return result
    group = judged.groupby(list(judged.columns), dropna=False, sort=False, observed=True).ngroup().to_numpy()
    first = ~pd.Series(group).duplicated().to_numpy()
    answers = np.empty(int(first.sum()), dtype=bool)
    answers[group[first]] = [judge(*cells) for cells in plain_cells(judged[first])]
    result.loc[judged.index] = answers[group]
    return result


def each_distinct(values: pd.Series, say: Callable[[str], str]) -> pd.Series:
    """Say something of each text, of each distinct one once; missing where the text is."""
    codes, distinct = pd.factorize(values)
    # Missing texts have code -1, which is the last place.
    said = pd.Index([*(say(str(text)) for text in distinct), None], dtype="str")
    return pd.Series(said.take(codes), index=values.index)


def per_column(seen: RuleInput, judge: Callable[[str, str, pd.Series], Truth | None]) -> Truth:
    """Judge the distinct values of each column of each table together.

    Args:
        seen: the batch of distinct values, or of distinct texts.
        judge: gets table, column and values; gives None where it has nothing to say of that column.
    """
    result = np.ones(len(seen.rows), dtype=bool)
    table_of, column_of = (pd.Categorical(seen[name]) for name in (TABLE, COLUMN))
    # A column's values adjoin: it ends where table or column changes.
    changes = (np.diff(table_of.codes) != 0) | (np.diff(column_of.codes) != 0)
    edges = [0, *(np.flatnonzero(changes) + 1).tolist(), len(seen.rows)]
    for start, end in pairwise(edges) if len(seen.rows) else ():
        judged = judge(str(table_of[start]), str(column_of[start]), seen[TEXT].iloc[start:end])
        if judged is not None:
            result[start:end] = judged.to_numpy()
    return pd.Series(result, index=seen.rows.index)


def same(one: pd.Series, other: pd.Series) -> Truth:
    """Say whether two columns hold the same text; a missing text is the same as nothing."""
    return one.astype("str") == other.astype("str")


def by_cell(rows: pd.DataFrame, judge: Callable[[pd.Series], Truth]) -> pd.DataFrame:
    """Judge each column of the rows on its own."""
    return pd.DataFrame({str(name): judge(rows[name]) for name in rows.columns}, index=rows.index)


def unlike_most(group: pd.Series, value: pd.Series) -> Truth:
    """Return rows whose value is not the commonest of their group: the odd ones out, or all where none is commoner."""
    pairs = pd.DataFrame({"group": group.astype("str"), "value": value.astype("str")}, index=group.index)
    kinds = pairs.groupby("group", observed=True)["value"].transform("nunique")
    if not (kinds > 1).any():
        return pd.Series(False, index=group.index)
    mixed = pairs[kinds > 1]
    count = mixed.groupby(["group", "value"])["value"].transform("size")
    most = count.groupby(mixed["group"]).transform("max")
    tied = mixed[count == most].groupby("group")["value"].transform("nunique")
    odd = (count < most) | tied.reindex(mixed.index).gt(1)
    return odd.reindex(group.index, fill_value=False)
