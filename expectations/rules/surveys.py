"""Survey answers belong to a question, and exclusive ones do not exceed the whole."""

from typing import Final

import pandas as pd

from expectations.engine.judging import unlike_most
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, AnswerKind, ChartKind
from pipelines.schema.columns import C, T

# Each printed percentage is rounded: a few answers may together exceed 100 by this much and still be right.
ROUNDING: Final = 0.5
_GROUP = [C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD, C.SEX, C.AGE]


@rule(
    id="survey-question",
    name=("Survey indicators have a question", "Les indicateurs de sondage ont une question"),
    sentence=(
        "An indicator has a question exactly when it presents survey answers.",
        "Un indicateur a une question exactement lorsqu'il présente des réponses à un sondage.",
    ),
    expected=(
        "a question for survey answers, and for nothing else",
        "une question pour les réponses à un sondage, et pour rien d'autre",
    ),
    cure=(
        "Name the question in question_id, or correct chart_kind.",
        "Désigner la question dans question_id, ou corriger chart_kind.",
    ),
    scopes=[on(T.INDICATORS, C.QUESTION_ID, C.CHART_KIND)],
)
def expect_survey_indicators_to_have_a_question(seen: Seen) -> Truth:
    """The presentation says that an indicator is a survey."""
    return seen[C.QUESTION_ID].notna() == (seen[C.CHART_KIND] == ChartKind.SURVEY)


def _question(seen: Seen) -> pd.Series:
    return seen.tables.look_up(seen[C.INDICATOR_ID], T.INDICATORS, C.QUESTION_ID)


@rule(
    id="answers-in-surveys",
    name=("Answers belong to surveys", "Les réponses vont aux sondages"),
    sentence=(
        "A figure carries an answer exactly when its indicator presents survey answers.",
        "Un chiffre porte une réponse exactement lorsque son indicateur présente des réponses à un sondage.",
    ),
    expected=(
        f"an answer in surveys, and {NOT_APPLICABLE} elsewhere",
        f"une réponse dans les sondages, et {NOT_APPLICABLE} ailleurs",
    ),
    cure=("Correct the answer or the indicator.", "Corriger la réponse ou l'indicateur."),
    scopes=[on(T.OBSERVATIONS, C.ANSWER, C.INDICATOR_ID, needs=[T.INDICATORS])],
)
def expect_answers_in_surveys_only(seen: Seen) -> Truth:
    """A figure of an unknown indicator is a dangling reference, and that rule's business."""
    known = seen.tables.look_up(seen[C.INDICATOR_ID], T.INDICATORS, C.NAME_EN).notna()
    return ~known | ((seen[C.ANSWER] != NOT_APPLICABLE) == _question(seen).notna())


def _sums(seen: Seen) -> pd.Series:
    """Sum of the exclusive answers of each row's sub-group, lower bounds where no value is printed; 0 elsewhere."""
    kind = seen.tables.look_up(_question(seen).astype("str"), T.SURVEY_QUESTIONS, C.ANSWER_KIND)
    least = seen[C.OBS_VALUE].fillna(seen[C.OBS_VALUE_LOW]).fillna(0.0).where(kind == AnswerKind.EXCLUSIVE, 0.0)
    groups = seen.rows[_GROUP]
    return least.groupby([groups[name] for name in _GROUP], observed=True, dropna=False).transform("sum")


