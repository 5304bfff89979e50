"""Layouts of the figures: no figure is lost, joined or made up, and what is not a number is never one."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.problems import Refusal
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Layout, Selection
from dashboard.downloads.wide import SERIES, find_places, form_of, series_rows
from tests.dashboard.downloads.reading_back import arrow_of

Row = dict[str, Any]
# Words of the form that stands beside a number, by qualifier, as docs/downloads.md gives them.
SHARED = (
    "indicator_id",
    "comparability_id",
    "ref_area",
    "sex",
    "age",
    "answer",
    "source_id",
    "origin_id",
    "unit_measure",
)
TOPICS = ("prostitution", "online", "helpline", "opinion", "ufm", "mobilisation")


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, Row]:
    return {row["obs_id"]: row for row in pq.read_table(folder / "observations.parquet").to_pylist()}


def rows_of(files: DownloadCatalogue, **chosen: Any) -> list[Row]:
    selection = Selection(table="observations", labels="code", **chosen)
    found: list[Row] = arrow_of(Rows(files.published, files.dataset, selection)).to_pylist()
    return found


def places_of(row: Row) -> set[str]:
    """Columns of values: those named by a period, and the one without."""
    return {name for name in row if (name[0].isdigit() or name == "undated") and not name.endswith("_text")}


def place_of(figure: Row) -> str:
    return "undated" if figure["period_basis"] == "undated" else figure["time_period"]


def assert_wide(rows: list[Row], expected: dict[str, Row]) -> None:
    found = [obs_id for row in rows for obs_id in row["obs_ids"].split("; ")]
    assert sorted(found) == sorted(expected), "each figure stands in one row, once"
    for row in rows:
        held = [expected[obs_id] for obs_id in row["obs_ids"].split("; ")]
        by_place = {place_of(figure): figure for figure in held}
        assert len(by_place) == len(held), "two figures in one cell"
        for place in places_of(row):
            figure = by_place.get(place)
            assert row[place] == (figure and figure["obs_value"])
            is_exact = figure is None or figure["qualifier"] == "exact"
            assert (row.get(f"{place}_text") is None) == is_exact
        for figure in held:
            # Columns that say nothing are left out; what has one is the figure's own.
            assert all(row[name] == figure[name] for name in SHARED if name in row)
        assert all(len({figure[name] for figure in held}) == 1 for name in SERIES)
        notes = [f"{place_of(figure)}: {figure['note_en']}" for figure in held if figure["note_en"]]
        assert (row["note_en"] or "") == "; ".join(notes)


def test_the_wide_layout_of_all_figures_loses_joins_and_makes_up_none(
    files: DownloadCatalogue, figures: dict[str, Row]
) -> None:
    rows = rows_of(files, layout=Layout.WIDE)
    assert_wide(rows, figures)
    assert len(rows) < len(figures) / 2


@settings(max_examples=6)
@given(
    topics=st.sets(st.sampled_from(TOPICS), min_size=1, max_size=2),
    start=st.sampled_from(["", "2003", "2008-06"]),
    end=st.sampled_from(["", "2009", "2016-03-02"]),
)
def test_so_does_that_of_any_selection(
    files: DownloadCatalogue, figures: dict[str, Row], topics: set[str], start: str, end: str
) -> None:
    chosen = {"values": (("topic", tuple(sorted(topics))),), "start": start, "end": end}
    expected = {row["obs_id"]: figures[row["obs_id"]] for row in rows_of(files, **chosen)}
    assert_wide(rows_of(files, layout=Layout.WIDE, **chosen), expected)


def test_several_figures_for_one_cell_stand_in_several_rows(files: DownloadCatalogue) -> None:
    where = {"indicator_id": ["prostitution-recourse-cases", "prostitution-recourse-mean"]}
    published = files.published.asked.select("observations", where=where).read_all()
    ids = published["obs_id"].to_pylist()
    # A second figure for each cell, as two claims of one source would be; each indicator's rows stay together.
    rivals = published.set_column(0, "obs_id", pa.array([f"{obs_id}-rival" for obs_id in ids]))
    both = pa.concat_tables([published, rivals]).sort_by([("indicator_id", "ascending")])
    found = series_rows(both.to_batches(), find_places(files.published, where))
    held = [row["obs_ids"].split("; ") for batch in found for row in batch.to_pylist()]
    assert sorted(obs_id for each in held for obs_id in each) == sorted([*ids, *(f"{obs_id}-rival" for obs_id in ids)])
    for obs_id in ids:
        assert not any({obs_id, f"{obs_id}-rival"} <= set(each) for each in held)


def test_periods_come_years_first_and_in_time(files: DownloadCatalogue) -> None:
    places = [name for name in rows_of(files, layout=Layout.WIDE)[0] if name in places_of({name: None})]
    years = [name for name in places if len(name) == 4]
    months = [name for name in places if len(name) == 7 and name != "undated"]
    assert places[: len(years)] == sorted(years) and months == sorted(months) and places[-1] == "undated"


@pytest.mark.parametrize(
    ("qualifier", "numbers", "text"),
    [
        ("range", (None, 4000.0, 8000.0), "4000–8000"),
        ("more_than", (None, 270000.0, None), ">270000"),
        ("at_least", (None, 5.0, None), "≥5"),
        ("less_than", (None, None, 33.3), "<33.3"),
        ("at_most", (None, None, 90.0), "≤90"),
        ("approx", (20.0, None, None), "~20"),
        ("missing", (None, None, None), "missing"),
    ],
)
def test_what_is_not_one_exact_number_has_its_documented_form(qualifier: str, numbers: Any, text: str) -> None:
    assert form_of(qualifier, *numbers) == text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_compact_layout_has_every_figure_with_its_value_near_the_left(
    files: DownloadCatalogue, figures: dict[str, Row], lang: str
) -> None:
    document = json.loads(files.body(files.find("observations.json", [("layout", "compact"), ("lang", lang)])))
    names = [column["name"] for column in document["columns"]]
    assert names.index("obs_value") <= 5 and len(names) <= 20
    assert not any(name.endswith({"fr": "_en", "en": "_fr"}[lang]) for name in names)
    assert [row["obs_id"] for row in document["rows"]] == list(figures)
    for row in document["rows"]:
        figure = figures[row["obs_id"]]
        shared = set(row) & set(figure)
        assert {"obs_value", "obs_value_low", "obs_value_high", "qualifier", "comparability_id"} <= shared
        assert all(row[name] == figure[name] for name in shared)


def test_a_column_is_left_out_of_it_only_where_it_says_nothing(files: DownloadCatalogue) -> None:
    neutral = {"ref_area": "FR", "sex": "_T", "age": "_T", "answer": "_Z", "period_basis": "stated", "base_en": None}
    left_out = 0
    for indicator in list(files.published.records("indicators"))[::30]:
        compact = rows_of(files, indicator=indicator, layout=Layout.COMPACT)
        for name, value in neutral.items():
            says = any(row[name] != value for row in rows_of(files, indicator=indicator))
            assert (name in compact[0]) == says
            left_out += not says
    assert left_out


def test_other_layouts_count_their_own_rows_and_name_no_schema(files: DownloadCatalogue) -> None:
    file = files.find("observations.json", [("layout", "wide"), ("topic", "helpline")])
    document = json.loads(files.body(file))
    assert file.rows is not None and files.count(file.rows) == document["row_count"] == len(document["rows"])
    assert "$schema" not in document and document["selection"]["layout"] == "wide"


@pytest.mark.parametrize("path", ["observations.sdmx.csv", "topics.csv", "indicators/hdi-rank.sdmx.csv"])
def test_a_layout_is_refused_where_there_is_none(files: DownloadCatalogue, path: str) -> None:
    with pytest.raises(Refusal) as caught:
        files.find(path, [("layout", "compact")])
    assert caught.value.faults[0].parameter == "layout"
