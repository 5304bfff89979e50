"""What is printed beside a number agrees with what the figure is about: percent signs, sexes, ages."""

import re
from typing import Final

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.figures import VALUES, percent_units
from expectations.rules.printed import per_printed, readable_as
from pipelines.printed.as_printed import scan
from pipelines.schema.codes import NOT_APPLICABLE, Qualifier
from pipelines.schema.columns import C, T

# Digits other than a year's, for an engine that looks neither behind nor ahead.
_NOT_A_YEAR: Final = r"(?:^|\D)(?:\d{1,3}|\d{5,}|(?:[03-9]\d|1[0-8]|2[1-9])\d\d)(?:\D|$)"
_PERCENT: Final = r"%|\bpour ?cent\b|\bper ?cent\b|\bpor ciento\b"
_SEXES: Final = {
    "F": re.compile(r"\b(?:femmes|filles|women|girls|mujeres|niñas)\b", re.IGNORECASE),
    "M": re.compile(r"\b(?:hommes|gar[çc]ons|men|boys|hombres|niños varones)\b", re.IGNORECASE),
}
_AGES: Final = re.compile(r"\b(\d{1,2}) ?(?:-|–|à|to|a) ?(\d{1,2}) (?:ans|years|años)\b", re.IGNORECASE)


@rule("printed-percent", on(T.OBSERVATIONS, C.AS_PRINTED, C.UNIT_MEASURE, needs=[T.UNITS]))
def expect_printed_percent_in_percent(seen: RuleInput) -> Truth:
    """Some percentages are printed in words, or in a table whose head has the sign."""
    printed = seen[C.AS_PRINTED].str.contains(_PERCENT, na=False)
    return ~printed | seen[C.UNIT_MEASURE].isin(percent_units(seen.tables))


def _printed_group(as_printed: str) -> tuple[str, str]:
    """Return codes of the sex and age that a printed form names; empty where it names none, or several."""
    sexes = [code for code, words in _SEXES.items() if words.search(as_printed)]
    ages = [f"Y{low}T{high}" for low, high in _AGES.findall(as_printed)]
    return sexes[0] if len(sexes) == 1 else "", ages[0] if len(ages) == 1 else ""


def _group_words(seen: RuleInput) -> list[Bilingual]:
    groups = [" ".join(filter(None, _printed_group(str(text)))) for text in seen[C.AS_PRINTED]]
    return [bilingual("printed.group", group=group) for group in groups]


@rule("printed-group", on(T.OBSERVATIONS, C.SEX, C.AGE, reads=[C.AS_PRINTED, C.ANSWER]), explain=_group_words)
def expect_printed_sexes_and_ages(seen: RuleInput) -> Truth:
    """Counts may be of women and say so in the indicator; answers are asked of everyone."""

    def judge(as_printed: str, sex: str, age: str) -> bool:
        printed_sex, printed_age = _printed_group(as_printed)
        return printed_sex in ("", sex) and printed_age in ("", age)

    worded = seen[C.AS_PRINTED].str.contains(r"[a-z]{3}", na=False) & (seen[C.ANSWER] != NOT_APPLICABLE)
    return per_combination(seen.rows[[C.AS_PRINTED, C.SEX, C.AGE]], judge, where=worded)


@rule(
    "value-in-words",
    on(T.OBSERVATIONS, C.VALUE_WORDS_EN, C.AS_PRINTED, reads=[C.QUALIFIER, *VALUES]),
)
def expect_numbers_printed_in_words_to_be_worded(seen: RuleInput) -> Truth:
    """A year beside the number is no digit of it, unless it could be the number itself."""
    printed = seen[C.AS_PRINTED]
    like_a_year = seen.rows[list(VALUES)].apply(lambda column: column.between(1900, 2099)).any(axis=1)
    digits = printed.str.contains(_NOT_A_YEAR, na=False)
    digits |= printed.where(like_a_year).str.contains(r"\d", na=False)
    in_words = printed.notna() & ~digits & (seen[C.QUALIFIER] != Qualifier.MISSING)
    return seen[C.VALUE_WORDS_EN].notna() == in_words


@rule(
    "printed-fall",
    on(T.OBSERVATIONS, C.OBS_VALUE, C.AS_PRINTED, reads=[C.UNIT_MEASURE, C.SOURCE_ID], needs=[T.UNITS]),
)
def expect_printed_falls_below_zero(seen: RuleInput) -> Truth:
    """A unit whose values may lie below zero is one of change; a rise that is stored as a fall is not carried."""
    of_change = seen.look_up(C.UNIT_MEASURE, T.UNITS, C.MINIMUM) < 0
    falls = of_change & seen[C.AS_PRINTED].notna() & (seen[C.OBS_VALUE] >= 0)

    def judge(as_printed: str, language: str | None) -> bool:
        return not any(each.falls for name in readable_as(language) for each in scan(as_printed, name))

    return per_printed(seen, [C.AS_PRINTED], judge, falls)
