"""What the explorer says and shows of what it found, when it read a word otherwise, or found nothing."""

import re

from flask.testing import FlaskClient

from dashboard.components.indicators_found import MOST_WITHIN
from dashboard.data.store import Snapshot
from dashboard.pages.explorer import PER_PAGE
from pipelines.schema.columns import C, T
from tests.dashboard.pages.conftest import Read

NAMED = re.compile(r'<h[34]><a href="/(?:fr|en)/indicators/([^"]+)"')


def test_a_word_read_otherwise_is_quoted_as_the_language_quotes(read: Read) -> None:
    assert "« condamnasion » compris comme « condamnations »." in read("/fr/explorer?q=condamnasion").text
    assert "“convictionz” taken to mean “convictions”" in read("/en/explorer?q=convictionz").text


def test_words_that_stand_nowhere_are_blamed_and_not_the_filters(read: Read) -> None:
    page = read("/fr/explorer?q=zzzzqqq&topic=online")
    assert "Rien sur ce site ne contient ces mots ou ces valeurs." in page.text
    assert "0 chiffre" not in page.text, "leaving out a filter that does not help is not offered"


def test_filters_that_exclude_each_other_are_said_to_find_nothing_printed(read: Read) -> None:
    text = read("/en/explorer?topic=helpline&sex=F").text
    assert "what it does not give is missing here, not zero" in text
    assert "Without “Sex”" in text


def test_a_chart_of_more_figures_than_the_table_says_so(read: Read) -> None:
    words = "Le graphique montre tous les chiffres"
    assert words in read("/fr/explorer?indicator=prostitution-recourse-cases&start=2007").text
    assert words not in read("/fr/explorer?indicator=prostitution-recourse-cases").text


def test_indicators_stand_in_the_order_of_topics_twenty_five_a_page(client: FlaskClient, snapshot: Snapshot) -> None:
    topics = {row[C.TOPIC_ID]: row[C.SORT_ORDER] for row in snapshot.rows(T.TOPICS)}
    counted = [row for row in snapshot.rows(T.INDICATORS) if snapshot.count(row[C.INDICATOR_ID])]
    expected = [
        row[C.INDICATOR_ID] for row in sorted(counted, key=lambda row: (topics[row[C.TOPIC_ID]], row[C.SORT_ORDER]))
    ]
    pages = [
        NAMED.findall(client.get(f"/en/explorer?page={number}").text)
        for number in range(1, -(-len(expected) // PER_PAGE) + 1)
    ]
    assert [len(page) for page in pages[:-1]] == [PER_PAGE] * (len(pages) - 1)
    assert [key for page in pages for key in page] == expected


def test_the_closest_indicator_of_a_search_stands_first_without_topics(client: FlaskClient) -> None:
    text = client.get("/en/explorer?q=helpline").text
    assert NAMED.findall(text)[0].startswith("helpline")
    assert 'class="found-topic"' not in text


def test_an_indicator_names_its_last_value_with_answer_period_base_and_source(read: Read) -> None:
    text = read("/fr/explorer?topic=opinion").text
    assert "45% Courante 22 et 23 octobre 2010" in text
    assert "Base : ensemble des adultes interrogés" in text
    # Of claims none is the last: they are drawn beside each other.
    images = read("/fr/explorer?topic=prostitution").images
    assert [image for image in images if "/charts/fr/children-prostitution-claims.svg" in image]


def test_what_is_said_against_a_figure_stands_under_its_value(read: Read) -> None:
    page = read("/en/explorer?q=6727")
    (table,) = [table for name, table in page.tables.items() if name.startswith("found-")]
    assert "Caveats" not in table.headers
    assert "Indicator" not in table.headers
    (value,) = table.column("Value")
    assert value.startswith("6,727") and "cross-check" in value


def test_the_territory_is_a_column_where_it_is_not_france_alone(read: Read) -> None:
    tables = read("/en/explorer?topic=prostitution").tables
    assert "Territory" not in tables["found-prostitution-recourse-cases"].headers
    assert "Territory" in tables["found-police-investigations"].headers


def test_figures_are_counted_and_folded_unless_they_are_few_or_a_number_was_searched(client: FlaskClient) -> None:
    assert "<details open" not in client.get("/en/explorer").text
    number = client.get("/en/explorer?q=2009").text.partition('class="found"')[2]
    assert number.count("<details open") == number.count("<details") > 1
    few = client.get("/en/explorer?q=17").text
    assert "1 of 8 figures" in few
    assert "1 chiffre sur 8" in client.get("/fr/explorer?q=17").text
    # Two whose figures show the number, and one that has it in its name.
    assert few.count("<details open") == 3


def test_a_page_shows_few_figures_and_leads_to_the_others(client: FlaskClient, snapshot: Snapshot) -> None:
    largest = max(snapshot.tally, key=snapshot.count)
    assert snapshot.count(largest) > MOST_WITHIN
    topic_id = (snapshot.row(T.INDICATORS, largest) or {})[C.TOPIC_ID]
    text = client.get(f"/en/explorer?topic={topic_id}").text
    assert f">See {snapshot.count(largest)} figures<" in text
    assert f'href="/en/explorer?indicator={largest}&amp;topic={topic_id}"' in text
    assert len(re.findall(r'<th[^>]* scope="row"', text)) <= MOST_WITHIN


def test_small_drawings_wait_for_the_reader_and_are_about_the_last_value(client: FlaskClient) -> None:
    text = client.get("/fr/explorer").text
    images = re.findall(r"<img[^>]+>", text)
    assert images
    assert all('loading="lazy"' in image for image in images)
    # Its first panel is of other territories than its last figure.
    entry = client.get("/en/explorer?topic=online").text + client.get("/en/explorer?page=3").text
    assert "/charts/en/iwf-hosting-share.svg" not in entry


def test_choices_that_would_find_nothing_are_not_offered(client: FlaskClient) -> None:
    text = client.get("/en/explorer?topic=opinion").text
    offered = re.findall(r"<option[^>]*>([^<]*)</option>", text)
    assert len([words for words in offered if re.search(r"\(\d", words)]) > 10
    assert not [words for words in offered if words.endswith("(0)")]
