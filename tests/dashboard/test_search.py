"""What readers rely on when they search: numbers in names, ids, sources, articles, and words that we do not use."""

import pytest

from dashboard.data.facets import Selected, facets_of
from dashboard.data.search import index_of
from dashboard.data.snapshot import Snapshot
from dashboard.data.typed_words import TypedWords, listed
from dashboard.data.words import words_of
from pipelines.schema.columns import C, T

_TYPED = (C.TYPED_ENGLISH, C.TYPED_FRENCH)


def select(snapshot: Snapshot, text: str) -> Selected:
    return facets_of(snapshot).select({"q": text})


@pytest.mark.parametrize("text", ["119", "le 119", "appels 119", "helpline 119", "119 helpline"])
def test_a_number_in_a_name_finds_the_indicators_called_so_first(snapshot: Snapshot, text: str) -> None:
    first = next(iter(select(snapshot, text).by_indicator))
    assert "119" in snapshot.row(T.INDICATORS, first)[C.NAME_FR]  # type: ignore[index]


def test_the_id_of_a_figure_finds_that_figure_alone(snapshot: Snapshot) -> None:
    selected = select(snapshot, "O-0023")
    assert [row[C.OBS_ID] for row in selected.rows(0, 10)] == ["o-0023"]
    assert [(each.table, each.key) for each in selected.found.things] == [(T.OBSERVATIONS, "o-0023")]


def test_the_id_of_an_indicator_finds_it_alone(snapshot: Snapshot) -> None:
    for row in snapshot.rows(T.INDICATORS):
        assert index_of(snapshot).find(row[C.INDICATOR_ID]).indicators == (row[C.INDICATOR_ID],)


@pytest.mark.parametrize(
    ("text", "table", "key"),
    [
        ("225-12-1", T.LEGAL_PENALTIES, "p-0001"),
        ("article 227-23 du code pénal", T.LEGAL_PENALTIES, "p-0012"),
        ("loi 2021-478", T.LEGAL_PENALTIES, "p-0002"),
        ("2011/36", T.TREATIES, "eu-2011-36"),
        ("Directive 2011/36/EU", T.TREATIES, "eu-2011-36"),
        ("Lanzarote", T.TREATIES, "lanzarote"),
        ("convention 182", T.TREATIES, "ilo-182"),
        ("IWF", T.SOURCES, "anglican-watch-2023"),
        ("causette", T.SOURCES, "causette-2021"),
        ("lignes d'écoute", T.TOPICS, "helpline"),
    ],
)
def test_laws_articles_sources_and_topics_are_found_by_name(
    snapshot: Snapshot, text: str, table: str, key: str
) -> None:
    assert (table, key) in [(each.table, each.key) for each in index_of(snapshot).find(text).things]


def test_every_source_is_found_by_its_short_name(snapshot: Snapshot) -> None:
    for row in snapshot.rows(T.SOURCES):
        things = index_of(snapshot).things.by_words(row[C.SHORT_FR])
        names = [snapshot.row(T.SOURCES, each.key)[C.SHORT_FR] for each in things if each.table == T.SOURCES]  # type: ignore[index]
        assert row[C.SHORT_FR] in names


def test_both_languages_have_many_words_that_lead_to_ours(snapshot: Snapshot) -> None:
    for column in _TYPED:
        assert sum(len(listed(row, column)) for row in snapshot.rows(T.SEARCH_WORDS)) >= 60


def test_each_word_typed_leads_to_its_term_and_to_something(snapshot: Snapshot) -> None:
    for row in snapshot.rows(T.SEARCH_WORDS):
        for text in (text for column in _TYPED for text in listed(row, column)):
            found = index_of(snapshot).find(text)
            assert [each.row[C.WORD_ID] for each in found.redirects] == [row[C.WORD_ID]], text
            # The law alone speaks of some offences: no publication counts them.
            assert found.indicators or found.things, text


def test_each_text_that_a_word_is_searched_by_finds_something_of_its_own(snapshot: Snapshot) -> None:
    for row in snapshot.rows(T.SEARCH_WORDS):
        for text in listed(row, C.SEARCHED_BY):
            found = index_of(snapshot).find(text)
            assert found.indicators or found.things, text
            assert not found.redirects, text


def test_no_term_of_ours_is_taken_for_a_word_to_be_replaced(snapshot: Snapshot) -> None:
    names = [row[name] for row in snapshot.rows(T.TREATIES) for name in (C.NAME_EN, C.NAME_FR)]
    for row in snapshot.rows(T.SEARCH_WORDS):
        names += [term for column in (C.SAY_EN, C.SAY_FR) for term in row[column].split(";")]
    for name in names:
        assert not index_of(snapshot).find(name).redirects, name


@pytest.mark.parametrize("text", ["pédopornografie", "pedopornographie", "PROXENETES", "touristes sexuels"])
def test_case_accents_plurals_and_a_slip_do_not_matter(snapshot: Snapshot, text: str) -> None:
    found = index_of(snapshot).find(text)
    assert found.redirects
    assert found.indicators


@pytest.mark.parametrize("text", ["cyberharcèlement", "cyberbullying", "mariage forcé", "zzzzzz"])
def test_what_nobody_counted_leads_nowhere_but_to_the_nearest_three(snapshot: Snapshot, text: str) -> None:
    assert select(snapshot, text).total == 0
    nearest = index_of(snapshot).nearest(text)
    assert len(set(nearest)) == 3
    assert all(snapshot.row(T.INDICATORS, key) for key in nearest)


def test_the_word_itself_stands_before_words_that_begin_with_it(snapshot: Snapshot) -> None:
    first = next(iter(select(snapshot, "viol").by_indicator))
    assert "viols" in words_of(snapshot.row(T.INDICATORS, first)[C.NAME_FR])  # type: ignore[index]


def test_the_longest_phrase_is_taken_and_the_other_words_stay() -> None:
    rows = [
        {C.TYPED_ENGLISH: "big cat", C.TYPED_FRENCH: "chat", C.SAY_EN: "lion", C.SAY_FR: "tigre", C.SEARCHED_BY: "x"},
        {C.TYPED_ENGLISH: "cat", C.TYPED_FRENCH: "lion", C.SAY_EN: "pet", C.SAY_FR: "pet", C.SEARCHED_BY: "y"},
    ]
    words = TypedWords(rows)
    found, left = words.read(["small", "big", "cats", "lion"])
    assert [each.typed for each in found] == ["big cat"]
    assert left == ["small", "lion"]
    begun = words.starting("big c")
    assert begun is not None
    assert begun.typed == "big cat"
    assert words.starting("big") is None, "a phrase is not guessed from its first word"
    assert words.starting("bi") is None


def test_a_code_is_taken_out_whole(snapshot: Snapshot) -> None:
    things, figures, rest = index_of(snapshot).things.by_code("225-12 et 225-12-1, o-0023 et 12")
    assert {each.key for each in things} == {"p-0007", "p-0001", "o-0023"}
    assert figures == ("o-0023",)
    assert rest.split() == ["et", ",", "et", "12"]


def test_publications_about_the_words_come_after_what_is_called_so(snapshot: Snapshot) -> None:
    things = index_of(snapshot).things.by_words("mineurs")
    assert [each.titled for each in things] == sorted(each.titled for each in things)
