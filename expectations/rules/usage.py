"""What is declared is used: no indicator without figures, no source without rows, no entry that nothing names."""

from typing import Final

import pandas as pd

from expectations.engine.kinds import ID_LISTS, Kind, kind_of
from expectations.engine.rule import RuleInput, Scope, Truth, on, rule
from expectations.engine.tables import Tables
from expectations.rules.references import split_ids
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Severity

# Entry of a catalogue table: the columns of other tables that use it. What only a list or a note names is not used.
_USERS: Final[dict[str, list[tuple[str, str]]]] = {
    T.INDICATORS: [(T.OBSERVATIONS, C.INDICATOR_ID)],
    T.TOPICS: [(T.INDICATORS, C.TOPIC_ID)],
    T.ORIGINS: [(T.OBSERVATIONS, C.ORIGIN_ID)],
    T.UNITS: [(T.OBSERVATIONS, C.UNIT_MEASURE)],
    T.AREAS: [(name, C.REF_AREA) for name, table in tables().items() if C.REF_AREA in table.names and name != T.AREAS],
    T.COMPARABILITY: [(T.OBSERVATIONS, C.COMPARABILITY_ID)],
    T.CAVEATS: [(T.INDICATORS, C.CAVEAT_IDS)],
    T.SURVEY_QUESTIONS: [(T.INDICATORS, C.QUESTION_ID)],
    T.SOURCES: [
        (name, column)
        for name, table in tables().items()
        for column in (C.SOURCE_ID, C.SAMPLE_SOURCE_ID)
        if column in table.names and name != T.SOURCES
    ],
}

# Vocabularies that are whole by themselves: a standard's, or one of which the words must be there before the first use.
_WHOLE_LISTS: Final = {
    "CL_SEX": "everyone, women and men",
    "CL_FORM": "the forms of exploitation, and what stands beside them",
    "CL_MEASURE_KIND": "every way in which a figure comes to be known",
    "CL_SEEN_IN": "every place in which a source may have been read",
    "CL_QUALIFIER": "every way of wording a number that raw files may use",
    "CL_OBS_STATUS": "the part of the SDMX list that raw files may use",
    "CL_CHART_KIND": "every presentation that the dashboard draws",
    "CL_SOURCE_KIND": "every kind of source",
    "CL_PERIOD_BASIS": "every basis of a period",
    "CL_ANSWER_KIND": "every kind of answers",
    "CL_CORRECTION": "the classes of the ledger, which starts empty",
    "CL_RATING": "the legend of the progress card, whose ratings the text does not carry",
    "CL_CONFIDENCE": "the whole scale",
    "CL_PROOF": "every outcome of a proof",
    "CL_LEFT_OUT": "every reason that may be given",
}


def _used(every: Tables, table: str) -> pd.Index:
    found: set[str] = set()
    for user, column in _USERS[table]:
        values = every.distinct(user, column)
        found.update(one for text in values for one in split_ids(text)) if column in ID_LISTS else found.update(values)
    return pd.Index(sorted(found))


def _scope(table: str) -> Scope:
    return on(table, tables()[table].key[0], needs=dict.fromkeys(user for user, _ in _USERS[table]))


@rule("used-entries", *(_scope(table) for table in _USERS if table != T.AREAS))
def expect_entries_to_be_used(seen: RuleInput) -> Truth:
    """The key of an entry is looked for in the columns that use it."""
    return _is_used(seen)


@rule("used-areas", _scope(T.AREAS), severity=Severity.INFORMATION)
def expect_areas_to_be_used(seen: RuleInput) -> Truth:
    """A list of areas may be made ready before the first row of each: an area is a standard's, and misleads nobody."""
    return _is_used(seen)


def _is_used(seen: RuleInput) -> Truth:
    table = seen.scope.batch
    used = seen.tables.once(f"used {table}", lambda every: _used(every, table))
    return seen[seen.scope.columns[0]].isin(used)


def _code_users() -> list[tuple[str, str, str]]:
    return [
        (column.field.codes, name, column.name)
        for name, table in tables().items()
        for column in table.columns
        if kind_of(table, column) is Kind.CODE and column.field.codes
    ]


def _used_codes(every: Tables) -> pd.Index:
    found = {
        f"{codelist} {code}" for codelist, table, column in _code_users() for code in every.distinct(table, column)
    }
    return pd.Index(sorted(found))


@rule(
    "used-codes",
    on(T.CODELISTS, C.CODE, reads=[C.CODELIST_ID], needs=dict.fromkeys((table for _, table, _ in _code_users()))),
    severity=Severity.WARNING,
)
def expect_codes_to_be_used(seen: RuleInput) -> Truth:
    """A code is its list and its name: the same name may stand in two lists."""
    used = seen.tables.once("used codes", _used_codes)
    whole = seen[C.CODELIST_ID].isin(list(_WHOLE_LISTS))
    return whole | (seen[C.CODELIST_ID] + " " + seen[C.CODE]).isin(used)
