"""A line joins only what follows and may be compared."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.joining import LEAST_JOINED, Dated, join_runs

VALUES = st.one_of(st.none(), st.integers(0, 5).map(float))
YEARLY = st.lists(
    st.builds(
        lambda year, value, missing, anew: Dated(
            str(2000 + year), None if missing else value, missing=missing, starts_anew=anew
        ),
        st.integers(0, 12),
        VALUES,
        st.booleans(),
        st.booleans(),
    ),
    max_size=14,
)


@given(YEARLY)
def test_joined_points_are_one_year_apart_and_have_one_agreed_value(figures: list[Dated]) -> None:
    for run in join_runs(figures):
        assert len(run) > 1
        for earlier, later in pairwise(run):
            assert int(figures[later].period) - int(figures[earlier].period) == 1
            assert not figures[later].starts_anew
        for index in run:
            same = {f.value for f in figures if f.period == figures[index].period and not f.missing}
            assert same == {figures[index].value}
            assert None not in same


@given(YEARLY)
def test_no_point_is_joined_twice_and_fewer_than_three_never(figures: list[Dated]) -> None:
    runs = join_runs(figures)
    joined = [index for run in runs for index in run]
    assert len(joined) == len(set(joined))
    if runs:
        assert len({figure.period for figure in figures if figure.value is not None}) >= LEAST_JOINED


@given(st.integers(1990, 2020), st.integers(3, 20))
def test_an_unbroken_series_is_one_line(start: int, count: int) -> None:
    figures = [Dated(str(start + n), float(n)) for n in range(count)]
    assert join_runs(figures) == (tuple(range(count)),)


def test_a_missing_year_breaks_the_line() -> None:
    figures = [Dated(year, 1.0) for year in ("2005", "2006", "2008", "2009")]
    assert join_runs(figures) == ((0, 1), (2, 3))


def test_a_missing_value_a_range_and_a_break_end_the_line() -> None:
    missing = Dated("2007", None, missing=True)
    for middle in (missing, Dated("2007", None), Dated("2007", 2.0, starts_anew=True)):
        figures = [Dated("2005", 1.0), Dated("2006", 1.0), middle, Dated("2008", 1.0), Dated("2009", 1.0)]
        assert all(not {1, 2} <= set(run) for run in join_runs(figures))


def test_two_values_for_one_year_join_neither_and_equal_values_join_once() -> None:
    rival = [
        Dated("2007", 1.0),
        Dated("2008", 1.0),
        Dated("2009", 489511.0),
        Dated("2009", 540631.0),
        Dated("2010", 1.0),
    ]
    assert join_runs(rival) == ((0, 1),)
    agreed = [Dated("2008", 1171.0), Dated("2008", 1171.0), Dated("2009", 987.0), Dated("2010", 550.0)]
    assert join_runs(agreed) == ((0, 2, 3),)


def test_months_follow_months_and_year_ends_follow_year_ends() -> None:
    assert join_runs([Dated(f"2008-{month:02d}", 1.0) for month in (1, 2, 4, 5)]) == ((0, 1), (2, 3))
    assert join_runs([Dated(f"{year}-12-31", 1.0) for year in (2016, 2017, 2018, 2020)]) == ((0, 1, 2),)
    mixed = [Dated("2008", 1.0), Dated("2009-01", 1.0), Dated("2009-02", 1.0)]
    assert all(0 not in run for run in join_runs(mixed))
    assert join_runs([Dated("2001/2003", 1.0), Dated("2004/2006", 1.0), Dated("2007/2009", 1.0)]) == ()
