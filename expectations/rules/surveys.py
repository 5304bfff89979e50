"""Survey answers belong to a question, and exclusive ones do not exceed the whole."""

from typing import Final

import pandas as pd

from expectations.engine.judging import same, unlike_most
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import bilingual
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, AnswerKind, ChartKind
from pipelines.schema.columns import C, T

# Each printed percentage is rounded: a few answers may together exceed 100 by this much and still be right.
_MOST: Final = 100.5
_QUESTIONS = (T.INDICATORS, T.SURVEY_QUESTIONS)
_GROUP = [C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD, C.SEX, C.AGE]


@rule("survey-question", on(T.INDICATORS, C.QUESTION_ID, C.CHART_KIND))
def expect_survey_indicators_to_have_a_question(seen: RuleInput) -> Truth:
    """The presentation says that an indicator is a survey."""
    return seen[C.QUESTION_ID].notna() == (seen[C.CHART_KIND] == ChartKind.SURVEY)


def _question(seen: RuleInput) -> pd.Series:
    return seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.QUESTION_ID)


@rule(
    "answers-in-surveys",
    on(T.OBSERVATIONS, C.ANSWER, C.INDICATOR_ID, needs=[T.INDICATORS]),
    values={"not_applicable": NOT_APPLICABLE},
)
def expect_answers_in_surveys_only(seen: RuleInput) -> Truth:
    """A figure of an unknown indicator is a dangling reference, and that rule's business."""
    known = seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.NAME_EN).notna()
    return ~known | ((seen[C.ANSWER] != NOT_APPLICABLE) == _question(seen).notna())


def _sums(seen: RuleInput) -> pd.Series:
    """Sum of the exclusive answers of each row's sub-group, lower bounds where no value is printed; 0 elsewhere."""
    kind = seen.tables.look_up(_question(seen).astype("str"), T.SURVEY_QUESTIONS, C.ANSWER_KIND)
    least = seen[C.OBS_VALUE].fillna(seen[C.OBS_VALUE_LOW]).fillna(0.0).where(kind == AnswerKind.EXCLUSIVE, 0.0)
    return least.groupby([seen[name] for name in _GROUP], observed=True, dropna=False).transform("sum")


@rule(
    "answers-within-whole",
    on(T.OBSERVATIONS, C.OBS_VALUE, C.ANSWER, reads=[*_GROUP, C.OBS_VALUE_LOW], needs=_QUESTIONS),
    values={"most": (f"{_MOST:g}", f"{_MOST:g}".replace(".", ","))},
)
def expect_answers_within_the_whole(seen: RuleInput) -> Truth:
    """Every answer of a sub-group that exceeds the whole is named: any of them may be the wrong one."""
    return _sums(seen) <= _MOST


@rule("whole-beside-group", on(T.OBSERVATIONS, C.SEX, C.AGE, reads=[*_GROUP, C.ANSWER], needs=[T.INDICATORS]))
def expect_everyone_beside_a_sub_group(seen: RuleInput) -> Truth:
    """A sub-group alone would be read as everyone."""
    everyone = (seen[C.SEX] == TOTAL) & (seen[C.AGE] == TOTAL)
    if everyone.all():
        return everyone
    cells = [seen[name] for name in (C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD, C.ANSWER)]
    beside = everyone.groupby(cells, observed=True, dropna=False).transform("any")
    throughout = ~everyone.groupby(seen[C.INDICATOR_ID], observed=True, dropna=False).transform("any")
    return beside | (throughout & (seen[C.ANSWER] == NOT_APPLICABLE))


@rule(
    "dated-by-fieldwork",
    on(T.OBSERVATIONS, C.TIME_PERIOD, reads=[C.INDICATOR_ID], needs=_QUESTIONS),
    explain=lambda seen: [
        bilingual("dated-by-fieldwork.wanted", fieldwork=fieldwork) for fieldwork in _fieldwork(seen)
    ],
)
def expect_answers_dated_by_fieldwork(seen: RuleInput) -> Truth:
    """A survey whose fieldwork nobody states is dated as its source dates it."""
    fieldwork = _fieldwork(seen)
    return fieldwork.isna() | same(fieldwork, seen[C.TIME_PERIOD])


def _fieldwork(seen: RuleInput) -> pd.Series:
    return seen.tables.look_up(_question(seen).astype("str"), T.SURVEY_QUESTIONS, C.FIELDWORK)


_OF_A_SURVEY: Final = (C.SAMPLE_SIZE, C.FIELDWORK, C.PUBLISHED, C.SURVEY_MODE, C.SAMPLE_SOURCE_ID)


@rule("one-sample-a-survey", on(T.SURVEY_QUESTIONS, *_OF_A_SURVEY, reads=[C.SURVEY_ID, C.BASE_EN]), by_cell=True)
def expect_one_sample_a_survey(seen: RuleInput) -> pd.DataFrame:
    """The odd ones out are named; all, where none is commoner. Which is why the rule looks at every row."""
    every = seen.tables[T.SURVEY_QUESTIONS]
    asked = every[C.SURVEY_ID].astype("str") + " " + every[C.BASE_EN].astype("str")
    odd = {name: unlike_most(asked, every[name]) for name in seen.scope.columns}
    return pd.DataFrame({name: ~odd[name].reindex(seen.rows.index) for name in seen.scope.columns})
