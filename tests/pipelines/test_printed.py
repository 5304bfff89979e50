"""Printed forms: the numbers that they carry in each language, and whether a stored number says the same."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.printed.as_printed import numbers_in, printed_agrees, scan
from pipelines.printed.dates import find_dates
from pipelines.printed.french import FRENCH
from pipelines.printed.grammar import NoGrammarError
from pipelines.printed.languages import GRAMMARS
from pipelines.printed.numbers import Kind
from pipelines.schema.codes import Qualifier
from tests.pipelines.printed_cases import DATES, NUMBERS, WORDED

LANGUAGE = st.sampled_from(sorted(GRAMMARS))
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


def numbered(words: str, first: int) -> dict[int, str]:
    return dict(enumerate(words.split(), start=first))


UNITS = {
    **{1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix"},
    **{11: "onze", 12: "douze", 13: "treize", 14: "quatorze", 15: "quinze", 16: "seize"},
    **{17: "dix-sept", 18: "dix-huit", 19: "dix-neuf"},
}
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


ENGLISH_UNITS = numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    1,
)
ENGLISH_TENS = numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2)
SPANISH_UNITS = numbered(
    "un_ dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiun_ veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve",
    1,
)
SPANISH_TENS = numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 3)
SPANISH_HUNDREDS = {5: "quinient_s", 7: "setecient_s", 9: "novecient_s"}


def spell_english(number: int, hyphen: str, link: str) -> str:
    """A number below a million, as "two hundred and fifty-three" or "two hundred fifty three"."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = f"{spell_english(thousands, hyphen, link)} thousand"
        return f"{head}{link if rest < 100 else ' '}{spell_english(rest, hyphen, link)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = f"{ENGLISH_UNITS[hundreds]} hundred"
        return f"{head}{link}{spell_english(rest, hyphen, link)}" if rest else head
    if number in ENGLISH_UNITS:
        return ENGLISH_UNITS[number]
    tens, rest = divmod(number, 10)
    return ENGLISH_TENS[tens] + (f"{hyphen}{ENGLISH_UNITS[rest]}" if rest else "")


def spell_spanish(number: int, gender: str) -> str:
    """A number below a million, of things of that gender."""
    return _spell_spanish(number).replace("_", gender)


def _spell_spanish(number: int) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = "mil" if thousands == 1 else f"{_spell_spanish(thousands)} mil"
        return f"{head} {_spell_spanish(rest)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        if hundreds == 1:
            return f"ciento {_spell_spanish(rest)}" if rest else "cien"
        head = SPANISH_HUNDREDS.get(hundreds, f"{SPANISH_UNITS[hundreds]}cient_s")
        return f"{head} {_spell_spanish(rest)}" if rest else head
    if number in SPANISH_UNITS:
        return SPANISH_UNITS[number]
    tens, rest = divmod(number, 10)
    return SPANISH_TENS[tens] + (f" y {SPANISH_UNITS[rest]}" if rest else "")


def cases(table: dict[str, list[tuple[str, Any]]]) -> list[tuple[str, str, Any]]:
    return [(language, form, expected) for language, listed in table.items() for form, expected in listed]


def test_each_language_has_a_hundred_cases() -> None:
    """Nearly: what is the same in all, as codes of laws are, stands once."""
    counted = {language: sum(len(table[language]) for table in (NUMBERS, WORDED, DATES)) for language in GRAMMARS}
    assert all(count >= 98 for count in counted.values()), counted


@pytest.mark.parametrize(("language", "form", "numbers"), cases(NUMBERS))
def test_a_form_carries_its_numbers(language: str, form: str, numbers: list[float]) -> None:
    assert numbers_in(form, language) == numbers


def test_a_language_without_a_grammar_is_not_read() -> None:
    with pytest.raises(NoGrammarError, match="'de' cannot be read, only those in en, es, fr"):
        numbers_in("mehr als 300", "de")


@pytest.mark.parametrize(
    ("form", "number", "held"),
    [
        ("mehr als 3.500", 3500, True),
        ("3.500 Kinder", 5300, False),
        ("12,5 %", 12.5, True),
        ("minus 12 %", -12, True),
        ("३५० बच्चे", 350, True),
        ("३५० बच्चे", 450, False),
        ("hundert Kinder", 100, True),
    ],
)
def test_of_a_language_without_a_grammar_the_digits_are_held_against_the_number(
    form: str, number: float, held: bool
) -> None:
    fault = printed_agrees(form, "de", Qualifier.EXACT, number)
    assert (fault is None) == held, fault


