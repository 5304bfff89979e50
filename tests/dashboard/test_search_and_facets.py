from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.facets import facets_of
from dashboard.data.filters import ASKED, FACETS
from dashboard.data.search import index_of
from dashboard.data.store import Snapshot
from dashboard.data.words import fold, numbers_of, words_of
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_period
from tests.dashboard.whole import every_figure


def ids(snapshot: Snapshot, **params: str) -> set[str]:
    return {row[C.OBS_ID] for row in chosen(snapshot, **params)}


def chosen(snapshot: Snapshot, **params: str) -> list[dict[str, Any]]:
    selected = facets_of(snapshot).select(params)
    rows = selected.rows(0, 10_000)
    assert len(rows) == selected.total
    return rows


def test_accents_and_case_do_not_matter() -> None:
    assert fold("Élucidées, Œuvre") == "elucidees, oeuvre"
    assert words_of("L'enquête de la police") == ["enquete", "police"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("6 727", ["6727"]),
        ("6,727 sites", ["6727"]),
        ("4000 à 8000", ["4000", "8000"]),
        ("36,7 %", ["367"]),
        ("none", []),
    ],
)
def test_numbers_are_read_however_they_are_spaced(text: str, numbers: list[str]) -> None:
    assert numbers_of(text) == numbers


@pytest.mark.parametrize("pair", [("élucidés", "elucides"), ("enfants", "enfans"), ("prostitution", "prostituton")])
def test_a_slip_or_a_missing_accent_finds_the_same_closest_indicator(snapshot: Snapshot, pair: tuple[str, str]) -> None:
    index = index_of(snapshot)
    right, slipped = (index.find(text).indicators for text in pair)
    assert right
    assert slipped
    assert set(right) & set(slipped)


def test_both_languages_lead_to_an_indicator_by_its_own_name(snapshot: Snapshot) -> None:
    index = index_of(snapshot)
    for indicator in snapshot.rows(T.INDICATORS):
        for name in (C.NAME_EN, C.NAME_FR):
            words = " ".join(words_of(indicator[name]))
            found = index.find(words).indicators
            assert found is None or indicator[C.INDICATOR_ID] in found, words


def test_a_number_finds_the_figure_that_shows_it(snapshot: Snapshot) -> None:
    assert "o-0102" in ids(snapshot, q="6 727")
    assert "o-0013" in ids(snapshot, q="4000 8000")


@given(text=st.text(max_size=80))
def test_no_text_breaks_the_search(snapshot: Snapshot, text: str) -> None:
    facets_of(snapshot).select({"q": text})


def test_every_facet_value_selects_its_rows_and_its_count_is_true(snapshot: Snapshot) -> None:
    facets = facets_of(snapshot)
    everything = facets.select({})
    for name in FACETS:
        assert sum(everything.counts[name].values()) == len(every_figure(snapshot))
        for value, count in everything.counts[name].items():
            assert len(chosen(snapshot, **{name: value})) == count


def test_an_address_may_hold_filters_that_are_not_offered(snapshot: Snapshot) -> None:
    facets, rows = facets_of(snapshot), every_figure(snapshot)
    for name, each in ASKED.items():
        for value in sorted(facets.values(name))[:4]:
            if each.presence:
                expected = {row[C.OBS_ID] for row in rows if (row[each.column] is None) == (value == "false")}
            else:
                expected = {row[C.OBS_ID] for row in rows if row[each.column] == value}
            assert ids(snapshot, **{name: value}) == expected, (name, value)
    both = ids(snapshot, time_period="2008-S2", start="2006", end="2008-Q3")
    assert both
    assert both == ids(snapshot, time_period="2008-S2") & ids(snapshot, start="2006", end="2008-Q3")


def test_periods_keep_what_overlaps(snapshot: Snapshot) -> None:
    found = ids(snapshot, start="2006", end="2006-12-31")
    expected = {
        row[C.OBS_ID]
        for row in every_figure(snapshot)
        if parse_period(row[C.TIME_PERIOD]).end.year >= 2006 and parse_period(row[C.TIME_PERIOD]).start.year <= 2006
    }
    assert expected
    assert found == expected


def test_an_empty_selection_says_what_leaving_out_each_filter_gives(snapshot: Snapshot) -> None:
    facets = facets_of(snapshot)
    params = {"topic": "helpline", "sex": "F", "start": "1900", "end": "1901"}
    selected = facets.select(params)
    assert selected.total == 0
    assert set(selected.without) == {"topic", "sex", "period"}
    for name, count in selected.without.items():
        left = {
            key: value
            for key, value in params.items()
            if key != name and not (name == "period" and key in ("start", "end"))
        }
        assert facets.select(left).total == count


def test_results_of_a_search_start_with_the_closest_indicator(snapshot: Snapshot) -> None:
    selected = facets_of(snapshot).select({"q": "helpline 119"})
    assert selected.found.indicators
    rows = chosen(snapshot, q="helpline")
    assert rows[0][C.INDICATOR_ID].startswith("helpline")


@pytest.mark.parametrize("params", [{}, {"sex": "F"}, {"q": "2009"}, {"topic": "online", "start": "2010"}])
def test_figures_read_by_indicator_are_those_of_the_list(snapshot: Snapshot, params: dict[str, str]) -> None:
    selected = facets_of(snapshot).select(params)
    read = selected.figures_of(list(selected.by_indicator))
    assert {key: len(rows) for key, rows in read.items()} == dict(selected.by_indicator)
    assert [row for rows in read.values() for row in rows] == selected.rows(0, selected.total)


def test_indicators_read_together_hold_what_each_holds_alone(snapshot: Snapshot) -> None:
    together, alone = (replace(snapshot) for _ in range(2))
    together.read_together(snapshot.tally)
    for indicator_id in list(snapshot.tally)[-60:]:
        assert together.excerpt_of(indicator_id) == alone.excerpt_of(indicator_id)
