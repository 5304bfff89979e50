"""Printed forms: the numbers that they carry in French and English, and whether a stored number says the same."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.printed.as_printed import numbers_in, printed_agrees, scan
from pipelines.printed.dates import find_dates
from pipelines.printed.number_words import words_value
from pipelines.printed.numbers import Kind
from pipelines.schema.codes import Qualifier

SPACES = {"space": " ", "no-break": "\u00a0", "narrow": "\u202f", "thin": "\u2009"}


def group(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def spell(number: int) -> str:
    """A number below a million in French words, spelled as in the traditional orthography."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = (
            "mille"
            if thousands == 1
            else f"{spell(thousands)} mille".replace("vingts m", "vingt m").replace("cents m", "cent m")
        )
        return f"{head} {spell(rest)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{UNITS[hundreds]} cent"
        return f"{head} {spell(rest)}" if rest else head + ("s" if hundreds > 1 else "")
    if number in UNITS:
        return UNITS[number]
    tens, rest = divmod(number, 10)
    if tens in (7, 9):
        tens, rest = tens - 1, rest + 10
    if tens == 8:
        return "quatre-vingts" if rest == 0 else f"quatre-vingt-{UNITS[rest]}"
    return TENS[tens] + ("" if rest == 0 else f" et {UNITS[rest]}" if rest in (1, 11) else f"-{UNITS[rest]}")


UNITS = {
    **{1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix"},
    **{11: "onze", 12: "douze", 13: "treize", 14: "quatorze", 15: "quinze", 16: "seize"},
    **{17: "dix-sept", 18: "dix-huit", 19: "dix-neuf"},
}
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("489 511", [489511]),
        ("45000 euros", [45000]),
        ("1 500 000", [1_500_000]),
        ("540.631", [540631]),
        ("1,234,567", [1_234_567]),
        ("1,92 million", [1_920_000]),
        ("1,920 million", [1_920_000]),
        ("3 millions d’euros", [3_000_000]),
        ("plus de deux millions", [2_000_000]),
        ("un milliard", [1e9]),
        ("15 %", [15]),
        ("21,6", [21.6]),
        ("21.6%", [21.6]),
        ("0,125", [0.125]),
        ("Trente-deux", [32]),
        ("vingt et un", [21]),
        ("quatre-vingt-dix-huit", [98]),
        ("cinq cents", [500]),
        ("quinze pour cent", [15]),
        ("une dizaine", [10]),
        ("deux douzaines", [24]),
        ("la moitié", [50]),
        ("un tiers", [33.3]),
        ("Deux tiers", [66.7]),
        ("trois quarts", [75]),
        ("un adulte sur quatre", [25]),
        ("neuf personnes sur dix (94%)", [90, 94]),
        ("près d’un adulte sur 10", [10]),
        ("one in four", [25]),
        ("two thirds", [66.7]),
        ("a third", [33.3]),
        ("twenty-six", [26]),
        ("1/3", [33.3]),
        ("le 1 000e appel", [1000]),
        ("8ème rang", [8]),
        ("la quatrième année", [4]),
        ("1er", [1]),
        ("3e", [3]),
        ("au quintuple", [5]),
        ("4000 à 8000", [4000, 8000]),
        ("15-17 ans", [15, 17]),
        ("une seule fois", [1]),
        ("trois en 2009 et 2010", [3, 2009, 2010]),
    ],
)
def test_a_form_carries_its_numbers(form: str, numbers: list[float]) -> None:
    assert numbers_in(form) == numbers


@pytest.mark.parametrize(
    "form",
    ["un mineur", "une personne", "des dizaines", "article 225-12-1", "n°2007-293", "2002/584/JAI", "5 mars 2007", ""],
)
def test_what_counts_nothing_carries_no_number(form: str) -> None:
    assert numbers_in(form) == []


@given(st.integers(0, 10**9), st.sampled_from(sorted(SPACES)), st.sampled_from(["", " euros", " %", " (2e édition)"]))
def test_a_grouped_number_is_read_back(number: int, space: str, after: str) -> None:
    assert numbers_in(f"environ {group(number, SPACES[space])}{after}")[0] == number


@given(st.integers(1000, 10**9), st.sampled_from([".", ","]))
def test_a_number_grouped_by_signs_is_read_back(number: int, sign: str) -> None:
    assert numbers_in(group(number, sign)) == [number]


@given(st.integers(0, 10**5), st.integers(0, 99))
def test_a_decimal_comma_is_read_back(whole: int, hundredths: int) -> None:
    assert numbers_in(f"{group(whole, ' ')},{hundredths:02d}") == [pytest.approx(whole + hundredths / 100)]


@given(st.integers(2, 999_999))
def test_a_number_in_words_is_read_back(number: int) -> None:
    assert words_value(spell(number)) == number
    assert numbers_in(f"soit {spell(number)} fois") == [number]


@given(st.integers(2, 9999), st.integers(1, 98))
def test_a_glued_mark_is_set_aside_only_when_the_row_names_it(number: int, mark: int) -> None:
    glued = f"inférieur à {number}{mark}"
    assert printed_agrees(glued, Qualifier.LESS_THAN, None, high=number, footnote=str(mark)) is None
    assert printed_agrees(glued, Qualifier.LESS_THAN, None, high=number) is not None


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_that_is_not_printed_is_refused(printed: int, stored: int) -> None:
    assume(printed != stored)
    fault = printed_agrees(f"{group(printed, ' ')} appels", Qualifier.EXACT, stored)
    assert fault is not None and f"{stored}" in fault


