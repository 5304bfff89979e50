from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.components.claims_table import published_claims
from dashboard.components.observation_text import value_text
from dashboard.data.store import Snapshot
from dashboard.pages.claims import bounds_text, disputed, lower_bound, upper_bound
from dashboard.text.format import format_number, is_undated
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_period
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean

CLAIM = {C.TIME_PERIOD: "2010", C.ORIGIN_ID: "unicef", C.UNIT_MEASURE: "CHILDREN"}


def claim(qualifier: str, *, value: float | None = None, low: float | None = None, high: float | None = None) -> dict:
    return {
        **CLAIM,
        C.QUALIFIER: qualifier,
        C.OBS_VALUE: value,
        C.OBS_VALUE_LOW: low,
        C.OBS_VALUE_HIGH: high,
    }


numbers = st.integers(1, 10**6).map(float)
claims = st.one_of(
    numbers.map(lambda n: claim(Qualifier.EXACT, value=n)),
    numbers.map(lambda n: claim(Qualifier.LESS_THAN, high=n)),
    numbers.map(lambda n: claim(Qualifier.AT_LEAST, low=n)),
    st.tuples(numbers, numbers).map(lambda pair: claim(Qualifier.RANGE, low=min(pair), high=max(pair))),
)


def test_every_claim_is_a_row_with_who_when_value_printed_form_page_and_card(read: Read, make_view: MakeView) -> None:
    page, view = read("/en/claims"), make_view("en")
    indicators = disputed(view)
    assert indicators
    for indicator in indicators:
        table = page.tables[f"claims-{indicator[C.INDICATOR_ID]}"]
        rows = published_claims(view, indicator[C.INDICATOR_ID])
        assert rows
        assert table.column("Value") == [clean(value_text(view, row)) for row in rows]
        assert table.column("Original wording") == [clean(row[C.AS_PRINTED]) for row in rows]
        assert all(
            cell.startswith(view.name_of(T.ORIGINS, row[C.ORIGIN_ID]))
            for cell, row in zip(table.column("Who gives it"), rows, strict=True)
        )
        assert all(
            f"p. {row[C.PAGE]}" in cell
            for cell, row in zip(table.column("Source and page"), rows, strict=True)
            if row[C.PAGE] is not None
        )
        assert {f"/en/figures/{row[C.OBS_ID]}" for row in rows} <= set(page.links)
        assert [image for image in page.images if f"/charts/en/{indicator[C.INDICATOR_ID]}.svg" in image]


def test_claims_stand_by_year_and_hold_no_arithmetic_of_ours(make_view: MakeView) -> None:
    view = make_view()
    for indicator in disputed(view):
        rows = published_claims(view, indicator[C.INDICATOR_ID])
        ends = [(is_undated(row), parse_period(row[C.TIME_PERIOD]).end) for row in rows]
        assert ends == sorted(ends)
        assert all(row[C.DERIVATION] is None for row in rows)


def test_bounds_of_the_disputed_number_of_children_are_said(read: Read) -> None:
    assert "Upper bounds range from 100 (" in read("/en/claims").text
    assert "Les bornes hautes vont de 100 (" in read("/fr/claims").text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(claims, max_size=6))
def test_sentences_name_only_bounds_that_a_claim_states(make_view: MakeView, rows: list[dict]) -> None:
    view = make_view("en")
    said = bounds_text(view, rows)
    for bound, kind in ((upper_bound, "upper"), (lower_bound, "lower")):
        stated = [number for row in rows if (number := bound(row)) is not None]
        sentences = [words for words in said if f"{kind} bound" in words.lower()]
        if len(rows) < 2 or not stated:
            assert sentences == []
        elif len(stated) == 1:
            assert sentences[0].startswith(f"Only one estimate gives {'an' if kind == 'upper' else 'a'} {kind} bound:")
            assert format_number(stated[0], "en") in sentences[0]
        else:
            start = f"{kind.capitalize()} bounds range from {format_number(min(stated), 'en')} ("
            assert sentences[0].startswith(start)
            assert f" to {format_number(max(stated), 'en')} (" in sentences[0]


def test_cross_checked_claims_carry_the_other_reading(read: Read, snapshot: Snapshot, make_view: MakeView) -> None:
    page, view = read("/en/claims"), make_view()
    shown = {row[C.OBS_ID] for i in disputed(view) for row in published_claims(view, i[C.INDICATOR_ID])}
    checks = [row for row in snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID] in shown]
    assert checks
    assert all(clean(row[C.READING_EN]) in page.text for row in checks)
