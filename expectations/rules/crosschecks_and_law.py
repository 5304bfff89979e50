"""Rows beside figures agree with figures and with one another: cross-checks, penalties, the progress card."""

import re
from typing import Final

import pandas as pd

from expectations.engine.cell_text import FORM_COLUMNS
from expectations.engine.judging import unlike_most
from expectations.engine.kinds import Both
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from pipelines.schema.columns import C, T

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_GROUPED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_DATES: Final = (C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE)


def _numbers(text: str) -> set[float]:
    return {float(number) for number in _NUMBER.findall(_GROUPED.sub("", text))}


def _figure_numbers(seen: Seen) -> list[set[float]]:
    columns = [seen.tables.look_up(seen[C.OBS_ID], T.OBSERVATIONS, name) for name in FORM_COLUMNS[1:]]
    return [{float(cell) for cell in cells if pd.notna(cell)} for cells in zip(*columns, strict=True)]


def _treaty_dates(seen: Seen) -> list[set[str]]:
    columns = [seen.tables.look_up(seen[C.TREATY_REF], T.TREATIES, name) for name in _DATES]
    return [{str(cell) for cell in cells if pd.notna(cell)} for cells in zip(*columns, strict=True)]


def _crosscheck_words(seen: Seen) -> list[Both]:
    said = []
    for numbers, dates in zip(_figure_numbers(seen), _treaty_dates(seen), strict=True):
        known = ", ".join([*(f"{number:.15g}" for number in sorted(numbers)), *sorted(dates)])
        said.append((f"{known}, and another value beside it", f"{known}, et une autre valeur à côté"))
    return said


@rule(
    id="crosscheck-values",
    name=("Cross-checks quote the figure", "Les recoupements citent le chiffre"),
    sentence=(
        "The report's value in a cross-check carries the numbers of the figure, or a date of the treaty, that it is "
        "about; the other value is another.",
        "La valeur du rapport dans un recoupement porte les nombres du chiffre, ou une date du traité, dont il parle ; "
        "l'autre valeur est différente.",
    ),
    expected=("the value of the figure or treaty", "la valeur du chiffre ou du traité"),
    cure=(
        "Correct value_report, or the figure or treaty that is named.",
        "Corriger value_report, ou le chiffre ou traité désigné.",
    ),
    scopes=[
        on(
            T.CROSSCHECKS,
            C.VALUE_REPORT,
            C.VALUE_OTHER,
            reads=[C.OBS_ID, C.TREATY_REF],
            needs=[T.OBSERVATIONS, T.TREATIES],
        )
    ],
    explain=_crosscheck_words,
)
def expect_crosschecks_to_quote_the_figure(seen: Seen) -> Truth:
    """A question has no one value; numbers of the base may stand beside the figure's own."""
    judged = []
    cells = zip(seen[C.VALUE_REPORT], seen[C.VALUE_OTHER], _figure_numbers(seen), _treaty_dates(seen), strict=True)
    for report, other, numbers, dates in cells:
        quotes = numbers <= _numbers(str(report)) and (not dates or str(report) in dates)
        judged.append(quotes and report != other)
    return pd.Series(judged, index=seen.rows.index, dtype=bool)


# Column of a code: the column of its name in the same table.
_NAMED_BY: Final = [
    (T.LEGAL_PENALTIES, C.OFFENCE_ID, C.OFFENCE_EN),
    (T.PROGRESS_CARD, C.GOAL, C.GOAL_EN),
]


@rule(
    id="one-code-a-name",
    name=("One code a name", "Un code par nom"),
    sentence=(
        "Rows that give an offence or a goal the same name give it the same code.",
        "Les lignes qui donnent le même nom à une infraction ou à un objectif lui donnent le même code.",
    ),
    expected=("the code of the other rows of that name", "le code des autres lignes de ce nom"),
    cure=("Correct the code or the name.", "Corriger le code ou le nom."),
    scopes=[on(table, code, name) for table, code, name in _NAMED_BY],
)
def expect_one_code_a_name(seen: Seen) -> Truth:
    """One code may have several names."""
    code, name = seen.scope.columns
    return ~unlike_most(seen[name], seen[code])


@rule(
    id="law-of-article",
    name=("Articles of one law", "Articles d'une même loi"),
    sentence=(
        "Articles whose numbers start alike are of one law.",
        "Les articles dont les numéros commencent de même sont d'une seule loi.",
    ),
    expected=("the law of the other articles of that chapter", "la loi des autres articles de ce chapitre"),
    cure=("Correct the law or the article.", "Corriger la loi ou l'article."),
    scopes=[on(T.LEGAL_PENALTIES, C.LAW_CODE, C.ARTICLE)],
)
def expect_articles_of_one_law(seen: Seen) -> Truth:
    """Article 225-12-1 starts as 225-4 does; a penalty without article has nothing to compare."""
    chapter = seen[C.ARTICLE].str.replace(r"-.*", "", regex=True)
    return ~unlike_most(chapter, seen[C.LAW_CODE]) | chapter.isna()


@rule(
    id="goal-of-criterion",
    name=("Criteria are named after their goal", "Critères nommés d'après leur objectif"),
    sentence=(
        "The identifier of a criterion starts with the number of its goal.",
        "L'identifiant d'un critère commence par le numéro de son objectif.",
    ),
    expected=("goal-, the number of the goal, and a name", "goal-, le numéro de l'objectif, et un nom"),
    cure=("Correct the goal or the identifier.", "Corriger l'objectif ou l'identifiant."),
    scopes=[on(T.PROGRESS_CARD, C.CRITERION, C.GOAL)],
)
def expect_criteria_named_after_their_goal(seen: Seen) -> Truth:
    """Goals are numbered from 1."""
    pairs = zip(seen[C.CRITERION].fillna(""), seen[C.GOAL], strict=True)
    return pd.Series([key.startswith(f"goal-{goal:g}-") for key, goal in pairs], index=seen.rows.index, dtype=bool)
