"""Rows beside figures agree with figures and with one another: cross-checks, penalties, the progress card."""

import re
from typing import Final

import pandas as pd

from expectations.engine.changes import FORM_COLUMNS
from expectations.engine.judging import unlike_most
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.columns import C, T

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_GROUPED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_DATES: Final = (C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE)


def _numbers(text: str) -> set[float]:
    return {float(number) for number in _NUMBER.findall(_GROUPED.sub("", text))}


def _observation_numbers(seen: RuleInput) -> list[set[float]]:
    columns = [seen.look_up(C.OBS_ID, T.OBSERVATIONS, name) for name in FORM_COLUMNS[1:]]
    return [{float(cell) for cell in cells if pd.notna(cell)} for cells in zip(*columns, strict=True)]


def _treaty_dates(seen: RuleInput) -> list[set[str]]:
    columns = [seen.look_up(C.TREATY_REF, T.TREATIES, name) for name in _DATES]
    return [{str(cell) for cell in cells if pd.notna(cell)} for cells in zip(*columns, strict=True)]


def _crosscheck_words(seen: RuleInput) -> list[Bilingual]:
    said = []
    for numbers, dates in zip(_observation_numbers(seen), _treaty_dates(seen), strict=True):
        known = ", ".join([*(f"{number:.15g}" for number in sorted(numbers)), *sorted(dates)])
        said.append(bilingual("crosscheck.fault", known=known))
    return said


@rule(
    "crosscheck-values",
    on(
        T.CROSSCHECKS, C.VALUE_REPORT, C.VALUE_OTHER, reads=[C.OBS_ID, C.TREATY_REF], needs=[T.OBSERVATIONS, T.TREATIES]
    ),
    explain=_crosscheck_words,
)
def expect_crosschecks_to_quote_the_figure(seen: RuleInput) -> Truth:
    """A question has no one value; numbers of the base may stand beside the figure's own."""
    judged = []
    cells = zip(seen[C.VALUE_REPORT], seen[C.VALUE_OTHER], _observation_numbers(seen), _treaty_dates(seen), strict=True)
    for report, other, numbers, dates in cells:
        quotes = numbers <= _numbers(str(report)) and (not dates or str(report) in dates)
        judged.append(quotes and report != other)
    return pd.Series(judged, index=seen.rows.index, dtype=bool)


# Column of a code: the column of its name in the same table.
_NAMED_BY: Final = [
    (T.LEGAL_PENALTIES, C.OFFENCE_ID, C.OFFENCE_EN),
    (T.PROGRESS_CARD, C.GOAL, C.GOAL_EN),
]


@rule("one-code-a-name", *(on(table, code, name) for table, code, name in _NAMED_BY))
def expect_one_code_a_name(seen: RuleInput) -> Truth:
    """One code may have several names."""
    code, name = seen.scope.columns
    return ~unlike_most(seen[name], seen[code])


@rule("law-of-article", on(T.LEGAL_PENALTIES, C.LAW_CODE, C.ARTICLE))
def expect_articles_of_one_law(seen: RuleInput) -> Truth:
    """Article 225-12-1 starts as 225-4 does; a penalty without article has nothing to compare."""
    chapter = seen[C.ARTICLE].str.replace(r"-.*", "", regex=True)
    return ~unlike_most(chapter, seen[C.LAW_CODE]) | chapter.isna()


@rule("goal-of-criterion", on(T.PROGRESS_CARD, C.CRITERION, C.GOAL))
def expect_criteria_named_after_their_goal(seen: RuleInput) -> Truth:
    """Goals are numbered from 1."""
    pairs = zip(seen[C.CRITERION].fillna(""), seen[C.GOAL], strict=True)
    return pd.Series([key.startswith(f"goal-{goal:g}-") for key, goal in pairs], index=seen.rows.index, dtype=bool)
