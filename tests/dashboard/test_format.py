"""Numbers, values and periods read as a French or English reader writes them."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text.format import (
    format_amount,
    format_number,
    format_observation,
    format_pages,
    format_period,
    format_place,
    format_row_period,
    format_unit,
    join_words,
)
from dashboard.text.typography import set_text
from pipelines.schema.columns import C
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.charts.examples import context, observation, published

CHILDREN = context().units["CHILDREN"]
PERCENT = context().units["PC_ADULTS"]


def said(
    qualifier: str, value: float | None, low: float | None, high: float | None, lang: Language, unit: dict[str, Any]
) -> str:
    cells = {C.OBS_VALUE: value, C.OBS_VALUE_LOW: low, C.OBS_VALUE_HIGH: high, C.QUALIFIER: qualifier}
    return format_observation(cells, lang, unit=unit)


@pytest.mark.parametrize(
    ("value", "lang", "words"),
    [
        (8000, "en", "8,000"),
        (8000, "fr", "8\u202f000"),
        (1234567.5, "fr", "1\u202f234\u202f567,5"),
        (21.4, "en", "21.4"),
        (20.0, "fr", "20"),
        (-15.7, "en", "\u221215.7"),
        (0, "fr", "0"),
    ],
)
def test_numbers_bear_the_separators_of_the_language(value: float, lang: Language, words: str) -> None:
    assert format_number(value, lang) == words


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 3)))
def test_a_number_reads_back_in_both_languages(value: float) -> None:
    english = format_number(value, "en").replace(",", "").replace("\u2212", "-")
    french = format_number(value, "fr").replace("\u202f", "").replace(",", ".").replace("\u2212", "-")
    assert float(english) == pytest.approx(value)
    assert float(french) == pytest.approx(value)


@pytest.mark.parametrize(
    ("qualifier", "value", "low", "high", "english", "french"),
    [
        ("exact", 31, None, None, "31 children", "31 children"),
        ("approx", 40000, None, None, "about 40,000 children", "environ 40\u202f000 children"),
        ("range", None, 4000, 8000, "4,000 to 8,000 children", "4\u202f000 à 8\u202f000 children"),
        ("less_than", None, None, 100, "fewer than 100 children", "moins de 100 children"),
        ("more_than", None, 270000, None, "more than 270,000 children", "plus de 270\u202f000 children"),
        ("at_least", None, 2, None, "at least 2 children", "au moins 2 children"),
        ("at_most", None, None, 10, "at most 10 children", "au plus 10 children"),
        ("missing", None, None, None, "not published", "non publié"),
    ],
)
def test_a_value_says_its_qualifier_in_words(
    qualifier: str, value: float | None, low: float | None, high: float | None, english: str, french: str
) -> None:
    for lang, words in zip(LANGUAGES, (english, french), strict=True):
        assert said(qualifier, value, low, high, lang, CHILDREN).replace("\u00a0", " ") == words


def test_a_value_without_the_number_that_its_qualifier_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="less_than"):
        said("less_than", 100, None, None, "en", CHILDREN)


def test_shares_are_less_than_not_fewer_than_and_bear_the_sign() -> None:
    assert said("less_than", None, None, 33.3, "en", PERCENT) == "less than 33.3%"
    assert said("exact", 45, None, None, "fr", PERCENT) == "45\u202f%"


def test_a_change_bears_its_sign_and_a_rank_its_name_first() -> None:
    units = {row[C.UNIT_MEASURE]: row for row in published()["units"].to_dict("records")}
    assert said("exact", 12, None, None, "en", units["PC_CHANGE"]).startswith("+12%")
    assert said("exact", 4, None, None, "fr", units["RANK"]).replace("\u00a0", " ") == "rang 4"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_published_unit_says_one_of_many(lang: Language) -> None:
    unchanged = {"cas", "pays", "mois", "URL", "URLs"}
    for unit in published()["units"].to_dict("records"):
        one = format_unit(unit, lang, 1)
        phrase = re.split(r" (?:a|par|per|of|de) ", one)[0]
        plural = [word for word in phrase.split(" ") if word.endswith("s") and word not in unchanged]
        assert not plural or unit[C.SHORT_EN].startswith("%"), one
        assert format_unit(unit, lang, 5) == set_text(unit[C.SHORT_EN if lang == "en" else C.SHORT_FR], lang)


def test_an_observation_reads_its_empty_cells_as_empty() -> None:
    row = observation(1, "2009", None, **{C.OBS_VALUE: float("nan"), C.OBS_VALUE_HIGH: 100.0, C.QUALIFIER: "less_than"})
    assert format_observation(row, "en", with_unit=False) == "fewer than 100"


@pytest.mark.parametrize(
    ("period", "english", "french"),
    [
        ("2009", "2009", "2009"),
        ("2008-06", "June 2008", "juin 2008"),
        ("2010-11-20", "20 November 2010", "20 novembre 2010"),
        ("2007-02-01", "1 February 2007", "1er février 2007"),
        ("2005/2009", "2005 to 2009", "2005 à 2009"),
        ("2010-10-22/2010-10-23", "22–23 October 2010", "22 et 23 octobre 2010"),
        ("2010-10-22/2010-10-25", "22 to 25 October 2010", "22 au 25 octobre 2010"),
        ("2002-10-04/2006-02", "4 October 2002 to February 2006", "4 octobre 2002 à février 2006"),
    ],
)
def test_periods_read_in_words(period: str, english: str, french: str) -> None:
    assert (format_period(period, "en"), format_period(period, "fr")) == (english, french)


def test_every_published_figure_has_words_in_both_languages() -> None:
    units = {row[C.UNIT_MEASURE]: row for row in published()["units"].to_dict("records")}
    for row in published()["observations"].to_dict("records"):
        for lang in LANGUAGES:
            assert format_observation(row, lang, unit=units[row[C.UNIT_MEASURE]])
            assert format_period(row[C.TIME_PERIOD], lang)


def test_amounts_pages_and_lists() -> None:
    assert format_amount(150000, "EUR", "en") == "€150,000"
    assert format_amount(150000, "EUR", "fr") == "150\u202f000\u00a0€"
    assert format_amount(5000.5, "GBP", "en") == "£5,000.50"
    assert format_amount(5000, "GBP", "fr") == "5\u202f000\u00a0£GB"
    assert format_pages([31, 9, 31], "fr") == "p.\u00a09, 31"
    assert format_pages([31, 9, 31], "en") == "pp.\u00a09, 31"
    assert format_pages([31, 31], "en") == "p.\u00a031"
    assert format_pages([31, 32, 33, 36, 39, 40], "en") == "pp.\u00a031–33, 36, 39, 40"
    assert format_pages([], "en") == ""
    assert join_words(["10 ans", "20 ans"], "fr", style="or") == "10 ans ou 20 ans"
    assert join_words(["a", "b", "c"], "fr") == "a, b et c"


def test_a_year_that_no_source_gives_is_not_given_and_one_not_whole_is_said_so() -> None:
    dated = {C.TIME_PERIOD: "2009", C.PERIOD_BASIS: "stated"}
    undated = {C.TIME_PERIOD: "2011", C.PERIOD_BASIS: "undated"}
    assert format_row_period(dated, "fr") == "2009"
    assert format_row_period(undated, "fr") == "sans année indiquée"
    assert format_row_period(undated, "en") == "no year given"
    partial = {C.TIME_PERIOD: "2002", C.PERIOD_BASIS: "partial"}
    assert format_row_period(partial, "en") == "2002, part of the year"
    assert format_row_period({**partial, C.TIME_PERIOD: "2002/2009"}, "fr") == "2002 à 2009, dont une année incomplète"


def test_a_number_printed_in_words_is_said_in_them_with_and_without_its_unit() -> None:
    words = {C.VALUE_WORDS_EN: "one third", C.VALUE_WORDS_FR: "un tiers"}
    row = observation(1, "2010", 33.3, **{C.QUALIFIER: "approx", **words})
    for with_unit in (True, False):
        assert format_observation(row, "en", unit=PERCENT, with_unit=with_unit) == "one third"
        assert format_observation(row, "fr", unit=PERCENT, with_unit=with_unit) == "un tiers"


def test_a_count_printed_in_words_keeps_its_digits_where_its_unit_stands_apart() -> None:
    words = {C.VALUE_WORDS_EN: "two children", C.VALUE_WORDS_FR: "deux enfants"}
    row = observation(1, "2010", 2.0, **words)
    assert format_observation(row, "fr", unit=CHILDREN) == "deux enfants"
    assert format_observation(row, "fr", unit=CHILDREN, with_unit=False) == "2"


def test_a_place_names_pages_and_footnotes_in_order_once() -> None:
    assert format_place([31, 9, 31], "en", ["12", "4", "", "4"]) == "pp.\u00a09, 31, notes\u00a04, 12"
    assert format_place([10], "fr", ["7", "7"]) == "p.\u00a010, note\u00a07"
    assert format_place([], "fr") == ""
