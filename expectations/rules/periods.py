"""Dates and periods are ISO 8601, possible, in order, and within what their source covers."""

from itertools import pairwise

import numpy as np
import pandas as pd

from expectations.engine.judging import per_column, per_combination, same
from expectations.engine.kinds import PERIODS
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import COLUMN, VALUES
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.codes import PeriodBasis
from pipelines.schema.columns import TREATY_DATES, C, T
from pipelines.schema.periods import Period, parse_period


def read_period(text: str) -> Period | None:
    """Return the period, or None where the text is not one."""
    try:
        return parse_period(text)
    except ValueError:
        return None


def number_pairs(text: str) -> tuple[list[int], list[int]]:
    """Return first and second numbers of pairs as in `5:1;6:40`; none where the text is not a list of such pairs."""
    pairs = [pair.split(":") for pair in text.split(";")]
    if not all(len(pair) == 2 and pair[0].isdigit() and pair[1].isdigit() for pair in pairs):
        return [], []
    return [int(first) for first, _ in pairs], [int(second) for _, second in pairs]


def _period_words(seen: RuleInput) -> list[Bilingual]:
    interval, date = bilingual("period.interval"), bilingual("period.date")
    return [interval if PERIODS[str(column)] else date for column in seen[COLUMN]]


@rule("iso-periods", on(VALUES), explain=_period_words)
def expect_dates_to_be_iso(seen: RuleInput) -> Truth:
    """Only periods may be intervals."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        if column not in PERIODS:
            return None
        right = [(PERIODS[column] or "/" not in text) and read_period(text) is not None for text in map(str, values)]
        return pd.Series(right, dtype=bool)

    return per_column(seen, judge)


def read_years(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return first and last year of each period; missing where there is none."""
    codes, distinct = pd.factorize(column)
    periods = [read_period(str(text)) for text in distinct]
    years = [(period.start.year, period.end.year) if period else (np.nan, np.nan) for period in periods]
    # Missing texts have code -1, which is the last place.
    found = np.array([*years, (np.nan, np.nan)])[codes]
    return pd.Series(found[:, 0], index=column.index), pd.Series(found[:, 1], index=column.index)


def _coverage(seen: RuleInput) -> list[pd.Series]:
    return [seen.look_up(C.SOURCE_ID, T.SOURCES, limit) for limit in (C.COVERAGE_START, C.COVERAGE_END)]


@rule(
    "period-in-coverage",
    on(T.OBSERVATIONS, C.TIME_PERIOD, reads=[C.SOURCE_ID], needs=[T.SOURCES]),
    explain=lambda seen: [
        bilingual("period.within", start=start, end=end) for start, end in zip(*_coverage(seen), strict=True)
    ],
)
def expect_periods_within_coverage(seen: RuleInput) -> Truth:
    """What is not a period has a rule of its own."""
    (first, last), (start, end) = read_years(seen[C.TIME_PERIOD]), _coverage(seen)
    return ~(first < start) & ~(last > end)


@rule(
    "dates-in-order",
    on(T.TREATIES, *TREATY_DATES),
    on(T.EVENTS, C.DATE, C.END_DATE),
    on(T.SURVEY_QUESTIONS, C.FIELDWORK, C.PUBLISHED),
)
def expect_dates_in_order(seen: RuleInput) -> Truth:
    """A year stands for all its days: 2003 is not after 2003-02-05."""

    def judge(*texts: str | None) -> bool:
        known = [period for text in texts if text is not None and (period := read_period(str(text)))]
        return all(a.start <= b.end for a, b in pairwise(known))

    return per_combination(seen.judged, judge)


@rule("reports-in-order", on(T.TREATIES, C.REPORTS, C.REPORTS_DUE))
def expect_reports_in_order(seen: RuleInput) -> Truth:
    """Reports due follow those submitted. What is not a list of year:rank pairs has a rule of its own."""

    def judge(*lists: str | None) -> bool:
        listed = [number_pairs(text) for text in lists if text is not None]
        years, ranks = ([number for pairs in listed for number in pairs[place]] for place in (0, 1))
        return years == sorted(years) and all(after == before + 1 for before, after in pairwise(ranks))

    return per_combination(seen.judged, judge)


@rule(
    "period-basis",
    on(T.OBSERVATIONS, C.PERIOD_BASIS, C.TIME_PERIOD, reads=[C.SOURCE_ID, C.NOTE_EN], needs=[T.SOURCES]),
)
def expect_periods_to_say_what_they_rest_on(seen: RuleInput) -> Truth:
    """Whatever is not stated carries a note; what no year dates stands in the year of publication."""
    undated = seen[C.PERIOD_BASIS] == PeriodBasis.UNDATED
    stated = seen[C.PERIOD_BASIS] == PeriodBasis.STATED
    year = seen.look_up(C.SOURCE_ID, T.SOURCES, C.PUBLISHED).str.slice(0, 4)
    stands_in = same(year, seen[C.TIME_PERIOD])
    return (stated | seen[C.NOTE_EN].notna()) & (~undated | stands_in)
