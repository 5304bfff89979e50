import pytest

from dashboard.text.typography import set_text


def test_french_numbers_and_signs_do_not_break() -> None:
    said = set_text("6 727 sites ; 12 % : « oui »", "fr")
    assert said == "6\u202f727 sites\u202f; 12\u202f%\u00a0: «\u00a0oui\u00a0»"
    assert set_text("en 2009 des 12 000 enfants", "fr") == "en 2009 des 12\u202f000 enfants"


@pytest.mark.parametrize(("lang", "plain", "proper"), [("fr", "l'enfant", "l’enfant"), ("en", "year's", "year’s")])
def test_an_apostrophe_within_a_word_is_curly(lang: str, plain: str, proper: str) -> None:
    assert set_text(plain, lang) == proper  # type: ignore[arg-type]
    assert set_text("o'2", lang) == "o'2"  # type: ignore[arg-type]


def test_an_english_plural_keeps_its_apostrophe_curly() -> None:
    assert set_text("providers' association", "en") == "providers’ association"


def test_a_page_number_stays_with_its_letter() -> None:
    assert set_text("voir p. 12", "fr") == "voir p.\u00a012"


def test_english_sets_no_space_before_percent() -> None:
    assert set_text("7.5 % higher", "en") == "7.5% higher"
