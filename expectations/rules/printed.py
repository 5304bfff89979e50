"""The characters as printed carry the numbers and dates that are stored for them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from expectations.engine.judging import per_combination, plain_cells
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import bilingual
from expectations.rules.figures import VALUES
from expectations.rules.periods import read_period
from pipelines.printed.as_printed import numbers_in, printed_agrees, scan
from pipelines.printed.dates import find_dates
from pipelines.printed.languages import GRAMMARS
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import TREATY_DATES, C, T
from pipelines.schema.declared import tables

LONGEST_PRINTED_FORM: Final = 60
_PRINTED: Final = [C.AS_PRINTED, C.QUALIFIER, *VALUES, C.FOOTNOTE]
_YEAR: Final = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


def _with_language(seen: RuleInput, columns: Sequence[str]) -> pd.DataFrame:
    """Return columns of the rows, and last the language of the source that prints them, missing where it is unknown.

    A source that cannot be read is named by its own fault; its figures are judged all the same.
    """
    known = T.SOURCES in seen.tables
    language = seen.look_up(C.SOURCE_ID, T.SOURCES, C.LANGUAGE) if known else pd.Series(None, index=seen.rows.index)
    return seen.rows[list(columns)].assign(**{C.LANGUAGE: language})


def per_printed(seen: RuleInput, columns: Sequence[str], judge: Callable[..., bool], where: Truth) -> Truth:
    """Judge rows by what their source prints: the judge gets the columns' cells, and last the source's language.

    Languages are looked up for the rows to judge alone, which are few of millions; the others are as they should be.
    A form of a language without a grammar is not judged: its source is published as not proved.
    """

    def judge_readable(*cells: Any) -> bool:
        language = cells[-1]
        return bool(language and language not in GRAMMARS) or judge(*cells)

    return _per_form(seen, columns, judge_readable, where)


def _per_form(seen: RuleInput, columns: Sequence[str], judge: Callable[..., bool], where: Truth) -> Truth:
    judged = replace(seen, rows=seen.rows[where])
    return per_combination(_with_language(judged, columns), judge).reindex(seen.rows.index, fill_value=True)


def readable_as(language: str | None) -> list[str]:
    """Return the language in which a form is read; where it is unknown, each that has a grammar."""
    return [language] if language else list(GRAMMARS)


@rule(
    "printed-form",
    on(T.OBSERVATIONS, C.AS_PRINTED, C.QUALIFIER, *VALUES, reads=[C.FOOTNOTE, C.SOURCE_ID]),
    explain=lambda seen: [
        bilingual("printed.number", number=_printed_fault(*cells) or "")
        for cells in plain_cells(_with_language(seen, _PRINTED))
    ],
)
def expect_printed_form_to_carry_the_number(seen: RuleInput) -> Truth:
    """Each distinct printed form is read once; one that is a bare number need not be searched for others.

    Of a language without a grammar the digits alone are held against the number.
    """
    readable = seen[C.AS_PRINTED].notna() & seen[C.QUALIFIER].isin(list(Qualifier)) & ~_is_the_bare_number(seen)
    return _per_form(seen, _PRINTED, lambda *cells: _printed_fault(*cells) is None, readable)


def _is_the_bare_number(seen: RuleInput) -> Truth:
    """Say where the printed form is the value itself, in figures, and the value is exact: most figures are."""
    bare = seen[C.AS_PRINTED].str.fullmatch(r"(?:\d{1,3}|[1-9]\d{0,2}(?: \d{3})+)", na=False)
    exact = bare & (seen[C.QUALIFIER] == Qualifier.EXACT)
    numbers = seen[C.AS_PRINTED].where(exact).str.replace(" ", "").astype("float64")
    return exact & (numbers == seen[C.OBS_VALUE])


def _printed_fault(
    as_printed: str,
    qualifier: str,
    value: float | None,
    low: float | None,
    high: float | None,
    footnote: str | None,
    language: str | None,
) -> str | None:
    read = readable_as(language)
    faults = [printed_agrees(as_printed, each, Qualifier(qualifier), value, low, high, footnote) for each in read]
    return None if None in faults else faults[0]


@rule(
    "printed-length",
    *(on(table, C.AS_PRINTED) for table, declared in tables().items() if C.AS_PRINTED in declared.names),
    values={"longest_printed_form": LONGEST_PRINTED_FORM},
)
def expect_printed_forms_to_be_short(seen: RuleInput) -> Truth:
    """An empty printed form is the business of the rule on locators."""
    return ~(seen[C.AS_PRINTED].str.len() > LONGEST_PRINTED_FORM)


@rule(
    "printed-penalty",
    *(
        on(table, C.AS_PRINTED, C.PRISON_YEARS, C.FINE, reads=[C.SOURCE_ID])
        for table in (T.LEGAL_PENALTIES, T.CURRENT_PENALTIES)
    ),
)
def expect_printed_form_to_carry_the_penalty(seen: RuleInput) -> Truth:
    """A penalty that the source does not put in numbers has none here either."""

    def judge(as_printed: str, prison: float | None, fine: float | None, language: str | None) -> bool:
        stated = {number for number in (prison, fine) if number is not None}
        return any(stated <= set(numbers_in(as_printed, each)) for each in readable_as(language))

    return per_printed(seen, seen.scope.columns, judge, seen[C.AS_PRINTED].notna())


def _dates(as_printed: str, language: str) -> set[str]:
    """Return dates printed in a form, years alone where no date is complete; without a year they start with "--"."""
    dates = {date for *_, iso in find_dates(as_printed, GRAMMARS[language]) for date in iso}
    return dates or set(_YEAR.findall(as_printed))


def _carried(printed: str, stored: set[str]) -> bool:
    """Say whether a printed date is one of those stored; printed without a year, it is any year's."""
    if printed.startswith("--"):
        return any(each[4:] == printed[1:] for each in stored)
    return printed in stored


