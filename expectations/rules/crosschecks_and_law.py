"""Rows beside figures agree with figures and with one another: cross-checks, penalties, the progress card."""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
from babel.numbers import list_currencies

from expectations.engine.judging import unlike_most
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.comparability import countries
from pipelines.schema.codes import EURO
from pipelines.schema.columns import FORM_COLUMNS, TREATY_DATES, C, T

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_GROUPED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_VALUES: Final = (C.VALUE_REPORT, C.VALUE_OTHER)


def _numbers(text: str) -> set[float]:
    return {float(number) for number in _NUMBER.findall(_GROUPED.sub("", text))}


def _known(seen: RuleInput, key: str, table: str, columns: Iterable[str]) -> list[set[Any]]:
    """Look up some columns of the row of another table that each row is about."""
    rows = zip(*(seen.look_up(key, table, name) for name in columns), strict=True)
    return [{cell for cell in cells if pd.notna(cell)} for cells in rows]


def _numbers_and_dates(seen: RuleInput) -> list[tuple[set[float], set[str]]]:
    numbers = _known(seen, C.OBS_ID, T.OBSERVATIONS, FORM_COLUMNS[1:])
    return list(zip(numbers, _known(seen, C.TREATY_REF, T.TREATIES, TREATY_DATES), strict=True))


def _crosscheck_words(seen: RuleInput) -> list[Bilingual]:
    said = []
    for numbers, dates in _numbers_and_dates(seen):
        known = ", ".join([*(f"{number:.15g}" for number in sorted(numbers)), *sorted(dates)])
        said.append(bilingual("crosscheck.fault", known=known))
    return said


@rule(
    "crosscheck-values",
    on(T.CROSSCHECKS, *_VALUES, reads=[C.OBS_ID, C.TREATY_REF], needs=[T.OBSERVATIONS, T.TREATIES]),
    explain=_crosscheck_words,
)
def expect_crosschecks_to_quote_the_figure(seen: RuleInput) -> Truth:
    """A question has no one value; numbers of the base may stand beside the figure's own."""
    judged = []
    cells = zip(seen[C.VALUE_REPORT], seen[C.VALUE_OTHER], _numbers_and_dates(seen), strict=True)
    for report, other, (numbers, dates) in cells:
        quotes = numbers <= _numbers(str(report)) and (not dates or str(report) in dates)
        judged.append(quotes and report != other)
    return pd.Series(judged, index=seen.rows.index, dtype=bool)


@rule(
    "one-code-a-name",
    on(T.LEGAL_PENALTIES, C.OFFENCE_ID, C.OFFENCE_EN),
    on(T.PROGRESS_CARD, C.GOAL, C.GOAL_EN),
)
def expect_one_code_a_name(seen: RuleInput) -> Truth:
    """One code may have several names."""
    code, name = seen.scope.columns
    return ~unlike_most(seen[name], seen[code])


@rule("law-of-article", on(T.LEGAL_PENALTIES, C.LAW_CODE, C.ARTICLE, reads=[C.REF_AREA]))
def expect_articles_of_one_law(seen: RuleInput) -> Truth:
    """Article 225-12-1 starts as 225-4 does; a penalty without article has nothing to compare."""
    chapter = seen[C.ARTICLE].str.replace(r"-.*", "", regex=True)
    of_country = countries(seen[C.REF_AREA]).astype("str") + " " + chapter
    return ~unlike_most(of_country, seen[C.LAW_CODE]) | chapter.isna()


@rule(
    "fine-in-currency",
    *(on(table, C.FINE, C.CURRENCY, C.FINE_EUR) for table in (T.LEGAL_PENALTIES, T.CURRENT_PENALTIES)),
)
def expect_fines_in_a_currency(seen: RuleInput) -> Truth:
    """The same fine stands in euros too where euros are its currency, and there alone."""
    fine, currency, in_euros = (seen[name] for name in (C.FINE, C.CURRENCY, C.FINE_EUR))
    together = fine.notna() == currency.notna()
    known = currency.isna() | currency.isin(list_currencies())
    euros = fine.where(currency == EURO)
    return together & known & ((in_euros == euros) | (in_euros.isna() & euros.isna()))


@rule("goal-of-criterion", on(T.PROGRESS_CARD, C.CRITERION, C.GOAL))
def expect_criteria_named_after_their_goal(seen: RuleInput) -> Truth:
    """Goals are numbered from 1."""
    pairs = zip(seen[C.CRITERION].fillna(""), seen[C.GOAL], strict=True)
    return pd.Series([key.startswith(f"goal-{goal:g}-") for key, goal in pairs], index=seen.rows.index, dtype=bool)