@given(st.text(alphabet="0123456789 .,-/%()unedxtroismilca\u00a0’é", max_size=60))
def test_numbers_found_in_any_text_stand_in_it_and_do_not_overlap(text: str) -> None:
    found = scan(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 <= number.start < number.end <= len(text) for number in found)


@pytest.mark.parametrize(
    ("form", "qualifiers"),
    [
        ("plus de 270 000 enfants", {Qualifier.MORE_THAN}),
        ("more than 45 countries", {Qualifier.MORE_THAN}),
        ("inférieur à 100", {Qualifier.LESS_THAN}),
        ("moins d’un adulte sur trois", {Qualifier.LESS_THAN}),
        ("au moins cinq ans", {Qualifier.AT_LEAST}),
        ("ne dépassent pas la dizaine", {Qualifier.AT_MOST, Qualifier.APPROX}),
        ("délai maximum de 90 jours", {Qualifier.AT_MOST}),
        ("cinq ans au plus", {Qualifier.AT_MOST}),
        ("environ 15 000", {Qualifier.APPROX}),
        ("près de 950", {Qualifier.APPROX}),
        ("une cinquantaine", {Qualifier.APPROX}),
        ("à peine 1 %", {Qualifier.APPROX, Qualifier.AT_MOST, Qualifier.LESS_THAN}),
        ("dès 12 ans", {Qualifier.AT_LEAST, Qualifier.EXACT}),
        ("entre 16% et 18%", {Qualifier.RANGE}),
        ("4000 à 8000", {Qualifier.RANGE}),
        ("175 entre 2005 et 2009", set()),
        ("31 condamnations", set()),
    ],
)
def test_a_form_is_worded(form: str, qualifiers: set[Qualifier]) -> None:
    assert {word for printed in scan(form) for word in printed.wording} == qualifiers


@pytest.mark.parametrize(
    ("form", "qualifier", "value", "low", "high"),
    [
        ("8265 faits", Qualifier.EXACT, 8265, None, None),
        ("de 4000 à 8000", Qualifier.RANGE, None, 4000, 8000),
        ("entre 16% et 18%", Qualifier.RANGE, None, 16, 18),
        ("plus de 7 millions", Qualifier.MORE_THAN, None, 7e6, None),
        ("257 000 personnes", Qualifier.MORE_THAN, None, 257e3, None),
        ("ne dépassent pas la dizaine", Qualifier.AT_MOST, None, None, 10),
        ("un tiers", Qualifier.APPROX, 33.3, None, None),
        ("un tiers", Qualifier.EXACT, 33.3, None, None),
        ("baisse de 15 %", Qualifier.EXACT, -15, None, None),
        ("trois en 2009 et 2010", Qualifier.EXACT, 3, None, None),
        ("on ne sait combien", Qualifier.MISSING, None, None, None),
    ],
)
def test_forms_agree_with_what_they_say(
    form: str, qualifier: Qualifier, value: float | None, low: float | None, high: float | None
) -> None:
    assert printed_agrees(form, qualifier, value, low, high) is None


@pytest.mark.parametrize(
    ("form", "qualifier", "value", "low", "high", "said"),
    [
        ("8265 faits", Qualifier.EXACT, 8256, None, None, "carries 8265, not 8256"),
        ("de 4000 à 8000", Qualifier.RANGE, None, 8000, 4000, "not 8000 to 4000"),
        ("4000 à 8000", Qualifier.RANGE, None, 4000, 9000, "9000"),
        ("plus de 45 pays", Qualifier.EXACT, 45, None, None, "more_than"),
        ("environ 45 pays", Qualifier.EXACT, 45, None, None, "approx"),
        ("4000 à 8000", Qualifier.EXACT, 4000, None, None, "range"),
        ("hausse de 15 %", Qualifier.EXACT, -15, None, None, "not -15"),
        ("trois en 2009 et 2010", Qualifier.EXACT, 2009, None, None, "not 2009"),
        ("quelques pays", Qualifier.EXACT, 4, None, None, "no number"),
    ],
)
def test_forms_that_say_something_else_are_refused(
    form: str, qualifier: Qualifier, value: float | None, low: float | None, high: float | None, said: str
) -> None:
    fault = printed_agrees(form, qualifier, value, low, high)
    assert fault is not None and said in fault


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("le 4 octobre 2002", ("2002-10-04",)),
        ("1er février 2007", ("2007-02-01",)),
        ("Juin 2009", ("2009-06",)),
        ("7/7/1990", ("1990-07-07",)),
        ("9 au 11 mai 2007", ("2007-05-09", "2007-05-11")),
        ("5 avril 201151", ("2011-04-05",)),
        ("7 octobre dernier", ("--10-07",)),
        ("31 février 2009", ()),
        ("en mars", ()),
        ("12 pays", ()),
    ],
)
def test_dates_are_read_at_the_precision_printed(text: str, dates: tuple[str, ...]) -> None:
    assert tuple(date for *_, iso in find_dates(text) for date in iso) == dates


def test_a_mark_glued_to_a_date_is_a_number_of_its_own() -> None:
    date, mark = scan("20 novembre 201046")
    assert (date.kind, date.text) == (Kind.DATE, "20 novembre 2010")
    assert (mark.kind, mark.text) == (Kind.NUMBER, "46")
