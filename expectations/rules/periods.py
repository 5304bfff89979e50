"""Dates and periods are ISO 8601, possible, in order, and within what their source covers."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from expectations.engine.batches import COLUMN, VALUES
from expectations.engine.judging import per_column, per_text
from expectations.engine.kinds import PERIODS, Both
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from pipelines.schema.columns import C, T
from pipelines.schema.periods import Period, parse_period


def read_period(text: str) -> Period | None:
    """The period, or None where the text is not one."""
    try:
        return parse_period(text)
    except ValueError:
        return None


_INTERVAL: Final[Both] = (
    "an ISO 8601 year, month, day or interval, as in 2009, 2008-06, 2010-11-20 or 2005/2009",
    "une année, un mois, un jour ou un intervalle ISO 8601, comme 2009, 2008-06, 2010-11-20 ou 2005/2009",
)
_DATE: Final[Both] = (
    "an ISO 8601 year, month or day, as in 2009, 2008-06 or 2010-11-20",
    "une année, un mois ou un jour ISO 8601, comme 2009, 2008-06 ou 2010-11-20",
)


@rule(
    id="iso-periods",
    name=("Dates are ISO 8601", "Dates ISO 8601"),
    sentence=(
        "Dates and periods are written as ISO 8601, at the precision printed, and are possible.",
        "Dates et périodes sont écrites selon ISO 8601, à la précision imprimée, et sont possibles.",
    ),
    expected=("an ISO 8601 date or period", "une date ou une période ISO 8601"),
    cure=("Write the date in that form.", "Écrire la date sous cette forme."),
    scopes=[on(VALUES)],
    explain=lambda seen: [_INTERVAL if PERIODS[str(column)] else _DATE for column in seen[COLUMN]],
)
def expect_dates_to_be_iso(seen: Seen) -> Truth:
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


def _coverage(seen: Seen) -> tuple[pd.Series, pd.Series]:
    sources = seen[C.SOURCE_ID]
    start = seen.tables.look_up(sources, T.SOURCES, C.COVERAGE_START)
    return start, seen.tables.look_up(sources, T.SOURCES, C.COVERAGE_END)


@rule(
    id="period-in-coverage",
    name=("Periods within the source's coverage", "Périodes couvertes par la source"),
    sentence=(
        "A figure's period lies within the years that its source covers.",
        "La période d'un chiffre est comprise dans les années que couvre sa source.",
    ),
    expected=("a period within the source's coverage", "une période couverte par la source"),
    cure=(
        "Correct the period, or the coverage in source.toml.",
        "Corriger la période, ou la couverture dans source.toml.",
    ),
    scopes=[on(T.OBSERVATIONS, C.TIME_PERIOD, reads=[C.SOURCE_ID], needs=[T.SOURCES])],
    explain=lambda seen: [
        (f"a period from {start:g} to {end:g}", f"une période de {start:g} à {end:g}")
        for start, end in zip(*_coverage(seen), strict=True)
    ],
)
def expect_periods_within_coverage(seen: Seen) -> Truth:
    """What is not a period has a rule of its own."""
    (first, last), (start, end) = _years(seen[C.TIME_PERIOD]), _coverage(seen)
    return ~(first < start) & ~(last > end)


_IN_ORDER = [
    on(T.TREATIES, C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE),
    on(T.EVENTS, C.DATE, C.END_DATE),
]


@rule(
    id="dates-in-order",
    name=("Dates in order", "Dates dans l'ordre"),
    sentence=(
        "A treaty is adopted, signed, ratified and in force in that order; an event ends after it starts.",
        "Un traité est adopté, signé, ratifié et en vigueur dans cet ordre ; un événement finit après avoir commencé.",
    ),
    expected=("dates in order", "des dates dans l'ordre"),
    cure=("Read the dates again and correct them.", "Relire les dates et les corriger."),
    scopes=_IN_ORDER,
)
def expect_dates_in_order(seen: Seen) -> Truth:
    """A year stands for all its days: 2003 is not after 2003-02-05."""

    def in_order(texts: tuple[Any, ...]) -> bool:
        periods = [read_period(str(text)) for text in texts if pd.notna(text)]
        known = [period for period in periods if period]
        return all(a.start <= b.end for a, b in pairwise(known))

    dates = seen.judged.itertuples(index=False, name=None)
    return pd.Series([in_order(texts) for texts in dates], index=seen.rows.index, dtype=bool)


@rule(
    id="reports-in-order",
    name=("Treaty reports in order", "Rapports sur les traités dans l'ordre"),
    sentence=(
        "Reports to a treaty's body are listed by rank, none before the one before it.",
        "Les rapports à l'organe d'un traité sont énumérés par rang, aucun avant le précédent.",
    ),
    expected=(
        "ranks that rise by one, in years that do not fall",
        "des rangs qui montent de un, à des années qui ne reculent pas",
    ),
    cure=("Correct years and ranks.", "Corriger années et rangs."),
    scopes=[on(T.TREATIES, C.REPORTS)],
)
def expect_reports_in_order(seen: Seen) -> Truth:
    """What is not a list of year:rank pairs has a rule of its own."""

    def judge(text: str) -> bool:
        pairs = [pair.split(":") for pair in text.split(";")]
        if not all(len(pair) == 2 and "".join(pair).isdigit() for pair in pairs):
            return True
        years, ranks = [int(pair[0]) for pair in pairs], [int(pair[1]) for pair in pairs]
        return years == sorted(years) and ranks == list(range(ranks[0], ranks[0] + len(ranks)))

    return per_text(seen[C.REPORTS], judge)
