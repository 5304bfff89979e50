"""What the explorer says when it read a word otherwise, or found nothing."""

from tests.dashboard.pages.conftest import Read


def test_a_word_read_otherwise_is_quoted_as_the_language_quotes(read: Read) -> None:
    assert "« condamnasion » lu comme « condamnations »." in read("/fr/explorer?q=condamnasion").text
    assert "“convictionz” read as “convictions”" in read("/en/explorer?q=convictionz").text


def test_words_that_stand_nowhere_are_blamed_and_not_the_filters(read: Read) -> None:
    page = read("/fr/explorer?q=zzzzqqq&topic=online")
    assert "Rien ici ne porte ces mots ou ces valeurs." in page.text
    assert "0 chiffre" not in page.text, "leaving out a filter that does not help is not offered"


def test_filters_that_exclude_each_other_are_said_to_find_nothing_printed(read: Read) -> None:
    text = read("/en/explorer?topic=helpline&sex=F").text
    assert "what it does not print is not here, and is not zero" in text
    assert "Without “Sex”" in text


def test_a_chart_of_more_figures_than_the_table_says_so(read: Read) -> None:
    words = "Le graphique montre tous les chiffres"
    assert words in read("/fr/explorer?indicator=prostitution-recourse-cases&start=2007").text
    assert words not in read("/fr/explorer?indicator=prostitution-recourse-cases").text