@given(LANGUAGE, st.integers(0, 10**9), st.sampled_from(sorted(SPACES)), st.sampled_from(["", " euros", " %"]))
def test_a_grouped_number_is_read_back(language: str, number: int, space: str, after: str) -> None:
    assert numbers_in(f"({group(number, SPACES[space])}{after})", language)[0] == number


@given(LANGUAGE, st.integers(1000, 10**9), st.sampled_from([".", ","]))
def test_a_number_grouped_by_signs_is_read_back(language: str, number: int, sign: str) -> None:
    assert numbers_in(group(number, sign), language) == [number]


@given(LANGUAGE, st.integers(0, 10**5), st.integers(0, 99), st.sampled_from([",", "."]))
def test_a_decimal_is_read_back(language: str, whole: int, hundredths: int, sign: str) -> None:
    printed = f"{group(whole, ' ')}{sign}{hundredths:02d}"
    assert numbers_in(printed, language) == [pytest.approx(whole + hundredths / 100)]


@given(st.integers(1, 10**6), st.integers(1900, 2030), st.sampled_from(["children", "arrests", "cases", "girls"]))
def test_things_counted_in_a_year_are_no_share(number: int, year: int, things: str) -> None:
    assert numbers_in(f"{group(number, ',')} {things} in {year}", "en") == [number, year]


@given(st.integers(2, 999_999))
def test_a_number_in_words_is_read_back(number: int) -> None:
    assert FRENCH.spelled.value(spell(number)) == number
    assert numbers_in(f"soit {spell(number)} fois", "fr") == [number]


@given(st.integers(2, 999_999), st.sampled_from(["-", " "]), st.sampled_from([" and ", " "]))
def test_a_number_in_english_words_is_read_back(number: int, hyphen: str, link: str) -> None:
    assert numbers_in(f"some {spell_english(number, hyphen, link)} children", "en") == [number]


@given(st.integers(2, 999_999), st.sampled_from("ao"))
def test_a_number_in_spanish_words_is_read_back(number: int, gender: str) -> None:
    assert numbers_in(f"unas {spell_spanish(number, gender)} menores", "es") == [number]


@given(st.integers(2, 9999), st.integers(1, 98))
def test_a_glued_mark_is_set_aside_only_when_the_row_names_it(number: int, mark: int) -> None:
    glued = f"inférieur à {number}{mark}"
    assert printed_agrees(glued, "fr", Qualifier.LESS_THAN, None, high=number, footnote=str(mark)) is None
    assert printed_agrees(glued, "fr", Qualifier.LESS_THAN, None, high=number) is not None


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_that_is_not_printed_is_refused(printed: int, stored: int) -> None:
    assume(printed != stored)
    fault = printed_agrees(f"{group(printed, ' ')} appels", "fr", Qualifier.EXACT, stored)
    assert fault is not None and f"{stored}" in fault


@given(LANGUAGE, st.text(alphabet="0123456789 .,-/%()unedxtroismilcahwfvy\u00a0’éñ", max_size=60))
def test_numbers_found_in_any_text_stand_in_it_and_do_not_overlap(language: str, text: str) -> None:
    found = scan(text, language)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 <= number.start < number.end <= len(text) for number in found)


@pytest.mark.parametrize(("language", "form", "qualifiers"), cases(WORDED))
def test_a_form_is_worded(language: str, form: str, qualifiers: set[Qualifier]) -> None:
    assert {word for printed in scan(form, language) for word in printed.wording} == qualifiers


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
    assert printed_agrees(form, "fr", qualifier, value, low, high) is None


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
    fault = printed_agrees(form, "fr", qualifier, value, low, high)
    assert fault is not None and said in fault


@pytest.mark.parametrize(("language", "text", "dates"), cases(DATES))
def test_dates_are_read_at_the_precision_printed(language: str, text: str, dates: tuple[str, ...]) -> None:
    assert tuple(date for *_, iso in find_dates(text, GRAMMARS[language]) for date in iso) == dates


def test_a_mark_glued_to_a_date_is_a_number_of_its_own() -> None:
    date, mark = scan("20 novembre 201046", "fr")
    assert (date.kind, date.text) == (Kind.DATE, "20 novembre 2010")
    assert (mark.kind, mark.text) == (Kind.NUMBER, "46")
