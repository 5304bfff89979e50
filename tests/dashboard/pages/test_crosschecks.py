import pandas as pd

from dashboard.data.store import Snapshot
from dashboard.pages import crosschecks
from dashboard.pages.crosschecks import derived_from
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from tests.dashboard.pages.conftest import Empty, MakeView, Read
from tests.dashboard.pages.reading import clean


def test_each_cross_check_stands_with_both_values_and_a_reading(read: Read, snapshot: Snapshot) -> None:
    rows = snapshot.rows(T.CROSSCHECKS)
    assert rows
    for lang in ("en", "fr"):
        page = read(f"/{lang}/crosschecks")
        assert len(page.tables["crosschecks"].rows) == len(rows)
        for row in rows:
            assert clean(row[f"reading_{lang}"]) in page.text
            assert f"#{row[C.CROSSCHECK_ID]}" in page.links
            assert row[C.CROSSCHECK_ID] in page.ids


def test_figures_find_their_cross_check_here(read: Read, snapshot: Snapshot) -> None:
    checked = {row[C.OBS_ID] for row in snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID]}
    page = read("/en/crosschecks")
    assert checked <= page.ids
    assert {f"/en/figures/{obs_id}" for obs_id in checked} <= set(page.links)


def test_a_doubt_is_passed_on_to_our_own_figures(read: Read, make_view: MakeView) -> None:
    view, page = make_view("en"), read("/en/crosschecks")
    checked = [row[C.OBS_ID] for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID]]
    derived = {row[C.OBS_ID] for obs_id in checked for row in derived_from(view, obs_id)}
    assert derived
    assert {f"/en/figures/{obs_id}" for obs_id in derived} <= set(page.links)
    assert derived_from(view, "o-01") == []


def test_a_figure_checked_twice_has_one_place(make_view: MakeView, snapshot: Snapshot) -> None:
    frame = snapshot.frames[T.CROSSCHECKS]
    first = frame[frame[C.OBS_ID].notna()].head(1)
    twice = pd.concat([first, first.assign(**{C.CROSSCHECK_ID: "x-second"})], ignore_index=True)
    text = to_html(crosschecks.layout(make_view("en", **{T.CROSSCHECKS: twice})))
    assert text.count(f'id="{first[C.OBS_ID].item()}"') == 1
    assert text.count('id="x-second"') == 1


def test_page_says_so_when_there_are_none(make_view: MakeView, empty: Empty) -> None:
    text = to_html(crosschecks.layout(make_view("en", **{T.CROSSCHECKS: empty(T.CROSSCHECKS)})))
    assert "This version has no cross-checks" in text
    assert "<table" not in text


def test_the_first_value_is_named_after_who_prints_it(read: Read, snapshot: Snapshot) -> None:
    page = read("/en/crosschecks")
    figures = [snapshot.observation(row[C.OBS_ID]) for row in snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID]]
    for figure in figures:
        source = snapshot.row(T.SOURCES, figure[C.SOURCE_ID]) if figure else None
        assert source
        # In the table and in the reading, where it is not the report.
        wanted = 0 if snapshot.kind_of(source[C.SOURCE_ID]) == "report" else 2
        assert page.text.count(f"{source['short_en']} gives") == wanted
