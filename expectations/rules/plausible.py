"""What may be right and seldom is: warnings, each of which a reviewer looks up and accepts with a reason, or mends."""

import re
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from expectations.engine.judging import per_column
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import STRING, TEXTS, plain
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.comparability import countries
from expectations.rules.periods import read_years
from pipelines.schema.codes import TOTAL, AnswerKind
from pipelines.schema.columns import C, T
from pipelines.schema.faults import Severity

# A digit too many or too few, which is the commonest slip of who copies numbers, is a factor of ten.
_JUMP: Final = 10
_SERIES: Final = [C.INDICATOR_ID, C.COMPARABILITY_ID, C.REF_AREA, C.SEX, C.AGE, C.ANSWER, C.UNIT_MEASURE]
_NUMBER: Final = [C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH]
_COUNTRY: Final = "country"
# Answers are compared that the same people gave.
_SUB_GROUP: Final = [C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD, C.SEX, C.AGE]
# What is not finished, or waits for somebody.
_UNFINISHED: Final = re.compile(
    r"\b(?:TO-?DO|FIX-?ME|TBC|TBD|XX+)\b|\?\?|à compléter|à vérifier|to be (?:checked|completed|confirmed)",
    re.IGNORECASE,
)
# A given name with an initial, a form of address, an age with a place, a name that is said to be one.
_PERSON: Final = re.compile(
    r"\b(?!Art |Law |Part )[A-ZÉÈ][a-zéèêëïîôç]{2,} [A-Z]\.(?=[\s,;)]|$)|\b(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?) [A-ZÉÈ]"
    r"|\b(?:aged \d+,? (?:of|from|in)|âgée?s? de \d+ ans,? (?:de|d'|d’|à)) ?[A-ZÉÈ]|\b\d+[- ]year[- ]old from\b"
    r"|\bnamed [A-Z]|\bprénommée? [A-ZÉÈ]"
)
# Titles, citations and printed forms name authors and bodies, as they must.
_OWN_WORDS: Final = ("note_", "reading_", "reason_", "label_", "text_", "circumstance_", "doubt_", "claim_", "why_")


def _number(rows: pd.DataFrame) -> pd.Series:
    """Return of each figure its value, or the bound that is printed."""
    value, low, high = (rows[name] for name in _NUMBER)
    return value.fillna(low).fillna(high)


