"""Dates and periods are ISO 8601, possible, in order, and within what their source covers."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from expectations.engine.judging import per_column, per_text
from expectations.engine.kinds import PERIODS
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import COLUMN, VALUES
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.columns import C, T
from pipelines.schema.periods import Period, parse_period


def read_period(text: str) -> Period | None:
    """The period, or None where the text is not one."""
    try:
        return parse_period(text)
    except ValueError:
        return None


_INTERVAL: Final[Bilingual] = bilingual("period.interval")
_DATE: Final[Bilingual] = bilingual("period.date")


@rule(
    "iso-periods",
    on(VALUES),
    explain=lambda seen: [_INTERVAL if PERIODS[str(column)] else _DATE for column in seen[COLUMN]],
)
def expect_dates_to_be_iso(seen: RuleInput) -> Truth:
    """Only periods may be intervals."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        if column not in PERIODS:
            return None
        texts = [str(text) for text in values]
        interval = PERIODS[column]
        return pd.Series(
            [(interval or "/" not in each) and read_period(each) is not None for each in texts], dtype=bool
        )

    return per_column(seen, judge)


def _years(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First and last year of each period; missing where there is none."""
    codes, distinct = pd.factorize(column)
    periods = [read_period(str(text)) for text in distinct]
    first = np.array([period.start.year if period else np.nan for period in periods] + [np.nan])
    last = np.array([period.end.year if period else np.nan for period in periods] + [np.nan])
    # Missing texts have code -1, which is the last place.
    return pd.Series(first[codes], index=column.index), pd.Series(last[codes], index=column.index)


def _coverage(seen: RuleInput) -> tuple[pd.Series, pd.Series]:
    sources = seen[C.SOURCE_ID]
    start = seen.tables.look_up(sources, T.SOURCES, C.COVERAGE_START)
    return start, seen.tables.look_up(sources, T.SOURCES, C.COVERAGE_END)


@rule(
    "period-in-coverage",
    on(T.OBSERVATIONS, C.TIME_PERIOD, reads=[C.SOURCE_ID], needs=[T.SOURCES]),
    explain=lambda seen: [
        bilingual("period.within", start=start, end=end) for start, end in zip(*_coverage(seen), strict=True)
    ],
)
def expect_periods_within_coverage(seen: RuleInput) -> Truth:
    """What is not a period has a rule of its own."""
    (first, last), (start, end) = _years(seen[C.TIME_PERIOD]), _coverage(seen)
    return ~(first < start) & ~(last > end)


_IN_ORDER = [
    on(T.TREATIES, C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE),
    on(T.EVENTS, C.DATE, C.END_DATE),
]


@rule("dates-in-order", *_IN_ORDER)
def expect_dates_in_order(seen: RuleInput) -> Truth:
    """A year stands for all its days: 2003 is not after 2003-02-05."""

    def in_order(texts: tuple[Any, ...]) -> bool:
        periods = [read_period(str(text)) for text in texts if pd.notna(text)]
        known = [period for period in periods if period]
        return all(a.start <= b.end for a, b in pairwise(known))

    dates = seen.judged.itertuples(index=False, name=None)
    return pd.Series([in_order(texts) for texts in dates], index=seen.rows.index, dtype=bool)


@rule("reports-in-order", on(T.TREATIES, C.REPORTS))
def expect_reports_in_order(seen: RuleInput) -> Truth:
    """What is not a list of year:rank pairs has a rule of its own."""

    def judge(text: str) -> bool:
        pairs = [pair.split(":") for pair in text.split(";")]
        if not all(len(pair) == 2 and "".join(pair).isdigit() for pair in pairs):
            return True
        years, ranks = [int(pair[0]) for pair in pairs], [int(pair[1]) for pair in pairs]
        return years == sorted(years) and ranks == list(range(ranks[0], ranks[0] + len(ranks)))

    return per_text(seen[C.REPORTS], judge)
