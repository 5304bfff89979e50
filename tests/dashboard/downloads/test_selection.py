"""Filters: what they keep, compared with a plain reading of the published rows; and what they refuse."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.filters import FILTERS
from dashboard.downloads.parameters import parse_selection
from dashboard.downloads.problems import Refusal
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.rows import Rows, why_empty
from dashboard.downloads.selection import Selection, allowed, filters_of, further_parameters, parameters_of
from pipelines.schema.periods import parse_asked, parse_period
from tests.dashboard.downloads.reading_back import arrow_of

DATASET = Dataset("1.0.0", "2026-01-01", "https://esec.example")
OBSERVATIONS = "observations"


def rows_of(folder: Path, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def kept_ids(published: Published, pairs: list[tuple[str, str]]) -> list[str]:
    selection = parse_selection(published, DATASET, OBSERVATIONS, pairs)
    found: list[str] = arrow_of(Rows(published, DATASET, selection))["obs_id"].to_pylist()
    return found


def refused(published: Published, table: str, pairs: list[tuple[str, str]], *, csv: bool = False) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse_selection(published, DATASET, table, pairs, csv=csv)
    return caught.value


@pytest.mark.parametrize(
    "each", [each for each in FILTERS if each.name != "figure" and not each.presence], ids=lambda each: each.name
)
def test_each_filter_keeps_exactly_the_rows_with_each_of_its_codes(published: Published, folder: Path, each) -> None:  # type: ignore[no-untyped-def]
    indicators = {row["indicator_id"]: row for row in rows_of(folder, "indicators")}
    observations = rows_of(folder, OBSERVATIONS)
    for code in allowed(each, published):
        expected = [
            row["obs_id"] for row in observations if {**indicators[row["indicator_id"]], **row}.get(each.column) == code
        ]
        assert kept_ids(published, [(each.name, code)]) == expected


def test_several_codes_by_comma_or_by_repeating_are_one_selection(published: Published) -> None:
    by_comma = parse_selection(published, DATASET, OBSERVATIONS, [("topic", "online,helpline")])
    repeated = parse_selection(published, DATASET, OBSERVATIONS, [("topic", "helpline"), ("topic", "online")])
    assert by_comma == repeated
    assert by_comma.query == "topic=helpline,online"
    parts = {topic: set(kept_ids(published, [("topic", topic)])) for topic in ("online", "helpline")}
    assert set(kept_ids(published, [("topic", "online,helpline")])) == parts["online"] | parts["helpline"]


def test_filters_narrow_one_another(published: Published) -> None:
    both = set(kept_ids(published, [("topic", "opinion"), ("sex", "F")]))
    assert both == set(kept_ids(published, [("topic", "opinion")])) & set(kept_ids(published, [("sex", "F")]))
    assert both


def test_single_figures_are_kept_by_id(published: Published, folder: Path) -> None:
    ids = [str(row["obs_id"]) for row in rows_of(folder, OBSERVATIONS)][5:9]
    assert kept_ids(published, [("figure", ",".join(reversed(ids)))]) == ids


@given(
    start=st.sampled_from(["", "1990", "2005", "2008-06", "2009-07-15", "2009-Q3", "2009-S2"]),
    end=st.sampled_from(["", "2002", "2009", "2010-11", "2010-11-20", "2009-Q3", "2009-H1"]),
)
def test_periods_are_kept_where_they_overlap(published: Published, folder: Path, start: str, end: str) -> None:
    pairs = [(name, text) for name, text in (("start", start), ("end", end)) if text]
    if start and end and parse_asked(end).end < parse_asked(start).start:
        assert refused(published, OBSERVATIONS, pairs).faults[0].kind == "ends-before-start"
        return
    expected = []
    for row in rows_of(folder, OBSERVATIONS):
        days = parse_period(str(row["time_period"]))
        ends_late = not start or days.end >= parse_asked(start).start
        starts_early = not end or days.start <= parse_asked(end).end
        if ends_late and starts_early:
            expected.append(row["obs_id"])
    assert kept_ids(published, pairs) == expected


def test_every_filter_applies_where_the_table_has_its_column(published: Published, folder: Path) -> None:
    for table in published.tables:
        for each in filters_of(published, table):
            codes = allowed(each, published)
            if not each.presence and each.column in published.tables[table].schema.names and codes:
                selection = parse_selection(published, DATASET, table, [(each.name, codes[0])])
                expected = [row for row in rows_of(folder, table) if row[each.column] == codes[0]]
                assert Rows(published, DATASET, selection).count() == len(expected)


def test_an_unknown_parameter_is_refused_with_those_allowed(published: Published) -> None:
    fault = refused(published, OBSERVATIONS, [("sexe", "F")]).faults[0]
    assert (fault.kind, fault.parameter) == ("unknown-parameter", "sexe")
    taken = {*parameters_of(published, OBSERVATIONS, csv=False), *further_parameters(published, OBSERVATIONS)}
    assert set(fault.allowed) == taken
    assert fault.document()["allowed"][0] == "sex"


def test_an_unknown_code_is_refused_with_the_published_ones(published: Published) -> None:
    refusal = refused(published, OBSERVATIONS, [("sex", "F,X"), ("topic", "opinion")])
    assert [(fault.parameter, fault.value, fault.allowed) for fault in refusal.faults] == [
        ("sex", "X", ("_T", "F", "M"))
    ]
    assert refusal.faults[0].allowed_at == "https://esec.example/data/codelists.json"


def test_every_fault_is_said_at_once(published: Published) -> None:
    pairs = [("sexe", "F"), ("topic", "hulp"), ("start", "20"), ("lang", "de"), ("labels", "x"), ("dialect", "excel")]
    refusal = refused(published, OBSERVATIONS, pairs, csv=True)
    assert {fault.parameter for fault in refusal.faults} == {name for name, _ in pairs}


@pytest.mark.parametrize(
    "text",
    ["20", "2009/2010", "2009-13", "2009-02-30", "0999", "-2009", "2009-6", "9" * 400, "२००९", "now", "2009;DROP",
     "2009-Q5", "2009-Q", "2009-q1", "2009-S3", "2009-H0", "2009Q1", "2009-Q1-01", "2009-Q²"],
)  # fmt: skip
def test_what_is_no_period_is_refused(published: Published, text: str) -> None:
    assert refused(published, OBSERVATIONS, [("start", text)]).faults[0].kind == "not-a-period"


def test_a_choice_given_twice_is_refused_but_the_same_twice_is_one(published: Published) -> None:
    assert refused(published, OBSERVATIONS, [("lang", "fr"), ("lang", "en")]).faults[0].kind == "repeated-parameter"
    assert parse_selection(published, DATASET, OBSERVATIONS, [("lang", "fr"), ("lang", "fr")]).lang == "fr"


def test_empty_parameters_of_a_form_are_as_good_as_absent(published: Published) -> None:
    pairs = [(name, "") for name in parameters_of(published, OBSERVATIONS, csv=True)]
    assert parse_selection(published, DATASET, OBSERVATIONS, pairs, csv=True) == Selection(table=OBSERVATIONS)


def test_a_table_without_codes_takes_no_filter(published: Published) -> None:
    assert refused(published, "caveats", [("sex", "F")]).faults[0].kind == "unknown-parameter"


def test_the_reason_for_nothing_says_what_each_filter_costs(published: Published) -> None:
    selection = parse_selection(published, DATASET, OBSERVATIONS, [("topic", "helpline"), ("sex", "F")])
    reason = why_empty(Rows(published, DATASET, selection))
    helpline, women = (len(kept_ids(published, [pair])) for pair in (("topic", "helpline"), ("sex", "F")))
    assert f"Without topic: {women}." in reason["en"] and f"Without sex: {helpline}." in reason["en"]
    assert f"Sans sex : {helpline}." in reason["fr"]


@given(
    pairs=st.lists(
        st.tuples(st.text(max_size=12) | st.sampled_from(["sex", "start", "lang", "figure"]), st.text(max_size=40)),
        max_size=6,
    )
)
def test_any_text_is_a_selection_or_a_refusal(published: Published, pairs: list[tuple[str, str]]) -> None:
    try:
        selection = parse_selection(published, DATASET, OBSERVATIONS, pairs, csv=True)
    except Refusal as refusal:
        assert refusal.faults and 400 <= refusal.status < 500
    else:
        assert Rows(published, DATASET, selection).count() <= published.tables[OBSERVATIONS].rows