@rule(
    id="answers-within-whole",
    name=("Answers within the whole", "Des réponses qui tiennent dans le tout"),
    sentence=(
        f"The exclusive answers of a question and sub-group do not exceed {100 + ROUNDING:g} % together: 100, and the "
        "source's rounding.",
        "Les réponses exclusives d'une question et d'un sous-groupe n'excèdent pas ensemble "
        f"{100 + ROUNDING:g} % : 100, et l'arrondi de la source.".replace(".", ",", 1),
    ),
    expected=("answers that make up at most 100 % together", "des réponses qui font ensemble 100 % au plus"),
    cure=(
        "Read the answers again; where some are part of others, the question's answer_kind is nested.",
        "Relire les réponses ; si certaines sont contenues dans d'autres, answer_kind de la question est nested.",
    ),
    scopes=[
        on(
            T.OBSERVATIONS,
            C.OBS_VALUE,
            C.ANSWER,
            reads=[*_GROUP, C.OBS_VALUE_LOW],
            needs=[T.INDICATORS, T.SURVEY_QUESTIONS],
        )
    ],
)
def expect_answers_within_the_whole(seen: Seen) -> Truth:
    """Every answer of a sub-group that exceeds the whole is named: any of them may be the wrong one."""
    return _sums(seen) <= 100 + ROUNDING


@rule(
    id="whole-beside-group",
    name=("Everyone beside a sub-group", "L'ensemble à côté d'un sous-groupe"),
    sentence=(
        "A figure of one sex or age stands beside the same figure of everyone; an indicator that is no survey may be "
        "of one sex or age throughout.",
        "Un chiffre d'un sexe ou d'un âge figure à côté du même chiffre pour l'ensemble ; un indicateur qui n'est pas "
        "un sondage peut porter entièrement sur un sexe ou un âge.",
    ),
    expected=("the same figure for everyone", "le même chiffre pour l'ensemble"),
    cure=(
        "Add the figure of everyone (a missing figure where the source prints none), or correct sex or age.",
        "Ajouter le chiffre de l'ensemble (chiffre manquant si la source n'en imprime pas), ou corriger le sexe ou "
        "l'âge.",
    ),
    scopes=[on(T.OBSERVATIONS, C.SEX, C.AGE, reads=[*_GROUP, C.ANSWER], needs=[T.INDICATORS])],
)
def expect_everyone_beside_a_sub_group(seen: Seen) -> Truth:
    """A sub-group alone would be read as everyone."""
    everyone = (seen[C.SEX] == TOTAL) & (seen[C.AGE] == TOTAL)
    if everyone.all():
        return everyone
    cells = [seen[name] for name in (C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD, C.ANSWER)]
    beside = everyone.groupby(cells, observed=True, dropna=False).transform("any")
    throughout = ~everyone.groupby(seen[C.INDICATOR_ID], observed=True, dropna=False).transform("any")
    return beside | (throughout & (seen[C.ANSWER] == NOT_APPLICABLE))


_OF_A_SURVEY: Final = (C.SAMPLE_SIZE, C.FIELDWORK, C.SURVEY_MODE, C.SAMPLE_SOURCE_ID)


@rule(
    id="one-sample-a-survey",
    name=("One sample a survey", "Un seul échantillon par sondage"),
    sentence=(
        "Questions of one survey to the same people have one sample, fieldwork, mode and source of these.",
        "Les questions d'un sondage aux mêmes personnes ont un échantillon, un terrain, un mode et une source de "
        "ceux-ci.",
    ),
    expected=("what the survey's other questions say", "ce que disent les autres questions du sondage"),
    cure=("Correct the cell, or the survey or base.", "Corriger la cellule, ou le sondage ou la base."),
    scopes=[on(T.SURVEY_QUESTIONS, *_OF_A_SURVEY, reads=[C.SURVEY_ID, C.BASE_EN])],
    by_cell=True,
)
def expect_one_sample_a_survey(seen: Seen) -> pd.DataFrame:
    """The odd ones out are named; all, where none is commoner. Which is why the rule looks at every row."""
    every = seen.tables[T.SURVEY_QUESTIONS]
    asked = every[C.SURVEY_ID].astype("str") + " " + every[C.BASE_EN].astype("str")
    odd = {name: unlike_most(asked, every[name]) for name in seen.scope.columns}
    return pd.DataFrame({name: ~odd[name].reindex(seen.rows.index) for name in seen.scope.columns})