def _beside(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each figure the least and the greatest of the two before and the two after it in its series.

    Shape: the rows, by the columns `least`, `most` and `count` (of those that there are, 0 to 4).
    """
    group = rows.groupby(_SERIES, observed=True, dropna=False, sort=False).ngroup()
    period = plain(rows[C.TIME_PERIOD]).astype("category").cat.codes
    series = pd.DataFrame({"group": group, "period": period, "number": _number(rows)})
    series = series.dropna().sort_values(["group", "period"], kind="stable")
    near = pd.concat(
        [series["number"].shift(far).where(series["group"].shift(far) == series["group"]) for far in (-2, -1, 1, 2)],
        axis=1,
    )
    found = pd.DataFrame({"least": near.min(axis=1), "most": near.max(axis=1), "count": near.count(axis=1)})
    return found.reindex(rows.index)


def _expected_of_series(seen: RuleInput) -> list[Bilingual]:
    beside = _beside(seen.tables[T.OBSERVATIONS]).reindex(seen.rows.index)
    return [
        bilingual("series-without-jump.wanted", least=_said(least / _JUMP), most=_said(most * _JUMP))
        for least, most in zip(beside["least"], beside["most"], strict=True)
    ]


def _said(number: float) -> Bilingual:
    return f"{number:g}", f"{number:g}".replace(".", ",")


@rule(
    "series-without-jump",
    on(T.OBSERVATIONS, C.OBS_VALUE, reads=[*_SERIES, C.TIME_PERIOD, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH]),
    severity=Severity.WARNING,
    explain=_expected_of_series,
)
def expect_series_without_a_jump(seen: RuleInput) -> Truth:
    """A series of three figures or more, none of them negative; which of two is the slip, nobody can say."""
    number, beside = _number(seen.rows), _beside(seen.rows)
    judged = (beside["count"] >= 2) & (beside["least"] >= 0)
    above = (beside["most"] > 0) & (number > _JUMP * beside["most"])
    below = number < beside["least"] / _JUMP
    return ~(judged & (above | below))


def _whole(rows: pd.DataFrame, part: str, whole: pd.Series) -> pd.Series:
    """Return the most that the whole of each part may be; missing where the source gives none.

    Args:
        rows: figures, with their country and the most that each may be.
        part: column of the part.
        whole: what stands in that column where it is the whole.
    """
    same = [C.INDICATOR_ID, C.COMPARABILITY_ID, C.SOURCE_ID, C.TIME_PERIOD, C.ANSWER, C.UNIT_MEASURE, _COUNTRY]
    keys = [rows[name] for name in (*same, *({C.REF_AREA, C.SEX, C.AGE} - {part}))]
    is_whole = plain(rows[part]) == whole
    found = rows["most"].where(is_whole).groupby(keys, observed=True, dropna=False).transform("max")
    return found.where(~is_whole)


@rule(
    "part-within-whole",
    on(
        T.OBSERVATIONS,
        C.OBS_VALUE,
        C.REF_AREA,
        C.SEX,
        C.AGE,
        reads=[*_SERIES, C.SOURCE_ID, C.TIME_PERIOD, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH],
        needs=[T.UNITS],
    ),
    severity=Severity.WARNING,
)
def expect_parts_within_their_whole(seen: RuleInput) -> Truth:
    """Of what may be added up: a region and its country, a sex or an age and everybody, in one source and period."""
    result = pd.Series(True, index=seen.rows.index)
    additive = seen.look_up(C.UNIT_MEASURE, T.UNITS, C.ADDITIVE).fillna(False).astype(bool)
    country, everybody = countries(seen[C.REF_AREA]), pd.Series(TOTAL, index=seen.rows.index)
    totals = {C.REF_AREA: country, C.SEX: everybody, C.AGE: everybody}
    parts = {name: additive & (plain(seen[name]) != whole) for name, whole in totals.items()}
    if not any(part.any() for part in parts.values()):
        return result
    value, low, high = (seen[name] for name in _NUMBER)
    rows = seen.rows.assign(**{_COUNTRY: country, "most": value.fillna(high).fillna(np.inf)})[additive]
    least = value.fillna(low).fillna(0.0)[additive]
    for name, part in parts.items():
        if part.any():
            result[additive] &= ~(least > _whole(rows, name, totals[name][additive]))
    return result


def _within_parents(seen: RuleInput) -> pd.DataFrame:
    """Return of each answer that another one includes that other, and the most that the source leaves it room for.

    Shape: the rows, by the columns `parent` and `most`; both missing where there is none in the same sub-group.
    """
    found = pd.DataFrame({"parent": pd.Series(pd.NA, dtype=STRING), "most": float("nan")}, index=seen.rows.index)
    lists = seen.tables[T.CODELISTS]
    answers = lists[(lists[C.CODELIST_ID] == "CL_ANSWER") & lists[C.PARENT_CODE].notna()]
    parents = dict(zip(answers[C.CODE], plain(answers[C.PARENT_CODE]), strict=True))
    question = seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.QUESTION_ID).astype("str")
    kind = seen.tables.look_up(question, T.SURVEY_QUESTIONS, C.ANSWER_KIND)
    rows = seen.rows[kind == AnswerKind.NESTED]
    groups = [plain(rows[name]).fillna("") for name in _SUB_GROUP]
    places = list(zip(*groups, strict=True))
    most = rows[C.OBS_VALUE].fillna(rows[C.OBS_VALUE_HIGH])
    room = dict(zip(zip(places, plain(rows[C.ANSWER]), strict=True), most, strict=True))
    for index, place, answer in zip(rows.index, places, plain(rows[C.ANSWER]), strict=True):
        parent = parents.get(answer, "")
        if (place, parent) in room:
            found.loc[index] = parent, room[place, parent]
    return found


def _room_words(seen: RuleInput) -> list[Bilingual]:
    every = replace(seen, rows=seen.tables[T.OBSERVATIONS][seen.scope.column_list])
    found = _within_parents(every).loc[seen.rows.index]
    pairs = zip(found["parent"], found["most"], strict=True)
    return [bilingual("nested-answers.wanted", parent=parent, most=_said(most)) for parent, most in pairs]


@rule(
    "nested-answers",
    on(
        T.OBSERVATIONS,
        C.OBS_VALUE,
        C.ANSWER,
        reads=[*_SUB_GROUP, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH],
        needs=(T.INDICATORS, T.SURVEY_QUESTIONS, T.CODELISTS),
    ),
    severity=Severity.WARNING,
    explain=_room_words,
)
def expect_nested_answers_within_their_parent(seen: RuleInput) -> Truth:
    """Very common is common, too: its share cannot be the greater, unless one of them is of other people."""
    return ~(seen[C.OBS_VALUE].fillna(seen[C.OBS_VALUE_LOW]) > _within_parents(seen)["most"])


@rule(
    "figure-once", on(T.OBSERVATIONS, *_NUMBER, reads=[*_SERIES, C.SOURCE_ID, C.TIME_PERIOD]), severity=Severity.WARNING
)
def expect_a_figure_once(seen: RuleInput) -> Truth:
    """The same number of one source again, in another group or with other words: a figure entered twice."""
    same = [name for name in (*_SERIES, C.SOURCE_ID, C.TIME_PERIOD, *_NUMBER) if name != C.COMPARABILITY_ID]
    return ~seen.rows.duplicated(same, keep=False) | _number(seen.rows).isna()


@rule(
    "period-before-publication",
    on(T.OBSERVATIONS, C.TIME_PERIOD, reads=[C.SOURCE_ID], needs=[T.SOURCES]),
    severity=Severity.WARNING,
)
def expect_periods_before_publication(seen: RuleInput) -> Truth:
    """A figure of a year that had not come when its source was published is foreseen, or a slip."""
    _, last = read_years(seen[C.TIME_PERIOD])
    published = seen.look_up(C.SOURCE_ID, T.SOURCES, C.PUBLISHED).str.slice(0, 4).astype("float64")
    return ~(last > published)


@rule("published-by-now", on(T.SOURCES, C.PUBLISHED, needs=[T.RELEASES]), severity=Severity.WARNING)
def expect_sources_to_be_published_by_now(seen: RuleInput) -> Truth:
    """No source is younger than the release that cites it."""
    days = plain(seen.tables[T.RELEASES][C.RELEASED])
    released = days[days.str.fullmatch(r"\d{4}-\d\d-\d\d", na=False)].str.slice(0, 4).astype("float64").max()
    _, published = read_years(seen[C.PUBLISHED])
    return ~(published > released)


@rule("publication-once", on(T.SOURCES, C.TITLE, C.PUBLISHER, C.URL, reads=[C.PUBLISHED]), severity=Severity.WARNING)
def expect_a_publication_once(seen: RuleInput) -> Truth:
    """The same title of the same body in a year, or the same address."""
    named = pd.DataFrame({name: plain(seen[name]).str.casefold() for name in (C.TITLE, C.PUBLISHER)})
    named[C.PUBLISHED] = plain(seen[C.PUBLISHED]).str.slice(0, 4)
    address = plain(seen[C.URL]).str.casefold().str.rstrip("/")
    return ~named.duplicated(keep=False) & (~address.duplicated(keep=False) | address.isna())


def _without(seen: RuleInput, pattern: re.Pattern[str]) -> Truth:
    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        return ~plain(values).str.contains(pattern) if column.startswith(_OWN_WORDS) else None

    return per_column(seen, judge)


@rule("texts-finished", on(TEXTS), severity=Severity.WARNING)
def expect_texts_to_be_finished(seen: RuleInput) -> Truth:
    """A mark that somebody left for later."""
    return _without(seen, _UNFINISHED)


@rule("texts-name-nobody", on(TEXTS), severity=Severity.WARNING)
def expect_texts_to_name_nobody(seen: RuleInput) -> Truth:
    """Nothing here may tell who a child is; a pattern finds some of it, and a reviewer the rest."""
    return _without(seen, _PERSON)