@rule(
    "printed-date",
    on(T.EVENTS, C.AS_PRINTED, C.DATE, C.END_DATE, reads=[C.SOURCE_ID]),
    on(T.TREATIES, C.AS_PRINTED, *TREATY_DATES, reads=[C.SOURCE_ID]),
)
def expect_printed_form_to_carry_the_date(seen: RuleInput) -> Truth:
    """Dates that stand elsewhere in the source are not in the printed form, and not judged."""

    def judge(as_printed: str, *dates: str | None) -> bool:
        *said, language = dates
        stored = {str(date) for date in said if date is not None}
        read = [_dates(as_printed, each) for each in readable_as(language)]
        return any(printed and all(_carried(each, stored) for each in printed) for printed in read)

    return per_printed(seen, seen.scope.columns, judge, seen[C.AS_PRINTED].notna())


def _within(as_printed: str, time_period: str, language: str | None) -> bool:
    """Say whether a printed form's years and dates lie in the period; what is no period has a rule of its own."""
    period = read_period(time_period)
    if period is None:
        return True
    for printed in scan(as_printed, readable_as(language)[0]):
        if printed.kind == "year" and not period.start.year <= int(printed.value or 0) <= period.end.year:
            return False
        for date in map(read_period, printed.iso):
            if date is not None and (date.start > period.end or date.end < period.start):
                return False
    return True


@rule("printed-period", on(T.OBSERVATIONS, C.TIME_PERIOD, C.AS_PRINTED, reads=[C.SOURCE_ID]))
def expect_printed_years_within_the_period(seen: RuleInput) -> Truth:
    """Most printed forms carry no year: those are done after one look."""
    dated = seen[C.AS_PRINTED].str.contains(r"(?:1[89]|20)\d\d", na=False) & seen[C.TIME_PERIOD].notna()
    return per_printed(seen, [C.AS_PRINTED, C.TIME_PERIOD], _within, dated)
