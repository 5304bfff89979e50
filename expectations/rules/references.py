"""Codes and references lead somewhere: nothing dangles."""

from difflib import get_close_matches
from typing import Final

import pandas as pd

from expectations.engine.judging import per_column, per_combination
from expectations.engine.kinds import ID_LISTS
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import COLUMN, TABLE, TEXT, VALUES, Tables, is_in, keys_of, plain
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.codes import (
    AnswerKind,
    ChartKind,
    CorrectionClass,
    MeasureKind,
    ObsStatus,
    PeriodBasis,
    Proof,
    Qualifier,
    SourceKind,
)
from pipelines.schema.columns import C, T
from pipelines.schema.declared import fields, tables

_SUGGESTIONS: Final = 3
_SEARCHED: Final = 1000


def _listed_codes(every: Tables, codelist: str) -> pd.Series:
    """Return codes of one code list."""
    lists = every[T.CODELISTS]
    return lists.loc[lists[C.CODELIST_ID] == codelist, C.CODE].dropna()


def _explain_codes(seen: RuleInput) -> list[Bilingual]:
    lists = [fields()[str(column)].codes or "" for column in seen[COLUMN]]
    codes = {codelist: ", ".join(sorted(_listed_codes(seen.tables, codelist))) for codelist in set(lists)}
    return [bilingual("reference.code", codelist=codelist, codes=codes[codelist]) for codelist in lists]


@rule("listed-codes", on(VALUES, needs=[T.CODELISTS]), explain=_explain_codes)
def expect_codes_to_be_listed(seen: RuleInput) -> Truth:
    """Empty cells have rules of their own."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        codelist = fields()[column].codes
        return values.isin(_listed_codes(seen.tables, codelist)) if codelist else None

    return per_column(seen, judge)


def _target(table: str, column: str) -> tuple[str, str] | None:
    """Return table and column that a column refers to, or None."""
    return tables()[table].reference(tables()[table].column(column))


def _explain_references(seen: RuleInput) -> list[Bilingual]:
    targets = (_target(str(t), str(c)) or ("", "") for t, c in zip(seen[TABLE], seen[COLUMN], strict=True))
    english, french = bilingual("list.or")
    wanted = []
    for (table, column), text in zip(targets, seen[TEXT], strict=True):
        known = seen.tables.distinct(table, column)
        close = get_close_matches(str(text), known, n=_SUGGESTIONS) if len(known) <= _SEARCHED else []
        joined = (english.join(close), french.join(close))
        target = bilingual("reference.target", table=table)
        wanted.append(bilingual("reference.close", table=table, close=joined) if close else target)
    return wanted


_TARGETS = {target[0] for name, table in tables().items() for c in table.names if (target := _target(name, c))}


@rule("resolved-references", on(VALUES, needs=sorted(_TARGETS)), explain=_explain_references)
def expect_references_to_resolve(seen: RuleInput) -> Truth:
    """Empty cells have rules of their own."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        target = _target(table, column)
        return is_in(values, seen.tables.distinct(*target)) if target else None

    return per_column(seen, judge)


def split_ids(text: str) -> list[str]:
    """Return the ids of a cell that lists several."""
    return text.split(";")


@rule("resolved-lists", on(VALUES, needs=sorted(ID_LISTS.values())))
def expect_listed_ids_to_resolve(seen: RuleInput) -> Truth:
    """A list is judged as a whole: its cell is one cell to correct."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        if column not in ID_LISTS:
            return None
        target = ID_LISTS[column]
        known = frozenset(seen.tables.distinct(target, tables()[target].key[0]))
        lists = [split_ids(str(text)) for text in values]
        return pd.Series([known.issuperset(ids) and len(set(ids)) == len(ids) for ids in lists], dtype=bool)

    return per_column(seen, judge)


@rule("related-to-others", on(T.INDICATORS, C.RELATED_IDS))
def expect_related_indicators_to_be_others(seen: RuleInput) -> Truth:
    """Judged row by row: the list and the indicator's own id."""
    pairs = zip(seen[C.RELATED_IDS].fillna(""), seen[C.INDICATOR_ID].fillna(""), strict=True)
    return pd.Series([own not in split_ids(listed) for listed, own in pairs], index=seen.rows.index, dtype=bool)


@rule("declared-code-lists", on(T.CODELISTS, C.CODELIST_ID))
def expect_code_lists_to_be_declared(seen: RuleInput) -> Truth:
    """The schema names the list of each coded column."""
    return seen[C.CODELIST_ID].isin({field.codes for field in fields().values() if field.codes})


def _published_keys(every: Tables) -> pd.Series:
    keys = [name + " " + keys_of(every[name], table) for name, table in tables().items() if name != T.LINEAGE]
    return pd.concat(keys, ignore_index=True)


@rule("lineage-known", on(T.LINEAGE, C.TABLE_ID, C.ROW_KEY, needs=[name for name in tables() if name != T.LINEAGE]))
def expect_lineage_to_name_rows(seen: RuleInput) -> Truth:
    """A row without lineage is one that the build made; a lineage without row is a row that was lost on the way."""
    known = seen.tables.once("published keys", _published_keys)
    return is_in(seen[C.TABLE_ID] + " " + seen[C.ROW_KEY], known)


def _leads_back(code: str, parents: dict[str, str]) -> bool:
    """Say whether a code includes itself, by way of those that include it."""
    passed = {code}
    while code := parents.get(code, ""):
        if code in passed:
            return True
        passed.add(code)
    return False


@rule("parent-codes", on(T.CODELISTS, C.PARENT_CODE, reads=[C.CODELIST_ID, C.CODE]))
def expect_parents_in_the_same_list(seen: RuleInput) -> Truth:
    """What includes a code is another code of its list, and nothing includes itself."""
    cells = [plain(seen[name]) for name in (C.CODELIST_ID, C.CODE, C.PARENT_CODE)]
    parents: dict[str, dict[str, str]] = {}
    for codelist, code, parent in zip(*cells, strict=True):
        parents.setdefault(codelist, {})[code] = "" if pd.isna(parent) else parent
    held = [
        pd.isna(parent) or (parent in parents[codelist] and not _leads_back(code, parents[codelist]))
        for codelist, code, parent in zip(*cells, strict=True)
    ]
    return pd.Series(held, index=seen.rows.index, dtype=bool)


# Codes that code decides on: a list without one of them, or with it spelled otherwise, would no longer be obeyed.
_DECIDED_ON: Final[dict[str, frozenset[str]]] = {
    "CL_QUALIFIER": frozenset(Qualifier),
    "CL_OBS_STATUS": frozenset(ObsStatus),
    "CL_SOURCE_KIND": frozenset(SourceKind),
    "CL_CHART_KIND": frozenset(ChartKind),
    "CL_MEASURE_KIND": frozenset(MeasureKind),
    "CL_PERIOD_BASIS": frozenset(PeriodBasis),
    "CL_ANSWER_KIND": frozenset(AnswerKind),
    "CL_CORRECTION": frozenset(CorrectionClass),
    "CL_PROOF": frozenset(Proof),
}


@rule("decided-codes", on(T.CODELISTS, C.CODE, reads=[C.CODELIST_ID]))
def expect_codes_that_the_house_decides_on(seen: RuleInput) -> Truth:
    """A code that is gone is missed where it is used, or where it is misspelled."""
    return per_combination(
        seen.rows[[C.CODELIST_ID, C.CODE]],
        lambda codelist, code: codelist not in _DECIDED_ON or code in _DECIDED_ON[codelist],
    )
